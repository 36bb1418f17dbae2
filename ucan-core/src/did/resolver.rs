//! From a DID to its keys.

use alloc::{boxed::Box, vec, vec::Vec};

use varsig::{CandidateKey, PublicKey};

use super::{Did, ResolveError};

/// Finds the public keys of a DID. `did:key` is built in; other methods are
/// plugged in by the caller, who knows where to look.
///
/// Only the issuer of a token is ever resolved. A resolver says which keys may sign
/// for the issuer now: what it leaves out is not believed any more, also in tokens that
/// were signed before. Where a document lists keys by purpose, those for delegation and
/// invocation are meant, not those for encryption.
pub trait Resolver {
    /// The keys with which `did` signs, in any order; at least one. If the DID has a
    /// fragment it names one of them, and only that one is given.
    ///
    /// A token holds if one of them made its signature. Those of another type than the
    /// algorithm in the token's header are passed over (ruling T2).
    ///
    /// # Errors
    ///
    /// [`ResolveError`] if there is no key to be had. [`ResolveError::UnknownDid`] and
    /// [`ResolveError::UnsupportedMethod`] mean that somebody else may know.
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError>;

    /// As [`Resolver::resolve`], for keys that are about to be tried on a signature.
    ///
    /// They may be [candidates](CandidateKey), which spares some work where the signature
    /// itself shows that they are keys. Only a resolver that reads keys from bytes, as
    /// that of `did:key` does, has a reason to write this; it must give the same keys.
    ///
    /// # Errors
    ///
    /// As [`Resolver::resolve`], but for that which a candidate may tell later.
    fn candidates(&self, did: &Did) -> Result<Vec<CandidateKey>, ResolveError> {
        Ok(self.resolve(did)?.into_iter().map(CandidateKey::from).collect())
    }

    /// Asks `next` for what this does not know.
    ///
    /// Only for that: a DID of which this says that it has no such key, or that its
    /// document is out of reach, is not looked up elsewhere, lest a key that was
    /// withdrawn come back from a staler place.
    ///
    /// ```
    /// use ucan_core::{DidKeyResolver, MapResolver, Resolver};
    /// use varsig::{Ed25519Signer, Signer};
    ///
    /// let key = Ed25519Signer::from_seed(&[1; 32]).public_key();
    /// let known = MapResolver::new().with("did:web:example.com#key-1".parse()?, key.clone());
    /// let resolver = DidKeyResolver.or(known);
    /// assert_eq!(resolver.resolve(&"did:web:example.com".parse()?), Ok(vec![key]));
    /// # Ok::<(), ucan_core::DidError>(())
    /// ```
    fn or<R: Resolver>(self, next: R) -> FallbackResolver<Self, R>
    where
        Self: Sized,
    {
        FallbackResolver { first: self, next }
    }
}

impl<R: Resolver + ?Sized> Resolver for &R {
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        (**self).resolve(did)
    }

    fn candidates(&self, did: &Did) -> Result<Vec<CandidateKey>, ResolveError> {
        (**self).candidates(did)
    }
}

impl<R: Resolver + ?Sized> Resolver for Box<R> {
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        (**self).resolve(did)
    }

    fn candidates(&self, did: &Did) -> Result<Vec<CandidateKey>, ResolveError> {
        (**self).candidates(did)
    }
}

/// Resolves `did:key` and nothing else.
#[derive(Clone, Copy, Debug, Default)]
pub struct DidKeyResolver;

impl Resolver for DidKeyResolver {
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        did.key().unwrap_or(Err(ResolveError::UnsupportedMethod)).map(|key| vec![key])
    }

    fn candidates(&self, did: &Did) -> Result<Vec<CandidateKey>, ResolveError> {
        did.candidate().unwrap_or(Err(ResolveError::UnsupportedMethod)).map(|key| vec![key])
    }
}

/// Asks one resolver, and another for what that does not know; see [`Resolver::or`].
#[derive(Clone, Copy, Debug)]
pub struct FallbackResolver<A, B> {
    first: A,
    next: B,
}

impl<A: Resolver, B: Resolver> Resolver for FallbackResolver<A, B> {
    fn resolve(&self, did: &Did) -> Result<Vec<PublicKey>, ResolveError> {
        match self.first.resolve(did) {
            Err(ResolveError::UnknownDid | ResolveError::UnsupportedMethod) => {
                self.next.resolve(did)
            }
            answer => answer,
        }
    }

    fn candidates(&self, did: &Did) -> Result<Vec<CandidateKey>, ResolveError> {
        match self.first.candidates(did) {
            Err(ResolveError::UnknownDid | ResolveError::UnsupportedMethod) => {
                self.next.candidates(did)
            }
            answer => answer,
        }
    }
}
