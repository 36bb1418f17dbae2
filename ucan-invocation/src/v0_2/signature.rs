//! Signatures of this wire, before varsig v1.

use alloc::vec::Vec;

use ucan_core::{Did, ResolveError, Resolver};
use varsig::{
    PublicKey, SignatureAlgorithm, Signer, SigningError, VerificationError, VerifierSet,
    multicodec::{
        SIGNATURE_EDDSA, SIGNATURE_ES256, SIGNATURE_ES256K, SIGNATURE_ES384, SIGNATURE_ES512,
        SIGNATURE_RS256,
    },
    varint::{self, VarintError},
};

/// How many keys of one DID are tried for one signature; whoever controls the DID says how
/// many there are.
const MOST_KEYS: usize = 16;

/// A signature as the examples of the text have it: the code of an algorithm, the length of
/// the signature, both as varints, and the signature.
///
/// It says no more of the encoding than that: the text does (sections 4.2.2 and 8.1.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    code: u64,
    bytes: Vec<u8>,
}

impl Signature {
    /// Reads a signature that fills `bytes`.
    ///
    /// # Errors
    ///
    /// [`SignatureFormError`] as its variants say.
    pub fn decode(bytes: &[u8]) -> Result<Self, SignatureFormError> {
        let (code, length) = varint::decode(bytes).map_err(SignatureFormError::Varint)?;
        let rest = bytes.get(length..).unwrap_or_default();
        let (size, length) = varint::decode(rest).map_err(SignatureFormError::Varint)?;
        let signature = rest.get(length..).unwrap_or_default();
        if u64::try_from(signature.len()) != Ok(size) {
            return Err(SignatureFormError::Length { stated: size, found: signature.len() });
        }
        Ok(Self { code, bytes: signature.into() })
    }

    /// The bytes on the wire.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + 6);
        varint::encode(self.code, &mut out);
        varint::encode(u64::try_from(self.bytes.len()).unwrap_or(u64::MAX), &mut out);
        out.extend(&self.bytes);
        out
    }

    /// The code of the algorithm, known or not.
    #[must_use]
    pub const fn code(&self) -> u64 {
        self.code
    }

    /// The signature without what stands before it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The algorithm, of those whose signatures and bytes to sign are beyond doubt.
    ///
    /// There are codes without it: a name in text (`0xd000`), wallets' messages (`0xd191`),
    /// which say nothing of what stands inside of them, BLS (`0xd0ea`, `0xd0eb`), of which
    /// no ciphersuite is given, and a varsig header (`0x34`), whose versions differ.
    #[must_use]
    pub fn algorithm(&self) -> Option<SignatureAlgorithm> {
        Some(match self.code {
            SIGNATURE_EDDSA => SignatureAlgorithm::Ed25519,
            SIGNATURE_ES256 => SignatureAlgorithm::ES256,
            SIGNATURE_ES384 => SignatureAlgorithm::ES384,
            SIGNATURE_ES512 => SignatureAlgorithm::ES512,
            SIGNATURE_ES256K => SignatureAlgorithm::ES256K,
            SIGNATURE_RS256 => SignatureAlgorithm::rs256(u32::try_from(self.bytes.len()).ok()?),
            _ => return None,
        })
    }

    /// Signs `message`.
    pub(super) fn make(signer: &dyn Signer, message: &[u8]) -> Result<Self, SignError> {
        let algorithm = signer.algorithm();
        let bytes = signer.try_sign(message).map_err(SignError::Signing)?;
        [
            SIGNATURE_EDDSA,
            SIGNATURE_ES256,
            SIGNATURE_ES384,
            SIGNATURE_ES512,
            SIGNATURE_ES256K,
            SIGNATURE_RS256,
        ]
        .into_iter()
        .map(|code| Self { code, bytes: bytes.clone() })
        .find(|signature| signature.algorithm() == Some(algorithm))
        .ok_or(SignError::NoCode { algorithm })
    }

    /// Checks that one of the keys of `signer` made this over `message`.
    pub(super) fn verify(
        &self,
        signer: &Did,
        message: &[u8],
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
    ) -> Result<PublicKey, SignatureError> {
        let algorithm = self.algorithm().ok_or(SignatureError::Open { code: self.code })?;
        let mut keys = resolver.resolve(signer).map_err(SignatureError::Resolve)?;
        keys.retain(|key| algorithm.key_type() == Some(key.key_type()));
        if keys.len() > MOST_KEYS {
            let error = ResolveError::TooManyKeys { limit: MOST_KEYS, found: keys.len() };
            return Err(SignatureError::Resolve(error));
        }
        let mut refused = SignatureError::AlgorithmMismatch { algorithm };
        for key in keys {
            match verifiers.verify(algorithm, &key, message, &self.bytes) {
                Ok(()) => return Ok(key),
                Err(VerificationError::InvalidSignature) => refused = SignatureError::Invalid,
                Err(_) => refused = SignatureError::NotAllowed { algorithm },
            }
        }
        Err(refused)
    }
}

/// Why bytes are no signature of this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureFormError {
    /// The length before the signature is not that of what follows.
    #[error("the signature states {stated} bytes and has {found}")]
    Length {
        /// What it states.
        stated: u64,
        /// What is there.
        found: usize,
    },
    /// The code or the length is no varint.
    #[error(transparent)]
    Varint(VarintError),
}

/// Why a signature is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The signer has no key of the type of the algorithm.
    #[error("the signer has no key for {algorithm}")]
    AlgorithmMismatch {
        /// The algorithm that the signature names.
        algorithm: SignatureAlgorithm,
    },
    /// The receipt names another issuer than its executor. The delegation between them is
    /// a UCAN of a version before 1.0, which is not judged here.
    #[error("{issuer} signs for the executor by a delegation that is not judged here")]
    Delegate {
        /// Who signs.
        issuer: Did,
    },
    /// The signature does not hold, whatever the reason.
    #[error("invalid signature")]
    Invalid,
    /// The verifiers leave the algorithm out, or this build does.
    #[error("{algorithm} is not among the algorithms allowed here")]
    NotAllowed {
        /// The algorithm that the signature names.
        algorithm: SignatureAlgorithm,
    },
    /// The texts leave open what is signed under this code, or how.
    #[error("the texts leave open how signatures with the code {code:#x} are verified")]
    Open {
        /// The code.
        code: u64,
    },
    /// The keys of the signer are not to be had.
    #[error(transparent)]
    Resolve(ResolveError),
    /// There is no signature, as the field has none.
    #[error("there is no signature")]
    Unsigned,
}

/// Why nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// There is no code for the signer's algorithm.
    #[error("{algorithm} has no code in signatures of this form")]
    NoCode {
        /// The algorithm.
        algorithm: SignatureAlgorithm,
    },
    /// The signer did not sign.
    #[error(transparent)]
    Signing(SigningError),
    /// What is to be signed cannot be written.
    #[error(transparent)]
    Write(super::error::WriteError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn reads_the_form_of_the_examples_and_writes_it_back() {
        // Section 4.3: code 0xd0ed, 64 bytes.
        let mut bytes = vec![0xed, 0xa1, 0x03, 0x40];
        bytes.extend([7; 64]);
        let signature = Signature::decode(&bytes).unwrap();
        assert_eq!((signature.code(), signature.as_bytes()), (0xd0ed, [7; 64].as_slice()));
        assert_eq!(signature.algorithm(), Some(SignatureAlgorithm::Ed25519));
        assert_eq!(signature.encode(), bytes);
    }

    #[test]
    fn refuses_a_length_that_is_not_that_of_the_bytes() {
        let varint = |error| Err(SignatureFormError::Varint(error));
        let length = |stated, found| Err(SignatureFormError::Length { stated, found });
        for (bytes, error) in [
            (vec![], varint(VarintError::UnexpectedEnd)),
            (vec![0xed, 0xa1], varint(VarintError::UnexpectedEnd)),
            (vec![0xed, 0xa1, 0x03], varint(VarintError::UnexpectedEnd)),
            (vec![0xed, 0xa1, 0x83, 0x00, 0x00], varint(VarintError::NotShortest)),
            (vec![0xed, 0xa1, 0x03, 0x02, 0x01], length(2, 1)),
            (vec![0xed, 0xa1, 0x03, 0x00, 0x01], length(0, 1)),
            (vec![0x34, 0xff, 0xff, 0xff, 0xff, 0x7f], length(0x7_ffff_ffff, 0)),
        ] {
            assert_eq!(Signature::decode(&bytes), error, "{bytes:02x?}");
        }
    }
}
