//! Receipts found by a CID that stands in a million of them.

use std::{
    hint::black_box,
    io,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Instant,
};

use ipvm_benches::Table;
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{About, Lookup, ReceiptRecord, Receipts};
use ucan_core::Did;
use varsig::Block;

/// How many receipts there are.
const RECEIPTS: u32 = 1_000_000;

/// Of how many of them the subject is the one that asks.
const OWN: u32 = 10;

/// How many put at a time.
const WORKERS: usize = 256;

/// How often each lookup is made.
const LOOKUPS: u32 = 20_000;

pub(crate) fn measure(table: &mut Table<impl io::Write>) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = RedbStore::open(folder.path().join("store")).map_err(io::Error::other)?;
    let photo = Block::raw(*b"photo");
    let photo = photo.cid();
    let (asker, others) = (subject("asker"), subject("others"));
    let next = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= RECEIPTS {
                        break;
                    }
                    let own = number.is_multiple_of(RECEIPTS / OWN);
                    let subject = if own { &asker } else { &others };
                    let block = Block::raw(number.to_be_bytes().to_vec());
                    let task = Block::raw([&b"task"[..], &number.to_be_bytes()].concat());
                    let command = "/wasm/run".parse().expect("it is a command");
                    let about = About::new(subject.clone(), command);
                    let record = ReceiptRecord::new(block, *task.cid()).with_inputs([*photo]);
                    store.put(&record.with_about(about)).expect("there is room");
                }
            });
        }
    });
    let each = time(|| {
        let found = store.find(&Lookup::input(photo).of(&asker), None, 100);
        assert_eq!(found.expect("the store is whole").len(), 10);
    });
    table.row(
        "ten of one subject, among 1,000,000",
        each,
        f64::NAN,
        crate::microseconds(each, 10.0),
    )?;
    let stranger = subject("stranger");
    let each = time(|| {
        let found = store.find(&Lookup::input(photo).of(&stranger), None, 100);
        assert!(black_box(found).expect("the store is whole").is_empty());
    });
    table.row("none of a stranger", each, f64::NAN, crate::microseconds(each, 10.0))?;
    let middle = store.find(&Lookup::input(photo), None, 500_000).map_err(io::Error::other)?;
    let each = time(|| {
        let found = store.find(&Lookup::input(photo), middle.last(), 10);
        assert_eq!(found.expect("the store is whole").len(), 10);
    });
    table.row("ten of all, in the middle", each, f64::NAN, crate::microseconds(each, 10.0))
}

fn subject(name: &str) -> Did {
    format!("did:web:{name}.example").parse().expect("it is a DID")
}

/// Nanoseconds for each call.
fn time(mut call: impl FnMut()) -> f64 {
    (0..100).for_each(|_| call());
    let before = Instant::now();
    (0..LOOKUPS).for_each(|_| call());
    before.elapsed().as_secs_f64() * 1e9 / f64::from(LOOKUPS)
}
