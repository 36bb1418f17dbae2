//! What is compared when outcomes are.

use alloc::{collections::BTreeMap, string::String};
use core::fmt;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_invocation::{Effects, Outcome, Receipt};
use varsig::{Block, dag_cbor::EncodeError};

/// The address of an outcome: two executors came to the same if these are equal. Of
/// receipts the CIDs always differ, since others sign them at other times.
///
/// It is the CID of the map `{ok: …}` or `{error: …}`; what the receipt asks for, if it asks
/// for anything, is part of what the task came to, and stands beside it under `fx` (ruling
/// O66). Of an executor's own error the
/// `message` is left out, which is prose that each engine words in its own way, and that
/// it is one is kept beside the CID: a guest's own error cannot pass for one (ruling I3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutcomeId {
    fault: bool,
    cid: Cid,
}

impl OutcomeId {
    /// The address of what a receipt attests to.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if the outcome has no DAG-CBOR form; no receipt has been seen
    /// whose outcome has none.
    pub fn of(receipt: &Receipt) -> Result<Self, EncodeError> {
        Self::of_outcome(receipt.outcome(), receipt.effects(), receipt.meta().fault)
    }

    /// The address of an outcome that nobody has attested to yet, with what is asked for
    /// beside it, and that is an executor's own error or not.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if the outcome has no DAG-CBOR form.
    pub fn of_outcome(
        outcome: &Outcome,
        effects: &Effects,
        fault: bool,
    ) -> Result<Self, EncodeError> {
        let mut value = match outcome {
            Outcome::Error(Ipld::Map(error)) if fault => {
                let kept = error.iter().filter(|(key, _)| *key != "message");
                let kept: BTreeMap<String, Ipld> =
                    kept.map(|(key, value)| (key.clone(), value.clone())).collect();
                Outcome::Error(Ipld::Map(kept)).to_ipld()
            }
            outcome => outcome.to_ipld(),
        };
        if let (Ipld::Map(value), Some(effects)) = (&mut value, effects.to_ipld()) {
            value.insert("fx".into(), effects);
        }
        Ok(Self { fault, cid: *Block::encode(&value)?.cid() })
    }

    /// Whether it is an executor's own error.
    #[must_use]
    pub const fn is_fault(&self) -> bool {
        self.fault
    }

    /// The CID of the outcome.
    #[must_use]
    pub const fn cid(&self) -> &Cid {
        &self.cid
    }
}

impl fmt::Display for OutcomeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fault {
            f.write_str("fault ")?;
        }
        self.cid.fmt(f)
    }
}
