//! Results of tasks outside of a job, and who may await them (rulings I11, O58, O75).

use std::sync::Arc;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    Attested, Call, Job, JobReport, PrepareError, Quiet, Registration, RunError, Subjects,
    store::{Address, Memo, ReceiptRecord, Receipts},
};
use ipvm_task::{WasmCall, wasm_run};
use ipvm_workflow::{Draft, TaskDraft};
use serde::Deserialize;
use ucan_core::{Envelope, Nonce};
use ucan_invocation::{Attestation, Outcome, Promise, Task};
use varsig::{Block, Ed25519Signer};

use crate::{
    content::{Scene, lend, of, photo},
    stage::{NOW, Revoked, alice, bob, carol, did, executor_key, number, seconds},
};

#[derive(Deserialize)]
struct Nothing {}

/// A query with a secret for whoever asks on their own subject.
fn secret() -> Registration {
    let answer = |_: Nothing, _: &Call<'_>| Ok(Ipld::Bytes(vec![41; 40]));
    Registration::query("/secret".parse().unwrap(), Subjects::Any, answer).secret()
}

/// Runs the echo of Alice's photograph, and gives the ID of the task and the receipt.
fn echo(scene: &Scene) -> (Cid, Cid) {
    scene.stage.executor.keep_for(&did(&alice()), &photo()).unwrap();
    let photo = Ipld::Link(*photo().cid());
    let report = scene.ask(&alice(), "echo", photo.clone(), &[]).unwrap();
    // Program, function and CID are no secret, and the nonce is empty: anybody can tell.
    let id = *scene.task(&alice(), "echo", photo).id();
    (id, *report.tasks[0].receipt().unwrap())
}

fn unknown(task: Cid) -> RunError {
    let error = PrepareError::UnknownPromise { tasks: [task].into() };
    RunError::Prepare { task: Job::SINGLE.to_owned(), error }
}

fn awaited(
    scene: &Scene,
    who: &Ed25519Signer,
    task: Cid,
    blocks: &[Block],
) -> Result<JobReport, RunError> {
    scene.ask(who, "echo", Promise::ok(task).to_ipld(), blocks)
}

#[test]
fn what_a_task_on_another_subject_came_to_is_as_unknown_as_what_never_ran() {
    let scene = Scene::new();
    let never = *scene.task(&alice(), "echo", Ipld::Link(*photo().cid())).id();
    assert_eq!(awaited(&scene, &carol(), never, &[]), Err(unknown(never)));
    let (ran, _) = echo(&scene);
    assert_eq!(ran, never);
    assert_eq!(awaited(&scene, &carol(), ran, &[]), Err(unknown(ran)));
    // In a workflow too.
    let call = WasmCall::new(scene.bytes, "echo", vec![Promise::ok(ran).to_ipld()]);
    let task = TaskDraft::new(did(&bob()), wasm_run(), call.to_args());
    let job = scene.stage.receive(Draft::new().with_task("theirs", task), &[]).unwrap();
    let refused = scene.stage.executor.run(&job, &mut Quiet);
    let error = PrepareError::UnknownPromise { tasks: [ran].into() };
    assert_eq!(refused, Err(RunError::Prepare { task: "theirs".to_owned(), error }));
}

#[test]
fn what_a_task_on_the_same_subject_came_to_is_awaited() {
    let scene = Scene::new();
    let (ran, _) = echo(&scene);
    let report = awaited(&scene, &alice(), ran, &[]).unwrap();
    assert_eq!(report.result(), Some(&Outcome::Ok(Ipld::Bytes(photo().bytes().to_vec()))));
}

#[test]
fn a_result_is_lent_as_content_is_by_the_cid_of_its_receipt() {
    let revoked = Arc::new(Revoked::default());
    let scene = Scene::with(|it| it.with_revocations(Arc::<Revoked>::clone(&revoked)));
    let (ran, receipt) = echo(&scene);
    let other = lend(&alice(), &carol(), |it| it.with_policy(of(photo().cid())));
    assert_eq!(awaited(&scene, &carol(), ran, &[other]), Err(unknown(ran)));
    let lent = [lend(&alice(), &carol(), |it| it.with_policy(of(&receipt)))];
    assert_eq!(awaited(&scene, &bob(), ran, &lent), Err(unknown(ran)));
    let report = awaited(&scene, &carol(), ran, &lent).unwrap();
    assert_eq!(report.result(), Some(&Outcome::Ok(Ipld::Bytes(photo().bytes().to_vec()))));
    revoked.revoke(*lent[0].cid());
    assert_eq!(awaited(&scene, &carol(), ran, &lent), Err(unknown(ran)));
}

#[test]
fn a_receipt_of_which_nobody_said_whose_it_is_keeps_no_promise() {
    let scene = Scene::new();
    let ran = *scene.task(&alice(), "length", number(1)).id();
    let receipt =
        Attestation::new(ran, Outcome::Ok(number(7)), seconds(NOW)).sign(&executor_key()).unwrap();
    let store = &*scene.stage.store;
    Receipts::put(store, &ReceiptRecord::new(receipt.block().clone(), ran)).unwrap();
    let _ = Memo::remember(store, &[Address::Task(ran)], receipt.cid()).unwrap();
    for who in [alice(), carol()] {
        assert_eq!(awaited(&scene, &who, ran, &[]), Err(unknown(ran)));
    }
}

/// What comes of a task that awaits another one, and says of itself that it is no secret.
fn released(scene: &Scene, who: &Ed25519Signer, awaits: Cid, lent: &[Block]) -> Attested {
    let call = WasmCall::new(scene.bytes, "echo", vec![Promise::ok(awaits).to_ipld()]);
    let no_secret = Ipld::Map([("secret".to_owned(), Ipld::Bool(false))].into());
    let task = TaskDraft::new(did(who), wasm_run(), call.to_args()).with_config(no_secret);
    let executor = &scene.stage.executor;
    let invocation = Draft::new()
        .with_task("release", task)
        .seal()
        .unwrap()
        .invocation(did(who), executor.did().clone(), Nonce::new([1]))
        .unwrap()
        .with_expiration(seconds(NOW + 60));
    let token = Envelope::sign(invocation, who).unwrap();
    let job = executor.receive(token.bytes(), lent).unwrap();
    let report = executor.run(&job, &mut Quiet).unwrap();
    report.task("release").unwrap().attested().unwrap().clone()
}

#[test]
fn a_secret_is_released_on_the_subject_that_it_is_of_and_on_no_other() {
    let scene = Scene::with(|it| it.with_handler(secret()));
    let task = Task::idempotent(did(&alice()), "/secret".parse().unwrap(), [].into()).unwrap();
    let id = *task.id();
    let job = scene.job(task, &alice(), &[]);
    assert!(scene.stage.executor.run(&job, &mut Quiet).unwrap().is_ok());
    assert_eq!(awaited(&scene, &carol(), id, &[]), Err(unknown(id)));
    // To lend it is not to let others release it.
    let theirs = released(&scene, &carol(), id, &[lend(&alice(), &carol(), |it| it)]);
    assert!(theirs.is_secret() && theirs.released().meta().secret);
    assert_eq!(theirs.released().outcome(), &Outcome::Ok(Ipld::Bytes(vec![41; 40])));
    let own = released(&scene, &alice(), id, &[]);
    assert_eq!(own.outcome(), Some(&Outcome::Ok(Ipld::Bytes(vec![41; 40]))));
    assert!(!own.is_secret() && !own.released().meta().secret);
}
