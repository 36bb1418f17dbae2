//! The redb store keeps the contract of every store.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

use ipvm_redb::RedbStore;
use tempfile::TempDir;

/// Makes a store in a directory of its own each time.
struct Stores {
    root: TempDir,
    made: AtomicUsize,
}

impl Stores {
    fn new() -> Self {
        Self {
            root: tempfile::tempdir().expect("a directory can be made"),
            made: AtomicUsize::new(0),
        }
    }

    fn directory(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn make(&self) -> RedbStore {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        RedbStore::open(self.directory(&number.to_string())).expect("the store opens")
    }
}

#[test]
fn keeps_blocks() {
    let stores = Stores::new();
    ipvm_store_contract::blocks(|| stores.make());
}

#[test]
fn keeps_receipts() {
    let stores = Stores::new();
    ipvm_store_contract::receipts(|| stores.make());
}

#[test]
fn keeps_claims_and_results() {
    let stores = Stores::new();
    ipvm_store_contract::memo(|| stores.make());
}

#[test]
fn keeps_values_by_name() {
    let stores = Stores::new();
    ipvm_store_contract::key_value(|| stores.make());
}

#[test]
fn keeps_house() {
    let stores = Stores::new();
    ipvm_store_contract::inventory(|| stores.make());
}

#[test]
fn keeps_everything_over_a_restart() {
    let stores = Stores::new();
    ipvm_store_contract::durable(|name| RedbStore::open(stores.directory(name)).unwrap());
    ipvm_store_contract::durable_inventory(|name| RedbStore::open(stores.directory(name)).unwrap());
    ipvm_store_contract::durable_key_value(|name| RedbStore::open(stores.directory(name)).unwrap());
}
