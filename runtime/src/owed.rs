//! Answers that somebody who cannot be made to answer owes.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// An answer that is owed, until this is dropped.
pub(crate) struct Owed(Arc<AtomicUsize>);

impl Owed {
    /// One more answer, unless so many are owed already.
    pub(crate) fn one_of(most: usize, owes: &Arc<AtomicUsize>) -> Option<Self> {
        let owed = Self(Arc::clone(owes));
        (owed.0.fetch_add(1, Ordering::AcqRel) < most).then_some(owed)
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
