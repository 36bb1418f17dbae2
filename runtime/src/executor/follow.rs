//! Following what the tasks of a job ask for.

mod invoker;
mod report;
mod signal;
mod tree;

use std::{collections::BTreeSet, sync::Arc, task::Waker};

use cid::Cid;
use ucan_core::Did;
use ucan_invocation::Proven;

pub use self::{
    invoker::{Asked, Declined, Invoker, InvokerError, SignedInvocation, SigningInvoker},
    report::{
        FollowEnd, FollowError, FollowEvent, FollowLimit, Followed, FollowedOutcome, FollowedTask,
        ThreadEnd,
    },
};
use self::{signal::Signal, tree::Tree};
use super::{Executor, Job, error::RunError, job::OnBehalf, requests::TaskRequest};
use crate::cancellation::Cancellation;

/// How far requests are followed. Guests can ask for themselves over and over; whatever
/// they ask for, it comes to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FollowBudget {
    /// How many tasks may be asked for in all, those that are declined included.
    pub tasks: u32,
    /// How many requests may lead from the job to a task.
    pub depth: u32,
}

impl Default for FollowBudget {
    /// 1,000 tasks, and 100 requests in a row.
    fn default() -> Self {
        Self { tasks: 1_000, depth: 100 }
    }
}

impl FollowBudget {
    /// At most so many tasks in all.
    #[must_use]
    pub const fn with_tasks(mut self, tasks: u32) -> Self {
        self.tasks = tasks;
        self
    }

    /// At most so many requests from the job to a task.
    #[must_use]
    pub const fn with_depth(mut self, depth: u32) -> Self {
        self.depth = depth;
        self
    }
}

/// A job that is about to be run together with what its tasks ask for.
///
/// A request runs nothing by itself (ruling I2). For each an [`Invoker`] gives a signed
/// invocation, which is received, proven, authorised and remembered like any other, or it
/// declines, and nothing is run. Forks run side by side, each as soon as what it awaits among
/// the tasks that were asked for with it has ended; the task to join continues
/// the one that asked. What they ask for is followed in turn, within a [`FollowBudget`].
///
/// # Whose authority
///
/// That of the caller, the issuer of the job, and no other. Whatever an invoker signs: it is
/// refused unless the caller is its issuer, or issued a delegation in the chain of every task
/// in it. What the executor or the embedder may do of itself, a guest cannot spend.
///
/// # Once
///
/// A task is named by its ID. One that is asked for again, by whomever in the same job, or
/// that is a task of the job itself, is not run again; and one whose receipt is known is
/// answered from it. So nothing is lost if the process ends on the way: follow the same job
/// again, and what was done is found.
///
/// # Secrets
///
/// What a secret task asks for is secret, as everything is that is made from a secret (ruling
/// O58): its invocation is kept apart, and its result is not shown.
pub struct Following<'e> {
    executor: &'e Executor,
    job: &'e Job,
    budget: FollowBudget,
    cancellation: Cancellation,
}

impl Executor {
    /// Prepares to run a job together with what its tasks ask for.
    #[must_use]
    pub fn follow<'e>(&'e self, job: &'e Job) -> Following<'e> {
        let (budget, cancellation) = (FollowBudget::default(), Cancellation::new());
        Following { executor: self, job, budget, cancellation }
    }
}

impl Following<'_> {
    /// Sets how far it is followed.
    #[must_use]
    pub const fn with_budget(mut self, budget: FollowBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Ends it when `cancellation` is used: no request is answered any more, and what runs is
    /// [cancelled](super::JobHandle::cancel).
    #[must_use]
    pub fn with_cancellation(mut self, cancellation: Cancellation) -> Self {
        self.cancellation = cancellation;
        self
    }

    /// Runs the job, follows what is asked for, and waits for the end. The invoker is asked
    /// and `observer` told on this thread, while tasks run on those of the executor; on one
    /// of these it works meanwhile.
    ///
    /// # Errors
    ///
    /// As [`Executor::submit`], if the job is not begun. What goes wrong later is in the
    /// report, task by task.
    pub fn run(
        self,
        invoker: &mut dyn Invoker,
        observer: &mut dyn FnMut(FollowEvent),
    ) -> Result<Followed, RunError> {
        let signal = Arc::new(Signal::default());
        let waker = Waker::from(Arc::clone(&signal));
        let mut tree = Tree::new(&self, waker, invoker, observer)?;
        loop {
            if self.cancellation.is_cancelled() {
                tree.cancel();
            }
            tree.take_in();
            tree.start();
            if tree.is_over() {
                return Ok(tree.into_report());
            }
            signal.wait(&self.executor.0.pool);
        }
    }

    /// Receives what the invoker gave for a request, which awaits these tasks of the same tree.
    fn received(
        &self,
        request: &TaskRequest,
        signed: &SignedInvocation,
        own: BTreeSet<Cid>,
    ) -> Result<Job, FollowError> {
        let caller = self.job.issuer();
        let content = &self.job.0.content;
        let on_behalf = OnBehalf { caller, content, own, secret: request.is_secret() };
        let job = self
            .executor
            .receive_for(signed.token(), signed.blocks(), Some(&on_behalf))
            .map_err(FollowError::Receive)?;
        let found = *job.id();
        if found != *request.id() {
            return Err(FollowError::OtherTask { expected: *request.id(), found });
        }
        // An exception handler is proven when it is asked; only the caller may bring one.
        let handler = job.workflow().and_then(|workflow| workflow.document().handler());
        let is_theirs = handler.is_none() || job.issuer() == caller;
        if !is_theirs || !job.proven().all(|proven| is_of(caller, proven)) {
            let (caller, issuer) = (Box::new(caller.clone()), Box::new(job.issuer().clone()));
            return Err(FollowError::NotOfCaller { caller, issuer });
        }
        Ok(job)
    }
}

/// Whether a task is asked for on the authority of `caller`: by themselves, or by somebody to
/// whom they delegated it, over however many others.
fn is_of(caller: &Did, proven: &Proven) -> bool {
    proven.issuer() == caller
        || proven.chain().delegations().any(|hop| hop.payload().issuer() == caller)
}

impl std::fmt::Debug for Following<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Following").field("budget", &self.budget).finish_non_exhaustive()
    }
}
