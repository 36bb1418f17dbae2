//! One attempt at one task.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use cid::Cid;
use ipvm_task::{Cascade, Secrecy};
use ipvm_workflow::{CaughtFailure, Effective, Start};
use ucan_invocation::{AuthorizeError, Authorized, Outcome, Receipt};
use ucan_pipeline::{Step as Resolution, resolve_with};

use super::{Held, Walk, Work};
use crate::{
    engine::CapturedOutput,
    executor::{
        content::Reader,
        error::{PrepareError, TaskError},
        execute::{Circumstances, Run, Step},
        job::{JobTask, Runner},
    },
};

/// What stands in the place of a promise, with the receipt to name.
enum Source {
    /// The outcome of the task itself.
    Receipt(Arc<Receipt>),
    /// What the exception handler made of it.
    Mended { handler: Cid, outcome: Outcome },
}

impl Source {
    fn get(&self) -> (&Cid, &Outcome) {
        match self {
            Self::Receipt(receipt) => (receipt.cid(), receipt.outcome()),
            Self::Mended { handler, outcome } => (handler, outcome),
        }
    }
}

/// What a task is resolved with.
#[derive(Default)]
struct Inputs {
    sources: BTreeMap<Cid, Source>,
    passing: bool,
    secret: bool,
    /// One is a secret of somebody else, who alone could say that it is none.
    lent_secret: bool,
    mended: bool,
}

impl Inputs {
    fn add(&mut self, held: &Held) {
        self.passing |= held.passing;
        self.secret |= held.secret;
    }
}

impl Walk {
    /// Resolves, authorises and runs a task, or calls the exception handler.
    pub(super) fn attempt(&self, work: &Work) -> Result<Step, TaskError> {
        match &work.start {
            Start::Handler { label, failure } => self.ask_handler(label, failure, &work.output),
            other => {
                let task = self.job.0.tasks.get(other.label()).ok_or(TaskError::Awaited)?;
                let inputs = self.inputs(other.label(), task)?;
                self.run_task(task, &inputs, &work.output)
            }
        }
    }

    /// The outcomes that a task awaits, after catching.
    fn inputs(&self, label: &str, task: &JobTask) -> Result<Inputs, TaskError> {
        let mut inputs = Inputs::default();
        // Once more at the last moment, as for content: its time may be over, or what lends it
        // revoked.
        let reader = Reader::new(&self.job, Some(task.proven.task().subject()));
        for id in &task.outside {
            let promised = self.outside.get(id);
            let promised = promised.filter(|promised| self.core.keeps_promise(promised, &reader));
            let Some(promised) = promised else {
                return Err(PrepareError::UnknownPromise { tasks: [*id].into() }.into());
            };
            let receipt = &promised.receipt;
            let secret = receipt.meta().secret;
            inputs.passing |= receipt.meta().fault && receipt.executor() != &self.core.did;
            inputs.secret |= secret;
            inputs.lent_secret |= secret && !promised.is_own(&reader);
            inputs.sources.insert(*id, Source::Receipt(Arc::clone(receipt)));
        }
        let state = self.state();
        inputs.mended = state.schedule.is_mended(label);
        let find =
            |receipt: &Cid| state.held.get(&receipt.into()).map(|held| held.receipt.outcome());
        for input in state.schedule.inputs(label).ok_or(TaskError::Awaited)? {
            let (receipts, source) = match input.effective {
                Effective::Own { receipt, .. } => {
                    let held = state.held.get(&(&receipt).into()).ok_or(TaskError::Awaited)?;
                    ([Some(receipt), None], Source::Receipt(Arc::clone(&held.receipt)))
                }
                Effective::Mended { failed, handler } | Effective::Rethrown { failed, handler } => {
                    let outcome = input.effective.outcome(find).map_err(|_| TaskError::Awaited)?;
                    ([Some(failed), Some(handler)], Source::Mended { handler, outcome })
                }
            };
            for held in
                receipts.iter().flatten().filter_map(|receipt| state.held.get(&receipt.into()))
            {
                inputs.add(held);
            }
            inputs.sources.insert(*input.task, source);
        }
        Ok(inputs)
    }

    fn run_task(
        &self,
        task: &JobTask,
        inputs: &Inputs,
        output: &OnceLock<CapturedOutput>,
    ) -> Result<Step, TaskError> {
        let (core, proven) = (&*self.core, &task.proven);
        let by_default = match core.runner(proven.task())? {
            Runner::Wasm => false,
            Runner::Handler(_, registered) => registered.secret,
        };
        let reads_secret = inputs.secret || self.job.0.secret;
        let circumstances = Circumstances {
            aside: inputs.passing || inputs.mended,
            passing: inputs.passing,
            secret: inputs.lent_secret
                || Secrecy::of(task.config.secret, reads_secret || by_default).is_secret(),
        };
        let run = |authorized: &Authorized| {
            let run = Run {
                authorized,
                proven,
                config: &task.config,
                job: &self.job,
                cancellation: &self.cancellation,
                effects: &self.effects,
                circumstances,
                output,
            };
            core.execute(&run)
        };
        match proven.authorize_as_written(&core.check(), &mut Default::default()) {
            Err(AuthorizeError::PromiseLeft) => {}
            authorized => return run(&authorized.map_err(PrepareError::from)?),
        }
        let results = |task: &Cid| inputs.sources.get(task).map(Source::get);
        match resolve_with(proven.task().args(), &results)? {
            Resolution::Ready(args) => {
                let authorized = proven
                    .authorize(args, &core.check(), &mut Default::default())
                    .map_err(PrepareError::from)?;
                run(&authorized)
            }
            Resolution::BranchMismatch(mismatch) => {
                proven.recheck(&core.check()).map_err(PrepareError::Chain)?;
                if let Some(finished) = self.job.0.finished(proven.task().id()) {
                    return Ok(Step::Done(core.reused(finished, circumstances)));
                }
                core.broken_promise(proven, mismatch.to_ipld(), circumstances).map(Step::Done)
            }
            Resolution::Need(tasks) => Err(PrepareError::UnknownPromise { tasks }.into()),
        }
    }

    /// Calls the exception handler about the task labelled `label`. What it answers about
    /// a secret is secret.
    fn ask_handler(
        &self,
        label: &str,
        failure: &CaughtFailure,
        output: &OnceLock<CapturedOutput>,
    ) -> Result<Step, TaskError> {
        let workflow = self.job.workflow().ok_or(TaskError::Awaited)?;
        let proven = workflow
            .handler(&failure.to_ipld(), &self.job.0.proofs, &self.core.check())
            .map_err(|error| PrepareError::ExceptionHandler(Box::new(error)))?
            .ok_or(TaskError::Awaited)?;
        let config =
            workflow.document().handler_cascade().map_or_else(Default::default, Cascade::resolve);
        let mut inputs = Inputs::default();
        {
            let state = self.state();
            let own =
                state.schedule.own(label).and_then(|(_, receipt)| state.held.get(&receipt.into()));
            if let Some(held) = own {
                inputs.add(held);
            }
        }
        let task = JobTask { proven, config, outside: Default::default() };
        self.run_task(&task, &inputs, output)
    }
}
