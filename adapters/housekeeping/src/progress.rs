//! How far something is that takes long.

/// What is being gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// What is reached from the roots is looked at.
    Marking,
    /// What is not reached is removed.
    Sweeping,
    /// The rows of the store, and the bytes of its blocks, are read.
    Reading,
    /// Receipts, and what refers to them, are judged.
    Judging,
    /// Entries are written to an export.
    Exporting,
    /// Entries of an export are taken in.
    Importing,
}

/// So many entries have been gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// What is being gone through.
    pub stage: Stage,
    /// How many entries it was so far, in this stage.
    pub done: u64,
}

/// Counts entries, and tells of them now and then.
pub(crate) struct Counter<'a> {
    stage: Stage,
    done: u64,
    tell: &'a mut dyn FnMut(Progress),
}

/// After how many entries it is told again.
const STEP: u64 = 64;

impl<'a> Counter<'a> {
    pub(crate) fn new(stage: Stage, tell: &'a mut dyn FnMut(Progress)) -> Self {
        Self { stage, done: 0, tell }
    }

    pub(crate) fn step(&mut self) {
        self.done += 1;
        if self.done.is_multiple_of(STEP) {
            (self.tell)(Progress { stage: self.stage, done: self.done });
        }
    }
}
