//! What an executor makes of a signed workflow.

use std::{collections::BTreeSet, time::Duration};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{ConfigRule, FUEL_PER_GAS, MeasureRule, TaskConfig};
use ipvm_workflow::{OpenError, Workflow, awaits};
use ucan_core::{
    ChainError, DidKeyResolver, Envelope, FieldError, FieldRule, Nonce, Policy, Proofs, VerifyError,
};
use ucan_invocation::{Arguments, Invocation, Promise, ProveError, Task};
use varsig::VerifierSet;

use crate::parties::{check, command, draft, link, step, three};

fn open(document: Arguments) -> Result<Workflow, OpenError> {
    let [_, bob, _] = three();
    Workflow::open(bob.asks_for(document), &Proofs::new(), &check())
}

/// A document with one task of Bob's own.
fn document() -> Arguments {
    let [_, bob, _] = three();
    draft([("a", step(&bob, ipld!({})))]).seal().expect("a workflow").to_args()
}

/// That document with a field put in, or taken out for `None`.
fn with(name: &str, value: Option<Ipld>) -> Arguments {
    let mut document = document();
    match value {
        Some(value) => document.insert(name.into(), value),
        None => document.remove(name),
    };
    document
}

/// That document with a field put into the task.
fn with_task_field(name: &str, value: Ipld) -> Arguments {
    let mut document = document();
    if let Some(Ipld::Map(tasks)) = document.get_mut("tasks")
        && let Some(Ipld::Map(task)) = tasks.get_mut("a")
    {
        task.insert(name.into(), value);
    }
    document
}

fn field(name: &str, rule: FieldRule) -> FieldError {
    FieldError::new(name, rule)
}

fn set<const N: usize>(labels: [&str; N]) -> BTreeSet<String> {
    labels.map(String::from).into()
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
    assert_eq!(tasks["crop"].awaits(), &set([]));
    assert_eq!(tasks["gray"].awaits(), &set(["crop", "rotate"]));
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
    assert_eq!(b.awaits(), &set(["a"]));
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
    assert_eq!(workflow.tasks()["after"].awaits(), &set(["twin 1"]));
    assert_eq!(workflow.order(), ["twin 1", "after", "twin 2"]);
}

#[test]
fn a_label_that_was_never_sealed_is_data() {
    let workflow = open(with_task_field("args", ipld!({ "in": awaits("a") }))).unwrap();
    assert_eq!(workflow.tasks()["a"].awaits(), &set([]));
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
fn another_version_is_refused() {
    for version in ["0.1.0", "0.2.1", "0.2", ""] {
        assert_eq!(
            open(with("v", Some(ipld!(version)))).unwrap_err(),
            OpenError::Version { found: version.into() }
        );
    }
    let kind = FieldRule::Kind { expected: "string", found: "integer" };
    assert_eq!(open(with("v", Some(ipld!(2)))).unwrap_err(), OpenError::Field(field("v", kind)));
    // Whatever else is in it: another version may mean anything.
    let mut other = with("v", Some(ipld!("9.9.9")));
    other.insert("tasks".into(), Ipld::Null);
    assert_eq!(open(other).unwrap_err(), OpenError::Version { found: "9.9.9".into() });
}

#[test]
fn missing_malformed_and_unknown_fields_are_refused() {
    let kind = |expected, found| FieldRule::Kind { expected, found };
    for (name, value, rule) in [
        ("v", None, FieldRule::Missing),
        ("tasks", None, FieldRule::Missing),
        ("tasks", Some(ipld!([])), kind("map", "list")),
        ("meta", Some(ipld!(null)), kind("map", "null")),
        ("task", Some(ipld!({})), FieldRule::Unknown),
    ] {
        let error = open(with(name, value)).unwrap_err();
        assert_eq!(error, OpenError::Field(field(name, rule)));
    }
}

#[test]
fn what_is_not_supported_is_refused_and_not_passed_over() {
    for name in ["catch", "config", "parent"] {
        let error = open(with(name, Some(Ipld::Null))).unwrap_err();
        assert_eq!(error, OpenError::Unsupported { field: name });
    }
    let error = open(with_task_field("catch", ipld!("a"))).unwrap_err();
    let unknown = ProveError::Field(field("catch", FieldRule::Unknown));
    assert_eq!(error, OpenError::Task { task: "a".into(), error: unknown });
}

#[test]
fn there_is_something_to_do_and_not_too_much() {
    assert_eq!(open(with("tasks", Some(ipld!({})))).unwrap_err(), OpenError::NoTasks);
    let many = |count: usize| {
        let tasks = (0..count).map(|number| (format!("{number}"), Ipld::Null)).collect();
        open(with("tasks", Some(Ipld::Map(tasks)))).unwrap_err()
    };
    assert_eq!(many(10_001), OpenError::TooManyTasks { limit: 10_000 });
    let kind = FieldRule::Kind { expected: "map", found: "null" };
    let error = ProveError::Field(field("0", kind));
    assert_eq!(many(10_000), OpenError::Task { task: "0".into(), error });
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
    assert_eq!(b.awaits(), &set([]));
    assert_eq!(b.awaits_outside(), &BTreeSet::from([*sealed.task("a").unwrap().id()]));
}

#[test]
fn the_defaults_hold_where_a_task_says_nothing() {
    let [_, bob, _] = three();
    let with_config =
        |config: Ipld| step(&bob, ipld!({})).with_meta([("ipvm/config".into(), config)].into());
    let sealed = draft([
        ("default", step(&bob, ipld!({}))),
        ("own", with_config(ipld!({ "gas": 7, "secret": false }))),
    ])
    .with_defaults(ipld!({ "gas": 5, "secret": true, "time": [3, "minutes"] }));
    let workflow = open(sealed.seal().unwrap().to_args()).unwrap();
    let default = workflow.tasks()["default"].config();
    assert_eq!(default.work.fuel(), 5 * FUEL_PER_GAS);
    assert_eq!(default.secret, Some(true));
    assert_eq!(default.time.to_duration(), Duration::from_secs(180));
    assert_eq!(default.memory, TaskConfig::system_default().memory);
    let own = workflow.tasks()["own"].config();
    assert_eq!(own.work.fuel(), 7 * FUEL_PER_GAS);
    assert_eq!(own.secret, Some(false));
    assert_eq!(own.time.to_duration(), Duration::from_secs(180));
    assert_eq!(own.memory, TaskConfig::system_default().memory);
}

#[test]
fn a_configuration_that_is_refused_is_named_by_its_task_and_place() {
    let refused = |document| match open(document).unwrap_err() {
        OpenError::Config { task, error } => (task, error.at.to_string(), error.rule),
        other => panic!("{other}"),
    };
    let wrong = ConfigRule::Measure(MeasureRule::Kind { found: "string" });
    assert_eq!(
        refused(with("defaults", Some(ipld!({ "disk": "200GB" })))),
        (None, "/disk".into(), wrong.clone())
    );
    let meta = ipld!({ "ipvm/config": { "disk": "200GB" } });
    assert_eq!(
        refused(with_task_field("meta", meta)),
        (Some("a".into()), "/ipvm~1config/disk".into(), wrong)
    );
    let kind = ConfigRule::Field(FieldRule::Kind { expected: "map", found: "null" });
    assert_eq!(refused(with("defaults", Some(Ipld::Null))), (None, String::new(), kind));
}

#[test]
fn what_awaits_something_secret_is_secret_unless_it_says_otherwise() {
    let [_, bob, _] = three();
    let with =
        |args, config: Ipld| step(&bob, args).with_meta([("ipvm/config".into(), config)].into());
    // By their labels these stand in another order than by their needs.
    let sealed = draft([
        ("z", with(ipld!({}), ipld!({ "secret": true }))),
        ("b", step(&bob, ipld!({ "in": awaits("z") }))),
        ("a", step(&bob, ipld!({ "in": awaits("b") }))),
        ("open", with(ipld!({ "in": awaits("a") }), ipld!({ "secret": false }))),
        ("after", step(&bob, ipld!({ "in": awaits("open") }))),
    ]);
    let workflow = open(sealed.seal().unwrap().to_args()).unwrap();
    let secret = |label: &str| workflow.tasks()[label].config().secret;
    assert_eq!(
        ["z", "b", "a", "open", "after"].map(secret),
        [Some(true), Some(true), Some(true), Some(false), None]
    );
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
