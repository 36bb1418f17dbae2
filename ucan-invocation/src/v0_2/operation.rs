//! Operations: what is done to a resource.

use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};

/// The operation of an instruction, such as `msg/send` (UCAN Invocation 0.2, section
/// 3.2.3), with the text as it was received.
///
/// Case is kept. Some peers fold it on one of their ways in and not on the others, so that
/// `WASM/run` has two addresses there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Operation(String);

impl Operation {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a segment is `*`, which stands for many operations and names none.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.0.split('/').any(|segment| segment == "*")
    }
}

impl TryFrom<String> for Operation {
    type Error = OperationError;

    fn try_from(text: String) -> Result<Self, OperationError> {
        if text.split('/').any(str::is_empty) {
            return Err(OperationError::EmptySegment);
        }
        let strange = text.char_indices().find(|(_, it)| it.is_whitespace() || it.is_control());
        match strange {
            Some((offset, _)) => Err(OperationError::Character { offset }),
            None => Ok(Self(text)),
        }
    }
}

impl FromStr for Operation {
    type Err = OperationError;

    fn from_str(text: &str) -> Result<Self, OperationError> {
        text.to_string().try_into()
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OperationError {
    /// White space, which some peers cut off, or a control character.
    #[error("byte {offset} of the operation is white space or a control character")]
    Character {
        /// Where, in bytes.
        offset: usize,
    },
    /// It is empty, begins or ends with a slash, or has two in a row.
    #[error("an operation has segments between single slashes, and none in front")]
    EmptySegment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_text_as_it_is() {
        for text in ["msg/send", "wasm/run", "Crud/CREATE", "ping", "a/b/c", "msg/*", "*"] {
            let operation: Operation = text.parse().unwrap();
            assert_eq!(operation.as_str(), text);
            assert_eq!(operation.is_wildcard(), text.contains('*'));
        }
    }

    #[test]
    fn refuses_what_a_peer_would_trim_and_what_has_no_segments() {
        for (text, error) in [
            ("", OperationError::EmptySegment),
            ("/msg/send", OperationError::EmptySegment),
            ("msg/", OperationError::EmptySegment),
            ("msg//send", OperationError::EmptySegment),
            (" msg/send", OperationError::Character { offset: 0 }),
            ("msg/send\n", OperationError::Character { offset: 8 }),
            ("msg/s\u{a0}d", OperationError::Character { offset: 5 }),
            ("msg/\u{1b}[2J", OperationError::Character { offset: 4 }),
        ] {
            assert_eq!(text.parse::<Operation>(), Err(error), "{text:?}");
        }
    }
}
