//! Receipts that are on the disk when they are told of.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use ipld_core::ipld::Ipld;
use ipvm_benches::{Bar, Table};
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{Address, Claim, EffectClass, Memo, ReceiptRecord, Receipts};
use ucan_invocation::{Attestation, Outcome};
use varsig::Block;

/// How many workers wait for the disk at a time.
const WORKERS: usize = 128;

/// How many receipts are written.
const RECEIPTS: u32 = 20_000;

pub(crate) fn measure(table: &mut Table<impl io::Write>) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = RedbStore::open(folder.path().join("store")).map_err(io::Error::other)?;
    let store = Arc::new(store);
    let key = crate::stage::key();
    let made: Vec<_> = (0..RECEIPTS)
        .map(|number| {
            let task = *Block::raw(number.to_be_bytes().to_vec()).cid();
            let outcome = Outcome::Ok(Ipld::Integer(number.into()));
            let receipt = Attestation::new(task, outcome, crate::stage::now()).sign(&key);
            (task, receipt.expect("a key at hand").block().clone())
        })
        .collect();
    let next = AtomicU32::new(0);
    let before = Instant::now();
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some((task, block)) =
                    usize::try_from(next.fetch_add(1, Ordering::Relaxed))
                        .ok()
                        .and_then(|index| made.get(index))
                {
                    let lease = Duration::from_secs(60);
                    let Ok(Claim::Won(fence)) = store.claim(task, EffectClass::Pure, lease) else {
                        panic!("each task is claimed once")
                    };
                    let record = ReceiptRecord::new(block.clone(), *task);
                    Receipts::put(&*store, &record).expect("there is room");
                    let address = [Address::Task(*task)];
                    let committed = store.commit(fence, &address, block.cid());
                    assert!(committed.is_ok());
                }
            });
        }
    });
    let each = before.elapsed().as_secs_f64() * 1e9 / f64::from(RECEIPTS);
    let bar = Bar { figure: 1e9 / each, most: f64::INFINITY, decimals: 0, unit: "/s" };
    table.row("put and committed, 128 at a time", each, f64::NAN, bar)?;
    table.row("  at least 10,000 a second", each, f64::NAN, crate::microseconds(each, 100.0))
}
