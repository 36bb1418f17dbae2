//! The in-memory store keeps the contract.

use ipvm_runtime::store::MemoryStore;

#[test]
fn keeps_blocks() {
    ipvm_store_contract::blocks(MemoryStore::new);
}

#[test]
fn keeps_receipts() {
    ipvm_store_contract::receipts(MemoryStore::new);
}

#[test]
fn keeps_claims_and_results() {
    ipvm_store_contract::memo(MemoryStore::new);
}

#[test]
fn keeps_values_by_name() {
    ipvm_store_contract::key_value(MemoryStore::new);
}
