//! A workflow that is put away and goes on elsewhere, receipts that others count on, and what
//! is found by a CID.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
    mpsc,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    ArchiveJobError, CountError, Executor, ExecutorBuilder, HandlerError, Job, JobReport,
    NotCounted, Quiet, Registration, ResumeError, ReverseLookup, Stores, Subjects, TaskOutcome,
    effects, store::Role,
};
use ipvm_task::{Fault, WasmCall, wasm_run};
use ipvm_workflow::{Archive, ArchiveError, Draft, TaskDraft};
use ucan_core::{Delegation, Did, Envelope, Leeway, Nonce};
use ucan_invocation::{Outcome, Task};
use varsig::{Block, Ed25519Signer, car::CarLimits};

use crate::{
    content::{BYTES, photo},
    stage::{
        NOW, Standing, alice, bob, carol, component, did, executor_key, number, seconds, store,
        text,
    },
};

/// An executor with a store of its own.
pub(crate) struct Place {
    pub(crate) executor: Executor,
    pub(crate) bytes: Cid,
    pub(crate) store: Arc<crate::kept::Store>,
}

fn keys() -> [Ed25519Signer; 3] {
    [executor_key(), Ed25519Signer::from_seed(&[10; 32]), Ed25519Signer::from_seed(&[11; 32])]
}

impl Place {
    pub(crate) fn new(
        index: usize,
        set_up: impl FnOnce(ExecutorBuilder) -> ExecutorBuilder,
    ) -> Self {
        let key = keys()[index].clone();
        let store = store();
        let builder = Executor::builder(Arc::new(key), Stores::from(Arc::clone(&store)))
            .with_clock(Arc::new(Standing(NOW)))
            .with_leeway(Leeway::NONE);
        let executor = set_up(builder).build().unwrap();
        let bytes = *Block::raw(component(BYTES)).cid();
        Self { executor, bytes, store }
    }

    pub(crate) fn published(self) -> Self {
        self.executor.publish_component(component(BYTES)).unwrap();
        self
    }

    pub(crate) fn run(&self, job: &Job) -> JobReport {
        self.executor.run(job, &mut Quiet).unwrap()
    }
}

/// Alice lets Bob run whatever he likes on her subject.
fn lent() -> Envelope<Delegation> {
    let (owner, to) = (did(&alice()), did(&bob()));
    let it = Delegation::new(owner.clone(), to, owner, wasm_run(), Nonce::new([7]));
    Envelope::sign(it, &alice()).unwrap()
}

/// A workflow of three: the photograph is given back, loses a byte, and is measured.
fn draft(bytes: Cid) -> Draft {
    let call = |function: &str, data| {
        let call = WasmCall::new(bytes, function, vec![data]);
        TaskDraft::new(did(&alice()), wasm_run(), call.to_args()).with_proofs(vec![*lent().cid()])
    };
    let awaits = |label: &str| Ipld::Map([("await/ok".to_owned(), text(label))].into());
    Draft::new()
        .with_task("first", call("echo", Ipld::Link(*photo().cid())))
        .with_task("second", call("tail", awaits("first")))
        .with_task("third", call("length", awaits("second")))
}

pub(crate) fn signed(draft: Draft, executor: &Did) -> Block {
    let sealed = draft.seal().unwrap();
    let invocation = sealed
        .invocation(did(&bob()), executor.clone(), Nonce::new([1]))
        .unwrap()
        .with_expiration(seconds(NOW + 60));
    Envelope::sign(invocation, &bob()).unwrap().block().clone()
}

pub(crate) fn executed(report: &JobReport) -> Vec<&str> {
    let executed =
        report.tasks.iter().filter(|task| matches!(task.outcome, TaskOutcome::Executed { .. }));
    let mut labels: Vec<&str> = executed.map(|task| task.label.as_str()).collect();
    labels.sort_unstable();
    labels
}

/// A workflow on the first of two places, which has ended, as an archive.
fn ended() -> (Place, Archive) {
    let first = Place::new(0, |it| it).published();
    let token = signed(draft(first.bytes), first.executor.did());
    let blocks = [lent().block().clone(), photo()];
    let job = first.executor.receive(token.bytes(), &blocks).unwrap();
    assert_eq!(executed(&first.run(&job)), ["first", "second", "third"]);
    let archive = first.executor.archive(&job).unwrap();
    (first, archive)
}

#[test]
fn a_workflow_that_has_ended_is_answered_elsewhere_by_whoever_trusts() {
    let (first, archive) = ended();
    let file = archive.write();
    let archive = Archive::read(&file, &CarLimits::default()).unwrap();
    // All that it takes is in it.
    assert_eq!(archive.missing(), []);
    let second = Place::new(1, |it| it.trusting(first.executor.did().clone()));
    let token = signed(draft(first.bytes), second.executor.did());
    let archive = archive.addressed_anew(token).unwrap();
    let resumed = second.executor.resume(&archive).unwrap();
    // Those of the tasks; the workflow's own is of this workflow too, since its nonce is the same.
    assert_eq!((resumed.counted.len(), resumed.passed_over.len()), (4, 0));
    let report = second.run(&resumed.job);
    assert_eq!((executed(&report).len(), report.reused()), (0, 3));
    assert!(report.is_ok());
}

#[test]
fn whoever_does_not_trust_runs_all_of_it_again_with_what_came_along() {
    let (first, archive) = ended();
    let second = Place::new(1, |it| it);
    let token = signed(draft(first.bytes), second.executor.did());
    let archive = archive.addressed_anew(token).unwrap();
    let resumed = second.executor.resume(&archive).unwrap();
    assert_eq!(resumed.counted, []);
    assert!(resumed.passed_over.iter().all(|(_, why)| *why == NotCounted::NotTrusted));
    // The program and the photograph came with the archive.
    assert_eq!(executed(&second.run(&resumed.job)), ["first", "second", "third"]);
}

#[test]
fn a_workflow_that_was_signed_for_another_executor_does_not_go_on_here() {
    let (first, archive) = ended();
    let second = Place::new(1, |it| it.trusting(first.executor.did().clone()));
    assert!(matches!(second.executor.resume(&archive), Err(ResumeError::Receive(_))));
    // Nor does another workflow take the place of this one.
    let other = signed(
        draft(first.bytes).with_task(
            "fourth",
            TaskDraft::new(
                did(&alice()),
                wasm_run(),
                WasmCall::new(first.bytes, "length", vec![Ipld::Bytes(vec![1])]).to_args(),
            )
            .with_proofs(vec![*lent().cid()]),
        ),
        second.executor.did(),
    );
    assert_eq!(archive.addressed_anew(other).unwrap_err(), ArchiveError::OtherDocument);
}

#[test]
fn a_workflow_that_is_suspended_goes_on_without_repeating_anything() {
    // A query in front holds the workflow up until the test lets it go.
    let (camera, let_go) = Camera::new();
    let first = Place::new(0, |it| it.with_handler(camera.handler())).published();
    let take = TaskDraft::new(did(&bob()), "/photo/take".parse().unwrap(), [].into())
        .with_nonce(Nonce::new([1]));
    let draft = || {
        let awaits = Ipld::Map([("await/ok".to_owned(), text("take"))].into());
        let call = WasmCall::new(first.bytes, "length", vec![awaits]);
        Draft::new()
            .with_task("take", take.clone())
            .with_task("measure", TaskDraft::new(did(&bob()), wasm_run(), call.to_args()))
    };
    let token = signed(draft(), first.executor.did());
    let job = first.executor.receive(token.bytes(), &[]).unwrap();
    let handle = first.executor.submit(&job).unwrap();
    camera.wait_until_it_takes();
    let suspending = handle.clone();
    let suspended = std::thread::spawn(move || suspending.suspend());
    // Wait until the suspension has been wished; what runs then comes to its end.
    while !handle.is_suspended() {
        std::thread::yield_now();
    }
    let_go.send(()).unwrap();
    let report = suspended.join().unwrap();
    assert!(matches!(report.task("take").unwrap().outcome, TaskOutcome::Executed { .. }));
    assert!(matches!(report.task("measure").unwrap().outcome, TaskOutcome::Failed { .. }));
    assert!(report.receipt.is_none(), "it has not ended");

    let archive = first.executor.archive(&job).unwrap();
    assert_eq!(archive.progress().with_receipt().collect::<Vec<_>>(), ["take"]);
    let never = |_: Nothing, _: &ipvm_runtime::Call<'_>| {
        Err::<Ipld, _>(HandlerError::failed("Repeated", "it was taken already"))
    };
    let second =
        Place::new(1, |it| it.trusting(first.executor.did().clone()).with_handler(query_of(never)));
    let archive = archive.addressed_anew(signed(draft(), second.executor.did())).unwrap();
    let archive = Archive::read(&archive.write(), &CarLimits::default()).unwrap();
    let resumed = second.executor.resume(&archive).unwrap();
    let report = second.run(&resumed.job);
    assert_eq!(executed(&report), ["measure"]);
    assert_eq!(report.task("measure").unwrap().result(), Some(&Outcome::Ok(number(100))));
    // And where it was begun, it goes on as well.
    let again = first.executor.receive(token.bytes(), &[]).unwrap();
    assert_eq!(executed(&first.run(&again)), ["measure"]);
    assert_eq!(camera.taken.load(Ordering::SeqCst), 1);
}

fn query_of<F>(function: F) -> Registration
where
    F: Fn(Nothing, &ipvm_runtime::Call<'_>) -> Result<Ipld, HandlerError> + Send + Sync + 'static,
{
    Registration::query("/photo/take".parse().unwrap(), Subjects::Any, function)
}

#[derive(serde::Deserialize)]
struct Nothing {}

#[test]
fn a_mutation_that_nobody_knows_the_end_of_stays_where_it_is() {
    let lost = |_: Nothing, _: &ipvm_runtime::Call<'_>| {
        Err::<Ipld, _>(HandlerError::unknown("Gone", "the line went dead"))
    };
    let command = || "/mail/send".parse().unwrap();
    let place = Place::new(0, |it| {
        it.with_handler(Registration::mutation(command(), Subjects::only(did(&bob())), lost))
    });
    let task = TaskDraft::new(did(&bob()), command(), [].into()).with_nonce(Nonce::new([1]));
    let token = signed(Draft::new().with_task("send", task), place.executor.did());
    let job = place.executor.receive(token.bytes(), &[]).unwrap();
    // Before it was begun it may go.
    assert!(place.executor.archive(&job).is_ok());
    let report = place.run(&job);
    let receipt = report.task("send").unwrap().attested().unwrap().released();
    assert_eq!(Fault::of(receipt), Some(Some(Fault::Indeterminate)));
    let refused = place.executor.archive(&job).unwrap_err();
    assert_eq!(refused, ArchiveJobError::Indeterminate { label: "send".to_owned() });
    // Once it is settled, it may go, and is not done elsewhere.
    place.executor.settle(receipt.cid(), Outcome::Ok(number(1))).unwrap();
    let archive = place.executor.archive(&job).unwrap();
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    let send = move |_: Nothing, _: &ipvm_runtime::Call<'_>| {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok(2)
    };
    let second = Place::new(1, |it| {
        let handler = Registration::mutation(command(), Subjects::only(did(&bob())), send);
        it.trusting(place.executor.did().clone()).with_handler(handler)
    });
    let task = TaskDraft::new(did(&bob()), command(), [].into()).with_nonce(Nonce::new([1]));
    let token = signed(Draft::new().with_task("send", task), second.executor.did());
    let resumed = second.executor.resume(&archive.addressed_anew(token).unwrap()).unwrap();
    let report = second.run(&resumed.job);
    assert_eq!(report.task("send").unwrap().result(), Some(&Outcome::Ok(number(1))));
    assert_eq!(sent.load(Ordering::SeqCst), 0);
}

#[test]
fn who_puts_a_job_away_keeps_nobody_from_its_mutations() {
    let send = |_: Nothing, _: &ipvm_runtime::Call<'_>| Ok(1);
    let command = || "/mail/send".parse().unwrap();
    let place = Place::new(0, |it| {
        it.with_handler(Registration::mutation(command(), Subjects::only(did(&bob())), send))
    });
    for nonce in 0..40 {
        let task = TaskDraft::new(did(&bob()), command(), [].into());
        let draft = Draft::new().with_task("send", task.with_nonce(Nonce::new([nonce])));
        let token = signed(draft, place.executor.did());
        let job = place.executor.receive(token.bytes(), &[]).unwrap();
        let (executor, other) = (place.executor.clone(), job.clone());
        let archiving = std::thread::spawn(move || {
            // Until it is done, or begun and not done yet.
            while executor.archive(&other).is_ok_and(|it| it.progress().with_receipt().count() == 0)
            {
            }
        });
        let report = place.run(&job);
        let outcome = &report.task("send").unwrap().outcome;
        assert!(matches!(outcome, TaskOutcome::Executed { .. }), "{outcome:?}");
        archiving.join().unwrap();
    }
}

#[test]
fn a_single_task_is_no_workflow() {
    let place = Place::new(0, |it| it).published();
    let task = WasmCall::new(place.bytes, "length", vec![Ipld::Bytes(vec![1])]);
    let token = place.executor.request(task.to_task(did(&bob())).unwrap(), &bob()).unwrap();
    let job = place.executor.receive(token.bytes(), &[]).unwrap();
    assert_eq!(place.executor.archive(&job).unwrap_err(), ArchiveJobError::NotAWorkflow);
}

#[test]
fn secrets_stay_where_they_are() {
    let place = Place::new(0, |it| it).published();
    let call = WasmCall::new(place.bytes, "echo", vec![Ipld::Link(*photo().cid())]);
    let secret = [("ipvm/config".to_owned(), ipld_core::ipld!({ "secret": true }))].into();
    let task = TaskDraft::new(did(&bob()), wasm_run(), call.to_args()).with_meta(secret);
    let token = signed(Draft::new().with_task("hidden", task), place.executor.did());
    let job = place.executor.receive(token.bytes(), &[photo()]).unwrap();
    assert!(place.run(&job).is_ok());
    let archive = place.executor.archive(&job).unwrap();
    assert_eq!(archive.progress().with_receipt().count(), 0);
    // Nor is it read by its address in a task that is none.
    let open = WasmCall::new(place.bytes, "length", vec![Ipld::Link(*photo().cid())]);
    let token = place.executor.request(open.to_task(did(&bob())).unwrap(), &bob()).unwrap();
    let job = place.executor.receive(token.bytes(), &[]).unwrap();
    assert!(place.executor.run(&job, &mut Quiet).is_err());
}

/// A query that takes the photograph, and waits before it gives it.
struct Camera {
    taken: Arc<AtomicUsize>,
    held: Arc<std::sync::Mutex<mpsc::Receiver<()>>>,
}

impl Camera {
    fn new() -> (Self, mpsc::SyncSender<()>) {
        let (let_go, held) = mpsc::sync_channel(0);
        (Self { taken: Arc::default(), held: Arc::new(std::sync::Mutex::new(held)) }, let_go)
    }

    fn handler(&self) -> Registration {
        let (taken, held) = (Arc::clone(&self.taken), Arc::clone(&self.held));
        query_of(move |_: Nothing, _: &ipvm_runtime::Call<'_>| {
            taken.fetch_add(1, Ordering::SeqCst);
            held.lock().unwrap().recv().unwrap();
            Ok(Ipld::Bytes(photo().bytes().to_vec()))
        })
    }

    fn wait_until_it_takes(&self) {
        while self.taken.load(Ordering::SeqCst) == 0 {
            std::thread::yield_now();
        }
    }
}

/// A photograph is taken, and loses a byte.
fn taken(bytes: Cid) -> Draft {
    let take = TaskDraft::new(did(&bob()), "/photo/take".parse().unwrap(), [].into())
        .with_nonce(Nonce::new([1]));
    let awaits = Ipld::Map([("await/ok".to_owned(), text("take"))].into());
    let call = WasmCall::new(bytes, "tail", vec![awaits]);
    let tail = TaskDraft::new(did(&alice()), wasm_run(), call.to_args());
    Draft::new().with_task("take", take).with_task("tail", tail.with_proofs(vec![*lent().cid()]))
}

#[test]
fn three_executors_that_exchange_nothing_but_bytes() {
    // Begun on the first, and suspended while the first task runs.
    let (camera, let_go) = Camera::new();
    let first = Place::new(0, |it| it.with_handler(camera.handler())).published();
    let token = signed(taken(first.bytes), first.executor.did());
    let job = first.executor.receive(token.bytes(), &[lent().block().clone()]).unwrap();
    let running = first.executor.submit(&job).unwrap();
    camera.wait_until_it_takes();
    let suspending = running.clone();
    let suspended = std::thread::spawn(move || suspending.suspend());
    while !running.is_suspended() {
        std::thread::yield_now();
    }
    let_go.send(()).unwrap();
    assert_eq!(executed(&suspended.join().unwrap()), ["take"]);
    let archive = first.executor.archive(&job).unwrap();

    // Moved to the second, and ended there without taking the photograph again.
    let second = Place::new(1, |it| {
        let never = |_: Nothing, _: &ipvm_runtime::Call<'_>| {
            Err::<Ipld, _>(HandlerError::failed("Repeated", "it was taken already"))
        };
        it.trusting(first.executor.did().clone()).with_handler(query_of(never))
    });
    let token = signed(taken(first.bytes), second.executor.did());
    let file = archive.addressed_anew(token).unwrap().write();
    let archive = Archive::read(&file, &CarLimits::default()).unwrap();
    let resumed = second.executor.resume(&archive).unwrap();
    let report = second.run(&resumed.job);
    assert_eq!(executed(&report), ["tail"]);
    assert_eq!(camera.taken.load(Ordering::SeqCst), 1);

    // What was computed from the photograph? The second is asked by its CID.
    let question = ReverseLookup::of(*photo().cid()).used().called(first.bytes, "tail");
    let [found] = &second.executor.reverse_lookup(&question).unwrap()[..] else {
        panic!("there is one receipt")
    };
    let receipt = second.executor.receipt(&found.receipt).unwrap().unwrap();
    let bytes = receipt.released().block().bytes().to_vec();

    // The third runs nothing: it has neither the program nor the photograph.
    let third = Place::new(2, |it| it.trusting(second.executor.did().clone()));
    let call = WasmCall::new(first.bytes, "tail", vec![Ipld::Bytes(photo().bytes().to_vec())]);
    let task = Task::idempotent(did(&alice()), wasm_run(), call.to_args()).unwrap();
    let resolved = receipt.released().meta().resolved.expect("it awaited another");
    assert_eq!(task.id(), &resolved, "the task as resolved is the same work");
    let written = taken(first.bytes).seal().unwrap().task("tail").unwrap().clone();
    third.executor.count_on(&bytes, &written, &[]).unwrap();
    let token = third.executor.request(task, &alice()).unwrap();
    let job = third.executor.receive(token.bytes(), &[]).unwrap();
    let report = third.run(&job);
    assert_eq!(report.result(), Some(&Outcome::Ok(Ipld::Bytes(photo().bytes()[1..].to_vec()))));
    assert_eq!((report.executed(), report.reused()), (0, 1));
}

#[test]
fn a_receipt_counts_only_if_it_is_sound_and_its_executor_is_trusted() {
    let first = Place::new(0, |it| it).published();
    let call = |n: u8| WasmCall::new(first.bytes, "length", vec![Ipld::Bytes(vec![n; 40])]);
    let task = call(1).to_task(did(&bob())).unwrap();
    let token = first.executor.request(task.clone(), &bob()).unwrap();
    let job = first.executor.receive(token.bytes(), &[]).unwrap();
    let report = first.run(&job);
    let receipt = report.tasks[0].attested().unwrap().released().block().bytes().to_vec();

    let stranger = Place::new(1, |it| it);
    let refused = stranger.executor.count_on(&receipt, &task, &[]).unwrap_err();
    assert_eq!(refused, CountError::NotCounted(NotCounted::NotTrusted));

    let friend = Place::new(2, |it| it.trusting(first.executor.did().clone()));
    let other = call(2).to_task(did(&bob())).unwrap();
    let refused = friend.executor.count_on(&receipt, &other, &[]).unwrap_err();
    assert_eq!(refused, CountError::NotCounted(NotCounted::AnotherTask { ran: *task.id() }));
    for byte in 0..receipt.len() {
        let mut changed = receipt.clone();
        changed[byte] ^= 1;
        assert!(friend.executor.count_on(&changed, &task, &[]).is_err(), "byte {byte}");
    }
    assert!(matches!(
        friend.executor.count_on(token.bytes(), &task, &[]),
        Err(CountError::NotCounted(NotCounted::Receipt(_)))
    ));
    // Nothing of all that was written.
    assert_eq!(friend.executor.reverse_lookup(&ReverseLookup::of(*task.id())).unwrap(), []);
    friend.executor.count_on(&receipt, &task, &[]).unwrap();
    assert_eq!(friend.executor.reverse_lookup(&ReverseLookup::of(*task.id())).unwrap().len(), 1);
}

#[test]
fn whatever_has_to_do_with_a_cid_is_found_by_it() {
    let (first, _) = ended();
    let find = |question: &ReverseLookup| first.executor.reverse_lookup(question).unwrap();
    let count = |question: &ReverseLookup| find(question).len();
    // The photograph went into two, by a link and by what came of a promise; one gave it back.
    let of_photo = ReverseLookup::of(*photo().cid());
    assert_eq!(count(&of_photo.clone().used()), 2);
    assert_eq!(count(&of_photo.clone().produced()), 1);
    assert_eq!(count(&of_photo.clone().answered()), 0);
    assert_eq!(count(&of_photo), 3);
    assert_eq!(count(&of_photo.clone().used().called(first.bytes, "tail")), 1);
    assert_eq!(count(&of_photo.clone().used().called(first.bytes, "length")), 0);
    assert_eq!(count(&of_photo.clone().used().of_program(first.bytes)), 2);
    assert_eq!(count(&of_photo.clone().used().called(*photo().cid(), "tail")), 0);
    assert_eq!(count(&of_photo.clone().used().on(did(&alice()))), 2);
    assert_eq!(count(&of_photo.clone().used().on(did(&bob()))), 0);
    // The program, and the tokens that asked.
    assert_eq!(count(&ReverseLookup::of(first.bytes).used()), 3);
    assert_eq!(count(&ReverseLookup::of(*lent().cid()).used()), 3);
    let token = signed(draft(first.bytes), first.executor.did());
    assert_eq!(count(&ReverseLookup::of(*token.cid()).used()), 4);
    // Page by page.
    let mut seen = Vec::new();
    let mut question = of_photo.clone().used().with_limit(1);
    while let [one] = &find(&question)[..] {
        assert_eq!(one.role, Role::Input);
        seen.push(one.receipt);
        question = question.after(one.receipt);
    }
    assert_eq!(seen.len(), 2);
    let about = find(&of_photo.used().called(first.bytes, "tail")).remove(0).about.unwrap();
    assert_eq!((about.subject, about.command), (did(&alice()), wasm_run()));
}

#[test]
fn others_find_the_receipts_of_their_own_subject_and_no_others() {
    let first = Place::new(0, |it| it).published();
    // The same executor again, over the same store, with the effect.
    let receipts = Arc::<crate::kept::Store>::clone(&first.store);
    let find = effects::lookup::find(receipts, Subjects::Any);
    let builder =
        Executor::builder(Arc::new(executor_key()), Stores::from(Arc::clone(&first.store)))
            .with_clock(Arc::new(Standing(NOW)))
            .with_handler(find);
    let executor = builder.build().unwrap();
    let run = |task: Task, who: &Ed25519Signer, blocks: &[Block]| {
        let token = executor.request(task, who).unwrap();
        let job = executor.receive(token.bytes(), blocks).unwrap();
        executor.run(&job, &mut Quiet).unwrap()
    };
    for who in [alice(), bob()] {
        let call = WasmCall::new(first.bytes, "length", vec![Ipld::Link(*photo().cid())]);
        assert!(run(call.to_task(did(&who)).unwrap(), &who, &[photo()]).is_ok());
    }
    let ask = |who: &Ed25519Signer| {
        let args =
            [("cid".to_owned(), Ipld::Link(*photo().cid())), ("role".to_owned(), text("used"))];
        let command = effects::lookup::FIND.parse().unwrap();
        let report = run(Task::idempotent(did(who), command, args.into()).unwrap(), who, &[]);
        let Some(Outcome::Ok(Ipld::List(found))) = report.result().cloned() else {
            panic!("{:?}", report.result())
        };
        found
    };
    let (of_alice, of_bob) = (ask(&alice()), ask(&bob()));
    assert_eq!((of_alice.len(), of_bob.len(), ask(&carol()).len()), (1, 1, 0));
    assert_ne!(of_alice, of_bob);
    let Ipld::Map(found) = &of_alice[0] else { panic!("a map") };
    assert_eq!((&found["function"], &found["role"]), (&text("length"), &text("used")));
    let Ipld::Bytes(token) = &found["token"] else { panic!("bytes") };
    let Ipld::Link(cid) = &found["receipt"] else { panic!("a link") };
    assert_eq!(Block::new(0x71, token.as_slice()).cid(), cid);
}
