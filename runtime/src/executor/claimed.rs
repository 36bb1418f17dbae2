//! A claim, and what becomes of it if nobody takes it for a commit.

use crate::store::{Fence, Memo};

/// A claim on a task, which is ended when it is dropped, also when a worker fails in
/// between, so that nobody waits for the lease to end.
///
/// What may have been done is abandoned and not released: a mutation whose handler
/// panicked is indeterminate, and not free.
pub(super) struct Claimed<'a> {
    memo: &'a dyn Memo,
    fence: Option<Fence>,
    begun: bool,
}

impl<'a> Claimed<'a> {
    pub(super) const fn new(memo: &'a dyn Memo, fence: Fence) -> Self {
        Self { memo, fence: Some(fence), begun: false }
    }

    /// From now on something may have been done.
    pub(super) const fn begin(&mut self) {
        self.begun = true;
    }

    /// Certainly nothing was done.
    pub(super) const fn undone(&mut self) {
        self.begun = false;
    }

    /// For a commit.
    pub(super) fn take(mut self) -> Option<Fence> {
        self.fence.take()
    }
}

impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        let Some(fence) = self.fence.take() else { return };
        // If this fails too, the lease ends by itself.
        let _ = if self.begun { self.memo.abandon(fence) } else { self.memo.release(fence) };
    }
}
