//! Remembered results and claims.
//!
//! The lock on the directory makes this process the only one that claims. So
//! who holds what is decided in memory, under one mutex, and the claim of a
//! pure or query task never touches the disk: when the process ends, its
//! holders have ended with it. The claim of a mutation is made durable before
//! it is granted, since the next session has to know that it was begun.
//!
//! Which of two results stands is decided inside the write transaction. While
//! it is on its way to the disk the claim is marked as committing, so that
//! whoever asks under the mutex sees the claim, or the result, or both, but
//! never neither.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use cid::Cid;
use ipvm_runtime::store::{
    Address, Claim, Committed, EffectClass, Fence, Memo, StoreError, may_be_repeated,
};
use redb::{ReadableTable, WriteTransaction};

use crate::{
    store::RedbStore,
    sync::PoisonError,
    tables::{CLAIMS, MEMO, MUTATIONS, MemoRow, address_key, address_of, encode_revision},
};

impl Memo for RedbStore {
    fn lookup(&self, address: &Address) -> Result<Option<Cid>, StoreError> {
        let found = self.standing(address)?;
        if found.is_some() {
            // Whoever is told of it may not do it again: it has to stay.
            self.writer.sync()?;
        }
        Ok(found)
    }

    fn claim(&self, task: &Cid, effect: EffectClass, lease: Duration) -> Result<Claim, StoreError> {
        let claim = {
            let mut claims = self.claims();
            match self.standing(&Address::Task(*task)) {
                Ok(Some(receipt)) => {
                    // The writer may wait for the claims.
                    drop(claims);
                    self.writer.sync()?;
                    return Ok(Claim::Done(receipt));
                }
                Ok(None) => {}
                // Whatever stood there: a mutation is not run a second time.
                Err(StoreError::DamagedEntry { .. }) if !may_be_repeated(effect) => {
                    return Ok(Claim::Indeterminate);
                }
                Err(StoreError::DamagedEntry { .. }) => {}
                Err(error) => return Err(error),
            }
            // With neither result nor claim, but begun: one has been lost. What
            // counts is that it was begun as a mutation, not what it is called
            // now.
            if claims.effect(task).is_none() && self.was_begun(task)? {
                return Ok(Claim::Indeterminate);
            }
            claims.claim(task, effect, lease, Instant::now())
        };
        let Claim::Won(fence) = claim else { return Ok(claim) };
        if may_be_repeated(effect) {
            return Ok(Claim::Won(fence));
        }
        let (key, revision) = (task.to_bytes(), fence.revision());
        let written = self.writer.write(move |target, transaction| {
            let key = key.as_slice();
            let write = || -> Result<(), redb::Error> {
                let row = encode_revision(key, revision);
                transaction.open_table(CLAIMS)?.insert(key, row.as_slice())?;
                transaction.open_table(MUTATIONS)?.insert(key, [].as_slice())?;
                Ok(())
            };
            write().map_err(|error| target.failed(error))
        });
        if let Err(error) = written {
            // Nothing was begun: the task is free again in this session. If
            // the row reached the disk all the same, the next one errs on the
            // side of not running it.
            self.claims().release(&fence)?;
            return Err(error);
        }
        Ok(Claim::Won(fence))
    }

    fn commit(
        &self,
        fence: Fence,
        addresses: &[Address],
        receipt: &Cid,
    ) -> Result<Committed, StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note([*receipt]);
        let effect = self.claims().begin_commit(&fence)?;
        let task = *fence.task();
        let own = Address::Task(task);
        let entries: Vec<Entry> = distinct(addresses, Some(own))
            .map(|address| {
                let row = MemoRow { effect, receipt: *receipt, claimed: address == own };
                Entry::new(&address, &row)
            })
            .collect();
        let written = self.writer.write(move |target, transaction| {
            enter(transaction, &entries)
                .and_then(|committed| {
                    if !may_be_repeated(effect) {
                        remove_claim(transaction, &task)?;
                    }
                    Ok(committed)
                })
                .map_err(|error| target.failed(error))
        });
        self.claims().end_commit(&fence, written.is_ok());
        written
    }

    fn release(&self, fence: Fence) -> Result<(), StoreError> {
        let effect = self.claims().begin_commit(&fence)?;
        let task = *fence.task();
        let written = if may_be_repeated(effect) {
            Ok(())
        } else {
            self.writer.write(move |target, transaction| {
                remove_claim(transaction, &task)
                    .and_then(|()| {
                        let mut mutations = transaction.open_table(MUTATIONS)?;
                        mutations.remove(task.to_bytes().as_slice())?;
                        Ok(())
                    })
                    .map_err(|error| target.failed(error))
            })
        };
        self.claims().end_commit(&fence, written.is_ok());
        written
    }

    fn abandon(&self, fence: Fence) -> Result<(), StoreError> {
        // The row of a mutation's claim is on the disk already, and stays.
        self.claims().abandon(&fence)
    }

    fn remember(&self, addresses: &[Address], receipt: &Cid) -> Result<Committed, StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note([*receipt]);
        let entries = self.entries(addresses, receipt);
        self.writer.write(move |target, transaction| {
            enter(transaction, &entries).map_err(|error| target.failed(error))
        })
    }

    fn forget(&self, address: &Address, receipt: &Cid) -> Result<(), StoreError> {
        let (address, receipt) = (*address, *receipt);
        let claims = Arc::clone(&self.claims);
        self.writer.write(move |target, transaction| {
            let lose =
                |task: &Cid| claims.lock().unwrap_or_else(PoisonError::into_inner).lose(task);
            let forget = || -> Result<(), redb::Error> {
                let key = address_key(&address);
                let key = key.as_slice();
                let mut memo = transaction.open_table(MEMO)?;
                let row = memo.get(key)?.and_then(|row| MemoRow::decode(key, row.value()).ok());
                let Some(row) = row.filter(|row| row.receipt == receipt) else { return Ok(()) };
                memo.remove(key)?;
                if let Address::Task(task) = address
                    && !may_be_repeated(row.effect)
                {
                    let key = task.to_bytes();
                    let claim = encode_revision(&key, lose(&task));
                    transaction.open_table(CLAIMS)?.insert(key.as_slice(), claim.as_slice())?;
                    transaction.open_table(MUTATIONS)?.insert(key.as_slice(), [].as_slice())?;
                }
                Ok(())
            };
            forget().map_err(|error| target.failed(error))
        })
    }
}

impl RedbStore {
    /// What stands at an address, be it on the disk yet or only loaded.
    fn standing(&self, address: &Address) -> Result<Option<Cid>, StoreError> {
        let key = address_key(address);
        self.latest(|tables| {
            let row = tables.memo.get(key.as_slice()).map_err(|error| self.failed(error))?;
            let row = row.map(|row| MemoRow::decode(&key, row.value())).transpose();
            row.map(|row| row.map(|row| row.receipt))
                .map_err(|_| StoreError::DamagedEntry { address: *address })
        })
    }

    /// Remembers each of these receipts, as part of a load.
    pub(crate) fn remember_each(
        &self,
        results: &[(Address, Cid)],
    ) -> Result<Vec<Committed>, StoreError> {
        let writing = self.sweeps.begin_write();
        writing.note(results.iter().map(|(_, receipt)| *receipt));
        let each = results.iter().map(|(address, receipt)| self.entries(&[*address], receipt));
        let each: Vec<_> = each.collect();
        self.writer.load(size_of_val(results), move |target, transaction| {
            enter_each(transaction, each.iter().map(Vec::as_slice))
                .map_err(|error| target.failed(error))
        })
    }

    /// The rows of a result that nobody claimed for themselves.
    fn entries(&self, addresses: &[Address], receipt: &Cid) -> Vec<Entry> {
        let claims = self.claims();
        let standing = |address: &Address| match address {
            Address::Task(task) => claims.effect(task),
            Address::Computation(_) => None,
        };
        distinct(addresses, None)
            .map(|address| {
                let effect = standing(&address);
                let claimed = effect.is_some();
                let effect = effect.unwrap_or(EffectClass::Pure);
                Entry::new(&address, &MemoRow { effect, receipt: *receipt, claimed })
            })
            .collect()
    }

    /// Whether `task` was claimed as a mutation, and not released.
    fn was_begun(&self, task: &Cid) -> Result<bool, StoreError> {
        self.latest(|tables| {
            let found = tables.mutations.get(task.to_bytes().as_slice());
            Ok(found.map_err(|error| self.failed(error))?.is_some())
        })
    }
}

/// What is to stand at an address. It is written out before the one thread that writes has it.
struct Entry {
    key: Vec<u8>,
    row: Vec<u8>,
    receipt: Cid,
}

impl Entry {
    fn new(address: &Address, row: &MemoRow) -> Self {
        let key = address_key(address);
        Self { row: row.encode(&key), receipt: row.receipt, key }
    }
}

fn distinct(addresses: &[Address], claimed: Option<Address>) -> impl Iterator<Item = Address> {
    let distinct: BTreeSet<Address> = addresses.iter().copied().chain(claimed).collect();
    distinct.into_iter()
}

/// Fills the addresses that are free. A damaged entry counts as free: whoever
/// comes this far has a result.
fn enter(transaction: &WriteTransaction, entries: &[Entry]) -> Result<Committed, redb::Error> {
    let entered = enter_each(transaction, std::iter::once(entries))?;
    Ok(entered.into_iter().next().unwrap_or(Committed::First))
}

/// The same for each of several results.
fn enter_each<'a>(
    transaction: &WriteTransaction,
    results: impl Iterator<Item = &'a [Entry]>,
) -> Result<Vec<Committed>, redb::Error> {
    let mut memo = transaction.open_table(MEMO)?;
    let mut each = Vec::new();
    for entries in results {
        let mut found = None;
        let mutated = match entries {
            // Most are of one address.
            [_] => None,
            _ => mutated(entries, |key| {
                let row = memo.get(key)?;
                Ok(row.and_then(|row| MemoRow::decode(key, row.value()).ok()))
            })?,
        };
        for Entry { key, row, receipt } in entries {
            let key = key.as_slice();
            let standing = memo.get(key)?.and_then(|row| MemoRow::decode(key, row.value()).ok());
            match standing {
                None => {
                    let also = mutated.filter(|_| is_pure_task(key, row));
                    let also = also.map(|mutated| mutated.encode(key));
                    memo.insert(key, also.as_ref().unwrap_or(row).as_slice())?;
                }
                Some(standing) if found.is_none() || found == Some(*receipt) => {
                    found = Some(standing.receipt);
                }
                Some(_) => {}
            }
        }
        each.push(found.map_or(Committed::First, Committed::Already));
    }
    Ok(each)
}

/// The row of a task that comes with these, if one of them is that of a mutation with the same
/// receipt.
fn mutated(
    entries: &[Entry],
    standing: impl Fn(&[u8]) -> Result<Option<MemoRow>, redb::Error>,
) -> Result<Option<MemoRow>, redb::Error> {
    for Entry { key, row, receipt } in entries {
        let row = standing(key)?.or_else(|| MemoRow::decode(key, row).ok());
        if let Some(row) = row.filter(|row| row.receipt == *receipt && !may_be_repeated(row.effect))
        {
            return Ok(Some(MemoRow { claimed: false, ..row }));
        }
    }
    Ok(None)
}

/// Whether a row is of a task of which nobody has said what it does.
fn is_pure_task(key: &[u8], row: &[u8]) -> bool {
    matches!(address_of(key), Ok(Address::Task(_)))
        && MemoRow::decode(key, row).is_ok_and(|row| row.effect == EffectClass::Pure)
}

fn remove_claim(transaction: &WriteTransaction, task: &Cid) -> Result<(), redb::Error> {
    transaction.open_table(CLAIMS)?.remove(task.to_bytes().as_slice())?;
    Ok(())
}
