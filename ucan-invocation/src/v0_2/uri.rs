//! Resources: what is acted on.

use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};

/// The URI of a resource, with the text as it was received (UCAN Invocation 0.2,
/// section 3.2.1; RFC 3986).
///
/// Nothing is normalised. Where a peer's parser would rewrite the text, as by a slash
/// behind a host that stands alone, that peer has another address for the instruction.
///
/// ```
/// use ucan_invocation::v0_2::{Uri, UriError};
///
/// let uri: Uri = "dns:example.com?TYPE=TXT".parse()?;
/// assert_eq!(uri.scheme(), "dns");
/// assert_eq!("example.com".parse::<Uri>(), Err(UriError::NoScheme));
/// # Ok::<(), UriError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uri(String);

impl Uri {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the first colon.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
}

impl TryFrom<String> for Uri {
    type Error = UriError;

    fn try_from(text: String) -> Result<Self, UriError> {
        let (scheme, _) = text.split_once(':').ok_or(UriError::NoScheme)?;
        let mut letters = scheme.bytes();
        let is_scheme = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && letters
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        if !is_scheme {
            return Err(UriError::NoScheme);
        }
        let bytes = text.as_bytes();
        let mut offset = scheme.len() + 1;
        while let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
            offset += match rest {
                [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => 3,
                [byte, ..] if may_stand(*byte) => 1,
                _ => return Err(UriError::Character { offset }),
            };
        }
        Ok(Self(text))
    }
}

impl FromStr for Uri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        text.to_string().try_into()
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reserved and unreserved characters (RFC 3986, section 2).
const fn may_stand(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'[' | b']')
        || matches!(byte, b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+')
        || matches!(byte, b',' | b';' | b'=')
}

/// Why a text is no URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UriError {
    /// A character that has to be escaped, or a broken escape.
    #[error("byte {offset} of the URI has to be escaped")]
    Character {
        /// Where, in bytes.
        offset: usize,
    },
    /// There is no scheme in front of a colon.
    #[error("a URI begins with a scheme and a colon")]
    NoScheme,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_resources_of_the_text() {
        for text in [
            "mailto:alice@example.com",
            "https://example.com/blog/posts",
            "dns:example.com?TYPE=TXT",
            "data:application/wasm;base64,AHdhc21lcg+/9QMA8RA==",
            "ipfs://bafybeibk42jwhq7w2zcpe6q3wgtleugp3ymfs3pa5gerjmnakqihhqx4zq",
            "did:key:z6MkrZ1r5XBFZjBU34qyD8fueMbMRkKw17BZaq2ivKFjnz2z",
            "a:",
            "a:%2f",
        ] {
            assert_eq!(text.parse::<Uri>().as_ref().map(Uri::as_str), Ok(text));
        }
    }

    #[test]
    fn says_where_a_character_is_not_one_of_a_uri() {
        for (text, error) in [
            ("", UriError::NoScheme),
            ("example.com", UriError::NoScheme),
            (":x", UriError::NoScheme),
            ("1a:x", UriError::NoScheme),
            ("a b:x", UriError::NoScheme),
            ("é:x", UriError::NoScheme),
            ("a:b c", UriError::Character { offset: 3 }),
            ("a:\u{e9}", UriError::Character { offset: 2 }),
            ("a:%2", UriError::Character { offset: 2 }),
            ("a:x%zz", UriError::Character { offset: 3 }),
            ("a:\n", UriError::Character { offset: 2 }),
        ] {
            assert_eq!(text.parse::<Uri>(), Err(error), "{text:?}");
        }
    }
}
