//! Signing with a key that the executor holds: `/crypto/sign` (IPVM Effects, Signing).
//!
//! | Argument | |
//! |---|---|
//! | `purpose` | text of 1 to [`PURPOSE_LIMIT`] bytes: what the signature is for |
//! | `bytes` | bytes, [`BYTES_LIMIT`] at most: what is signed |
//! | `content` | link, in place of `bytes`: what is signed, by its CID |
//!
//! On `ok` stands `{header, signature}`, both bytes: a varsig header that names the
//! algorithm, and the signature. [`Statement::verify`] says whether it holds.
//!
//! The subject is the DID of the key, as in the draft. So whoever holds that DID
//! delegates the use of the key, and nobody else can; and a policy on `.purpose` bounds
//! what it may be used for.
//!
//! # What is signed
//!
//! Whoever may use this command has the key sign what they like. If that were their bytes
//! as they are, they could have a token signed, a delegation of everything, say, or a
//! receipt. So what is signed is never their bytes as they are, but a [`Statement`]:
//!
//! ```text
//! "ipvm/crypto/sign/1"  18 bytes of ASCII
//! 0x00
//! subject               the DID of the key, without fragment
//! 0x00                  no DID has one in it
//! length of purpose     one byte
//! purpose
//! 0x00 | 0x01           bytes | CID
//! the bytes, or the CID in its binary form
//! ```
//!
//! - Everything else that a UCAN key signs is a map in DAG-CBOR or DAG-JSON, or one of these
//!   in the message of a wallet: it begins with a byte from `0xa0` up, with `{`, or with
//!   `0x19`. A statement begins with `i`. Nor is it DAG-CBOR at all: `i` begins a text of
//!   nine bytes, and there is more behind it.
//! - Nothing that SSH, TLS 1.3 or JOSE sign begins like it either, which is no reason to
//!   share a key with them.
//! - Each part ends where its length, or a byte that it cannot have, says. So no
//!   two statements are the same bytes, and a signature for one subject, purpose or kind
//!   holds for no other.
//! - `content` signs the name of something. Whether it is there, the executor does not
//!   look, and what is in it, it does not say.
//!
//! # Why it is a query
//!
//! To sign changes nothing in the world; what is done with the signature may. To repeat it
//! does no harm: the same statement is signed again. Were it a mutation, an
//! executor that died at the wrong moment would leave behind a signature of which nobody
//! knows, and a person to settle it, and no computation could take a signature as an
//! argument. It is not pure: the key is no argument.
//!
//! # Secrets
//!
//! Its results are secret unless the task says otherwise (`secret: false`), and so is
//! whatever is computed from them. A signature binds whoever's key it is: it gets out
//! when somebody means it to.

use std::sync::Arc;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{EffectClass, HandlerDeclaration};
use ucan_core::{Did, FieldError, FieldRule, Fields};
use varsig::{Header, PayloadEncoding, PublicKey, Signer, VerifierSet};

use super::arguments::{ArgumentError, command, effect, text};
use crate::{Call, HandlerError, Registration, Subjects};

/// The command.
pub const SIGN: &str = "/crypto/sign";

/// The most bytes of a purpose.
pub const PURPOSE_LIMIT: usize = 255;

/// The most bytes that are signed as such. Of anything larger, sign the CID.
pub const BYTES_LIMIT: usize = 64 * 1024;

/// What every statement begins with.
const DOMAIN: &[u8] = b"ipvm/crypto/sign/1\0";

/// Signs with this key, for tasks on its `did:key`.
#[must_use]
pub fn sign(signer: Arc<dyn Signer>) -> Registration {
    let subject = Did::from_signer(&*signer);
    sign_for(subject, signer)
}

/// Signs with this key for tasks on `subject`, a DID that has it for a key.
#[must_use]
pub fn sign_for(subject: Did, signer: Arc<dyn Signer>) -> Registration {
    let declaration = HandlerDeclaration::new(command(SIGN), EffectClass::Query);
    effect(declaration, Subjects::only(subject), Request::read, move |request, call| {
        request.sign(&*signer, call)
    })
    .secret()
}

/// What is signed about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What this names.
    Content(Cid),
}

/// What is signed: on whose behalf, what for, and what.
///
/// ```
/// use ipvm_runtime::effects::signing::{Signed, Statement};
///
/// let subject = "did:web:example.com".parse()?;
/// let statement = Statement::new(subject, "release", Signed::Bytes(vec![1, 2]))?;
/// let expected = b"ipvm/crypto/sign/1\0did:web:example.com\0\x07release\x00\x01\x02";
/// assert_eq!(statement.to_bytes(), expected);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    subject: Did,
    purpose: String,
    signed: Signed,
    purpose_length: u8,
}

impl Statement {
    /// What a task on `subject` with these arguments has signed.
    ///
    /// # Errors
    ///
    /// [`StatementError`] if no task could ask for it.
    pub fn new(
        subject: Did,
        purpose: impl Into<String>,
        signed: Signed,
    ) -> Result<Self, StatementError> {
        let purpose = purpose.into();
        let found = purpose.len();
        let purpose_length = match u8::try_from(found) {
            Ok(length) if length > 0 => length,
            _ => return Err(StatementError::Purpose { limit: PURPOSE_LIMIT, found }),
        };
        match &signed {
            Signed::Bytes(bytes) if bytes.len() > BYTES_LIMIT => {
                Err(StatementError::TooLong { limit: BYTES_LIMIT, found: bytes.len() })
            }
            _ => Ok(Self { subject, purpose, signed, purpose_length }),
        }
    }

    /// The bytes that are signed, as the [module](self) says.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = DOMAIN.to_vec();
        bytes.extend(self.subject.principal().as_bytes());
        bytes.push(0);
        bytes.push(self.purpose_length);
        bytes.extend(self.purpose.as_bytes());
        match &self.signed {
            Signed::Bytes(signed) => {
                bytes.push(0);
                bytes.extend(signed);
            }
            Signed::Content(cid) => {
                bytes.push(1);
                bytes.extend(cid.to_bytes());
            }
        }
        bytes
    }

    /// Checks that `output`, which a task gave, is a signature of this statement by `key`.
    /// That `key` is one of the subject's, the caller has to know.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] if it is none, or none that `verifiers` allows.
    pub fn verify(
        &self,
        output: &Ipld,
        key: &PublicKey,
        verifiers: &VerifierSet<'_>,
    ) -> Result<(), SignatureError> {
        let mut fields = Fields::of("output", output.clone())?;
        let (header, signature) = (fields.bytes("header")?, fields.bytes("signature")?);
        fields.finish()?;
        let header = Header::decode(&header).map_err(SignatureError::Header)?;
        // Under another encoding the same key may have signed something else.
        if header.encoding() != PayloadEncoding::ByteIdentical {
            return Err(SignatureError::Encoding);
        }
        verifiers
            .verify(header.algorithm(), key, &self.to_bytes(), &signature)
            .map_err(SignatureError::Signature)
    }
}

/// Why something is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// The purpose is empty or too long.
    #[error("the purpose has {found} bytes, and 1 to {limit} are allowed")]
    Purpose {
        /// The most that are allowed.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// There are too many bytes.
    #[error("there are {found} bytes to sign, and at most {limit} are allowed; sign their CID")]
    TooLong {
        /// The most that are allowed.
        limit: usize,
        /// How many there are.
        found: usize,
    },
}

/// Why an output is no signature of a statement.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// It is not `{header, signature}`.
    #[error(transparent)]
    Output(#[from] FieldError),
    /// The header is none.
    #[error(transparent)]
    Header(varsig::HeaderError),
    /// The header is that of an encoded payload, which no statement is.
    #[error("the header is not that of a statement, which is signed as it is")]
    Encoding,
    /// The signature does not hold, or its algorithm is not allowed.
    #[error(transparent)]
    Signature(varsig::VerificationError),
}

/// What a task asks to have signed.
struct Request {
    purpose: String,
    signed: Signed,
}

impl Request {
    fn read(fields: &mut Fields) -> Result<Self, ArgumentError> {
        let purpose = text(fields, "purpose", 1..=PURPOSE_LIMIT)?;
        let signed = match (fields.optional("bytes"), fields.optional_link("content")?) {
            (Some(Ipld::Bytes(bytes)), None) => Signed::Bytes(bytes),
            (None, Some(content)) => Signed::Content(content),
            _ => {
                let expected = "bytes, or else a link in the field `content`";
                return Err(FieldError::new("bytes", FieldRule::Value { expected }).into());
            }
        };
        match &signed {
            Signed::Bytes(bytes) if bytes.len() > BYTES_LIMIT => {
                let (range, found) = (0..=BYTES_LIMIT, bytes.len());
                Err(ArgumentError::Length { field: "bytes", range, found })
            }
            _ => Ok(Self { purpose, signed }),
        }
    }

    fn sign(self, signer: &dyn Signer, call: &Call<'_>) -> Result<Ipld, HandlerError> {
        let statement = Statement::new(call.subject().clone(), self.purpose, self.signed)
            .map_err(|error| HandlerError::not_done("InvalidArguments", error.to_string()))?;
        let signature = signer.try_sign(&statement.to_bytes()).map_err(|_| {
            HandlerError::not_done("KeyUnavailable", "the signing key is not available")
        })?;
        let header = Header::new(signer.algorithm(), PayloadEncoding::ByteIdentical);
        Ok(Ipld::Map(
            [
                ("header".to_owned(), Ipld::Bytes(header.encode())),
                ("signature".to_owned(), Ipld::Bytes(signature)),
            ]
            .into(),
        ))
    }
}

#[cfg(test)]
mod tests;
