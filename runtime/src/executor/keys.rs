//! Keys of issuers that were read lately.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use ucan_core::{Did, DidKeyResolver, ResolveError, Resolver};
use varsig::{CandidateKey, PublicKey};

/// How many keys one generation holds; each takes some 500 bytes, an RSA key up to 5,000.
const GENERATION: usize = 1 << 10;

/// Resolves `did:key`, and keeps what it has read: to decode a key is a tenth of what it
/// takes to verify a signature, and the DID decides what the key is, for ever.
#[derive(Default)]
pub(super) struct Keys(Mutex<Generations>);

/// The latest of what was read: between one and two times so many.
#[derive(Default)]
struct Generations {
    young: HashMap<String, CandidateKey>,
    old: HashMap<String, CandidateKey>,
}

impl Resolver for Keys {
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
            kept.young.insert(did.as_str().to_owned(), key.clone());
        }
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use varsig::{Ed25519Signer, Signer as _};

    #[test]
    fn a_key_is_the_same_the_second_time_and_a_wrong_one_is_never_kept() {
        let keys = Keys::default();
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
        let keys = Keys::default();
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
