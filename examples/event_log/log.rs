//! Base events: a log in which every entry names the one before, so that the address of the last one
//! stands for all of them.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::store::{Blocks, Visibility};
use varsig::{
    Block,
    dag_cbor::{self, Limits},
};

use super::Result;

/// An event in its place. Only a block with an event and a link makes one.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    block: Block,
    previous: Ipld,
    event: Ipld,
}

impl Entry {
    fn new(previous: Option<Cid>, event: Ipld) -> Result<Self> {
        let previous = previous.map_or(Ipld::Null, Ipld::Link);
        let block = Block::encode(&ipld!({"previous": previous.clone(), "event": event.clone()}))?;
        Ok(Self { block, previous, event })
    }

    fn read(block: Block) -> Result<Self> {
        let Ipld::Map(mut fields) = dag_cbor::decode(block.bytes(), &Limits::default())? else {
            return Err("an entry is a map".into());
        };
        match (fields.remove("previous"), fields.remove("event"), fields.is_empty()) {
            (Some(previous @ (Ipld::Null | Ipld::Link(_))), Some(event), true) => {
                Ok(Self { block, previous, event })
            }
            _ => Err("an entry has the fields `previous` and `event`".into()),
        }
    }

    /// Its address.
    pub(crate) const fn id(&self) -> &Cid {
        self.block.cid()
    }

    const fn previous(&self) -> Option<&Cid> {
        match &self.previous {
            Ipld::Link(cid) => Some(cid),
            _ => None,
        }
    }

    /// As the guest takes it.
    pub(crate) fn to_param(&self) -> Ipld {
        let id = Ipld::Link(*self.id());
        ipld!({"id": id, "previous": self.previous.clone(), "event": self.event.clone()})
    }
}

/// The log with these events behind those that are there.
pub(crate) fn with(before: &[Entry], events: impl IntoIterator<Item = Ipld>) -> Result<Vec<Entry>> {
    let mut log = before.to_vec();
    for event in events {
        let entry = Entry::new(log.last().map(|last| *last.id()), event)?;
        log.push(entry);
    }
    Ok(log)
}

/// Keeps the entries. They are no secret: every task may read them.
pub(crate) fn keep(blocks: &dyn Blocks, log: &[Entry]) -> Result<()> {
    let public = |entry: &Entry| (entry.block.clone(), Visibility::Public);
    Ok(blocks.put_all(&log.iter().map(public).collect::<Vec<_>>())?)
}

/// The whole log, from the address of its last entry. A store gives no other bytes than those that an
/// address stands for, so that nobody has left an entry out, or put one in.
pub(crate) fn read(blocks: &dyn Blocks, last: &Cid) -> Result<Vec<Entry>> {
    let (mut log, mut next) = (Vec::new(), Some(*last));
    while let Some(id) = next {
        let entry = Entry::read(blocks.get(&id)?.ok_or("an entry is missing")?)?;
        next = entry.previous().copied();
        log.push(entry);
    }
    log.reverse();
    Ok(log)
}
