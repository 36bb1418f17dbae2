//! Authority that ends in the middle of a run.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use ipld_core::ipld;
use ipvm_runtime::{
    Call, Handler, HandlerError, JobReport, Output, PrepareError, Registration, Subjects,
    TaskError, TaskOutcome,
};
use ipvm_task::{EffectClass, HandlerDeclaration};
use ipvm_workflow::Draft;
use serde::Deserialize;
use ucan_core::{ChainError, Delegation, Envelope};

use crate::stage::{self, Moving, Revoked, Stage};

#[derive(Deserialize)]
struct Nothing {}

/// Something that is done in the middle of the run, by the first task.
type Meanwhile = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;

struct Middle {
    stage: Stage,
    clock: Arc<Moving>,
    revoked: Arc<Revoked>,
    meanwhile: Meanwhile,
    sent: Arc<AtomicUsize>,
}

impl Middle {
    fn new() -> Self {
        let (clock, revoked) = (Moving::new(), Arc::new(Revoked::default()));
        let (meanwhile, sent) = (Meanwhile::default(), Arc::new(AtomicUsize::new(0)));
        let (first, counted) = (Arc::clone(&meanwhile), Arc::clone(&sent));
        let ask = Registration::query(
            "/first".parse().unwrap(),
            Subjects::Own,
            move |_: Nothing, _: &Call<'_>| {
                let now = first.lock().unwrap().take();
                now.into_iter().for_each(|now| now());
                Ok(1)
            },
        );
        let send = Registration::mutation(
            "/second".parse().unwrap(),
            Subjects::Own,
            move |_: Nothing, _: &Call<'_>| {
                counted.fetch_add(1, Ordering::SeqCst);
                Ok(2)
            },
        );
        let stage = Stage::with(|it| {
            it.with_handlers([ask, send])
                .with_clock(clock.clone())
                .with_revocations(revoked.clone())
        });
        Self { stage, clock, revoked, meanwhile, sent }
    }

    /// The two, one after the other, each with its own proof.
    fn run(&self, second: &Envelope<Delegation>) -> JobReport {
        let first = self.stage.lent("/first");
        let draft = Draft::new()
            .with_task("first", self.stage.effect(&first, "/first", ipld!({}), b""))
            .with_task("second", self.stage.effect(second, "/second", ipld!({}), b"n"));
        self.stage.run_with(draft, &[&first, second])
    }

    fn refused(&self, report: &JobReport) -> ChainError {
        assert!(report.task("first").unwrap().is_ok());
        assert_eq!(self.sent.load(Ordering::SeqCst), 0);
        match &report.task("second").unwrap().outcome {
            TaskOutcome::Failed { error: TaskError::Refused(PrepareError::Authorize(error)) } => {
                match error {
                    ucan_invocation::AuthorizeError::Chain(error) => error.clone(),
                    other => panic!("{other:?}"),
                }
            }
            TaskOutcome::Failed { error: TaskError::Refused(PrepareError::Chain(error)) } => {
                error.clone()
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn without_an_accident_both_run() {
    let middle = Middle::new();
    let report = middle.run(&middle.stage.lent("/second"));
    assert!(report.is_ok(), "{report:?}");
    assert_eq!(middle.sent.load(Ordering::SeqCst), 1);
}

#[test]
fn a_proof_that_is_revoked_in_the_middle_of_a_run_is_worth_nothing_for_the_rest() {
    let middle = Middle::new();
    let second = middle.stage.lent("/second");
    let (revoked, token) = (Arc::clone(&middle.revoked), *second.cid());
    *middle.meanwhile.lock().unwrap() = Some(Box::new(move || revoked.revoke(token)));
    let report = middle.run(&second);
    let error = middle.refused(&report);
    assert!(error.to_string().contains("revoked"), "{error}");
}

#[test]
fn a_proof_that_expires_in_the_middle_of_a_run_is_worth_nothing_for_the_rest() {
    let middle = Middle::new();
    let own = middle.stage.executor.did().clone();
    let delegation = Delegation::new(
        own.clone(),
        stage::did(&stage::bob()),
        own,
        "/second".parse().unwrap(),
        ucan_core::Nonce::new([5]),
    )
    .with_expiration(stage::seconds(stage::NOW + 10));
    let second = Envelope::sign(delegation, &stage::executor_key()).unwrap();
    let clock = Arc::clone(&middle.clock);
    *middle.meanwhile.lock().unwrap() = Some(Box::new(move || clock.advance(11)));
    let report = middle.run(&second);
    let error = middle.refused(&report);
    assert!(error.to_string().contains("expired"), "{error}");
}

/// A handler of a mutation by which its own proof is revoked while it looks at the
/// arguments: after the task was authorised, and before it is claimed.
struct Late {
    revoked: Arc<Revoked>,
    token: Arc<Mutex<Option<cid::Cid>>>,
    sent: Arc<AtomicUsize>,
}

impl Handler for Late {
    fn accepts(&self, _args: &ucan_invocation::Arguments) -> Result<(), HandlerError> {
        // The first look is that before the job starts.
        let mut token = self.token.lock().unwrap();
        match token.take() {
            Some(cid) if self.sent.fetch_add(1, Ordering::SeqCst) == 1 => {
                self.revoked.revoke(cid);
            }
            other => *token = other,
        }
        Ok(())
    }

    fn run(&self, _call: &Call<'_>) -> Result<Output, HandlerError> {
        panic!("nothing authorises it")
    }
}

#[test]
fn a_proof_that_is_revoked_just_before_the_claim_is_worth_nothing() {
    let (revoked, sent) = (Arc::new(Revoked::default()), Arc::new(AtomicUsize::new(0)));
    let token = Arc::new(Mutex::new(None));
    let late =
        Late { revoked: Arc::clone(&revoked), token: Arc::clone(&token), sent: Arc::clone(&sent) };
    let declaration = HandlerDeclaration::new("/second".parse().unwrap(), EffectClass::Mutation);
    let registration = Registration::new(declaration, Subjects::Own, Arc::new(late));
    let stage = Stage::with(|it| it.with_handler(registration).with_revocations(revoked));
    let proof = stage.lent("/second");
    *token.lock().unwrap() = Some(*proof.cid());
    let task = stage.effect(&proof, "/second", ipld!({}), b"n");
    let report = stage.run(Draft::new().with_task("second", task), &proof);
    assert_eq!(sent.load(Ordering::SeqCst), 2);
    match &report.task("second").unwrap().outcome {
        TaskOutcome::Failed { error: TaskError::Refused(PrepareError::Chain(error)) } => {
            assert!(error.to_string().contains("revoked"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    let address = ipvm_runtime::store::Address::Task(report.tasks[0].task);
    assert_eq!(ipvm_runtime::store::Memo::lookup(&*stage.store, &address), Ok(None));
}
