//! The store in memory under every rule.

use std::sync::Arc;

use ipvm_runtime_model::{
    explore::explore,
    scenario::{self, SharedMemo},
    store::MemoryStore,
};

fn check(scenario: fn(SharedMemo)) {
    explore(move || scenario(Arc::new(MemoryStore::new())));
}

#[test]
fn a_mutation_is_begun_once() {
    check(scenario::a_mutation_is_begun_once);
}

#[test]
fn a_fenced_loser_changes_nothing() {
    check(scenario::a_fenced_loser_changes_nothing);
}

#[test]
fn an_unended_lease_excludes() {
    check(scenario::an_unended_lease_excludes);
}

#[test]
fn a_lost_record_frees_no_mutation() {
    check(scenario::a_lost_record_frees_no_mutation);
}

#[test]
fn forgetting_takes_what_was_named() {
    check(scenario::forgetting_takes_what_was_named);
}
