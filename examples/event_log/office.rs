//! A server on the loopback that knows rates of exchange and files reports.

use std::{
    collections::BTreeMap,
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{Result, http::Message};

/// How long to wait for somebody to ask.
const PATIENCE: Duration = Duration::from_secs(60);

/// What it knows, and what it was asked.
#[derive(Default)]
pub(crate) struct Books {
    /// How often it was asked for a rate.
    pub(crate) rates: usize,
    /// How often a report came.
    pub(crate) reports: usize,
    /// The reports, by the ID of the task that filed them.
    pub(crate) filed: BTreeMap<String, String>,
    /// The latest of them.
    pub(crate) newest: String,
    /// What it takes in and does not answer: the beginning of a path.
    silent: Option<&'static str>,
    /// Those who wait for an answer.
    waiting: Vec<TcpStream>,
    is_closed: bool,
}

struct Shared {
    books: Mutex<Books>,
    changed: Condvar,
}

impl Shared {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The server; it closes when it is dropped.
pub(crate) struct Office {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Office {
    pub(crate) fn open() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { books: Mutex::default(), changed: Condvar::new() });
        let desk = Arc::clone(&shared);
        let thread = Some(thread::spawn(move || serve(&listener, &desk)));
        Ok(Self { address, shared, thread })
    }

    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.shared.books()
    }

    /// From now on it takes in what is asked under this path, and does not answer; with `None` it
    /// answers everything.
    pub(crate) fn fall_silent(&self, about: Option<&'static str>) {
        let mut books = self.books();
        books.silent = about;
        books.waiting.clear();
    }

    /// Waits until somebody asked it something that it does not answer.
    pub(crate) fn wait_for_someone(&self) -> Result<()> {
        let is_quiet = |books: &mut Books| books.waiting.is_empty();
        let waited = self.shared.changed.wait_timeout_while(self.books(), PATIENCE, is_quiet);
        let (books, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if books.waiting.is_empty() { Err("nobody asked the office".into()) } else { Ok(()) }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.books().is_closed = true;
        // It waits for a connection, and sees by this one that it is over.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(listener: &TcpListener, shared: &Shared) {
    for stream in listener.incoming().map_while(Result::ok) {
        if shared.books().is_closed {
            return;
        }
        let Ok(request) = Message::read(&stream) else { continue };
        let mut books = shared.books();
        let path = request.start.split(' ').nth(1).unwrap_or_default().to_owned();
        let (start, body) = match path.strip_prefix("/reports/") {
            Some(id) => {
                books.reports += 1;
                books.filed.entry(id.to_owned()).or_insert_with(|| request.body.clone());
                books.newest = request.body;
                ("HTTP/1.1 200 OK", "filed")
            }
            None if path == "/rates/2026-01-02/USD" => {
                books.rates += 1;
                ("HTTP/1.1 200 OK", "1250")
            }
            None => ("HTTP/1.1 404 Not Found", ""),
        };
        if books.silent.is_some_and(|about| path.starts_with(about)) {
            books.waiting.push(stream);
            shared.changed.notify_all();
            continue;
        }
        drop(books);
        // Whoever went away meanwhile gets no answer.
        let _ = Message { start: start.to_owned(), body: body.to_owned() }.write(&stream);
    }
}
