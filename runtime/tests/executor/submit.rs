//! Jobs that run while somebody does something else.

use std::{
    future::Future,
    sync::{
        Arc, Barrier, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    task::{Context, Poll, Wake, Waker},
    thread,
};

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Call, Event, Executor, HandlerError, JobHandle, Registration, Subjects, TaskError, TaskOutcome,
};
use ipvm_workflow::{Conclusion, Draft, TaskEnd};
use serde::Deserialize;
use ucan_invocation::{Branch, Outcome};

use crate::stage::{Stage, number};

#[derive(Deserialize)]
struct Nothing {}

/// A mutation that waits at a gate until it is let go, and heeds a cancellation there.
fn gated() -> (Registration, mpsc::Sender<()>, mpsc::Receiver<()>) {
    let (open, gate) = mpsc::channel::<()>();
    let (at, arrived) = mpsc::channel();
    let gate = Mutex::new(gate);
    let wait = move |_: Nothing, call: &Call<'_>| {
        at.send(()).unwrap();
        gate.lock().unwrap().recv().unwrap();
        if call.is_cancelled() {
            return Err(HandlerError::not_done("Cancelled", "nothing was done"));
        }
        Ok(7)
    };
    let command = "/wait".parse().unwrap();
    (Registration::mutation(command, Subjects::Own, wait), open, arrived)
}

struct Woken(thread::Thread, AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.1.store(true, Ordering::SeqCst);
        self.0.unpark();
    }
}

/// The smallest async runtime that there is.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    let woken = Arc::new(Woken(thread::current(), AtomicBool::new(false)));
    let waker = Waker::from(Arc::clone(&woken));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        while !woken.1.swap(false, Ordering::SeqCst) {
            thread::park();
        }
    }
}

fn waiting(stage: &Stage) -> JobHandle {
    let proof = stage.lent("/wait");
    let draft = Draft::new()
        .with_task("wait", stage.effect(&proof, "/wait", ipld!({}), b"n"))
        .with_task("after", {
            let args = Ipld::Map([("before".to_owned(), ipvm_workflow::awaits("wait"))].into());
            stage.effect(&proof, "/wait", args, b"m")
        });
    let job = stage.receive(draft, &[&proof]).unwrap();
    stage.executor.submit(&job).unwrap()
}

#[test]
fn an_executor_is_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Executor>();
    shared::<JobHandle>();
    shared::<ipvm_runtime::Job>();
}

#[test]
fn a_job_is_waited_for_awaited_and_observed() {
    let (registration, open, arrived) = gated();
    let stage = Stage::with(|it| it.with_handler(registration));
    let handle = waiting(&stage);
    arrived.recv().unwrap();
    assert_eq!(handle.report(), None);
    open.send(()).unwrap();
    open.send(()).unwrap();
    let report = block_on(handle.clone());
    assert!(report.is_ok(), "{report:?}");
    assert_eq!(handle.wait(), report);
    assert_eq!(handle.report(), Some(report.clone()));
    assert_eq!(block_on(handle.clone()), report);
    // Whoever comes late sees all of it.
    let told: Vec<String> = handle
        .events()
        .map(|event| match event {
            Event::Started { label, .. } => format!("started {label}"),
            Event::Finished(report) => format!("finished {}", report.label),
            Event::Ended => "ended".to_owned(),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = ["started wait", "finished wait", "started after", "finished after", "ended"];
    assert_eq!(told, expected);
}

#[test]
fn the_receipt_of_a_workflow_leads_to_those_of_its_tasks() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let draft = Draft::new()
        .with_task("half", stage.task(&proof, "half", vec![number(7)]))
        .with_task("two", stage.task(&proof, "add-one", vec![number(1)]));
    let report = stage.run(draft, &proof);
    let results = report.results.as_ref().unwrap();
    assert_eq!(results.conclusion(), Conclusion::Failed);
    let receipt = *report.task("two").unwrap().receipt().unwrap();
    assert_eq!(results.ends()["two"], TaskEnd::Receipt { branch: Branch::Ok, receipt });
    let workflow = report.receipt.as_ref().unwrap();
    assert_eq!(workflow.outcome(), Some(&results.to_outcome()));
    let kept = ipvm_runtime::store::Receipts::get(&*stage.store, workflow.cid()).unwrap();
    assert_eq!(kept.as_ref(), Some(workflow.released().block()));
    // It is found by what it leads to.
    let found = ipvm_runtime::store::Receipts::by_output(&*stage.store, &receipt).unwrap();
    assert_eq!(found, [*workflow.cid()]);
}

#[test]
fn what_was_not_begun_is_not_begun_after_a_cancellation() {
    let (registration, open, arrived) = gated();
    let stage = Stage::with(|it| it.with_handler(registration));
    let handle = waiting(&stage);
    arrived.recv().unwrap();
    handle.cancel();
    open.send(()).unwrap();
    let report = handle.wait();
    // The first had done nothing, and says so; so it may be asked for again.
    let first = report.task("wait").unwrap().attested().unwrap().released();
    let failure = first.fault().unwrap().unwrap();
    assert_eq!(failure.name(), "Cancelled");
    let after = &report.task("after").unwrap().outcome;
    assert_eq!(*after, TaskOutcome::Failed { error: TaskError::Cancelled });
    assert_eq!(report.results.as_ref().unwrap().conclusion(), Conclusion::Cancelled);
    open.send(()).unwrap();
    open.send(()).unwrap();
    assert!(waiting(&stage).wait().is_ok());
}

#[test]
fn a_job_goes_on_when_nobody_holds_its_handle() {
    let (registration, open, arrived) = gated();
    let stage = Stage::with(|it| it.with_handler(registration));
    drop(waiting(&stage));
    arrived.recv().unwrap();
    open.send(()).unwrap();
    open.send(()).unwrap();
    arrived.recv().unwrap();
    let again = waiting(&stage).wait();
    assert_eq!(again.reused(), 2, "{again:?}");
}

#[test]
fn who_asks_for_what_is_being_done_waits_for_it_without_a_thread() {
    // One thread: if somebody slept on it, the first could never end.
    let (registration, open, arrived) = gated();
    let engine = ipvm_runtime::engine::EngineConfig::default().with_parallelism(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let stage = Stage::with(|it| {
        it.with_handler(registration).with_engine(engine).with_pool(Arc::new(pool))
    });
    let proof = stage.lent("/wait");
    let submit = || {
        let draft = Draft::new().with_task("wait", stage.effect(&proof, "/wait", ipld!({}), b"n"));
        let job = stage.receive(draft, &[&proof]).unwrap();
        stage.executor.submit(&job).unwrap()
    };
    let first = submit();
    arrived.recv().unwrap();
    // More than there are threads.
    let others: Vec<_> = (0..4).map(|_| submit()).collect();
    let numbers = stage.delegation();
    let add = Draft::new().with_task("add", stage.task(&numbers, "add-one", vec![number(1)]));
    let meanwhile = stage.run(add, &numbers);
    assert_eq!(meanwhile.task("add").unwrap().result(), Some(&Outcome::Ok(number(2))));
    open.send(()).unwrap();
    assert_eq!(first.wait().executed(), 1);
    for other in others {
        assert_eq!(other.wait().reused(), 1);
    }
}

#[test]
fn many_threads_submit_at_once() {
    let stage = Arc::new(Stage::new());
    let barrier = Arc::new(Barrier::new(4));
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let (stage, barrier) = (Arc::clone(&stage), Arc::clone(&barrier));
            thread::spawn(move || {
                let proof = stage.delegation();
                barrier.wait();
                let draft = (0..20).fold(Draft::new(), |draft, index| {
                    let label = format!("{thread} {index}");
                    draft.with_task(label, stage.task(&proof, "add-one", vec![number(index)]))
                });
                let report = stage.run(draft, &proof);
                assert!(report.is_ok());
                report.executed()
            })
        })
        .collect();
    let executed: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert_eq!(executed, 20);
}

#[test]
fn a_thread_of_the_pool_itself_works_while_it_waits() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    let stage = Stage::with(|it| it.with_pool(Arc::new(pool.build().unwrap())));
    let proof = stage.delegation();
    let draft = Draft::new()
        .with_task("two", stage.task(&proof, "add-one", vec![number(1)]))
        .with_task("three", stage.task(&proof, "add-one", vec![ipvm_workflow::awaits("two")]));
    let report = stage.run(draft, &proof);
    assert_eq!(report.task("three").unwrap().result(), Some(&Outcome::Ok(number(3))));
}

#[test]
fn what_is_known_is_answered_without_the_pool_and_written_nowhere() {
    use ipvm_task::{Module, WasmCall, wasm_run};
    use ucan_core::{Envelope, Proofs};
    use ucan_invocation::{Invocation, Proven, Task};

    let stage = Stage::new();
    let alice = crate::stage::alice();
    let own = crate::stage::did(&alice);
    let signed = |nonce: u8| {
        let call = WasmCall::new(Module::Link(stage.numbers), "add-one", vec![number(1)]);
        let task = Task::idempotent(own.clone(), wasm_run(), call.to_args()).unwrap();
        let invocation = Invocation::new(own.clone(), task)
            .with_audience(stage.executor.did().clone())
            .with_issued_at(crate::stage::seconds(crate::stage::NOW - i64::from(nonce)));
        Envelope::sign(invocation, &alice).unwrap()
    };
    let run = |nonce| {
        let job = stage.executor.receive(signed(nonce).bytes(), &[]).unwrap();
        stage.executor.submit(&job).unwrap()
    };
    let first = run(1).wait();
    assert_eq!(first.executed(), 1);
    let second = run(2);
    // At once: nobody had to be waited for.
    let report = second.report().unwrap();
    assert_eq!((report.reused(), report.tasks[0].receipt()), (1, first.tasks[0].receipt()));
    assert_eq!(second.events().count(), 3);
    let kept = |nonce| {
        ipvm_runtime::store::Blocks::get(&*stage.store, signed(nonce).cid()).unwrap().is_some()
    };
    assert_eq!((kept(1), kept(2)), (true, false));

    // Somebody who has authorised the task asks for its receipt alone.
    let verified =
        signed(3).verify(&ucan_core::DidKeyResolver, &varsig::VerifierSet::default()).unwrap();
    let check = ucan_core::Check::at(crate::stage::seconds(crate::stage::NOW));
    let proven =
        Proven::prove(&verified, &Proofs::new(), &check, Some(stage.executor.did())).unwrap();
    let args = proven.task().args().clone();
    let authorized = proven.authorize(args, &check, &mut Default::default()).unwrap();
    let recalled = stage.executor.recall(&authorized).unwrap().unwrap();
    assert_eq!(Some(recalled.cid()), first.tasks[0].receipt());
}

#[test]
fn when_a_job_has_ended_nobody_holds_the_executor_any_more() {
    for _ in 0..20 {
        let stage = Stage::new();
        let proof = stage.delegation();
        let draft = (0..4).fold(Draft::new(), |draft, index| {
            let label = format!("task {index}");
            draft.with_task(label, stage.task(&proof, "add-one", vec![number(index)]))
        });
        assert!(stage.run(draft, &proof).is_ok());
        let store = Arc::downgrade(&stage.store);
        drop(stage);
        assert!(store.upgrade().is_none());
    }
}

#[test]
fn a_guest_that_spins_is_stopped_by_a_cancellation_and_that_is_not_remembered() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let draft = Draft::new().with_task("spin", stage.task(&proof, "spin", vec![number(0)]));
    let job = stage.receive(draft, &[&proof]).unwrap();
    let handle = stage.executor.submit(&job).unwrap();
    let started = handle.events().next();
    assert!(matches!(started, Some(Event::Started { .. })));
    handle.cancel();
    let report = handle.wait();
    // It may not have come as far as the guest.
    match &report.task("spin").unwrap().outcome {
        TaskOutcome::Executed { receipt } | TaskOutcome::NotDone { receipt } => {
            let failure = receipt.released().fault().unwrap().unwrap();
            assert_eq!(failure.name(), "Cancelled");
        }
        TaskOutcome::Failed { error } => assert_eq!(*error, TaskError::Cancelled),
        other => panic!("{other:?}"),
    }
    let task = ipvm_runtime::store::Address::Task(report.tasks[0].task);
    assert_eq!(ipvm_runtime::store::Memo::lookup(&*stage.store, &task), Ok(None));
}
