//! A whole job: many tasks side by side, each when what it awaits has ended.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
    time::{Duration, Instant},
};

use cid::Cid;
use ipvm_workflow::{Ended, NoReceipt};
use ucan_invocation::Outcome;
use ucan_pipeline::{Settled, Step, awaited, resolve};

use super::{
    Executor,
    error::{PrepareError, RunError, TaskError},
    execute::Done,
    job::{Job, JobTask},
    report::{JobReport, Observer, TaskOutcome, TaskReport},
};
use crate::store::{Address, Visibility};

/// What is known so far of the tasks of a running job and of those it awaits.
#[derive(Default)]
struct Progress {
    settled: Settled,
    /// Tasks whose receipts are never remembered, or depend on such.
    passing: BTreeSet<Cid>,
}

impl Executor {
    /// Runs a job. First every task is judged as far as it can be; if one is
    /// refused, none is started and nothing is written. Then the tasks run, each as
    /// soon as what it awaits has ended.
    ///
    /// # Errors
    ///
    /// [`RunError::Prepare`] for the first task, by label, that is refused before
    /// the start; [`RunError::Store`] if the tokens cannot be kept. What goes wrong
    /// after the start is in the report, task by task.
    pub fn run(&self, job: &Job, observer: &mut dyn Observer) -> Result<JobReport, RunError> {
        for (label, task) in &job.tasks {
            self.prepare(task, job)
                .map_err(|error| RunError::Prepare { task: label.clone(), error })?;
        }
        let mut progress = Progress::default();
        self.settle_outside(job, &mut progress)?;
        let tokens: Vec<_> =
            job.tokens.iter().map(|block| (block.clone(), Visibility::Restricted)).collect();
        self.stores.blocks().put_all(&tokens).map_err(RunError::Store)?;
        Ok(self.walk(job, progress, observer))
    }

    /// Takes in the receipts of tasks outside of the job that are awaited.
    fn settle_outside(&self, job: &Job, progress: &mut Progress) -> Result<(), RunError> {
        for (label, task) in &job.tasks {
            for id in &task.outside {
                let known = self.known(&Address::Task(*id)).map_err(RunError::Store)?;
                let now = self.clock.now();
                let admitted =
                    known.is_some_and(|it| progress.settled.admit(&it, &self.trust, now).is_ok());
                if !admitted {
                    let tasks = BTreeSet::from([*id]);
                    let error = PrepareError::UnknownPromise { tasks };
                    return Err(RunError::Prepare { task: label.clone(), error });
                }
            }
        }
        Ok(())
    }

    fn walk(&self, job: &Job, progress: Progress, observer: &mut dyn Observer) -> JobReport {
        let mut schedule = job.schedule.clone();
        let mut tasks = Vec::with_capacity(job.tasks.len());
        let progress = Mutex::new(progress);
        let (sender, ended) = mpsc::channel::<TaskReport>();
        self.pool.in_place_scope(|scope| {
            let mut running = 0_usize;
            loop {
                // Handlers are not asked: a workflow with one is refused before.
                while let Some(start) = schedule.ready() {
                    let label = start.label().to_owned();
                    let Some(task) = job.tasks.get(&label) else { continue };
                    observer.started(&label);
                    running += 1;
                    let (sender, progress) = (sender.clone(), &progress);
                    scope.spawn(move |_| {
                        let report = self.run_task(label, task, job, progress);
                        // Nobody listens only if the walk itself is gone.
                        let _ = sender.send(report);
                    });
                }
                if running == 0 {
                    break;
                }
                let Ok(report) = ended.recv() else { break };
                running -= 1;
                observer.finished(&report);
                if schedule.complete(&report.label, ended_as(&report)).is_err() {
                    // A task whose promise is broken cannot be said to have ended well, nor
                    // any with an error that has no form: without a receipt each may.
                    let ended = Ended::None { reason: NoReceipt::Broken };
                    let _ = schedule.complete(&report.label, ended);
                }
                tasks.push(report);
                while let Some((label, _)) = schedule.skipped() {
                    let label = label.to_owned();
                    let Some(task) = job.tasks.get(&label) else { continue };
                    let report = TaskReport {
                        label,
                        task: *task.proven.task().id(),
                        outcome: TaskOutcome::Failed { error: TaskError::Awaited },
                        time: Duration::ZERO,
                    };
                    observer.finished(&report);
                    tasks.push(report);
                }
            }
        });
        JobReport { tasks }
    }

    fn run_task(
        &self,
        label: String,
        task: &JobTask,
        job: &Job,
        progress: &Mutex<Progress>,
    ) -> TaskReport {
        let started = Instant::now();
        // A panic here is a bug of ours; it must not take the other tasks along.
        let done = catch_unwind(AssertUnwindSafe(|| self.settle_task(task, job, progress)))
            .unwrap_or(Err(TaskError::Panicked));
        let outcome = match done {
            Ok(done) => {
                let receipt = *done.receipt.cid();
                let (outcome, fuel) = (done.receipt.outcome().clone(), done.fuel);
                if done.executed {
                    TaskOutcome::Executed { receipt, outcome, fuel }
                } else {
                    TaskOutcome::Reused { receipt, outcome, fuel }
                }
            }
            Err(error) => TaskOutcome::Failed { error },
        };
        TaskReport { label, task: *task.proven.task().id(), outcome, time: started.elapsed() }
    }

    /// Resolves, authorises and runs a task, and takes its receipt in.
    fn settle_task(
        &self,
        task: &JobTask,
        job: &Job,
        progress: &Mutex<Progress>,
    ) -> Result<Done, TaskError> {
        let proven = &task.proven;
        let written = *proven.task().id();
        let (step, passing) = {
            let progress = lock(progress);
            let step = resolve(proven.task().args(), &progress.settled)?;
            let passing =
                awaited(proven.task().args()).iter().any(|id| progress.passing.contains(id));
            (step, passing)
        };
        let done = match step {
            Step::Ready(args) => {
                let authorized = proven
                    .authorize(args, &self.check(), &mut Default::default())
                    .map_err(PrepareError::from)?;
                self.execute(authorized, &task.config, passing, job)?
            }
            Step::BranchMismatch(mismatch) => {
                proven.recheck(&self.check()).map_err(PrepareError::Chain)?;
                self.broken_promise(&written, mismatch.to_ipld(), passing)?
            }
            Step::Need(tasks) => {
                return Err(TaskError::Refused(PrepareError::UnknownPromise { tasks }));
            }
        };
        let mut progress = lock(progress);
        if done.passing {
            progress.passing.insert(written);
        }
        // Our own receipts count; what is reused was asked for that before.
        let _ = progress.settled.admit(&done.receipt, &self.trust, self.clock.now());
        Ok(done)
    }
}

fn ended_as(report: &TaskReport) -> Ended {
    match &report.outcome {
        TaskOutcome::Executed { receipt, outcome, .. }
        | TaskOutcome::Reused { receipt, outcome, .. } => match outcome {
            Outcome::Ok(_) => Ended::Ok { receipt: *receipt },
            Outcome::Error(error) => Ended::Error { receipt: *receipt, error: error.clone() },
        },
        TaskOutcome::Failed { error: TaskError::Refused(_) } => {
            Ended::None { reason: NoReceipt::Refused }
        }
        TaskOutcome::Failed { .. } => Ended::None { reason: NoReceipt::Broken },
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
