//! Nonces of instructions.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use ipld_core::ipld::Ipld;

/// What tells an instruction from another with the same work, in the form in which it came.
///
/// The text has ASCII (section 3.2.6); the field also has bytes, 12 or 16 of them. The two
/// are never turned into each other, since each has an address of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Nonce(Form);

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Form {
    Text(String),
    Bytes(Vec<u8>),
}

impl Default for Form {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Nonce {
    /// None: the empty text. A field that is absent says the same, and is written so.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// A nonce of ASCII.
    ///
    /// # Errors
    ///
    /// [`NonceError::NotAscii`].
    pub fn text(text: &str) -> Result<Self, NonceError> {
        match text.bytes().position(|byte| !byte.is_ascii()) {
            Some(offset) => Err(NonceError::NotAscii { offset }),
            None => Ok(Self(Form::Text(text.to_string()))),
        }
    }

    /// A nonce of 12 or 16 bytes.
    ///
    /// # Errors
    ///
    /// [`NonceError::Length`].
    pub fn bytes(bytes: &[u8]) -> Result<Self, NonceError> {
        if matches!(bytes.len(), 12 | 16) {
            Ok(Self(Form::Bytes(bytes.into())))
        } else {
            Err(NonceError::Length { found: bytes.len() })
        }
    }

    /// Whether it makes nothing unique.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.as_text().is_some_and(str::is_empty)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.0 {
            Form::Text(text) => Some(text),
            Form::Bytes(_) => None,
        }
    }

    /// The bytes, if it is bytes.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Form::Text(_) => None,
            Form::Bytes(bytes) => Some(bytes),
        }
    }

    /// The value on the wire.
    pub(super) fn to_ipld(&self) -> Ipld {
        match &self.0 {
            Form::Text(text) => Ipld::String(text.clone()),
            Form::Bytes(bytes) => Ipld::Bytes(bytes.clone()),
        }
    }
}

/// Why a value is no nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NonceError {
    /// Bytes of another length.
    #[error("a nonce of bytes has 12 or 16 of them, not {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// Text that is not ASCII.
    #[error("byte {offset} of the nonce is not ASCII")]
    NotAscii {
        /// Where, in bytes.
        offset: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_ascii_or_12_or_16_bytes() {
        assert!(Nonce::empty().is_empty());
        assert_eq!(Nonce::text(""), Ok(Nonce::empty()));
        assert_eq!(Nonce::text("1sod60ml6g26mfhsrsa0").unwrap().as_bytes(), None);
        assert_eq!(Nonce::text("aé"), Err(NonceError::NotAscii { offset: 1 }));
        for length in 0..40_usize {
            let nonce = Nonce::bytes(&alloc::vec![b'a'; length]);
            if length == 12 || length == 16 {
                assert!(!nonce.unwrap().is_empty());
            } else {
                assert_eq!(nonce, Err(NonceError::Length { found: length }));
            }
        }
    }

    #[test]
    fn the_same_letters_as_text_and_as_bytes_are_two_nonces() {
        assert_ne!(Nonce::text("twelve bytes"), Nonce::bytes(b"twelve bytes"));
    }
}
