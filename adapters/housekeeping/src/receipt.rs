//! Reading receipts, and believing them or not.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::store::{Address, Blocks, Inventory, StoreError};
use ucan_core::{Check, DecodeError, Envelope, Proofs, Resolver, Timestamp, Verified, VerifyError};
use ucan_invocation::{Invocation, Receipt, ReceiptError};
use varsig::{Block, VerifierSet};

/// Why a token is no receipt that anybody vouches for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptFault {
    /// The bytes are no token of an invocation.
    #[error(transparent)]
    Token(DecodeError),
    /// The signature does not hold, or its key is not to be had.
    #[error(transparent)]
    Signature(VerifyError),
    /// The token is no receipt, or its issuer may not attest for the executor.
    #[error(transparent)]
    Receipt(ReceiptError),
}

/// Verifies receipts at a time.
#[derive(Clone, Copy)]
pub(crate) struct Verification<'a> {
    pub(crate) store: &'a dyn Inventory,
    pub(crate) resolver: &'a dyn Resolver,
    pub(crate) now: Timestamp,
}

impl Verification<'_> {
    /// Reads a receipt and verifies who signed it. Delegations of a receipt that a delegate
    /// signed are looked for among the blocks of the store.
    pub(crate) fn accept(&self, token: Block) -> Result<Result<Receipt, ReceiptFault>, StoreError> {
        let verified = read(token).and_then(|envelope| {
            envelope.verify(self.resolver, &VerifierSet::default()).map_err(ReceiptFault::Signature)
        });
        match verified {
            Ok(verified) => self.receipt(&verified),
            Err(fault) => Ok(Err(fault)),
        }
    }

    /// The same with many, whose signatures are verified together.
    pub(crate) fn accept_all(
        self,
        tokens: impl ExactSizeIterator<Item = Block>,
    ) -> impl Iterator<Item = Result<Result<Receipt, ReceiptFault>, StoreError>> {
        let mut envelopes = Vec::with_capacity(tokens.len());
        let mut faults = Vec::with_capacity(tokens.len());
        for token in tokens {
            match read(token) {
                Ok(envelope) => {
                    envelopes.push(envelope);
                    faults.push(None);
                }
                Err(fault) => faults.push(Some(fault)),
            }
        }
        let verified = Envelope::verify_all(envelopes, self.resolver, &VerifierSet::default());
        let mut verified = verified.into_iter();
        faults.into_iter().map_while(move |fault| match fault {
            Some(fault) => Some(Ok(Err(fault))),
            None => Some(match verified.next()? {
                Ok(verified) => self.receipt(&verified),
                Err(fault) => Ok(Err(ReceiptFault::Signature(fault))),
            }),
        })
    }

    fn receipt(
        &self,
        verified: &Verified<Invocation>,
    ) -> Result<Result<Receipt, ReceiptFault>, StoreError> {
        let mut proofs = Proofs::new();
        for cid in verified.payload().proofs() {
            match Blocks::get(self.store, cid) {
                Ok(Some(block)) => proofs.add(&block, self.resolver, &VerifierSet::default()),
                Ok(None) | Err(StoreError::Damaged { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let check = Check::at(self.now);
        Ok(Receipt::accept(verified, &proofs, &check).map_err(ReceiptFault::Receipt))
    }
}

fn read(token: Block) -> Result<Envelope<Invocation>, ReceiptFault> {
    Envelope::decode_block(token).map_err(ReceiptFault::Token)
}

/// Whether a receipt says what is remembered at an address.
pub(crate) fn answers(receipt: &Receipt, address: &Address) -> bool {
    match address {
        Address::Task(task) => answers_task(receipt, task),
        Address::Computation(key) => receipt.meta().computation == Some(*key),
    }
}

/// Whether a receipt is about a task, as written or as resolved.
pub(crate) fn answers_task(receipt: &Receipt, task: &Cid) -> bool {
    receipt.ran() == task || receipt.meta().resolved == Some(*task)
}

/// What a receipt says came of its task, and what it asks for, but for what it only names.
pub(crate) fn outputs(receipt: &Receipt) -> Vec<Cid> {
    let mut found = Vec::new();
    let mut open = vec![receipt.outcome().value()];
    while let Some(value) = open.pop() {
        match value {
            Ipld::Link(cid) => found.push(*cid),
            Ipld::List(items) => open.extend(items),
            Ipld::Map(map) => open.extend(map.values()),
            _ => {}
        }
    }
    let known = &receipt.meta().known;
    found.extend(receipt.effects().tasks().filter(|task| !known.contains(task)));
    found.sort_unstable();
    found.dedup();
    found
}
