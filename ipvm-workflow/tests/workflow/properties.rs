//! Every workflow without a ring opens as what was drafted.

use std::collections::{BTreeMap, BTreeSet};

use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{
    Document, Draft, Parent, SealError, Sealed, Sealer, TaskDraft, Workflow, awaits, awaits_either,
    awaits_error,
};
use proptest::prelude::*;
use ucan_core::{Nonce, Proofs};
use ucan_pipeline::Cycle;

use crate::parties::{check, command, link, step, three};

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

/// Drafts of which anything may be left open.
fn drafts() -> impl Strategy<Value = Draft> {
    let config = proptest::option::of((0..9_u64).prop_map(|gas| ipld!({ "gas": gas })));
    let task = (
        proptest::option::of(0..3_u8),
        proptest::option::of(proptest::collection::vec(any::<u8>(), 0..3)),
        proptest::collection::vec(any::<u8>(), 0..2),
        proptest::option::of(any::<bool>()),
    );
    let tasks = proptest::collection::vec(task, 8);
    (edges(), tasks, config.clone(), config, 0..4_u8).prop_map(
        |(mut edges, tasks, config, defaults, rest)| {
            edges.iter_mut().for_each(|(task, awaited)| awaited.retain(|other| other < task));
            let [alice, bob, carol] = three();
            let mut draft = Draft::new();
            for ((number, awaited), (subject, nonce, proofs, secret)) in edges.iter().zip(tasks) {
                let inputs = awaited.iter().map(|other| match other % 3 {
                    0 => awaits(&label(*other)),
                    1 => ipld!([awaits_error(&label(*other))]),
                    _ => ipld!({ "in": awaits_either(&label(*other)) }),
                });
                let inputs: Vec<Ipld> = inputs.collect();
                let args = [("n".into(), ipld!(*number)), ("in".into(), Ipld::List(inputs))].into();
                let command = command("/image/edit");
                let mut task = match subject {
                    None => TaskDraft::of_issuer(command, args),
                    Some(who) => {
                        let party = [&alice, &bob, &carol][usize::from(who)];
                        TaskDraft::new(party.did.clone(), command, args)
                    }
                };
                if let Some(nonce) = nonce {
                    task = task.with_nonce(Nonce::new(nonce));
                }
                if let Some(secret) = secret {
                    task = task.with_config(ipld!({ "secret": secret }));
                }
                let proofs = proofs.iter().map(|proof| link(&format!("proof {proof}")));
                draft = draft.with_task(label(*number), task.with_proofs(proofs.collect()));
            }
            if let Some(config) = config {
                draft = draft.with_config(config);
            }
            if let Some(defaults) = defaults {
                draft = draft.with_defaults(defaults);
            }
            if rest & 1 == 1 {
                draft = draft.with_catch(link("a module"));
            }
            if rest & 2 == 2 {
                let parent = Parent { workflow: link("a workflow"), label: label(0) };
                draft = draft.with_parent(parent).with_meta([("x".into(), ipld!(1))].into());
            }
            draft
        },
    )
}

fn seal(draft: Draft) -> Sealed {
    let [_, bob, _] = three();
    let mut drawn = 0;
    let nonces = || {
        drawn += 1;
        Nonce::from_random([drawn; Nonce::RANDOM_LENGTH])
    };
    Sealer::new()
        .with_issuer(bob.did)
        .with_nonces(nonces)
        .seal(draft)
        .expect("nothing is wrong with it")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sealing_what_was_sealed_changes_nothing(draft in drafts()) {
        let sealed = seal(draft);
        prop_assert_eq!(&sealed.to_draft().seal().unwrap(), &sealed);
        let again = Draft::of_document(sealed.document()).unwrap().seal().unwrap();
        prop_assert_eq!(again.document(), sealed.document());
    }

    #[test]
    fn a_draft_survives_dag_json(draft in drafts()) {
        let text = draft.to_dag_json().unwrap();
        prop_assert_eq!(&Draft::from_dag_json(text.as_bytes()).unwrap(), &draft);
        let sealed = seal(draft);
        let text = sealed.to_dag_json().unwrap();
        prop_assert_eq!(Draft::from_dag_json(text.as_bytes()).unwrap(), sealed.to_draft());
    }

    #[test]
    fn the_document_of_what_was_sealed_reads_back(draft in drafts()) {
        let sealed = seal(draft);
        prop_assert_eq!(&Document::read(&sealed.to_args()).unwrap(), sealed.document());
        let document = sealed.document();
        prop_assert_eq!(&Document::read(&document.to_args()).unwrap(), document);
    }
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
            prop_assert!(workflow.tasks()[label].awaits().keys().all(|it| seen.contains(it)));
            seen.insert(label.clone());
        }
        for (task, awaited) in &edges {
            let expected: BTreeSet<String> = awaited.iter().map(|other| label(*other)).collect();
            let found: BTreeSet<String> =
                workflow.tasks()[&label(*task)].awaits().keys().cloned().collect();
            prop_assert_eq!(found, expected);
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
