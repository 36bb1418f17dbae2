//! Made-up stores, and a store around another one that fails, decays, or is written to in
//! the middle of something.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub(crate) mod graph;

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::store::{
    About, Address, BegunMutation, BlockEntry, Blocks, Claim, Committed, Damage, EffectClass,
    Fence, Inventory, Load, Lookup, Lost, Memo, MemoEntry, ReceiptRecord, Receipts, Removed,
    StoreError, Sweep, Visibility,
};
use ucan_core::{Did, Timestamp};
use ucan_invocation::{Attestation, Outcome, Receipt, ReceiptMeta};
use varsig::{Block, Ed25519Signer};

pub(crate) fn executor() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[7; 32])
}

pub(crate) fn did(number: u8) -> Did {
    Did::from_signer(&Ed25519Signer::from_seed(&[number; 32]))
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

/// The CID of some content.
pub(crate) fn cid(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

/// The ID of some task whose text is nowhere.
pub(crate) fn task(name: &str) -> Cid {
    *Block::new(varsig::multicodec::DAG_CBOR, name.as_bytes()).cid()
}

pub(crate) fn raw(name: &str) -> Block {
    Block::raw(name.as_bytes())
}

/// A block that links to these.
pub(crate) fn node(name: &str, links: &[Cid]) -> Block {
    let links = links.iter().copied().map(Ipld::Link).collect();
    let map = BTreeMap::from([
        ("links".to_owned(), Ipld::List(links)),
        ("name".to_owned(), Ipld::String(name.to_owned())),
    ]);
    Block::encode(&Ipld::Map(map)).unwrap()
}

/// The receipt of a task that came to these links.
pub(crate) fn receipt(ran: Cid, links: &[Cid], meta: ReceiptMeta) -> Receipt {
    receipt_until(ran, links, meta, None)
}

pub(crate) fn receipt_until(
    ran: Cid,
    links: &[Cid],
    meta: ReceiptMeta,
    expiration: Option<Timestamp>,
) -> Receipt {
    let links = links.iter().copied().map(Ipld::Link).collect();
    let mut attestation =
        Attestation::new(ran, Outcome::Ok(Ipld::List(links)), at(1_000)).with_meta(meta);
    if let Some(expiration) = expiration {
        attestation = attestation.with_expiration(expiration);
    }
    attestation.sign(&executor()).unwrap()
}

pub(crate) fn record(receipt: &Receipt) -> ReceiptRecord {
    let mut record = ReceiptRecord::new(receipt.block().clone(), *receipt.ran());
    if let Some(resolved) = receipt.meta().resolved {
        record = record.with_resolved(resolved);
    }
    if let Outcome::Ok(Ipld::List(links)) = receipt.outcome() {
        let links = links.iter().filter_map(|link| match link {
            Ipld::Link(cid) => Some(*cid),
            _ => None,
        });
        record = record.with_outputs(links);
    }
    record
}

pub(crate) fn about(subject: &Did) -> About {
    About::new(subject.clone(), "/wasm/run".parse().unwrap())
}

/// Settles a mutation as an executor does.
pub(crate) fn mutate(store: &dyn Inventory, task: &Cid, receipt: &Cid) {
    match store.claim(task, EffectClass::Mutation, Duration::from_secs(60)).unwrap() {
        Claim::Won(fence) => {
            let _ = store.commit(fence, &[], receipt).unwrap();
        }
        other => panic!("{other:?}"),
    }
}

/// Begins a mutation, and leaves it there.
pub(crate) fn begin(store: &dyn Inventory, task: &Cid) {
    match store.claim(task, EffectClass::Mutation, Duration::ZERO).unwrap() {
        Claim::Won(fence) => store.abandon(fence).unwrap(),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn has_block(store: &dyn Inventory, cid: &Cid) -> bool {
    Blocks::get(store, cid).unwrap().is_some()
}

pub(crate) fn has_receipt(store: &dyn Inventory, cid: &Cid) -> bool {
    Receipts::get(store, cid).unwrap().is_some()
}

pub(crate) fn all_blocks(store: &dyn Inventory) -> Vec<Cid> {
    store.blocks(None, usize::MAX).unwrap().iter().map(|entry| entry.cid).collect()
}

/// What happens before a call that changes something, told its number.
pub(crate) type Before<'a> = Box<dyn Fn(u64) -> Result<(), StoreError> + Send + Sync + 'a>;

/// A store around another one.
pub(crate) struct Staged<'a, S> {
    pub(crate) store: &'a S,
    pub(crate) before: Before<'a>,
    pub(crate) changes: AtomicU64,
    /// Blocks and receipts whose bytes are lost.
    pub(crate) decayed: Mutex<Vec<Lost>>,
}

impl<'a, S> Staged<'a, S> {
    pub(crate) fn new(
        store: &'a S,
        before: impl Fn(u64) -> Result<(), StoreError> + Send + Sync + 'a,
    ) -> Self {
        let (changes, decayed) = Default::default();
        Self { store, before: Box::new(before), changes, decayed }
    }

    pub(crate) fn decay(&self, lost: Lost) {
        self.decayed.lock().unwrap().push(lost);
    }

    fn has_lost(&self, lost: Lost) -> bool {
        self.decayed.lock().unwrap().contains(&lost)
    }

    fn change(&self) -> Result<(), StoreError> {
        (self.before)(self.changes.fetch_add(1, Ordering::SeqCst))
    }
}

impl<S: Inventory> Blocks for Staged<'_, S> {
    fn get(&self, cid: &Cid) -> Result<Option<Block>, StoreError> {
        if self.has_lost(Lost::Content(*cid)) || self.has_lost(Lost::Visibility(*cid)) {
            return Err(StoreError::Damaged { cid: *cid });
        }
        Blocks::get(self.store, cid)
    }
    fn put_all(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
        self.change()?;
        self.store.put_all(blocks)
    }
    fn put_for(&self, blocks: &[Block], owner: &Did) -> Result<(), StoreError> {
        self.change()?;
        self.store.put_for(blocks, owner)
    }
    fn belongs_to(&self, cid: &Cid, owner: &Did) -> Result<bool, StoreError> {
        self.store.belongs_to(cid, owner)
    }
    fn visibility(&self, cid: &Cid) -> Result<Option<Visibility>, StoreError> {
        if self.has_lost(Lost::Visibility(*cid)) {
            return Err(StoreError::Damaged { cid: *cid });
        }
        self.store.visibility(cid)
    }
}

impl<S: Inventory> Receipts for Staged<'_, S> {
    fn put(&self, record: &ReceiptRecord) -> Result<(), StoreError> {
        self.change()?;
        Receipts::put(self.store, record)
    }
    fn get(&self, receipt: &Cid) -> Result<Option<Block>, StoreError> {
        if self.has_lost(Lost::Token(*receipt)) {
            return Err(StoreError::Damaged { cid: *receipt });
        }
        Receipts::get(self.store, receipt)
    }
    fn record(&self, receipt: &Cid) -> Result<Option<ReceiptRecord>, StoreError> {
        if self.has_lost(Lost::Token(*receipt)) || self.has_lost(Lost::Facts(*receipt)) {
            return Err(StoreError::Damaged { cid: *receipt });
        }
        self.store.record(receipt)
    }
    fn find(
        &self,
        lookup: &Lookup<'_>,
        after: Option<&Cid>,
        limit: usize,
    ) -> Result<Vec<Cid>, StoreError> {
        self.store.find(lookup, after, limit)
    }
    fn page(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError> {
        Receipts::page(self.store, after, limit)
    }
}

impl<S: Inventory> Memo for Staged<'_, S> {
    fn lookup(&self, address: &Address) -> Result<Option<Cid>, StoreError> {
        if self.has_lost(Lost::Result(*address)) {
            return Err(StoreError::DamagedEntry { address: *address });
        }
        self.store.lookup(address)
    }
    fn claim(&self, task: &Cid, effect: EffectClass, lease: Duration) -> Result<Claim, StoreError> {
        self.change()?;
        self.store.claim(task, effect, lease)
    }
    fn commit(
        &self,
        fence: Fence,
        addresses: &[Address],
        receipt: &Cid,
    ) -> Result<Committed, StoreError> {
        self.change()?;
        self.store.commit(fence, addresses, receipt)
    }
    fn release(&self, fence: Fence) -> Result<(), StoreError> {
        self.change()?;
        self.store.release(fence)
    }
    fn abandon(&self, fence: Fence) -> Result<(), StoreError> {
        self.change()?;
        self.store.abandon(fence)
    }
    fn remember(&self, addresses: &[Address], receipt: &Cid) -> Result<Committed, StoreError> {
        self.change()?;
        self.store.remember(addresses, receipt)
    }
    fn forget(&self, address: &Address, receipt: &Cid) -> Result<(), StoreError> {
        self.change()?;
        self.store.forget(address, receipt)
    }
}

impl<S: Inventory> Load for Staged<'_, S> {
    fn load_blocks(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
        self.change()?;
        self.store.load_blocks(blocks)
    }
    fn load_blocks_for(&self, blocks: &[Block], owner: &Did) -> Result<(), StoreError> {
        self.change()?;
        self.store.load_blocks_for(blocks, owner)
    }
    fn load_receipts(&self, records: Vec<ReceiptRecord>) -> Result<(), StoreError> {
        self.change()?;
        self.store.load_receipts(records)
    }
    fn load_results(&self, results: &[(Address, Cid)]) -> Result<Vec<Committed>, StoreError> {
        self.change()?;
        self.store.load_results(results)
    }
    fn end_load(&self) -> Result<(), StoreError> {
        self.change()?;
        self.store.end_load()
    }
}

impl<S: Inventory> Inventory for Staged<'_, S> {
    fn blocks(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<BlockEntry>, StoreError> {
        let mut page = self.store.blocks(after, limit)?;
        for entry in &mut page {
            if self.has_lost(Lost::Visibility(entry.cid)) {
                entry.kept = None;
            }
        }
        Ok(page)
    }
    fn results(&self, after: Option<&Address>, limit: usize) -> Result<Vec<MemoEntry>, StoreError> {
        let mut page = self.store.results(after, limit)?;
        for entry in &mut page {
            if self.has_lost(Lost::Result(entry.address)) {
                entry.result = None;
            }
        }
        Ok(page)
    }
    fn begun(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<BegunMutation>, StoreError> {
        let mut page = self.store.begun(after, limit)?;
        page.retain(|entry| !self.has_lost(Lost::Begun(entry.task)));
        Ok(page)
    }
    fn pin(&self, root: &Cid) -> Result<(), StoreError> {
        self.change()?;
        self.store.pin(root)
    }
    fn unpin(&self, root: &Cid) -> Result<bool, StoreError> {
        self.change()?;
        self.store.unpin(root)
    }
    fn pins(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError> {
        self.store.pins(after, limit)
    }
    fn begin_sweep(&self) -> Result<Sweep, StoreError> {
        self.store.begin_sweep()
    }
    fn remove_blocks(&self, sweep: &Sweep, cids: &[Cid]) -> Result<Removed, StoreError> {
        self.change()?;
        self.store.remove_blocks(sweep, cids)
    }
    fn remove_receipts(&self, sweep: &Sweep, cids: &[Cid]) -> Result<Removed, StoreError> {
        self.change()?;
        self.store.remove_receipts(sweep, cids)
    }
    fn check(&self, found: &mut dyn FnMut(Damage)) -> Result<(), StoreError> {
        for lost in self.decayed.lock().unwrap().iter() {
            found(Damage::new("staged", Vec::new(), *lost));
        }
        self.store.check(found)
    }
    fn repair(&self, mended: &mut dyn FnMut(Damage)) -> Result<(), StoreError> {
        self.change()?;
        let mut decayed = self.decayed.lock().unwrap();
        for lost in std::mem::take(&mut *decayed) {
            let damage = Damage::new("staged", Vec::new(), lost);
            if damage.can_be_mended() {
                mended(damage);
            } else {
                decayed.push(lost);
            }
        }
        self.store.repair(mended)
    }
}
