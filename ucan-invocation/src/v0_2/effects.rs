//! Effects: what a receipt asks to be run next.

use alloc::{collections::BTreeSet, string::ToString, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::Fields;

use super::{
    encoded::{links, map},
    error::ReadError,
};

/// `{fork, join}` (UCAN Invocation 0.2, section 7). A request, never authority.
///
/// Forks are written in the order of their text. They are read in any order, since the text,
/// which demands that one, breaks it in its examples; a link that stands twice is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    fork: Vec<Cid>,
    join: Option<Cid>,
}

impl Effects {
    /// These effects, each fork once and in the order of its text.
    #[must_use]
    pub fn new(fork: impl IntoIterator<Item = Cid>, join: Option<Cid>) -> Self {
        let mut fork: Vec<Cid> = fork.into_iter().collect();
        fork.sort_by_cached_key(ToString::to_string);
        fork.dedup();
        Self { fork, join }
    }

    /// What may run side by side, in the order in which it came.
    #[must_use]
    pub fn fork(&self) -> &[Cid] {
        &self.fork
    }

    /// What carries on.
    #[must_use]
    pub const fn join(&self) -> Option<&Cid> {
        self.join.as_ref()
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.fork.is_empty() && self.join.is_none()
    }

    pub(super) fn read(value: Ipld) -> Result<Self, ReadError> {
        let mut fields = Fields::of("fx", value)?;
        let fork = fields.optional_links("fork")?.unwrap_or_default();
        let join = fields.optional_link("join")?;
        fields.finish()?;
        if fork.iter().collect::<BTreeSet<_>>().len() < fork.len() {
            return Err(ReadError::DuplicateLink { field: "fork" });
        }
        Ok(Self { fork, join })
    }

    /// Nothing, where nothing is asked for.
    pub(super) fn to_ipld(&self) -> Option<Ipld> {
        let fork = (!self.fork.is_empty()).then(|| links(&self.fork));
        (!self.is_empty()).then(|| map([("fork", fork), ("join", self.join.map(Ipld::Link))]))
    }
}
