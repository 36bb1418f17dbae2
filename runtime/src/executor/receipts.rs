//! Receipts: reading them, and issuing them.

use std::sync::Arc;

use cid::Cid;
use ucan_core::{Envelope, Proofs, Timestamp};
use ucan_invocation::{Attestation, Effects, Invocation, Outcome, Receipt, ReceiptMeta};
use varsig::VerifierSet;

use super::{
    Core,
    error::TaskError,
    traced::{Traced, outputs},
};
use crate::store::{Address, Committed, Fence, ReceiptRecord, StoreError};

/// What became of a receipt that was to be remembered.
pub(super) enum Remembered {
    /// It stands.
    Stands,
    /// Another receipt stood there, with the same outcome.
    Same(Arc<Receipt>),
    /// Another receipt stood there, with another outcome.
    Differs(Arc<Receipt>),
}

impl Core {
    /// A receipt by its CID, verified; `None` if it is missing, damaged or no
    /// receipt.
    pub(super) fn receipt(&self, cid: &Cid) -> Result<Option<Arc<Receipt>>, StoreError> {
        let mut found = None;
        let apart = self.stores.has_secrets_apart().then(|| self.stores.secrets());
        for receipts in [Some(self.stores.receipts()), apart].into_iter().flatten() {
            match receipts.get(cid) {
                Ok(Some(block)) => {
                    found = Some(block);
                    break;
                }
                Ok(None) | Err(StoreError::Damaged { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let Some(block) = found else { return Ok(None) };
        if let Some(receipt) = self.warm.recall(&block) {
            return Ok(Some(Arc::new(receipt)));
        }
        let receipt = Envelope::<Invocation>::decode_block(block)
            .ok()
            .and_then(|envelope| envelope.verify(&self.keys, &VerifierSet::default()).ok())
            .and_then(|verified| Receipt::accept(&verified, &Proofs::new(), &self.check()).ok());
        Ok(receipt.map(|receipt| {
            self.warm.believe(&receipt);
            Arc::new(receipt)
        }))
    }

    /// Signs a receipt and keeps it, with what finds it; apart, if it is secret.
    pub(super) fn attest(
        &self,
        ran: &Cid,
        traced: Traced,
        outcome: Outcome,
        meta: ReceiptMeta,
        expiration: Option<Timestamp>,
    ) -> Result<Arc<Receipt>, TaskError> {
        self.attest_asking(ran, traced, (outcome, Effects::default()), meta, expiration)
    }

    /// The same of a task that asks for others.
    pub(super) fn attest_asking(
        &self,
        ran: &Cid,
        traced: Traced,
        (outcome, effects): (Outcome, Effects),
        meta: ReceiptMeta,
        expiration: Option<Timestamp>,
    ) -> Result<Arc<Receipt>, TaskError> {
        let (resolved, secret) = (meta.resolved, meta.secret);
        let outputs = outputs(&outcome, &effects);
        let mut attestation =
            Attestation::new(*ran, outcome, self.clock.now()).with_effects(effects).with_meta(meta);
        if let Some(expiration) = expiration {
            attestation = attestation.with_expiration(expiration);
        }
        let receipt = attestation.sign_as(self.did.clone(), self.signer.as_ref())?;
        let mut record = ReceiptRecord::new(receipt.block().clone(), *ran)
            .with_inputs(traced.inputs)
            .with_outputs(outputs);
        if let Some(resolved) = resolved {
            record = record.with_resolved(resolved);
        }
        if let Some(about) = traced.about {
            record = record.with_about(about);
        }
        let receipts = if secret { self.stores.secrets() } else { self.stores.receipts() };
        receipts.put(&record)?;
        self.warm.believe(&receipt);
        Ok(Arc::new(receipt))
    }

    /// Remembers a receipt, under the claim if there is one.
    pub(super) fn remember(
        &self,
        fence: Option<Fence>,
        addresses: &[Address],
        receipt: &Arc<Receipt>,
    ) -> Result<Remembered, StoreError> {
        let memo = self.stores.memo();
        let disputes = self.warm.disputes();
        let claimed = fence.as_ref().map(|fence| Address::Task(*fence.task()));
        let committed = match fence {
            Some(fence) => memo.commit(fence, addresses, receipt.cid())?,
            None => memo.remember(addresses, receipt.cid())?,
        };
        if let Committed::Already(known) = committed
            && known != *receipt.cid()
            && let Some(known) = self.receipt(&known)?
        {
            return Ok(
                if known.outcome() == receipt.outcome() && known.effects() == receipt.effects() {
                    Remembered::Same(known)
                } else {
                    Remembered::Differs(known)
                },
            );
        }
        if committed == Committed::First {
            let claimed = claimed.filter(|claimed| !addresses.contains(claimed));
            for address in claimed.iter().chain(addresses) {
                self.warm.put(*address, Arc::clone(receipt), disputes);
            }
        }
        Ok(Remembered::Stands)
    }
}

/// A receipt of somebody else, with what it is found by.
pub(super) fn record_of(receipt: &Receipt, traced: Traced) -> ReceiptRecord {
    let mut record = ReceiptRecord::new(receipt.block().clone(), *receipt.ran())
        .with_inputs(traced.inputs)
        .with_outputs(outputs(receipt.outcome(), receipt.effects()));
    if let Some(resolved) = receipt.meta().resolved {
        record = record.with_resolved(resolved);
    }
    match traced.about {
        Some(about) => record.with_about(about),
        None => record,
    }
}
