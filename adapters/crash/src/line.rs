//! What the child says, a line for each.

use std::io::{self, Write};

use cid::Cid;

/// A line on the child's standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The store is open.
    Open,
    /// This receipt is the result of the task; it was acknowledged.
    Done {
        /// The task.
        task: Cid,
        /// Its receipt.
        receipt: Cid,
    },
    /// It is not known what became of the mutation.
    Indeterminate {
        /// The task.
        task: Cid,
    },
    /// This receipt says from now on what became of the mutation.
    Settled {
        /// The task.
        task: Cid,
        /// The receipt that says it.
        receipt: Cid,
    },
    /// The process ends here.
    Ends {
        /// At which step.
        step: String,
        /// On which side of it.
        side: String,
    },
    /// Everything was done.
    Finished,
}

impl Line {
    /// Says it at once.
    ///
    /// # Panics
    ///
    /// If nobody listens any more.
    pub fn say(&self) {
        let line = match self {
            Self::Open => "open\n".to_owned(),
            Self::Done { task, receipt } => format!("done {task} {receipt}\n"),
            Self::Indeterminate { task } => format!("indeterminate {task}\n"),
            Self::Settled { task, receipt } => format!("settled {task} {receipt}\n"),
            Self::Ends { step, side } => format!("ends {step} {side}\n"),
            Self::Finished => "finished\n".to_owned(),
        };
        let mut out = io::stdout().lock();
        out.write_all(line.as_bytes()).and_then(|()| out.flush()).expect("somebody listens");
    }

    /// Reads a line, without its end. `None` if it is none: the process has
    /// ended in the middle of it.
    #[must_use]
    pub fn read(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split(' ').collect();
        let cid = |text: &str| text.parse::<Cid>().ok();
        Some(match words.as_slice() {
            ["open"] => Self::Open,
            ["done", task, receipt] => Self::Done { task: cid(task)?, receipt: cid(receipt)? },
            ["indeterminate", task] => Self::Indeterminate { task: cid(task)? },
            ["settled", task, receipt] => {
                Self::Settled { task: cid(task)?, receipt: cid(receipt)? }
            }
            ["ends", step, side] => {
                Self::Ends { step: (*step).to_owned(), side: (*side).to_owned() }
            }
            ["finished"] => Self::Finished,
            _ => return None,
        })
    }
}
