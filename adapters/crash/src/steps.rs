//! The places where the process may end.

use std::{
    collections::BTreeMap,
    fmt, process,
    str::FromStr,
    sync::{Mutex, PoisonError},
};

use crate::Line;

/// What is done at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// `Memo::claim`
    Claim,
    /// `Memo::commit`
    Commit,
    /// `Memo::release`
    Release,
    /// `Memo::abandon`
    Abandon,
    /// `Memo::remember`
    Remember,
    /// `Memo::forget`
    Forget,
    /// `Memo::lookup`
    Lookup,
    /// `Receipts::put`
    PutReceipt,
    /// Any call of `Receipts` that reads
    ReadReceipts,
    /// `Blocks::put_all`
    PutBlocks,
    /// Any call of `Blocks` that reads
    ReadBlocks,
    /// What a mutation does to the world
    Mutation,
    /// What a pure task computes
    Computation,
}

/// On which side of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// It has not been begun.
    Before,
    /// It has been done, and nobody was told.
    After,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Where the process ends itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Last {
    /// Nowhere.
    None,
    /// At this side of a step, counted from 1 over all of them.
    Number(u64),
    /// The so-and-so-manieth time, from 1, that it comes to this side of this
    /// step.
    Side {
        /// The step, as it is written.
        step: String,
        /// The side of it, as it is written.
        side: String,
        /// Which time.
        time: u64,
    },
}

impl Last {
    /// The first time that it comes to this side of this step.
    #[must_use]
    pub fn first(step: Step, side: Side) -> Self {
        Self::Side { step: step.to_string(), side: side.to_string(), time: 1 }
    }
}

impl fmt::Display for Last {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Side { step, side, time } => write!(f, "{step}/{side}/{time}"),
        }
    }
}

/// A text that says no place to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither `none`, nor a number, nor step/side/time")]
pub struct NoPlace;

impl FromStr for Last {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let words: Vec<&str> = text.split('/').collect();
        match words.as_slice() {
            ["none"] => Ok(Self::None),
            [number] => number.parse().map(Self::Number).map_err(|_| NoPlace),
            [step, side, time] => Ok(Self::Side {
                step: (*step).to_owned(),
                side: (*side).to_owned(),
                time: time.parse().map_err(|_| NoPlace)?,
            }),
            _ => Err(NoPlace),
        }
    }
}

/// Counts the sides of the steps that the process takes, and ends it at one.
#[derive(Debug)]
pub struct Steps {
    taken: Mutex<Taken>,
    last: Last,
}

#[derive(Debug, Default)]
struct Taken {
    all: u64,
    by_side: BTreeMap<(Step, Side), u64>,
}

impl Steps {
    /// The process ends at `last`.
    #[must_use]
    pub fn new(last: Last) -> Self {
        Self { taken: Mutex::default(), last }
    }

    /// Takes a step. Does not return if the process ends before or after it.
    pub fn take<T>(&self, step: Step, act: impl FnOnce() -> T) -> T {
        self.pass(step, Side::Before);
        let done = act();
        self.pass(step, Side::After);
        done
    }

    fn pass(&self, step: Step, side: Side) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all += 1;
        let time = taken.by_side.entry((step, side)).or_default();
        *time += 1;
        let here = Last::Side { step: step.to_string(), side: side.to_string(), time: *time };
        if self.last == here || self.last == Last::Number(taken.all) {
            Line::Ends { step: step.to_string(), side: side.to_string() }.say();
            // No destructor runs, and nothing that is queued is written.
            process::abort();
        }
    }
}
