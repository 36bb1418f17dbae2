//! Receipts that are on the disk when they are told of.

use std::{
    fs::File,
    io::{self, Seek as _, SeekFrom, Write as _},
    path::Path,
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
    let disk = bare(&folder.path().join("bare"))? * 1e9 / f64::from(TOGETHER);
    let bar = Bar { figure: 1e9 / each, most: f64::INFINITY, decimals: 0, unit: "/s" };
    table.row("put and committed, 128 at a time", each, disk, bar)?;
    // A disk is not slower because the processor is: this bar is not scaled.
    let bar = Bar { figure: each / 1e3, most: 100.0, decimals: 0, unit: "us wall" };
    table.row("  at least 10,000 a second", each, disk, bar)
}

/// Of how many receipts a transaction has both the record and the result, when 128 wait; and
/// how many pages of four kilobytes it writes, which lie apart since keys are hashes.
const TOGETHER: u32 = 60;
const PAGES: u64 = 200;

/// Seconds in which a disk takes what a transaction writes, with the two syncs of one that
/// opens at once after a crash, and nothing else.
fn bare(path: &Path) -> io::Result<f64> {
    const PAGE: u64 = 4096;
    const IN_FILE: u64 = 8 * PAGES;
    let page = [7; 4096];
    let mut file = File::options().create_new(true).write(true).open(path)?;
    for _ in 0..IN_FILE {
        file.write_all(&page)?;
    }
    file.sync_all()?;
    let mut rounds = Vec::new();
    for round in 0..100 {
        let start = Instant::now();
        for number in 0..PAGES {
            let place = (number * 8 + (number + round) % 7) % IN_FILE;
            file.seek(SeekFrom::Start(place * PAGE))?;
            file.write_all(&page)?;
        }
        file.sync_data()?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&page)?;
        file.sync_data()?;
        rounds.push(start.elapsed().as_secs_f64());
    }
    rounds.sort_by(f64::total_cmp);
    Ok(rounds[rounds.len() / 2])
}
