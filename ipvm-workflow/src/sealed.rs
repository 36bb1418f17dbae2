//! Workflows with task links, ready to be signed.

use std::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Did, Meta, Nonce};
use ucan_invocation::{Arguments, Invocation, Task};
use varsig::dag_cbor::EncodeError;

use crate::{WORKFLOW_VERSION, workflow_run};

/// One task of a sealed workflow.
#[derive(Clone, Debug)]
pub(crate) struct SealedTask {
    pub(crate) task: Task,
    pub(crate) proofs: Vec<Cid>,
    pub(crate) meta: Meta,
}

/// A workflow without labels in its arguments. Only
/// [`Draft::seal`](crate::Draft::seal) makes one.
#[derive(Clone, Debug)]
pub struct Sealed {
    tasks: BTreeMap<String, SealedTask>,
    defaults: Option<Ipld>,
    meta: Option<Meta>,
}

impl Sealed {
    pub(crate) const fn new(
        tasks: BTreeMap<String, SealedTask>,
        defaults: Option<Ipld>,
        meta: Option<Meta>,
    ) -> Self {
        Self { tasks, defaults, meta }
    }

    /// The labels, in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.tasks.keys().map(String::as_str)
    }

    /// The task with this label.
    #[must_use]
    pub fn task(&self, label: &str) -> Option<&Task> {
        self.tasks.get(label).map(|sealed| &sealed.task)
    }

    /// The document: the arguments of the workflow's invocation.
    #[must_use]
    pub fn to_args(&self) -> Arguments {
        let tasks = self.tasks.iter().map(|(label, sealed)| {
            let mut map = match sealed.task.to_ipld() {
                Ipld::Map(map) => map,
                _ => BTreeMap::new(),
            };
            let proofs = sealed.proofs.iter().copied().map(Ipld::Link).collect();
            map.insert("prf".into(), Ipld::List(proofs));
            if !sealed.meta.is_empty() {
                map.insert("meta".into(), Ipld::Map(sealed.meta.clone()));
            }
            (label.clone(), Ipld::Map(map))
        });
        let mut args = Arguments::from([
            ("v".into(), Ipld::String(WORKFLOW_VERSION.into())),
            ("tasks".into(), Ipld::Map(tasks.collect())),
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
