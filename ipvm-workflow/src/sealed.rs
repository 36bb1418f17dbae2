//! Workflows with task links, ready to be signed.

use ipld_core::ipld::Ipld;
use ucan_core::{Did, Nonce};
use ucan_invocation::{Arguments, Invocation, Task};
use varsig::{dag_cbor, dag_json};

use crate::{
    document::{Document, DocumentError},
    draft::{Draft, encode},
    workflow_run,
};

/// A workflow without labels in its arguments, and a document without fault. Only
/// [`Sealer::seal`](crate::Sealer::seal) and [`Draft::seal`] make one.
#[derive(Clone, Debug, PartialEq)]
pub struct Sealed {
    args: Arguments,
    document: Document,
}

impl Sealed {
    /// Reads what was written, so that nothing is sealed that could not be opened.
    pub(crate) fn read(args: Arguments) -> Result<Self, DocumentError> {
        let document = Document::read(&args)?;
        Ok(Self { args, document })
    }

    /// The labels, in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.document.steps().keys().map(String::as_str)
    }

    /// The task with this label.
    #[must_use]
    pub fn task(&self, label: &str) -> Option<&Task> {
        self.document.step(label).map(|step| step.task())
    }

    /// The document, as whoever opens it will read it.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The document as the arguments of the workflow's invocation.
    #[must_use]
    pub fn to_args(&self) -> Arguments {
        self.args.clone()
    }

    /// The document as canonical DAG-JSON.
    ///
    /// # Errors
    ///
    /// [`dag_json::EncodeError`] for data that has no DAG-JSON text, as a map of a form that
    /// is reserved there.
    pub fn to_dag_json(&self) -> Result<String, dag_json::EncodeError> {
        encode(&Ipld::Map(self.args.clone()))
    }

    /// The draft of this, to be changed and sealed again. Its promises keep their links, so
    /// that a task that is changed has to be awaited anew, by its label.
    #[must_use]
    pub fn to_draft(&self) -> Draft {
        // There are no labels left in it that could be taken for others.
        Draft::read(Ipld::Map(self.args.clone())).expect("what was sealed has the form of a draft")
    }

    /// The invocation to sign: issued by `issuer` on its own authority, for
    /// `executor`. Draw the nonce at random, and set an expiration within minutes.
    ///
    /// # Errors
    ///
    /// [`dag_cbor::EncodeError`] if the document is too deep to be read back.
    pub fn invocation(
        &self,
        issuer: Did,
        executor: Did,
        nonce: Nonce,
    ) -> Result<Invocation, dag_cbor::EncodeError> {
        let task = Task::new(issuer.clone(), workflow_run(), self.to_args(), nonce)?;
        Ok(Invocation::new(issuer, task).with_audience(executor))
    }
}
