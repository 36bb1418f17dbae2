//! What is known from earlier.

use cid::Cid;
use ucan_invocation::{Branch, Task};

/// How a task ended earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The receipt.
    pub receipt: Cid,
    /// The branch that the task ended on.
    pub branch: Branch,
    /// The fuel that it used, if the receipt says so.
    pub fuel: Option<u64>,
}

/// What whoever makes a plan knows from earlier.
pub trait Knowledge {
    /// The receipt of this task that counts now (rulings I7 and I8), if there is one: of
    /// what goes stale, one that has not.
    fn remembered(&self, task: &Cid) -> Option<Remembered>;

    /// The fuel that such a task is likely to use, as by receipts of the same function of
    /// the same module.
    fn likely_fuel(&self, task: &Task) -> Option<u64> {
        let _ = task;
        None
    }
}

/// Nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NothingKnown;

impl Knowledge for NothingKnown {
    fn remembered(&self, _: &Cid) -> Option<Remembered> {
        None
    }
}
