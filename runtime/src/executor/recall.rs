//! What is answered without beginning anything.

use std::sync::Arc;

use ipvm_task::{Secrecy, VerificationKind};
use ucan_invocation::{Authorized, Receipt};

use super::{
    Attested, Core, Executor, Job,
    error::PrepareError,
    execute::{Done, How},
};
use crate::store::{Address, StoreError};

impl Executor {
    /// The receipt of an authorised task, if it is known: by its ID as written, or as
    /// resolved. Nothing is run, and nothing written.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store fails.
    pub fn recall(&self, authorized: &Authorized) -> Result<Option<Attested>, StoreError> {
        let Ok(runner) = self.0.runner(authorized.resolved()) else { return Ok(None) };
        let attested = |receipt: Arc<Receipt>| {
            let secret = receipt.meta().secret;
            Attested::new(receipt, secret)
        };
        for task in [authorized.task(), authorized.resolved()] {
            let address = Address::Task(*task.id());
            if let Some(receipt) = self.0.known_receipt(&address, runner.remembered_as())? {
                return Ok(Some(attested(receipt)));
            }
        }
        Ok(None)
    }
}

/// What is known of a job as a whole.
pub(super) enum Answer {
    /// Its end: it is one task, and this is the receipt.
    Known(Done),
    /// It is one task, and there is no receipt for it.
    New,
    /// Its tasks have to be looked at.
    Unasked,
}

impl Core {
    /// The end of a job that is one task whose receipt is known; nothing is begun for it.
    pub(super) fn answer(&self, job: &Job) -> Result<Answer, PrepareError> {
        let Some(task) = job.0.tasks.get(Job::SINGLE).filter(|_| job.workflow().is_none()) else {
            return Ok(Answer::Unasked);
        };
        let is_attested = task.config.check.kind() == VerificationKind::Attestation;
        if !is_attested || !task.outside.is_empty() {
            return Ok(Answer::Unasked);
        }
        let runner = self.runner(task.proven.task())?;
        let class = runner.remembered_as();
        let by_default = runner.handler().is_some_and(|(_, registered)| registered.secret);
        let id = *task.proven.task().id();
        let Some(receipt) = self.known_receipt(&Address::Task(id), class)? else {
            return Ok(Answer::New);
        };
        if *receipt.ran() != id {
            return Ok(Answer::Unasked);
        }
        // No promise is open, so that the arguments are those that were run.
        task.proven.authorize_as_written(&self.check(), &mut Default::default())?;
        let secret = Secrecy::of(task.config.secret, by_default || job.0.secret).is_secret();
        let secret = secret || receipt.meta().secret;
        Ok(Answer::Known(Done { receipt, how: How::Reused, passing: false, secret }))
    }
}
