//! From a payload to a token.

use alloc::vec::Vec;

use varsig::{Block, Header, Signer, dag_cbor::Encoder};

use crate::did::Did;

use super::{Envelope, HEADER, Payload, SignError, UcanVersion};

impl<T: Payload> Envelope<T> {
    /// Signs `payload` and seals it, with the tag version 1.0.0.
    ///
    /// # Errors
    ///
    /// [`SignError::IssuerMismatch`] if the issuer is a `did:key` of another key,
    /// [`SignError::Encode`] if the payload has no DAG-CBOR form,
    /// [`SignError::Signing`] if the signer did not sign, and
    /// [`SignError::Unreadable`] if the token would be too large to be read back.
    pub fn sign(payload: T, signer: &dyn Signer) -> Result<Self, SignError> {
        Self::sign_version(payload, signer, UcanVersion::default())
    }

    /// Signs `payload` with the tag version that a peer needs (ruling T1).
    ///
    /// # Errors
    ///
    /// As [`Envelope::sign`].
    pub fn sign_version(
        payload: T,
        signer: &dyn Signer,
        version: UcanVersion,
    ) -> Result<Self, SignError> {
        let issuer = payload.issuer();
        // The same text is the same key, and to compare it costs less than to read the key.
        let is_own = issuer.fragment().is_none() && *issuer == Did::from_signer(signer);
        if !is_own
            && let Some(key) = issuer.key()
            && key != Ok(signer.public_key())
        {
            return Err(SignError::IssuerMismatch);
        }
        let header = Header::dag_cbor(signer.algorithm());
        let tag = alloc::format!("ucan/{}@{version}", T::KIND);
        let mut signed = Encoder::new();
        signed.map(2);
        // The shorter key comes first.
        signed.text(HEADER);
        signed.bytes(&header.encode());
        signed.text(&tag);
        payload.encode(&mut signed).map_err(SignError::Encode)?;
        let message = signed.finish();
        let signature = signer.try_sign(&message).map_err(SignError::Signing)?;
        let bytes = seal(&signature, &message);
        let signed_from = bytes.len() - message.len();
        let block = Block::dag_cbor(bytes).map_err(|_| SignError::Unreadable)?;
        Ok(Self { block, signed_from, signature, header, version, payload })
    }
}

/// The bytes of an envelope: a list head, the signature, and the very bytes signed.
pub(super) fn seal(signature: &[u8], signed: &[u8]) -> Vec<u8> {
    let mut bytes = Encoder::new();
    bytes.list(2);
    bytes.bytes(signature);
    let mut bytes = bytes.finish();
    bytes.extend(signed);
    bytes
}
