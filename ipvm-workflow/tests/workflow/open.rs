//! What an executor makes of a signed workflow.

use std::collections::BTreeSet;

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{DocumentError, OpenError, Workflow, awaits};
use ucan_core::{ChainError, DidKeyResolver, Envelope, Nonce, Policy, Proofs, VerifyError};
use ucan_invocation::{Arguments, Invocation, Promise, ProveError, Proven, PublicResource, Task};
use varsig::VerifierSet;

use crate::{
    document::{document, with, with_task_field},
    parties::{check, command, draft, link, step, three},
};

fn open(document: Arguments) -> Result<Workflow, OpenError> {
    let [_, bob, _] = three();
    Workflow::open(bob.asks_for(document), &Proofs::new(), &check())
}

/// The labels that a task awaits.
fn awaited<'a>(workflow: &'a Workflow, label: &str) -> Vec<&'a str> {
    workflow.tasks()[label].awaits().keys().map(String::as_str).collect()
}

#[test]
fn a_sealed_workflow_opens_after_it_was_signed() {
    let [alice, bob, carol] = three();
    let proof = alice.signs(alice.delegates(&bob, command("/image")));
    let mut proofs = Proofs::new();
    proofs.insert(proof.clone());
    let edit = |args: Ipld| step(&alice, args).with_proofs(vec![*proof.cid()]);
    let sealed = draft([
        ("blur", edit(ipld!({ "image": awaits("rotate") }))),
        ("crop", edit(ipld!({ "x": 1 }))),
        ("gray", edit(ipld!({ "images": [awaits("rotate"), awaits("crop")] }))),
        ("rotate", edit(ipld!({ "image": awaits("crop") }))),
    ])
    .seal()
    .unwrap();
    let invocation =
        sealed.invocation(bob.did.clone(), carol.did.clone(), Nonce::new([1; 12])).unwrap();
    let proven = bob.asks(invocation, &proofs);
    let token = *proven.token();
    let workflow = Workflow::open(proven, &proofs, &check()).unwrap();

    assert_eq!(workflow.order(), ["crop", "rotate", "blur", "gray"]);
    assert_eq!(workflow.proven().task().args(), &sealed.to_args());
    let tasks = workflow.tasks();
    assert_eq!(tasks.keys().collect::<Vec<_>>(), ["blur", "crop", "gray", "rotate"]);
    for (label, task) in tasks {
        assert_eq!(Some(task.proven().task()), sealed.task(label));
        assert_eq!(task.proven().issuer(), &bob.did);
        assert_eq!(task.proven().executor(), &carol.did);
        assert_eq!(task.proven().token(), &token);
        assert_eq!(task.proven().chain().proofs().collect::<Vec<_>>(), [proof.cid()]);
        assert_eq!(task.awaits_outside(), &BTreeSet::new());
    }
    assert_eq!(awaited(&workflow, "crop"), Vec::<&str>::new());
    assert_eq!(awaited(&workflow, "gray"), ["crop", "rotate"]);
}

#[test]
fn tasks_of_other_workflows_are_awaited_outside() {
    let [_, bob, _] = three();
    let (one, two) = (link("one elsewhere"), link("another"));
    let promises = ipld!([Promise::ok(one).to_ipld(), { "deep": Promise::any(two).to_ipld() }]);
    let sealed = draft([
        ("a", step(&bob, ipld!({}))),
        ("b", step(&bob, ipld!({ "in": promises, "too": awaits("a") }))),
    ]);
    let workflow = open(sealed.seal().unwrap().to_args()).unwrap();
    let b = &workflow.tasks()["b"];
    assert_eq!(awaited(&workflow, "b"), ["a"]);
    assert_eq!(b.awaits_outside(), &BTreeSet::from([one, two]));
    assert_eq!(workflow.order(), ["a", "b"]);
}

#[test]
fn one_task_under_two_labels_is_awaited_under_the_first() {
    let [_, bob, _] = three();
    let sealed = draft([
        ("twin 1", step(&bob, ipld!({}))),
        ("twin 2", step(&bob, ipld!({}))),
        ("after", step(&bob, ipld!({ "in": awaits("twin 2") }))),
    ]);
    let workflow = open(sealed.seal().unwrap().to_args()).unwrap();
    assert_eq!(awaited(&workflow, "after"), ["twin 1"]);
    assert_eq!(workflow.order(), ["twin 1", "after", "twin 2"]);
}

#[test]
fn a_label_that_was_never_sealed_is_data() {
    let workflow = open(with_task_field("args", ipld!({ "in": awaits("a") }))).unwrap();
    assert_eq!(awaited(&workflow, "a"), Vec::<&str>::new());
    assert_eq!(workflow.order(), ["a"]);
}

#[test]
fn another_command_is_no_workflow() {
    let [_, bob, _] = three();
    for text in ["/ipvm/workflow", "/ipvm/workflow/run/now", "/wasm/run"] {
        let task = Task::new(bob.did.clone(), command(text), document(), Nonce::empty());
        let invocation = Invocation::new(bob.did.clone(), task.unwrap());
        let proven = bob.asks(invocation, &Proofs::new());
        assert_eq!(
            Workflow::open(proven, &Proofs::new(), &check()).unwrap_err(),
            OpenError::Command { found: command(text) }
        );
    }
}

#[test]
fn what_is_no_document_is_no_workflow() {
    let error = open(with("tasks", Some(ipld!({})))).unwrap_err();
    assert_eq!(error, OpenError::Document(DocumentError::NoTasks));
}

#[test]
fn every_task_needs_a_proof_of_its_own() {
    let [alice, bob, carol] = three();
    let unproven = draft([
        ("a", step(&bob, ipld!({}))),
        ("b", step(&alice, ipld!({}))),
        ("c", step(&carol, ipld!({}))),
    ]);
    assert_eq!(
        open(unproven.seal().unwrap().to_args()).unwrap_err(),
        OpenError::Task { task: "b".into(), error: ProveError::Chain(ChainError::NoProofs) }
    );

    // A proof that is named for one task counts for no other.
    let proof = alice.signs(alice.delegates(&bob, command("/image")));
    let mut proofs = Proofs::new();
    proofs.insert(proof.clone());
    let half = draft([
        ("a", step(&alice, ipld!({})).with_proofs(vec![*proof.cid()])),
        ("b", step(&alice, ipld!({ "x": 1 }))),
    ]);
    let proven = bob.asks_for(half.seal().unwrap().to_args());
    assert_eq!(
        Workflow::open(proven, &proofs, &check()).unwrap_err(),
        OpenError::Task { task: "b".into(), error: ProveError::Chain(ChainError::NoProofs) }
    );

    // Named, but not handed over.
    let cid: Cid = *proof.cid();
    let named = draft([("a", step(&alice, ipld!({})).with_proofs(vec![cid]))]);
    assert_eq!(
        open(named.seal().unwrap().to_args()).unwrap_err(),
        OpenError::Task {
            task: "a".into(),
            error: ProveError::Chain(ChainError::UnavailableProof { index: 0, cid })
        }
    );
}

#[test]
fn a_task_that_was_changed_after_signing_breaks_the_signature() {
    let [_, bob, carol] = three();
    let sealed = draft([("a", step(&bob, ipld!({ "text": "honest" })))]).seal().unwrap();
    let invocation = sealed.invocation(bob.did.clone(), carol.did.clone(), Nonce::empty());
    let token = Envelope::sign(invocation.unwrap(), &bob.key).unwrap();
    let mut bytes = token.bytes().to_vec();
    let place = bytes.windows(6).position(|window| window == b"honest").unwrap();
    bytes[place..place + 6].copy_from_slice(b"forged");
    let tampered = Envelope::<Invocation>::decode(&bytes).unwrap();
    assert_eq!(
        tampered.verify(&DidKeyResolver, &VerifierSet::default()).map(|_| ()),
        Err(VerifyError::InvalidSignature)
    );
}

#[test]
fn a_task_that_was_changed_after_sealing_is_no_longer_the_one_awaited() {
    let [_, bob, _] = three();
    let sealed = draft([
        ("a", step(&bob, ipld!({ "x": 1 }))),
        ("b", step(&bob, ipld!({ "in": awaits("a") }))),
    ])
    .seal()
    .unwrap();
    let mut document = sealed.to_args();
    if let Some(Ipld::Map(tasks)) = document.get_mut("tasks")
        && let Some(Ipld::Map(task)) = tasks.get_mut("a")
    {
        task.insert("args".into(), ipld!({ "x": 2 }));
    }
    let workflow = open(document).unwrap();
    let b = &workflow.tasks()["b"];
    assert_eq!(awaited(&workflow, "b"), Vec::<&str>::new());
    assert_eq!(b.awaits_outside(), &BTreeSet::from([*sealed.task("a").unwrap().id()]));
}

#[test]
fn the_policies_on_the_workflow_itself_are_judged() {
    // Alice lets Bob run workflows on her behalf, if they are marked as hers.
    let [alice, bob, _] = three();
    let policy = Policy::parse(&ipld!([["==", ".meta.for", "alice"]])).unwrap();
    let proof = alice.delegates(&bob, ipvm_workflow::workflow_run()).with_policy(policy);
    let proof = alice.signs(proof);
    let mut proofs = Proofs::new();
    proofs.insert(proof.clone());
    let open = |whose: &str| {
        let document = with("meta", Some(ipld!({ "for": whose })));
        let run = ipvm_workflow::workflow_run();
        let task = Task::new(alice.did.clone(), run, document, Nonce::empty()).unwrap();
        let invocation = Invocation::new(bob.did.clone(), task).with_proofs(vec![*proof.cid()]);
        Workflow::open(bob.asks(invocation, &proofs), &proofs, &check())
    };
    open("alice").unwrap();
    let error = open("mallory").expect_err("the policy does not hold");
    assert!(matches!(error, OpenError::Policy(ChainError::Proof(_))), "{error:?}");
}

/// Whom the executor lets ask for workflows by itself, it lets ask for those of which it says so.
#[test]
fn a_workflow_that_anybody_may_ask_for_is_one_that_the_executor_lets_anybody_ask_for() {
    let [alice, bob, _] = three();
    let policy = Policy::parse(&ipld!([["==", ".meta.for", "everybody"]])).unwrap();
    let resource =
        PublicResource::new(alice.did.clone(), ipvm_workflow::workflow_run()).with_policy(policy);
    let open = |whose: &str| {
        let document = with("meta", Some(ipld!({ "for": whose })));
        let run = ipvm_workflow::workflow_run();
        let task = Task::new(alice.did.clone(), run, document, Nonce::empty()).unwrap();
        let token = Envelope::sign(Invocation::new(bob.did.clone(), task), &bob.key)
            .unwrap()
            .verify(&DidKeyResolver, &VerifierSet::default())
            .unwrap();
        let proven = Proven::prove_public(&token, &resource, &check(), &alice.did).unwrap();
        Workflow::open(proven, &Proofs::new(), &check())
    };
    let error = open("mallory").expect_err("it is not public");
    assert!(matches!(error, OpenError::Public(_)), "{error:?}");
    open("everybody").unwrap();
}
