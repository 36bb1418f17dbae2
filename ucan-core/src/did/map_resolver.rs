//! Keys that somebody has looked up before.

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};

use varsig::{CandidateKey, PublicKey};

use super::{Did, ResolveError, Resolver};

/// Resolves `did:key`, and other DIDs by what it was told.
///
/// A DID may have several keys, each of which may have a name: the fragment of the DID
/// with which it was put in.
///
/// ```
/// use ucan_core::{Did, MapResolver, ResolveError, Resolver};
/// use varsig::{Ed25519Signer, Signer};
///
/// let [old, new] = [1, 2].map(|seed| Ed25519Signer::from_seed(&[seed; 32]).public_key());
/// let did = |text: &str| text.parse::<Did>();
/// let mut resolver = MapResolver::new();
/// resolver.insert(did("did:web:example.com#2025")?, old.clone());
/// resolver.insert(did("did:web:example.com#2026")?, new.clone());
/// assert_eq!(resolver.resolve(&did("did:web:example.com#2026")?), Ok(vec![new.clone()]));
/// assert_eq!(resolver.resolve(&did("did:web:example.com")?), Ok(vec![old, new.clone()]));
///
/// // The old key is withdrawn: nothing that it signed is believed from now on.
/// resolver.remove(&did("did:web:example.com#2025")?);
/// let withdrawn = resolver.resolve(&did("did:web:example.com#2025")?);
/// assert_eq!(withdrawn, Err(ResolveError::NoSuchKey));
/// assert_eq!(resolver.resolve(&did("did:web:example.com")?), Ok(vec![new]));
/// # Ok::<(), ucan_core::DidError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct MapResolver(BTreeMap<Did, Vec<Entry>>);

#[derive(Clone, Debug)]
struct Entry {
    name: Option<Box<str>>,
    key: PublicKey,
}

impl MapResolver {
    /// A resolver that knows `did:key` alone.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds a key of `did`, whose fragment, if there is one, becomes its name. A key that
    /// had the same name before is replaced.
    ///
    /// A `did:key` is its own key, and nothing that is put in here changes that.
    pub fn insert(&mut self, did: Did, key: PublicKey) {
        let name = did.fragment().map(Box::from);
        let entries = self.0.entry(did).or_default();
        if name.is_none() && entries.iter().any(|entry| entry.key == key) {
            return;
        }
        entries.retain(|entry| match entry.name {
            Some(_) => entry.name != name,
            None => entry.key != key,
        });
        entries.push(Entry { name, key });
    }

    /// As [`MapResolver::insert`], for a resolver that is built in one go.
    #[must_use]
    pub fn with(mut self, did: Did, key: PublicKey) -> Self {
        self.insert(did, key);
        self
    }

    /// Forgets the key that the fragment of `did` names, or all of its keys if it has no
    /// fragment. The DID stays known as one that has no key, or no such key.
    pub fn remove(&mut self, did: &Did) {
        if let Some(entries) = self.0.get_mut(did) {
            let name = did.fragment();
            entries.retain(|entry| name.is_some() && entry.name.as_deref() != name);
        }
    }
}

impl Resolver for MapResolver {
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        if let Some(key) = did.key() {
            return key.map(|key| Vec::from([key]));
        }
        let entries = self.0.get(did).ok_or(ResolveError::UnknownDid)?;
        let name = did.fragment();
        let keys: Vec<PublicKey> = entries
            .iter()
            .filter(|entry| name.is_none() || entry.name.as_deref() == name)
            .map(|entry| entry.key.clone())
            .collect();
        if keys.is_empty() { Err(ResolveError::NoSuchKey) } else { Ok(keys) }
    }

    fn candidates(&self, did: &Did) -> Result<Vec<CandidateKey>, ResolveError> {
        if let Some(key) = did.candidate() {
            return key.map(|key| Vec::from([key]));
        }
        Ok(self.resolve(did)?.into_iter().map(CandidateKey::from).collect())
    }
}
