//! The envelope around every token, and the step from read to believed.

use alloc::{
    boxed::Box,
    collections::BTreeMap,
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::fmt;

use cid::{Cid, Version};
use ipld_core::ipld::Ipld;
use varsig::{
    Block, Header, HeaderError, InnerEncoding, PayloadEncoding, PayloadVerificationError,
    SignatureAlgorithm, Signer, SigningError, VerificationError, VerifierSet,
    dag_cbor::{self, DagCborError, EncodeError, Limits},
    multicodec::DAG_CBOR,
};

use crate::{
    did::{Did, ResolveError, Resolver},
    fields::{FieldError, Fields},
};

/// The wire key of the varsig header.
const HEADER: &str = "h";

/// What stands inside of an envelope.
pub trait Payload: Sized {
    /// The kind in the tag: `dlg` in `ucan/dlg@1.0.0`.
    const KIND: &'static str;

    /// Who signs.
    fn issuer(&self) -> &Did;

    /// Reads the payload; [`Fields::finish`] must be the last step.
    ///
    /// # Errors
    ///
    /// [`FieldError`] for the first field that breaks a rule.
    fn read(fields: Fields) -> Result<Self, FieldError>;

    /// The payload as it goes on the wire; absent fields stay absent.
    fn write(&self) -> BTreeMap<String, Ipld>;
}

/// The version in a payload's tag (ruling T1). It is signed, and never rewritten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UcanVersion {
    /// `1.0.0`, which is written unless the caller asks for the other.
    #[default]
    V1_0_0,
    /// `1.0.0-rc.1`, which peers still write and some insist on.
    V1_0_0Rc1,
}

impl UcanVersion {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "1.0.0" => Some(Self::V1_0_0),
            "1.0.0-rc.1" => Some(Self::V1_0_0Rc1),
            _ => None,
        }
    }
}

impl fmt::Display for UcanVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1_0_0 => "1.0.0",
            Self::V1_0_0Rc1 => "1.0.0-rc.1",
        })
    }
}

/// A token that was read but not verified (UCAN Core, Envelope).
///
/// It keeps the received bytes: the CID and the signature are over those, and
/// nothing is ever encoded a second time (ruling T2).
#[derive(Clone, Debug)]
pub struct Envelope<T> {
    block: Block,
    /// Where the signature payload starts; it reaches to the end.
    signed_from: usize,
    signature: Vec<u8>,
    header: Header,
    version: UcanVersion,
    payload: T,
}

impl<T: Payload> Envelope<T> {
    /// Reads a token from DAG-CBOR.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] for the first rule that is broken; nothing of the token is
    /// believed yet if there is none.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Self::decode_block(Block::dag_cbor(bytes).map_err(DecodeError::Encoding)?)
    }

    /// Reads a token from a block, whose bytes are checked again.
    ///
    /// # Errors
    ///
    /// As [`Envelope::decode`].
    pub fn decode_block(block: Block) -> Result<Self, DecodeError> {
        // One token, one address: under another version or codec, or another hash, the
        // same bytes would pass for a token that nobody has revoked.
        if block.cid().version() != Version::V1 || block.cid().codec() != DAG_CBOR {
            return Err(DecodeError::Address { cid: *block.cid() });
        }
        let bytes = block.bytes();
        let value = dag_cbor::decode(bytes, &Limits::default()).map_err(DecodeError::Encoding)?;
        let Ipld::List(items) = value else { return Err(DecodeError::NotAPair) };
        let Ok([signature, signed]) = <[Ipld; 2]>::try_from(items) else {
            return Err(DecodeError::NotAPair);
        };
        let (Ipld::Bytes(signature), Ipld::Map(mut signed)) = (signature, signed) else {
            return Err(DecodeError::NotAPair);
        };
        let (_, first) = dag_cbor::array_head(bytes).map_err(DecodeError::Encoding)?;
        let (_, signed_from) = dag_cbor::bytes_item(bytes, first).map_err(DecodeError::Encoding)?;

        let Some(Ipld::Bytes(header)) = signed.remove(HEADER) else {
            return Err(DecodeError::NoHeader);
        };
        let header = Header::decode(&header).map_err(DecodeError::Header)?;
        if !signs_tokens(&header) {
            return Err(DecodeError::PayloadEncoding { header: Box::new(header) });
        }
        let Some((tag, payload)) = signed.pop_first() else {
            return Err(DecodeError::NoPayload);
        };
        if let Some((other, _)) = signed.pop_first() {
            return Err(DecodeError::SecondPayload { tag: other });
        }
        let version = read_tag::<T>(&tag)?;
        let Ipld::Map(fields) = payload else { return Err(DecodeError::PayloadNotAMap) };
        let payload = T::read(Fields::new(fields)).map_err(DecodeError::Field)?;
        Ok(Self { block, signed_from, signature, header, version, payload })
    }

    /// Signs `payload` and seals it, with the tag version 1.0.0.
    ///
    /// # Errors
    ///
    /// [`SignError::IssuerMismatch`] if the issuer is a `did:key` of another key,
    /// [`SignError::Encode`] if the payload has no DAG-CBOR form,
    /// [`SignError::Signing`] if the signer did not sign.
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
        if let Some(key) = payload.issuer().key()
            && key != Ok(signer.public_key())
        {
            return Err(SignError::IssuerMismatch);
        }
        let header = Header::dag_cbor(signer.algorithm());
        let tag = alloc::format!("ucan/{}@{version}", T::KIND);
        let signed = Ipld::Map(BTreeMap::from([
            (HEADER.to_string(), Ipld::Bytes(header.encode())),
            (tag, Ipld::Map(payload.write())),
        ]));
        let message = dag_cbor::encode(&signed).map_err(SignError::Encode)?;
        let signature = signer.try_sign(&message).map_err(SignError::Signing)?;
        let bytes = seal(signature.clone(), &message).map_err(SignError::Encode)?;
        let signed_from = bytes.len() - message.len();
        let block = Block::dag_cbor(bytes).map_err(|_| SignError::Unreadable)?;
        Ok(Self { block, signed_from, signature, header, version, payload })
    }

    /// Checks the signature, and with that turns what was read into what can be
    /// believed to come from its issuer.
    ///
    /// # Errors
    ///
    /// [`VerifyError::Resolve`] if the issuer's key is not to be had,
    /// [`VerifyError::AlgorithmMismatch`] if the header names another algorithm
    /// than one of the key's (ruling T2), [`VerifyError::AlgorithmNotAllowed`] if
    /// `verifiers` leaves it out or this build does not know it, and
    /// [`VerifyError::InvalidSignature`] if the signature does not hold, whatever
    /// the reason.
    pub fn verify(
        self,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
    ) -> Result<Verified<T>, VerifyError> {
        let key = resolver.resolve(self.payload.issuer()).map_err(VerifyError::Resolve)?;
        let algorithm = self.header.algorithm();
        if algorithm.key_type() != Some(key.key_type()) {
            return Err(VerifyError::AlgorithmMismatch);
        }
        self.header
            .verify_canonical(verifiers, &key, self.signed_bytes(), &self.signature)
            .map_err(|error| match error {
                PayloadVerificationError::Signature(
                    VerificationError::NotAllowed { .. } | VerificationError::Unsupported { .. },
                ) => VerifyError::AlgorithmNotAllowed { algorithm },
                _ => VerifyError::InvalidSignature,
            })?;
        let twins = self.twins();
        Ok(Verified { envelope: self, twins })
    }

    /// The CIDs of this token with every other signature that says the same.
    fn twins(&self) -> Vec<Cid> {
        varsig::equivalent_signatures(&self.header, &self.signature)
            .into_iter()
            .filter(|signature| *signature != self.signature)
            .filter_map(|signature| seal(signature, self.signed_bytes()).ok())
            .map(|bytes| *Block::new(DAG_CBOR, bytes).cid())
            .collect()
    }
}

/// Whether tokens are signed so: over DAG-CBOR, or by a wallet that puts its own
/// message around the DAG-CBOR (ruling T2). The latter is off until the verifiers
/// allow the algorithm of wallets.
fn signs_tokens(header: &Header) -> bool {
    match header.encoding() {
        PayloadEncoding::DagCbor => true,
        PayloadEncoding::Eip191(InnerEncoding::DagCbor) => {
            header.algorithm() == SignatureAlgorithm::ES256K_KECCAK
        }
        _ => false,
    }
}

/// The bytes of an envelope: a list head, the signature, and the very bytes signed.
fn seal(signature: Vec<u8>, signed: &[u8]) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = vec![0x82];
    bytes.extend(dag_cbor::encode(&Ipld::Bytes(signature))?);
    bytes.extend(signed);
    Ok(bytes)
}

impl<T> Envelope<T> {
    /// The content identifier, of the bytes as received.
    pub const fn cid(&self) -> &Cid {
        self.block.cid()
    }

    /// The bytes as received.
    pub fn bytes(&self) -> &[u8] {
        self.block.bytes()
    }

    /// The bytes with their CID.
    pub const fn block(&self) -> &Block {
        &self.block
    }

    /// The part of the bytes that is signed.
    pub fn signed_bytes(&self) -> &[u8] {
        self.block.bytes().get(self.signed_from..).unwrap_or_default()
    }

    /// The version in the tag, as received.
    pub const fn version(&self) -> UcanVersion {
        self.version
    }

    /// What the token says. Nobody has checked yet who says it.
    pub const fn unverified_payload(&self) -> &T {
        &self.payload
    }
}

fn read_tag<T: Payload>(tag: &str) -> Result<UcanVersion, DecodeError> {
    let wrong = || DecodeError::WrongTag { expected: T::KIND, found: tag.to_string() };
    let (kind, version) =
        tag.strip_prefix("ucan/").and_then(|tag| tag.split_once('@')).ok_or_else(wrong)?;
    if kind != T::KIND {
        return Err(wrong());
    }
    UcanVersion::parse(version)
        .ok_or_else(|| DecodeError::UnsupportedVersion { tag: tag.to_string() })
}

/// A token whose signature was checked.
///
/// Only [`Envelope::verify`] makes one. It says who spoke, not that they were
/// allowed to: see [`Chain::prove`](crate::Chain::prove).
#[derive(Clone, Debug)]
pub struct Verified<T> {
    envelope: Envelope<T>,
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

/// Why bytes are no token of the kind that was asked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The block goes by a CID that no token has: tokens have a CIDv1 with codec
    /// DAG-CBOR (UCAN Core, Content Identifiers).
    #[error("{cid} is not the address of a token, which is a CIDv1 with codec dag-cbor")]
    Address {
        /// The CID it goes by.
        cid: Cid,
    },
    /// The bytes are not canonical DAG-CBOR (ruling T3).
    #[error(transparent)]
    Encoding(DagCborError),
    /// A field of the payload breaks a rule.
    #[error(transparent)]
    Field(FieldError),
    /// The varsig header breaks a rule.
    #[error(transparent)]
    Header(HeaderError),
    /// The signature payload has no header in bytes under `h`.
    #[error("the signature payload has no header")]
    NoHeader,
    /// The signature payload holds a header and nothing else.
    #[error("the signature payload has no token payload")]
    NoPayload,
    /// The value is not a list of signature and signature payload.
    #[error("an envelope is a list of a signature in bytes and a map")]
    NotAPair,
    /// The header names an encoding over which tokens are not signed (ruling T2).
    #[error(
        "tokens are not signed over {} with {}; DAG-CBOR is required",
        header.encoding(),
        header.algorithm()
    )]
    PayloadEncoding {
        /// The header of the token.
        header: Box<Header>,
    },
    /// The token payload is not a map.
    #[error("the token payload is not a map")]
    PayloadNotAMap,
    /// The signature payload holds more than a header and one token payload.
    #[error("the signature payload also holds `{tag}`")]
    SecondPayload {
        /// The key in excess.
        tag: String,
    },
    /// The tag has a version that is not read here (ruling T1).
    #[error("the version of `{tag}` is not supported; 1.0.0 and 1.0.0-rc.1 are")]
    UnsupportedVersion {
        /// The tag found.
        tag: String,
    },
    /// The tag is that of another kind of token.
    #[error("the tag is `{found}`, not of kind `{expected}`")]
    WrongTag {
        /// The kind that was asked for.
        expected: &'static str,
        /// The tag found.
        found: String,
    },
}

/// Why a token was not signed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The payload has no DAG-CBOR form.
    #[error(transparent)]
    Encode(EncodeError),
    /// The issuer is the `did:key` of another key than the signer's.
    #[error("the issuer is the DID of another key than the signer's")]
    IssuerMismatch,
    /// The signer did not sign.
    #[error(transparent)]
    Signing(SigningError),
    /// The token would be too large or too deep to be read back.
    #[error("the token would be too large or too deep to be read back")]
    Unreadable,
}

/// Why a token is not believed to come from its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The header names an algorithm that the issuer's key does not sign with.
    #[error("the header's algorithm is not that of the issuer's key")]
    AlgorithmMismatch,
    /// The verifiers leave the algorithm out, or this build does not know it.
    #[error("signatures by {algorithm} are not accepted here")]
    AlgorithmNotAllowed {
        /// The algorithm that the header names.
        algorithm: SignatureAlgorithm,
    },
    /// The signature does not hold.
    #[error("invalid signature")]
    InvalidSignature,
    /// The issuer's key is not to be had.
    #[error(transparent)]
    Resolve(ResolveError),
}
