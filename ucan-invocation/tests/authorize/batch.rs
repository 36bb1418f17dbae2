//! Many tasks under one signature.

use std::collections::BTreeSet;

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{ChainError, FieldError, FieldRule, Meta, Proofs, policy::PolicyFailure};
use ucan_invocation::{
    Batch, BatchError, EmbeddedTask, Invocation, ProveError, Proven, PublicResource, SignedBatch,
};

use crate::parties::{
    NOW, Party, at_hand, exactly, four, policy, proof_rule, prove, task, unsatisfied,
};

/// Bob's invocation of his own with this under `tasks`.
fn around(bob: &Party, tasks: Ipld) -> Proven {
    prove(&bob.asks_for(task(bob, ipld!({ "tasks": tasks })), &[]), &[]).expect("proven")
}

fn open<'a>(proven: &'a Proven, limit: usize) -> Result<SignedBatch<'a>, BatchError> {
    SignedBatch::open(proven, &["tasks"], limit, &mut Default::default())
}

fn own(bob: &Party, n: i64) -> EmbeddedTask {
    EmbeddedTask::new(task(bob, ipld!({ "n": n })))
}

#[test]
fn a_batch_is_a_map_from_labels_to_tasks_with_their_proofs() {
    let [alice, bob, ..] = four();
    let proof = alice.signs(alice.delegates(&bob, &alice));
    let meta = Meta::from([("tag".into(), Ipld::Null)]);
    let batch = Batch::new().with_task("b", own(&bob, 0)).with_task("b", own(&bob, 1)).with_task(
        "a",
        EmbeddedTask::new(task(&alice, ipld!({}))).with_proofs(vec![*proof.cid()]).with_meta(meta),
    );
    let expected = ipld!({
        "a": {
            "sub": alice.did.as_str(),
            "cmd": "/msg/send",
            "args": {},
            "nonce": Ipld::Bytes(vec![]),
            "prf": [*proof.cid()],
            "meta": { "tag": null },
        },
        "b": {
            "sub": bob.did.as_str(),
            "cmd": "/msg/send",
            "args": { "n": 1 },
            "nonce": Ipld::Bytes(vec![]),
            "prf": [],
        },
    });
    assert_eq!(batch.to_ipld(), expected);
    assert_eq!(batch.tasks().keys().collect::<Vec<_>>(), ["a", "b"]);
    let Ipld::Map(written) = expected else { panic!("a batch is a map") };
    let read: Batch = written
        .into_iter()
        .map(|(label, task)| (label.clone(), EmbeddedTask::read(&label, task).unwrap()))
        .collect();
    assert_eq!(read, batch);
}

#[test]
fn each_task_is_proven_by_itself_and_one_that_is_not_stops_no_other() {
    let [alice, bob, carol, _] = four();
    let proof = alice.signs(alice.delegates(&bob, &alice));
    let of_alice = || EmbeddedTask::new(task(&alice, ipld!({ "n": 2 })));
    let Ipld::Map(mut tasks) = Batch::new()
        .with_task("own", own(&bob, 1))
        .with_task("lent", of_alice().with_proofs(vec![*proof.cid()]))
        .with_task("stolen", of_alice())
        .with_task(
            "carol's",
            EmbeddedTask::new(task(&carol, ipld!({}))).with_proofs(vec![*proof.cid()]),
        )
        .to_ipld()
    else {
        panic!("a batch is a map")
    };
    tasks.insert("no task".into(), ipld!([1]));
    let outer = around(&bob, Ipld::Map(tasks));
    let batch = open(&outer, 5).unwrap();
    assert_eq!(batch.labels().collect::<Vec<_>>(), ["carol's", "lent", "no task", "own", "stolen"]);
    assert_eq!(batch.named_proofs(), BTreeSet::from([*proof.cid()]));

    let at_hand = at_hand(&[&proof]);
    let mut proven = batch.prove_all(&at_hand, &exactly(NOW));
    assert_eq!(proven.len(), 5);
    let mut take = |label: &str| proven.remove(label).unwrap();
    let lent = take("lent").unwrap();
    assert_eq!(lent.task(), of_alice().task());
    assert_eq!(lent.token(), outer.token());
    assert_eq!(take("own").unwrap().task(), own(&bob, 1).task());
    assert_eq!(take("stolen").unwrap_err(), ProveError::Chain(ChainError::NoProofs));
    assert!(matches!(
        take("carol's").unwrap_err(),
        ProveError::Chain(ChainError::Proof(error)) if error.index == 0
    ));
    assert_eq!(
        take("no task").unwrap_err(),
        ProveError::Field(FieldError::new(
            "no task",
            FieldRule::Kind { expected: "map", found: "list" }
        ))
    );

    let some = batch.prove_some(["own", "none"], &at_hand, &exactly(NOW));
    assert_eq!(some.keys().collect::<Vec<_>>(), ["none", "own"]);
    assert!(some["own"].is_ok());
    assert_eq!(some["none"].as_ref().unwrap_err(), &ProveError::NoTaskThere);
}

#[test]
fn a_batch_is_there_and_has_as_many_tasks_as_are_allowed() {
    let [_, bob, ..] = four();
    let tasks = |count: i64| Batch::from_iter((0..count).map(|n| (n.to_string(), own(&bob, n))));
    let opened = |tasks: Ipld, limit| open(&around(&bob, tasks), limit).map(|it| it.labels().len());
    assert_eq!(opened(tasks(3).to_ipld(), 3), Ok(3));
    assert_eq!(opened(tasks(4).to_ipld(), 3), Err(BatchError::TooManyTasks { found: 4, limit: 3 }));
    assert_eq!(opened(ipld!({}), 3), Err(BatchError::NoTasks));
    assert_eq!(opened(ipld!([]), 3), Err(BatchError::NotThere));
    let outer = around(&bob, tasks(1).to_ipld());
    for path in [&[][..], &["other"], &["tasks", "0", "args", "n"]] {
        let opened = SignedBatch::open(&outer, path, 3, &mut Default::default());
        assert_eq!(opened.map(|_| ()), Err(BatchError::NotThere), "{path:?}");
    }
}

#[test]
fn the_policies_on_the_whole_are_judged_before_any_task() {
    let [alice, bob, ..] = four();
    let on_the_whole = policy(ipld!([["==", ".tasks.a.args.n", 5]]));
    let proof = alice.delegates(&bob, &alice).with_policy(on_the_whole.clone());
    let proof = alice.signs(proof);
    let whole = |n: i64| {
        let tasks = Batch::new().with_task("a", own(&bob, n)).to_ipld();
        task(&alice, ipld!({ "tasks": tasks }))
    };
    let opened = |n: i64| {
        let outer = prove(&bob.asks_for(whole(n), &[&proof]), &[&proof]).unwrap();
        open(&outer, 1).map(|_| ())
    };
    assert_eq!(opened(5), Ok(()));
    let Err(BatchError::Policy(error)) = opened(6) else { panic!("the policy does not hold") };
    let error = ucan_invocation::AuthorizeError::Chain(error);
    assert_eq!(proof_rule(error), (0, *proof.cid(), unsatisfied(0)));

    // The same policy, but the executor's own.
    let resource =
        PublicResource::new(alice.did.clone(), "/msg".parse().unwrap()).with_policy(on_the_whole);
    let opened = |n: i64| {
        let invocation = bob.asks(Invocation::new(bob.did.clone(), whole(n)));
        let outer =
            Proven::prove_public(&invocation, &resource, &exactly(NOW), &alice.did).unwrap();
        open(&outer, 1).map(|batch| batch.prove("a", &Proofs::new(), &exactly(NOW)).is_ok())
    };
    assert_eq!(opened(5), Ok(true));
    assert_eq!(
        opened(6),
        Err(BatchError::Public(PolicyFailure::Unsatisfied { statement: [0].into() }))
    );
}
