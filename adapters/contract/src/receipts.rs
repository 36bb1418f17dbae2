//! The rules of `Receipts`.

use cid::Cid;
use ipvm_runtime::store::{ReceiptRecord, Receipts};
use varsig::Block;

use crate::{
    Case, cases,
    sample::{block, cid, done},
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
];

fn token(name: &str) -> Block {
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
