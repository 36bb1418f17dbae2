//! Content in its own name (RFC 2397).

use alloc::{string::String, vec::Vec};
use core::fmt;

use data_encoding::BASE64;

use super::{
    ReferenceError, ReferenceLimits,
    percent::{decode, is_path_byte},
};
use crate::shown::shown;

/// What a header ends with if base64 follows.
const IN_BASE64: &str = ";base64";

/// A `data:` URI: bytes and what they are said to be.
///
/// Base64 is that of RFC 4648, section 4, with padding and without stray bits; other data is
/// percent-encoded. `Display` always writes base64, so that there is one text for each value.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DataUri {
    media_type: String,
    bytes: Vec<u8>,
}

impl DataUri {
    /// Data of a media type, such as `application/wasm`. An empty one stands for
    /// `text/plain;charset=US-ASCII`.
    ///
    /// # Errors
    ///
    /// [`ReferenceError::MediaType`] if it is none.
    pub fn new(
        media_type: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
    ) -> Result<Self, ReferenceError> {
        let media_type = media_type.into();
        if is_media_type(&media_type) {
            Ok(Self { media_type, bytes: bytes.into() })
        } else {
            Err(ReferenceError::MediaType { found: shown(&media_type) })
        }
    }

    /// Reads what stands behind `data:`.
    pub(super) fn parse(text: &str, limits: &ReferenceLimits) -> Result<Self, ReferenceError> {
        let (header, data) = text.split_once(',').ok_or(ReferenceError::NoData)?;
        let limit = limits.data_bytes;
        let (media_type, bytes) = match header.strip_suffix(IN_BASE64) {
            Some(media_type) => {
                // Four letters for three bytes: what is too long is not decoded.
                if data.len() / 4 > limit / 3 + 1 {
                    return Err(ReferenceError::DataTooLarge { limit });
                }
                let bytes = BASE64.decode(data.as_bytes());
                (media_type, bytes.map_err(|_| ReferenceError::Base64)?)
            }
            None => {
                if data.len() / 3 > limit {
                    return Err(ReferenceError::DataTooLarge { limit });
                }
                (header, decode(data, is_data_byte)?)
            }
        };
        if bytes.len() > limit {
            return Err(ReferenceError::DataTooLarge { limit });
        }
        Self::new(media_type, bytes)
    }

    /// What the bytes are said to be, as it was written: a media type, maybe with
    /// parameters, or nothing.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// The content.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The content, taken out.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl fmt::Display for DataUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "data:{}{IN_BASE64},{}", self.media_type, BASE64.encode_display(&self.bytes))
    }
}

impl fmt::Debug for DataUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataUri({:?}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// Whether a byte of data may stand for itself: what may stand in a path or a query.
const fn is_data_byte(byte: u8) -> bool {
    is_path_byte(byte) || matches!(byte, b'/' | b'?')
}

/// `type/subtype`, and then `;name=value` as often as wanted; of all that, nothing is also a
/// media type. Values that would need quotes are not read.
fn is_media_type(text: &str) -> bool {
    let mut parts = text.split(';');
    let essence = parts.next().unwrap_or_default();
    let is_essence = match essence.split_once('/') {
        Some((kind, subtype)) => is_token(kind) && is_token(subtype),
        None => essence.is_empty(),
    };
    is_essence
        && parts.all(|parameter| {
            parameter.split_once('=').is_some_and(|(name, value)| is_token(name) && is_token(value))
        })
}

/// A token of RFC 2045, as far as a URI may have it unencoded.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(
                    byte,
                    b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'*' | b'+'
                )
        })
}
