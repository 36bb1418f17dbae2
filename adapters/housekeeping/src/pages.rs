//! Everything that a store holds, page by page.

use cid::Cid;
use ipvm_runtime::store::{
    Address, BegunMutation, BlockEntry, Inventory, MemoEntry, ReceiptRecord, Receipts, StoreError,
};
use varsig::Block;

/// How many entries are in memory at a time.
pub(crate) const PAGE: usize = 256;

/// Gives every page to `visit`; `read` gets the page after an entry.
fn pages<T, K, E: From<StoreError>>(
    mut read: impl FnMut(Option<&K>) -> Result<Vec<T>, StoreError>,
    key: impl Fn(&T) -> K,
    mut visit: impl FnMut(Vec<T>) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = None;
    loop {
        let page = read(after.as_ref())?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(key(last));
        visit(page)?;
    }
}

/// How many blocks with their content are in memory at a time, and how many bytes of them,
/// but for the last block.
const BLOCKS: usize = 1_024;
const CONTENT: u64 = 4 << 20;

pub(crate) fn contents<E: From<StoreError>>(
    store: &dyn Inventory,
    visit: impl FnMut(Vec<(BlockEntry, Option<Block>)>) -> Result<(), E>,
) -> Result<(), E> {
    pages(|after| store.contents(after, BLOCKS, CONTENT), |(entry, _)| entry.cid, visit)
}

pub(crate) fn blocks<E: From<StoreError>>(
    store: &dyn Inventory,
    visit: impl FnMut(Vec<BlockEntry>) -> Result<(), E>,
) -> Result<(), E> {
    pages(|after| store.blocks(after, PAGE), |entry| entry.cid, visit)
}

/// How many receipts are looked at together: enough for their signatures to be verified so.
const RECEIPTS: usize = 2_048;

pub(crate) fn receipts<E: From<StoreError>>(
    store: &dyn Inventory,
    visit: impl FnMut(Vec<Cid>) -> Result<(), E>,
) -> Result<(), E> {
    pages(|after| Receipts::page(store, after, RECEIPTS), |cid| *cid, visit)
}

pub(crate) fn records<E: From<StoreError>>(
    store: &dyn Inventory,
    visit: impl FnMut(Vec<(Cid, Option<ReceiptRecord>)>) -> Result<(), E>,
) -> Result<(), E> {
    pages(|after| store.records(after, PAGE), |(cid, _)| *cid, visit)
}

pub(crate) fn results<E: From<StoreError>>(
    store: &dyn Inventory,
    visit: impl FnMut(Vec<MemoEntry>) -> Result<(), E>,
) -> Result<(), E> {
    pages(|after: Option<&Address>| store.results(after, PAGE), |entry| entry.address, visit)
}

pub(crate) fn begun<E: From<StoreError>>(
    store: &dyn Inventory,
    visit: impl FnMut(Vec<BegunMutation>) -> Result<(), E>,
) -> Result<(), E> {
    pages(|after| store.begun(after, PAGE), |entry| entry.task, visit)
}

pub(crate) fn pins<E: From<StoreError>>(
    store: &dyn Inventory,
    visit: impl FnMut(Vec<Cid>) -> Result<(), E>,
) -> Result<(), E> {
    pages(|after| store.pins(after, PAGE), |cid| *cid, visit)
}
