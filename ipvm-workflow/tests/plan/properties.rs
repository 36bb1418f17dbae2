//! What holds for the plan of any workflow.

use std::collections::{BTreeMap, BTreeSet};

use ipld_core::ipld::Ipld;
use ipvm_workflow::{Plan, StageKind};
use proptest::prelude::*;
use ucan_invocation::{EmbeddedTask, Promise};

use crate::people::{plan, task};

/// Tasks of any class, each with promises of tasks before it.
fn tasks() -> impl Strategy<Value = Vec<EmbeddedTask>> {
    let commands = ["/math", "/http/get", "/msg/send", "/crud/update", "/elsewhere"];
    let task_of = (0..commands.len(), proptest::collection::vec((0_usize..64, 0_u8..3), 0..4));
    proptest::collection::vec(task_of, 1..24).prop_map(move |drawn| {
        let mut tasks: Vec<EmbeddedTask> = Vec::new();
        for (number, (command, awaits)) in drawn.into_iter().enumerate() {
            let mut value = vec![Ipld::Integer(number.try_into().unwrap_or(0))];
            for (other, branch) in awaits {
                if number == 0 {
                    break;
                }
                let other = *tasks[other % number].task().id();
                value.push(match branch {
                    0 => Promise::ok(other).to_ipld(),
                    1 => Promise::error(other).to_ipld(),
                    _ => Promise::any(other).to_ipld(),
                });
            }
            tasks.push(task(commands[command], Ipld::List(value)));
        }
        tasks
    })
}

/// The plan, under labels that are not in the order of need.
fn planned(tasks: &[EmbeddedTask]) -> Plan {
    let labels: Vec<String> =
        (0..tasks.len()).map(|number| format!("{:02}", number * 37 % 64)).collect();
    plan(labels.iter().map(String::as_str).zip(tasks))
}

/// Labels of any characters, some of them long.
fn labels() -> impl Strategy<Value = BTreeSet<String>> {
    proptest::collection::btree_set("\\PC{0,6}|[\\x00-\\x7f\u{202e}]{0,100}", 1..6)
}

proptest! {
    #[test]
    fn stages_are_a_linear_extension_of_the_dependencies(tasks in tasks()) {
        let plan = planned(&tasks);
        let mut places = BTreeMap::new();
        for label in plan.stages().iter().flat_map(|stage| &stage.tasks) {
            prop_assert!(places.insert(label, places.len()).is_none(), "{} stands twice", label);
        }
        prop_assert_eq!(places.len(), plan.tasks().len());
        for (label, task) in plan.tasks() {
            prop_assert!(plan.stages()[task.stage].tasks.contains(label));
            for awaited in task.awaits.keys() {
                prop_assert!(places[awaited] < places[label]);
                prop_assert!(plan.tasks()[awaited].stage <= task.stage);
            }
        }
    }

    #[test]
    fn no_task_of_the_transaction_stands_behind_a_mutation(tasks in tasks()) {
        let plan = planned(&tasks);
        let kinds: Vec<StageKind> = plan.stages().iter().map(|stage| stage.kind).collect();
        let first = kinds.iter().position(|kind| !kind.is_transaction()).unwrap_or(kinds.len());
        prop_assert!(kinds[first..].iter().all(|kind| !kind.is_transaction()));
        prop_assert!(kinds[first..].len() <= 2 && kinds[first..].is_sorted());
        for pair in kinds[..first].windows(2) {
            prop_assert_ne!(pair[0], pair[1], "queries and computation alternate");
        }
        for stage in plan.stages() {
            let expected: &[&str] = match stage.kind {
                StageKind::Queries => &["query"],
                StageKind::Computation => &["pure"],
                StageKind::Mutations => &["mutation"],
                _ => &["pure", "query", "mutation"],
            };
            for label in &stage.tasks {
                let class = plan.tasks()[label].class.to_string();
                prop_assert!(expected.contains(&class.as_str()));
            }
        }
    }

    #[test]
    fn widths_and_lengths_bound_their_stage(tasks in tasks()) {
        for stage in planned(&tasks).stages() {
            prop_assert!(stage.width >= 1 && stage.length >= 1);
            prop_assert!(stage.width + stage.length <= stage.tasks.len() + 1);
            prop_assert!(stage.width * stage.length >= stage.tasks.len());
        }
    }

    #[test]
    fn the_longest_way_follows_the_stages(tasks in tasks()) {
        let plan = planned(&tasks);
        let path = &plan.estimate().critical_path;
        let stages = path.tasks.iter().map(|label| plan.tasks()[label].stage);
        prop_assert!(stages.is_sorted());
        prop_assert!(path.unknown <= plan.estimate().unknown);
        prop_assert!(path.tasks.len() >= plan.stages().iter().map(|it| it.length).max().unwrap());
    }

    #[test]
    fn a_plan_is_printed_whatever_the_labels(labels in labels()) {
        let tasks: Vec<_> =
            (0..labels.len()).map(|number| task("/math", Ipld::Integer(number.try_into().unwrap_or(0)))).collect();
        prop_assume!(!labels.contains("ipvm/catch"));
        let plan = plan(labels.iter().map(String::as_str).zip(&tasks));
        let text = plan.to_string();
        prop_assert!(!text.contains(|it: char| it != '\n' && it.is_control()));
        let json = plan.to_dag_json().expect("it has a text");
        let limits = varsig::dag_cbor::Limits::default();
        prop_assert_eq!(varsig::dag_json::decode_canonical(&json, &limits).ok(), Some(plan.to_ipld()));
        let lines = |text: &str| text.lines().count();
        // The frame, and a line for each task: no label adds any.
        prop_assert_eq!(lines(&plan.to_dot()), labels.len() + 5);
        prop_assert_eq!(lines(&plan.to_mermaid()), labels.len() + 6);
    }
}

#[test]
fn long_chains_and_wide_workflows_are_planned_without_recursion() {
    let mut tasks = vec![task("/math", Ipld::Integer(0))];
    for _ in 1..5_000 {
        let last = Promise::ok(*tasks[tasks.len() - 1].task().id()).to_ipld();
        let command = if tasks.len() % 2 == 0 { "/math" } else { "/http/get" };
        tasks.push(task(command, last));
    }
    let labels: Vec<String> = (0..tasks.len()).map(|number| number.to_string()).collect();
    let plan = plan(labels.iter().map(String::as_str).zip(&tasks));
    assert_eq!((plan.stages().len(), plan.tasks().len()), (5_000, 5_000));
    assert_eq!(plan.estimate().critical_path.tasks.len(), 5_000);
    assert_eq!(plan.stages().iter().map(|stage| stage.width).max(), Some(1));
}
