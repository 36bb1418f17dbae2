//! Receipts held against what their tasks come to.

use std::sync::Arc;

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    AdoptError, Call, Cancellation, ContentError, NotReproducible, PrepareError, ReExecution,
    Registration, Subjects, TaskOutcome, Unavailable, Undecided,
    engine::{EngineConfig, Limits, Profile, Stop},
    store::{Address, Blocks, Memo, Receipts, Visibility},
};
use ipvm_task::{
    EffectClass, EvidenceError, EvidenceKind, Fault, Finding, Module, WasmCall, wasm_run,
};
use ipvm_workflow::{Draft, awaits};
use serde::Deserialize;
use ucan_core::{
    Check, Command, Delegation, Did, DidKeyResolver, Envelope, FieldError, FieldRule, Nonce, Proofs,
};
use ucan_invocation::{
    Attestation, Invocation, Outcome, Receipt, ReceiptMeta, Task, receipt_command,
};
use varsig::{Block, Ed25519Signer, VerifierSet};

use crate::stage::{NOW, Stage, alice, bob, carol, did, executor_key, number, seconds, store};

/// A call of a function of the published component, on Alice's authority.
pub(crate) fn call(stage: &Stage, function: &str, params: Vec<Ipld>) -> Task {
    let call = WasmCall::new(Module::Link(stage.numbers), function, params);
    Task::idempotent(did(&alice()), wasm_run(), call.to_args()).unwrap()
}

pub(crate) fn block(task: &Task) -> Block {
    Block::encode(&task.to_ipld()).unwrap()
}

/// Somebody attests to this.
pub(crate) fn says(signer: &Ed25519Signer, task: &Task, outcome: Outcome) -> Receipt {
    Attestation::new(*task.id(), outcome, seconds(NOW)).sign(signer).unwrap()
}

fn says_with(signer: &Ed25519Signer, ran: Cid, outcome: Outcome, meta: ReceiptMeta) -> Receipt {
    Attestation::new(ran, outcome, seconds(NOW)).with_meta(meta).sign(signer).unwrap()
}

pub(crate) fn ok(value: i128) -> Outcome {
    Outcome::Ok(number(value))
}

fn again(stage: &Stage, receipt: &Receipt, blocks: &[Block]) -> ReExecution {
    stage.executor.reexecute(receipt, blocks, &Cancellation::new()).unwrap()
}

#[track_caller]
fn why_not(compared: ReExecution) -> NotReproducible {
    match compared {
        ReExecution::NotReproducible { why } => why,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn undecided(compared: ReExecution) -> Undecided {
    match compared {
        ReExecution::Undecided { why } => why,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn confirmed(compared: ReExecution) -> Box<ipvm_runtime::Confirmed> {
    match compared {
        ReExecution::Confirmed(confirmed) => confirmed,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refuted(compared: ReExecution) -> Box<ipvm_runtime::Refuted> {
    match compared {
        ReExecution::Refuted(refuted) => refuted,
        other => panic!("{other:?}"),
    }
}

/// What a third party finds, from the bytes alone.
pub(crate) fn found(evidence: &ipvm_task::Evidence) -> Finding {
    let shown = ipvm_task::Evidence::decode(evidence.block().bytes()).unwrap();
    let handlers = ipvm_task::HandlerDeclarations::built_in();
    let check = Check::at(seconds(NOW));
    shown.check(&handlers, &check, &DidKeyResolver, &VerifierSet::default()).unwrap()
}

#[test]
fn what_a_stranger_computed_rightly_is_confirmed_and_nothing_is_written() {
    let stage = Stage::new();
    let task = call(&stage, "add-one", vec![number(41)]);
    let receipt = says(&carol(), &task, ok(42));
    let confirmed = confirmed(again(&stage, &receipt, &[block(&task)]));
    assert_eq!(confirmed.receipt().cid(), receipt.cid());
    assert_eq!(confirmed.task(), &task);
    assert_eq!(stage.store.page(None, 10).unwrap(), []);
    assert_eq!(stage.store.lookup(&Address::Task(*task.id())).unwrap(), None);
    assert_eq!(Blocks::get(&*stage.store, task.id()).unwrap(), None);
}

#[test]
fn a_lie_is_refuted_with_evidence_that_a_third_party_can_check() {
    let stage = Stage::new();
    let task = call(&stage, "add-one", vec![number(41)]);
    let lie = says(&carol(), &task, ok(13));
    let refuted = refuted(again(&stage, &lie, &[block(&task)]));
    assert_eq!(refuted.ours.outcome(), &ok(42));
    assert_eq!(refuted.ours.executor(), stage.executor.did());
    let evidence = refuted.evidence.unwrap();
    assert_eq!(evidence.kind(), EvidenceKind::Contradiction);
    let finding = found(&evidence);
    assert_eq!(finding.against(), None);
    let ours = ipvm_task::OutcomeId::of(&refuted.ours).unwrap();
    let liars: Vec<&Did> = finding.refuted_by(ours).map(|it| &it.executor).collect();
    assert_eq!(liars, [&did(&carol())]);
    // Nothing was written.
    assert_eq!(stage.store.page(None, 10).unwrap(), []);
}

#[test]
fn the_memo_is_not_asked() {
    let stage = Stage::new();
    let task = call(&stage, "add-one", vec![number(41)]);
    // A receipt of this executor that is wrong stands in its memo.
    let lie = says(&executor_key(), &task, ok(13));
    let record = ipvm_runtime::store::ReceiptRecord::new(lie.block().clone(), *task.id());
    Receipts::put(&*stage.store, &record).unwrap();
    let _ = stage.store.remember(&[Address::Task(*task.id())], lie.cid()).unwrap();
    let refuted = refuted(again(&stage, &lie, &[block(&task)]));
    // It speaks with two tongues, and that is what the evidence says.
    let evidence = refuted.evidence.unwrap();
    assert_eq!(evidence.kind(), EvidenceKind::Equivocation);
    assert_eq!(found(&evidence).against(), Some(stage.executor.did()));
    assert_eq!(stage.store.lookup(&Address::Task(*task.id())).unwrap(), Some(*lie.cid()));
}

#[test]
fn receipts_of_its_own_are_confirmed_once_tasks_are_kept() {
    let stage = Stage::with(|it| it.keeping_tasks());
    let proof = stage.delegation();
    let draft = Draft::new()
        .with_task("two", stage.task(&proof, "add-one", vec![number(1)]))
        .with_task("three", stage.task(&proof, "add-one", vec![awaits("two")]))
        .with_task("half", stage.task(&proof, "half", vec![number(7)]))
        .with_task("trap", stage.task(&proof, "trap", vec![]));
    let report = stage.run(draft, &proof);
    for label in ["two", "three", "half", "trap"] {
        let task = report.task(label).unwrap();
        assert!(matches!(task.outcome, TaskOutcome::Executed { .. }), "{label}");
        let receipt = crate::reuse::receipt(&stage, &report, label);
        // Of a promise the task as resolved is run, which is kept by its own ID.
        assert_eq!(receipt.meta().resolved.is_some(), label == "three");
        let confirmed = confirmed(again(&stage, &receipt, &[]));
        assert_eq!(
            confirmed.task().id(),
            &receipt.meta().resolved.unwrap_or_else(|| *receipt.ran()),
            "{label}"
        );
    }
    // Nobody may read a task as content.
    let id = report.task("two").unwrap().task;
    assert_eq!(stage.store.visibility(&id).unwrap(), Some(Visibility::Restricted));
}

#[test]
fn without_the_task_nothing_is_said() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let draft = Draft::new().with_task("two", stage.task(&proof, "add-one", vec![number(1)]));
    let report = stage.run(draft, &proof);
    let receipt = crate::reuse::receipt(&stage, &report, "two");
    let task = *receipt.ran();
    assert_eq!(undecided(again(&stage, &receipt, &[])), Undecided::NoTask { task });
    // It is found by its ID, so that another is of no use.
    let other = call(&stage, "add-one", vec![number(2)]);
    assert_eq!(undecided(again(&stage, &receipt, &[block(&other)])), Undecided::NoTask { task });
    confirmed(again(&stage, &receipt, &[block(&call(&stage, "add-one", vec![number(1)]))]));
}

#[test]
fn the_bytes_of_a_task_under_another_codec_are_no_task() {
    let stage = Stage::new();
    let task = call(&stage, "add-one", vec![number(1)]);
    let raw = Block::raw(block(&task).bytes().to_vec());
    let receipt = says_with(&carol(), *raw.cid(), ok(2), ReceiptMeta::default());
    let none = Undecided::NoTask { task: *raw.cid() };
    assert_eq!(undecided(again(&stage, &receipt, &[raw])), none);
}

#[test]
fn a_block_that_is_no_task_is_none() {
    let stage = Stage::new();
    for bytes in [&b"\xa0"[..], b"\x01", b"not a task"] {
        let block = Block::raw(bytes);
        let receipt = says_with(&carol(), *block.cid(), ok(1), ReceiptMeta::default());
        let error = FieldError::new("sub", FieldRule::Missing);
        let expected = Undecided::NotATask { task: *block.cid(), error };
        assert_eq!(undecided(again(&stage, &receipt, &[block])), expected);
    }
}

#[test]
fn a_trap_and_a_guest_s_own_error_are_compared_like_results() {
    let stage = Stage::new();
    let trap = call(&stage, "trap", vec![]);
    let error = Outcome::Error(ipld!({ "name": "Trap", "message": "in other words" }));
    let meta = ReceiptMeta::default().with_fault();
    let receipt = says_with(&carol(), *trap.id(), error.clone(), meta);
    confirmed(again(&stage, &receipt, &[block(&trap)]));
    // An error that the task would have returned itself is another outcome.
    refuted(again(&stage, &says(&carol(), &trap, error), &[block(&trap)]));
    refuted(again(&stage, &says(&carol(), &trap, ok(1)), &[block(&trap)]));

    let odd = call(&stage, "half", vec![number(7)]);
    let outcome = Outcome::Error(number(3));
    confirmed(again(&stage, &says(&carol(), &odd, outcome), &[block(&odd)]));
    refuted(again(&stage, &says(&carol(), &odd, ok(3)), &[block(&odd)]));
}

#[test]
fn what_says_nothing_about_the_task_is_not_run() {
    let stage = Stage::new();
    let task = call(&stage, "spin", vec![number(0)]);
    for (name, fault) in [
        ("LimitReached", Some(Fault::LimitReached)),
        ("Cancelled", Some(Fault::Cancelled)),
        ("OutOfLuck", None),
    ] {
        let error = Outcome::Error(ipld!({ "name": name, "message": "…" }));
        let meta = ReceiptMeta::default().with_fault();
        let receipt = says_with(&carol(), *task.id(), error, meta);
        let why = why_not(again(&stage, &receipt, &[block(&task)]));
        assert_eq!(why, NotReproducible::Fault { fault });
    }
}

#[test]
fn a_secret_is_not_run_again() {
    let stage = Stage::new();
    let task = call(&stage, "add-one", vec![number(1)]);
    let meta = ReceiptMeta::default().with_secret(true);
    let receipt = says_with(&carol(), *task.id(), ok(2), meta);
    assert_eq!(why_not(again(&stage, &receipt, &[block(&task)])), NotReproducible::Secret);
}

#[test]
fn secret_tasks_are_not_kept() {
    let stage = Stage::with(|it| it.keeping_tasks());
    let proof = stage.delegation();
    let secret = Ipld::Map([("secret".to_string(), Ipld::Bool(true))].into());
    let draft = Draft::new().with_task("two", stage.task(&proof, "add-one", vec![number(1)]));
    let report = stage.run(draft.with_defaults(secret), &proof);
    assert_eq!(stage.store.visibility(&report.task("two").unwrap().task).unwrap(), None);
}

#[derive(Deserialize)]
struct Nothing {}

#[test]
fn of_registered_handlers_those_that_are_pure_are_run_again_and_no_others() {
    let command = |name: &str| name.parse().unwrap();
    let stage = Stage::with(|it| {
        it.with_handlers([
            Registration::pure(
                command("/count/pure"),
                Subjects::Any,
                |_: Nothing, _: &Call<'_>| Ok(7),
            ),
            Registration::query(
                command("/count/query"),
                Subjects::Own,
                |_: Nothing, _: &Call<'_>| Ok(7),
            ),
            Registration::mutation(
                command("/count/do"),
                Subjects::Own,
                |_: Nothing, _: &Call<'_>| Ok(7),
            ),
        ])
    });
    let task = |name: &str| {
        Task::new(stage.executor.did().clone(), command(name), [].into(), Nonce::new([1])).unwrap()
    };
    let pure = task("/count/pure");
    confirmed(again(&stage, &says(&carol(), &pure, ok(7)), &[block(&pure)]));
    let refuted = refuted(again(&stage, &says(&carol(), &pure, ok(8)), &[block(&pure)]));
    assert_eq!(refuted.evidence.unwrap().kind(), EvidenceKind::Contradiction);
    for (name, class) in
        [("/count/query", EffectClass::Query), ("/count/do", EffectClass::Mutation)]
    {
        let task = task(name);
        let why = why_not(again(&stage, &says(&carol(), &task, ok(7)), &[block(&task)]));
        assert_eq!(why, NotReproducible::Class { class });
    }
    let unknown = task("/count/other");
    let why = why_not(again(&stage, &says(&carol(), &unknown, ok(7)), &[block(&unknown)]));
    assert_eq!(why, NotReproducible::Runner { command: command("/count/other") });
}

#[test]
fn what_a_handler_keeps_is_there_while_it_is_run_again_and_not_afterwards() {
    let command: Command = "/photo/take".parse().unwrap();
    let kept = Block::raw(*b"a photo");
    let content = kept.clone();
    let take =
        Registration::pure(command.clone(), Subjects::Any, move |_: Nothing, call: &Call<'_>| {
            call.keep(&content).unwrap();
            assert_eq!(call.content(content.cid()).as_ref(), Ok(&content));
            Ok(7)
        });
    let stage = Stage::with(|it| it.with_handler(take));
    let subject = stage.executor.did().clone();
    let task = Task::new(subject, command, [].into(), Nonce::new([1])).unwrap();
    confirmed(again(&stage, &says(&carol(), &task, ok(7)), &[block(&task)]));
    assert_eq!(Blocks::get(&*stage.store, kept.cid()), Ok(None));
}

#[test]
fn open_promises_are_not_guessed() {
    let stage = Stage::new();
    let first = call(&stage, "add-one", vec![number(1)]);
    let promise = Ipld::Map([("await/ok".to_owned(), Ipld::Link(*first.id()))].into());
    let written = call(&stage, "add-one", vec![promise]);
    let receipt = says(&carol(), &written, ok(3));
    let why = why_not(again(&stage, &receipt, &[block(&written)]));
    assert_eq!(why, NotReproducible::OpenPromise);
    // With the task as resolved it can be told.
    let resolved = call(&stage, "add-one", vec![number(2)]);
    let meta = ReceiptMeta::default().with_resolved(Some(*resolved.id()));
    let receipt = says_with(&carol(), *written.id(), ok(3), meta);
    confirmed(again(&stage, &receipt, &[block(&resolved)]));
}

#[test]
fn another_computation_is_neither_confirmed_nor_refuted() {
    let stage = Stage::new();
    let task = call(&stage, "add-one", vec![number(1)]);
    let key = |profile| {
        let key = ipvm_task::ComputationKey {
            module: &stage.numbers,
            function: "add-one",
            params: vec![number(1)],
            profile,
        };
        ipvm_task::computation_key(key).unwrap()
    };
    let about = |key| {
        let meta = ReceiptMeta::default().with_computation(Some(key));
        again(&stage, &says_with(&carol(), *task.id(), ok(2), meta), &[block(&task)])
    };
    let ours = key(Profile::Deterministic.id());
    confirmed(about(ours));
    assert_eq!(why_not(about(key(Profile::Fast.id()))), NotReproducible::FastProfile);
    let theirs = key("ipvm-deterministic-99");
    let other = NotReproducible::OtherComputation { theirs, ours };
    assert_eq!(why_not(about(theirs)), other);
}

#[test]
fn an_engine_with_the_fast_profile_compares_nothing() {
    let engine = EngineConfig::default().with_profile(Profile::Fast);
    let stage = Stage::with(|it| it.with_engine(engine));
    let task = call(&stage, "add-one", vec![number(1)]);
    let why = why_not(again(&stage, &says(&carol(), &task, ok(2)), &[block(&task)]));
    assert_eq!(why, NotReproducible::FastProfile);
}

#[test]
fn limits_missing_content_and_cancellation_decide_nothing() {
    let limits = Limits::default().with_fuel(1_000_000);
    let stage = Stage::with(|it| it.with_engine(EngineConfig::default().with_limits(limits)));
    let spin = call(&stage, "spin", vec![number(0)]);
    let receipt = says(&carol(), &spin, ok(0));
    let stopped = undecided(again(&stage, &receipt, &[block(&spin)]));
    assert_eq!(stopped, Undecided::Stopped(Stop::Fuel));

    let wish = Cancellation::new();
    wish.cancel();
    let cancelled = stage.executor.reexecute(&receipt, &[block(&spin)], &wish).unwrap();
    assert_eq!(undecided(cancelled), Undecided::Cancelled);

    let elsewhere = Stage::over(store(), |it| it);
    let absent = Block::raw(*b"nobody has this");
    let task = {
        let call = WasmCall::new(Module::Link(*absent.cid()), "f", vec![]);
        Task::idempotent(did(&alice()), wasm_run(), call.to_args()).unwrap()
    };
    let missing = Undecided::Content(ContentError::Unavailable {
        cid: *absent.cid(),
        reason: Unavailable::Missing,
    });
    let receipt = says(&carol(), &task, ok(0));
    assert_eq!(undecided(again(&elsewhere, &receipt, &[block(&task)])), missing);
    // What is here for others only is not read either.
    Blocks::put(&*elsewhere.store, &absent, Visibility::Restricted).unwrap();
    let reason = Unavailable::NotPermitted;
    let refused = Undecided::Content(ContentError::Unavailable { cid: *absent.cid(), reason });
    assert_eq!(undecided(again(&elsewhere, &receipt, &[block(&task)])), refused);
    // What came along is, though it is no program.
    let refused = undecided(again(&elsewhere, &receipt, &[block(&task), absent]));
    assert!(
        matches!(&refused, Undecided::Refused(error) if matches!(**error, PrepareError::Load(_)))
    );
}

#[test]
fn whoever_cites_another_is_refuted_and_no_evidence_against_them_is_made() {
    let stage = Stage::new();
    let task = call(&stage, "add-one", vec![number(1)]);
    let source = says(&bob(), &task, ok(3));
    let meta = ReceiptMeta::default().with_from(*source.cid());
    let citing = says_with(&carol(), *task.id(), ok(3), meta);
    let refuted = refuted(again(&stage, &citing, &[block(&task)]));
    let Err(EvidenceError::Taken { from, .. }) = refuted.evidence else {
        panic!("{:?}", refuted.evidence);
    };
    assert_eq!(from, *source.cid());
}

#[test]
fn a_delegate_s_lie_stands_in_evidence_with_the_delegation() {
    let stage = Stage::new();
    let task = call(&stage, "add-one", vec![number(1)]);
    let lent = Delegation::new(
        did(&carol()),
        did(&bob()),
        did(&carol()),
        receipt_command(),
        Nonce::new([4]),
    );
    let lent = Envelope::sign(lent, &carol()).unwrap();
    let args = [("ran".into(), Ipld::Link(*task.id())), ("out".into(), ipld!({ "ok": 3 }))];
    let said = Task::idempotent(did(&carol()), receipt_command(), args.into()).unwrap();
    let said = Invocation::new(did(&bob()), said).with_proofs(vec![*lent.cid()]);
    let said = Envelope::sign(said, &bob()).unwrap();
    let verified = said.verify(&DidKeyResolver, &VerifierSet::default()).unwrap();
    let mut proofs = Proofs::new();
    proofs.add(lent.block(), &DidKeyResolver, &VerifierSet::default());
    let receipt = Receipt::accept(&verified, &proofs, &Check::at(seconds(NOW))).unwrap();
    let blocks = [block(&task), lent.block().clone()];
    let refuted = refuted(again(&stage, &receipt, &blocks));
    let finding = found(&refuted.evidence.unwrap());
    assert!(finding.statements().iter().any(|it| it.executor == did(&carol())));
}

#[test]
fn what_is_confirmed_counts_once_it_is_adopted() {
    let stage = Stage::new();
    let task = call(&stage, "add-one", vec![number(1)]);
    let theirs = says(&carol(), &task, ok(2));
    let first = confirmed(again(&stage, &theirs, &[block(&task)]));
    let ours = stage.executor.adopt(&first).unwrap();
    assert_eq!((ours.executor(), ours.outcome()), (stage.executor.did(), &ok(2)));
    // It was computed here, and says so.
    assert_eq!(ours.meta().from, None);
    assert!(ours.meta().computation.is_some());
    let mut kept = vec![*theirs.cid(), *ours.cid()];
    kept.sort_unstable();
    assert_eq!(stage.store.by_task(task.id()).unwrap(), kept);
    // Whoever asks gets it, and nothing is run.
    let proof = stage.delegation();
    let draft = Draft::new().with_task("two", stage.task(&proof, "add-one", vec![number(1)]));
    let report = stage.run(draft, &proof);
    assert_eq!(report.task("two").unwrap().receipt(), Some(ours.cid()));
    assert_eq!((report.executed(), report.reused()), (0, 1));
    // Once more changes nothing.
    let second = confirmed(again(&stage, &theirs, &[block(&task)]));
    assert_eq!(stage.executor.adopt(&second).unwrap().outcome(), &ok(2));
}

#[test]
fn adopting_does_not_displace_another_result_nor_serve_another_executor() {
    let stage = Stage::new();
    let task = call(&stage, "add-one", vec![number(1)]);
    let confirmed = confirmed(again(&stage, &says(&carol(), &task, ok(2)), &[block(&task)]));
    let other = ipvm_runtime::Executor::builder(
        Arc::new(bob()),
        ipvm_runtime::Stores::from(Arc::new(ipvm_runtime::store::MemoryStore::new())),
    )
    .build()
    .unwrap();
    assert_eq!(other.adopt(&confirmed).unwrap_err(), AdoptError::ByAnother);

    let lie = says(&executor_key(), &task, ok(13));
    let record = ipvm_runtime::store::ReceiptRecord::new(lie.block().clone(), *task.id());
    Receipts::put(&*stage.store, &record).unwrap();
    let _ = stage.store.remember(&[Address::Task(*task.id())], lie.cid()).unwrap();
    let error = stage.executor.adopt(&confirmed).unwrap_err();
    assert_eq!(error, AdoptError::Differs { known: *lie.cid() });
}
