//! Telling what runs that it is to end.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// A wish that something ends, shared by whoever may have it and whoever heeds it.
///
/// Clones are the same wish. It cannot be taken back.
///
/// ```
/// use ipvm_runtime::Cancellation;
///
/// let wish = Cancellation::new();
/// let heeded = wish.clone();
/// wish.cancel();
/// assert!(heeded.is_cancelled());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Not wished yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Wishes it.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it was wished.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
