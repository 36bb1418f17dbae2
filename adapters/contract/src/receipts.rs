//! The rules of `Receipts`.

use cid::Cid;
use ipvm_runtime::store::{About, Lookup, ReceiptRecord, Receipts, Role};
use varsig::Block;

use crate::{
    Case, cases,
    sample::{block, cid, did, done},
};

pub(crate) const CASES: &[Case<dyn Receipts>] = cases![
    returns_the_token_byte_for_byte,
    knows_nothing_of_what_was_never_put,
    finds_a_receipt_by_each_of_its_keys,
    keeps_the_kinds_of_keys_apart,
    keeps_every_receipt_of_a_task,
    lists_each_receipt_once,
    putting_again_adds_keys,
    pages_go_through_every_receipt_once,
    tells_everything_that_is_kept_of_a_receipt,
    finds_the_receipts_of_a_subject_only,
    what_says_no_subject_is_found_without_one_only,
    the_first_subject_stands,
    what_was_unsaid_is_said_later,
    pages_of_what_is_found_have_each_receipt_once,
    whoever_reads_pages_misses_nothing_that_was_there_all_the_time,
];

/// What a task of the one of that name was.
pub(crate) fn about(name: &str) -> About {
    About::new(did(name), "/wasm/run".parse().expect("it is a command"))
}

/// What is found in one go, sorted.
#[track_caller]
fn found(store: &dyn Receipts, lookup: &Lookup<'_>) -> Vec<Cid> {
    let mut found = done(store.find(lookup, None, usize::MAX));
    found.sort_unstable();
    found
}

pub(crate) fn token(name: &str) -> Block {
    Block::raw(format!("receipt {name}").into_bytes())
}

fn returns_the_token_byte_for_byte(store: &dyn Receipts) {
    for token in [token("small"), block(500_000)] {
        done(store.put(&ReceiptRecord::new(token.clone(), cid("task"))));
        assert_eq!(done(store.get(token.cid())), Some(token));
    }
}

fn knows_nothing_of_what_was_never_put(store: &dyn Receipts) {
    assert_eq!(done(store.get(&cid("absent"))), None);
    assert_eq!(done(store.by_task(&cid("absent"))), []);
    assert_eq!(done(store.by_input(&cid("absent"))), []);
    assert_eq!(done(store.by_output(&cid("absent"))), []);
}

fn finds_a_receipt_by_each_of_its_keys(store: &dyn Receipts) {
    let token = token("one");
    let record = ReceiptRecord::new(token.clone(), cid("written"))
        .with_resolved(cid("resolved"))
        .with_inputs([cid("first in"), cid("second in")])
        .with_outputs([cid("first out"), cid("second out")]);
    done(store.put(&record));
    let found = vec![*token.cid()];
    assert_eq!(done(store.by_task(&cid("written"))), found);
    assert_eq!(done(store.by_task(&cid("resolved"))), found);
    assert_eq!(done(store.by_input(&cid("first in"))), found);
    assert_eq!(done(store.by_input(&cid("second in"))), found);
    assert_eq!(done(store.by_output(&cid("first out"))), found);
    assert_eq!(done(store.by_output(&cid("second out"))), found);
}

fn keeps_the_kinds_of_keys_apart(store: &dyn Receipts) {
    let record = ReceiptRecord::new(token("one"), cid("task"))
        .with_inputs([cid("in")])
        .with_outputs([cid("out")]);
    done(store.put(&record));
    for other in ["in", "out"] {
        assert_eq!(done(store.by_task(&cid(other))), [], "{other}");
    }
    for other in ["task", "out"] {
        assert_eq!(done(store.by_input(&cid(other))), [], "{other}");
    }
    for other in ["task", "in"] {
        assert_eq!(done(store.by_output(&cid(other))), [], "{other}");
    }
}

fn keeps_every_receipt_of_a_task(store: &dyn Receipts) {
    let tokens = ["one", "two", "three", "four", "five"].map(token);
    for token in &tokens {
        done(store.put(&ReceiptRecord::new(token.clone(), cid("task"))));
    }
    let mut expected: Vec<Cid> = tokens.iter().map(|token| *token.cid()).collect();
    expected.sort_unstable();
    assert_eq!(done(store.by_task(&cid("task"))), expected);
    for token in tokens {
        assert_eq!(done(store.get(token.cid())), Some(token));
    }
}

fn lists_each_receipt_once(store: &dyn Receipts) {
    let record = ReceiptRecord::new(token("one"), cid("task"))
        .with_resolved(cid("task"))
        .with_inputs([cid("in"), cid("in")])
        .with_outputs([cid("out"), cid("out")]);
    done(store.put(&record));
    done(store.put(&record));
    let found = vec![*record.block.cid()];
    assert_eq!(done(store.by_task(&cid("task"))), found);
    assert_eq!(done(store.by_input(&cid("in"))), found);
    assert_eq!(done(store.by_output(&cid("out"))), found);
}

fn pages_go_through_every_receipt_once(store: &dyn Receipts) {
    assert_eq!(done(store.page(None, 10)), []);
    let mut expected = std::collections::BTreeSet::new();
    for number in 0..25 {
        let token = token(&format!("page {number}"));
        expected.insert(*token.cid());
        // Under several keys it is one receipt all the same.
        let record = ReceiptRecord::new(token, cid("task")).with_resolved(cid("other task"));
        done(store.put(&record.with_inputs([cid("in"), cid("another in")])));
    }
    for limit in [1, 7, 25, 26, usize::MAX] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = done(store.page(after.as_ref(), limit));
            let Some(last) = page.last() else { break };
            assert!(page.len() <= limit);
            // Nothing but the end is a shorter page.
            assert!(page.len() == limit || seen.len() + page.len() == expected.len());
            after = Some(*last);
            seen.extend(page);
        }
        assert_eq!(seen.len(), expected.len(), "{limit}");
        assert_eq!(seen.iter().copied().collect::<std::collections::BTreeSet<_>>(), expected);
    }
    assert_eq!(done(store.page(None, 0)), []);
    // It goes on after what is not there as after what is.
    let all = done(store.page(None, usize::MAX));
    let late = token("put meanwhile");
    done(store.put(&ReceiptRecord::new(late.clone(), cid("task"))));
    let place = done(store.page(None, usize::MAX)).iter().position(|it| it == late.cid());
    let place = place.unwrap_or_else(|| panic!("it is not listed"));
    assert_eq!(done(store.page(Some(late.cid()), usize::MAX)), all[place..]);
}

fn putting_again_adds_keys(store: &dyn Receipts) {
    let record = ReceiptRecord::new(token("one"), cid("task")).with_inputs([cid("first")]);
    done(store.put(&record));
    let again = ReceiptRecord::new(token("one"), cid("task")).with_inputs([cid("second")]);
    done(store.put(&again));
    let found = vec![*record.block.cid()];
    assert_eq!(done(store.by_input(&cid("first"))), found);
    assert_eq!(done(store.by_input(&cid("second"))), found);
    assert_eq!(done(store.by_task(&cid("task"))), found);
}

fn tells_everything_that_is_kept_of_a_receipt(store: &dyn Receipts) {
    assert_eq!(done(store.record(&cid("absent"))), None);
    let bare = ReceiptRecord::new(token("bare"), cid("task"));
    let (mut inputs, mut outputs) = ([cid("in"), cid("other")], [cid("out"), cid("more")]);
    inputs.sort_unstable();
    outputs.sort_unstable();
    let full = ReceiptRecord::new(block(500_000), cid("task"))
        .with_resolved(cid("resolved"))
        .with_inputs(inputs)
        .with_outputs(outputs)
        .with_about(about("alice").with_call(cid("module"), "blur"));
    for record in [bare, full] {
        done(store.put(&record));
        assert_eq!(done(store.record(record.block.cid())), Some(record));
    }
    // However it is said: sorted, and each once.
    let again = ReceiptRecord::new(token("bare"), cid("task"))
        .with_resolved(cid("resolved"))
        .with_inputs([inputs[1], inputs[0], inputs[1]]);
    done(store.put(&again));
    let expected = ReceiptRecord::new(token("bare"), cid("task"))
        .with_resolved(cid("resolved"))
        .with_inputs(inputs);
    assert_eq!(done(store.record(again.block.cid())), Some(expected));
}

/// Puts a receipt of the subject, under every kind of key.
fn put_of(store: &dyn Receipts, name: &str, subject: Option<&str>) -> Cid {
    let mut record = ReceiptRecord::new(token(name), cid("task"))
        .with_inputs([cid("photo")])
        .with_outputs([cid("text")]);
    record.about = subject.map(about);
    done(store.put(&record));
    *record.block.cid()
}

/// The ways to look for what [`put_of`] puts.
fn lookups<'a>(task: &'a Cid, input: &'a Cid, output: &'a Cid) -> [(Role, Lookup<'a>); 3] {
    [
        (Role::Task, Lookup::task(task)),
        (Role::Input, Lookup::input(input)),
        (Role::Output, Lookup::output(output)),
    ]
}

fn finds_the_receipts_of_a_subject_only(store: &dyn Receipts) {
    let mut of_alice: Vec<Cid> =
        ["a", "b", "c"].map(|name| put_of(store, name, Some("alice"))).into();
    of_alice.sort_unstable();
    let of_bob = put_of(store, "d", Some("bob"));
    let mut all = of_alice.clone();
    all.push(of_bob);
    all.sort_unstable();
    let (alice, bob, carol) = (did("alice"), did("bob"), did("carol"));
    let key = "did:web:alice.example#key-1".parse().expect("it is a DID");
    let (task, input, output) = (cid("task"), cid("photo"), cid("text"));
    for (role, lookup) in lookups(&task, &input, &output) {
        assert_eq!((lookup.role, lookup.subject), (role, None));
        assert_eq!(found(store, &lookup), all, "{role}");
        assert_eq!(found(store, &lookup.of(&alice)), of_alice, "{role}");
        assert_eq!(found(store, &lookup.of(&key)), of_alice, "{role}");
        assert_eq!(found(store, &lookup.of(&bob)), [of_bob], "{role}");
        assert_eq!(found(store, &lookup.of(&carol)), [], "{role}");
        let other = cid("elsewhere");
        assert_eq!(found(store, &Lookup { cid: &other, ..lookup }.of(&alice)), [], "{role}");
    }
    assert_eq!(done(store.by_input(&input)), all);
}

fn what_says_no_subject_is_found_without_one_only(store: &dyn Receipts) {
    let (unsaid, of_alice) = (put_of(store, "a", None), put_of(store, "b", Some("alice")));
    let mut all = vec![unsaid, of_alice];
    all.sort_unstable();
    let (task, input, output) = (cid("task"), cid("photo"), cid("text"));
    for (role, lookup) in lookups(&task, &input, &output) {
        assert_eq!(found(store, &lookup), all, "{role}");
        assert_eq!(found(store, &lookup.of(&did("alice"))), [of_alice], "{role}");
    }
}

fn the_first_subject_stands(store: &dyn Receipts) {
    let receipt = put_of(store, "one", Some("alice"));
    let again = ReceiptRecord::new(token("one"), cid("task"))
        .with_inputs([cid("another photo")])
        .with_about(about("bob").with_call(cid("module"), "blur"));
    done(store.put(&again));
    done(store.put(&ReceiptRecord::new(token("one"), cid("task"))));
    let record = done(store.record(&receipt)).unwrap_or_else(|| panic!("it was put"));
    assert_eq!(record.about, Some(about("alice")));
    for photo in ["photo", "another photo"] {
        let photo = cid(photo);
        assert_eq!(found(store, &Lookup::input(&photo).of(&did("alice"))), [receipt]);
        assert_eq!(found(store, &Lookup::input(&photo).of(&did("bob"))), []);
        assert_eq!(found(store, &Lookup::input(&photo)), [receipt]);
    }
}

fn what_was_unsaid_is_said_later(store: &dyn Receipts) {
    let receipt = put_of(store, "one", None);
    let again = ReceiptRecord::new(token("one"), cid("task")).with_about(about("alice"));
    done(store.put(&again));
    let record = done(store.record(&receipt)).unwrap_or_else(|| panic!("it was put"));
    assert_eq!(record.about, Some(about("alice")));
    let (task, input, output) = (cid("task"), cid("photo"), cid("text"));
    for (role, lookup) in lookups(&task, &input, &output) {
        // Once, and not under nobody's any more.
        assert_eq!(done(store.find(&lookup, None, usize::MAX)), [receipt], "{role}");
        assert_eq!(found(store, &lookup.of(&did("alice"))), [receipt], "{role}");
    }
}

fn pages_of_what_is_found_have_each_receipt_once(store: &dyn Receipts) {
    let subjects = [Some("alice"), None, Some("bob")];
    let put = |number: usize| {
        let subject = subjects.get(number % 3).copied().flatten();
        (put_of(store, &number.to_string(), subject), subject)
    };
    let put: Vec<_> = (0..20).map(put).collect();
    let (photo, alice, bob) = (cid("photo"), did("alice"), did("bob"));
    for (subject, did) in [(None, None), (Some("alice"), Some(&alice)), (Some("bob"), Some(&bob))] {
        let lookup = Lookup { role: Role::Input, cid: &photo, subject: did };
        let mut expected: Vec<Cid> = put
            .iter()
            .filter(|(_, own)| subject.is_none() || *own == subject)
            .map(|(receipt, _)| *receipt)
            .collect();
        expected.sort_unstable();
        let whole = done(store.find(&lookup, None, usize::MAX));
        for limit in [1, 3, 6, 7, 20, 21] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = done(store.find(&lookup, after.as_ref(), limit));
                let Some(last) = page.last() else { break };
                assert!(page.len() <= limit);
                after = Some(*last);
                seen.extend(page);
            }
            assert_eq!(seen, whole, "{subject:?} by {limit}");
            seen.sort_unstable();
            assert_eq!(seen, expected, "{subject:?} by {limit}");
        }
        assert_eq!(done(store.find(&lookup, None, 0)), []);
    }
}

fn whoever_reads_pages_misses_nothing_that_was_there_all_the_time(store: &dyn Receipts) {
    let early: Vec<Cid> =
        (0..10).map(|number| put_of(store, &format!("early {number}"), Some("alice"))).collect();
    let (photo, alice) = (cid("photo"), did("alice"));
    for lookup in [Lookup::input(&photo), Lookup::input(&photo).of(&alice)] {
        let (mut seen, mut after) = (Vec::new(), None);
        for number in 0.. {
            let page = done(store.find(&lookup, after.as_ref(), 3));
            let Some(last) = page.last() else { break };
            after = Some(*last);
            seen.extend(page);
            if number < 5 {
                let of_whom = if number % 2 == 0 { "alice" } else { "bob" };
                put_of(
                    store,
                    &format!("late {number} {}", lookup.subject.is_some()),
                    Some(of_whom),
                );
            }
        }
        for receipt in &early {
            assert_eq!(seen.iter().filter(|it| *it == receipt).count(), 1);
        }
    }
    // After one that was never kept: of one subject, where it would stand; of all, anew.
    let whole = done(store.find(&Lookup::input(&photo), None, usize::MAX));
    let anew = done(store.find(&Lookup::input(&photo), Some(&cid("absent")), usize::MAX));
    assert_eq!(anew, whole);
}
