//! Base64 in its one spelling: no line ends, padding as named, no stray bits.

use alloc::{string::String, vec::Vec};

use data_encoding::{BASE64, BASE64URL_NOPAD};

use super::{encoding::Base, error::ContainerError};

/// Undoes base64. `text` starts at byte 1 of the container.
pub(super) fn decode(base: Base, text: &[u8]) -> Result<Vec<u8>, ContainerError> {
    let decoded = match base {
        Base::Raw => return Ok(text.to_vec()),
        Base::Standard => BASE64.decode(text),
        Base::Url => BASE64URL_NOPAD.decode(text),
    };
    decoded.map_err(|error| ContainerError::Base64 { offset: error.position.saturating_add(1) })
}

/// Appends `bytes` in `base`.
pub(super) fn encode(base: Base, bytes: &[u8], out: &mut Vec<u8>) {
    let mut text = String::new();
    match base {
        Base::Raw => return out.extend_from_slice(bytes),
        Base::Standard => BASE64.encode_append(bytes, &mut text),
        Base::Url => BASE64URL_NOPAD.encode_append(bytes, &mut text),
    }
    out.extend_from_slice(text.as_bytes());
}
