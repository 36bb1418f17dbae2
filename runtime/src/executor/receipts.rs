//! Receipts: looking for them, and issuing them.

use std::collections::BTreeSet;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{DidKeyResolver, Envelope, Proofs};
use ucan_invocation::{Attestation, Authorized, Invocation, Outcome, Receipt, ReceiptMeta};
use varsig::VerifierSet;

use super::{Executor, error::TaskError};
use crate::store::{Address, Committed, Fence, ReceiptRecord, StoreError};

impl Executor {
    /// The receipt at an address, if there is one that counts.
    ///
    /// An entry that names a damaged receipt, one of an executor that is not
    /// trusted, or one whose time to be used is over is of no use here: it goes, so
    /// that the task can be claimed and run. That is right for pure tasks, which are
    /// all there are; a mutation's would become indeterminate (ruling P11).
    pub(super) fn known(&self, address: &Address) -> Result<Option<Receipt>, StoreError> {
        let cid = match self.stores.memo().lookup(address) {
            Ok(Some(cid)) => cid,
            // Claiming turns a damaged entry into a miss.
            Ok(None) | Err(StoreError::DamagedEntry { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let counts = |receipt: &Receipt| {
            self.trust.counts(receipt.executor())
                && receipt.expiration().is_none_or(|expiration| self.clock.now() <= expiration)
        };
        let receipt = self.receipt(&cid)?.filter(counts);
        if receipt.is_none() {
            self.stores.memo().forget(address, &cid)?;
        }
        Ok(receipt)
    }

    /// A receipt by its CID, verified; `None` if it is missing, damaged or no
    /// receipt.
    pub(super) fn receipt(&self, cid: &Cid) -> Result<Option<Receipt>, StoreError> {
        let block = match self.stores.receipts().get(cid) {
            Ok(Some(block)) => block,
            Ok(None) | Err(StoreError::Damaged { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Envelope::<Invocation>::decode_block(block)
            .ok()
            .and_then(|envelope| envelope.verify(&DidKeyResolver, &VerifierSet::default()).ok())
            .and_then(|verified| Receipt::accept(&verified, &Proofs::new(), &self.check()).ok()))
    }

    /// Signs a receipt and keeps it, with what finds it.
    pub(super) fn attest(
        &self,
        ran: &Cid,
        inputs: BTreeSet<Cid>,
        outcome: Outcome,
        meta: ReceiptMeta,
    ) -> Result<Receipt, TaskError> {
        let resolved = meta.resolved;
        let mut outputs = BTreeSet::new();
        links(outcome.value(), &mut outputs);
        let receipt = Attestation::new(*ran, outcome, self.clock.now())
            .with_meta(meta)
            .sign(self.signer.as_ref())?;
        let mut record = ReceiptRecord::new(receipt.block().clone(), *ran)
            .with_inputs(inputs)
            .with_outputs(outputs);
        if let Some(resolved) = resolved {
            record = record.with_resolved(resolved);
        }
        self.stores.receipts().put(&record)?;
        Ok(receipt)
    }

    /// Remembers a receipt, under the claim if there is one.
    pub(super) fn remember(
        &self,
        fence: Option<Fence>,
        addresses: &[Address],
        receipt: &Receipt,
    ) -> Result<(), TaskError> {
        let memo = self.stores.memo();
        let committed = match fence {
            Some(fence) => memo.commit(fence, addresses, receipt.cid())?,
            None => memo.remember(addresses, receipt.cid())?,
        };
        match committed {
            Committed::Already(known) if known != *receipt.cid() => match self.receipt(&known)? {
                Some(other) if other.outcome() != receipt.outcome() => {
                    Err(TaskError::Determinism { known, ours: *receipt.cid() })
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

/// The links in the arguments of a task, as written and as resolved: what its
/// receipt is found by.
pub(super) fn inputs(authorized: &Authorized) -> BTreeSet<Cid> {
    let mut found = BTreeSet::new();
    for args in [authorized.task().args(), authorized.resolved().args()] {
        args.values().for_each(|value| links(value, &mut found));
    }
    found
}

pub(super) fn links(value: &Ipld, found: &mut BTreeSet<Cid>) {
    match value {
        Ipld::Link(cid) => {
            found.insert(*cid);
        }
        Ipld::List(items) => items.iter().for_each(|item| links(item, found)),
        Ipld::Map(map) => map.values().for_each(|item| links(item, found)),
        _ => {}
    }
}
