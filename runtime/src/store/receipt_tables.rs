//! The receipts of the store in memory.

use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    ops::Bound,
};

use cid::{Cid, multihash::Multihash};
use ucan_core::Did;
use varsig::Block;

use super::{About, CidKey, Lookup, ReceiptRecord, Role, RoleKey};

/// Receipts by CID, and rows by which they are found.
#[derive(Debug, Default)]
pub(super) struct ReceiptTables {
    // In boxes, since the table is copied when it grows.
    kept: HashMap<CidKey, Box<Kept>>,
    order: Order,
    index: HashMap<RoleKey, Found>,
}

/// What is kept, in the order in which it is listed. Only housekeeping lists it, so what is new
/// is put in its place when somebody does.
#[derive(Debug, Default)]
struct Order {
    placed: BTreeSet<CidKey>,
    new: Vec<CidKey>,
}

impl Order {
    fn place(&mut self) {
        let new = self.new.drain(..);
        // To merge goes over all that is placed; to insert looks for the place of each.
        if new.len() > self.placed.len() / 16 {
            self.placed.append(&mut new.collect());
        } else {
            self.placed.extend(new);
        }
    }
}

/// What stands for a subject: the beginning of its hash, and zeros for nobody.
type Group = [u64; 2];

/// A receipt among those of a subject.
type Row = (Group, CidKey);

/// The receipts to which one CID stands in one way, by subject. Most stand to one.
#[derive(Debug)]
enum Found {
    One(Row),
    Many(BTreeSet<Row>),
}

impl Found {
    fn insert(&mut self, row: Row) {
        match self {
            Self::One(one) if *one == row => {}
            Self::One(one) => *self = Self::Many(BTreeSet::from([one.clone(), row])),
            Self::Many(rows) => {
                rows.insert(row);
            }
        }
    }

    /// Takes a row away, and says whether that was the last one.
    fn remove(&mut self, row: &Row) -> bool {
        match self {
            Self::One(one) => one == row,
            Self::Many(rows) => {
                rows.remove(row);
                rows.is_empty()
            }
        }
    }

    /// The rows from `start` on.
    fn range(&self, start: Bound<Row>) -> impl Iterator<Item = &Row> {
        let (one, many) = match self {
            Self::One(one) => {
                let is_behind = match &start {
                    Bound::Included(start) => one >= start,
                    Bound::Excluded(start) => one > start,
                    Bound::Unbounded => true,
                };
                (is_behind.then_some(one), None)
            }
            Self::Many(rows) => (None, Some(rows.range((start, Bound::Unbounded)))),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }
}

#[derive(Debug)]
struct Kept {
    token: Block,
    /// In the order in which they were said.
    tasks: Vec<CidKey>,
    /// Sorted, like the outputs.
    inputs: Vec<CidKey>,
    outputs: Vec<CidKey>,
    about: Option<About>,
}

impl Kept {
    fn add(&mut self, record: &ReceiptRecord) {
        for task in [Some(record.task), record.resolved].into_iter().flatten() {
            let task = CidKey::from(&task);
            if !self.tasks.contains(&task) {
                self.tasks.reserve_exact(1);
                self.tasks.push(task);
            }
        }
        merge(&mut self.inputs, &record.inputs);
        merge(&mut self.outputs, &record.outputs);
        if self.about.is_none() {
            self.about.clone_from(&record.about);
        }
    }

    fn group(&self) -> Group {
        self.about.as_ref().map_or_else(Group::default, |about| group_of(&about.subject))
    }

    /// How CIDs stand to it.
    fn keys(&self) -> impl Iterator<Item = RoleKey> {
        let tasks = self.tasks.iter().map(|cid| (Role::Task, cid));
        let inputs = self.inputs.iter().map(|cid| (Role::Input, cid));
        let outputs = self.outputs.iter().map(|cid| (Role::Output, cid));
        let keys = tasks.chain(inputs).chain(outputs);
        keys.map(|(role, cid)| RoleKey { role, cid: cid.clone() })
    }
}

impl ReceiptTables {
    pub(super) fn put(&mut self, record: &ReceiptRecord) {
        let receipt = CidKey::from(record.block.cid());
        let kept = self.kept.entry(receipt.clone()).or_insert_with(|| {
            self.order.new.push(receipt.clone());
            let token = record.block.clone();
            let (tasks, inputs, outputs, about) = Default::default();
            Box::new(Kept { token, tasks, inputs, outputs, about })
        });
        if kept.about.is_none() && record.about.is_some() && !kept.tasks.is_empty() {
            // It goes over to those of its subject.
            drop_rows(&mut self.index, kept, &receipt);
        }
        kept.add(record);
        let row = (kept.group(), receipt);
        for key in kept.keys() {
            match self.index.entry(key) {
                Entry::Vacant(free) => {
                    free.insert(Found::One(row.clone()));
                }
                Entry::Occupied(mut found) => found.get_mut().insert(row.clone()),
            }
        }
    }

    pub(super) fn token(&self, receipt: &Cid) -> Option<&Block> {
        self.kept.get(&receipt.into()).map(|kept| &kept.token)
    }

    pub(super) fn record(&self, receipt: &Cid) -> Option<ReceiptRecord> {
        let kept = self.kept.get(&receipt.into())?;
        let mut tasks = kept.tasks.iter().map(CidKey::to_cid);
        let mut record = ReceiptRecord::new(kept.token.clone(), tasks.next()?)
            .with_inputs(kept.inputs.iter().map(CidKey::to_cid))
            .with_outputs(kept.outputs.iter().map(CidKey::to_cid));
        record.resolved = tasks.next();
        record.about.clone_from(&kept.about);
        Some(record)
    }

    pub(super) fn page(&mut self, after: Option<&Cid>, limit: usize) -> Vec<Cid> {
        let start = after.map_or(Bound::Unbounded, |after| Bound::Excluded(CidKey::from(after)));
        self.order.place();
        let kept = self.order.placed.range((start, Bound::Unbounded)).take(limit);
        kept.map(CidKey::to_cid).collect()
    }

    pub(super) fn find(&self, lookup: &Lookup<'_>, after: Option<&Cid>, limit: usize) -> Vec<Cid> {
        let Some(found) = self.index.get(&RoleKey { role: lookup.role, cid: lookup.cid.into() })
        else {
            return Vec::new();
        };
        let wanted = lookup.subject.map(group_of);
        // Whose rows the last one stands among; what is kept no more is among nobody's.
        let group = wanted.or_else(|| Some(self.kept.get(&after?.into())?.group()));
        let start = match (group, after) {
            (Some(group), Some(after)) => Bound::Excluded((group, after.into())),
            (Some(group), None) => Bound::Included((group, (&least()).into())),
            (None, _) => Bound::Unbounded,
        };
        let rows = found.range(start);
        rows.take_while(|(group, _)| wanted.is_none_or(|wanted| *group == wanted))
            .take(limit)
            .map(|(_, receipt)| receipt.to_cid())
            .collect()
    }

    /// Removes a receipt, and returns the length of its token.
    pub(super) fn remove(&mut self, receipt: &Cid) -> Option<u64> {
        let receipt = receipt.into();
        let kept = self.kept.remove(&receipt)?;
        self.order.place();
        self.order.placed.remove(&receipt);
        drop_rows(&mut self.index, &kept, &receipt);
        u64::try_from(kept.token.bytes().len()).ok()
    }
}

/// Puts `new` into what is sorted.
fn merge(sorted: &mut Vec<CidKey>, new: &[Cid]) {
    if new.is_empty() {
        return;
    }
    sorted.reserve_exact(new.len());
    sorted.extend(new.iter().map(CidKey::from));
    sorted.sort_unstable();
    sorted.dedup();
}

fn drop_rows(index: &mut HashMap<RoleKey, Found>, kept: &Kept, receipt: &CidKey) {
    let row = (kept.group(), receipt.clone());
    for key in kept.keys() {
        if index.get_mut(&key).is_some_and(|found| found.remove(&row)) {
            index.remove(&key);
        }
    }
}

/// The CID before which there is none: one of version 0, which has one form, of no bits.
fn least() -> Cid {
    let digest = Multihash::wrap(0x12, &[0; 32]).unwrap_or_default();
    Cid::new_v0(digest).unwrap_or_default()
}

fn group_of(subject: &Did) -> Group {
    let hashed = Block::raw(subject.principal().as_bytes());
    let word = |at: usize| {
        let word = hashed.cid().hash().digest().get(at..).and_then(<[u8]>::first_chunk);
        word.map_or(0, |word| u64::from_be_bytes(*word))
    };
    [word(0), word(8)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_listed_and_removed_between_it_is_listed_in_one_order() {
        let record = |number: u32| {
            let block = Block::raw(number.to_be_bytes());
            ReceiptRecord::new(block, *Block::raw(*b"task").cid())
        };
        let (mut tables, mut expected) = (ReceiptTables::default(), BTreeSet::new());
        // Many, then few, and some of them twice.
        for numbers in [0..1_000, 1_000..1_001, 990..1_030, 1_030..1_031] {
            for number in numbers {
                let record = record(number);
                tables.put(&record);
                expected.insert(*record.block.cid());
            }
            let gone = *expected.iter().nth(7).unwrap();
            assert!(tables.remove(&gone).is_some());
            expected.remove(&gone);
            let all: Vec<Cid> = expected.iter().copied().collect();
            assert_eq!(tables.page(None, usize::MAX), all);
            // Also after one that is no longer there.
            assert_eq!(tables.page(Some(&gone), 5), all[7..12]);
        }
    }
}
