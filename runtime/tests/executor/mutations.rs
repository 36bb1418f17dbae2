//! Mutations: at most once, whatever happens.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Call, Handler, HandlerError, JobReport, Output, PrepareError, Registration, RunError,
    SettleError, Subjects, TaskError, TaskOutcome,
    store::{Address, Claim, Committed, Fence, Memo, ReceiptRecord, Receipts, StoreError},
};
use ipvm_task::{EffectClass, HandlerDeclaration};
use ipvm_workflow::{Draft, awaits};
use ucan_core::TokenCid;
use ucan_invocation::{Attestation, Failure, Outcome};

use crate::stage::{Stage, number, text};

/// What a handler does the next time, and how often it was called.
#[derive(Default)]
struct Post {
    calls: AtomicUsize,
    answer: Mutex<Option<Answer>>,
    found: Mutex<Option<Result<Output, HandlerError>>>,
}

enum Answer {
    Fails(HandlerError),
    Panics,
}

impl Post {
    fn next(&self, answer: Answer) {
        *self.answer.lock().unwrap() = Some(answer);
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

struct Posting(Arc<Post>);

impl Handler for Posting {
    fn run(&self, call: &Call<'_>) -> Result<Output, HandlerError> {
        self.0.calls.fetch_add(1, Ordering::SeqCst);
        let answer = self.0.answer.lock().unwrap().take();
        match answer {
            None => Ok(Output::from(Ipld::String(format!("sent as {}", call.id())))),
            Some(Answer::Fails(error)) => Err(error),
            Some(Answer::Panics) => panic!("the handler has a bug"),
        }
    }

    fn find_out(&self, _call: &Call<'_>) -> Option<Result<Output, HandlerError>> {
        self.0.found.lock().unwrap().take()
    }
}

fn posting(post: &Arc<Post>) -> Registration {
    let command = "/msg/send".parse().unwrap();
    let declaration = HandlerDeclaration::new(command, EffectClass::Mutation);
    Registration::new(declaration, Subjects::Own, Arc::new(Posting(Arc::clone(post))))
}

struct Sending {
    post: Arc<Post>,
    stage: Stage,
    proof: ucan_core::Envelope<ucan_core::Delegation>,
}

impl Sending {
    fn new() -> Self {
        Self::with(|registration| registration)
    }

    fn with(change: impl FnOnce(Registration) -> Registration) -> Self {
        let post = Arc::new(Post::default());
        let stage = Stage::with(|it| it.with_handler(change(posting(&post))));
        let proof = stage.lent("/msg");
        Self { post, stage, proof }
    }

    fn draft(&self, nonce: &[u8]) -> Draft {
        let args = ipld!({ "to": "bob" });
        Draft::new().with_task("send", self.stage.effect(&self.proof, "/msg/send", args, nonce))
    }

    fn send(&self, nonce: &[u8]) -> JobReport {
        self.stage.run(self.draft(nonce), &self.proof)
    }
}

fn error_name(report: &JobReport, label: &str) -> Ipld {
    match report.task(label).unwrap().result() {
        Some(Outcome::Error(Ipld::Map(error))) => error["name"].clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn asked_for_twice_it_is_done_once_and_another_nonce_is_another_one() {
    let sending = Sending::new();
    let first = sending.send(b"one");
    let second = sending.send(b"one");
    assert_eq!((first.executed(), second.reused(), sending.post.calls()), (1, 1, 1));
    assert_eq!(first.tasks[0].receipt(), second.tasks[0].receipt());
    sending.send(b"two");
    assert_eq!(sending.post.calls(), 2);
}

#[test]
fn an_empty_nonce_is_refused_unless_to_do_it_again_is_to_do_it_once() {
    let sending = Sending::new();
    let job = sending.stage.receive(sending.draft(b""), &[&sending.proof]).unwrap();
    let error = sending.stage.executor.submit(&job).unwrap_err();
    let command = "/msg/send".parse().unwrap();
    let expected =
        RunError::Prepare { task: "send".into(), error: PrepareError::EmptyNonce { command } };
    assert_eq!(error, expected);
    let sending = Sending::with(Registration::idempotent);
    assert_eq!(sending.send(b"").executed(), 1);
}

#[test]
fn two_ways_to_the_same_arguments_are_one_mutation() {
    let sending = Sending::new();
    let alices = sending.stage.delegation();
    let four = sending.stage.task(&alices, "add-one", vec![number(3)]);
    let args = |value| Ipld::Map([("number".into(), value)].into());
    let send = |args| sending.stage.effect(&sending.proof, "/msg/send", args, b"n");
    let draft =
        Draft::new().with_task("four", four).with_task("by promise", send(args(awaits("four"))));
    let first = sending.stage.run_with(draft, &[&alices, &sending.proof]);
    assert!(first.is_ok(), "{first:?}");
    let direct = Draft::new().with_task("direct", send(args(number(4))));
    let second = sending.stage.run(direct, &sending.proof);
    assert_eq!((second.reused(), sending.post.calls()), (1, 1));
    let cited = second.task("direct").unwrap().attested().unwrap().released();
    assert_eq!(cited.meta().from.as_ref(), first.task("by promise").unwrap().receipt());
}

#[test]
fn what_certainly_was_not_done_may_be_asked_for_again() {
    let sending = Sending::new();
    sending.post.next(Answer::Fails(HandlerError::not_done("Busy", "nobody took the call")));
    let first = sending.send(b"n");
    assert_eq!(error_name(&first, "send"), text("Busy"));
    assert!(matches!(first.tasks[0].outcome, TaskOutcome::NotDone { .. }), "{first:?}");
    assert!(first.tasks[0].attested().unwrap().released().meta().fault);
    assert_eq!(sending.stage.store.lookup(&Address::Task(first.tasks[0].task)), Ok(None));
    let second = sending.send(b"n");
    assert_eq!((second.executed(), second.is_ok(), sending.post.calls()), (1, true, 2));
}

#[test]
fn its_own_error_is_a_result_and_it_is_not_tried_again() {
    let sending = Sending::new();
    sending.post.next(Answer::Fails(HandlerError::failed("Refused", "the box is full")));
    for _ in 0..2 {
        assert_eq!(error_name(&sending.send(b"n"), "send"), text("Refused"));
    }
    assert_eq!(sending.post.calls(), 1);
}

fn left_unknown(answer: Answer) -> (Sending, Cid) {
    let sending = Sending::new();
    sending.post.next(answer);
    let first = sending.send(b"n");
    assert!(matches!(first.tasks[0].outcome, TaskOutcome::Indeterminate { .. }), "{first:?}");
    assert_eq!(error_name(&first, "send"), text("Indeterminate"));
    // It is not tried again, however often it is asked for, and says the same each time.
    for _ in 0..2 {
        let again = sending.send(b"n");
        assert_eq!(again.tasks[0].receipt(), first.tasks[0].receipt());
        assert!(matches!(again.tasks[0].outcome, TaskOutcome::Indeterminate { .. }));
        assert_eq!(error_name(&again, "send"), text("Indeterminate"));
    }
    assert_eq!(sending.post.calls(), 1);
    let receipt = *first.tasks[0].receipt().unwrap();
    (sending, receipt)
}

#[test]
fn what_may_have_been_done_is_indeterminate_until_a_person_settles_it() {
    let unknown = HandlerError::unknown("Timeout", "no answer came");
    let (sending, receipt) = left_unknown(Answer::Fails(unknown));
    let executor = &sending.stage.executor;
    let outcome = Outcome::Ok(text("it arrived, says Bob"));
    let settled = executor.settle(&receipt, outcome.clone()).unwrap();
    assert_eq!(settled.outcome(), &outcome);
    assert_eq!(settled.meta().settles, Some(receipt));
    // It has a result now; a second word changes nothing.
    let again = executor.settle(&receipt, Outcome::Error(text("no"))).unwrap();
    assert_eq!(again.cid(), settled.cid());
    let after = sending.send(b"n");
    assert_eq!(after.tasks[0].receipt(), Some(settled.cid()));
    assert_eq!((after.reused(), sending.post.calls()), (1, 1));
}

#[test]
fn a_handler_that_panics_leaves_a_mutation_indeterminate() {
    left_unknown(Answer::Panics);
}

#[test]
fn a_handler_may_find_out_what_became_of_it() {
    let unknown = HandlerError::unknown("Timeout", "no answer came");
    let (sending, _) = left_unknown(Answer::Fails(unknown));
    let found = Ok(Output::from(text("found in the log")));
    *sending.post.found.lock().unwrap() = Some(found);
    let report = sending.send(b"n");
    assert_eq!(report.tasks[0].result(), Some(&Outcome::Ok(text("found in the log"))));
    let settles = report.tasks[0].attested().unwrap().released().meta().settles;
    assert!(settles.is_some());
    assert_eq!((sending.send(b"n").reused(), sending.post.calls()), (1, 1));
}

#[test]
fn only_what_is_indeterminate_is_settled() {
    let sending = Sending::new();
    let receipt = *sending.send(b"n").tasks[0].receipt().unwrap();
    let executor = &sending.stage.executor;
    let settle = |receipt: &Cid| executor.settle(receipt, Outcome::Ok(Ipld::Null)).map(|_| ());
    assert_eq!(settle(&receipt), Err(SettleError::NotIndeterminate { receipt }));
    let receipt = sending.stage.numbers;
    assert_eq!(settle(&receipt), Err(SettleError::Unknown { receipt }));
    // What another executor does not know is not ours to say.
    let failure = Failure::new("Indeterminate", "it was begun");
    let now = crate::stage::seconds(crate::stage::NOW);
    let task = *varsig::Block::raw(b"a task".to_vec()).cid();
    let theirs = Attestation::fault(task, failure, now).sign(&crate::stage::carol()).unwrap();
    let record = ReceiptRecord::new(theirs.block().clone(), task);
    Receipts::put(&*sending.stage.store, &record).unwrap();
    let receipt = *theirs.cid();
    assert_eq!(settle(&receipt), Err(SettleError::NotIndeterminate { receipt }));
}

#[test]
fn one_that_is_idempotent_by_its_id_is_run_again() {
    let sending = Sending::with(Registration::idempotent);
    sending.post.next(Answer::Panics);
    let first = sending.send(b"n");
    assert_eq!(error_name(&first, "send"), text("Panicked"));
    assert!(sending.send(b"n").is_ok());
    assert_eq!(sending.post.calls(), 2);
    assert_eq!((sending.send(b"n").reused(), sending.post.calls()), (1, 2));
}

#[test]
fn an_answer_that_cannot_be_kept_does_not_undo_it() {
    let sending = Sending::new();
    // A NaN has no form, and 20 megabytes are more than a task may add.
    let large = Ipld::Bytes(vec![0; 20_000_000]);
    for (nonce, answer, name) in
        [(b"a", Ipld::Float(f64::NAN), "UnrepresentableOutput"), (b"b", large, "LimitReached")]
    {
        sending.post.next(Answer::Fails(HandlerError::Failed(answer)));
        let calls = sending.post.calls();
        for executed in [1, 0] {
            let report = sending.send(nonce);
            assert_eq!(error_name(&report, "send"), text(name));
            assert_eq!(report.executed(), executed);
        }
        assert_eq!(sending.post.calls(), calls + 1);
    }
}

#[test]
fn none_starts_when_something_before_it_failed() {
    let sending = Sending::new();
    let alices = sending.stage.delegation();
    let draft = sending.draft(b"n").with_task("trap", sending.stage.task(&alices, "trap", vec![]));
    let report = sending.stage.run_with(draft, &[&alices, &sending.proof]);
    let expected = TaskOutcome::Failed { error: TaskError::Transaction };
    assert_eq!(report.task("send").unwrap().outcome, expected);
    assert_eq!(sending.post.calls(), 0);
    assert!(!report.is_ok());
}

#[test]
fn a_lost_receipt_of_a_mutation_is_no_leave_to_run_it_again() {
    let sending = Sending::new();
    let first = sending.send(b"n");
    let task = first.tasks[0].task;
    // Another executor over the same memo, which has no receipts.
    let apart: Arc<dyn Receipts> = Arc::new(ipvm_runtime::store::MemoryStore::new());
    let store = Arc::clone(&sending.stage.store);
    let blocks: Arc<dyn ipvm_runtime::store::Blocks> = store.clone();
    let memo: Arc<dyn Memo> = store;
    let other = ipvm_runtime::Executor::builder(
        Arc::new(crate::stage::executor_key()),
        ipvm_runtime::Stores::new(blocks, apart, memo),
    )
    .with_clock(Arc::new(crate::stage::Standing(crate::stage::NOW)))
    .with_handler(posting(&sending.post))
    .build()
    .unwrap();
    let proof = sending.proof.block().clone();
    let signed = sending.stage.signed(sending.draft(b"n"));
    let job = other.receive(signed.bytes(), &[proof]).unwrap();
    let report = other.run(&job, &mut ipvm_runtime::Quiet).unwrap();
    assert!(matches!(report.tasks[0].outcome, TaskOutcome::Indeterminate { .. }));
    assert_eq!((report.tasks[0].task, sending.post.calls()), (task, 1));
    // The entry is left to whoever has the receipt.
    let entry = sending.stage.store.lookup(&Address::Task(task)).unwrap();
    assert_eq!(entry.as_ref(), first.tasks[0].receipt());
}

#[test]
fn a_lost_receipt_of_one_that_is_idempotent_is_made_again() {
    let sending = Sending::with(Registration::idempotent);
    let report = sending.send(b"n");
    let (task, receipt) = (report.tasks[0].task, *report.tasks[0].receipt().unwrap());
    let elsewhere = varsig::Block::raw(b"nowhere".to_vec());
    let memo: &dyn Memo = &*sending.stage.store;
    memo.forget(&Address::Task(task), &receipt).unwrap();
    let _ = memo.remember(&[Address::Task(task)], elsewhere.cid()).unwrap();
    // Another executor over the same store, which has nothing in memory.
    let again = Stage::over(Arc::clone(&sending.stage.store), |it| {
        it.with_handler(posting(&sending.post).idempotent())
    });
    let report = again.run(sending.draft(b"n"), &sending.proof);
    assert_eq!((report.executed(), sending.post.calls()), (1, 2));
}

/// A memo of a process that ends between keeping the receipt and its commit.
struct Ending(Arc<crate::kept::Store>);

impl Memo for Ending {
    fn lookup(&self, address: &Address) -> Result<Option<Cid>, StoreError> {
        self.0.lookup(address)
    }

    fn claim(&self, task: &Cid, effect: EffectClass, lease: Duration) -> Result<Claim, StoreError> {
        self.0.claim(task, effect, lease)
    }

    fn commit(
        &self,
        fence: Fence,
        _addresses: &[Address],
        _receipt: &Cid,
    ) -> Result<Committed, StoreError> {
        self.0.abandon(fence)?;
        Err(StoreError::Closed)
    }

    fn release(&self, fence: Fence) -> Result<(), StoreError> {
        self.0.release(fence)
    }

    fn abandon(&self, fence: Fence) -> Result<(), StoreError> {
        self.0.abandon(fence)
    }

    fn remember(&self, addresses: &[Address], receipt: &Cid) -> Result<Committed, StoreError> {
        self.0.remember(addresses, receipt)
    }

    fn forget(&self, address: &Address, receipt: &Cid) -> Result<(), StoreError> {
        self.0.forget(address, receipt)
    }
}

#[test]
fn a_receipt_that_was_kept_and_never_committed_tells_what_became_of_it() {
    let sending = Sending::new();
    let store = Arc::clone(&sending.stage.store);
    let memo = Arc::new(Ending(Arc::clone(&store)));
    let ending = ipvm_runtime::Executor::builder(
        Arc::new(crate::stage::executor_key()),
        ipvm_runtime::Stores::new(store.clone(), store.clone(), memo),
    )
    .with_clock(Arc::new(crate::stage::Standing(crate::stage::NOW)))
    .with_handler(posting(&sending.post))
    .build()
    .unwrap();
    let signed = sending.stage.signed(sending.draft(b"n"));
    let job = ending.receive(signed.bytes(), &[sending.proof.block().clone()]).unwrap();
    let report = ending.run(&job, &mut ipvm_runtime::Quiet).unwrap();
    let expected = TaskOutcome::Failed { error: TaskError::Store(StoreError::Closed) };
    assert_eq!(report.tasks[0].outcome, expected);
    let after = sending.send(b"n");
    assert!(after.is_ok(), "{after:?}");
    assert_eq!((after.reused(), sending.post.calls()), (1, 1));
    // From now on it is remembered like any other.
    assert_eq!(sending.send(b"n").tasks[0].receipt(), after.tasks[0].receipt());
}

#[test]
fn a_report_is_one_line_a_task() {
    let sending = Sending::new();
    let report = sending.send(b"n");
    let receipt = TokenCid(report.tasks[0].receipt().unwrap());
    assert_eq!(report.tasks[0].to_string(), format!("send: executed, receipt {receipt}"));
    sending.post.next(Answer::Fails(HandlerError::failed("Refused", "the box is full")));
    let report = sending.send(b"m");
    let receipt = TokenCid(report.tasks[0].receipt().unwrap());
    let expected = format!("send: executed, with an error, receipt {receipt}");
    assert_eq!(report.tasks[0].to_string(), expected);
}
