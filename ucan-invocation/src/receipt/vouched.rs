//! Receipts that were believed before.

use core::borrow::Borrow;

use cid::{Cid, multihash::Multihash};
use ucan_core::{DecodeError, Envelope, TokenCid};
use varsig::{
    Block,
    multicodec::{DAG_CBOR, SHA2_256},
};

use super::{Receipt, statement::Statement};

/// That a receipt with this CID was verified, or signed here, before: whoever keeps it need
/// not verify the signature when the same bytes come back.
///
/// Only a [`Receipt`] gives one, and it has no form outside of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
// The digest says it all: receipts are DAG-CBOR, hashed with SHA-256. Many of these are kept.
pub struct Vouched([u8; 32]);

impl Vouched {
    /// The CID of the receipt.
    #[must_use]
    pub fn cid(&self) -> Cid {
        // 32 bytes are not too many for it.
        let hash = Multihash::wrap(SHA2_256, &self.0).unwrap_or_default();
        Cid::new_v1(DAG_CBOR, hash)
    }
}

/// Found in a table by the digest of a receipt's CID.
impl Borrow<[u8]> for Vouched {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl Receipt {
    /// That this receipt is believed.
    #[must_use]
    pub fn vouch(&self) -> Vouched {
        let digest = self.block.cid().hash().digest();
        // A digest of any other length would vouch for nothing that there is.
        Vouched(digest.try_into().unwrap_or_default())
    }

    /// Reads a receipt again that was believed before. The block is the evidence that the
    /// bytes are the same: it was hashed when it was made.
    ///
    /// What a delegate signed is believed as it was then: revocation is not asked again,
    /// and what an attestation says stays said.
    ///
    /// # Errors
    ///
    /// [`RecallError::Another`] if it is another block, [`RecallError::Decode`] if it cannot
    /// be read, as everything can that was vouched for.
    pub fn recall(block: Block, vouched: &Vouched) -> Result<Self, RecallError> {
        let expected = vouched.cid();
        if *block.cid() != expected {
            return Err(RecallError::Another { expected, found: *block.cid() });
        }
        if let Some(receipt) = Self::pick(&block) {
            return Ok(receipt);
        }
        let envelope = Envelope::<Statement>::decode_block(block).map_err(RecallError::Decode)?;
        let (block, statement) = envelope.into_parts();
        Ok(Self::of(block, statement))
    }
}

/// Why a receipt is not read again.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecallError {
    /// The block is another one than was vouched for.
    #[error("receipt {} was vouched for, and this is {}", TokenCid(expected), TokenCid(found))]
    Another {
        /// What was vouched for.
        expected: Cid,
        /// What came.
        found: Cid,
    },
    /// The bytes are no receipt.
    #[error(transparent)]
    Decode(DecodeError),
}
