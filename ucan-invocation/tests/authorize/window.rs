//! Work is admitted once (ruling P11).

use std::{collections::BTreeMap, sync::Mutex};

use ucan_core::Timestamp;
use ucan_invocation::{
    Backing, InMemoryReplayWindow, ReplayAddress, ReplayError, ReplayKey, ReplayLimits,
    ReplayTable, ReplayWindow, Task,
};

use crate::{
    parties::{at, party},
    replay::{asked, key, message, message_key, twins},
};

fn table(capacity: usize, horizon: u32) -> ReplayTable {
    ReplayTable::new(ReplayLimits::new(capacity, horizon))
}

fn admit(table: &mut ReplayTable, key: &ReplayKey, now: i64) -> Result<(), ReplayError> {
    table.admit(key, at(now), Backing::TableOnly).map(|_| ())
}

/// What is said of a key that was admitted before, because of its address at `place`.
fn replayed(key: &ReplayKey, place: usize) -> Result<(), ReplayError> {
    Err(ReplayError::Replayed { address: key.addresses()[place] })
}

#[test]
fn the_same_token_is_admitted_once() {
    let (mut table, key) = (table(9, 100), message_key(1, 10));
    assert_eq!(admit(&mut table, &key, 0), Ok(()));
    assert_eq!(admit(&mut table, &key, 0), replayed(&key, 0));
    assert_eq!(admit(&mut table, &key, 10), replayed(&key, 0));
    assert_eq!(admit(&mut table, &message_key(2, 10), 10), Ok(()));
    assert_eq!(table.len(), 2);
}

#[test]
fn the_same_task_in_another_token_is_a_replay() {
    let (mut table, first, second) = (table(9, 100), message_key(1, 10), message_key(1, 11));
    assert_ne!(first, second);
    assert_eq!(admit(&mut table, &first, 0), Ok(()));
    assert_eq!(admit(&mut table, &second, 0), replayed(&second, 0));
}

#[test]
fn the_same_token_with_another_resolution_is_a_replay() {
    // As a twin has the same task, this shows the other address: the token's.
    let mut table = table(9, 100);
    let key = message_key(1, 10);
    let ReplayAddress::Token { token, task } = key.addresses()[1] else { panic!("a token") };
    table.restore(vec![ReplayAddress::Token { token, task }], at(10));
    assert_eq!(admit(&mut table, &key, 0), replayed(&key, 1));
}

#[test]
fn the_twin_of_a_token_is_a_replay() {
    let [low, high] = twins();
    for (first, second) in [(&low, &high), (&high, &low)] {
        // Its task alone would give it away; here only the token is known.
        let mut table = table(9, 100);
        table.restore(first.addresses()[1..2].to_vec(), at(10));
        assert_eq!(admit(&mut table, second, 0), replayed(second, 2));
    }
}

#[test]
fn what_is_idempotent_does_not_belong_here() {
    let alice = party(1);
    let task = Task::idempotent(alice.did.clone(), "/a".parse().unwrap(), [].into()).unwrap();
    let key = key(&asked(&alice, task, Some(10)));
    assert_eq!(admit(&mut table(9, 100), &key, 0), Err(ReplayError::EmptyNonce));
}

#[test]
fn what_can_no_longer_be_used_is_refused_and_forgotten() {
    let (mut table, key) = (table(9, 100), message_key(1, 10));
    assert_eq!(admit(&mut table, &key, 0), Ok(()));
    assert_eq!(
        admit(&mut table, &key, 11),
        Err(ReplayError::Expired { until: at(10), now: at(11) })
    );
    assert!(table.is_empty());
    assert_eq!(table.forgotten(), at(10));
}

#[test]
fn a_clock_that_goes_back_brings_nothing_back() {
    let (mut table, key) = (table(9, 100), message_key(1, 10));
    assert_eq!(admit(&mut table, &key, 0), Ok(()));
    assert_eq!(admit(&mut table, &message_key(2, 90), 50), Ok(()));
    assert_eq!(
        admit(&mut table, &key, 5),
        Err(ReplayError::Forgotten { until: at(10), up_to: at(10) })
    );
    // New work may come, as long as it cannot be the old.
    assert_eq!(admit(&mut table, &message_key(3, 11), 5), Ok(()));
}

#[test]
fn what_cannot_be_remembered_for_long_enough_is_refused_unless_a_claim_is_durable() {
    let alice = party(1);
    let forever = key(&asked(&alice, message(&alice, 1), None));
    let long = message_key(2, 111);
    let mut table = table(9, 100);
    assert_eq!(admit(&mut table, &forever, 10), Err(ReplayError::NoExpiration));
    assert_eq!(
        admit(&mut table, &long, 10),
        Err(ReplayError::BeyondHorizon { until: at(111), latest: at(110) })
    );
    assert_eq!(admit(&mut table, &message_key(3, 110), 10), Ok(()));

    for key in [&forever, &long] {
        assert!(table.admit(key, at(10), Backing::DurableClaim).is_ok());
    }
    assert_eq!(table.len(), 1, "the claims remember those");
    // What the table does remember, it refuses whatever else there is.
    let key = message_key(3, 110);
    assert_eq!(table.admit(&key, at(10), Backing::DurableClaim).map(|_| ()), replayed(&key, 0));
}

#[test]
fn a_full_table_refuses_new_work_and_evicts_nothing() {
    let mut table = table(2, 100);
    let [first, second, third] = [1, 2, 3].map(|number| message_key(number, 10));
    assert_eq!(admit(&mut table, &first, 0), Ok(()));
    assert_eq!(admit(&mut table, &second, 0), Ok(()));
    assert_eq!(admit(&mut table, &third, 10), Err(ReplayError::Full { capacity: 2 }));
    assert_eq!(admit(&mut table, &first, 10), replayed(&first, 0));
    assert_eq!(admit(&mut table, &message_key(4, 20), 11), Ok(()));
    assert_eq!(table.len(), 1);
}

#[test]
fn after_a_restart_nothing_is_admitted_that_could_have_been_before() {
    let mut table = ReplayTable::after_restart(ReplayLimits::new(9, 100), at(50));
    assert_eq!(
        admit(&mut table, &message_key(1, 150), 60),
        Err(ReplayError::Forgotten { until: at(150), up_to: at(150) })
    );
    assert_eq!(admit(&mut table, &message_key(2, 151), 60), Ok(()));
    let window = InMemoryReplayWindow::after_restart(ReplayLimits::new(9, 100), at(50));
    assert_eq!(
        window.claim_once(&message_key(1, 150), at(60), ()),
        Err(ReplayError::Forgotten { until: at(150), up_to: at(150) })
    );
}

#[test]
fn what_was_not_done_after_all_may_come_again() {
    let window = InMemoryReplayWindow::new(ReplayLimits::default());
    let (key, other) = (message_key(1, 10), message_key(2, 10));
    let admitted = window.claim_once(&key, at(0), ()).unwrap();
    let _kept = window.claim_once(&other, at(0), ()).unwrap();
    window.withdraw(admitted);
    assert_eq!(window.len(), 1);
    let _admitted = window.claim_once(&key, at(0), ()).unwrap();
    assert_eq!(window.claim_once(&other, at(0), ()).map(|_| ()), replayed(&other, 0));
}

#[test]
fn of_restored_entries_with_the_same_address_the_longest_counts() {
    let key = message_key(1, 60);
    for (first, second) in [(20, 50), (50, 20)] {
        let mut table = table(1, 100);
        for until in [first, second] {
            table.restore(key.addresses()[..1].to_vec(), at(until));
        }
        assert_eq!(table.len(), 2, "whether there is room or not");
        assert_eq!(admit(&mut table, &key, 30), replayed(&key, 0));
        assert_eq!(admit(&mut table, &key, 51), Ok(()));
    }
}

#[test]
fn times_at_the_end_of_the_range_do_no_harm() {
    let mut table = table(9, u32::MAX);
    let key = message_key(1, Timestamp::MAX.seconds());
    assert!(table.admit(&key, Timestamp::MAX, Backing::TableOnly).is_ok());
    assert_eq!(
        table.admit(&key, Timestamp::MIN, Backing::TableOnly).map(|_| ()),
        replayed(&key, 0)
    );
}

/// A store that has its claims under the same lock, and sometimes fails.
struct Store {
    tables: Mutex<(ReplayTable, BTreeMap<ReplayAddress, u64>)>,
    broken: bool,
}

#[derive(Debug, PartialEq)]
enum StoreError {
    Replay(ReplayError),
    Broken,
}

impl ReplayWindow for Store {
    type Terms = u64;
    type Claim = u64;
    type Error = StoreError;

    fn claim_once(&self, key: &ReplayKey, now: Timestamp, lease: u64) -> Result<u64, StoreError> {
        let (table, claims) = &mut *self.tables.lock().expect("no panic");
        let admitted = table.admit(key, now, Backing::TableOnly).map_err(StoreError::Replay)?;
        if self.broken {
            table.withdraw(admitted);
            return Err(StoreError::Broken);
        }
        claims.insert(key.addresses()[0], lease);
        Ok(lease)
    }
}

#[test]
fn a_store_claims_and_remembers_in_one_step_or_does_neither() {
    let tables = Mutex::new((table(9, 100), BTreeMap::new()));
    let mut store = Store { tables, broken: true };
    let key = message_key(1, 10);
    assert_eq!(store.claim_once(&key, at(0), 30), Err(StoreError::Broken));
    store.broken = false;
    assert_eq!(store.claim_once(&key, at(0), 30), Ok(30));
    assert_eq!(
        store.claim_once(&key, at(0), 30),
        Err(StoreError::Replay(ReplayError::Replayed { address: key.addresses()[0] }))
    );
    let (table, claims) = store.tables.into_inner().unwrap();
    assert_eq!((table.len(), claims.len()), (1, 1));
}
