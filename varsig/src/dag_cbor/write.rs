//! Values as canonical DAG-CBOR.

use alloc::{string::String, vec::Vec};
use core::cmp::Ordering;

use ipld_core::{cid::Cid, ipld::Ipld};

use super::EncodeError;

const UNSIGNED: u8 = 0 << 5;
const NEGATIVE: u8 = 1 << 5;
pub(super) const BYTES: u8 = 2 << 5;
pub(super) const TEXT: u8 = 3 << 5;
pub(super) const LIST: u8 = 4 << 5;
pub(super) const MAP: u8 = 5 << 5;
/// The two bytes of tag 42.
const LINK: [u8; 2] = [0xd8, 42];

/// Writes `value` behind what stands in `out`. The caller has bounded its depth and looked
/// at its links.
///
/// # Errors
///
/// [`EncodeError::Unrepresentable`] for NaN, an infinity or an integer outside of
/// [−2^64, 2^64 − 1].
pub(super) fn write(value: &Ipld, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    match value {
        Ipld::Null => out.push(0xf6),
        Ipld::Bool(false) => out.push(0xf4),
        Ipld::Bool(true) => out.push(0xf5),
        Ipld::Integer(number) => integer(*number, out)?,
        Ipld::Float(number) if !number.is_finite() => return Err(EncodeError::Unrepresentable),
        Ipld::Float(number) => {
            // Zero has one form.
            let number = if *number == 0.0 { 0.0 } else { *number };
            out.push(0xfb);
            out.extend(number.to_be_bytes());
        }
        Ipld::String(text) => string(TEXT, text.as_bytes(), out),
        Ipld::Bytes(bytes) => string(BYTES, bytes, out),
        Ipld::Link(cid) => link(cid, out),
        Ipld::List(items) => {
            head(LIST, length(items.len()), out);
            for item in items {
                write(item, out)?;
            }
        }
        Ipld::Map(map) => {
            head(MAP, length(map.len()), out);
            if map.keys().is_sorted_by(|one, other| shorter_first(one, other).is_lt()) {
                for (key, item) in map {
                    string(TEXT, key.as_bytes(), out);
                    write(item, out)?;
                }
                return Ok(());
            }
            let mut entries: Vec<(&String, &Ipld)> = map.iter().collect();
            entries.sort_unstable_by(|one, other| shorter_first(one.0, other.0));
            for (key, item) in entries {
                string(TEXT, key.as_bytes(), out);
                write(item, out)?;
            }
        }
    }
    Ok(())
}

/// The order of keys: shorter ones first, then by their bytes.
fn shorter_first(one: &str, other: &str) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.as_bytes().cmp(other.as_bytes()))
}

pub(super) fn integer(number: i128, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let (major, rest) = if number < 0 { (NEGATIVE, -1 - number) } else { (UNSIGNED, number) };
    head(major, u64::try_from(rest).map_err(|_| EncodeError::Unrepresentable)?, out);
    Ok(())
}

pub(super) fn link(cid: &Cid, out: &mut Vec<u8>) {
    out.extend(LINK);
    head(BYTES, length(cid.encoded_len() + 1), out);
    out.push(0);
    // Writing to memory cannot fail.
    let _ = cid.write_bytes(out);
}

pub(super) fn string(major: u8, bytes: &[u8], out: &mut Vec<u8>) {
    head(major, length(bytes.len()), out);
    out.extend(bytes);
}

/// The shortest head for an argument.
pub(super) fn head(major: u8, argument: u64, out: &mut Vec<u8>) {
    let bytes = argument.to_be_bytes();
    match (u8::try_from(argument), u16::try_from(argument), u32::try_from(argument)) {
        (Ok(small @ 0..24), _, _) => out.push(major | small),
        (Ok(byte), _, _) => out.extend([major | 24, byte]),
        (_, Ok(_), _) => {
            out.push(major | 25);
            out.extend(&bytes[6..]);
        }
        (_, _, Ok(_)) => {
            out.push(major | 26);
            out.extend(&bytes[4..]);
        }
        _ => {
            out.push(major | 27);
            out.extend(bytes);
        }
    }
}

/// A length as an argument; there are no longer ones in memory.
fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
