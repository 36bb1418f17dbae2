//! Decentralised identifiers: who signs, who is addressed, whom it is about.

use alloc::{string::String, vec::Vec};
use core::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use varsig::{PublicKey, PublicKeyError, Signer};

/// A DID of any method, with the text as it was received.
///
/// Two DIDs are equal when their bytes are, up to the fragment: a fragment names
/// one of a principal's keys, not another principal (UCAN Delegation, Principal
/// Alignment; ruling T14). Nothing is folded or normalised.
#[derive(Clone)]
pub struct Did {
    text: String,
    /// Length of the text before the fragment.
    principal: usize,
}

impl Did {
    /// The `did:key` of a public key.
    #[must_use]
    pub fn from_public_key(key: &PublicKey) -> Self {
        let mut text = String::from("did:key:");
        text.push_str(&multibase::encode(multibase::Base::Base58Btc, key.to_multicodec()));
        let principal = text.len();
        Self { text, principal }
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

    /// The key inside of a `did:key`, or `None` for another method.
    ///
    /// # Errors
    ///
    /// [`ResolveError::NotBase58`] unless the key is in base58btc,
    /// [`ResolveError::Key`] if the bytes are no key that this build verifies.
    pub fn key(&self) -> Option<Result<PublicKey, ResolveError>> {
        let encoded = self.principal().strip_prefix("did:key:")?;
        Some(decode_key(encoded))
    }
}

fn decode_key(encoded: &str) -> Result<PublicKey, ResolveError> {
    /// Longer than any supported key; base58 takes quadratic time.
    const LONGEST: usize = 512;
    if !encoded.starts_with('z') || encoded.len() > LONGEST {
        return Err(ResolveError::NotBase58);
    }
    let bytes: Vec<u8> = multibase::decode(encoded).map_err(|_| ResolveError::NotBase58)?.1;
    PublicKey::from_multicodec(&bytes).map_err(ResolveError::Key)
}

impl FromStr for Did {
    type Err = DidError;

    fn from_str(text: &str) -> Result<Self, DidError> {
        let rest = text.strip_prefix("did:").ok_or(DidError::NotADid)?;
        let (method, id) = rest.split_once(':').ok_or(DidError::NotADid)?;
        if method.is_empty()
            || !method.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        {
            return Err(DidError::Method);
        }
        let id = id.split_once('#').map_or(id, |(id, _)| id);
        if id.contains(['/', '?']) {
            return Err(DidError::PathOrQuery);
        }
        if id.is_empty() || id.ends_with(':') || !is_id(id.as_bytes()) {
            return Err(DidError::Identifier);
        }
        let principal = "did:".len() + method.len() + 1 + id.len();
        let fragment = &text[principal..];
        if !fragment.chars().all(|c| c.is_ascii_graphic()) {
            return Err(DidError::Identifier);
        }
        Ok(Self { text: text.into(), principal })
    }
}

/// `*( *idchar ":" ) 1*idchar` of the DID syntax.
fn is_id(mut id: &[u8]) -> bool {
    loop {
        id = match id {
            [] => return true,
            [b'%', a, b, rest @ ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => rest,
            [byte, rest @ ..]
                if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':') =>
            {
                rest
            }
            _ => return false,
        };
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

/// Why a text is no DID that can stand for a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DidError {
    /// The method-specific identifier is empty or holds a character that it may not.
    #[error("the identifier after the method is malformed")]
    Identifier,
    /// The method name is not lower case letters and digits.
    #[error("the method name is malformed")]
    Method,
    /// The text is not of the form `did:method:identifier`.
    #[error("the text is not of the form did:method:identifier")]
    NotADid,
    /// A path or a query names a resource, not a principal (ruling T14).
    #[error("a principal has no path and no query")]
    PathOrQuery,
}

/// Finds the public key of a DID. `did:key` is built in; other methods are
/// plugged in by the caller, who knows where to look.
pub trait Resolver {
    /// The key with which `did` signs.
    ///
    /// # Errors
    ///
    /// [`ResolveError`] if there is no key to be had.
    fn resolve(&self, did: &Did) -> Result<PublicKey, ResolveError>;
}

/// Resolves `did:key` and nothing else.
#[derive(Clone, Copy, Debug, Default)]
pub struct DidKeyResolver;

impl Resolver for DidKeyResolver {
    fn resolve(&self, did: &Did) -> Result<PublicKey, ResolveError> {
        did.key().unwrap_or(Err(ResolveError::UnsupportedMethod))
    }
}

/// Why the key of a DID is not to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// The bytes in a `did:key` are no usable key.
    #[error("the key in the did:key is refused: {0}")]
    Key(PublicKeyError),
    /// A `did:key` that is not in base58btc (ruling T14).
    #[error("the did:key is not in base58btc")]
    NotBase58,
    /// The document of the DID could not be had.
    #[error("the document of the DID is not available")]
    Unavailable,
    /// No resolver for this method was given.
    #[error("no resolver for this DID method was given")]
    UnsupportedMethod,
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use varsig::Ed25519Signer;

    fn did(text: &str) -> Result<Did, DidError> {
        text.parse()
    }

    #[test]
    fn compares_without_the_fragment_and_keeps_the_text() {
        let plain = did("did:web:example.com").unwrap();
        let with = did("did:web:example.com#key-1").unwrap();
        assert_eq!(plain, with);
        assert_eq!(with.to_string(), "did:web:example.com#key-1");
        assert_ne!(plain, did("did:web:Example.com").unwrap());
    }

    #[test]
    fn refuses_what_is_no_principal() {
        assert_eq!(did("web:example.com"), Err(DidError::NotADid));
        assert_eq!(did("did:web"), Err(DidError::NotADid));
        assert_eq!(did("did:Web:a"), Err(DidError::Method));
        assert_eq!(did("did::a"), Err(DidError::Method));
        assert_eq!(did("did:web:"), Err(DidError::Identifier));
        assert_eq!(did("did:web:a:"), Err(DidError::Identifier));
        assert_eq!(did("did:web:a%zz"), Err(DidError::Identifier));
        assert_eq!(did("did:web:a b"), Err(DidError::Identifier));
        assert_eq!(did("did:web:a#b c"), Err(DidError::Identifier));
        assert_eq!(did("did:web:a/b"), Err(DidError::PathOrQuery));
        assert_eq!(did("did:web:a?b#c"), Err(DidError::PathOrQuery));
        assert!(did("did:web:a%3A8080:b").is_ok());
    }

    #[test]
    fn the_key_of_the_fixtures_round_trips() {
        let text = "did:key:z6MkmJceVoQSHs45cReEXoLtWm1wosCG8RLxfKwhxoqzoTkC";
        let key = DidKeyResolver.resolve(&did(text).unwrap()).unwrap();
        assert_eq!(Did::from_public_key(&key).as_str(), text);
    }

    #[test]
    fn refuses_other_bases_methods_and_weak_keys() {
        let key = Ed25519Signer::from_seed(&[3; 32]).public_key();
        let base32 = multibase::encode(multibase::Base::Base32Lower, key.to_multicodec());
        let resolve = |text: &str| DidKeyResolver.resolve(&did(text).unwrap());
        assert_eq!(resolve(&alloc::format!("did:key:{base32}")), Err(ResolveError::NotBase58));
        assert_eq!(resolve("did:web:example.com"), Err(ResolveError::UnsupportedMethod));
        let mut weak = alloc::vec![0xed, 0x01, 1];
        weak.resize(34, 0);
        let weak = multibase::encode(multibase::Base::Base58Btc, weak);
        assert_eq!(
            resolve(&alloc::format!("did:key:{weak}")),
            Err(ResolveError::Key(PublicKeyError::SmallOrder))
        );
        let long = alloc::format!("did:key:z{}", "1".repeat(100_000));
        assert_eq!(resolve(&long), Err(ResolveError::NotBase58));
    }
}
