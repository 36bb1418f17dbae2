//! What is kept for its own sake.

use std::collections::BTreeSet;

use cid::Cid;
use ipvm_runtime::store::{
    Address, EffectClass, Inventory, Lookup, Receipts, StoreError, Visibility, may_be_repeated,
};
use ucan_core::{Did, Envelope, Timestamp};
use ucan_invocation::Invocation;
use varsig::Block;

use crate::pages;

/// Which receipts are kept for their own sake.
///
/// A receipt that cannot be judged is kept: of a subject that nobody has said, or with
/// bytes that are damaged or cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Keep {
    /// All of them.
    #[default]
    All,
    /// Those whose task was on behalf of one of these.
    Subjects(BTreeSet<Did>),
    /// Those that have not expired at this time. Most never do.
    Current(Timestamp),
    /// None but those of mutations and of disputes.
    None,
}

/// From where garbage collection sets out.
///
/// Whatever is chosen here, these are roots always: what is pinned, public blocks, the
/// receipts of mutations, all that answers a mutation that was begun, and the receipt that says
/// that others differ about a computation, with these. So a mutation that was done is not done
/// again, and a result that is disputed is not taken for good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roots {
    receipts: Keep,
}

impl Roots {
    /// With these receipts.
    #[must_use]
    pub const fn keeping(receipts: Keep) -> Self {
        Self { receipts }
    }

    /// Which receipts are kept for their own sake.
    #[must_use]
    pub const fn receipts(&self) -> &Keep {
        &self.receipts
    }
}

/// Something that is kept for its own sake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Root {
    /// Its CID.
    pub cid: Cid,
    /// Why it is kept.
    pub kind: RootKind,
}

/// Why something is a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RootKind {
    /// It is pinned.
    Pin,
    /// It is public.
    Public,
    /// The rule for receipts keeps it.
    Receipt,
    /// It is a mutation that was begun, or answers one.
    Mutation,
    /// It says that receipts differ about a computation.
    Dispute,
    /// It was written, or named by something written, since the sweep began.
    Written,
}

impl Roots {
    /// Gives every root to `found`, some of them more than once. What was written since the
    /// sweep began is for the sweep to tell.
    pub(crate) fn each(
        &self,
        store: &dyn Inventory,
        found: &mut dyn FnMut(Root),
    ) -> Result<(), StoreError> {
        let mut found = |cid: Cid, kind| found(Root { cid, kind });
        pages::pins(store, |page| {
            page.into_iter().for_each(|cid| found(cid, RootKind::Pin));
            Ok::<_, StoreError>(())
        })?;
        pages::begun(store, |page| {
            for begun in page {
                found(begun.task, RootKind::Mutation);
                let task = Lookup::task(&begun.task);
                let answers = store.find(&task, None, usize::MAX)?;
                answers
                    .into_iter()
                    .chain(begun.receipt)
                    .for_each(|it| found(it, RootKind::Mutation));
            }
            Ok::<_, StoreError>(())
        })?;
        pages::results(store, |page| {
            for entry in page {
                let Some(result) = entry.result else { continue };
                if is_mutation(result.effect) {
                    found(result.receipt, RootKind::Mutation);
                } else if let Address::Computation(_) = entry.address
                    && is_evidence(store, &result.receipt)?
                {
                    found(result.receipt, RootKind::Dispute);
                }
            }
            Ok::<_, StoreError>(())
        })?;
        pages::blocks(store, |page| {
            for entry in page {
                if entry.kept.is_some_and(|kept| kept.visibility == Visibility::Public) {
                    found(entry.cid, RootKind::Public);
                }
            }
            Ok::<_, StoreError>(())
        })?;
        if self.receipts == Keep::None {
            return Ok(());
        }
        pages::receipts(store, |page| {
            for receipt in page {
                if self.keeps(store, &receipt)? {
                    found(receipt, RootKind::Receipt);
                }
            }
            Ok::<_, StoreError>(())
        })
    }

    fn keeps(&self, store: &dyn Inventory, receipt: &Cid) -> Result<bool, StoreError> {
        match &self.receipts {
            Keep::All => Ok(true),
            Keep::None => Ok(false),
            Keep::Subjects(subjects) => match store.record(receipt) {
                Ok(record) => {
                    let about = record.and_then(|record| record.about);
                    Ok(about.is_none_or(|about| subjects.contains(&about.subject)))
                }
                Err(StoreError::Damaged { .. }) => Ok(true),
                Err(error) => Err(error),
            },
            Keep::Current(now) => {
                let token = invocation(store, receipt)?;
                let expiration = token.and_then(|token| token.validity().expiration());
                Ok(expiration.is_none_or(|expiration| *now <= expiration))
            }
        }
    }
}

pub(crate) const fn is_mutation(effect: EffectClass) -> bool {
    !may_be_repeated(effect)
}

/// Whether a receipt says that its executor failed: under the key of a computation that
/// is the mark of a dispute. One that cannot be read might say it.
fn is_evidence(store: &dyn Inventory, receipt: &Cid) -> Result<bool, StoreError> {
    let token = invocation(store, receipt)?;
    Ok(token.is_none_or(|token| token.meta().is_some_and(|meta| meta.contains_key("ipvm/fault"))))
}

/// The token of a receipt, if it is here and can be read.
fn invocation(store: &dyn Inventory, receipt: &Cid) -> Result<Option<Invocation>, StoreError> {
    let token = match Receipts::get(store, receipt) {
        Ok(token) => token,
        Err(StoreError::Damaged { .. }) => None,
        Err(error) => return Err(error),
    };
    Ok(token.and_then(|token: Block| {
        let envelope = Envelope::<Invocation>::decode_block(token).ok()?;
        Some(envelope.into_parts().1)
    }))
}
