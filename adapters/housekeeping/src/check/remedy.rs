//! What can be done about what is lost.

use std::fmt;

use cid::Cid;

/// What can be done about something that is amiss.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Another record says what stood there, or nothing is lost: [`repair`](super::repair())
    /// mends it.
    Repair,
    /// A pure task gives it again. Whoever asks for the task brings its text.
    Recompute {
        /// The task, as resolved if that is known.
        task: Cid,
        /// What the task took, and is not here: empty if it can be run as things are.
        missing: Vec<Cid>,
    },
    /// The task is asked for again: what it is of is forgotten by
    /// [`repair`](super::repair()), and whoever wants it has it run.
    AskAgain,
    /// Whoever has it can give it again: its bytes are known by their CID, and putting them
    /// mends it.
    Fetch {
        /// What is to be had.
        cid: Cid,
    },
    /// A person, or the handler of the mutation, has to say what became of it. It is never
    /// run again for that.
    Settle {
        /// The task as resolved.
        task: Cid,
    },
    /// The store is restored from a copy: there are pages in it that cannot be read, nor written
    /// to. Where there is no copy, an export that salvages
    /// ([`ExportOptions::salvage`](crate::ExportOptions::salvage)) takes out what can be read.
    Restore,
    /// Nothing brings it back.
    Nothing,
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repair => f.write_str("a repair mends it"),
            Self::Recompute { task, missing } if missing.is_empty() => {
                write!(f, "running task {task} again gives it")
            }
            Self::Recompute { task, missing } => write!(
                f,
                "running task {task} again gives it, once {} other blocks are here",
                missing.len()
            ),
            Self::AskAgain => f.write_str("a repair forgets it, and asking for it again runs it"),
            Self::Fetch { cid } => write!(f, "put {cid} again from wherever it is kept too"),
            Self::Settle { task } => {
                write!(f, "settle mutation {task}: say what became of it")
            }
            Self::Restore => f.write_str(
                "restore the store from a copy, or salvage what can be read by an export",
            ),
            Self::Nothing => f.write_str("nothing brings it back"),
        }
    }
}
