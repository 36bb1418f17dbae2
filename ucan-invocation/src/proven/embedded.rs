//! Tasks within the arguments of a proven invocation.

use alloc::sync::Arc;

use ipld_core::ipld::Ipld;
use ucan_core::{Chain, Check, Claim, Proofs};

use super::{ProveError, Proven};
use crate::{embedded_task::EmbeddedTask, slot::Slot};

impl Proven {
    /// Judges a task that stands inside of this invocation's arguments, as the
    /// tasks of a workflow do.
    ///
    /// At `path`, an [`EmbeddedTask`] must stand in the signed arguments. It inherits
    /// issuer, executor and validity from the invocation around it, and carries its own
    /// proof chain from its subject to that issuer. Nothing that was not signed can get
    /// in: the task is read from the signed arguments, not handed over.
    ///
    /// The policies of the proofs of the invocation around are not judged here, since
    /// they hold for all of its tasks at once: [`SignedBatch::open`] judges them first.
    ///
    /// [`SignedBatch::open`]: crate::SignedBatch::open
    ///
    /// # Errors
    ///
    /// [`ProveError::NoTaskThere`] if nothing stands at `path`,
    /// [`ProveError::Field`] if what stands there is no task,
    /// [`ProveError::Chain`] as [`Chain::prove`] gives it.
    pub fn embedded(
        &self,
        path: &[&str],
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, ProveError> {
        self.prove_embedded(self.embedded_at(path)?, proofs, check)
    }

    /// As [`Proven::embedded`], with `value` in the arguments wherever the issuer left
    /// `slot` in them. Policies are judged on the arguments so filled.
    ///
    /// # Errors
    ///
    /// As [`Proven::embedded`], and [`ProveError::Encode`] if the filled arguments have no
    /// DAG-CBOR form.
    pub fn embedded_filled(
        &self,
        path: &[&str],
        slot: &Slot,
        value: &Ipld,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, ProveError> {
        let mut embedded = self.embedded_at(path)?;
        let args = slot.fill(embedded.task.args(), value);
        embedded.task = embedded.task.with_args(args).map_err(ProveError::Encode)?;
        self.prove_embedded(embedded, proofs, check)
    }

    fn embedded_at(&self, path: &[&str]) -> Result<EmbeddedTask, ProveError> {
        let value = self.argument_at(path).ok_or(ProveError::NoTaskThere)?;
        let label = path.last().copied().unwrap_or_default();
        EmbeddedTask::read(label, value.clone()).map_err(ProveError::Field)
    }

    fn prove_embedded(
        &self,
        embedded: EmbeddedTask,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, ProveError> {
        let EmbeddedTask { task, proofs: named, meta } = embedded;
        let chain = Chain::prove(
            &Claim {
                token: &self.token,
                twins: &self.twins,
                issuer: &self.issuer,
                subject: task.subject(),
                command: task.command(),
                validity: self.own_validity,
                proofs: &named,
            },
            proofs,
            check,
        )
        .map_err(ProveError::Chain)?;
        Ok(Self {
            task,
            issuer: self.issuer.clone(),
            executor: self.executor.clone(),
            audience_check: self.audience_check,
            meta,
            token: self.token,
            twins: self.twins.clone(),
            chain: Arc::new(chain),
            public: None,
            around: self.around.iter().chain([&self.chain]).cloned().collect(),
            own_validity: self.own_validity,
        })
    }

    /// What stands at `path` in the signed arguments; nothing does at the empty path.
    pub(crate) fn argument_at(&self, path: &[&str]) -> Option<&Ipld> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.task.args().get(*first)?, |value, key| match value {
            Ipld::Map(map) => map.get(*key),
            _ => None,
        })
    }
}
