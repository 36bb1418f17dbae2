//! The suite finds stores that break a rule.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicU64, Ordering},
};

use cid::Cid;
use ipvm_runtime::store::{
    Change, Condition, Key, KeyValue, KeyValueError, Listed, MemoryStore, Namespace, Outcome,
};
use varsig::Block;

/// What is wrong with a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// A task that comes back is made again.
    MakesAgain,
    /// A conflict is tried again.
    ForgetsConflicts,
    /// A task that comes back with another change gets the old outcome.
    TakesAnyChange,
    /// A condition is not looked at.
    IgnoresConditions,
    /// All subjects have the same keys.
    OneSubject,
    /// Secret values are found by everybody.
    TellsSecrets,
    /// A list begins anew on every page.
    IgnoresAfter,
    /// A list is not cut.
    IgnoresLimit,
    /// A list is not in order.
    Unordered,
    /// A value comes back under another codec.
    LosesCodec,
}

struct Faulty {
    store: MemoryStore,
    fault: Fault,
    calls: AtomicU64,
}

impl Faulty {
    fn namespace(&self, asked: &Namespace) -> Namespace {
        let everybody = || "did:web:everybody".parse().expect("a DID");
        match self.fault {
            Fault::OneSubject if asked.is_secret() => Namespace::secret(everybody()),
            Fault::OneSubject => Namespace::open(everybody()),
            Fault::TellsSecrets => Namespace::open(asked.subject().clone()),
            _ => asked.clone(),
        }
    }

    /// A task that has not been seen before.
    fn another_task(&self) -> Cid {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        *Block::raw(format!("call {number}").into_bytes()).cid()
    }
}

impl KeyValue for Faulty {
    fn get(&self, namespace: &Namespace, key: &Key) -> Result<Option<Block>, KeyValueError> {
        let found = self.store.get(&self.namespace(namespace), key)?;
        Ok(found.map(|value| match self.fault {
            Fault::LosesCodec => Block::raw(value.bytes().to_vec()),
            _ => value,
        }))
    }

    fn list(
        &self,
        namespace: &Namespace,
        prefix: &str,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<Listed>, KeyValueError> {
        let after = after.filter(|_| self.fault != Fault::IgnoresAfter);
        let limit = if self.fault == Fault::IgnoresLimit { usize::MAX } else { limit };
        let mut listed = self.store.list(&self.namespace(namespace), prefix, after, limit)?;
        if self.fault == Fault::Unordered {
            listed.sort_by_key(|row| row.value);
        }
        Ok(listed)
    }

    fn apply(
        &self,
        task: &Cid,
        namespace: &Namespace,
        change: &Change,
    ) -> Result<Outcome, KeyValueError> {
        let namespace = self.namespace(namespace);
        match self.fault {
            Fault::MakesAgain => self.store.apply(&self.another_task(), &namespace, change),
            Fault::ForgetsConflicts => match self.store.apply(task, &namespace, change)? {
                Outcome::Conflict { .. } => {
                    self.store.apply(&self.another_task(), &namespace, change)
                }
                made => Ok(made),
            },
            Fault::TakesAnyChange => match self.store.apply(task, &namespace, change) {
                Err(KeyValueError::OtherChange { .. }) => {
                    self.store.apply(&self.another_task(), &namespace, change)
                }
                other => other,
            },
            Fault::IgnoresConditions => {
                let value = change.value().cloned();
                let change =
                    Change::swap(change.key().clone(), Condition::Any, value).expect("no larger");
                self.store.apply(task, &namespace, &change)
            }
            _ => self.store.apply(task, &namespace, change),
        }
    }
}

/// What the suite says about a store with this fault.
fn verdict(fault: Fault) -> String {
    let make = || Faulty { store: MemoryStore::new(), fault, calls: AtomicU64::new(0) };
    let panic = catch_unwind(AssertUnwindSafe(|| ipvm_store_contract::key_value(make)))
        .expect_err("the suite should have found the fault");
    *panic.downcast::<String>().expect("the suite says what is broken")
}

#[test]
fn names_the_rules_of_values_that_are_broken() {
    for (fault, rule) in [
        (Fault::MakesAgain, "the_same_task_again_changes_nothing_and_has_the_same_outcome"),
        (Fault::MakesAgain, "racing_calls_of_one_task_make_one_change"),
        (Fault::ForgetsConflicts, "a_conflict_stays_the_outcome_of_its_task"),
        (Fault::TakesAnyChange, "a_task_makes_one_change_only"),
        (Fault::IgnoresConditions, "a_swap_is_made_if_its_condition_holds_and_not_otherwise"),
        (Fault::OneSubject, "subjects_have_keys_of_their_own"),
        (Fault::OneSubject, "lists_nothing_of_another_subject"),
        (Fault::TellsSecrets, "what_is_secret_and_what_is_open_never_meet"),
        (Fault::IgnoresAfter, "lists_at_most_the_limit_and_reads_on_behind_a_key"),
        (Fault::IgnoresLimit, "lists_at_most_the_limit_and_reads_on_behind_a_key"),
        (Fault::Unordered, "lists_by_prefix_in_the_order_of_bytes"),
        (Fault::LosesCodec, "returns_what_was_put"),
    ] {
        let said = verdict(fault);
        assert!(said.starts_with("the store breaks "), "{said}");
        assert!(said.contains(rule), "{fault:?}: {said}");
        assert!(!said.contains("knows_nothing_at_first"), "{fault:?}: {said}");
    }
}
