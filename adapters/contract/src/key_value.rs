//! The rules of `KeyValue`.

use cid::Cid;
use ipvm_runtime::store::{
    Change, Condition, KEY_LIMIT, Key, KeyValue, KeyValueError, Listed, MemoryStore, Namespace,
    Outcome, Previous, VALUE_LIMIT,
};
use ucan_core::Did;
use varsig::Block;

use crate::{
    Case, cases,
    race::race,
    sample::{block, cid},
};

pub(crate) const CASES: &[Case<dyn KeyValue>] = cases![
    knows_nothing_at_first,
    returns_what_was_put,
    takes_the_longest_key_and_the_longest_subject,
    a_put_replaces_and_says_what_stood_there,
    a_delete_takes_away_and_says_what_stood_there,
    a_swap_is_made_if_its_condition_holds_and_not_otherwise,
    the_same_task_again_changes_nothing_and_has_the_same_outcome,
    a_conflict_stays_the_outcome_of_its_task,
    a_task_makes_one_change_only,
    a_refused_change_leaves_no_trace,
    subjects_have_keys_of_their_own,
    a_fragment_does_not_make_another_subject,
    what_is_secret_and_what_is_open_never_meet,
    texts_that_look_alike_are_two_keys,
    lists_by_prefix_in_the_order_of_bytes,
    lists_what_has_a_value_and_nothing_else,
    lists_at_most_the_limit_and_reads_on_behind_a_key,
    lists_nothing_of_another_subject,
    agrees_with_the_store_in_memory,
    racing_calls_of_one_task_make_one_change,
    racing_swaps_lose_no_change,
];

pub(crate) fn key(text: &str) -> Key {
    Key::new(text).expect("a key of the suite")
}

pub(crate) fn alice() -> Namespace {
    open("did:web:alice.example")
}

fn open(did: &str) -> Namespace {
    Namespace::open(did.parse().expect("a DID of the suite"))
}

/// What a call returned, which must not have failed.
#[track_caller]
pub(crate) fn done<T: std::fmt::Debug>(result: Result<T, KeyValueError>) -> T {
    result.expect("the store failed")
}

/// A value with this text.
pub(crate) fn value(text: &str) -> Block {
    Block::raw(text.as_bytes().to_vec())
}

pub(crate) fn put(name: &str, value: &Block) -> Change {
    Change::put(key(name), value.clone()).expect("a value of the suite is small enough")
}

pub(crate) fn delete(name: &str) -> Change {
    Change::delete(key(name))
}

pub(crate) fn swap(name: &str, condition: Condition, value: Option<&Block>) -> Change {
    Change::swap(key(name), condition, value.cloned())
        .expect("a value of the suite is small enough")
}

pub(crate) const fn made(previous: Previous) -> Outcome {
    Outcome::Made { previous }
}

pub(crate) fn instead_of(value: &Block) -> Outcome {
    made(Previous::Value(*value.cid()))
}

fn conflict(found: Option<&Block>) -> Outcome {
    Outcome::Conflict { found: found.map(|value| *value.cid()) }
}

/// What a change of Alice's values comes to.
#[track_caller]
pub(crate) fn applied(
    store: &(impl KeyValue + ?Sized),
    task: &str,
    change: &Change,
    expected: Outcome,
) {
    assert_eq!(done(store.apply(&cid(task), &alice(), change)), expected, "task {task}");
}

/// The value of one of Alice's keys.
#[track_caller]
pub(crate) fn value_of(store: &(impl KeyValue + ?Sized), name: &str) -> Option<Block> {
    done(store.get(&alice(), &key(name)))
}

/// The keys of a list.
#[track_caller]
pub(crate) fn names(listed: Result<Vec<Listed>, KeyValueError>) -> Vec<String> {
    done(listed).into_iter().map(|row| row.key.to_string()).collect()
}

fn knows_nothing_at_first(store: &dyn KeyValue) {
    assert_eq!(value_of(store, "k"), None);
    assert_eq!(done(store.list(&alice(), "", None, 10)), []);
}

fn returns_what_was_put(store: &dyn KeyValue) {
    let null = Block::dag_cbor(*b"\xf6").expect("null is canonical");
    let raw_null = Block::raw(*b"\xf6");
    let values = [block(0), block(1), null, raw_null, block(70_000), block(VALUE_LIMIT)];
    for (number, value) in values.iter().enumerate() {
        let name = format!("key {number}");
        applied(store, &name, &put(&name, value), made(Previous::Absent));
    }
    for (number, value) in values.iter().enumerate() {
        assert_eq!(value_of(store, &format!("key {number}")).as_ref(), Some(value), "{number}");
    }
}

fn takes_the_longest_key_and_the_longest_subject(store: &dyn KeyValue) {
    let subject = format!("did:web:{}", "a".repeat(Did::MAX_LENGTH - "did:web:".len()));
    let (subject, value) = (open(&subject), value("v"));
    // Two keys that differ in their last byte.
    let keys = ["x", "y"].map(|last| key(&format!("{}{last}", "k".repeat(KEY_LIMIT - 1))));
    for (number, key) in keys.iter().enumerate() {
        let change = Change::put(key.clone(), value.clone()).expect("a small value");
        let task = cid(&format!("task {number}"));
        assert_eq!(done(store.apply(&task, &subject, &change)), made(Previous::Absent));
        assert_eq!(done(store.get(&subject, key)).as_ref(), Some(&value));
    }
    let listed = keys.map(|key| Listed { key, value: *value.cid() });
    assert_eq!(done(store.list(&subject, &"k".repeat(KEY_LIMIT - 1), None, 10)), listed);
    assert_eq!(done(store.list(&subject, &"k".repeat(KEY_LIMIT + 1), None, 10)), []);
}

fn a_put_replaces_and_says_what_stood_there(store: &dyn KeyValue) {
    let (one, two) = (value("one"), value("two"));
    applied(store, "1", &put("k", &one), made(Previous::Absent));
    applied(store, "2", &put("k", &two), instead_of(&one));
    assert_eq!(value_of(store, "k").as_ref(), Some(&two));
    applied(store, "3", &put("k", &two), instead_of(&two));
    assert_eq!(value_of(store, "k"), Some(two));
}

fn a_delete_takes_away_and_says_what_stood_there(store: &dyn KeyValue) {
    let one = value("one");
    applied(store, "1", &delete("k"), made(Previous::Absent));
    applied(store, "2", &put("k", &one), made(Previous::Absent));
    applied(store, "3", &put("l", &one), made(Previous::Absent));
    applied(store, "4", &delete("k"), instead_of(&one));
    assert_eq!(value_of(store, "k"), None);
    assert_eq!(value_of(store, "l"), Some(one));
    applied(store, "5", &delete("k"), made(Previous::Absent));
}

fn a_swap_is_made_if_its_condition_holds_and_not_otherwise(store: &dyn KeyValue) {
    let (one, two, three) = (value("one"), value("two"), value("three"));
    let is = |value: &Block| Condition::Equals(*value.cid());
    applied(store, "1", &swap("k", is(&one), Some(&two)), conflict(None));
    assert_eq!(value_of(store, "k"), None);
    applied(store, "2", &swap("k", Condition::Absent, Some(&one)), made(Previous::Absent));
    applied(store, "3", &swap("k", Condition::Absent, Some(&two)), conflict(Some(&one)));
    applied(store, "4", &swap("k", is(&three), Some(&two)), conflict(Some(&one)));
    assert_eq!(value_of(store, "k").as_ref(), Some(&one));
    applied(store, "5", &swap("k", is(&one), Some(&two)), instead_of(&one));
    assert_eq!(value_of(store, "k").as_ref(), Some(&two));
    applied(store, "6", &swap("k", is(&one), None), conflict(Some(&two)));
    applied(store, "7", &swap("k", is(&two), None), instead_of(&two));
    assert_eq!(value_of(store, "k"), None);
    applied(store, "8", &swap("k", Condition::Absent, None), made(Previous::Absent));
    // The same bytes under another codec are another value.
    let (raw, null) = (Block::raw(*b"\xf6"), Block::dag_cbor(*b"\xf6").expect("canonical"));
    applied(store, "9", &put("k", &raw), made(Previous::Absent));
    applied(store, "10", &swap("k", is(&null), Some(&one)), conflict(Some(&raw)));
}

fn the_same_task_again_changes_nothing_and_has_the_same_outcome(store: &dyn KeyValue) {
    let (one, two) = (value("one"), value("two"));
    let is_one = Condition::Equals(*one.cid());
    let first = [
        ("put", put("k", &one), made(Previous::Absent)),
        ("swap", swap("k", is_one, Some(&two)), instead_of(&one)),
        ("delete", delete("k"), instead_of(&two)),
    ];
    for (task, change, outcome) in &first {
        applied(store, task, change, *outcome);
        applied(store, task, change, *outcome);
    }
    applied(store, "put two", &put("k", &two), made(Previous::Absent));
    for _ in 0..2 {
        for (task, change, outcome) in &first {
            applied(store, task, change, *outcome);
            assert_eq!(value_of(store, "k").as_ref(), Some(&two), "after {task} again");
        }
    }
}

fn a_conflict_stays_the_outcome_of_its_task(store: &dyn KeyValue) {
    let (one, two) = (value("one"), value("two"));
    let change = swap("k", Condition::Equals(*one.cid()), Some(&two));
    applied(store, "swap", &change, conflict(None));
    applied(store, "put", &put("k", &one), made(Previous::Absent));
    // Now it would hold.
    applied(store, "swap", &change, conflict(None));
    assert_eq!(value_of(store, "k"), Some(one));
}

fn a_task_makes_one_change_only(store: &dyn KeyValue) {
    let (one, two) = (value("one"), value("two"));
    applied(store, "t", &put("k", &one), made(Previous::Absent));
    let other = Err(KeyValueError::OtherChange { task: cid("t") });
    for change in [
        put("k", &two),
        put("l", &one),
        delete("k"),
        delete("l"),
        swap("k", Condition::Equals(*one.cid()), Some(&one)),
        swap("k", Condition::Absent, Some(&one)),
    ] {
        assert_eq!(store.apply(&cid("t"), &alice(), &change), other, "{change:?}");
    }
    let bob = open("did:web:bob.example");
    assert_eq!(store.apply(&cid("t"), &bob, &put("k", &one)), other);
    assert_eq!(done(store.get(&bob, &key("k"))), None);
    assert_eq!(value_of(store, "l"), None);
    applied(store, "t", &put("k", &one), made(Previous::Absent));
    assert_eq!(value_of(store, "k"), Some(one));
}

fn a_refused_change_leaves_no_trace(store: &dyn KeyValue) {
    let (one, two) = (value("one"), value("two"));
    let change = swap("k", Condition::Equals(*one.cid()), Some(&two));
    applied(store, "swap", &change, conflict(None));
    assert_eq!(done(store.list(&alice(), "", None, 10)), []);
    applied(store, "t", &delete("k"), made(Previous::Absent));
    assert!(store.apply(&cid("t"), &alice(), &put("k", &one)).is_err());
    assert_eq!(done(store.list(&alice(), "", None, 10)), []);
}

fn subjects_have_keys_of_their_own(store: &dyn KeyValue) {
    let bob = open("did:web:bob.example");
    let (one, two) = (value("one"), value("two"));
    applied(store, "alice", &put("k", &one), made(Previous::Absent));
    assert_eq!(done(store.get(&bob, &key("k"))), None);
    let outcome = done(store.apply(&cid("bob"), &bob, &put("k", &two)));
    assert_eq!(outcome, made(Previous::Absent));
    assert_eq!(value_of(store, "k"), Some(one));
    assert_eq!(done(store.get(&bob, &key("k"))), Some(two));
}

fn a_fragment_does_not_make_another_subject(store: &dyn KeyValue) {
    let (one, with_fragment) = (value("one"), open("did:web:alice.example#key-1"));
    applied(store, "t", &put("k", &one), made(Previous::Absent));
    assert_eq!(done(store.get(&with_fragment, &key("k"))).as_ref(), Some(&one));
    assert_eq!(names(store.list(&with_fragment, "", None, 10)), ["k"]);
    let again = done(store.apply(&cid("t"), &with_fragment, &put("k", &one)));
    assert_eq!(again, made(Previous::Absent));
}

fn what_is_secret_and_what_is_open_never_meet(store: &dyn KeyValue) {
    let secret = Namespace::secret(alice().subject().clone());
    let (one, two) = (value("one"), value("two"));
    for (namespace, other, value) in [(alice(), &secret, &one), (secret.clone(), &alice(), &two)] {
        let name = if namespace.is_secret() { "secret" } else { "open" };
        let outcome = done(store.apply(&cid(name), &namespace, &put(name, value)));
        assert_eq!(outcome, made(Previous::Absent));
        assert_eq!(done(store.get(&namespace, &key(name))).as_ref(), Some(value));
        assert_eq!(done(store.get(other, &key(name))), None);
        let again = Err(KeyValueError::OtherChange { task: cid(name) });
        assert_eq!(store.apply(&cid(name), other, &put(name, value)), again);
        assert_eq!(names(store.list(&namespace, "", None, 9)), [name]);
    }
    let outcome = done(store.apply(&cid("both"), &secret, &put("open", &two)));
    assert_eq!(outcome, made(Previous::Absent));
    assert_eq!(value_of(store, "open"), Some(one));
    assert_eq!(names(store.list(&secret, "", None, 9)), ["open", "secret"]);
}

fn texts_that_look_alike_are_two_keys(store: &dyn KeyValue) {
    let keys = ["\u{e9}", "e\u{301}", "E\u{301}", "k", "k ", "k\0", "/k", "K"];
    for name in keys {
        applied(store, name, &put(name, &value(name)), made(Previous::Absent));
    }
    for name in keys {
        assert_eq!(value_of(store, name), Some(value(name)), "{name:?}");
    }
}

fn lists_by_prefix_in_the_order_of_bytes(store: &dyn KeyValue) {
    // In the order of their bytes, which is not that of UTF-16 nor of any language.
    let keys = ["\0", "B", "a", "a\0", "a/1", "a/10", "a/2", "ab", "b", "\u{e9}", "\u{ffff}", "😀"];
    for name in keys.iter().rev() {
        applied(store, name, &put(name, &value(name)), made(Previous::Absent));
    }
    let listed = |prefix: &str| done(store.list(&alice(), prefix, None, 100));
    let expected = |names: &[&str]| -> Vec<Listed> {
        names.iter().map(|name| Listed { key: key(name), value: *value(name).cid() }).collect()
    };
    assert_eq!(listed(""), expected(&keys));
    assert_eq!(listed("a"), expected(&["a", "a\0", "a/1", "a/10", "a/2", "ab"]));
    assert_eq!(listed("a/1"), expected(&["a/1", "a/10"]));
    assert_eq!(listed("a/3"), []);
    assert_eq!(listed("\u{ffff}"), expected(&["\u{ffff}"]));
    assert_eq!(listed("c"), []);
}

fn lists_what_has_a_value_and_nothing_else(store: &dyn KeyValue) {
    let (one, two) = (value("one"), value("two"));
    for name in ["a", "b", "c"] {
        applied(store, name, &put(name, &one), made(Previous::Absent));
    }
    applied(store, "delete", &delete("b"), instead_of(&one));
    applied(store, "replace", &put("c", &two), instead_of(&one));
    let row = |name: &str, value: &Block| Listed { key: key(name), value: *value.cid() };
    assert_eq!(done(store.list(&alice(), "", None, 9)), [row("a", &one), row("c", &two)]);
    applied(store, "again", &put("b", &two), made(Previous::Absent));
    assert_eq!(names(store.list(&alice(), "", None, 9)), ["a", "b", "c"]);
}

fn lists_at_most_the_limit_and_reads_on_behind_a_key(store: &dyn KeyValue) {
    for name in ["a", "p/1", "p/2", "p/3", "p/4", "p/5", "q"] {
        applied(store, name, &put(name, &value(name)), made(Previous::Absent));
    }
    let listed = |after: Option<&str>, limit| {
        let after = after.map(key);
        names(store.list(&alice(), "p/", after.as_ref(), limit))
    };
    assert_eq!(listed(None, 0), [""; 0]);
    assert_eq!(listed(None, 2), ["p/1", "p/2"]);
    assert_eq!(listed(Some("p/2"), 2), ["p/3", "p/4"]);
    assert_eq!(listed(Some("p/4"), 2), ["p/5"]);
    assert_eq!(listed(Some("p/5"), 2), [""; 0]);
    assert_eq!(listed(None, usize::MAX), ["p/1", "p/2", "p/3", "p/4", "p/5"]);
    // It need not be a key that has a value, nor one with the prefix.
    assert_eq!(listed(Some("p/25"), 2), ["p/3", "p/4"]);
    assert_eq!(listed(Some("a"), 2), ["p/1", "p/2"]);
    assert_eq!(listed(Some("p/"), 2), ["p/1", "p/2"]);
    assert_eq!(listed(Some("q"), 2), [""; 0]);
}

fn lists_nothing_of_another_subject(store: &dyn KeyValue) {
    // DIDs of which one begins like the other, and keys that could pass for the rest.
    let subjects =
        ["did:web:a.example", "did:web:a.example.org", "did:web:a.exampl", "did:web:z"].map(open);
    for (number, subject) in subjects.iter().enumerate() {
        for name in ["k", ".org", "e", "\u{10ffff}"] {
            let task = cid(&format!("{number} {name}"));
            let outcome = done(store.apply(&task, subject, &put(name, &value("v"))));
            assert_eq!(outcome, made(Previous::Absent));
        }
    }
    for subject in &subjects {
        let listed = names(store.list(subject, "", None, 100));
        assert_eq!(listed, [".org", "e", "k", "\u{10ffff}"], "{subject:?}");
        let last = key("\u{10ffff}");
        assert_eq!(names(store.list(subject, "", Some(&last), 100)), [""; 0], "{subject:?}");
    }
}

/// Numbers that look drawn, and are the same each time.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let bound = u64::try_from(from.len()).expect("a short list");
        let picked = usize::try_from(self.below(bound)).expect("an index");
        from[picked].clone()
    }
}

fn agrees_with_the_store_in_memory(store: &dyn KeyValue) {
    let model = MemoryStore::new();
    let subjects = ["did:web:alice.example", "did:web:bob.example"].map(open);
    let values = ["one", "two", "three"].map(value);
    let keys = ["a", "a/b", "a/c", "b"];
    let mut draws = Draws(7);
    // Few tasks, so that many come back, with the same change or with another.
    let mut changes = Vec::new();
    for _ in 0..200 {
        let condition = match draws.below(4) {
            0 => Condition::Absent,
            1 => Condition::Equals(*draws.pick(&values).cid()),
            _ => Condition::Any,
        };
        let value = (draws.below(4) > 0).then(|| draws.pick(&values));
        let change = swap(draws.pick(&keys), condition, value.as_ref());
        changes.push((cid(&format!("{}", draws.below(120))), draws.pick(&subjects), change));
    }
    for step in 0..300 {
        let (task, subject, change) = draws.pick(&changes);
        let expected = model.apply(&task, &subject, &change);
        assert_eq!(store.apply(&task, &subject, &change), expected, "step {step}: {change:?}");
        let (subject, prefix) = (draws.pick(&subjects), draws.pick(&["", "a", "a/", "b"]));
        let after = (draws.below(2) == 0).then(|| key(draws.pick(&keys)));
        let list = |store: &dyn KeyValue| store.list(&subject, prefix, after.as_ref(), 3);
        assert_eq!(list(store), list(&model), "step {step}");
    }
    for (subject, name) in subjects.iter().flat_map(|s| keys.iter().map(move |k| (s, k))) {
        let key = key(name);
        assert_eq!(done(store.get(subject, &key)), done(model.get(subject, &key)), "{name}");
    }
}

fn racing_calls_of_one_task_make_one_change(store: &dyn KeyValue) {
    for round in 0..8 {
        let name = format!("k{round}");
        let create = swap(&name, Condition::Absent, Some(&value("v")));
        let outcomes = race(|_| done(store.apply(&cid(&name), &alice(), &create)));
        // Had it been made twice, the second would have been a conflict.
        assert!(outcomes.iter().all(|outcome| *outcome == made(Previous::Absent)), "{outcomes:?}");
    }
}

fn racing_swaps_lose_no_change(store: &dyn KeyValue) {
    let number = |value: Option<Block>| -> u32 {
        let Some(value) = value else { return 0 };
        String::from_utf8_lossy(value.bytes()).parse().expect("a number of the suite")
    };
    let counted: u32 = race(|thread| {
        let mut counted = 0;
        for attempt in 0..12 {
            let standing = value_of(store, "count");
            let found: Option<Cid> = standing.as_ref().map(|value| *value.cid());
            let condition = found.map_or(Condition::Absent, Condition::Equals);
            let next = value(&(number(standing) + 1).to_string());
            let task = cid(&format!("task {thread} {attempt}"));
            let change = swap("count", condition, Some(&next));
            match done(store.apply(&task, &alice(), &change)) {
                Outcome::Made { previous } => {
                    assert_eq!(previous, found.map_or(Previous::Absent, Previous::Value));
                    counted += 1;
                }
                Outcome::Conflict { found: other } => assert_ne!(other, found),
            }
        }
        counted
    })
    .into_iter()
    .sum();
    assert!(counted > 0);
    assert_eq!(number(value_of(store, "count")), counted);
}
