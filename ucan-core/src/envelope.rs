//! The envelope around every token, and the step from read to believed.

mod dag_json;
mod decode;
mod error;
mod payload;
mod sign;
mod verify;
mod version;

use alloc::vec::Vec;

use cid::Cid;
pub use error::{DecodeError, SignError, VerifyError};
pub use payload::Payload;
use varsig::{Block, Header};
pub use verify::Verified;
pub use version::UcanVersion;

/// The wire key of the varsig header.
const HEADER: &str = "h";

/// A token that was read but not verified (UCAN Core, Envelope).
///
/// It keeps the received bytes: the CID and the signature are over those, and
/// nothing is ever encoded a second time (ruling T2).
///
/// ```
/// use ucan_core::{Delegation, Did, DidKeyResolver, Envelope, Nonce};
/// use varsig::{Ed25519Signer, VerifierSet};
///
/// let signer = Ed25519Signer::from_seed(&[1; 32]);
/// let (alice, bob) = (Did::from_signer(&signer), "did:web:example.com".parse::<Did>()?);
/// let delegation = Delegation::new(alice.clone(), bob, alice, "/msg".parse()?, Nonce::new([0; 12]));
/// let token = Envelope::sign(delegation, &signer)?;
///
/// // The same token, by way of its text.
/// let received = Envelope::<Delegation>::decode_dag_json(&token.to_dag_json()?)?;
/// assert_eq!(received.bytes(), token.bytes());
/// assert_eq!(received.cid(), token.cid());
/// received.verify(&DidKeyResolver, &VerifierSet::default())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Envelope<T> {
    /// Checked, by whoever made this.
    block: Block,
    /// Where the signature payload starts; it reaches to the end.
    signed_from: usize,
    signature: Vec<u8>,
    header: Header,
    version: UcanVersion,
    payload: T,
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

    /// The signature, of whatever length it was received with.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The header, which says how the token claims to be signed.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The version in the tag, as received.
    pub const fn version(&self) -> UcanVersion {
        self.version
    }

    /// The bytes with their CID, and what the token says, unchecked as it is.
    #[must_use]
    pub fn into_parts(self) -> (Block, T) {
        (self.block, self.payload)
    }

    /// What the token says. Nobody has checked yet who says it.
    pub const fn unverified_payload(&self) -> &T {
        &self.payload
    }
}
