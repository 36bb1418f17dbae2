//! What an import is told.

use std::collections::BTreeSet;

use ucan_core::{Did, Resolver, Timestamp};
use varsig::car::CarLimits;

/// What an import is told: the time, whom to trust, how keys are found, and how much a
/// section may have.
#[derive(Clone)]
pub struct ImportOptions<'a> {
    pub(super) now: Timestamp,
    /// Who finds keys, if not that of `did:key`.
    pub(super) resolver: Option<&'a (dyn Resolver + Sync)>,
    pub(super) trusted: BTreeSet<Did>,
    pub(super) limits: CarLimits,
}

impl ImportOptions<'_> {
    /// How many bytes a section may have if nothing else is said: 64 MiB.
    pub const SECTION_BYTES: usize = 64 << 20;

    /// At this time; receipts that begin later are refused. Nobody is trusted, keys are
    /// those of `did:key`, and a section has [`SECTION_BYTES`](Self::SECTION_BYTES) at the most.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        let limits = CarLimits::default().with_sections(usize::MAX);
        let limits = limits.with_section_bytes(Self::SECTION_BYTES);
        Self { now, resolver: None, trusted: BTreeSet::new(), limits }
    }

    /// Takes results on the word of these executors.
    #[must_use]
    pub fn trusting(mut self, executors: impl IntoIterator<Item = Did>) -> Self {
        self.trusted.extend(executors);
        self
    }

    /// With another bound on the size of a section, a CID and its block, in bytes.
    ///
    /// An export writes blocks of any size. To take in whatever came out of a store, bound
    /// sections by the length of the file: a section takes no memory before its bytes have come,
    /// so that a file takes no more of it than it is long. Of what comes over a network, a bound
    /// is what the sender can make this process hold.
    #[must_use]
    pub const fn with_section_bytes(mut self, bytes: usize) -> Self {
        self.limits = self.limits.with_section_bytes(bytes);
        self
    }
}

impl<'a> ImportOptions<'a> {
    /// With the keys that `resolver` finds.
    #[must_use]
    pub fn with_resolver<'b>(self, resolver: &'b (dyn Resolver + Sync)) -> ImportOptions<'b>
    where
        'a: 'b,
    {
        let resolver = Some(resolver);
        ImportOptions { now: self.now, resolver, trusted: self.trusted, limits: self.limits }
    }
}

impl std::fmt::Debug for ImportOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("ImportOptions");
        shown.field("now", &self.now).field("trusted", &self.trusted);
        shown.field("limits", &self.limits).finish_non_exhaustive()
    }
}
