//! A client of one trustless gateway: a block by its CID, within bounds, and hashed.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use cid::Cid;
use ipvm_runtime::{FetchBounds, FetchError, Resolver};
use varsig::Block;

/// The longest head of an answer that is read, in bytes.
const LONGEST_HEAD: usize = 16 << 10;
/// How long a read waits before it is asked whether anybody still wants the answer.
const PATIENCE: Duration = Duration::from_millis(50);

/// A gateway, by its address. There is none that everybody uses: whoever embeds an executor
/// says whom it may ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gateway {
    address: SocketAddr,
}

/// What a gateway did, and which it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the gateway at {address} {fault}")]
pub(crate) struct GatewayError {
    pub(crate) address: SocketAddr,
    pub(crate) fault: GatewayFault,
}

/// What a gateway can do wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GatewayFault {
    #[error("gave bytes that are not those of {cid}")]
    Lied { cid: Cid },
    #[error("does not have it")]
    NotFound,
    #[error("redirects to somebody whom nobody trusts; redirects are not followed")]
    Redirected,
    #[error("answers what is no answer of a trustless gateway: {found}")]
    Senseless { found: String },
    #[error("did not give it in time")]
    TimedOut,
    #[error("gives more than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("cannot be reached: {reason}")]
    Unreachable { reason: String },
    #[error("is not waited for any more: the job was cancelled")]
    Unwanted,
}

impl Gateway {
    pub(crate) const fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    /// A block, which hashes to its CID.
    pub(crate) fn block(&self, cid: &Cid, bounds: &FetchBounds) -> Result<Block, GatewayError> {
        let bytes = self.bytes(cid, bounds)?;
        let lied = GatewayError { address: self.address, fault: GatewayFault::Lied { cid: *cid } };
        Block::verify(*cid, bytes).map_err(|_| lied)
    }

    /// What is said to be the block.
    fn bytes(&self, cid: &Cid, bounds: &FetchBounds) -> Result<Vec<u8>, GatewayError> {
        let fault = |fault| GatewayError { address: self.address, fault };
        let mut answer = Answer::to(self.address, cid, bounds).map_err(fault)?;
        answer.body(bounds.bytes).map_err(fault)
    }
}

/// The executor hashes what it gets, and says of other bytes that they are not the content.
impl Resolver for Gateway {
    fn fetch(&self, cid: &Cid, bounds: &FetchBounds) -> Result<Vec<u8>, FetchError> {
        self.bytes(cid, bounds).map_err(|error| match error.fault {
            GatewayFault::NotFound => FetchError::NotFound,
            GatewayFault::TimedOut | GatewayFault::Unwanted => FetchError::TimedOut,
            GatewayFault::TooLarge { .. } => FetchError::TooLarge,
            _ => FetchError::Unreachable { detail: error.to_string() },
        })
    }
}

/// An answer on its way.
struct Answer<'b> {
    stream: TcpStream,
    bounds: &'b FetchBounds,
    /// What was read and not looked at.
    read: Vec<u8>,
}

impl<'b> Answer<'b> {
    fn to(address: SocketAddr, cid: &Cid, bounds: &'b FetchBounds) -> Result<Self, GatewayFault> {
        let left = bounds.time_left();
        if left.is_zero() {
            return Err(GatewayFault::TimedOut);
        }
        let request = format!(
            "GET /ipfs/{cid}?format=raw HTTP/1.1\r\nHost: {address}\r\n\
             Accept: application/vnd.ipld.raw\r\nConnection: close\r\n\r\n"
        );
        let sent = TcpStream::connect_timeout(&address, left).and_then(|mut stream| {
            stream.set_write_timeout(Some(left))?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.write_all(request.as_bytes())?;
            Ok(stream)
        });
        let stream = sent.map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => GatewayFault::TimedOut,
            _ => GatewayFault::Unreachable { reason: error.to_string() },
        })?;
        Ok(Self { stream, bounds, read: Vec::new() })
    }

    /// The body, of no more bytes than that.
    fn body(&mut self, limit: usize) -> Result<Vec<u8>, GatewayFault> {
        let length = self.head()?;
        if length.is_some_and(|length| length > limit) {
            return Err(GatewayFault::TooLarge { limit });
        }
        loop {
            if self.read.len() > length.unwrap_or(limit) {
                return Err(match length {
                    None => GatewayFault::TooLarge { limit },
                    Some(_) => senseless("more than its length"),
                });
            }
            if length == Some(self.read.len()) {
                return Ok(std::mem::take(&mut self.read));
            }
            if !self.more()? {
                return match length {
                    None => Ok(std::mem::take(&mut self.read)),
                    Some(_) => Err(senseless("less than its length")),
                };
            }
        }
    }

    /// Reads the head; how many bytes follow, if it says so.
    fn head(&mut self) -> Result<Option<usize>, GatewayFault> {
        let end = loop {
            if let Some(end) = self.read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end;
            }
            if self.read.len() > LONGEST_HEAD || !self.more()? {
                return Err(senseless("a head without an end"));
            }
        };
        let body = self.read.split_off(end + 4);
        let head = std::mem::replace(&mut self.read, body);
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap_or_default();
        match status.split(' ').nth(1).unwrap_or_default() {
            "200" => {}
            "404" | "410" => return Err(GatewayFault::NotFound),
            other if other.starts_with('3') => return Err(GatewayFault::Redirected),
            _ => return Err(senseless(status)),
        }
        let (mut length, mut is_block) = (None, false);
        for header in lines {
            match header.split_once(':').map(|(name, value)| (name, value.trim())) {
                Some(("content-length", value)) if length.is_none() => {
                    length = Some(value.parse().map_err(|_| senseless(header))?);
                }
                Some(("content-type", value)) => is_block = value == "application/vnd.ipld.raw",
                Some(("content-length" | "transfer-encoding", _)) => return Err(senseless(header)),
                _ => {}
            }
        }
        if is_block { Ok(length) } else { Err(senseless("another type of content")) }
    }

    /// Reads what is there, if there is more, while there is time.
    fn more(&mut self) -> Result<bool, GatewayFault> {
        let mut buffer = [0; 16 << 10];
        loop {
            if self.bounds.cancellation.is_cancelled() {
                return Err(GatewayFault::Unwanted);
            }
            if self.bounds.time_left().is_zero() {
                return Err(GatewayFault::TimedOut);
            }
            match self.stream.read(&mut buffer) {
                Ok(0) => return Ok(false),
                Ok(count) => {
                    self.read.extend_from_slice(&buffer[..count]);
                    return Ok(true);
                }
                // No more than the patience of one read is over.
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::WouldBlock
                            | io::ErrorKind::TimedOut
                            | io::ErrorKind::Interrupted
                    ) => {}
                Err(error) => {
                    return Err(GatewayFault::Unreachable { reason: error.to_string() });
                }
            }
        }
    }
}

fn senseless(found: &str) -> GatewayFault {
    // No more than a line of it, and nothing that a terminal would obey.
    let found = found.chars().take(64).map(|c| if c.is_control() { '\u{fffd}' } else { c });
    GatewayFault::Senseless { found: found.collect() }
}
