//! What a package is called.

use alloc::{borrow::ToOwned, string::String};
use core::{fmt, str::FromStr};

/// The name of a package, within what its owner calls so: words of lower-case letters and
/// digits with single hyphens between, each beginning with a letter, as packages of WIT are
/// called (ruling O83).
///
/// ```
/// use ipvm_registry::{NameError, PackageName};
///
/// let name: PackageName = "image-ops".parse()?;
/// assert_eq!(name.as_str(), "image-ops");
/// assert_eq!(
///     "image_ops".parse::<PackageName>(),
///     Err(NameError::Character { offset: 5, found: '_' })
/// );
/// # Ok::<(), NameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageName(String);

impl PackageName {
    /// How many bytes a name may have.
    pub const MAX_LENGTH: usize = 64;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PackageName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > Self::MAX_LENGTH {
            return Err(NameError::TooLong { found: text.len() });
        }
        let mut begins = true;
        for (offset, found) in text.char_indices() {
            match found {
                'a'..='z' => begins = false,
                '0'..='9' if !begins => {}
                '-' if !begins => begins = true,
                '0'..='9' | '-' => return Err(NameError::Word { offset }),
                _ => return Err(NameError::Character { offset, found }),
            }
        }
        if begins {
            return Err(NameError::Word { offset: text.len() });
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for PackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no name of a package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// There is a character that no name has.
    #[error(
        "a name has lower-case letters, digits and hyphens; at offset {offset} stands {found:?}"
    )]
    Character {
        /// Where, in bytes.
        offset: usize,
        /// What stands there.
        found: char,
    },
    /// There is nothing.
    #[error("the name is empty")]
    Empty,
    /// It is longer than [`PackageName::MAX_LENGTH`].
    #[error("the name has {found} bytes, where {} are allowed", PackageName::MAX_LENGTH)]
    TooLong {
        /// How many bytes it has.
        found: usize,
    },
    /// A word does not begin with a letter, or there is none.
    #[error("a word of a name begins with a letter; there is none at offset {offset}")]
    Word {
        /// Where the word should begin, in bytes.
        offset: usize,
    },
}
