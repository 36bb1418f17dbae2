//! Names of values.

use std::{borrow::Borrow, fmt};

/// Bytes of the longest key. A thousand is what object stores allow, and enough
/// for a path.
pub const KEY_LIMIT: usize = 1024;

/// The name of a value: text of 1 to [`KEY_LIMIT`] bytes.
///
/// Any text is a key, compared byte for byte; nothing is normalised. A slash means
/// nothing to the store, but makes prefixes that a policy can hold on to:
/// `["like", ".key", "photos/*"]`.
///
/// ```
/// use ipvm_runtime::store::{Key, KeyError};
///
/// assert_eq!(Key::new("photos/1")?.as_str(), "photos/1");
/// assert_eq!(Key::new(""), Err(KeyError::Empty));
/// # Ok::<(), KeyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// The key with this text.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it is empty or too long.
    pub fn new(text: impl Into<String>) -> Result<Self, KeyError> {
        let text = text.into();
        match text.len() {
            0 => Err(KeyError::Empty),
            found if found > KEY_LIMIT => Err(KeyError::TooLong { limit: KEY_LIMIT, found }),
            _ => Ok(Self(text)),
        }
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// Keys are ordered as their texts are.
impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no value without a name.
    #[error("a key has at least one character")]
    Empty,
    /// It is longer than every store has to take.
    #[error("the key has {found} bytes, and at most {limit} are allowed")]
    TooLong {
        /// The most that are allowed.
        limit: usize,
        /// How many there are.
        found: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_one_byte_at_least_and_the_limit_at_most() {
        assert_eq!(Key::new(""), Err(KeyError::Empty));
        assert!(Key::new("\0").is_ok());
        assert!(Key::new("x".repeat(KEY_LIMIT)).is_ok());
        let error = KeyError::TooLong { limit: KEY_LIMIT, found: KEY_LIMIT + 1 };
        assert_eq!(Key::new("x".repeat(KEY_LIMIT + 1)), Err(error));
        // Bytes, not characters.
        let found = 2 * (KEY_LIMIT / 2 + 1);
        let error = KeyError::TooLong { limit: KEY_LIMIT, found };
        assert_eq!(Key::new("é".repeat(KEY_LIMIT / 2 + 1)), Err(error));
    }
}
