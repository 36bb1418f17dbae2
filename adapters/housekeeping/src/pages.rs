//! Everything that a store holds, page by page.

use cid::Cid;
use ipvm_runtime::store::{
    Address, BegunMutation, BlockEntry, Inventory, MemoEntry, ReceiptRecord, Receipts, StoreError,
};
use varsig::Block;

/// How many entries are in memory at a time.
pub(crate) const PAGE: usize = 256;

/// The pages one after the other; `read` gets the page after an entry.
fn next_pages<T, K>(
    mut read: impl FnMut(Option<&K>) -> Result<Vec<T>, StoreError>,
    key: impl Fn(&T) -> K,
) -> impl FnMut() -> Result<Option<Vec<T>>, StoreError> {
    let mut after = None;
    move || {
        let page = read(after.as_ref())?;
        let Some(last) = page.last() else { return Ok(None) };
        after = Some(key(last));
        Ok(Some(page))
    }
}

/// Gives every page to `visit`; `read` gets the page after an entry.
fn pages<T, K, E: From<StoreError>>(
    read: impl FnMut(Option<&K>) -> Result<Vec<T>, StoreError>,
    key: impl Fn(&T) -> K,
    mut visit: impl FnMut(Vec<T>) -> Result<(), E>,
) -> Result<(), E> {
    let mut next = next_pages(read, key);
    while let Some(page) = next()? {
        visit(page)?;
    }
    Ok(())
}

/// How many blocks with their content are in memory at a time, and how many bytes of them,
/// but for the last block.
const BLOCKS: usize = 1_024;
const CONTENT: u64 = 4 << 20;

/// A block of a store with its content, or a receipt with what is kept of it.
pub(crate) type Content = (BlockEntry, Option<Block>);
pub(crate) type Record = (Cid, Option<ReceiptRecord>);

/// The blocks with their content, page by page.
pub(crate) fn contents(
    store: &dyn Inventory,
) -> impl FnMut() -> Result<Option<Vec<Content>>, StoreError> {
    next_pages(|after| store.contents(after, BLOCKS, CONTENT), |(entry, _)| entry.cid)
}

/// The receipts with what is kept of them, page by page.
pub(crate) fn records(
    store: &dyn Inventory,
) -> impl FnMut() -> Result<Option<Vec<Record>>, StoreError> {
    next_pages(|after| store.records(after, PAGE), |(cid, _)| *cid)
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
