//! One check of a store.

use std::collections::BTreeSet;

use cid::Cid;
use ipvm_runtime::store::{
    Address, Blocks, Damage, Inventory, Lookup, Lost, ReceiptRecord, Receipts, StoreError,
};
use ucan_core::DidKeyCache;
use ucan_invocation::Receipt;
use varsig::multicodec;

use super::{CheckOptions, Finding, Remedy, Trouble};
use crate::{
    node::is_address,
    pages,
    progress::{Counter, Progress, Stage},
    receipt::{ReceiptFault, Verification, answers_task, outputs},
};

pub(super) struct Session<'a> {
    pub(super) store: &'a dyn Inventory,
    pub(super) verification: Verification<'a>,
    /// The mutations that were begun; `None` if they cannot be read.
    begun: Option<BTreeSet<Cid>>,
}

impl<'a> Session<'a> {
    pub(super) fn begin(
        store: &'a dyn Inventory,
        options: &'a CheckOptions<'_>,
        keys: &'a DidKeyCache,
    ) -> Result<Self, StoreError> {
        let mut begun = BTreeSet::new();
        let read = pages::begun(store, |page| {
            begun.extend(page.iter().map(|entry| entry.task));
            Ok::<_, StoreError>(())
        });
        let begun = readable(read)?.map(|()| begun);
        let resolver = options.resolver.unwrap_or(keys);
        let verification = Verification { store, resolver, now: options.now };
        Ok(Self { store, verification, begun })
    }

    pub(super) fn run(
        &self,
        progress: &mut dyn FnMut(Progress),
        found: &mut dyn FnMut(Finding),
    ) -> Result<(), StoreError> {
        self.rows(progress, found)?;
        let mut counter = Counter::new(Stage::Judging, progress);
        // What cannot be read ends one look, and not those that come after it.
        let mut ended = Ok(());
        for look in [Self::receipts, Self::results, Self::mutations, Self::pins] {
            match look(self, &mut counter, found) {
                Err(error @ StoreError::Corrupted { .. }) => ended = ended.and(Err(error)),
                other => other?,
            }
        }
        ended
    }

    fn rows(
        &self,
        progress: &mut dyn FnMut(Progress),
        found: &mut dyn FnMut(Finding),
    ) -> Result<(), StoreError> {
        let mut damages = Vec::new();
        let mut counter = Counter::new(Stage::Reading, progress);
        self.store.check(&mut |damage| {
            counter.step();
            damages.push(damage);
        })?;
        let is_unreadable = |damage: &&Damage| damage.lost == Lost::Rows;
        let unreadable: BTreeSet<_> =
            damages.iter().filter(is_unreadable).map(|damage| damage.table).collect();
        for damage in damages {
            let remedy = match damage.can_be_mended() {
                // A repair cannot write there either.
                true if unreadable.contains(damage.table) => Some(Remedy::Restore),
                can_be_mended => readable(self.remedy_of(&damage.lost, can_be_mended))?,
            };
            let remedy = remedy.unwrap_or(Remedy::Restore);
            found(Finding { trouble: Trouble::Row(damage), remedy });
        }
        Ok(())
    }

    fn remedy_of(&self, lost: &Lost, can_be_mended: bool) -> Result<Remedy, StoreError> {
        if can_be_mended {
            return Ok(Remedy::Repair);
        }
        Ok(match lost {
            Lost::Content(cid) => self.remedy_of_content(cid)?,
            Lost::Visibility(cid) | Lost::Owner(cid) | Lost::Token(cid) => {
                Remedy::Fetch { cid: *cid }
            }
            Lost::Result(address) => self.remedy_of_result(address, None)?,
            Lost::Claim(task) | Lost::Outcome(task) | Lost::Change(task) => {
                Remedy::Settle { task: *task }
            }
            Lost::Rows => Remedy::Restore,
            _ => Remedy::Nothing,
        })
    }

    /// Content that a pure task gives can be computed; any can be fetched.
    fn remedy_of_content(&self, cid: &Cid) -> Result<Remedy, StoreError> {
        let output = Lookup::output(cid);
        let mut after = None;
        loop {
            let page = self.store.find(&output, after.as_ref(), pages::PAGE)?;
            let Some(last) = page.last() else { return Ok(Remedy::Fetch { cid: *cid }) };
            after = Some(*last);
            for receipt in &page {
                if let Some(remedy) = self.recompute(receipt)? {
                    return Ok(remedy);
                }
            }
        }
    }

    /// How the task of a receipt is run again, if the receipt shows that it is pure: only
    /// a computation has a key.
    fn recompute(&self, receipt: &Cid) -> Result<Option<Remedy>, StoreError> {
        let Some(record) = whole(self.store.record(receipt))?.flatten() else { return Ok(None) };
        let Ok(read) = self.verification.accept(record.block.clone())? else { return Ok(None) };
        if read.meta().computation.is_none() {
            return Ok(None);
        }
        self.recompute_of(&read, &record).map(Some)
    }

    pub(super) fn recompute_of(
        &self,
        receipt: &Receipt,
        record: &ReceiptRecord,
    ) -> Result<Remedy, StoreError> {
        let mut missing = Vec::new();
        for input in &record.inputs {
            if !self.is_whole(input)? {
                missing.push(*input);
            }
        }
        let task = receipt.meta().resolved.unwrap_or_else(|| *receipt.ran());
        Ok(Remedy::Recompute { task, missing })
    }

    /// Whether a mutation was begun, as far as is known: where that cannot be read, any may be.
    pub(super) fn is_begun(&self, task: &Cid) -> bool {
        self.begun.as_ref().is_none_or(|begun| begun.contains(task))
    }

    fn receipts(
        &self,
        counter: &mut Counter<'_>,
        found: &mut dyn FnMut(Finding),
    ) -> Result<(), StoreError> {
        pages::receipts(self.store, |page| {
            let mut tokens = Vec::with_capacity(page.len());
            for cid in &page {
                counter.step();
                // What is damaged was told with the rows.
                if let Some(token) = whole(Receipts::get(self.store, cid))?.flatten() {
                    tokens.push((*cid, token));
                }
            }
            let (cids, tokens): (Vec<_>, Vec<_>) = tokens.into_iter().unzip();
            let accepted = self.verification.accept_all(tokens.into_iter());
            cids.iter()
                .zip(accepted)
                .try_for_each(|(cid, accepted)| self.receipt(cid, accepted?, found))
        })
    }

    fn receipt(
        &self,
        cid: &Cid,
        accepted: Result<Receipt, ReceiptFault>,
        found: &mut dyn FnMut(Finding),
    ) -> Result<(), StoreError> {
        let receipt = match accepted {
            Ok(receipt) => receipt,
            Err(fault) => {
                let trouble = Trouble::Receipt { receipt: *cid, fault };
                found(Finding { trouble, remedy: Remedy::Nothing });
                return Ok(());
            }
        };
        let record = whole(self.store.record(cid))?.flatten();
        let tasks = record.iter().flat_map(|it| [Some(it.task), it.resolved]).flatten();
        for task in tasks.filter(|task| !answers_task(&receipt, task)) {
            let trouble = Trouble::Misplaced { receipt: *cid, task };
            found(Finding { trouble, remedy: Remedy::Nothing });
        }
        for output in outputs(&receipt) {
            if self.is_here(&output)? {
                continue;
            }
            let remedy = match &record {
                Some(record) if receipt.meta().computation.is_some() => {
                    self.recompute_of(&receipt, record)?
                }
                _ => Remedy::Fetch { cid: output },
            };
            let trouble = Trouble::Content { receipt: *cid, cid: output };
            found(Finding { trouble, remedy });
        }
        Ok(())
    }

    fn mutations(
        &self,
        _counter: &mut Counter<'_>,
        found: &mut dyn FnMut(Finding),
    ) -> Result<(), StoreError> {
        pages::begun(self.store, |page| {
            for entry in page.into_iter().filter(|entry| entry.receipt.is_none()) {
                let (trouble, remedy) =
                    (Trouble::Unsettled { task: entry.task }, Remedy::Settle { task: entry.task });
                found(Finding { trouble, remedy });
            }
            Ok(())
        })
    }

    fn pins(
        &self,
        _counter: &mut Counter<'_>,
        found: &mut dyn FnMut(Finding),
    ) -> Result<(), StoreError> {
        pages::pins(self.store, |page| {
            for cid in page {
                if !self.is_here(&cid)? {
                    let (trouble, remedy) = (Trouble::Pinned { cid }, Remedy::Fetch { cid });
                    found(Finding { trouble, remedy });
                }
            }
            Ok(())
        })
    }

    /// Whether there is something under a CID, whole or not: damage is told once, with the
    /// rows.
    fn is_here(&self, cid: &Cid) -> Result<bool, StoreError> {
        if cid.hash().code() == multicodec::IDENTITY {
            return Ok(true);
        }
        let is_block = whole(self.store.visibility(cid))?.is_none_or(|it| it.is_some());
        Ok(is_block
            || whole(Receipts::get(self.store, cid))?.is_none_or(|it| it.is_some())
            || is_address(self.store, cid)?)
    }

    /// Whether what a task took can be had here.
    fn is_whole(&self, cid: &Cid) -> Result<bool, StoreError> {
        if cid.hash().code() == multicodec::IDENTITY {
            return Ok(true);
        }
        Ok(whole(Blocks::get(self.store, cid))?.flatten().is_some()
            || whole(Receipts::get(self.store, cid))?.flatten().is_some()
            || is_address(self.store, cid)?)
    }

    /// What is to be done about a result that is lost, of this class if that is known.
    pub(super) fn remedy_of_result(
        &self,
        address: &Address,
        is_mutation: Option<bool>,
    ) -> Result<Remedy, StoreError> {
        match (address, is_mutation) {
            (Address::Task(task), Some(true)) => Ok(Remedy::Settle { task: *task }),
            (Address::Task(task), _) if self.is_begun(task) => Ok(Remedy::Settle { task: *task }),
            _ => Ok(Remedy::AskAgain),
        }
    }
}

/// What was read, or `None` if it is damaged.
pub(super) fn whole<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(StoreError::Damaged { .. } | StoreError::DamagedEntry { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What was read, or `None` if the store is damaged where it stands.
fn readable<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Err(StoreError::Corrupted { .. }) => Ok(None),
        other => other.map(Some),
    }
}
