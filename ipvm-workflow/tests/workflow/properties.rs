//! Every workflow without a ring opens as what was drafted.

use std::collections::{BTreeMap, BTreeSet};

use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{Draft, SealError, Workflow, awaits};
use proptest::prelude::*;
use ucan_core::Proofs;
use ucan_pipeline::Cycle;

use crate::parties::{check, step, three};

/// Which task awaits which, by number.
type Edges = BTreeMap<u8, BTreeSet<u8>>;

fn edges() -> impl Strategy<Value = Edges> {
    proptest::collection::btree_map(0..8_u8, proptest::collection::btree_set(0..8_u8, 0..4), 1..8)
        .prop_map(|mut edges| {
            // What is awaited must be there.
            let awaited: Vec<u8> = edges.values().flatten().copied().collect();
            for task in awaited {
                edges.entry(task).or_default();
            }
            edges
        })
}

fn label(task: u8) -> String {
    format!("task {task}")
}

fn draft(edges: &Edges) -> Draft {
    let [_, bob, _] = three();
    edges.iter().fold(Draft::new(), |draft, (task, awaited)| {
        let inputs = awaited.iter().map(|other| awaits(&label(*other))).collect();
        let args = ipld!({ "number": *task, "inputs": Ipld::List(inputs) });
        draft.with_task(label(*task), step(&bob, args))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_workflow_without_a_ring_opens_as_it_was_drafted(edges in edges()) {
        // Waiting only for smaller numbers leaves no ring.
        let mut edges = edges;
        edges.iter_mut().for_each(|(task, awaited)| awaited.retain(|other| other < task));
        let [_, bob, _] = three();
        let sealed = draft(&edges).seal().unwrap();
        let proven = bob.asks_for(sealed.to_args());
        let workflow = Workflow::open(proven, &Proofs::new(), &check()).unwrap();
        prop_assert_eq!(workflow.order().len(), edges.len());
        let mut seen = BTreeSet::new();
        for label in workflow.order() {
            prop_assert!(workflow.tasks()[label].awaits().is_subset(&seen));
            seen.insert(label.clone());
        }
        for (task, awaited) in &edges {
            let expected: BTreeSet<String> = awaited.iter().map(|other| label(*other)).collect();
            prop_assert_eq!(workflow.tasks()[&label(*task)].awaits(), &expected);
        }
    }

    #[test]
    fn a_draft_is_sealed_or_its_ring_is_real(edges in edges()) {
        match draft(&edges).seal() {
            Ok(sealed) => prop_assert_eq!(sealed.labels().count(), edges.len()),
            Err(SealError::Cycle(Cycle(ring))) => {
                prop_assert!(!ring.is_empty());
                for (place, waiting) in ring.iter().enumerate() {
                    let awaited = &ring[(place + 1) % ring.len()];
                    let number = |label: &str| label["task ".len()..].parse::<u8>().unwrap();
                    prop_assert!(edges[&number(waiting)].contains(&number(awaited)));
                }
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}
