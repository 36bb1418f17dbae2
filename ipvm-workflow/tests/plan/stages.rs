//! The stages, and what is said of how they hang together.

use ipld_core::ipld;
use ipvm_task::EffectClass;
use ipvm_workflow::{PlanWarning, StageKind, Stopped};

use crate::people::{error, labels, names, ok, plan, task};

#[test]
fn queries_run_first_then_computation_then_mutations() {
    let get = task("/http/get", ipld!(1));
    let math = task("/math", ok(&get));
    let send = task("/msg/send", ok(&math));
    let plan = plan([("c-send", &send), ("a-math", &math), ("b-get", &get)]);
    assert_eq!(labels(&plan), [["b-get"], ["a-math"], ["c-send"]]);
    let kinds: Vec<_> = plan.stages().iter().map(|stage| stage.kind).collect();
    assert_eq!(kinds, [StageKind::Queries, StageKind::Computation, StageKind::Mutations]);
    assert_eq!(plan.task("c-send").map(|task| task.stage), Some(2));
    assert_eq!(plan.task("b-get").map(|task| task.class), Some(EffectClass::Query));
    assert_eq!(plan.warnings(), []);
}

#[test]
fn a_query_behind_a_computation_is_a_stage_of_its_own_and_said() {
    let math = task("/math", ipld!(1));
    let get = task("/http/get", ok(&math));
    let more = task("/math", ok(&get));
    let plan = plan([("math", &math), ("get", &get), ("more", &more)]);
    assert_eq!(labels(&plan), [["math"], ["get"], ["more"]]);
    let warning =
        PlanWarning::QueryBehindComputation { task: "get".into(), computation: "math".into() };
    assert_eq!(plan.warnings(), [warning]);
}

#[test]
fn behind_a_mutation_queries_and_computation_are_mixed() {
    let send = task("/msg/send", ipld!(1));
    let math = task("/math", ok(&send));
    let get = task("/http/get", ok(&math));
    let plan = plan([("send", &send), ("math", &math), ("get", &get)]);
    assert_eq!(labels(&plan), [vec!["send"], vec!["math", "get"]]);
    assert_eq!(names(&plan), [("hangs-on-mutation", false)]);
}

#[test]
fn what_hangs_on_a_mutation_runs_after_all_of_them_and_is_said() {
    let send = task("/msg/send", ipld!(1));
    let math = task("/math", ok(&send));
    let other = task("/dns/update", ipld!(2));
    let plan = plan([("send", &send), ("math", &math), ("z", &other)]);
    assert_eq!(labels(&plan), [vec!["send", "z"], vec!["math"]]);
    assert_eq!(plan.stages()[1].kind, StageKind::After);
    let warning = PlanWarning::HangsOnMutation { task: "math".into(), mutation: "send".into() };
    assert_eq!(plan.warnings(), [warning]);
}

#[test]
fn a_command_without_a_handler_counts_as_a_mutation_and_is_said() {
    let plan = plan([("x", &task("/elsewhere", ipld!(1)))]);
    assert_eq!(plan.stages()[0].kind, StageKind::Mutations);
    let planned = plan.task("x").expect("it is there");
    assert_eq!((planned.class, planned.declared), (EffectClass::Mutation, false));
    assert_eq!(names(&plan), [("undeclared-command", true)]);
}

#[test]
fn a_stage_says_how_many_run_side_by_side_and_in_a_row() {
    let first = task("/math", ipld!(1));
    let others = [2, 3, 4].map(|number| task("/math", ipld!([number, ok(&first)])));
    let last = task("/math", ok(&others[0]));
    let [a, b, c] = &others;
    let plan = plan([("first", &first), ("a", a), ("b", b), ("c", c), ("last", &last)]);
    assert_eq!(plan.stages().len(), 1);
    assert_eq!((plan.stages()[0].width, plan.stages()[0].length), (3, 3));
}

#[test]
fn awaiting_an_error_keeps_the_transaction_from_succeeding() {
    let math = task("/math", ipld!(1));
    let rescue = task("/math", error(&math));
    let send = task("/msg/send", ipld!(2));
    let stopped = |stopped| PlanWarning::AwaitsError {
        task: "rescue".into(),
        awaited: "math".into(),
        stopped,
    };
    let with = plan([("math", &math), ("rescue", &rescue), ("send", &send)]);
    assert_eq!(with.warnings(), [stopped(Stopped::Mutations)]);
    let without = plan([("math", &math), ("rescue", &rescue)]);
    assert_eq!(without.warnings(), [stopped(Stopped::Success)]);
    let rescue = task("/msg/send", error(&math));
    let never = plan([("math", &math), ("rescue", &rescue)]);
    assert_eq!(never.warnings(), [stopped(Stopped::Task)]);
    assert!(never.warnings()[0].is_fatal());
}

#[test]
fn a_task_that_awaits_both_branches_of_another_never_runs() {
    let math = task("/math", ipld!(1));
    let both = task("/math", ipld!([ok(&math), error(&math)]));
    let plan = plan([("math", &math), ("both", &both)]);
    let warning = PlanWarning::NeverKept { task: "both".into(), awaited: "math".into() };
    assert_eq!(plan.warnings(), [warning]);
}
