//! What a chain is judged by, and what is claimed with it.

use cid::Cid;

use crate::{
    command::Command,
    did::Did,
    revocation::{NoRevocations, Revocations},
    time::{Leeway, Timestamp, Validity},
};

/// When and against which revocations a chain is judged.
#[derive(Clone, Copy)]
pub struct Check<'a> {
    now: Timestamp,
    leeway: Leeway,
    revocations: &'a dyn Revocations,
}

impl Check<'_> {
    /// At `now`, with the recommended leeway, and nothing revoked.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { now, leeway: Leeway::default(), revocations: &NoRevocations }
    }
}

impl<'a> Check<'a> {
    /// With another leeway.
    #[must_use]
    pub const fn with_leeway(mut self, leeway: Leeway) -> Self {
        self.leeway = leeway;
        self
    }

    /// With what is known of revocations.
    #[must_use]
    pub const fn with_revocations<'b>(self, revocations: &'b dyn Revocations) -> Check<'b>
    where
        'a: 'b,
    {
        Check { now: self.now, leeway: self.leeway, revocations }
    }

    /// The time of judgement.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// How far each end of a validity interval is widened.
    #[must_use]
    pub const fn leeway(&self) -> Leeway {
        self.leeway
    }

    /// What is known of revocations.
    #[must_use]
    pub const fn revocations(&self) -> &'a dyn Revocations {
        self.revocations
    }
}

impl core::fmt::Debug for Check<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Check")
            .field("now", &self.now)
            .field("leeway", &self.leeway)
            .finish_non_exhaustive()
    }
}

/// What somebody claims to be allowed, and the proofs they name for it.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The token in which it is claimed.
    pub token: &'a Cid,
    /// The other CIDs of that token: [`Verified::twins`](crate::Verified::twins).
    pub twins: &'a [Cid],
    /// Who claims it.
    pub issuer: &'a Did,
    /// Whose authority is used.
    pub subject: &'a Did,
    /// What is to be done.
    pub command: &'a Command,
    /// When the claim itself is valid.
    pub validity: Validity,
    /// The delegations, root first (ruling P1).
    pub proofs: &'a [Cid],
}
