//! What is kept of a receipt beside its token, and the row that holds both.

use cid::Cid;
use ipvm_runtime::store::{About, ReceiptRecord, Role};
use ucan_core::Did;
use varsig::Block;

use crate::{
    index::{Group, IndexKey, write_cid},
    tables::{DamagedRow, seal, unseal},
};

/// What a receipt is found by, and what its task was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// In the order in which they were said, each once.
    pub(crate) tasks: Vec<Cid>,
    /// Sorted, each once; and so are those that came out.
    pub(crate) inputs: Vec<Cid>,
    pub(crate) outputs: Vec<Cid>,
    pub(crate) about: Option<About>,
}

impl Facts {
    /// Takes in what a record says; what was said of the task before stands.
    pub(crate) fn add(&mut self, record: &ReceiptRecord) {
        for task in [Some(record.task), record.resolved].into_iter().flatten() {
            self.found_by(Role::Task, task);
        }
        add_sorted(&mut self.inputs, &record.inputs);
        add_sorted(&mut self.outputs, &record.outputs);
        if self.about.is_none() {
            self.about.clone_from(&record.about);
        }
    }

    /// The receipt is found so.
    pub(crate) fn found_by(&mut self, role: Role, cid: Cid) {
        match role {
            Role::Task => {
                if !self.tasks.contains(&cid) {
                    self.tasks.push(cid);
                }
            }
            Role::Input => add_sorted(&mut self.inputs, &[cid]),
            Role::Output => add_sorted(&mut self.outputs, &[cid]),
        }
    }

    /// Whether the receipt is found so.
    pub(crate) fn is_found_by(&self, key: &IndexKey) -> bool {
        key.group == self.group()
            && match key.role {
                Role::Task => self.tasks.contains(&key.cid),
                Role::Input => self.inputs.binary_search(&key.cid).is_ok(),
                Role::Output => self.outputs.binary_search(&key.cid).is_ok(),
            }
    }

    pub(crate) fn group(&self) -> Group {
        Group::of(self.about.as_ref().map(|about| &about.subject))
    }

    /// The keys under which the receipt stands in the index.
    pub(crate) fn keys(&self, receipt: Cid) -> impl Iterator<Item = IndexKey> {
        let tasks = self.tasks.iter().map(|cid| (Role::Task, *cid));
        let inputs = self.inputs.iter().map(|cid| (Role::Input, *cid));
        let outputs = self.outputs.iter().map(|cid| (Role::Output, *cid));
        let group = self.group();
        let key = move |(role, cid)| IndexKey { role, cid, group, receipt };
        tasks.chain(inputs).chain(outputs).map(key)
    }

    /// The record, unless the task is not known.
    pub(crate) fn record(self, token: Block) -> Option<ReceiptRecord> {
        let mut tasks = self.tasks.into_iter();
        let mut record = ReceiptRecord::new(token, tasks.next()?)
            .with_inputs(self.inputs)
            .with_outputs(self.outputs);
        record.resolved = tasks.next();
        record.about = self.about;
        Some(record)
    }

    /// The row of a receipt: the length of the facts, the facts under a check, and the
    /// token, for which the CID vouches.
    pub(crate) fn encode(&self, key: &[u8], token: &[u8]) -> Vec<u8> {
        let mut facts = Vec::with_capacity(512);
        write_cids(&mut facts, self.tasks.iter());
        write_cids(&mut facts, self.inputs.iter());
        write_cids(&mut facts, self.outputs.iter());
        match &self.about {
            None => facts.push(0),
            Some(about) => {
                facts.push(if about.call.is_some() { 2 } else { 1 });
                write_text(&mut facts, about.subject.as_str());
                write_text(&mut facts, about.command.as_str());
                if let Some(call) = &about.call {
                    facts.extend(call.module.to_bytes());
                    write_text(&mut facts, &call.function);
                }
            }
        }
        let sealed = seal(key, &facts);
        let mut row = Vec::with_capacity(4 + sealed.len() + token.len());
        row.extend(length(sealed.len()));
        row.extend(sealed);
        row.extend(token);
        row
    }

    fn decode(key: &[u8], sealed: &[u8]) -> Result<Self, DamagedRow> {
        let mut rest = unseal(key, sealed)?;
        let tasks = read_cids(&mut rest)?;
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        add_sorted(&mut inputs, &read_cids(&mut rest)?);
        add_sorted(&mut outputs, &read_cids(&mut rest)?);
        let [kind] = *take(&mut rest, 1)? else { return Err(DamagedRow) };
        let about = match kind {
            0 => None,
            1 | 2 => {
                let subject: Did = read_text(&mut rest)?.parse().map_err(|_| DamagedRow)?;
                let command = read_text(&mut rest)?.parse().map_err(|_| DamagedRow)?;
                let about = About::new(subject, command);
                Some(if kind == 1 {
                    about
                } else {
                    let module = Cid::read_bytes(&mut rest).map_err(|_| DamagedRow)?;
                    about.with_call(module, read_text(&mut rest)?)
                })
            }
            _ => return Err(DamagedRow),
        };
        if rest.is_empty() { Ok(Self { tasks, inputs, outputs, about }) } else { Err(DamagedRow) }
    }
}

fn add_sorted(sorted: &mut Vec<Cid>, cids: &[Cid]) {
    let is_behind = |cid: &Cid| sorted.last().is_none_or(|last| last < cid);
    if let [cid] = cids
        && is_behind(cid)
    {
        sorted.push(*cid);
    } else if !cids.is_empty() {
        sorted.extend(cids);
        sorted.sort_unstable();
        sorted.dedup();
    }
}

/// The row of a receipt, in its two parts: each may be whole where the other is not.
pub(crate) struct ReceiptRow<'a> {
    pub(crate) facts: Result<Facts, DamagedRow>,
    /// To be held against the CID.
    pub(crate) token: Result<&'a [u8], DamagedRow>,
}

impl<'a> ReceiptRow<'a> {
    pub(crate) fn read(key: &[u8], row: &'a [u8]) -> Self {
        let (facts, token) = parts(row);
        Self { facts: facts.and_then(|sealed| Facts::decode(key, sealed)), token }
    }
}

/// The token in the row of a receipt, without a look at the facts.
pub(crate) fn token_of(row: &[u8]) -> Result<&[u8], DamagedRow> {
    parts(row).1
}

type Part<'a> = Result<&'a [u8], DamagedRow>;

fn parts(row: &[u8]) -> (Part<'_>, Part<'_>) {
    let mut rest = row;
    match read_length(&mut rest).map(|length| rest.split_at_checked(length)) {
        Ok(Some((facts, token))) => (Ok(facts), Ok(token)),
        _ => (Err(DamagedRow), Err(DamagedRow)),
    }
}

/// Lengths are of 32 bits: nothing that is kept of a receipt comes near.
fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

fn write_cids<'a>(facts: &mut Vec<u8>, cids: impl ExactSizeIterator<Item = &'a Cid>) {
    facts.extend(length(cids.len()));
    for cid in cids {
        write_cid(cid, facts);
    }
}

fn write_text(facts: &mut Vec<u8>, text: &str) {
    facts.extend(length(text.len()));
    facts.extend(text.as_bytes());
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], DamagedRow> {
    let (taken, left) = rest.split_at_checked(length).ok_or(DamagedRow)?;
    *rest = left;
    Ok(taken)
}

fn read_length(rest: &mut &[u8]) -> Result<usize, DamagedRow> {
    let bytes = take(rest, 4)?.try_into().map_err(|_| DamagedRow)?;
    usize::try_from(u32::from_be_bytes(bytes)).map_err(|_| DamagedRow)
}

fn read_cids(rest: &mut &[u8]) -> Result<Vec<Cid>, DamagedRow> {
    (0..read_length(rest)?).map(|_| Cid::read_bytes(&mut *rest).map_err(|_| DamagedRow)).collect()
}

fn read_text<'a>(rest: &mut &'a [u8]) -> Result<&'a str, DamagedRow> {
    let length = read_length(rest)?;
    std::str::from_utf8(take(rest, length)?).map_err(|_| DamagedRow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cid(name: &str) -> Cid {
        *Block::raw(name.as_bytes().to_vec()).cid()
    }

    fn about() -> About {
        About::new("did:web:alice.example#key-1".parse().unwrap(), "/wasm/run".parse().unwrap())
    }

    fn samples() -> Vec<Facts> {
        let record = ReceiptRecord::new(Block::raw(*b"token"), cid("task"));
        let full = record
            .clone()
            .with_resolved(cid("resolved"))
            .with_inputs([cid("one"), cid("two")])
            .with_outputs([cid("three")]);
        let called = full.clone().with_about(about().with_call(cid("module"), "blur"));
        [record, full.clone(), full.with_about(about()), called]
            .iter()
            .map(|record| {
                let mut facts = Facts::default();
                facts.add(record);
                facts
            })
            .collect()
    }

    #[test]
    fn rows_come_back_as_they_were() {
        for facts in samples() {
            let row = facts.encode(b"key", b"token");
            let read = ReceiptRow::read(b"key", &row);
            assert_eq!(read.facts, Ok(facts));
            assert_eq!(read.token, Ok(&b"token"[..]));
            assert_eq!(token_of(&row), Ok(&b"token"[..]));
            assert_eq!(ReceiptRow::read(b"other", &row).facts, Err(DamagedRow));
        }
    }

    #[test]
    fn refuses_every_flipped_bit_and_every_truncation_of_the_facts() {
        for facts in samples() {
            let row = facts.encode(b"key", b"");
            for length in 0..row.len() {
                let read = ReceiptRow::read(b"key", &row[..length]);
                assert_eq!(read.facts, Err(DamagedRow), "{length} bytes");
            }
            for bit in 0..row.len() * 8 {
                let mut flipped = row.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(ReceiptRow::read(b"key", &flipped).facts, Err(DamagedRow), "bit {bit}");
            }
        }
    }

    #[test]
    fn a_list_that_says_it_is_long_takes_no_room() {
        let sealed = seal(b"key", &[0xff; 4]);
        let row = [&length(sealed.len())[..], &sealed].concat();
        assert_eq!(ReceiptRow::read(b"key", &row).facts, Err(DamagedRow));
    }
}
