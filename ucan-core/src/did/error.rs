//! What can be wrong with a DID, and with looking for its keys.

use varsig::PublicKeyError;

/// Why a text is no DID that can stand for a principal. Offsets are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DidError {
    /// The fragment holds a character that it may not (RFC 3986, section 3.5).
    #[error("the fragment is malformed at byte {offset}")]
    Fragment {
        /// Where the character is.
        offset: usize,
    },
    /// The method-specific identifier or the last part of it is empty, or it holds a
    /// character that it may not.
    #[error("the identifier after the method is malformed at byte {offset}")]
    Identifier {
        /// Where the character is, or where one is missing.
        offset: usize,
    },
    /// The method name is not lower case letters and digits.
    #[error("the method name is malformed at byte {offset}")]
    Method {
        /// Where the character is, or where one is missing.
        offset: usize,
    },
    /// The text is not of the form `did:method:identifier`.
    #[error("the text is not of the form did:method:identifier")]
    NotADid,
    /// A path or a query names a resource, not a principal (ruling T14).
    #[error("a principal has no path and no query, and here one begins at byte {offset}")]
    PathOrQuery {
        /// Where it begins.
        offset: usize,
    },
    /// The text is longer than [`Did::MAX_LENGTH`](crate::Did::MAX_LENGTH).
    #[error("the text has {found} bytes; a DID has at most {limit}")]
    TooLong {
        /// How many bytes a DID may have.
        limit: usize,
        /// How many there were.
        found: usize,
    },
}

/// Why the key of a DID is not to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// The bytes in a `did:key` are no usable key.
    #[error("the key in the did:key is refused: {0}")]
    Key(PublicKeyError),
    /// The text of the key in a `did:key` is longer than that of any key.
    #[error("the key in the did:key has {found} characters; no key has more than {limit}")]
    KeyTooLong {
        /// How many characters the longest key has.
        limit: usize,
        /// How many there were.
        found: usize,
    },
    /// The DID has no key by which it signs, or none that the fragment names.
    #[error("the DID has no such key")]
    NoSuchKey,
    /// A `did:key` that is not in base58btc (ruling T14).
    #[error("the did:key is not in base58btc")]
    NotBase58,
    /// The DID has more keys than are tried for one signature.
    #[error(
        "the DID has {found} keys of the kind; {limit} are tried, so its fragment must name one"
    )]
    TooManyKeys {
        /// How many are tried.
        limit: usize,
        /// How many there were.
        found: usize,
    },
    /// The document of the DID could not be had.
    #[error("the document of the DID is not available")]
    Unavailable,
    /// The resolver knows nothing of the DID. The next one is asked, if there is one.
    #[error("the DID is not known to the resolver")]
    UnknownDid,
    /// No resolver for this method was given. The next one is asked, if there is one.
    #[error("no resolver for this DID method was given")]
    UnsupportedMethod,
}
