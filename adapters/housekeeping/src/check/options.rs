//! What a check is told.

use ucan_core::{Resolver, Timestamp};

/// What a check is told: the time, and how keys are found.
#[derive(Clone, Copy)]
pub struct CheckOptions<'a> {
    pub(super) now: Timestamp,
    /// Who finds keys, if not that of `did:key`.
    pub(super) resolver: Option<&'a dyn Resolver>,
}

impl CheckOptions<'_> {
    /// At this time; receipts that say that they begin later are told. Keys are those of
    /// `did:key`.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self { now, resolver: None }
    }
}

impl<'a> CheckOptions<'a> {
    /// With the keys that `resolver` finds.
    #[must_use]
    pub const fn with_resolver<'b>(self, resolver: &'b dyn Resolver) -> CheckOptions<'b>
    where
        'a: 'b,
    {
        CheckOptions { now: self.now, resolver: Some(resolver) }
    }
}

impl std::fmt::Debug for CheckOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckOptions").field("now", &self.now).finish_non_exhaustive()
    }
}
