//! From a heap of blocks to an index.

use alloc::vec::Vec;

use cid::Cid;
use ucan_core::{Check, DecodeError, Envelope, Proofs, Resolver, Verified, VerifyError};
use ucan_invocation::Invocation;
use varsig::{Block, VerifierSet};

use crate::{
    assertion::{Assertion, AssertionError},
    index::Index,
};

/// What came of a heap of blocks, whose order does not matter.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// What is said of names by whom it may be said.
    pub index: Index,
    /// What was left out, by CID, each block once.
    pub left_out: Vec<LeftOut>,
}

/// A block that adds nothing to an index.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{cid}: {reason}")]
#[non_exhaustive]
pub struct LeftOut {
    /// Its CID.
    pub cid: Cid,
    /// Why.
    pub reason: LeftOutReason,
}

/// Why a block adds nothing to an index.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LeftOutReason {
    /// It is a token, and no release or yank that counts.
    #[error(transparent)]
    Assertion(AssertionError),
    /// It is no token, or breaks a rule of invocations.
    #[error(transparent)]
    Decode(DecodeError),
    /// It is not signed by whom it names.
    #[error(transparent)]
    Verify(VerifyError),
}

impl Gathered {
    /// Verifies and judges every token among `blocks`, the delegations among them being the
    /// proofs of the others. What is wrong with a delegation is said of what names it.
    ///
    /// It costs a check of a signature for each token: whoever takes blocks from strangers
    /// bounds how many.
    #[must_use]
    pub fn from_blocks<'b>(
        blocks: impl IntoIterator<Item = &'b Block>,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
        check: &Check<'_>,
    ) -> Self {
        let mut proofs = Proofs::new();
        let mut invocations: Vec<Verified<Invocation>> = Vec::new();
        let mut left_out = Vec::new();
        for block in blocks {
            let mut leave = |reason| left_out.push(LeftOut { cid: *block.cid(), reason });
            match Envelope::<Invocation>::decode_block(block.clone()) {
                Ok(envelope) => match envelope.verify(resolver, verifiers) {
                    Ok(verified) => invocations.push(verified),
                    Err(error) => leave(LeftOutReason::Verify(error)),
                },
                Err(DecodeError::WrongTag { .. }) => proofs.add(block, resolver, verifiers),
                Err(error) => leave(LeftOutReason::Decode(error)),
            }
        }
        let mut index = Index::new();
        for invocation in &invocations {
            match Assertion::accept(invocation, &proofs, check) {
                Ok(assertion) => index.insert(assertion),
                Err(error) => left_out.push(LeftOut {
                    cid: *invocation.cid(),
                    reason: LeftOutReason::Assertion(error),
                }),
            }
        }
        left_out.sort_by_key(|left| left.cid);
        left_out.dedup_by_key(|left| left.cid);
        Self { index, left_out }
    }
}
