//! The step from an invocation to a revocation that counts.

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    Chain, ChainError, Check, Claim, Command, Did, FieldError, PathWitness, Proofs, Revocations,
    Verified, WitnessError, policy::Budget,
};
use varsig::Block;

use super::arguments::{REVOKE_COMMAND, RevokeArguments};
use crate::invocation::Invocation;

/// A revocation that was accepted: whoever signed it may revoke in the name of its subject.
///
/// Only [`Revocation::accept`] and [`Revocation::accept_witnessed`] make one, and the
/// verification of a [record](super::RevocationRecord::verify). What it reaches is judged
/// chain by chain (ruling P10): a chain is out if the token stands in it, at or behind one
/// that a [revoker](Revocation::revokers) issued.
///
/// It is for ever. Neither its own expiry nor that of its proofs, nor a revocation of these,
/// undoes it later.
#[derive(Clone, Debug)]
pub struct Revocation {
    block: Block,
    revoked: Cid,
    subject: Did,
    issuer: Did,
    witness: Option<PathWitness>,
}

impl Revocation {
    /// Accepts somebody's revocation: an invocation of [`REVOKE_COMMAND`] by its subject, or
    /// by a delegate whose chain for that command carries, policies included, to what is
    /// revoked. If it names a path, the path is judged too, as [`PathWitness::verify`] does.
    /// The delegations of both are looked for in `proofs`. The delegation that is revoked
    /// need not be there, or even exist yet (UCAN Revocation, Consistency Model), unless a
    /// path leads to it.
    ///
    /// The time is that of acceptance, for the revocation as for its proofs. Revocations that
    /// `check` knows count against its proofs, but **not against itself**: one that was
    /// issued in error cannot be taken back (UCAN Revocation, Semantics), or those who
    /// learn of both in another order would disagree for ever.
    ///
    /// Neither the audience nor the nonce is judged. A revocation is passed on from one to
    /// the other, whoever it was sent to at first (ruling P3); and the text wants an empty
    /// nonce, but to refuse another would leave standing what somebody took back.
    ///
    /// # Errors
    ///
    /// In this order: [`RevocationError::Command`] for another command,
    /// [`RevocationError::Arguments`] for malformed arguments, [`RevocationError::Chain`] if
    /// the issuer may not revoke in the name of the subject, or not now, and
    /// [`RevocationError::Path`] if there is a path and it is no witness.
    pub fn accept(
        verified: &Verified<Invocation>,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, RevocationError> {
        let arguments = read(verified)?;
        Self::judge(verified, &arguments, arguments.path.as_deref(), proofs, check)
    }

    /// As [`Revocation::accept`], and a path is demanded, as the text allows so that nobody
    /// fills a store with what concerns no one (UCAN Revocation, Path Witness).
    ///
    /// # Errors
    ///
    /// Also [`RevocationError::NoPath`] if there is none, behind
    /// [`RevocationError::Arguments`].
    pub fn accept_witnessed(
        verified: &Verified<Invocation>,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, RevocationError> {
        let arguments = read(verified)?;
        let path = arguments.path.as_ref().ok_or(RevocationError::NoPath)?;
        Self::judge(verified, &arguments, Some(path), proofs, check)
    }

    /// Judges authority and path, wherever the path is from.
    pub(super) fn judge(
        verified: &Verified<Invocation>,
        arguments: &RevokeArguments,
        path: Option<&[Cid]>,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, RevocationError> {
        let invocation = verified.payload();
        let (issuer, task) = (invocation.issuer(), invocation.task());
        let final_word = FinalWord { token: verified, others: check.revocations() };
        Chain::prove(
            &Claim {
                token: verified.cid(),
                twins: verified.twins(),
                issuer,
                subject: task.subject(),
                command: task.command(),
                validity: invocation.validity(),
                proofs: invocation.proofs(),
            },
            proofs,
            &check.with_revocations(&final_word),
        )
        .and_then(|chain| chain.judge(&Ipld::Map(task.args().clone()), &mut Budget::default()))
        .map_err(RevocationError::Chain)?;
        let found = |revoker, path| PathWitness::verify(path, &arguments.revoke, revoker, proofs);
        let witness = path.map(|path| match found(task.subject(), path) {
            Err(WitnessError::RevokerNotOnPath { .. }) => found(issuer, path),
            judged => judged,
        });
        Ok(Self {
            block: verified.envelope().block().clone(),
            revoked: arguments.revoke,
            subject: task.subject().clone(),
            issuer: issuer.clone(),
            witness: witness.transpose().map_err(RevocationError::Path)?,
        })
    }

    /// The CID of the revocation itself.
    #[must_use]
    pub const fn cid(&self) -> &Cid {
        self.block.cid()
    }

    /// The signed token, to be passed on.
    #[must_use]
    pub const fn block(&self) -> &Block {
        &self.block
    }

    /// The token that is revoked, under the CID that was named.
    #[must_use]
    pub const fn revoked(&self) -> &Cid {
        &self.revoked
    }

    /// Whose authority to revoke was used.
    #[must_use]
    pub const fn subject(&self) -> &Did {
        &self.subject
    }

    /// Who signed.
    #[must_use]
    pub const fn issuer(&self) -> &Did {
        &self.issuer
    }

    /// In whose name it counts: the subject's, and the issuer's own, if that is another.
    /// Whoever signs as a delegate says so for themselves too.
    pub fn revokers(&self) -> impl Iterator<Item = &Did> {
        let issuer = Some(&self.issuer).filter(|issuer| **issuer != self.subject);
        [&self.subject].into_iter().chain(issuer)
    }

    /// The path that was judged, if there was one: of the subject if that is found on it,
    /// and else of the issuer.
    #[must_use]
    pub const fn witness(&self) -> Option<&PathWitness> {
        self.witness.as_ref()
    }
}

/// The arguments of what should be a revocation.
pub(super) fn read(verified: &Verified<Invocation>) -> Result<RevokeArguments, RevocationError> {
    let task = verified.payload().task();
    if task.command().as_str() != REVOKE_COMMAND {
        return Err(RevocationError::Command { found: task.command().clone() });
    }
    RevokeArguments::read(task.args()).map_err(RevocationError::Arguments)
}

/// What is known of revocations, but for those of one token.
struct FinalWord<'a> {
    token: &'a Verified<Invocation>,
    others: &'a dyn Revocations,
}

impl Revocations for FinalWord<'_> {
    fn is_revoked_by(&self, revoked: &Cid, revoker: &Did) -> bool {
        revoked != self.token.cid()
            && !self.token.twins().contains(revoked)
            && self.others.is_revoked_by(revoked, revoker)
    }
}

/// Why an invocation is not taken for a revocation.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RevocationError {
    /// An argument is malformed.
    #[error(transparent)]
    Arguments(FieldError),
    /// The issuer may not revoke in the name of the subject.
    #[error(transparent)]
    Chain(ChainError),
    /// It is an invocation of something else.
    #[error("a revocation is an invocation of {REVOKE_COMMAND}, not of {found}")]
    Command {
        /// The command found.
        found: Command,
    },
    /// A path is demanded, and none is there.
    #[error("the revocation names no path to what it revokes, which is demanded here")]
    NoPath,
    /// The path does not show the revoker before what is revoked.
    #[error(transparent)]
    Path(WitnessError),
}
