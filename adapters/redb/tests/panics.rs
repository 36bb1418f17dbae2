//! Who is told of a panic of the storage engine. One test: the hook is that of the process.

use std::{
    env, fs,
    panic::{self, AssertUnwindSafe},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use ipvm_redb::{RedbStore, hush_engine_panics};
use ipvm_runtime::store::StoreError;
use tempfile::tempdir;

const PAGE: usize = 4_096;

/// How many of the stores with a damaged page cannot be opened since the engine panics.
fn opened_with_damage(directory: &Path) -> usize {
    let file = directory.join("store.redb");
    let whole = fs::read(&file).unwrap_or_default();
    let mut panicked = 0;
    for page in (0..whole.len()).step_by(PAGE) {
        let mut damaged = whole.clone();
        damaged[page..].iter_mut().take(PAGE).for_each(|byte| *byte ^= 0x5a);
        assert!(fs::write(&file, damaged).is_ok());
        let opened = RedbStore::open(directory).map(drop);
        let is_panic = |reason: &str| reason == "the storage engine panicked on what it read";
        panicked += usize::from(
            matches!(&opened, Err(StoreError::Corrupted { reason, .. }) if is_panic(reason)),
        );
    }
    assert!(fs::write(&file, whole).is_ok());
    panicked
}

#[test]
fn only_panics_that_become_errors_are_hushed() {
    let root = tempdir().unwrap();
    drop(RedbStore::open(root.path()).unwrap());
    let told = Arc::<AtomicUsize>::default();
    let tell = Arc::clone(&told);
    panic::set_hook(Box::new(move |_| {
        tell.fetch_add(1, Ordering::SeqCst);
    }));

    let loud = opened_with_damage(root.path());
    assert!(loud > 0);
    assert_eq!(told.swap(0, Ordering::SeqCst), loud);

    hush_engine_panics();
    hush_engine_panics();
    assert_eq!(opened_with_damage(root.path()), loud);
    // Whoever runs this may ask for more.
    let is_asked = env::var_os("RUST_BACKTRACE").is_some_and(|asked| asked != "0");
    let expected = if is_asked { loud } else { 0 };
    assert_eq!(told.swap(0, Ordering::SeqCst), expected);

    let other = panic::catch_unwind(AssertUnwindSafe(|| panic!("of somebody else")));
    assert!(other.is_err());
    assert_eq!(told.swap(0, Ordering::SeqCst), 1);
    drop(panic::take_hook());
}
