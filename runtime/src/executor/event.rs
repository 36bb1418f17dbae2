//! What happens to a job, as it happens.

use std::sync::Arc;

use cid::Cid;
use ipvm_workflow::HandlerEnded;

use super::report::{Attested, TaskReport};

/// Something that happened to a job.
///
/// None holds a value; where a receipt is given, a secret one shows nothing of itself
/// unless it is [released](Attested::released).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A task was handed to a worker.
    Started {
        /// Its label.
        label: String,
        /// Its ID, as written.
        task: Cid,
    },
    /// A task ended. Its receipt, if it has one, is in the store to stay.
    Finished(Arc<TaskReport>),
    /// A task failed, and the exception handler is being asked about it.
    Caught {
        /// Its label.
        label: String,
    },
    /// The exception handler answered about a task, or failed itself.
    Answered {
        /// The label of the task that failed.
        label: String,
        /// The receipt of the handler, if it has one.
        handler: Option<Attested>,
    },
    /// Every task has ended.
    Ended,
}

/// What a handler's receipt says to the schedule.
pub(super) fn handler_ended(attested: Option<&Attested>) -> HandlerEnded {
    use ucan_invocation::Outcome;
    match attested {
        None => HandlerEnded::None,
        Some(attested) => match attested.released().outcome() {
            Outcome::Ok(output) => {
                HandlerEnded::Ok { receipt: *attested.cid(), output: output.clone() }
            }
            Outcome::Error(_) => HandlerEnded::Error { receipt: *attested.cid() },
        },
    }
}
