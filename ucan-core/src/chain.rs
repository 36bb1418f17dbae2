//! Proof chains: from the subject, hop by hop, to whoever acts.

mod check;
mod error;
mod line;
mod policies;
mod proofs;
mod walk;

use alloc::{sync::Arc, vec::Vec};

use cid::Cid;

pub(crate) use self::line::Line;
use self::walk::Walk;
pub use self::{
    check::{Check, Claim},
    error::{ChainError, ProofError, ProofRule},
    policies::{ChainExplanation, HopExplanation, HopPolicy, MAX_EXPLAINED_HOPS},
    proofs::Proofs,
};
use crate::{
    command::Command,
    delegation::Delegation,
    did::Did,
    envelope::Verified,
    revocation::Revocations,
    time::{Outside, Validity},
};

/// The longest chain that is considered. The fixtures use up to four hops; each
/// one costs a signature check.
pub(crate) const MAX_PROOFS: usize = 64;

/// Evidence that a line of delegations carries the authority for a command from
/// its subject to an issuer. Only [`Chain::prove`] makes one.
///
/// The policies are still to be judged, on arguments without promises
/// (ruling P5): see [`Chain::judge`].
#[derive(Clone, Debug)]
pub struct Chain {
    token: Token,
    own_validity: Validity,
    command: Command,
    hops: Vec<Hop>,
}

/// One delegation of a proven chain.
#[derive(Clone, Debug)]
struct Hop {
    /// The CID in `prf`: that of the delegation or of a twin.
    named: Cid,
    delegation: Arc<Verified<Delegation>>,
}

/// The token in which the claim was made.
#[derive(Clone, Debug)]
struct Token {
    cid: Cid,
    /// Other CIDs of the same token (ruling T10).
    twins: Vec<Cid>,
    issuer: Did,
}

impl Chain {
    /// Judges everything about a claim but its policies: time, the presence of
    /// every proof, their signatures and times, subjects, issuers and commands,
    /// the final audience, and revocation. A pure function of its arguments.
    ///
    /// # Errors
    ///
    /// [`ChainError`] for the first rule broken, in the order of ruling P12, with
    /// the index and CID of the proof at fault.
    pub fn prove(
        claim: &Claim<'_>,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, ChainError> {
        // The shape of the claim comes before its time (ruling P12).
        if claim.proofs.len() > MAX_PROOFS {
            return Err(ChainError::TooManyProofs { limit: MAX_PROOFS });
        }
        claim_time(claim.validity, check)?;
        // An own subject needs no proof; anybody else's does (ruling P7).
        if claim.proofs.is_empty() && claim.issuer != claim.subject {
            return Err(ChainError::NoProofs);
        }
        let entries = claim
            .proofs
            .iter()
            .enumerate()
            .map(|(index, cid)| {
                proofs
                    .entry(cid)
                    .map(|entry| (index, *cid, entry))
                    .ok_or(ChainError::UnavailableProof { index, cid: *cid })
            })
            .collect::<Result<Vec<_>, _>>()?;

        let mut walk = Walk::start(claim, check);
        let mut hops = Vec::with_capacity(entries.len());
        for (index, named, entry) in entries {
            let delegation = match entry {
                Ok(delegation) => walk.step(delegation.payload()).map(|()| delegation),
                Err(rule) => Err(rule.clone()),
            }
            .map_err(|rule| ChainError::Proof(ProofError { index, cid: named, rule }))?;
            hops.push(Hop { named, delegation: Arc::clone(delegation) });
        }
        if walk.holder() != claim.issuer {
            return Err(ChainError::FinalAudience {
                delegated_to: walk.holder().clone(),
                issuer: claim.issuer.clone(),
            });
        }
        let chain = Self {
            token: Token {
                cid: *claim.token,
                twins: claim.twins.to_vec(),
                issuer: claim.issuer.clone(),
            },
            own_validity: claim.validity,
            command: walk.command().cloned().unwrap_or_else(Command::top),
            hops,
        };
        chain.revoked(check.revocations())?;
        Ok(chain)
    }

    /// Judges time and revocation once more, for the moment before the authority
    /// is used (ruling P5).
    ///
    /// # Errors
    ///
    /// As [`Chain::prove`], for those two.
    pub fn recheck(&self, check: &Check<'_>) -> Result<(), ChainError> {
        claim_time(self.own_validity, check)?;
        for (index, hop) in self.hops.iter().enumerate() {
            proof_time(hop.delegation.payload().validity(), check)
                .map_err(|rule| ChainError::Proof(ProofError { index, cid: hop.named, rule }))?;
        }
        self.revoked(check.revocations())
    }

    /// When the whole chain is valid, the claim included: the intersection of all
    /// its parts (UCAN Core, Validity Interval). Leeway is not part of it.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.hops.iter().fold(self.own_validity, |validity, hop| {
            validity.intersection(hop.delegation.payload().validity())
        })
    }

    /// The command in force: the narrowest that the chain carries, which covers the
    /// one that was claimed. `/` if there are no proofs.
    #[must_use]
    pub const fn command(&self) -> &Command {
        &self.command
    }

    /// The CIDs of the delegations as they were named, root first.
    pub fn proofs(&self) -> impl Iterator<Item = &Cid> {
        self.hops.iter().map(|hop| &hop.named)
    }

    /// The delegations, root first.
    pub fn delegations(&self) -> impl ExactSizeIterator<Item = &Arc<Verified<Delegation>>> {
        self.hops.iter().map(|hop| &hop.delegation)
    }

    /// A token is out if the issuer of it, or of any token before it, revoked it.
    fn revoked(&self, revocations: &dyn Revocations) -> Result<(), ChainError> {
        for (index, hop) in self.hops.iter().enumerate() {
            let token = &hop.delegation;
            self.revoked_token(index, &hop.named, token.cid(), token.twins(), revocations)?;
        }
        let Token { cid, twins, .. } = &self.token;
        self.revoked_token(self.hops.len(), cid, cid, twins, revocations)
    }

    /// Whether the token at `index`, the last of which is the claim's own, was revoked
    /// under any of its CIDs.
    fn revoked_token(
        &self,
        index: usize,
        named: &Cid,
        cid: &Cid,
        twins: &[Cid],
        revocations: &dyn Revocations,
    ) -> Result<(), ChainError> {
        let issuers = self.hops.iter().map(|hop| hop.delegation.payload().issuer());
        let revoker = issuers.chain([&self.token.issuer]).take(index + 1).find(|revoker| {
            let mut addresses = [cid].into_iter().chain(twins);
            addresses.any(|cid| revocations.is_revoked_by(cid, revoker))
        });
        match revoker {
            Some(revoker) => Err(ChainError::Revoked {
                index: (index < self.hops.len()).then_some(index),
                cid: *named,
                revoker: revoker.clone(),
            }),
            None => Ok(()),
        }
    }
}

fn claim_time(validity: Validity, check: &Check<'_>) -> Result<(), ChainError> {
    let now = check.now();
    validity.at(now, check.leeway()).map_err(|outside| match outside {
        Outside::TooEarly { not_before } => ChainError::TooEarly { not_before, now },
        Outside::Expired { expiration } => ChainError::Expired { expiration, now },
    })
}

fn proof_time(validity: Validity, check: &Check<'_>) -> Result<(), ProofRule> {
    let now = check.now();
    validity.at(now, check.leeway()).map_err(|outside| match outside {
        Outside::TooEarly { not_before } => ProofRule::TooEarly { not_before, now },
        Outside::Expired { expiration } => ProofRule::Expired { expiration, now },
    })
}
