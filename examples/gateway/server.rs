//! Gateways on the loopback: one that is honest, and four that are not.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use varsig::Block;

/// The longest request that is read, in bytes.
const LONGEST: u64 = 8 << 10;

/// How a gateway answers.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    /// With the block, if it has it.
    Honest(BTreeMap<String, Block>),
    /// With other bytes, as many as there should be.
    Lying(usize),
    /// With bytes without end, of which it does not say how many there will be.
    Endless,
    /// With one byte now and then.
    Slow,
    /// With the address of another gateway.
    Redirecting(SocketAddr),
}

/// A server in a thread of its own, with one for each connection.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    asked: Arc<AtomicUsize>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(manner: Manner) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let (asked, is_over) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let (count, over) = (Arc::clone(&asked), Arc::clone(&is_over));
        let thread = thread::spawn(move || {
            let manner = Arc::new(manner);
            for stream in listener.incoming().map_while(Result::ok) {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                count.fetch_add(1, Ordering::SeqCst);
                let (manner, over) = (Arc::clone(&manner), Arc::clone(&over));
                // Whoever went away meanwhile gets no answer.
                thread::spawn(move || answer(&stream, &manner, &over));
            }
        });
        Ok(Self { address, asked, is_over, thread: Some(thread) })
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // It waits for a connection, and sees by this one that it is over.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The CID that is asked for, by the trustless gateway's way to ask for one block.
fn asked_for(stream: &TcpStream) -> io::Result<Option<String>> {
    let mut lines = BufReader::new(stream.take(LONGEST)).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    let mut takes_raw = false;
    for header in lines {
        let header = header?.to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        takes_raw |= header == "accept: application/vnd.ipld.raw";
    }
    let path = request.strip_prefix("GET /ipfs/").and_then(|it| it.strip_suffix(" HTTP/1.1"));
    let cid = path.and_then(|path| path.strip_suffix("?format=raw"));
    Ok(cid.filter(|_| takes_raw).map(str::to_owned))
}

fn answer(mut stream: &TcpStream, manner: &Manner, is_over: &AtomicBool) -> io::Result<()> {
    let Some(cid) = asked_for(stream)? else {
        return respond(stream, "400 Bad Request", "", Some(0));
    };
    match manner {
        Manner::Honest(blocks) => match blocks.get(&cid) {
            Some(block) => {
                respond(stream, "200 OK", "", Some(block.bytes().len()))?;
                stream.write_all(block.bytes())
            }
            None => respond(stream, "404 Not Found", "", Some(0)),
        },
        Manner::Lying(length) => {
            respond(stream, "200 OK", "", Some(*length))?;
            stream.write_all(&vec![b'x'; *length])
        }
        Manner::Endless => {
            respond(stream, "200 OK", "", None)?;
            while !is_over.load(Ordering::SeqCst) {
                stream.write_all(&[0; 4096])?;
            }
            Ok(())
        }
        Manner::Slow => {
            respond(stream, "200 OK", "", Some(1 << 10))?;
            while !is_over.load(Ordering::SeqCst) {
                stream.write_all(b"x")?;
                thread::sleep(Duration::from_millis(50));
            }
            Ok(())
        }
        Manner::Redirecting(to) => {
            let location = format!("Location: http://{to}/ipfs/{cid}?format=raw\r\n");
            respond(stream, "302 Found", &location, Some(0))
        }
    }
}

fn respond(
    mut stream: &TcpStream,
    status: &str,
    more: &str,
    length: Option<usize>,
) -> io::Result<()> {
    let length = length.map(|length| format!("Content-Length: {length}\r\n")).unwrap_or_default();
    let kind = "Content-Type: application/vnd.ipld.raw";
    let head = format!("HTTP/1.1 {status}\r\n{kind}\r\n{length}{more}Connection: close\r\n\r\n");
    stream.write_all(head.as_bytes())
}
