//! Who may share a result, and who may not (ruling O63).

use ipvm_runtime::{
    TaskOutcome, TaskReport,
    store::{Address, Memo as _},
};
use ipvm_task::{ComputationKey, computation_key};
use ucan_invocation::Outcome;

use crate::{
    guests::{component, sometimes_random},
    stage::{Stage, returned},
};

fn key(report: &TaskReport) -> Option<cid::Cid> {
    report.attested().unwrap().released().meta().computation
}

fn result(report: &TaskReport) -> Outcome {
    report.result().unwrap().clone()
}

#[test]
fn who_does_not_draw_shares_with_strangers() {
    let stage = Stage::new();
    let module = stage.publish(&sometimes_random());
    let first = stage.run(1, module, 4);
    assert_eq!(result(&first), Outcome::Ok(4.into()));
    let expected = computation_key(ComputationKey {
        module: &module,
        function: "run",
        params: vec![4.into()],
        profile: "ipvm-deterministic-1+wasi-1",
    });
    assert_eq!(key(&first), Some(expected.unwrap()));
    let second = stage.run(2, module, 4);
    assert!(matches!(second.outcome, TaskOutcome::Reused { .. }));
    let source = first.receipt().copied();
    assert_eq!(second.attested().unwrap().released().meta().from, source);
}

#[test]
fn who_draws_has_a_result_of_the_task_alone() {
    let stage = Stage::new();
    let module = stage.publish(&sometimes_random());
    let first = stage.run(1, module, 5);
    let second = stage.run(2, module, 5);
    for report in [&first, &second] {
        assert!(matches!(report.outcome, TaskOutcome::Executed { .. }));
        assert_eq!(key(report), None);
    }
    assert_ne!(result(&first), result(&second));
    // The same task is the same result, from its receipt and on another executor.
    let again = stage.run(1, module, 5);
    assert!(matches!(again.outcome, TaskOutcome::Reused { .. }));
    assert_eq!(again.receipt(), first.receipt());
    let elsewhere = Stage::new();
    let module = elsewhere.publish(&sometimes_random());
    assert_eq!(result(&elsewhere.run(1, module, 5)), result(&first));
}

#[test]
fn nothing_that_was_drawn_stands_at_a_computation_key() {
    let stage = Stage::new();
    let module = stage.publish(&sometimes_random());
    let report = stage.run(1, module, 5);
    for profile in ["ipvm-deterministic-1+wasi-1", "ipvm-deterministic-1"] {
        let key = computation_key(ComputationKey {
            module: &module,
            function: "run",
            params: vec![5.into()],
            profile,
        });
        assert_eq!(stage.store.lookup(&Address::Computation(key.unwrap())), Ok(None));
    }
    let at = stage.store.lookup(&Address::Task(report.task));
    assert_eq!(at, Ok(report.receipt().copied()));
}

#[test]
fn what_imports_nothing_shares_with_executors_that_have_no_host() {
    let stage = Stage::new();
    let module = stage.publish(&component(&[], "(i64.add (local.get 0) (i64.const 1))"));
    let report = stage.run(1, module, 41);
    let expected = computation_key(ComputationKey {
        module: &module,
        function: "run",
        params: vec![41.into()],
        profile: "ipvm-deterministic-1",
    });
    assert_eq!(key(&report), Some(expected.unwrap()));
}

#[test]
fn a_trap_after_drawing_belongs_to_the_task_as_well() {
    use crate::guests::RANDOM_NUMBER;

    let stage = Stage::new();
    let text = component(&[RANDOM_NUMBER], "(drop (call $0)) unreachable");
    let module = stage.publish(&text);
    let report = stage.run(1, module, 0);
    assert!(matches!(result(&report), Outcome::Error(_)));
    assert_eq!(key(&report), None);
    assert!(matches!(stage.run(1, module, 0).outcome, TaskOutcome::Reused { .. }));
    assert!(matches!(stage.run(2, module, 0).outcome, TaskOutcome::Executed { .. }));
}

#[test]
fn the_seed_decides_what_is_drawn_and_nothing_else() {
    use ipvm_runtime::engine::{CallOptions, Limits};

    use crate::stage::Guest;

    let guest = Guest::new(&sometimes_random());
    let with = |number, seed: &[u8]| {
        guest.run(number, CallOptions::new(Limits::default()).with_seed(seed))
    };
    for (number, drew) in [(5, true), (4, false)] {
        let (one, other) = (with(number, b"one"), with(number, b"other"));
        assert_eq!((one.drew, other.drew), (drew, drew));
        assert_eq!(one.ended == other.ended, !drew);
        assert_eq!(one.fuel.is_some(), other.fuel.is_some());
        assert_eq!(with(number, b"one"), one);
    }
    assert_eq!(with(4, b"one").ended, returned(4));
}
