//! What validation asks about revocations.

use cid::Cid;

use crate::did::Did;

/// What is known of revocations. The answer is the caller's; validation only
/// asks (ruling P10).
pub trait Revocations {
    /// Whether the token `revoked` was revoked by `revoker`.
    ///
    /// Validation asks this of every token in a chain, once for its issuer and
    /// once for the issuer of each token before it.
    fn is_revoked_by(&self, revoked: &Cid, revoker: &Did) -> bool;
}

/// Nothing is revoked.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRevocations;

impl Revocations for NoRevocations {
    fn is_revoked_by(&self, _revoked: &Cid, _revoker: &Did) -> bool {
        false
    }
}

impl Revocations for alloc::collections::BTreeSet<(Cid, Did)> {
    fn is_revoked_by(&self, revoked: &Cid, revoker: &Did) -> bool {
        self.contains(&(*revoked, revoker.clone()))
    }
}
