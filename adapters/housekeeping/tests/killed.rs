//! A process that collects garbage on a disk, and ends in the middle of it: at every call
//! that changes something, before it and after it, and at any moment. And one that takes an
//! archive in.
//!
//! The program starts itself as the process that is killed.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod stage;

use std::{
    collections::BTreeSet,
    env, fs,
    io::Cursor,
    path::Path,
    process::{self, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use cid::Cid;
use ipvm_housekeeping::{ExportOptions, ImportOptions, Keep, Plan, Roots, export, import};
use ipvm_redb::RedbStore;
use ipvm_runtime::store::{Inventory, MemoryStore, Receipts};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use stage::{
    Staged,
    graph::{Graph, so_many_items},
    has_receipt,
};
use ucan_core::Did;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [word, directory, last] if word == "--child" => child(Path::new(directory), last),
        [word, directory, last, archive] if word == "--import" => {
            taking_child(Path::new(directory), last, Path::new(archive));
        }
        // What a test harness is asked.
        [word, ..] if word == "--list" => {}
        _ => {
            parent();
            taking_parent();
        }
    }
}

/// Collects until the change with this number, and is gone.
fn child(directory: &Path, last: &str) {
    let last: u64 = last.parse().unwrap();
    let store = RedbStore::open(directory).unwrap();
    // A change is on the disk when the call returns: before one is after the last one.
    let staged =
        Staged::new(&store, |number| if number < last { Ok(()) } else { process::abort() });
    println!("open");
    Plan::make(&staged, &roots(), &mut |_| {}).unwrap().run(&mut |_| {}).unwrap();
}

fn roots() -> Roots {
    Roots::keeping(Keep::None)
}

fn run(directory: &Path, last: u64) -> process::Child {
    Command::new(env::current_exe().unwrap())
        .args(["--child", directory.to_str().unwrap(), &last.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn parent() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[9; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let items = so_many_items(900..901).new_tree(&mut runner).unwrap().current();
    let origin = tempfile::tempdir().unwrap();
    let graph = {
        let store = RedbStore::open(origin.path()).unwrap();
        let graph = Graph::put(items, &store);
        let packs = store.statistics().unwrap().table("block_packs").unwrap().rows;
        assert!(packs > 1, "{packs}");
        graph
    };
    let reached = graph.reached(&Keep::None);
    let look = |directory: &Path, what: &str| {
        let store = RedbStore::open(directory).unwrap();
        let kept = graph.kept(&store);
        assert!(kept.is_superset(&reached), "{what}: something that is reached is gone");
        let mut damage = Vec::new();
        store.check(&mut |found| damage.push(found)).unwrap();
        assert_eq!(damage, [], "{what}");
        for entry in store.results(None, usize::MAX).unwrap() {
            assert!(has_receipt(&store, &entry.result.unwrap().receipt), "{what}");
        }
        // Whoever begins again comes to the same end.
        Plan::make(&store, &roots(), &mut |_| {}).unwrap().run(&mut |_| {}).unwrap();
        assert_eq!(graph.kept(&store), reached, "{what}");
        kept.len()
    };

    // So many changes there are in all, most of them results that are forgotten.
    let copy = copy_of(origin.path());
    let store = RedbStore::open(copy.path()).unwrap();
    let staged = Staged::new(&store, |_| Ok(()));
    let start = Instant::now();
    Plan::make(&staged, &roots(), &mut |_| {}).unwrap().run(&mut |_| {}).unwrap();
    let longest = start.elapsed();
    let changes = staged.changes.load(std::sync::atomic::Ordering::SeqCst);
    drop(staged);
    drop(store);
    look(copy.path(), "nobody interfered");

    let mut lefts = Vec::new();
    let batches = changes.saturating_sub(12)..changes;
    for last in (0..batches.start).step_by(37).chain(batches) {
        let copy = copy_of(origin.path());
        assert!(!run(copy.path(), last).wait().unwrap().success(), "it ends itself");
        lefts.push(look(copy.path(), &format!("killed before change {last} of {changes}")));
    }
    // The later it ends, the less is left.
    assert!(lefts.is_sorted_by(|one, next| one >= next), "{lefts:?}");
    assert!(lefts.first() > lefts.last());

    for round in 1..=8_u32 {
        let copy = copy_of(origin.path());
        let mut child = run(copy.path(), u64::MAX);
        thread::sleep(longest * round / 6 + Duration::from_millis(5));
        let _ = child.kill();
        child.wait().unwrap();
        look(copy.path(), &format!("killed in round {round}"));
    }
    println!("killed at {} of {changes} changes, and 8 times at any moment", lefts.len());
}

/// Takes an archive in until the change with this number, and is gone.
fn taking_child(directory: &Path, last: &str, archive: &Path) {
    let last: u64 = last.parse().unwrap();
    let store = RedbStore::open(directory).unwrap();
    let staged =
        Staged::new(&store, |number| if number < last { Ok(()) } else { process::abort() });
    take(&staged, archive);
}

fn take(store: &dyn Inventory, archive: &Path) {
    let options =
        ImportOptions::at(stage::at(2_000)).trusting([Did::from_signer(&stage::executor())]);
    import(store, &options, fs::File::open(archive).unwrap(), &mut |_| {}).unwrap();
}

/// A process that takes an archive in, and ends in the middle of it.
fn taking_parent() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[9; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let items = so_many_items(300..301).new_tree(&mut runner).unwrap().current();
    let origin = MemoryStore::new();
    Graph::put(items, &origin);
    let scratch = tempfile::tempdir().unwrap();
    let archive = scratch.path().join("archive.car");
    let bytes = |store: &dyn Inventory| {
        let sink = Cursor::new(Vec::new());
        export(store, &ExportOptions::default(), sink, &mut |_| {}).unwrap().1.into_inner()
    };
    fs::write(&archive, bytes(&origin)).unwrap();

    // So many changes there are in all.
    let whole = tempfile::tempdir().unwrap();
    let store = RedbStore::open(whole.path()).unwrap();
    let staged = Staged::new(&store, |_| Ok(()));
    take(&staged, &archive);
    let changes = staged.changes.load(std::sync::atomic::Ordering::SeqCst);
    drop(staged);
    assert_eq!(bytes(&store), fs::read(&archive).unwrap());
    drop(store);

    let mut lefts = Vec::new();
    let step = usize::try_from(changes / 12).unwrap().max(1);
    for last in (0..changes).step_by(step) {
        let what = format!("killed before change {last} of {changes}");
        let directory = tempfile::tempdir().unwrap();
        let status = Command::new(env::current_exe().unwrap())
            .args(["--import", directory.path().to_str().unwrap(), &last.to_string()])
            .arg(&archive)
            .stderr(Stdio::null())
            .status();
        assert!(!status.unwrap().success(), "it ends itself");
        let store = RedbStore::open(directory.path()).unwrap();
        let mut damage = Vec::new();
        store.check(&mut |found| damage.push(found)).unwrap();
        assert_eq!(damage, [], "{what}");
        let results = store.results(None, usize::MAX).unwrap();
        for entry in &results {
            assert!(has_receipt(&store, &entry.result.unwrap().receipt), "{what}");
        }
        let receipts = Receipts::page(&store, None, usize::MAX).unwrap();
        lefts.push(stage::all_blocks(&store).len() + receipts.len() + results.len());
        // It can be taken in again. A mutation that was begun and not settled when the
        // process was gone stays indeterminate; everything else is as it was.
        take(&store, &archive);
        for receipt in Receipts::page(&origin, None, usize::MAX).unwrap() {
            assert_eq!(store.record(&receipt), origin.record(&receipt), "{what}");
        }
        let mut blocks = [stage::all_blocks(&store), stage::all_blocks(&origin)];
        blocks.iter_mut().for_each(|blocks| blocks.sort_unstable());
        assert_eq!(blocks[0], blocks[1], "{what}");
        let begun = |store: &dyn Inventory| -> BTreeSet<Cid> {
            store.begun(None, usize::MAX).unwrap().iter().map(|begun| begun.task).collect()
        };
        assert_eq!(begun(&store), begun(&origin), "{what}");
    }
    assert!(lefts.first() < lefts.last());
    println!("an import killed at {} of {changes} changes", lefts.len());
}

fn copy_of(origin: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    fs::copy(origin.join("store.redb"), copy.path().join("store.redb")).unwrap();
    copy
}
