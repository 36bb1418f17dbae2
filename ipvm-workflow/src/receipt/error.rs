//! What is wrong with results.

use ucan_core::FieldError;

use super::Conclusion;

/// Why something is not the results of a workflow.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResultsError {
    /// What is told of the exception handler is malformed.
    #[error("`ipvm/catch`, `{label}`: expected `ran`, and one of `ok`, `rewire`, `msg`, `failed`")]
    Caught {
        /// The label of the task that failed.
        label: String,
    },
    /// The exception handler is said to have been asked about a task that did not fail.
    #[error("`ipvm/catch`: task `{label}` did not end on its error branch")]
    CaughtWell {
        /// The label.
        label: String,
    },
    /// The branch or the name is not that of these results.
    #[error("the results say {expected:?}, and what is around them {found:?}")]
    Conclusion {
        /// What follows from the results.
        expected: Conclusion,
        /// What stands there.
        found: Conclusion,
    },
    /// How a task ended is malformed.
    #[error("task `{label}`: expected one of `ok`, `error`, `none`")]
    End {
        /// The label.
        label: String,
    },
    /// The error around the results is malformed.
    #[error(transparent)]
    Field(FieldError),
    /// The error has another name.
    #[error("the error of a workflow is `WorkflowFailed` or `Cancelled`, not `{found}`")]
    Name {
        /// The name found.
        found: String,
    },
    /// There are no tasks.
    #[error("a workflow has at least one task")]
    NoTasks,
    /// Something is said about catching, and it is no map, or an empty one.
    #[error("`ipvm/catch` holds at least one task, or is left out")]
    NoneCaught,
    /// The results are no map.
    #[error("the results of a workflow are a map")]
    NotAMap,
    /// A task has not ended.
    #[error("task `{label}` has not ended")]
    NotOver {
        /// The label.
        label: String,
    },
    /// The receipt of the exception handler is missing, or must not be there.
    #[error("`ipvm/catch`, `{label}`: `ran` must be there unless there is no receipt")]
    Ran {
        /// The label of the task that failed.
        label: String,
    },
    /// Tasks are rewired to each other.
    #[error("`ipvm/catch`: the rewiring of task `{label}` leads back to it")]
    Ring {
        /// The label of one of them.
        label: String,
    },
    /// A task is rewired to one that has no receipt.
    #[error("`ipvm/catch`: task `{label}` is rewired to `{target}`, which has no receipt")]
    Target {
        /// The label of the task that failed.
        label: String,
        /// The label of the other.
        target: String,
    },
    /// A reason is not known.
    #[error("`{label}`: the reason `{found}` is not known")]
    Word {
        /// The label of the task.
        label: String,
        /// The word found.
        found: String,
    },
}
