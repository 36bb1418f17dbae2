//! What holds for all arguments and in every order.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use ucan_invocation::{Arguments, Outcome, Promise, Receipt};
use ucan_pipeline::{Pipeline, Progress, Step, awaited, promises, resolve};
use varsig::Block;

use crate::stage::{did, now, receipt_of, settled, task, us};

const TASKS: u8 = 6;

fn name(number: u8) -> String {
    format!("task {number}")
}

/// Data with promises here and there, and with what looks like one.
fn data() -> impl Strategy<Value = Ipld> {
    let leaf = prop_oneof![
        3 => any::<i64>().prop_map(|number| Ipld::Integer(number.into())),
        1 => ".{0,8}".prop_map(Ipld::String),
        1 => (0..TASKS).prop_map(|number| Ipld::Link(task(&name(number)))),
        3 => (0..TASKS, 0..3_u8).prop_map(|(number, branch)| {
            let task = task(&name(number));
            match branch {
                0 => Promise::ok(task).to_ipld(),
                1 => Promise::error(task).to_ipld(),
                _ => Promise::any(task).to_ipld(),
            }
        }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Ipld::List),
            proptest::collection::btree_map("await/ok|await/error|await/\\*|ok|x|y", inner, 0..4)
                .prop_map(Ipld::Map),
        ]
    })
}

fn args() -> impl Strategy<Value = Arguments> {
    proptest::collection::btree_map("[a-e]", data(), 1..4)
}

/// How the task with this number ended: mostly well, and with links among the values.
fn outcome(number: u8) -> Outcome {
    match number {
        0 => Outcome::Error(Ipld::String("no".into())),
        1 => Outcome::Ok(Ipld::Link(task("content"))),
        2 => Outcome::Ok(Ipld::List(vec![Ipld::Null, Ipld::Integer(number.into())])),
        _ => Outcome::Ok(Ipld::Integer(number.into())),
    }
}

/// A receipt of each task, of one executor or of another.
fn receipts(executors: &[u8]) -> Vec<Receipt> {
    let of = |number: u8| {
        let of = |executor: &u8| receipt_of(*executor, task(&name(number)), outcome(number));
        executors.iter().map(of).collect::<Vec<_>>()
    };
    (0..TASKS).flat_map(of).collect()
}

/// Receipts of all tasks in any order, each once and some again.
fn in_any_order(executors: &'static [u8]) -> impl Strategy<Value = Vec<Receipt>> {
    let receipts = receipts(executors);
    let again = proptest::sample::subsequence(receipts.clone(), 0..=receipts.len());
    again.prop_flat_map(move |again| Just([receipts.clone(), again].concat()).prop_shuffle())
}

/// Arguments that await something.
fn waiting() -> impl Strategy<Value = Vec<Arguments>> {
    let awaiting = args().prop_filter("awaits nothing", |args| !awaited(args).is_empty());
    proptest::collection::vec(awaiting, 1..8)
}

/// Everything that comes out of a pipeline, down to the bytes.
fn run(waiting: &[Arguments], receipts: &[Receipt], late: usize) -> BTreeMap<usize, Vec<u8>> {
    let mut pipeline = Pipeline::new(us().and(did(1)));
    let mut ended = BTreeMap::new();
    let mut note = |key: usize, progress: &Progress| {
        let written = match progress {
            Progress::Waiting { .. } => return,
            Progress::Ready { args, .. } => Ipld::Map(args.clone()),
            Progress::BranchMismatch { mismatch, .. } => mismatch.to_ipld(),
            Progress::Refused(error) => Ipld::String(error.to_string()),
        };
        let bytes = Block::encode(&written).unwrap().bytes().to_vec();
        assert!(ended.insert(key, bytes).is_none(), "{key} ended twice");
    };
    let (early, rest) = receipts.split_at(late.min(receipts.len()));
    for receipt in early {
        pipeline.admit(receipt, now()).unwrap();
    }
    for (key, args) in waiting.iter().enumerate() {
        note(key, &pipeline.wait(key, args.clone(), None, now()).unwrap());
    }
    for receipt in rest {
        for (key, progress) in pipeline.admit(receipt, now()).unwrap().touched {
            note(key, &progress);
        }
    }
    assert!(pipeline.is_empty());
    ended
}

/// `resolved` with every promise of `written` back in its place.
fn with_promises_back(written: &Ipld, resolved: &Ipld) -> Ipld {
    if Promise::of(written).is_some() {
        return written.clone();
    }
    match (written, resolved) {
        (Ipld::List(written), Ipld::List(resolved)) => {
            assert_eq!(written.len(), resolved.len());
            let items = written.iter().zip(resolved);
            Ipld::List(items.map(|(a, b)| with_promises_back(a, b)).collect())
        }
        (Ipld::Map(written), Ipld::Map(resolved)) => {
            assert!(written.keys().eq(resolved.keys()));
            let entries = written.iter().zip(resolved.values());
            Ipld::Map(
                entries.map(|((key, a), b)| (key.clone(), with_promises_back(a, b))).collect(),
            )
        }
        (_, resolved) => resolved.clone(),
    }
}

proptest! {
    #[test]
    fn the_order_of_receipts_changes_nothing_down_to_the_bytes(
        waiting in waiting(), receipts in in_any_order(&[0]), other in in_any_order(&[0]),
        late in 0..9_usize,
    ) {
        let ended = run(&waiting, &receipts, late);
        prop_assert_eq!(ended.len(), waiting.len());
        prop_assert_eq!(ended, run(&waiting, &other, 0));
    }

    #[test]
    fn of_receipts_that_agree_it_does_not_matter_whose_comes_first(
        waiting in waiting(), receipts in in_any_order(&[0, 1]), late in 0..18_usize,
    ) {
        let mixed = run(&waiting, &receipts, late);
        for (key, args) in waiting.iter().enumerate() {
            // The error of a mismatch names the receipt that it is from: one or the other.
            if let Ok(Step::Ready(args)) = resolve(args, &all()) {
                let block = Block::encode(&Ipld::Map(args)).unwrap();
                prop_assert_eq!(&mixed[&key], block.bytes());
            }
        }
        prop_assert_eq!(mixed.len(), waiting.len());
    }

    #[test]
    fn what_is_not_a_promise_is_not_touched(args in args()) {
        if let Ok(Step::Ready(resolved)) = resolve(&args, &all()) {
            let written = Ipld::Map(args.clone());
            prop_assert_eq!(with_promises_back(&written, &Ipld::Map(resolved.clone())), written);
            prop_assert_eq!(promises(&resolved).count(), 0);
            // What stands where a promise stood is what its task gave.
            for awaiting in promises(&args) {
                let number = (0..TASKS).find(|it| task(&name(*it)) == *awaiting.promise.task());
                let outcome = outcome(number.unwrap());
                let expected = match awaiting.promise.branch() {
                    None => outcome.to_ipld(),
                    Some(_) => outcome.value().clone(),
                };
                prop_assert_eq!(awaiting.place.in_arguments(&resolved), Some(&expected));
            }
        }
    }

    #[test]
    fn arguments_without_promises_are_ready_as_they_are(args in args()) {
        prop_assume!(promises(&args).count() == 0);
        prop_assert_eq!(resolve(&args, &all()), Ok(Step::Ready(args)));
    }
}

fn all() -> ucan_pipeline::Settled {
    let results: Vec<_> = (0..TASKS).map(|number| (task(&name(number)), outcome(number))).collect();
    settled(&results)
}
