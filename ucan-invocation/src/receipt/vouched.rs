//! Receipts that were believed before.

use core::borrow::Borrow;

use cid::Cid;
use ucan_core::{DecodeError, Envelope};
use varsig::Block;

use super::{Receipt, statement::Statement};

/// That a receipt with this CID was verified, or signed here, before: whoever keeps it need
/// not verify the signature when the same bytes come back.
///
/// Only a [`Receipt`] gives one, and it has no form outside of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Vouched(Cid);

impl Vouched {
    /// The CID of the receipt.
    #[must_use]
    pub const fn cid(&self) -> &Cid {
        &self.0
    }
}

impl Borrow<Cid> for Vouched {
    fn borrow(&self) -> &Cid {
        &self.0
    }
}

impl Receipt {
    /// That this receipt is believed.
    #[must_use]
    pub const fn vouch(&self) -> Vouched {
        Vouched(*self.block.cid())
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
        if block.cid() != vouched.cid() {
            return Err(RecallError::Another { expected: vouched.0, found: *block.cid() });
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
    #[error("receipt {expected} was vouched for, and this is {found}")]
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
