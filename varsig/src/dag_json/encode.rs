//! The writer.

use alloc::vec::Vec;
use core::fmt::{self, Write};

use ipld_core::ipld::Ipld;

use super::{
    base::BASE64,
    error::{EncodeError, EncodeErrorKind as Kind},
    float, link, number,
    reserved::{self, BYTES, SLASH},
    string,
};
use crate::{
    dag_cbor::Limits,
    path::{Path, PathSegment},
};

/// Encodes a value as canonical DAG-JSON. Negative zero is written as zero.
///
/// # Errors
///
/// [`EncodeError`] with the path to what has no text: a float that is not finite, an
/// integer outside of [−2^64, 2^64 − 1], a CID with a code beyond 63 bits, a map of a
/// [reserved form](super#reserved-maps), or nesting beyond the depth of
/// [`Limits::default`], which could not be read back.
pub fn encode(value: &Ipld) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer { out: Vec::new(), limit: Limits::default().depth };
    match writer.value(value, 0) {
        Ok(()) => Ok(writer.out),
        Err(Refusal { kind, mut inward }) => {
            inward.reverse();
            Err(EncodeError { kind, path: Path::from(inward) })
        }
    }
}

struct Writer {
    out: Vec<u8>,
    limit: usize,
}

/// Why and where there is no text; the path grows on the way out.
struct Refusal {
    kind: Kind,
    inward: Vec<PathSegment>,
}

impl Refusal {
    fn new(kind: Kind) -> Self {
        Self { kind, inward: Vec::new() }
    }

    fn inside(mut self, segment: PathSegment) -> Self {
        self.inward.push(segment);
        self
    }
}

impl Writer {
    fn value(&mut self, value: &Ipld, depth: usize) -> Result<(), Refusal> {
        match value {
            Ipld::Null => self.raw("null"),
            Ipld::Bool(true) => self.raw("true"),
            Ipld::Bool(false) => self.raw("false"),
            Ipld::Integer(integer) if number::is_integer(*integer) => self.display(integer),
            Ipld::Integer(_) => return Err(Refusal::new(Kind::IntegerOutOfRange)),
            Ipld::Float(value) => match float::canonical(*value) {
                Some(text) => self.raw(text.as_str()),
                None => return Err(Refusal::new(Kind::NonFiniteFloat)),
            },
            Ipld::String(text) => string::write(text, &mut self.out),
            Ipld::Bytes(bytes) => {
                self.open(SLASH);
                self.open(BYTES);
                self.raw("\"");
                BASE64.encode(bytes, &mut self.out);
                self.raw("\"}}");
            }
            Ipld::Link(cid) if !link::has_text(cid) => {
                return Err(Refusal::new(Kind::InvalidCid));
            }
            Ipld::Link(cid) => {
                self.open(SLASH);
                self.raw("\"");
                link::write(cid, &mut self.out);
                self.raw("\"}");
            }
            Ipld::List(_) | Ipld::Map(_) if depth >= self.limit => {
                return Err(Refusal::new(Kind::TooDeep { limit: self.limit }));
            }
            Ipld::List(items) => {
                self.raw("[");
                for (index, item) in (0..).zip(items) {
                    self.raw(if index == 0 { "" } else { "," });
                    self.value(item, depth + 1)
                        .map_err(|refusal| refusal.inside(PathSegment::Index(index)))?;
                }
                self.raw("]");
            }
            Ipld::Map(map) if reserved::is_reserved(map) => {
                return Err(Refusal::new(Kind::ReservedMap));
            }
            // The order of a map of strings is that of their bytes, which is canonical.
            Ipld::Map(map) => {
                self.raw("{");
                for (index, (key, item)) in map.iter().enumerate() {
                    self.raw(if index == 0 { "" } else { "," });
                    string::write(key, &mut self.out);
                    self.raw(":");
                    self.value(item, depth + 1)
                        .map_err(|refusal| refusal.inside(PathSegment::key(key)))?;
                }
                self.raw("}");
            }
        }
        Ok(())
    }

    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Begins a map of one entry.
    fn open(&mut self, key: &str) {
        self.raw("{");
        string::write(key, &mut self.out);
        self.raw(":");
    }

    fn display(&mut self, value: &impl fmt::Display) {
        // Writing to a vector does not fail.
        let _ = write!(self, "{value}");
    }
}

impl Write for Writer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.raw(text);
        Ok(())
    }
}
