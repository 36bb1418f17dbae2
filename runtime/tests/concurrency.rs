//! The same tasks from many threads at once.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    Attested, Call, Executor, Handler, HandlerError, JobHandle, Output, Registration, Stores,
    Subjects, TaskOutcome, store::MemoryStore,
};
use ipvm_task::{EffectClass, HandlerDeclaration};
use ucan_core::{Command, Did, Envelope, Nonce, Timestamp};
use ucan_invocation::{Arguments, Invocation, Outcome, Task};
use varsig::{Block, Ed25519Signer};

const TASKS: usize = 1_000;
const THREADS: usize = 8;

/// Counts how often each task is run.
#[derive(Default)]
struct Counting(Mutex<BTreeMap<Cid, usize>>);

impl Handler for Counting {
    fn run(&self, call: &Call<'_>) -> Result<Output, HandlerError> {
        *self.0.lock().unwrap().entry(*call.id()).or_default() += 1;
        // Another thread may have the time to get in between.
        thread::yield_now();
        Ok(Output::new(call.args()["number"].clone()))
    }
}

/// Invocations of the command, one for each number.
fn tokens(key: &Ed25519Signer, command: &Command) -> Vec<(Cid, Block)> {
    let did = Did::from_signer(key);
    let token = |number: usize| {
        let args = Arguments::from([("number".into(), Ipld::Integer(number.try_into().unwrap()))]);
        let nonce = Nonce::new(number.to_be_bytes());
        let task = Task::new(did.clone(), command.clone(), args, nonce).unwrap();
        let id = *task.id();
        let invocation = Invocation::new(did.clone(), task).with_expiration(Timestamp::MAX);
        (id, Envelope::sign(invocation, key).unwrap().block().clone())
    };
    (0..TASKS).map(token).collect()
}

/// How a task ended for one of those who asked: whether it was run for them, and with which
/// receipt.
fn ended(handle: &JobHandle) -> (bool, Attested) {
    let report = handle.wait();
    let [task] = report.tasks.as_slice() else { panic!("not one task: {report:?}") };
    match &task.outcome {
        TaskOutcome::Executed { receipt } => (true, receipt.clone()),
        TaskOutcome::Reused { receipt } => (false, receipt.clone()),
        other => panic!("{other:?}"),
    }
}

fn each_task_is_run_once(class: EffectClass) {
    let key = Ed25519Signer::from_seed(&[9; 32]);
    let command: Command = "/test/count".parse().unwrap();
    let counting = Arc::new(Counting::default());
    let store = Arc::new(MemoryStore::new());
    let handler = Registration::new(
        HandlerDeclaration::new(command.clone(), class),
        Subjects::Own,
        Arc::<Counting>::clone(&counting),
    )
    .with_lifetime(Duration::from_secs(24 * 60 * 60));
    let executor = Executor::builder(
        Arc::new(Ed25519Signer::from_seed(&[9; 32])),
        Stores::from(Arc::clone(&store)),
    )
    .with_handler(handler)
    .build()
    .unwrap();
    let tokens = tokens(&key, &command);

    let answers: Vec<Vec<(bool, Attested)>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (executor, tokens) = (&executor, &tokens);
                scope.spawn(move || {
                    // They begin close to each other and go along together, so
                    // that they meet at most of the tasks.
                    let first = thread * 3;
                    let handles: Vec<JobHandle> = (0..TASKS)
                        .map(|number| {
                            let (_, token) = &tokens[(first + number) % TASKS];
                            let job = executor.receive(token.bytes(), &[]).unwrap();
                            executor.submit(&job).unwrap()
                        })
                        .collect();
                    let mut ended: Vec<(bool, Attested)> = handles.iter().map(ended).collect();
                    ended.rotate_right(first);
                    ended
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });

    let counts = counting.0.lock().unwrap();
    assert_eq!(counts.len(), TASKS);
    for (number, (task, _)) in tokens.iter().enumerate() {
        assert_eq!(counts.get(task), Some(&1), "number {number}");
        let of_task = || answers.iter().map(|answers| &answers[number]);
        assert_eq!(of_task().filter(|(executed, _)| *executed).count(), 1, "number {number}");
        let receipts: BTreeSet<&Cid> = of_task().map(|(_, receipt)| receipt.cid()).collect();
        assert_eq!(receipts.len(), 1, "number {number} has more than one receipt");
        let outcome = Outcome::Ok(Ipld::Integer(number.try_into().unwrap()));
        for (_, receipt) in of_task() {
            assert_eq!(receipt.released().ran(), task);
            assert_eq!(receipt.outcome(), Some(&outcome));
        }
    }
}

#[test]
fn each_pure_task_is_run_once() {
    each_task_is_run_once(EffectClass::Pure);
}

#[test]
fn each_query_is_run_once() {
    each_task_is_run_once(EffectClass::Query);
}

#[test]
fn each_mutation_is_run_once() {
    each_task_is_run_once(EffectClass::Mutation);
}
