//! Bad input, each with its own error and nothing written.

use std::sync::Arc;

use crate::stage::{self, Stage, alice, bob, carol, did, list, number, policy, seconds, text};
use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    Admission, ContentError, Executor, PrepareError, PublishError, Quiet, ReceiveError, RunError,
    Stores, TaskError, TaskOutcome, Unavailable,
    engine::{FunctionError, LoadError, host::Import},
    store::{Blocks, MemoryStore, StoreError, Visibility},
};
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_workflow::{Draft, OpenError, TaskDraft, awaits};
use ucan_core::{
    ChainError, Command, DecodeError, Delegation, Envelope, Nonce, ProofRule, VerifyError,
    policy::PolicyFailure,
};
use ucan_invocation::{Attestation, AuthorizeError, Invocation, Outcome, ProveError, Task};
use varsig::{Block, dag_cbor};

fn one(stage: &Stage, proof: &Envelope<Delegation>) -> Draft {
    Draft::new().with_task("one", stage.task(proof, "add-one", vec![number(1)]))
}

/// The chain error of the task that was refused on receipt.
fn chain_error(error: ReceiveError) -> ChainError {
    match error {
        ReceiveError::Open(OpenError::Task { error: ProveError::Chain(error), .. })
        | ReceiveError::Prove(ProveError::Chain(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn proof_rule(error: ReceiveError) -> ProofRule {
    match chain_error(error) {
        ChainError::Proof(error) => error.rule,
        other => panic!("{other:?}"),
    }
}

/// The error with which a job is refused before the start, and that nothing was
/// written by it.
fn refused(stage: &Stage, draft: Draft, proof: &Envelope<Delegation>) -> PrepareError {
    let token = *stage.signed(draft.clone()).cid();
    let job = stage.receive(draft, &[proof]).unwrap();
    let error = match stage.executor.run(&job, &mut Quiet) {
        Err(RunError::Prepare { error, .. }) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(stage.store.visibility(&token), Ok(None), "the token was written");
    assert_eq!(stage.store.visibility(proof.cid()), Ok(None), "the proof was written");
    error
}

#[test]
fn a_flipped_signature_bit() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let mut bytes = stage.signed(one(&stage, &proof)).bytes().to_vec();
    // Behind the list head and the two bytes of the byte string's head.
    bytes[3] ^= 1;
    let error = stage.executor.receive(&bytes, &[]).unwrap_err();
    assert_eq!(error, ReceiveError::Verify(VerifyError::InvalidSignature));
}

#[test]
fn a_flipped_bit_in_the_signature_of_a_proof() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let mut bytes = proof.bytes().to_vec();
    bytes[3] ^= 1;
    let broken = Block::dag_cbor(bytes).unwrap();
    let mut task = stage.task(&proof, "add-one", vec![number(1)]);
    task = task.with_proofs(vec![*broken.cid()]);
    let signed = stage.signed(Draft::new().with_task("one", task));
    let error = stage.executor.receive(signed.bytes(), &[broken]).unwrap_err();
    assert_eq!(proof_rule(error), ProofRule::Signature(VerifyError::InvalidSignature));
}

#[test]
fn a_token_with_another_tag() {
    let stage = Stage::new();
    let error = stage.executor.receive(stage.delegation().bytes(), &[]).unwrap_err();
    let found = "ucan/dlg@1.0.0".to_owned();
    assert_eq!(error, ReceiveError::Decode(DecodeError::WrongTag { expected: "inv", found }));
}

#[test]
fn a_token_re_tagged_after_signing() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let signed = stage.signed(one(&stage, &proof));
    let Ipld::List(mut parts) =
        dag_cbor::decode(signed.bytes(), &dag_cbor::Limits::default()).unwrap()
    else {
        panic!("not a list")
    };
    let Ipld::Map(map) = &mut parts[1] else { panic!("not a map") };
    let payload = map.remove("ucan/inv@1.0.0").unwrap();
    map.insert("ucan/inv@1.0.0-rc.1".into(), payload);
    let bytes = dag_cbor::encode(&Ipld::List(parts)).unwrap();
    let error = stage.executor.receive(&bytes, &[proof.block().clone()]).unwrap_err();
    assert_eq!(error, ReceiveError::Verify(VerifyError::InvalidSignature));
}

#[test]
fn an_expired_delegation() {
    let stage = Stage::new();
    let proof = stage.delegation_with(|it| it.with_expiration(seconds(stage::NOW - 1)));
    let error = stage.receive(one(&stage, &proof), &[&proof]).unwrap_err();
    let expiration = seconds(stage::NOW - 1);
    assert_eq!(proof_rule(error), ProofRule::Expired { expiration, now: seconds(stage::NOW) });
}

#[test]
fn an_expired_workflow() {
    let stage = Stage::with(|it| it.with_clock(Arc::new(stage::Standing(stage::NOW + 61))));
    let proof = stage.delegation();
    let error = stage.receive(one(&stage, &proof), &[&proof]).unwrap_err();
    assert!(matches!(chain_error(error), ChainError::Expired { .. }));
}

#[test]
fn a_workflow_for_another_executor() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let invocation = one(&stage, &proof)
        .seal()
        .unwrap()
        .invocation(did(&bob()), did(&carol()), Nonce::empty())
        .unwrap();
    let signed = Envelope::sign(invocation, &bob()).unwrap();
    let error = stage.executor.receive(signed.bytes(), &[proof.block().clone()]).unwrap_err();
    let (named, us) = (did(&carol()), stage.executor.did().clone());
    assert_eq!(error, ReceiveError::Prove(ProveError::NotForUs { named, us }));
}

#[test]
fn a_delegation_to_somebody_else() {
    let stage = Stage::new();
    let to_carol =
        Delegation::new(did(&alice()), did(&carol()), did(&alice()), wasm_run(), Nonce::new([7]));
    let proof = Envelope::sign(to_carol, &alice()).unwrap();
    let error = stage.receive(one(&stage, &proof), &[&proof]).unwrap_err();
    let (delegated_to, issuer) = (did(&carol()), did(&bob()));
    assert_eq!(chain_error(error), ChainError::FinalAudience { delegated_to, issuer });
}

#[test]
fn a_command_that_was_widened_on_the_way() {
    let stage = Stage::new();
    let narrow: Command = "/wasm/run".parse().unwrap();
    let wide: Command = "/wasm".parse().unwrap();
    let root = Delegation::new(
        did(&alice()),
        did(&carol()),
        did(&alice()),
        narrow.clone(),
        Nonce::new([1]),
    );
    let root = Envelope::sign(root, &alice()).unwrap();
    let next =
        Delegation::new(did(&carol()), did(&bob()), did(&alice()), wide.clone(), Nonce::new([2]));
    let next = Envelope::sign(next, &carol()).unwrap();
    let task =
        stage.task(&root, "add-one", vec![number(1)]).with_proofs(vec![*root.cid(), *next.cid()]);
    let error = stage.receive(Draft::new().with_task("one", task), &[&root, &next]).unwrap_err();
    assert_eq!(proof_rule(error), ProofRule::ImpossibleAttenuation { held: narrow, wanted: wide });
}

#[test]
fn a_missing_proof() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let error = stage.receive(one(&stage, &proof), &[]).unwrap_err();
    assert_eq!(chain_error(error), ChainError::UnavailableProof { index: 0, cid: *proof.cid() });
}

#[test]
fn a_revoked_delegation() {
    let proof = Stage::new().delegation();
    let revoked = std::collections::BTreeSet::from([(*proof.cid(), did(&alice()))]);
    let stage = Stage::with(|it| it.with_revocations(Arc::new(revoked)));
    let error = stage.receive(one(&stage, &proof), &[&proof]).unwrap_err();
    let (cid, revoker) = (*proof.cid(), did(&alice()));
    assert_eq!(chain_error(error), ChainError::Revoked { index: Some(0), cid, revoker });
}

#[test]
fn an_issuer_whose_work_is_not_taken() {
    let stage = Stage::with(|it| it.with_admission(Admission::Only([did(&carol())].into())));
    let proof = stage.delegation();
    let error = stage.receive(one(&stage, &proof), &[&proof]).unwrap_err();
    assert_eq!(error, ReceiveError::NotAdmitted { issuer: did(&bob()) });
}

#[test]
fn a_receipt_that_is_handed_in_as_work() {
    let stage = Stage::new();
    let receipt = Attestation::new(stage.numbers, Outcome::Ok(Ipld::Null), seconds(stage::NOW))
        .sign(&stage::executor_key())
        .unwrap();
    let error = stage.executor.receive(receipt.block().bytes(), &[]).unwrap_err();
    assert_eq!(error, ReceiveError::Receipt);
}

fn at_most_five() -> ucan_core::Policy {
    policy(&[list([text("<="), text(".params[0]"), number(5)])])
}

#[test]
fn an_argument_outside_of_the_policy() {
    let stage = Stage::new();
    let proof = stage.delegation_with(|it| it.with_policy(at_most_five()));
    let draft = Draft::new().with_task("one", stage.task(&proof, "add-one", vec![number(6)]));
    match refused(&stage, draft, &proof) {
        PrepareError::Authorize(AuthorizeError::Chain(ChainError::Proof(error))) => {
            assert_eq!((error.index, error.cid), (0, *proof.cid()));
            assert!(matches!(error.rule, ProofRule::Policy(PolicyFailure::Unsatisfied { .. })));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_argument_outside_of_the_policy_that_arrives_through_a_promise() {
    let stage = Stage::new();
    let proof = stage.delegation_with(|it| it.with_policy(at_most_five()));
    let draft = Draft::new()
        .with_task("five", stage.task(&proof, "add-one", vec![number(5)]))
        .with_task("six", stage.task(&proof, "add-one", vec![awaits("five")]))
        .with_task("seven", stage.task(&proof, "add-one", vec![awaits("six")]));
    let report = stage.run(draft, &proof);
    assert!(matches!(report.task("five").unwrap().outcome, TaskOutcome::Executed { .. }));
    match &report.task("six").unwrap().outcome {
        TaskOutcome::Failed {
            error:
                TaskError::Refused(PrepareError::Authorize(AuthorizeError::Chain(ChainError::Proof(
                    error,
                )))),
        } => assert!(matches!(error.rule, ProofRule::Policy(_))),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        report.task("seven").unwrap().outcome,
        TaskOutcome::Failed { error: TaskError::Awaited }
    );
    // Neither left a receipt behind.
    for label in ["six", "seven"] {
        let task = report.task(label).unwrap().task;
        assert_eq!(ipvm_runtime::store::Receipts::by_task(&*stage.store, &task), Ok(vec![]));
    }
}

fn call_of(
    stage: &Stage,
    module: Cid,
    function: &str,
    params: Vec<Ipld>,
) -> (Draft, Envelope<Delegation>) {
    let proof = stage.delegation();
    let call = WasmCall::new(Module::Link(module), function, params);
    let task =
        TaskDraft::new(did(&alice()), wasm_run(), call.to_args()).with_proofs(vec![*proof.cid()]);
    (Draft::new().with_task("one", task), proof)
}

#[test]
fn content_that_is_not_here() {
    let stage = Stage::new();
    let cid = *Block::raw(*b"nowhere").cid();
    let (draft, proof) = call_of(&stage, cid, "add-one", vec![number(1)]);
    let reason = Unavailable::Missing;
    assert_eq!(
        refused(&stage, draft, &proof),
        PrepareError::Content(ContentError::Unavailable { cid, reason })
    );
}

#[test]
fn content_that_was_neither_published_nor_sent_along() {
    let stage = Stage::new();
    let block = Block::raw(
        stage::component(stage::NUMBERS).into_iter().chain([0, 1, 0]).collect::<Vec<_>>(),
    );
    stage.store.put(&block, Visibility::Restricted).unwrap();
    let (draft, proof) = call_of(&stage, *block.cid(), "add-one", vec![number(1)]);
    let reason = Unavailable::NotPermitted;
    assert_eq!(
        refused(&stage, draft.clone(), &proof),
        PrepareError::Content(ContentError::Unavailable { cid: *block.cid(), reason })
    );
    // The same content, sent along, may be read.
    let signed = stage.signed(draft);
    let job = stage.executor.receive(signed.bytes(), &[proof.block().clone(), block]).unwrap();
    assert!(stage.executor.run(&job, &mut Quiet).unwrap().is_ok());
}

#[test]
fn a_program_that_is_no_component() {
    let stage = Stage::new();
    for (bytes, expected) in [
        (b"not wasm at all".to_vec(), LoadError::NotAComponent),
        (vec![], LoadError::NotAComponent),
        (wat::parse_str("(module)").unwrap(), LoadError::CoreModule),
    ] {
        let module = stage.executor.publish(bytes).unwrap();
        let (draft, proof) = call_of(&stage, module, "add-one", vec![number(1)]);
        assert_eq!(refused(&stage, draft, &proof), PrepareError::Load(expected));
    }
    let broken = [&stage::component(stage::NUMBERS)[..40], &[0xff; 40]].concat();
    let module = stage.executor.publish(broken).unwrap();
    let (draft, proof) = call_of(&stage, module, "add-one", vec![number(1)]);
    let error = refused(&stage, draft, &proof);
    assert!(matches!(error, PrepareError::Load(LoadError::Invalid { .. })), "{error:?}");
}

#[test]
fn a_program_that_is_published_as_a_component_must_be_one() {
    let stage = Stage::new();
    let bytes = b"not wasm at all".to_vec();
    assert_eq!(
        stage.executor.publish_component(bytes.as_slice()),
        Err(PublishError::Load(LoadError::NotAComponent))
    );
    assert_eq!(stage.store.visibility(Block::raw(bytes).cid()), Ok(None));
    let sound = stage::component(stage::NUMBERS);
    assert_eq!(stage.executor.publish_component(sound), Ok(stage.numbers));
}

#[test]
fn a_component_that_imports_something() {
    let stage = Stage::new();
    let text = r#"(component (import "clock" (func (result u64))))"#;
    let module = stage.executor.publish(stage::component(text)).unwrap();
    let (draft, proof) = call_of(&stage, module, "now", vec![]);
    let missing = vec![Import { interface: None, name: "clock".to_owned() }];
    assert_eq!(refused(&stage, draft, &proof), PrepareError::Load(LoadError::Imports { missing }));
}

#[test]
fn a_component_without_the_function() {
    let stage = Stage::new();
    let (draft, proof) = call_of(&stage, stage.numbers, "add_one", vec![number(1)]);
    match refused(&stage, draft, &proof) {
        PrepareError::Function(FunctionError::NotFound { function, available }) => {
            assert_eq!(function, "add_one");
            assert!(available.contains(&"add-one".to_owned()), "{available:?}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_wrong_number_of_parameters() {
    let stage = Stage::new();
    for params in [vec![], vec![number(1), number(2)]] {
        let found = params.len();
        let (draft, proof) = call_of(&stage, stage.numbers, "add-one", params);
        let function = "add-one".to_owned();
        assert_eq!(
            refused(&stage, draft, &proof),
            PrepareError::Arity { function, expected: 1, found }
        );
    }
}

#[test]
fn a_command_that_nothing_here_runs() {
    let stage = Stage::new();
    let everything = stage.delegation_with(|_| {
        Delegation::new(did(&alice()), did(&bob()), did(&alice()), Command::top(), Nonce::empty())
    });
    let command: Command = "/msg/send".parse().unwrap();
    let task = TaskDraft::new(did(&alice()), command.clone(), Default::default())
        .with_nonce(Nonce::empty())
        .with_proofs(vec![*everything.cid()]);
    let draft = Draft::new().with_task("one", task);
    assert_eq!(refused(&stage, draft, &everything), PrepareError::UnknownCommand { command });
}

#[test]
fn a_promise_of_a_task_that_nobody_knows() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let unknown = *Block::raw(*b"some task").cid();
    let promise = ucan_invocation::Promise::ok(unknown).to_ipld();
    let draft = Draft::new().with_task("one", stage.task(&proof, "add-one", vec![promise]));
    assert_eq!(
        refused(&stage, draft, &proof),
        PrepareError::UnknownPromise { tasks: [unknown].into() }
    );
}

#[test]
fn a_parameter_of_another_type() {
    let stage = Stage::new();
    let (draft, proof) = call_of(&stage, stage.numbers, "add-one", vec![text("one")]);
    match refused(&stage, draft, &proof) {
        PrepareError::Params(error) => {
            assert_eq!(error.to_string(), "params[0]: expected s32, found a string");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_parameter_of_another_type_that_arrives_through_a_promise() {
    let stage = Stage::new();
    let proof = stage.delegation();
    // The whole result, `{"ok": 2}`, is no number.
    let whole = Ipld::Map([("await/*".to_string(), text("one"))].into());
    let draft = one(&stage, &proof).with_task("two", stage.task(&proof, "add-one", vec![whole]));
    let report = stage.run(draft, &proof);
    match &report.task("two").unwrap().outcome {
        TaskOutcome::Failed { error: TaskError::Refused(PrepareError::Params(error)) } => {
            assert_eq!(error.to_string(), "params[0]: expected s32, found a map");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn bytes_from_anywhere_never_make_it_panic() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let bytes = stage.signed(one(&stage, &proof)).bytes().to_vec();
    for length in 0..bytes.len() {
        assert!(stage.executor.receive(&bytes[..length], &[]).is_err());
    }
    for index in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[index] ^= 0x55;
        assert!(stage.executor.receive(&bytes, &[proof.block().clone()]).is_err());
    }
}

/// A store whose content has rotted.
struct Rotten(MemoryStore);

impl Blocks for Rotten {
    fn get(&self, cid: &Cid) -> Result<Option<Block>, StoreError> {
        Err(StoreError::Damaged { cid: *cid })
    }
    fn put_all(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
        self.0.put_all(blocks)
    }
    fn visibility(&self, cid: &Cid) -> Result<Option<Visibility>, StoreError> {
        self.0.visibility(cid)
    }

    fn put_for(&self, _: &[Block], _: &ucan_core::Did) -> Result<(), StoreError> {
        Ok(())
    }

    fn belongs_to(&self, _: &Cid, _: &ucan_core::Did) -> Result<bool, StoreError> {
        Ok(false)
    }
}

#[test]
fn content_that_has_rotted_in_the_store() {
    let sound = Arc::new(MemoryStore::new());
    let rotten = Arc::new(Rotten(MemoryStore::new()));
    let stores = Stores::new(rotten, Arc::<MemoryStore>::clone(&sound), sound);
    let executor = Executor::builder(Arc::new(stage::executor_key()), stores)
        .with_clock(Arc::new(stage::Standing(stage::NOW)))
        .build()
        .unwrap();
    let module = executor.publish(stage::component(stage::NUMBERS)).unwrap();

    // By itself, without a workflow, on Alice's own authority.
    let call = WasmCall::new(Module::Link(module), "add-one", vec![number(1)]);
    let task = Task::new(did(&alice()), wasm_run(), call.to_args(), Nonce::empty()).unwrap();
    let invocation = Invocation::new(did(&alice()), task).with_audience(executor.did().clone());
    let signed = Envelope::sign(invocation, &alice()).unwrap();
    let job = executor.receive(signed.bytes(), &[]).unwrap();
    let reason = Unavailable::Damaged;
    assert_eq!(
        executor.run(&job, &mut Quiet),
        Err(RunError::Prepare {
            task: "task".to_owned(),
            error: PrepareError::Content(ContentError::Unavailable { cid: module, reason }),
        })
    );
}
