//! The receipts of the store in memory.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

use cid::Cid;
use ucan_core::Did;
use varsig::Block;

use super::{About, Lookup, ReceiptRecord, Role};

/// Receipts by CID, and rows by which they are found.
#[derive(Debug, Default)]
pub(super) struct ReceiptTables {
    kept: BTreeMap<Cid, Kept>,
    /// A role, a CID, the subject, and the receipt, in this order: whatever is looked for
    /// stands together, and one row takes little room.
    index: BTreeSet<Box<[u8]>>,
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

    fn group(&self) -> [u8; GROUP] {
        group_of(self.about.as_ref().map(|about| &about.subject))
    }

    fn rows(&self, receipt: &Cid) -> impl Iterator<Item = Box<[u8]>> {
        let tasks = self.tasks.iter().map(|cid| (Role::Task, cid));
        let inputs = self.inputs.iter().map(|cid| (Role::Input, cid));
        let outputs = self.outputs.iter().map(|cid| (Role::Output, cid));
        let (group, receipt) = (self.group(), receipt.to_bytes());
        tasks.chain(inputs).chain(outputs).map(move |(role, cid)| {
            let mut row = prefix(role, cid, GROUP + receipt.len());
            row.extend(group);
            row.extend(&receipt);
            row.into()
        })
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
            for row in kept.rows(receipt) {
                self.index.remove(&row);
            }
        }
        kept.add(record);
        self.index.extend(kept.rows(receipt));
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
        let mut prefix = prefix(lookup.role, lookup.cid, GROUP);
        let receipts = prefix.len() + GROUP;
        // Whose rows the last one stands among; what is kept no more is among nobody's.
        let group = match (lookup.subject, after.and_then(|after| self.kept.get(after))) {
            (Some(subject), _) => Some(group_of(Some(subject))),
            (None, Some(kept)) => Some(kept.group()),
            (None, None) => None,
        };
        let mut start = prefix.clone();
        if let (Some(group), Some(after)) = (group, after) {
            start.extend(group);
            start.extend(after.to_bytes());
        }
        if lookup.subject.is_some() {
            prefix.extend(group.into_iter().flatten());
            if after.is_none() {
                start.clone_from(&prefix);
            }
        }
        self.index
            .range::<[u8], _>((Bound::Excluded(start.as_slice()), Bound::Unbounded))
            .take_while(|row| row.starts_with(&prefix))
            .filter_map(|row| Cid::try_from(row.get(receipts..)?).ok())
            .take(limit)
            .collect()
    }

    /// Removes a receipt, and returns the length of its token.
    pub(super) fn remove(&mut self, receipt: &Cid) -> Option<u64> {
        let kept = self.kept.remove(receipt)?;
        for row in kept.rows(receipt) {
            self.index.remove(&row);
        }
        u64::try_from(kept.token.bytes().len()).ok()
    }
}

/// The length of what stands for a subject.
const GROUP: usize = 16;

/// What stands for a subject; zeros for nobody.
fn group_of(subject: Option<&Did>) -> [u8; GROUP] {
    let mut group = [0; GROUP];
    if let Some(subject) = subject {
        let hashed = Block::raw(subject.principal().as_bytes().to_vec());
        for (byte, digest) in group.iter_mut().zip(hashed.cid().hash().digest()) {
            *byte = *digest;
        }
    }
    group
}

/// What a row begins with, with room for so many bytes more.
fn prefix(role: Role, cid: &Cid, more: usize) -> Vec<u8> {
    let mut row = Vec::with_capacity(1 + cid.encoded_len() + more);
    row.push(match role {
        Role::Task => b't',
        Role::Input => b'i',
        Role::Output => b'o',
    });
    // Writing to memory cannot fail.
    let _ = cid.write_bytes(&mut row);
    row
}
