//! Many tasks.

use ipld_core::ipld;
use ipvm_workflow::{DocumentError, Draft, MAX_TASKS, SealError, awaits};

use crate::parties::{step, three};

/// A chain of tasks.
fn chain(length: usize) -> Draft {
    let [_, bob, _] = three();
    (0..length).fold(Draft::new(), |draft, number| {
        let args = match number.checked_sub(1) {
            None => ipld!({}),
            Some(before) => ipld!({ "in": awaits(&format!("task {before:06}")) }),
        };
        draft.with_task(format!("task {number:06}"), step(&bob, args))
    })
}

#[test]
fn a_long_chain_is_sealed_in_its_order() {
    let sealed = chain(10_000).seal().unwrap();
    let order = sealed.document().order();
    assert_eq!(order.len(), 10_000);
    assert!(order.is_sorted());
}

#[test]
fn one_more_is_refused_before_any_work_is_done() {
    let mut draft = chain(2);
    let [_, bob, _] = three();
    for number in 0..MAX_TASKS {
        // None of them has a task; that is not even looked at.
        draft = draft.with_task(format!("{number}"), step(&bob, ipld!({ "in": awaits("none") })));
    }
    let error = DocumentError::TooManyTasks { limit: MAX_TASKS };
    assert_eq!(draft.seal().unwrap_err(), SealError::Document(error));
}
