//! The exception handler: drafted, sealed, proven.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_workflow::{
    DocumentError, Draft, DraftPlace, HandlerDraft, OpenError, SealError, Sealer, TaskDraft,
    Workflow, awaits, failure_slot,
};
use ucan_core::{ChainError, Nonce, Policy, Proofs};
use ucan_invocation::{ProveError, Task};

use crate::parties::{Party, check, command, draft, handler, link, step, three};

fn one(bob: &Party) -> Draft {
    draft([("a", step(bob, ipld!({})))])
}

fn call(params: Vec<Ipld>) -> TaskDraft {
    let call = WasmCall::new(Module::Link(link("a module")), "mend", params);
    TaskDraft::of_issuer(wasm_run(), call.to_args())
}

#[test]
fn a_link_to_a_module_is_a_call_of_its_function_catch_on_the_issuer() {
    let [_, bob, _] = three();
    let draft = one(&bob).with_catch(link("a module"));
    let sealed = Sealer::new().with_issuer(bob.did.clone()).seal(draft.clone()).unwrap();
    assert_eq!(sealed.to_args()["catch"], handler(&bob));
    assert_eq!(sealed.document().handler().unwrap().to_ipld(), handler(&bob));
    assert_eq!(draft.seal().unwrap_err(), SealError::NoIssuer { at: DraftPlace::Handler });
}

#[test]
fn a_handler_that_was_taken_away_is_as_if_it_had_never_been_there() {
    let [_, bob, _] = three();
    assert_eq!(one(&bob).with_catch(call(vec![])).without_catch(), one(&bob));
    assert_eq!(one(&bob).without_catch(), one(&bob));
}

#[test]
fn the_place_for_the_failure_is_added_behind_the_last_parameter_unless_it_is_there() {
    let [_, bob, _] = three();
    let params = |params: Vec<Ipld>| {
        let draft = one(&bob).with_catch(call(params));
        let sealed = Sealer::new().with_issuer(bob.did.clone()).seal(draft).unwrap();
        sealed.document().handler().unwrap().task().args()["params"].clone()
    };
    let slot = || failure_slot().to_ipld();
    assert_eq!(params(vec![]), ipld!([slot()]));
    assert_eq!(params(vec![ipld!(1), ipld!("x")]), ipld!([1, "x", slot()]));
    assert_eq!(params(vec![slot(), ipld!(1)]), ipld!([slot(), 1]));
    assert_eq!(params(vec![ipld!({ "in": slot() }), ipld!(1)]), ipld!([{ "in": slot() }, 1]));
}

#[test]
fn a_handler_keeps_what_is_said_of_it() {
    let [alice, bob, _] = three();
    let task = TaskDraft::new(alice.did.clone(), wasm_run(), call(vec![]).args().clone())
        .with_nonce(Nonce::new([1, 2]))
        .with_proofs(vec![link("a proof")])
        .with_meta([("x".into(), ipld!(1))].into());
    let sealed = one(&bob).with_catch(task).seal().unwrap();
    let handler = sealed.document().handler().unwrap();
    assert_eq!(handler.task().subject(), &alice.did);
    assert_eq!(handler.task().nonce(), &Nonce::new([1, 2]));
    assert_eq!(handler.proofs(), [link("a proof")]);
    assert_eq!(handler.meta()["x"], ipld!(1));
}

#[test]
fn a_handler_that_awaits_a_label_is_refused_with_the_place() {
    let [_, bob, _] = three();
    let error = one(&bob).with_catch(call(vec![ipld!([awaits("a")])])).seal().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`catch`, `.params[0][0][\"await/ok\"]`: a handler awaits no task, and this awaits `a`"
    );
    assert!(matches!(error, SealError::HandlerAwaits { label, .. } if label == "a"));
}

#[test]
fn a_handler_of_another_command_or_with_the_failure_twice_is_refused() {
    let [_, bob, _] = three();
    let seal = |task: TaskDraft| {
        let draft = one(&bob).with_catch(task);
        Sealer::new().with_issuer(bob.did.clone()).seal(draft).unwrap_err()
    };
    let send = TaskDraft::of_issuer(command("/msg/send"), [].into());
    let found = command("/msg/send");
    assert_eq!(seal(send), SealError::Document(DocumentError::HandlerCommand { found }));
    let slot = failure_slot();
    assert_eq!(
        seal(call(vec![slot.to_ipld(), slot.to_ipld()])),
        SealError::Document(DocumentError::FailureSlot { slot: slot.clone(), found: 2 })
    );
    let no_list = TaskDraft::of_issuer(wasm_run(), [("params".into(), ipld!("x"))].into());
    assert_eq!(seal(no_list), SealError::Document(DocumentError::FailureSlot { slot, found: 0 }));
}

#[test]
fn a_handler_is_proven_when_the_workflow_is_opened() {
    let [alice, bob, _] = three();
    let task = TaskDraft::new(alice.did.clone(), wasm_run(), call(vec![]).args().clone());
    let sealed = one(&bob).with_catch(task).seal().unwrap();
    let error = Workflow::open(bob.asks_for(sealed.to_args()), &Proofs::new(), &check());
    assert_eq!(error.unwrap_err(), OpenError::Handler(ProveError::Chain(ChainError::NoProofs)));
}

#[test]
fn the_failure_stands_in_its_place_when_the_handler_is_called() {
    let [_, bob, _] = three();
    let draft = one(&bob).with_catch(call(vec![ipld!(7)]));
    let sealed = Sealer::new().with_issuer(bob.did.clone()).seal(draft).unwrap();
    let proven = bob.asks_for(sealed.to_args());
    let workflow = Workflow::open(proven, &Proofs::new(), &check()).unwrap();
    let failure = ipld!({ "label": "a", "ipvm/failure": null });
    let called = workflow.handler(&failure, &Proofs::new(), &check()).unwrap().unwrap();
    let call = WasmCall::read(called.task().args()).unwrap();
    assert_eq!(call.function(), "mend");
    assert_eq!(call.params(), [ipld!(7), failure.clone()]);
    assert_eq!(called.issuer(), &bob.did);
    // Its ID is that of the call with this failure.
    let args = call.to_args();
    let task = Task::new(bob.did.clone(), wasm_run(), args, Nonce::empty()).unwrap();
    assert_eq!(called.task(), &task);

    let without = bob.asks_for(one(&bob).seal().unwrap().to_args());
    let workflow = Workflow::open(without, &Proofs::new(), &check()).unwrap();
    assert!(workflow.handler(&failure, &Proofs::new(), &check()).unwrap().is_none());
}

#[test]
fn policies_on_a_handler_are_left_to_the_call_with_the_failure() {
    let [alice, bob, _] = three();
    let policy = Policy::parse(&ipld!([["==", ".params[0].label", "a"]])).unwrap();
    let proof = alice.signs(alice.delegates(&bob, wasm_run()).with_policy(policy));
    let mut proofs = Proofs::new();
    proofs.insert(proof.clone());
    let task = TaskDraft::new(alice.did.clone(), wasm_run(), call(vec![]).args().clone())
        .with_proofs(vec![*proof.cid()]);
    let sealed = one(&bob).with_catch(task).seal().unwrap();
    let workflow = Workflow::open(bob.asks_for(sealed.to_args()), &proofs, &check()).unwrap();
    for (label, holds) in [("a", true), ("b", false)] {
        let failure = ipld!({ "label": label });
        let called = workflow.handler(&failure, &proofs, &check()).unwrap().unwrap();
        let args = called.task().args().clone();
        let authorized = called.authorize(args, &check(), &mut Default::default());
        assert_eq!(authorized.is_ok(), holds, "{label}");
    }
}

#[test]
fn a_short_handler_and_a_whole_one_are_two_drafts() {
    let [_, bob, _] = three();
    let short = one(&bob).with_catch(link("a module"));
    assert_eq!(short.handler(), Some(&HandlerDraft::Module(link("a module"))));
    assert_ne!(short, one(&bob).with_catch(call(vec![])));
}
