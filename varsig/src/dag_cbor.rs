//! Canonical DAG-CBOR: one encoding per value, or a refusal that says where.
//!
//! A token's CID is the hash of its bytes. If two byte strings could stand for
//! one token, whoever is revoked could re-encode the token and carry on, so
//! everything that comes from outside passes [`check`] first (ruling T3). The
//! check is a single pass over borrowed bytes without allocation or recursion; it
//! also closes the holes that decoders of the field have: trailing bytes, indefinite
//! byte strings and overlong codes inside tag 42, and whatever stands under
//! keys that a type does not name.

mod check;
mod encoder;
mod error;
mod items;
mod limits;
mod link;
mod read;
mod reader;
mod write;

use alloc::vec::Vec;

use ipld_core::{cid::Cid, ipld::Ipld};

pub use check::check;
pub use encoder::Encoder;
pub use error::{DagCborError, DagCborErrorKind, EncodeError};
pub use items::Items;
pub use limits::Limits;
pub use reader::{array_head, bytes_item};

use crate::varint;

/// Decodes canonical DAG-CBOR.
///
/// # Errors
///
/// [`DagCborError`] as [`check`] gives it.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Ipld, DagCborError> {
    check(bytes, limits)?;
    read::Reader(bytes).value().ok_or_else(|| DagCborError::new(0, DagCborErrorKind::Undecodable))
}

/// Encodes a value as canonical DAG-CBOR. Negative zero is written as zero.
///
/// # Errors
///
/// [`EncodeError::InvalidCid`] for a link with a code number beyond 63 bits,
/// [`EncodeError::Unrepresentable`] for NaN, an infinity or an integer outside
/// of [−2^64, 2^64 − 1]; [`EncodeError::TooDeep`] beyond [`Limits::default`]'s depth,
/// since such bytes could not be read back.
pub fn encode(value: &Ipld) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::with_capacity(256);
    append(value, 0, &mut out)?;
    Ok(out)
}

/// Writes a value with so many lists and maps around it.
fn append(value: &Ipld, depth: usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let limit = Limits::default().depth;
    let mut stack: Vec<(&Ipld, usize)> = Vec::new();
    stack.push((value, depth));
    while let Some((value, depth)) = stack.pop() {
        if depth >= limit && matches!(value, Ipld::List(_) | Ipld::Map(_)) {
            return Err(EncodeError::TooDeep { limit });
        }
        match value {
            Ipld::List(items) => stack.extend(items.iter().map(|item| (item, depth + 1))),
            Ipld::Map(map) => stack.extend(map.values().map(|item| (item, depth + 1))),
            Ipld::Link(cid) => check_link(cid)?,
            _ => {}
        }
    }
    write::write(value, out)
}

/// The library takes code numbers of 64 bits, which no varint may have.
fn check_link(cid: &Cid) -> Result<(), EncodeError> {
    if cid.codec().max(cid.hash().code()) > varint::MAX {
        return Err(EncodeError::InvalidCid);
    }
    Ok(())
}
