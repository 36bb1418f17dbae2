//! A whole job: many tasks side by side, each when what it awaits has ended.
//!
//! There is no thread that waits: whoever ends a task starts what that made ready.

mod attempt;
mod board;

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, MutexGuard, OnceLock, PoisonError, atomic::AtomicU32},
    task::{Poll, Waker},
    time::{Duration, Instant},
};

use cid::Cid;
use ipvm_workflow::{Ended, NoReceipt, Start, WorkflowResults};
use rayon::Yield;
use ucan_invocation::{Outcome, Receipt, ReceiptMeta};

use self::board::{Board, Closed, State};
use super::{
    Core, Event, Executor, Job, JobHandle, JobReport, Observer,
    content::Reader,
    error::{PrepareError, RunError, TaskError},
    event::handler_ended,
    execute::{Done, How, Step},
    handle::Way,
    promised::Promised,
    recall::Answer,
    report::{Attested, TaskOutcome, TaskReport},
    traced::Traced,
};
use crate::{cancellation::Cancellation, engine::CapturedOutput, store::Visibility};

/// How long to sleep at the most before asking again for what another process holds.
const LOOK_AGAIN: Duration = Duration::from_millis(64);

/// How long a worker that waits for a job sleeps when there is nothing to do.
const IDLE: Duration = Duration::from_micros(50);

/// One job on its way.
pub(super) struct Walk {
    core: Arc<Core>,
    job: Job,
    cancellation: Cancellation,
    /// How many effects were started.
    effects: AtomicU32,
    /// The receipts of tasks outside of the job that are awaited, by task.
    outside: BTreeMap<Cid, Promised>,
    board: Arc<Board>,
}

/// A receipt that stands in the place of promises.
#[derive(Clone)]
struct Held {
    receipt: Arc<Receipt>,
    passing: bool,
    secret: bool,
}

/// Something that a worker does.
struct Work {
    start: Start,
    begun: Instant,
    tries: u32,
    /// What the guest wrote, unless it is secret.
    output: OnceLock<CapturedOutput>,
}

impl Executor {
    /// Runs a job, and gives the report when it has ended: [`Executor::submit`], and
    /// [`JobHandle::wait`].
    ///
    /// # Errors
    ///
    /// As [`Executor::submit`].
    pub fn run(&self, job: &Job, observer: &mut dyn Observer) -> Result<JobReport, RunError> {
        Ok(self.submit(job)?.observed(observer))
    }

    /// Starts a job. First every task is judged as far as it can be; if one is refused,
    /// none is started and nothing is written. Then the tasks run, each as soon as what
    /// it awaits has ended, on the executor's threads.
    ///
    /// # Errors
    ///
    /// [`RunError::Prepare`] for the first task, by label, that is refused before
    /// the start; [`RunError::Store`] if the tokens cannot be kept. What goes wrong
    /// after the start is in the report, task by task.
    pub fn submit(&self, job: &Job) -> Result<JobHandle, RunError> {
        let core = &self.0;
        let known = core
            .answer(job)
            .map_err(|error| RunError::Prepare { task: Job::SINGLE.to_owned(), error })?;
        let is_new = match known {
            Answer::Known(done) => {
                return Ok(JobHandle(Way::Known(Arc::new(known_report(job, done)))));
            }
            Answer::New => true,
            Answer::Unasked => false,
        };
        for (label, task) in &job.0.tasks {
            core.prepare(task, job, is_new)
                .map_err(|error| RunError::Prepare { task: label.clone(), error })?;
        }
        core.prepare_handler(job).map_err(|error| RunError::Prepare {
            task: ipvm_workflow::CATCH_LABEL.to_owned(),
            error,
        })?;
        let outside = core.held_outside(job)?;
        let tokens: Vec<_> =
            job.0.tokens.iter().map(|block| (block.clone(), Visibility::Restricted)).collect();
        // What something secret asks for is secret: arguments stand in the tokens.
        core.stores.blocks_of(job.0.secret).put_all(&tokens).map_err(RunError::Store)?;
        let walk = Arc::new(Walk::new(core, job, outside));
        walk.advance();
        Ok(JobHandle(Way::Walk(walk)))
    }
}

impl Core {
    /// Takes in the receipts of tasks outside of the job that are awaited.
    fn held_outside(&self, job: &Job) -> Result<BTreeMap<Cid, Promised>, RunError> {
        let mut outside = BTreeMap::new();
        for (label, task) in &job.0.tasks {
            let reader = Reader::new(job, Some(task.proven.task().subject()));
            for id in &task.outside {
                let Some(promised) = self.promised(id, &reader).map_err(RunError::Store)? else {
                    let error = PrepareError::UnknownPromise { tasks: [*id].into() };
                    return Err(RunError::Prepare { task: label.clone(), error });
                };
                outside.insert(*id, promised);
            }
        }
        Ok(outside)
    }
}

impl Walk {
    fn new(core: &Arc<Core>, job: &Job, outside: BTreeMap<Cid, Promised>) -> Self {
        Self {
            core: Arc::clone(core),
            job: job.clone(),
            cancellation: Cancellation::new(),
            effects: AtomicU32::new(0),
            outside,
            board: Arc::new(Board::new(job.0.schedule())),
        }
    }

    pub(super) fn wait(&self) -> JobReport {
        self.wait_for(State::report)
    }

    pub(super) fn report(&self) -> Option<JobReport> {
        self.state().report()
    }

    /// The event with this number, if it has happened.
    pub(super) fn event_now(&self, number: usize) -> Option<Event> {
        self.state().log.get(number).cloned()
    }

    /// The event with this number, when it has happened; `None` if the job ended before.
    pub(super) fn event(&self, number: usize) -> Option<Event> {
        self.wait_for(|state| match state.log.get(number) {
            Some(event) => Some(Some(event.clone())),
            None => state.closed.is_some().then_some(None),
        })
    }

    /// Waits until there is something to see. On a thread of the pool it works meanwhile:
    /// nobody else might be left to do it.
    fn wait_for<T>(&self, look: impl Fn(&State) -> Option<T>) -> T {
        let is_worker = self.core.pool.current_thread_index().is_some();
        let mut state = self.state();
        loop {
            if let Some(seen) = look(&state) {
                return seen;
            }
            if !is_worker {
                state.sleepers += 1;
                state = self.board.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.sleepers -= 1;
                continue;
            }
            drop(state);
            if self.core.pool.yield_now() != Some(Yield::Executed) {
                std::thread::sleep(IDLE);
            }
            state = self.state();
        }
    }

    pub(super) fn poll(&self, waker: &Waker) -> Poll<JobReport> {
        let mut state = self.state();
        if let Some(report) = state.report() {
            return Poll::Ready(report);
        }
        if !state.wakers.iter().any(|other| other.will_wake(waker)) {
            state.wakers.push(waker.clone());
        }
        Poll::Pending
    }

    pub(super) fn cancel(self: &Arc<Self>) {
        self.cancellation.cancel();
        self.state().schedule.cancel();
        self.advance();
    }

    /// Starts nothing any more; what runs goes on to its end.
    pub(super) fn suspend(self: &Arc<Self>) {
        {
            let mut state = self.state();
            state.is_suspended = true;
            state.schedule.cancel();
        }
        self.advance();
    }

    pub(super) fn is_suspended(&self) -> bool {
        self.state().is_suspended
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.board.state()
    }

    /// Starts what is ready, and ends the job if nothing is left.
    fn advance(self: &Arc<Self>) {
        let mut ready = Vec::new();
        let mut is_over = false;
        let sleepers = {
            let mut state = self.state();
            while let Some(start) = state.schedule.ready() {
                state.running += 1;
                let label = start.label().to_owned();
                let event = match &start {
                    Start::Handler { .. } => Event::Caught { label },
                    _ => Event::Started { task: self.id(&label), label },
                };
                state.log.push(event);
                ready.push(start);
            }
            while let Some((label, reason)) = state.schedule.skipped() {
                let label = label.to_owned();
                let report = TaskReport {
                    task: self.id(&label),
                    label,
                    outcome: TaskOutcome::Failed { error: skipped(reason) },
                    time: Duration::ZERO,
                    output: CapturedOutput::default(),
                };
                state.log.push(Event::Finished(Arc::new(report)));
            }
            if state.schedule.is_over() && state.running == 0 && !state.is_ending {
                state.is_ending = true;
                is_over = true;
            }
            state.sleepers
        };
        if sleepers > 0 {
            self.board.changed.notify_all();
        }
        for start in ready {
            let (begun, output) = (Instant::now(), OnceLock::new());
            self.spawn(Work { start, begun, tries: 0, output });
        }
        if is_over {
            self.end();
        }
    }

    fn id(&self, label: &str) -> Cid {
        self.job.0.tasks.get(label).map_or_else(Cid::default, |task| *task.proven.task().id())
    }

    fn spawn(self: &Arc<Self>, work: Work) {
        let (walk, board) = (Arc::clone(self), Arc::clone(&self.board));
        board.state().workers += 1;
        self.core.pool.spawn_fifo(move || {
            walk.work(work);
            board.left();
        });
    }

    fn work(self: Arc<Self>, mut work: Work) {
        let label = work.start.label();
        let span = tracing::info_span!("task", label, task = %self.id(label));
        // A panic here is a bug of ours; it must not take the other tasks along.
        let step = span
            .in_scope(|| catch_unwind(AssertUnwindSafe(|| self.attempt(&work))))
            .unwrap_or(Err(TaskError::Panicked));
        match step {
            Ok(Step::Done(done)) => self.ended(&work, Ok(done)),
            Err(error) => self.ended(&work, Err(error)),
            Ok(Step::InFlight(task)) => {
                let walk = Arc::clone(&self);
                let waiter = Box::new(move || walk.spawn(work));
                self.core.in_flight.when_ended(&task, waiter);
            }
            Ok(Step::Held) => {
                let pause = Duration::from_millis(1 << work.tries.min(6)).min(LOOK_AGAIN);
                std::thread::sleep(pause);
                work.tries = work.tries.saturating_add(1);
                self.spawn(work);
            }
        }
    }

    fn ended(self: &Arc<Self>, work: &Work, done: Result<Done, TaskError>) {
        let attested =
            done.as_ref().ok().map(|done| Attested::new(Arc::clone(&done.receipt), done.secret));
        {
            let mut state = self.state();
            if let Ok(Done { receipt, passing, secret, .. }) = &done {
                let held =
                    Held { receipt: Arc::clone(receipt), passing: *passing, secret: *secret };
                state.held.insert(receipt.cid().into(), held);
            }
            state.running -= 1;
            if let Start::Handler { label, .. } = &work.start {
                // Nobody else was told of this question.
                let _ = state.schedule.handled(label, handler_ended(attested.as_ref()));
                let event = Event::Answered { label: label.clone(), handler: attested };
                state.log.push(event);
            } else {
                let report = self.task_report(work, done);
                if state.schedule.complete(&report.label, ended_as(&report)).is_err() {
                    // A task whose promise is broken cannot be said to have ended well, nor
                    // any with an error that has no form: without a receipt each may.
                    let ended = Ended::None { reason: NoReceipt::Broken };
                    let _ = state.schedule.complete(&report.label, ended);
                }
                state.log.push(Event::Finished(Arc::new(report)));
            }
        }
        self.advance();
    }

    fn task_report(&self, work: &Work, done: Result<Done, TaskError>) -> TaskReport {
        let label = work.start.label().to_owned();
        let outcome = match done {
            Ok(done) => outcome_of(done),
            Err(error) => {
                // What is wrong may tell of a secret, so that it stands in the report alone.
                tracing::debug!(label, "ended without a receipt");
                TaskOutcome::Failed { error }
            }
        };
        let output = work.output.get().cloned().unwrap_or_default();
        TaskReport { task: self.id(&label), label, outcome, time: work.begun.elapsed(), output }
    }

    /// Signs the receipt of the workflow, and tells everybody.
    fn end(&self) {
        let results = {
            let state = self.state();
            let workflow = self.job.workflow();
            // A workflow that is to go on elsewhere has not ended.
            let ended = workflow.filter(|_| !state.is_suspended);
            ended.and_then(|_| WorkflowResults::of(&state.schedule).ok())
        };
        let receipt = results.as_ref().zip(self.job.workflow()).and_then(|(results, workflow)| {
            // It holds links, labels and fixed words only, so that it is no secret.
            let id = workflow.proven().task().id();
            let (traced, meta) = (Traced::of_proven(workflow.proven()), ReceiptMeta::default());
            let receipt = self.core.attest(id, traced, results.to_outcome(), meta, None);
            let receipt = receipt.inspect_err(|error| {
                tracing::error!(%error, "the receipt of the workflow could not be kept");
            });
            Some(Attested::new(receipt.ok()?, false))
        });
        self.state().pending = Some(Closed { results, receipt });
        self.board.publish();
    }
}

/// The report of a job that is one task whose result was known.
fn known_report(job: &Job, done: Done) -> JobReport {
    let label = Job::SINGLE.to_owned();
    let task = job.0.tasks.get(&label).map_or_else(Cid::default, |it| *it.proven.task().id());
    let (outcome, output) = (outcome_of(done), CapturedOutput::default());
    let report = TaskReport { label, task, outcome, time: Duration::ZERO, output };
    JobReport { tasks: vec![report], results: None, receipt: None }
}

fn outcome_of(done: Done) -> TaskOutcome {
    let Done { receipt, how, secret, .. } = done;
    let receipt = Attested::new(receipt, secret);
    match how {
        How::Executed => TaskOutcome::Executed { receipt },
        How::NotDone => TaskOutcome::NotDone { receipt },
        How::Reused => TaskOutcome::Reused { receipt },
        How::Indeterminate => TaskOutcome::Indeterminate { receipt },
    }
}

fn ended_as(report: &TaskReport) -> Ended {
    match (&report.outcome, report.attested()) {
        (_, Some(attested)) => {
            let receipt = *attested.cid();
            match attested.released().outcome() {
                Outcome::Ok(_) => Ended::Ok { receipt },
                Outcome::Error(error) => Ended::Error { receipt, error: error.clone() },
            }
        }
        (TaskOutcome::Failed { error: TaskError::Refused(_) }, None) => {
            Ended::None { reason: NoReceipt::Refused }
        }
        (_, None) => Ended::None { reason: NoReceipt::Broken },
    }
}

/// Why a task was never handed out.
const fn skipped(reason: NoReceipt) -> TaskError {
    match reason {
        NoReceipt::Cancelled => TaskError::Cancelled,
        NoReceipt::Transaction => TaskError::Transaction,
        _ => TaskError::Awaited,
    }
}
