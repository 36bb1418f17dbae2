//! Keys that were read lately.

use alloc::{string::String, vec, vec::Vec};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use varsig::{CandidateKey, PublicKey};

use super::{Did, DidKeyResolver, ResolveError, Resolver};

/// How many keys one generation holds; each takes some 500 bytes, an RSA key up to 5,000.
const GENERATION: usize = 1 << 10;

/// The resolver for `did:key` that keeps what it has read, for whoever verifies many tokens
/// of the same issuers.
///
/// To decode a key is a tenth of what it takes to verify a signature, and the DID decides what
/// the key is, for ever: nothing that is kept here can be out of date. It says what
/// [`DidKeyResolver`] says. It keeps the last thousand or two, whoever asks for how many.
///
/// ```
/// use ucan_core::{Did, DidKeyCache, DidKeyResolver, Resolver};
/// use varsig::Ed25519Signer;
///
/// let keys = DidKeyCache::new();
/// let issuer = Did::from_signer(&Ed25519Signer::from_seed(&[1; 32]));
/// assert_eq!(keys.resolve(&issuer), DidKeyResolver.resolve(&issuer));
/// ```
#[derive(Default)]
pub struct DidKeyCache(Mutex<Generations>);

/// The latest of what was read: between one and two times so many.
#[derive(Default)]
struct Generations {
    young: HashMap<String, CandidateKey>,
    old: HashMap<String, CandidateKey>,
}

impl DidKeyCache {
    /// One that knows nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl core::fmt::Debug for DidKeyCache {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("DidKeyCache").finish_non_exhaustive()
    }
}

impl Resolver for DidKeyCache {
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        DidKeyResolver.resolve(did)
    }

    fn candidates(&self, did: &Did) -> Result<Vec<CandidateKey>, ResolveError> {
        let known = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            [&kept.young, &kept.old].into_iter().find_map(|keys| keys.get(did.as_str()).cloned())
        };
        if let Some(key) = known {
            return Ok(vec![key]);
        }
        let keys = DidKeyResolver.candidates(did)?;
        if let [key] = keys.as_slice() {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.young.len() >= GENERATION {
                kept.old = std::mem::take(&mut kept.young);
            }
            kept.young.insert(String::from(did.as_str()), key.clone());
        }
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use varsig::{Ed25519Signer, Signer as _};

    use super::*;

    #[test]
    fn a_key_is_the_same_the_second_time_and_a_wrong_one_is_never_kept() {
        let keys = DidKeyCache::new();
        let key = Ed25519Signer::from_seed(&[1; 32]).public_key();
        let did = Did::from_public_key(&key);
        for _ in 0..2 {
            let found = keys.candidates(&did).unwrap();
            let [found] = found.as_slice() else { panic!("one key") };
            assert_eq!(found.clone().check(), Ok(key.clone()));
        }
        for (wrong, error) in [
            ("did:web:example.com", ResolveError::UnsupportedMethod),
            (
                "did:key:z6Mk0",
                DidKeyResolver.resolve(&"did:key:z6Mk0".parse().unwrap()).unwrap_err(),
            ),
        ] {
            let wrong: Did = wrong.parse().unwrap();
            for _ in 0..2 {
                assert_eq!(keys.candidates(&wrong).unwrap_err(), error);
            }
        }
        // A fragment that is not the key's own names no key, whatever is known without it.
        let other: Did = format!("{did}#another").parse().unwrap();
        assert_eq!(keys.candidates(&other).unwrap_err(), ResolveError::NoSuchKey);
    }

    #[test]
    fn however_many_keys_come_few_are_kept() {
        let keys = DidKeyCache::new();
        for seed in 0..3_000_u32 {
            let mut bytes = [9; 32];
            bytes[..4].copy_from_slice(&seed.to_be_bytes());
            let did = Did::from_signer(&Ed25519Signer::from_seed(&bytes));
            assert_eq!(keys.candidates(&did).map(|keys| keys.len()), Ok(1));
        }
        let kept = keys.0.lock().unwrap();
        assert_eq!(kept.old.len(), GENERATION);
        assert!(kept.young.len() <= GENERATION);
    }
}
