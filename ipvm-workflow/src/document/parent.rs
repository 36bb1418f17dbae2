//! Where a workflow comes from.

use cid::Cid;
use ipld_core::ipld::Ipld;

use super::error::DocumentError;

/// The task of another workflow that asked for this one: the list `[&workflow, label]`
/// (IPVM Workflow, Parent). Like `cause` it is provenance only: it is never fetched, and
/// never authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The task of the workflow that asked, `/ipvm/workflow/run`.
    pub workflow: Cid,
    /// The label of its task.
    pub label: String,
}

impl Parent {
    pub(super) fn read(value: Ipld) -> Result<Self, DocumentError> {
        let Ipld::List(items) = value else { return Err(DocumentError::Parent) };
        match <[Ipld; 2]>::try_from(items) {
            Ok([Ipld::Link(workflow), Ipld::String(label)]) => Ok(Self { workflow, label }),
            _ => Err(DocumentError::Parent),
        }
    }

    /// The list as it stands in the document.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        Ipld::List(vec![Ipld::Link(self.workflow), Ipld::String(self.label.clone())])
    }
}
