//! The step from read to believed.

use alloc::vec::Vec;

use cid::Cid;
use varsig::{
    Block, CandidateKey, PayloadVerificationError, PublicKey, SignatureAlgorithm,
    VerificationError, VerifierSet, multicodec::DAG_CBOR,
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
        let twins = self.twins();
        Ok(Verified { envelope: self, key, twins })
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
/// Only [`Envelope::verify`] makes one. It says who spoke, not that they were
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
