//! From a payload to the bytes that are signed, and back to a verdict.

use alloc::{borrow::Cow, vec::Vec};

use crate::{
    algorithm::SignatureAlgorithm,
    dag_cbor::{self, DagCborError, Limits},
    dag_json::{self, DagJsonError},
    eip191,
    encoding::{InnerEncoding, PayloadEncoding},
    header::Header,
    public_key::{CandidateKey, PublicKey},
    sign::{Signer, SigningError},
    verify::{Signed, VerificationError, Verifier, VerifierSet},
};

impl PayloadEncoding {
    /// Checks that `payload` is in the one form that the encoding allows
    /// (Varsig, Safety). EIP-191 is checked as what is inside of it.
    ///
    /// # Errors
    ///
    /// [`PayloadError::DagCbor`] or [`PayloadError::DagJson`] with the offset of the
    /// broken rule; [`PayloadError::Unsupported`] for an encoding that is not known.
    pub fn check(&self, payload: &[u8], limits: &Limits) -> Result<(), PayloadError> {
        match self {
            Self::ByteIdentical | Self::Eip191(InnerEncoding::ByteIdentical) => Ok(()),
            Self::DagCbor | Self::Eip191(InnerEncoding::DagCbor) => {
                dag_cbor::check(payload, limits).map_err(PayloadError::DagCbor)
            }
            Self::DagJson | Self::Eip191(InnerEncoding::DagJson) => {
                dag_json::check(payload, limits).map_err(PayloadError::DagJson)
            }
            Self::Unknown(_) | Self::Eip191(InnerEncoding::Unknown(_)) => {
                Err(PayloadError::Unsupported { encoding: *self })
            }
        }
    }

    /// The bytes that are signed for a payload in canonical form: the payload,
    /// behind a wallet's prefix if the encoding is EIP-191.
    ///
    /// # Errors
    ///
    /// [`PayloadError::Unsupported`] for an encoding that is not known.
    pub fn message<'a>(&self, payload: &'a [u8]) -> Result<Cow<'a, [u8]>, PayloadError> {
        match self {
            Self::ByteIdentical | Self::DagCbor | Self::DagJson => Ok(Cow::Borrowed(payload)),
            Self::Unknown(_) | Self::Eip191(InnerEncoding::Unknown(_)) => {
                Err(PayloadError::Unsupported { encoding: *self })
            }
            Self::Eip191(_) => Ok(Cow::Owned(eip191::message(payload))),
        }
    }
}

impl Header {
    /// Checks that `payload` is in canonical form and that `signature` was made
    /// over it as this header says.
    ///
    /// Under EIP-191 with secp256k1 and Keccak-256 the signature may carry the
    /// recovery byte that wallets append (65 bytes, the last of them 27 or 28);
    /// it must then be the right one.
    ///
    /// # Errors
    ///
    /// In this order: [`PayloadVerificationError::Signature`] if the algorithm is not
    /// allowed or not supported, [`PayloadVerificationError::Payload`] if the payload is
    /// not in the form that the header names, and [`PayloadVerificationError::Signature`]
    /// with [`VerificationError::InvalidSignature`] if the signature does not hold.
    pub fn verify(
        &self,
        verifiers: &VerifierSet<'_>,
        public_key: &PublicKey,
        payload: &[u8],
        signature: &[u8],
    ) -> Result<(), PayloadVerificationError> {
        // First, as the encoding behind an unknown algorithm is always unknown as well.
        let verifier = verifiers.require(self.algorithm())?;
        self.encoding().check(payload, &Limits::default())?;
        self.verify_with(verifier, public_key, payload, signature)
    }

    /// As [`Header::verify`] for a payload whose form was checked before, as a
    /// part of something larger that was.
    ///
    /// # Errors
    ///
    /// As [`Header::verify`]; the form is not looked at again.
    pub fn verify_canonical(
        &self,
        verifiers: &VerifierSet<'_>,
        public_key: &PublicKey,
        payload: &[u8],
        signature: &[u8],
    ) -> Result<(), PayloadVerificationError> {
        let verifier = verifiers.require(self.algorithm())?;
        self.verify_with(verifier, public_key, payload, signature)
    }

    /// As [`Header::verify_canonical`], by a key that may not be known to be one yet. It
    /// is one if the signature holds.
    ///
    /// # Errors
    ///
    /// As [`Header::verify_canonical`]. Where the candidate is no key, the signature does
    /// not hold; [`CandidateKey::check`] tells the two apart.
    pub fn verify_canonical_by(
        &self,
        verifiers: &VerifierSet<'_>,
        candidate: &CandidateKey,
        payload: &[u8],
        signature: &[u8],
    ) -> Result<PublicKey, PayloadVerificationError> {
        let verifier = verifiers.require(self.algorithm())?;
        let key = if verifier.decodes_the_key() {
            candidate.unproven().clone()
        } else {
            candidate.check().map_err(|_| VerificationError::InvalidSignature)?
        };
        self.verify_with(verifier, &key, payload, signature)?;
        Ok(key)
    }

    fn verify_with(
        &self,
        verifier: &dyn Verifier,
        public_key: &PublicKey,
        payload: &[u8],
        signature: &[u8],
    ) -> Result<(), PayloadVerificationError> {
        let message = self.encoding().message(payload)?;
        let signature = if eip191::carries_recovery(self, signature) {
            eip191::without_recovery(public_key, &message, signature)
                .map_err(VerificationError::from)?
        } else {
            signature
        };
        verifier
            .verify(self.algorithm(), public_key, &message, signature)
            .map_err(VerificationError::from)?;
        Ok(())
    }

    /// Checks that `payload` is in canonical form and signs it as this header says.
    ///
    /// The signature is the one of the algorithm alone. The byte that wallets append
    /// to it comes from [`Secp256k1Signer::sign_personal`](crate::Secp256k1Signer::sign_personal).
    ///
    /// # Errors
    ///
    /// [`PayloadSigningError::Payload`] if the payload is not in the form that the header
    /// names, [`PayloadSigningError::AlgorithmMismatch`] if the signer uses another algorithm
    /// than the header names, [`PayloadSigningError::Signing`] if it did not sign.
    pub fn sign(
        &self,
        signer: &dyn Signer,
        payload: &[u8],
    ) -> Result<Vec<u8>, PayloadSigningError> {
        if signer.algorithm() != self.algorithm() {
            return Err(PayloadSigningError::AlgorithmMismatch);
        }
        self.encoding().check(payload, &Limits::default())?;
        let message = self.encoding().message(payload)?;
        Ok(signer.try_sign(&message)?)
    }
}

/// A payload in canonical form and the signature over it, among many, for
/// [`VerifierSet::verify_all_canonical`].
#[derive(Clone, Copy, Debug)]
pub struct SignedPayload<'a> {
    /// The header that stands with the signature.
    pub header: &'a Header,
    /// The key that is said to have made it.
    pub public_key: &'a PublicKey,
    /// The payload, whose form was checked before.
    pub payload: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
}

impl VerifierSet<'_> {
    /// What [`Header::verify_canonical`] says of each of these, in their order, whatever the others
    /// are. Many Ed25519 signatures take a fraction of the time together
    /// ([`Verifier::verify_all`]).
    ///
    /// # Errors
    ///
    /// For each those of [`Header::verify_canonical`].
    #[must_use]
    pub fn verify_all_canonical(
        &self,
        signed: &[SignedPayload<'_>],
    ) -> Vec<Result<(), PayloadVerificationError>> {
        let is_plain = |it: &SignedPayload<'_>| {
            it.header.algorithm() == SignatureAlgorithm::Ed25519
                && matches!(it.header.encoding().message(it.payload), Ok(Cow::Borrowed(_)))
        };
        let plain = signed.iter().filter(|it| is_plain(it));
        let plain: Vec<_> = plain
            .map(|it| Signed {
                public_key: it.public_key,
                message: it.payload,
                signature: it.signature,
            })
            .collect();
        let mut together = match self.require(SignatureAlgorithm::Ed25519) {
            Ok(verifier) => verifier.verify_all(SignatureAlgorithm::Ed25519, &plain),
            Err(_) => Vec::new(),
        }
        .into_iter();
        let each = signed.iter().map(|it| {
            let told = if is_plain(it) { together.next() } else { None };
            match told {
                Some(told) => Ok(told.map_err(VerificationError::from)?),
                None => it.header.verify_canonical(self, it.public_key, it.payload, it.signature),
            }
        });
        each.collect()
    }
}

/// A payload that is not what the header says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// The payload is not canonical DAG-CBOR.
    #[error(transparent)]
    DagCbor(DagCborError),
    /// The payload is not canonical DAG-JSON.
    #[error(transparent)]
    DagJson(DagJsonError),
    /// The encoding is not known, so nothing can be said of the payload.
    #[error("{encoding} is not supported")]
    Unsupported {
        /// The encoding that the header names.
        encoding: PayloadEncoding,
    },
}

/// Why a signature over a payload is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadVerificationError {
    /// The payload is not what the header says.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// The signature is not believed.
    #[error(transparent)]
    Signature(#[from] VerificationError),
}

/// Why a payload was not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadSigningError {
    /// The signer uses another algorithm than the header names.
    #[error("the signer uses another algorithm than the header names")]
    AlgorithmMismatch,
    /// The payload is not what the header says.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// The signer did not sign.
    #[error(transparent)]
    Signing(#[from] SigningError),
}
