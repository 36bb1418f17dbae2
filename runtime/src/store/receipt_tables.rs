//! The receipts of the store in memory.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry},
    ops::Bound,
};

use cid::{Cid, multihash::Multihash};
use ucan_core::Did;
use varsig::Block;

use super::{About, Lookup, ReceiptRecord, Role};

/// Receipts by CID, and rows by which they are found.
#[derive(Debug, Default)]
pub(super) struct ReceiptTables {
    kept: BTreeMap<Cid, Kept>,
    index: HashMap<(Role, Cid), Found>,
}

/// What stands for a subject: the beginning of its hash, and zeros for nobody.
type Group = [u8; 16];

/// The receipts to which one CID stands in one way, by subject. Most stand to one.
#[derive(Debug)]
enum Found {
    One((Group, Cid)),
    Many(BTreeSet<(Group, Cid)>),
}

impl Found {
    fn insert(&mut self, row: (Group, Cid)) {
        match self {
            Self::One(one) if *one == row => {}
            Self::One(one) => *self = Self::Many(BTreeSet::from([*one, row])),
            Self::Many(rows) => {
                rows.insert(row);
            }
        }
    }

    /// Takes a row away, and says whether that was the last one.
    fn remove(&mut self, row: &(Group, Cid)) -> bool {
        match self {
            Self::One(one) => one == row,
            Self::Many(rows) => {
                rows.remove(row);
                rows.is_empty()
            }
        }
    }

    /// The rows from `start` on.
    fn range(&self, start: Bound<(Group, Cid)>) -> impl Iterator<Item = &(Group, Cid)> {
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
    tasks: Vec<Cid>,
    inputs: BTreeSet<Cid>,
    outputs: BTreeSet<Cid>,
    about: Option<About>,
}

impl Kept {
    fn add(&mut self, record: &ReceiptRecord) {
        for task in [Some(record.task), record.resolved].into_iter().flatten() {
            if !self.tasks.contains(&task) {
                self.tasks.push(task);
            }
        }
        self.inputs.extend(&record.inputs);
        self.outputs.extend(&record.outputs);
        if self.about.is_none() {
            self.about.clone_from(&record.about);
        }
    }

    fn group(&self) -> Group {
        self.about.as_ref().map_or_else(Group::default, |about| group_of(&about.subject))
    }

    /// How CIDs stand to it.
    fn keys(&self) -> impl Iterator<Item = (Role, Cid)> {
        let tasks = self.tasks.iter().map(|cid| (Role::Task, *cid));
        let inputs = self.inputs.iter().map(|cid| (Role::Input, *cid));
        let outputs = self.outputs.iter().map(|cid| (Role::Output, *cid));
        tasks.chain(inputs).chain(outputs)
    }
}

impl ReceiptTables {
    pub(super) fn put(&mut self, record: &ReceiptRecord) {
        let receipt = record.block.cid();
        let kept = self.kept.entry(*receipt).or_insert_with(|| Kept {
            token: record.block.clone(),
            tasks: Vec::new(),
            inputs: BTreeSet::new(),
            outputs: BTreeSet::new(),
            about: None,
        });
        if kept.about.is_none() && record.about.is_some() && !kept.tasks.is_empty() {
            // It goes over to those of its subject.
            drop_rows(&mut self.index, kept, receipt);
        }
        kept.add(record);
        let row = (kept.group(), *receipt);
        for key in kept.keys() {
            match self.index.entry(key) {
                Entry::Vacant(free) => {
                    free.insert(Found::One(row));
                }
                Entry::Occupied(mut found) => found.get_mut().insert(row),
            }
        }
    }

    pub(super) fn token(&self, receipt: &Cid) -> Option<&Block> {
        self.kept.get(receipt).map(|kept| &kept.token)
    }

    pub(super) fn record(&self, receipt: &Cid) -> Option<ReceiptRecord> {
        let kept = self.kept.get(receipt)?;
        let mut tasks = kept.tasks.iter().copied();
        let mut record = ReceiptRecord::new(kept.token.clone(), tasks.next()?)
            .with_inputs(kept.inputs.iter().copied())
            .with_outputs(kept.outputs.iter().copied());
        record.resolved = tasks.next();
        record.about.clone_from(&kept.about);
        Some(record)
    }

    pub(super) fn page(&self, after: Option<&Cid>, limit: usize) -> Vec<Cid> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.kept.range((start, Bound::Unbounded)).take(limit).map(|(cid, _)| *cid).collect()
    }

    pub(super) fn find(&self, lookup: &Lookup<'_>, after: Option<&Cid>, limit: usize) -> Vec<Cid> {
        let Some(found) = self.index.get(&(lookup.role, *lookup.cid)) else { return Vec::new() };
        let wanted = lookup.subject.map(group_of);
        // Whose rows the last one stands among; what is kept no more is among nobody's.
        let group = wanted.or_else(|| Some(self.kept.get(after?)?.group()));
        let start = match (group, after) {
            (Some(group), Some(after)) => Bound::Excluded((group, *after)),
            (Some(group), None) => Bound::Included((group, least())),
            (None, _) => Bound::Unbounded,
        };
        let rows = found.range(start);
        rows.take_while(|(group, _)| wanted.is_none_or(|wanted| *group == wanted))
            .take(limit)
            .map(|(_, receipt)| *receipt)
            .collect()
    }

    /// Removes a receipt, and returns the length of its token.
    pub(super) fn remove(&mut self, receipt: &Cid) -> Option<u64> {
        let kept = self.kept.remove(receipt)?;
        drop_rows(&mut self.index, &kept, receipt);
        u64::try_from(kept.token.bytes().len()).ok()
    }
}

fn drop_rows(index: &mut HashMap<(Role, Cid), Found>, kept: &Kept, receipt: &Cid) {
    let row = (kept.group(), *receipt);
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
    let mut group = Group::default();
    for (byte, digest) in group.iter_mut().zip(hashed.cid().hash().digest()) {
        *byte = *digest;
    }
    group
}
