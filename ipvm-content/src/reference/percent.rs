//! Percent-encoding (RFC 3986, section 2).

use alloc::{string::String, vec::Vec};
use core::fmt::Write;

use super::ReferenceError;

/// Whether a byte stands for itself in a segment of a path (`pchar`).
pub(super) const fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b':'
                | b'@'
        )
}

/// Decodes a text in which the bytes that `stands` says are themselves.
pub(super) fn decode(text: &str, stands: fn(u8) -> bool) -> Result<Vec<u8>, ReferenceError> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            let value =
                digit().zip(digit()).and_then(|(high, low)| (high << 4 | low).try_into().ok());
            out.push(value.ok_or(ReferenceError::PercentEncoding)?);
        } else if stands(byte) {
            out.push(byte);
        } else {
            return Err(ReferenceError::Unencoded { byte });
        }
    }
    Ok(out)
}

/// Appends a segment of a path: what can stand for itself does.
pub(super) fn encode(segment: &str, out: &mut String) {
    for byte in segment.bytes() {
        if is_path_byte(byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
