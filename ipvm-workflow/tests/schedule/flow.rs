//! What may be walked through, and what lies beyond the transaction.

use std::collections::BTreeMap;

use ipvm_task::EffectClass::{Mutation, Pure, Query};
use ipvm_workflow::{Flow, FlowError, FlowStep};
use ucan_pipeline::Cycle;

use super::model::{ANY, Model, OK, id};

fn flow(steps: &[(&str, &[&str])]) -> Result<Flow, FlowError> {
    let steps = steps.iter().map(|(label, awaits)| {
        let step = FlowStep::new(id(label), Pure);
        let step = awaits.iter().fold(step, |step, awaited| step.awaiting(*awaited, OK));
        ((*label).to_owned(), step)
    });
    Flow::new(&steps.collect(), false)
}

#[test]
fn refuses_a_flow_without_tasks() {
    assert_eq!(Flow::new(&BTreeMap::new(), true).unwrap_err(), FlowError::NoTasks);
}

#[test]
fn refuses_a_task_that_awaits_what_is_not_there() {
    assert_eq!(
        flow(&[("a", &[]), ("b", &["a", "c"])]).unwrap_err(),
        FlowError::UnknownLabel { label: "b".into(), awaits: "c".into() }
    );
}

#[test]
fn refuses_rings_with_their_labels() {
    assert_eq!(
        flow(&[("a", &["c"]), ("b", &["a"]), ("c", &["b"]), ("d", &["a"])]).unwrap_err(),
        FlowError::Cycle(Cycle(vec!["a".into(), "c".into(), "b".into()]))
    );
    assert_eq!(flow(&[("a", &["a"])]).unwrap_err(), FlowError::Cycle(Cycle(vec!["a".into()])));
}

#[test]
fn refuses_the_label_under_which_receipts_tell_of_the_handler() {
    assert_eq!(
        flow(&[("ipvm/catch", &[])]).unwrap_err(),
        FlowError::ReservedLabel { label: "ipvm/catch" }
    );
    assert!(flow(&[("ipvm/caught", &[])]).is_ok());
}

#[test]
fn what_hangs_on_a_mutation_lies_beyond_the_transaction() {
    let flow = Model::new()
        .task("read", Query, &[])
        .pure("work", &[("read", OK)])
        .task("write", Mutation, &[("work", OK)])
        .pure("after", &[("write", ANY)])
        .task("later", Query, &[("after", ANY), ("read", OK)])
        .flow();
    let of = |label| flow.is_in_transaction(label);
    assert_eq!(["read", "work"].map(of), [Some(true); 2]);
    assert_eq!(["write", "after", "later"].map(of), [Some(false); 3]);
    assert_eq!(of("nobody"), None);
    assert_eq!((flow.len(), flow.is_empty()), (5, false));
}

#[test]
fn the_twin_of_what_lies_beyond_lies_beyond_too() {
    let mut model = Model::new().mutation("a", &[]).pure("b", &[]);
    model.tasks.get_mut("b").unwrap().task = id("a");
    assert_eq!(model.flow().is_in_transaction("b"), Some(false));
}
