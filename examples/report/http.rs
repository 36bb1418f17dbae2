//! As much HTTP/1.1 as four servers and their client need: one message each way.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
};

/// No message here is longer.
const LONGEST: u64 = 64 << 10;

/// A request or an answer.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// The first line: `GET /path HTTP/1.1`, or `HTTP/1.1 200 OK`.
    pub(crate) start: String,
    pub(crate) body: String,
}

impl Message {
    pub(crate) fn write(&self, mut stream: &TcpStream) -> io::Result<()> {
        let Self { start, body } = self;
        let length = body.len();
        let head = format!("{start}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        stream.write_all((head + body).as_bytes())
    }

    pub(crate) fn read(stream: &TcpStream) -> io::Result<Self> {
        let mut stream = BufReader::new(stream.take(LONGEST));
        let mut line = || -> io::Result<String> {
            let mut line = String::new();
            match stream.read_line(&mut line)? {
                0 => Err(io::ErrorKind::UnexpectedEof.into()),
                _ => Ok(line.trim_end().to_owned()),
            }
        };
        let (start, mut length) = (line()?, 0);
        loop {
            let header = line()?;
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("Content-Length: ") {
                length = value.parse().map_err(|_| io::ErrorKind::InvalidData)?;
            }
        }
        let mut body = String::new();
        match stream.take(length).read_to_string(&mut body)? {
            read if u64::try_from(read) == Ok(length) => Ok(Self { start, body }),
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
