//! Two results of what can have only one.

use std::sync::Arc;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::Fault;
use ucan_invocation::{Failure, Receipt, ReceiptMeta};

use super::{Core, error::TaskError, traced::Traced};
use crate::store::Address;

impl Core {
    /// Keeps it as evidence that two receipts say different things about one computation,
    /// which is named by `key`: a receipt of ours with the fault and links to both. From
    /// then on neither is taken from memory, and the computation is not remembered any
    /// more.
    pub(super) fn dispute(
        &self,
        written: &Cid,
        key: Cid,
        addresses: &[Address],
        known: &Receipt,
        ours: &Receipt,
    ) -> Result<Arc<Receipt>, TaskError> {
        let both = [known.cid(), ours.cid()].map(|cid| Ipld::Link(*cid));
        let message = "two runs of one computation gave two results; neither is trusted";
        let failure = Failure::new(Fault::Nondeterministic.name(), message)
            .with_detail("receipts", Ipld::List(both.into()));
        let secret = known.meta().secret || ours.meta().secret;
        let meta =
            ReceiptMeta::default().with_fault().with_computation(Some(key)).with_secret(secret);
        let inputs = vec![*known.cid(), *ours.cid()];
        let traced = Traced { inputs, about: None };
        let evidence = self.attest(written, traced, failure.into(), meta, None)?;
        let memo = self.stores.memo();
        for address in addresses {
            self.warm.forget(address);
            for cid in [known.cid(), ours.cid()] {
                memo.forget(address, cid)?;
            }
        }
        let mark = Address::Computation(key);
        self.warm.forget(&mark);
        for cid in [known.cid(), ours.cid()] {
            memo.forget(&mark, cid)?;
        }
        let _stands_or_was_there = memo.remember(&[mark], evidence.cid())?;
        // Other tasks may have been answered from one of them.
        self.warm.dispute(&key);
        tracing::warn!(task = %written, known = %known.cid(), ours = %ours.cid(), "nondeterministic");
        Ok(evidence)
    }
}
