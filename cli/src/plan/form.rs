//! Which of the forms of a workflow a document has.

use ipld_core::ipld::Ipld;
use ipvm_workflow::{Draft, DraftError, task_list, v0_1};
use varsig::{dag_cbor::Limits, dag_json};

/// Why a document is not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormError {
    #[error(transparent)]
    Draft(#[from] DraftError),
    #[error("as a list of tasks: {0}")]
    TaskList(#[from] task_list::ReadError),
    #[error("as a document of version 0.1: {0}")]
    V0_1(#[from] v0_1::ReadError),
}

/// The draft of a document, and what of the document is not in it. A document of 0.1 stands in
/// an envelope, the tasks of the field stand in a list, and everything else is taken for ours.
pub(super) fn read(text: &[u8]) -> Result<(Draft, Vec<String>), FormError> {
    // Whatever is no DAG-JSON is told with its place where drafts are read.
    let Ok(value) = dag_json::decode(text, &Limits::default()) else {
        return Ok((Draft::from_dag_json(text)?, Vec::new()));
    };
    let field = |name| match &value {
        Ipld::Map(map) => map.get(name),
        _ => None,
    };
    if field("ipvm/workflow").is_some() {
        let converted = v0_1::read(value)?;
        return Ok((converted.draft, converted.losses.iter().map(ToString::to_string).collect()));
    }
    if let Some(Ipld::List(_)) = field("tasks") {
        let converted = task_list::read(value)?;
        return Ok((converted.draft, converted.losses.iter().map(ToString::to_string).collect()));
    }
    Ok((Draft::read(value)?, Vec::new()))
}
