//! The step from read to believed.

use alloc::{collections::BTreeMap, vec::Vec};

use cid::Cid;
use varsig::{
    Block, CandidateKey, KeyType, PayloadVerificationError, PublicKey, SignatureAlgorithm,
    SignedPayload, VerificationError, VerifierSet, multicodec::DAG_CBOR,
};

use super::{Envelope, Payload, VerifyError, sign::seal};
use crate::did::{ResolveError, Resolver};

/// How many keys of one DID are tried for one signature. Whoever controls the DID says
/// how many there are, and each costs as much as a token.
const MOST_KEYS: usize = 16;

impl<T: Payload> Envelope<T> {
    /// Checks the signature, and with that turns what was read into what can be
    /// believed to come from its issuer.
    ///
    /// The signature must be by one of the issuer's keys of the type that the header
    /// names. A key of another type is never tried, whatever it would say.
    ///
    /// # Errors
    ///
    /// [`VerifyError::Resolve`] if the issuer's key is not to be had, or if there are
    /// more than 16 that would have to be tried,
    /// [`VerifyError::AlgorithmMismatch`] if the header names another algorithm
    /// than one of the issuer's keys (ruling T2), [`VerifyError::AlgorithmNotAllowed`] if
    /// `verifiers` leaves it out or this build does not know it, and
    /// [`VerifyError::InvalidSignature`] if the signature does not hold, whatever
    /// the reason.
    pub fn verify(
        self,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
    ) -> Result<Verified<T>, VerifyError> {
        let keys = resolver.candidates(self.payload.issuer()).map_err(VerifyError::Resolve)?;
        let key = match self.one_of(&keys, verifiers) {
            Ok(key) => key,
            Err(error) => {
                // A candidate that is no key is the first thing wrong with a token.
                for key in keys.iter().take(MOST_KEYS) {
                    key.check().map_err(ResolveError::Key).map_err(VerifyError::Resolve)?;
                }
                return Err(error);
            }
        };
        Ok(self.signed_by(key))
    }

    /// What [`Envelope::verify`] says of each of these, in their order, whatever the others are.
    ///
    /// Some hundreds of tokens that are signed with Ed25519 take a fraction of the time together,
    /// if a key has signed eight of them or more. Each issuer is resolved once.
    ///
    /// # Errors
    ///
    /// For each those of [`Envelope::verify`].
    ///
    /// ```
    /// use ucan_core::{Delegation, Did, DidKeyResolver, Envelope, Nonce};
    /// use varsig::{Ed25519Signer, VerifierSet};
    ///
    /// let signer = Ed25519Signer::from_seed(&[1; 32]);
    /// let (alice, bob) = (Did::from_signer(&signer), "did:web:example.com".parse::<Did>()?);
    /// let token = |number| {
    ///     let command = "/msg".parse().unwrap();
    ///     let nonce = Nonce::new([number; 12]);
    ///     let delegation =
    ///         Delegation::new(alice.clone(), bob.clone(), alice.clone(), command, nonce);
    ///     Envelope::sign(delegation, &signer)
    /// };
    /// let tokens = (0..3).map(token).collect::<Result<Vec<_>, _>>()?;
    /// let verified = Envelope::verify_all(tokens, &DidKeyResolver, &VerifierSet::default());
    /// assert!(verified.iter().all(Result::is_ok));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn verify_all(
        envelopes: Vec<Self>,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
    ) -> Vec<Result<Verified<T>, VerifyError>> {
        let keys = Self::only_keys(&envelopes, resolver);
        let signed: Vec<_> = envelopes
            .iter()
            .zip(&keys)
            .filter_map(|(envelope, key)| {
                Some(SignedPayload {
                    header: &envelope.header,
                    public_key: key.as_ref()?,
                    payload: envelope.signed_bytes(),
                    signature: &envelope.signature,
                })
            })
            .collect();
        let mut told = verifiers.verify_all_canonical(&signed).into_iter();
        let each = envelopes.into_iter().zip(keys).map(|(envelope, key)| {
            match key.filter(|_| told.next().is_some_and(|told| told.is_ok())) {
                Some(key) => Ok(envelope.signed_by(key)),
                // Why it does not hold, or which one of several keys has signed.
                None => envelope.verify(resolver, verifiers),
            }
        });
        each.collect()
    }

    /// For each of these the key of its issuer, if there is no choice and it is one.
    fn only_keys(envelopes: &[Self], resolver: &dyn Resolver) -> Vec<Option<PublicKey>> {
        // By all of the DID: a fragment names one of several keys.
        let mut known = BTreeMap::<(&str, Option<KeyType>), Option<PublicKey>>::new();
        let each = envelopes.iter().map(|envelope| {
            let issuer = envelope.payload.issuer();
            let key_type = envelope.header.algorithm().key_type();
            let key = known.entry((issuer.as_str(), key_type)).or_insert_with(|| {
                let keys = resolver.candidates(issuer).ok()?;
                let mut of_its_type = keys.iter().filter(|key| Some(key.key_type()) == key_type);
                let key = of_its_type.next()?;
                if of_its_type.next().is_some() { None } else { key.check().ok() }
            });
            key.clone()
        });
        each.collect()
    }

    fn signed_by(self, key: PublicKey) -> Verified<T> {
        let twins = self.twins();
        Verified { envelope: self, key, twins }
    }

    /// The one of these keys that made the signature.
    fn one_of(
        &self,
        keys: &[CandidateKey],
        verifiers: &VerifierSet<'_>,
    ) -> Result<PublicKey, VerifyError> {
        if keys.is_empty() {
            return Err(VerifyError::Resolve(ResolveError::NoSuchKey));
        }
        let algorithm = self.header.algorithm();
        let of_its_type = |key: &&CandidateKey| algorithm.key_type() == Some(key.key_type());
        let found = keys.iter().filter(of_its_type).count();
        if found > MOST_KEYS {
            let error = ResolveError::TooManyKeys { limit: MOST_KEYS, found };
            return Err(VerifyError::Resolve(error));
        }
        let mut refused = VerifyError::AlgorithmMismatch;
        for key in keys.iter().filter(of_its_type) {
            match self.check(key, algorithm, verifiers) {
                Ok(key) => return Ok(key),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    fn check(
        &self,
        key: &CandidateKey,
        algorithm: SignatureAlgorithm,
        verifiers: &VerifierSet<'_>,
    ) -> Result<PublicKey, VerifyError> {
        self.header
            .verify_canonical_by(verifiers, key, self.signed_bytes(), &self.signature)
            .map_err(|error| match error {
                PayloadVerificationError::Signature(
                    VerificationError::NotAllowed { .. } | VerificationError::Unsupported { .. },
                ) => VerifyError::AlgorithmNotAllowed { algorithm },
                _ => VerifyError::InvalidSignature,
            })
    }

    /// The CIDs of this token with every other signature that says the same.
    fn twins(&self) -> Vec<Cid> {
        varsig::equivalent_signatures(&self.header, &self.signature)
            .into_iter()
            .filter(|signature| *signature != self.signature)
            .map(|signature| seal(&signature, self.signed_bytes()))
            .map(|bytes| *Block::new(DAG_CBOR, bytes).cid())
            .collect()
    }
}

/// A token whose signature was checked.
///
/// Only [`Envelope::verify`] and [`Envelope::verify_all`] make one. It says who spoke, not that they were
/// allowed to: see [`Chain::prove`](crate::Chain::prove).
#[derive(Clone, Debug)]
pub struct Verified<T> {
    envelope: Envelope<T>,
    key: PublicKey,
    twins: Vec<Cid>,
}

impl<T> Verified<T> {
    /// What the issuer says.
    pub const fn payload(&self) -> &T {
        &self.envelope.payload
    }

    /// The content identifier, of the bytes as received.
    pub const fn cid(&self) -> &Cid {
        self.envelope.cid()
    }

    /// The key that made the signature: the one in a `did:key`, or one of those that
    /// the resolver gave. Whoever keeps a verified token of another method for long asks
    /// the resolver again whether this is still a key of the issuer.
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The other CIDs under which the same token would verify (ruling T10).
    ///
    /// Anybody can turn an ECDSA signature into a second one that holds as well,
    /// and so give a token another CID. Whatever is looked up by the CID of a
    /// token, a revocation above all, is looked up under these too. There are
    /// none for Ed25519.
    pub fn twins(&self) -> &[Cid] {
        &self.twins
    }

    /// The token as it was received.
    pub const fn envelope(&self) -> &Envelope<T> {
        &self.envelope
    }
}
