//! The executor, with a handler for each kind of work.

use std::sync::Arc;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    Call, Clock, Executor, HandlerError, Output, Registration, Stores, Subjects, TaskOutcome,
};
use ipvm_task::HandlerDeclaration;
use ucan_core::{Did, Envelope, Timestamp};
use ucan_invocation::{Invocation, Outcome};
use varsig::Ed25519Signer;

use crate::{Answer, Effects, PerformError, Step, Steps, Work, executor_key};

/// An executor whose handlers are steps too.
#[derive(Debug)]
pub struct Executing {
    executor: Executor,
    key: Ed25519Signer,
}

/// The clock of a process: it stands still at the process's own number, so that
/// no two processes sign the same receipt.
struct Numbered(Timestamp);

impl Clock for Numbered {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A function as a handler.
struct Handler<F>(F);

impl<F> ipvm_runtime::Handler for Handler<F>
where
    F: Fn(&Call<'_>) -> Result<Output, HandlerError> + Send + Sync,
{
    fn run(&self, call: &Call<'_>) -> Result<Output, HandlerError> {
        (self.0)(call)
    }
}

impl Executing {
    /// Over `stores`, in the process with this number.
    ///
    /// # Errors
    ///
    /// [`PerformError::Build`] if there is no executor.
    pub fn new(
        stores: Stores,
        steps: &Arc<Steps>,
        effects: Effects,
        process: u64,
    ) -> Result<Self, PerformError> {
        let key = executor_key();
        let mutating = Arc::clone(steps);
        let mutate = move |call: &Call<'_>| {
            let appended = mutating.take(Step::Mutation, || effects.append(call.id()));
            let unknown = |error: std::io::Error| HandlerError::unknown("Io", error.to_string());
            appended.map(|()| Output::new(Ipld::Null)).map_err(unknown)
        };
        let computing = Arc::clone(steps);
        let compute = move |call: &Call<'_>| {
            computing.take(Step::Computation, || ());
            Ok(Output::new(Ipld::Map(call.args().clone())))
        };
        let now = Timestamp::EPOCH.saturating_add(i64::try_from(process).unwrap_or(i64::MAX));
        let executor = Executor::builder(Arc::new(executor_key()), stores)
            .with_clock(Arc::new(Numbered(now)))
            .with_handlers([
                registration(Work::MUTATING, mutate),
                registration(Work::PURE, compute),
            ])
            .build()?;
        Ok(Self { executor, key })
    }

    /// Does a work, or finds what it was answered with before.
    ///
    /// # Errors
    ///
    /// [`PerformError`].
    pub fn perform(&self, work: Work) -> Result<Answer, PerformError> {
        let invocation = Invocation::new(Did::from_signer(&self.key), work.task());
        let invocation = invocation.with_expiration(Timestamp::MAX);
        let token = Envelope::sign(invocation, &self.key)?;
        let job = self.executor.receive(token.block().bytes(), &[])?;
        let report = self.executor.submit(&job)?.wait();
        let outcome = report.tasks.into_iter().next().map(|task| task.outcome);
        match outcome.ok_or(PerformError::NoReport)? {
            TaskOutcome::Executed { receipt } | TaskOutcome::Reused { receipt } => {
                Ok(Answer::Done(*receipt.cid()))
            }
            TaskOutcome::Indeterminate { receipt } => Ok(Answer::Indeterminate(*receipt.cid())),
            TaskOutcome::Failed { error } => Err(PerformError::Task(error)),
            _ => Err(PerformError::NoReport),
        }
    }

    /// Says what became of an indeterminate mutation: that nobody knows.
    /// `receipt` is the one that says it is indeterminate. Returns the one that
    /// stands from now on.
    ///
    /// # Errors
    ///
    /// [`PerformError`].
    pub fn settle(&self, receipt: &Cid) -> Result<Cid, PerformError> {
        let outcome = Outcome::Error(Ipld::String("nobody knows".to_owned()));
        Ok(*self.executor.settle(receipt, outcome)?.cid())
    }
}

fn registration<F>(command: &str, function: F) -> Registration
where
    F: Fn(&Call<'_>) -> Result<Output, HandlerError> + Send + Sync + 'static,
{
    let declaration = HandlerDeclaration::new(Work::command(command), Work::effect_of(command));
    Registration::new(declaration, Subjects::Own, Arc::new(Handler(function)))
}
