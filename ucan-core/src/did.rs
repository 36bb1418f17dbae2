//! Decentralised identifiers: who signs, who is addressed, whom it is about.

mod base58;
#[cfg(any(test, feature = "std"))]
mod cache;
mod error;
mod key;
mod map_resolver;
mod resolver;
mod syntax;

use alloc::{string::String, sync::Arc};
use core::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

#[cfg(any(test, feature = "std"))]
pub use cache::DidKeyCache;
pub use error::{DidError, ResolveError};
pub use map_resolver::MapResolver;
pub use resolver::{DidKeyResolver, FallbackResolver, Resolver};
use varsig::{CandidateKey, PublicKey, Signer};

/// A DID of any method, with the text as it was received.
///
/// Two DIDs are equal when their bytes are, up to the fragment: a fragment names
/// one of a principal's keys, not another principal (UCAN Delegation, Principal
/// Alignment; ruling T14). Nothing is folded or normalised, so that an escaped
/// character is not the same as the character.
///
/// Reading one says nothing about its keys: they are looked for when a token of that
/// issuer is verified, by a [`Resolver`], and those of other principals never are.
///
/// ```
/// use ucan_core::{Did, DidError};
///
/// let did: Did = "did:web:example.com%3A8080:alice#key-1".parse()?;
/// assert_eq!(did.method(), "web");
/// assert_eq!(did.identifier(), "example.com%3A8080:alice");
/// assert_eq!(did.fragment(), Some("key-1"));
/// assert_eq!(did, "did:web:example.com%3A8080:alice".parse()?);
/// assert_eq!("did:web:a/b".parse::<Did>(), Err(DidError::PathOrQuery { offset: 9 }));
/// # Ok::<(), DidError>(())
/// ```
#[derive(Clone)]
pub struct Did {
    /// Shared, since tokens, tasks and receipts name the same few over and over.
    text: Arc<str>,
    /// Length of the text before the fragment.
    principal: usize,
}

impl Did {
    /// The longest text of a DID, in bytes with the fragment. It has room for the
    /// `did:key` of the longest RSA key, with a fragment that repeats the key.
    pub const MAX_LENGTH: usize = 4096;

    /// The `did:key` of a public key.
    #[must_use]
    pub fn from_public_key(key: &PublicKey) -> Self {
        let text = key::encode(key);
        let principal = text.len();
        Self { text: text.into(), principal }
    }

    /// The `did:key` of a signer's public key.
    #[must_use]
    pub fn from_signer(signer: &dyn Signer) -> Self {
        Self::from_public_key(&signer.public_key())
    }

    /// The text as received, fragment included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text without the fragment, which is what is compared.
    #[must_use]
    pub fn principal(&self) -> &str {
        &self.text[..self.principal]
    }

    /// The method: `web` in `did:web:example.com`.
    #[must_use]
    pub fn method(&self) -> &str {
        self.parts().0
    }

    /// The identifier within the method: `example.com` in `did:web:example.com#key-1`.
    #[must_use]
    pub fn identifier(&self) -> &str {
        self.parts().1
    }

    /// What stands behind the `#`, if there is one; it may be empty.
    #[must_use]
    pub fn fragment(&self) -> Option<&str> {
        self.text[self.principal..].strip_prefix('#')
    }

    /// The key inside of a `did:key`, or `None` for another method.
    ///
    /// # Errors
    ///
    /// [`ResolveError::NotBase58`] unless the key is in base58btc,
    /// [`ResolveError::KeyTooLong`] if it is longer than any key,
    /// [`ResolveError::Key`] if the bytes are no key that this build verifies, and
    /// [`ResolveError::NoSuchKey`] if there is a fragment that is not the identifier:
    /// a `did:key` has one key that signs, and calls it so (did:key, Document Creation).
    pub fn key(&self) -> Option<Result<PublicKey, ResolveError>> {
        Some(self.key_identifier()?.and_then(key::decode))
    }

    /// As [`Did::key`], for a key that is about to be tried on a signature.
    fn candidate(&self) -> Option<Result<CandidateKey, ResolveError>> {
        Some(self.key_identifier()?.and_then(key::candidate))
    }

    /// The identifier of a `did:key`, which is the key.
    fn key_identifier(&self) -> Option<Result<&str, ResolveError>> {
        let ("key", identifier) = self.parts() else { return None };
        let other = self.fragment().is_some_and(|fragment| fragment != identifier);
        Some(if other { Err(ResolveError::NoSuchKey) } else { Ok(identifier) })
    }

    fn parts(&self) -> (&str, &str) {
        // Every DID has been read or written with both colons.
        let rest = self.principal().strip_prefix("did:").unwrap_or_default();
        rest.split_once(':').unwrap_or_default()
    }
}

impl FromStr for Did {
    type Err = DidError;

    /// Reads a DID as [the W3C text] writes it, of [`Did::MAX_LENGTH`] at most.
    ///
    /// [the W3C text]: https://www.w3.org/TR/did-core/#did-syntax
    fn from_str(text: &str) -> Result<Self, DidError> {
        let principal = syntax::principal_length(text)?;
        Ok(Self { text: text.into(), principal })
    }
}

impl TryFrom<String> for Did {
    type Error = DidError;

    /// As [`str::parse`], without a copy.
    fn try_from(text: String) -> Result<Self, DidError> {
        let principal = syntax::principal_length(&text)?;
        Ok(Self { text: text.into(), principal })
    }
}

impl PartialEq for Did {
    fn eq(&self, other: &Self) -> bool {
        self.principal() == other.principal()
    }
}
impl Eq for Did {}
impl PartialOrd for Did {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Did {
    fn cmp(&self, other: &Self) -> Ordering {
        self.principal().cmp(other.principal())
    }
}
impl Hash for Did {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.principal().hash(state);
    }
}
impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl fmt::Debug for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
