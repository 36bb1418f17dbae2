//! What is remembered, by what address, and what never is.

use std::{sync::Arc, time::Duration};

use cid::Cid;

use crate::stage::{self, Stage, alice, bob, carol, did, number, seconds, text};
use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    JobReport, Quiet, TaskOutcome,
    store::{
        Address, Claim, Committed, EffectClass, Fence, Memo, ReceiptRecord, Receipts, StoreError,
    },
};
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_workflow::{Draft, TaskDraft, awaits};
use ucan_core::{Delegation, Envelope, Meta, Nonce};
use ucan_invocation::{Attestation, Outcome, Receipt, ReceiptMeta};

fn counts(report: &JobReport) -> (usize, usize) {
    (report.executed(), report.reused())
}

fn result(report: &JobReport, label: &str) -> Outcome {
    report.task(label).unwrap().result().unwrap().clone()
}

pub(crate) fn receipt(stage: &Stage, report: &JobReport, label: &str) -> Receipt {
    use ucan_core::{Check, DidKeyResolver, Proofs};
    let cid = report.task(label).unwrap().receipt().unwrap();
    let block = Receipts::get(&*stage.store, cid).unwrap().unwrap();
    let verified = Envelope::<ucan_invocation::Invocation>::decode_block(block)
        .unwrap()
        .verify(&DidKeyResolver, &varsig::VerifierSet::default())
        .unwrap();
    Receipt::accept(&verified, &Proofs::new(), &Check::at(seconds(stage::NOW))).unwrap()
}

fn chain(stage: &Stage, proof: &Envelope<Delegation>) -> Draft {
    Draft::new()
        .with_task("two", stage.task(proof, "add-one", vec![number(1)]))
        .with_task("three", stage.task(proof, "add-one", vec![awaits("two")]))
}

#[test]
fn a_second_run_executes_nothing_and_gives_the_same_receipts() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let first = stage.run(chain(&stage, &proof), &proof);
    assert_eq!(counts(&first), (2, 0));
    assert_eq!(result(&first, "three"), Outcome::Ok(number(3)));
    let second = stage.run(chain(&stage, &proof), &proof);
    assert_eq!(counts(&second), (0, 2));
    for label in ["two", "three"] {
        assert_eq!(first.task(label).unwrap().receipt(), second.task(label).unwrap().receipt());
    }
}

#[test]
fn a_task_with_a_promise_is_found_by_its_resolved_arguments() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let first = stage.run(chain(&stage, &proof), &proof);
    let direct = Draft::new().with_task("direct", stage.task(&proof, "add-one", vec![number(2)]));
    let second = stage.run(direct, &proof);
    assert_eq!(counts(&second), (0, 1));
    let cited = receipt(&stage, &second, "direct");
    // The resolved task is this one: its receipt is new, and says where from.
    assert_eq!(cited.meta().from.as_ref(), first.task("three").unwrap().receipt());
    assert_eq!(cited.outcome(), &Outcome::Ok(number(3)));
    assert_eq!(cited.ran(), &second.tasks[0].task);
    // Once is enough.
    let direct = Draft::new().with_task("direct", stage.task(&proof, "add-one", vec![number(2)]));
    let third = stage.run(direct, &proof);
    assert_eq!(third.tasks[0].receipt(), Some(cited.cid()));
}

/// Carol lets Bob call the same component on her authority.
fn stranger(stage: &Stage, function: &str, param: Ipld) -> (Draft, Envelope<Delegation>) {
    let delegation =
        Delegation::new(did(&carol()), did(&bob()), did(&carol()), wasm_run(), Nonce::new([3]));
    let proof = Envelope::sign(delegation, &carol()).unwrap();
    let call = WasmCall::new(Module::Link(stage.numbers), function, vec![param]);
    let task =
        TaskDraft::new(did(&carol()), wasm_run(), call.to_args()).with_proofs(vec![*proof.cid()]);
    (Draft::new().with_task("hers", task), proof)
}

#[test]
fn strangers_share_a_computation_and_each_gets_a_receipt() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let first = stage.run(chain(&stage, &proof), &proof);
    let (draft, hers) = stranger(&stage, "add-one", number(1));
    let second = stage.run(draft, &hers);
    assert_eq!(counts(&second), (0, 1));
    let cited = receipt(&stage, &second, "hers");
    let original = receipt(&stage, &first, "two");
    assert_eq!(cited.meta().from.as_ref(), Some(original.cid()));
    assert_eq!(cited.meta().computation, original.meta().computation);
    assert_ne!(cited.ran(), original.ran());
}

#[test]
fn secret_work_is_not_shared_with_strangers() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let secret = Ipld::Map([("secret".to_string(), Ipld::Bool(true))].into());
    let draft = Draft::new().with_task("two", stage.task(&proof, "add-one", vec![number(1)]));
    let first = stage.run(draft.with_defaults(secret), &proof);
    assert_eq!(receipt(&stage, &first, "two").meta().computation, None);
    let (draft, hers) = stranger(&stage, "add-one", number(1));
    assert_eq!(counts(&stage.run(draft, &hers)), (1, 0));
}

#[test]
fn a_guests_own_error_is_its_result_and_breaks_the_promises_that_await_it() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let draft = || {
        Draft::new()
            .with_task("half", stage.task(&proof, "half", vec![number(7)]))
            .with_task("more", stage.task(&proof, "add-one", vec![awaits("half")]))
    };
    let first = stage.run(draft(), &proof);
    // 7 / 2 on the error branch, verbatim, and not the executor's fault.
    assert_eq!(result(&first, "half"), Outcome::Error(number(3)));
    let half = receipt(&stage, &first, "half");
    assert!(!half.meta().fault);
    let Outcome::Error(Ipld::Map(error)) = result(&first, "more") else { panic!("no error") };
    assert_eq!(error["name"], text("BranchMismatch"));
    assert_eq!(error["expected"], text("ok"));
    assert_eq!(error["got"], text("error"));
    assert_eq!(error["from"], Ipld::Link(*half.cid()));
    assert!(receipt(&stage, &first, "more").meta().fault);
    // Both are results like any other, and remembered.
    assert_eq!(counts(&stage.run(draft(), &proof)), (0, 2));
}

#[test]
fn a_trap_is_a_fault_and_remembered() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let draft = || Draft::new().with_task("trap", stage.task(&proof, "trap", vec![]));
    let first = stage.run(draft(), &proof);
    let Outcome::Error(Ipld::Map(error)) = result(&first, "trap") else { panic!("no error") };
    assert_eq!(error["name"], text("Trap"));
    assert!(receipt(&stage, &first, "trap").meta().fault);
    assert_eq!(counts(&stage.run(draft(), &proof)), (0, 1));
}

#[test]
fn what_a_limit_stopped_is_attested_and_never_remembered_nor_what_follows_from_it() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let little = Meta::from([("fuel".to_string(), number(10_000))]);
    let draft = || {
        Draft::new()
            .with_task(
                "spin",
                stage.task(&proof, "spin", vec![number(0)]).with_meta(little.clone()),
            )
            .with_task("more", stage.task(&proof, "add-one", vec![awaits("spin")]))
    };
    for _ in 0..2 {
        let report = stage.run(draft(), &proof);
        assert_eq!(counts(&report), (2, 0));
        let Outcome::Error(Ipld::Map(error)) = result(&report, "spin") else { panic!("no error") };
        assert_eq!(error["name"], text("LimitReached"));
        assert_eq!(error["limit"], text("fuel"));
        let Outcome::Error(Ipld::Map(error)) = result(&report, "more") else { panic!("no error") };
        assert_eq!(error["name"], text("BranchMismatch"));
        for task in &report.tasks {
            assert_eq!(stage.store.lookup(&Address::Task(task.task)), Ok(None));
        }
    }
}

#[test]
fn a_strangers_receipt_in_the_store_does_not_count() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let draft = chain(&stage, &proof);
    let task = *draft.clone().seal().unwrap().task("two").unwrap().id();
    let forged = Attestation::new(task, Outcome::Ok(number(99)), seconds(stage::NOW))
        .sign(&carol())
        .unwrap();
    stage.store.put(&ReceiptRecord::new(forged.block().clone(), task)).unwrap();
    assert_eq!(stage.store.remember(&[Address::Task(task)], forged.cid()), Ok(Committed::First));
    let report = stage.run(draft, &proof);
    assert_eq!(result(&report, "three"), Outcome::Ok(number(3)));

    // It does once the embedder says so.
    let store = stage::store();
    store.put(&ReceiptRecord::new(forged.block().clone(), task)).unwrap();
    assert_eq!(store.remember(&[Address::Task(task)], forged.cid()), Ok(Committed::First));
    let trusting = Stage::over(store, |it| it.trusting(did(&carol())));
    let report = trusting.run(chain(&trusting, &proof), &proof);
    assert_eq!(result(&report, "three"), Outcome::Ok(number(100)));
}

#[test]
fn promises_reach_across_workflows() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let first = stage.run(chain(&stage, &proof), &proof);
    let three = first.task("three").unwrap().task;
    let promise = ucan_invocation::Promise::ok(three).to_ipld();
    let draft = Draft::new().with_task("four", stage.task(&proof, "add-one", vec![promise]));
    assert_eq!(result(&stage.run(draft, &proof), "four"), Outcome::Ok(number(4)));
}

#[test]
fn two_threads_with_the_same_work_do_it_once() {
    let stage = Stage::with(|it| {
        it.with_engine(ipvm_runtime::engine::EngineConfig::default().with_parallelism(4))
    });
    let proof = stage.delegation();
    let (executed, reused) = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let job = stage.receive(chain(&stage, &proof), &[&proof]).unwrap();
                    counts(&stage.executor.run(&job, &mut Quiet).unwrap())
                })
            })
            .collect();
        threads.into_iter().fold((0, 0), |(executed, reused), thread| {
            let (e, r) = thread.join().unwrap();
            (executed + e, reused + r)
        })
    });
    assert_eq!((executed, reused), (2, 14));
}

#[test]
fn receipts_are_found_by_task_and_by_what_went_in() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let report = stage.run(chain(&stage, &proof), &proof);
    let two = report.task("two").unwrap();
    let found = Receipts::by_task(&*stage.store, &two.task).unwrap();
    assert_eq!(found, [*two.receipt().unwrap()]);
    // The module went into both, the first task into the second.
    assert_eq!(stage.store.by_input(&stage.numbers).unwrap().len(), 2);
    let three = *report.task("three").unwrap().receipt().unwrap();
    assert_eq!(stage.store.by_input(&two.task), Ok(vec![three]));
}

#[test]
fn alice_needs_no_proof_on_her_own_authority() {
    let stage = Stage::new();
    let call = WasmCall::new(Module::Link(stage.numbers), "add-one", vec![number(41)]);
    let task =
        ucan_invocation::Task::new(did(&alice()), wasm_run(), call.to_args(), Nonce::empty())
            .unwrap();
    let invocation = ucan_invocation::Invocation::new(did(&alice()), task)
        .with_audience(stage.executor.did().clone());
    let signed = Envelope::sign(invocation, &alice()).unwrap();
    let job = stage.executor.receive(signed.bytes(), &[]).unwrap();
    let report = stage.executor.run(&job, &mut Quiet).unwrap();
    assert_eq!(result(&report, "task"), Outcome::Ok(number(42)));
    assert!(matches!(report.tasks[0].outcome, TaskOutcome::Executed { .. }));
    assert!(report.tasks[0].fuel().is_some());
}

/// A second result for what the stage computes as 2, by an executor that is trusted.
#[test]
fn two_results_of_one_computation_are_evidence_and_neither_is_trusted_again() {
    let stage = Stage::with(|it| it.trusting(did(&carol())));
    let proof = stage.delegation();
    let draft = || Draft::new().with_task("two", stage.task(&proof, "add-one", vec![number(1)]));
    let task = *draft().seal().unwrap().task("two").unwrap().id();
    // Somebody else has the task, is slow, and comes to another result while we run it: the
    // clock of the lease has ended, so that we take it over.
    let Ok(Claim::Won(_slow)) = stage.store.claim(&task, EffectClass::Pure, Duration::ZERO) else {
        panic!("nobody else is there")
    };
    let wrong = Attestation::new(task, Outcome::Ok(number(99)), seconds(stage::NOW));
    let wrong = wrong.sign(&carol()).unwrap();
    stage.store.put(&ReceiptRecord::new(wrong.block().clone(), task)).unwrap();
    let key = {
        let elsewhere = Stage::new();
        let proof = elsewhere.delegation();
        let draft =
            Draft::new().with_task("two", elsewhere.task(&proof, "add-one", vec![number(1)]));
        let report = elsewhere.run(draft, &proof);
        receipt(&elsewhere, &report, "two").meta().computation.unwrap()
    };
    // The same word under another address of the same result, which the run does not look
    // at before it begins: the commit finds it.
    let late = Late { store: Arc::clone(&stage.store), wrong: *wrong.cid(), task };
    let late = Arc::new(late);
    let store = Arc::clone(&stage.store);
    let stores = ipvm_runtime::Stores::new(store.clone(), store.clone(), late);
    let executor = ipvm_runtime::Executor::builder(Arc::new(stage::executor_key()), stores)
        .with_clock(Arc::new(stage::Standing(stage::NOW)))
        .trusting(did(&carol()))
        .build()
        .unwrap();
    let run = || {
        let signed = stage.signed(draft());
        let job = executor.receive(signed.bytes(), &[proof.block().clone()]).unwrap();
        executor.run(&job, &mut Quiet).unwrap()
    };
    let report = run();
    let evidence = receipt(&stage, &report, "two");
    let failure = evidence.fault().unwrap().unwrap();
    assert_eq!(failure.name(), "Nondeterministic");
    let Some(Ipld::List(both)) = failure.details().get("receipts") else { panic!("{failure:?}") };
    assert_eq!(both[0], Ipld::Link(*wrong.cid()));
    // Both are kept, and found from the evidence.
    for link in both {
        let Ipld::Link(link) = link else { panic!("{link:?}") };
        assert!(Receipts::get(&*stage.store, link).unwrap().is_some());
        assert_eq!(stage.store.by_input(link).unwrap(), [*evidence.cid()]);
    }
    let marked = stage.store.lookup(&Address::Computation(key)).unwrap();
    assert_eq!(marked, Some(*evidence.cid()));
    // From now on it is computed each time, and not remembered.
    for _ in 0..2 {
        let again = run();
        assert_eq!(counts(&again), (1, 0));
        assert_eq!(result(&again, "two"), Outcome::Ok(number(2)));
        assert_eq!(stage.store.lookup(&Address::Task(task)), Ok(None));
    }
}

/// Another task with the same computation was answered before, from a receipt that turns
/// out to be one of two that differ.
#[test]
fn a_result_that_is_disputed_goes_from_the_memory_of_other_tasks_too() {
    let stage = Stage::with(|it| it.trusting(did(&carol())));
    let proof = stage.delegation();
    let call = || stage.task(&proof, "add-one", vec![number(1)]);
    let two = || Draft::new().with_task("two", call());
    let other = || Draft::new().with_task("two", call().with_nonce(Nonce::new([5])));
    let id = |draft: Draft| *draft.seal().unwrap().task("two").unwrap().id();
    let key = {
        let elsewhere = Stage::new();
        let proof = elsewhere.delegation();
        let task = elsewhere.task(&proof, "add-one", vec![number(1)]);
        let report = elsewhere.run(Draft::new().with_task("two", task), &proof);
        receipt(&elsewhere, &report, "two").meta().computation.unwrap()
    };
    let wrong = Attestation::new(id(other()), Outcome::Ok(number(99)), seconds(stage::NOW))
        .with_meta(ReceiptMeta::default().with_computation(Some(key)))
        .sign(&carol())
        .unwrap();
    stage.store.put(&ReceiptRecord::new(wrong.block().clone(), id(other()))).unwrap();
    let _ = stage.store.remember(&[Address::Task(id(other()))], wrong.cid()).unwrap();

    let late = Late { store: Arc::clone(&stage.store), wrong: *wrong.cid(), task: id(two()) };
    let store = Arc::clone(&stage.store);
    let stores = ipvm_runtime::Stores::new(store.clone(), store.clone(), Arc::new(late));
    let executor = ipvm_runtime::Executor::builder(Arc::new(stage::executor_key()), stores)
        .with_clock(Arc::new(stage::Standing(stage::NOW)))
        .trusting(did(&carol()))
        .build()
        .unwrap();
    let run = |draft| {
        let signed = stage.signed(draft);
        let job = executor.receive(signed.bytes(), &[proof.block().clone()]).unwrap();
        executor.run(&job, &mut Quiet).unwrap()
    };
    assert_eq!(result(&run(other()), "two"), Outcome::Ok(number(99)));
    let evidence = receipt(&stage, &run(two()), "two");
    assert_eq!(evidence.fault().unwrap().unwrap().name(), "Nondeterministic");
    assert_eq!(result(&run(other()), "two"), Outcome::Ok(number(2)));
}

/// A memo in which somebody else's result turns up just before the first commit.
struct Late {
    store: Arc<crate::kept::Store>,
    wrong: Cid,
    task: Cid,
}

impl Memo for Late {
    fn lookup(&self, address: &Address) -> Result<Option<Cid>, StoreError> {
        self.store.lookup(address)
    }

    fn claim(&self, task: &Cid, effect: EffectClass, lease: Duration) -> Result<Claim, StoreError> {
        self.store.claim(task, effect, lease)
    }

    fn commit(
        &self,
        fence: Fence,
        addresses: &[Address],
        receipt: &Cid,
    ) -> Result<Committed, StoreError> {
        let _ = self.store.remember(&[Address::Task(self.task)], &self.wrong)?;
        self.store.commit(fence, addresses, receipt)
    }

    fn release(&self, fence: Fence) -> Result<(), StoreError> {
        self.store.release(fence)
    }

    fn abandon(&self, fence: Fence) -> Result<(), StoreError> {
        self.store.abandon(fence)
    }

    fn remember(&self, addresses: &[Address], receipt: &Cid) -> Result<Committed, StoreError> {
        self.store.remember(addresses, receipt)
    }

    fn forget(&self, address: &Address, receipt: &Cid) -> Result<(), StoreError> {
        self.store.forget(address, receipt)
    }
}

#[test]
fn what_was_collected_is_computed_again_once_the_executor_is_told() {
    use ipvm_runtime::store::Inventory;
    let scene = crate::content::Scene::new();
    let store = &*scene.stage.store;
    let run = || {
        let report = scene.ask(&alice(), "length", Ipld::Bytes(vec![1; 50]), &[]).unwrap();
        (counts(&report), *report.tasks[0].receipt().unwrap())
    };
    let (executed, receipt) = run();
    assert_eq!((executed, run()), ((1, 0), ((0, 1), receipt)));
    // As a collection does that keeps no receipts.
    let sweep = store.begin_sweep().unwrap();
    for entry in store.results(None, 99).unwrap() {
        store.forget(&entry.address, &entry.result.unwrap().receipt).unwrap();
    }
    store.remove_receipts(&sweep, &[receipt]).unwrap();
    drop(sweep);
    scene.stage.executor.forget_warm();
    let (counted, again) = run();
    assert_eq!(counted, (1, 0));
    assert!(Receipts::get(store, &again).unwrap().is_some());
}
