//! The store that is left.

use std::{error::Error, path::Path};

use ipld_core::ipld::Ipld;
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{About, Address, Blocks, Memo, ReceiptRecord, Receipts, Visibility};
use rayon::prelude::*;
use ucan_core::{Did, Timestamp};
use ucan_invocation::{Attestation, Outcome};
use varsig::{Block, Ed25519Signer};

/// When everything was done.
pub(crate) const NOW: i64 = 1_800_000_000;

/// How many threads put receipts: what queues up shares a sync.
const THREADS: usize = 128;

pub(crate) fn executor() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[7; 32])
}

/// Content of four kilobytes that is like no other.
fn content(number: u32) -> Block {
    let mut bytes = vec![0; 4096];
    for (place, byte) in bytes.iter_mut().enumerate() {
        let mixed =
            number.wrapping_mul(2_654_435_761).rotate_left(u32::try_from(place % 31).unwrap_or(0));
        *byte = mixed.to_be_bytes()[place % 4];
    }
    Block::raw(bytes)
}

/// Fills a new store with so many receipts.
pub(crate) fn fill(directory: &Path, receipts: u32) -> Result<(), Box<dyn Error + Send + Sync>> {
    let store = RedbStore::open(directory)?;
    let numbers: Vec<u32> = (0..receipts).collect();
    for numbers in numbers.chunks(4096) {
        let blocks: Vec<_> =
            numbers.iter().map(|number| (content(*number), Visibility::Restricted)).collect();
        store.put_all(&blocks)?;
    }
    let about = About::new(Did::from_signer(&executor()), "/wasm/run".parse()?);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS).build()?;
    pool.install(|| {
        numbers.par_iter().try_for_each(|number| {
            let task = *Block::raw(number.to_be_bytes().to_vec()).cid();
            let output = *content(*number).cid();
            let now = Timestamp::from_seconds(NOW)?;
            let outcome = Outcome::Ok(Ipld::Link(output));
            let receipt = Attestation::new(task, outcome, now).sign(&executor())?;
            let record = ReceiptRecord::new(receipt.block().clone(), task)
                .with_outputs([output])
                .with_about(about.clone());
            Receipts::put(&store, &record)?;
            let _ = store.remember(&[Address::Task(task)], receipt.cid())?;
            Ok(())
        })
    })
}
