//! Workflows with task links, ready to be signed.

use ipld_core::ipld::Ipld;
use ucan_core::{Did, Meta, Nonce};
use ucan_invocation::{Arguments, Batch, EmbeddedTask, Invocation, Task};
use varsig::dag_cbor::EncodeError;

use crate::{WORKFLOW_VERSION, workflow_run};

/// A workflow without labels in its arguments. Only
/// [`Draft::seal`](crate::Draft::seal) makes one.
#[derive(Clone, Debug)]
pub struct Sealed {
    tasks: Batch,
    defaults: Option<Ipld>,
    meta: Option<Meta>,
}

impl Sealed {
    pub(crate) const fn new(tasks: Batch, defaults: Option<Ipld>, meta: Option<Meta>) -> Self {
        Self { tasks, defaults, meta }
    }

    /// The labels, in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.tasks.tasks().keys().map(String::as_str)
    }

    /// The task with this label.
    #[must_use]
    pub fn task(&self, label: &str) -> Option<&Task> {
        self.tasks.tasks().get(label).map(EmbeddedTask::task)
    }

    /// The document: the arguments of the workflow's invocation.
    #[must_use]
    pub fn to_args(&self) -> Arguments {
        let mut args = Arguments::from([
            ("v".into(), Ipld::String(WORKFLOW_VERSION.into())),
            ("tasks".into(), self.tasks.to_ipld()),
        ]);
        if let Some(defaults) = &self.defaults {
            args.insert("defaults".into(), defaults.clone());
        }
        if let Some(meta) = &self.meta {
            args.insert("meta".into(), Ipld::Map(meta.clone()));
        }
        args
    }

    /// The invocation to sign: issued by `issuer` on its own authority, for
    /// `executor`. Draw the nonce at random, and set an expiration within minutes.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if the document is too deep to be read back.
    pub fn invocation(
        &self,
        issuer: Did,
        executor: Did,
        nonce: Nonce,
    ) -> Result<Invocation, EncodeError> {
        let task = Task::new(issuer.clone(), workflow_run(), self.to_args(), nonce)?;
        Ok(Invocation::new(issuer, task).with_audience(executor))
    }
}
