//! Which tasks of a job are secret here, before any of them is run (ruling O58).

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipvm_task::{Cascade, Secrecy};
use ucan_invocation::Task;
use ucan_pipeline::awaited;

use super::{Core, Job, content::Reader, job::JobTask};
use crate::store::StoreError;

impl Core {
    /// Whether the results of a task are secret here if it does not say otherwise itself.
    pub(super) fn is_secret_by_default(&self, task: &Task) -> bool {
        let runner = self.runner(task).ok();
        let handler = runner.as_ref().and_then(|runner| runner.handler());
        handler.is_some_and(|(_, registered)| registered.secret)
    }

    /// The tasks whose results will be secret, by their IDs: those that say so, those whose
    /// handlers do, and whatever awaits one of them and does not say that it is none.
    pub(super) fn secret_tasks(&self, job: &Job) -> Result<BTreeSet<Cid>, StoreError> {
        let mut dependents: BTreeMap<Cid, Vec<&JobTask>> = BTreeMap::new();
        let (mut secret, mut left) = (BTreeSet::new(), Vec::new());
        for task in job.0.tasks.values() {
            let written = task.proven.task();
            for id in awaited(written.args()) {
                dependents.entry(id).or_default().push(task);
            }
            let (mut reads, mut is_lent) = (job.0.secret, false);
            let reader = Reader::new(job, Some(written.subject()));
            for id in &task.outside {
                let Some(promised) = self.promised(id, &reader)? else { continue };
                let is_secret = promised.receipt.meta().secret;
                reads |= is_secret;
                is_lent |= is_secret && !promised.is_own(&reader);
            }
            let reads = reads || self.is_secret_by_default(written);
            if is_lent || Secrecy::of(task.config.secret, reads).is_secret() {
                left.push(*written.id());
            }
        }
        while let Some(id) = left.pop() {
            if !secret.insert(id) {
                continue;
            }
            let tainted = dependents.get(&id).into_iter().flatten();
            let tainted = tainted.filter(|it| Secrecy::of(it.config.secret, true).is_secret());
            left.extend(tainted.map(|task| *task.proven.task().id()));
        }
        Ok(secret)
    }

    /// Whether what the exception handler answers is secret, about a task that is or is not.
    pub(super) fn is_secret_answer(&self, job: &Job, about_secret: bool) -> bool {
        let cascade = job.workflow().and_then(|workflow| workflow.document().handler_cascade());
        let flag = cascade.map(Cascade::resolve).and_then(|config| config.secret);
        Secrecy::of(flag, about_secret || job.0.secret).is_secret()
    }
}
