//! What validation asks about revocations, and how a revoker shows a right to one.

#[cfg(feature = "std")]
mod shared;
mod witness;

use cid::Cid;

pub use self::witness::{PathWitness, WitnessError};
use crate::did::Did;

/// What is known of revocations. The answer is the caller's; validation only
/// asks (ruling P10).
///
/// It is a relation between tokens and principals: this token was revoked in the name of
/// that principal. A store of it holds for each revocation that it accepts
///
/// - the CID that the revocation names, as it is named: validation asks for every CID
///   under which a token may go (ruling T10);
/// - the principal whose authority was used, which is the subject of the invocation of
///   `/ucan/revoke`. Whoever revokes in the own name is issuer and subject at once.
///   Where Alice has delegated `/ucan/revoke` to Zelda, who stands in no chain, Zelda's
///   revocation is held as Alice's, and reaches what one by Alice would reach.
///
/// Whether a revocation was signed by whom it says, and under which authority, is decided
/// before it enters: see `Revocation` and `RevocationSet` of `ucan-invocation`.
pub trait Revocations {
    /// Whether the token `revoked` was revoked in the name of `revoker`.
    ///
    /// Validation asks this of every token in a chain under each of its CIDs, once for its
    /// issuer and once for the issuer of each token before it. An answer that is true must
    /// stay true for as long as the token could be used: revocations are for ever.
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
