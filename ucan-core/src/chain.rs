//! Proof chains: from the subject, hop by hop, to whoever acts.

mod error;
mod proofs;

use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;

pub use self::{
    error::{ChainError, ProofError, ProofRule},
    proofs::Proofs,
};
use crate::{
    command::Command,
    delegation::Delegation,
    did::Did,
    envelope::Verified,
    policy::{Budget, Policy},
    revocation::{NoRevocations, Revocations},
    time::{Leeway, Outside, Timestamp, Validity},
};

/// The longest chain that is considered. The fixtures use up to four hops; each
/// one costs a signature check.
const MAX_PROOFS: usize = 64;

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
    /// The other CIDs of that token: [`Verified::twins`].
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
    token: Token,
    validity: Validity,
    policy: Policy,
}

/// What of a token a revocation may name.
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
        claim_time(claim.validity, check)?;
        if claim.proofs.len() > MAX_PROOFS {
            return Err(ChainError::TooManyProofs { limit: MAX_PROOFS });
        }
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

        let mut walk = Walk { claim, check, holder: claim.subject, command: None };
        let mut hops = Vec::with_capacity(entries.len());
        for (index, cid, entry) in entries {
            let hop = match entry {
                Ok(proof) => walk.step(proof),
                Err(rule) => Err(rule.clone()),
            };
            hops.push(hop.map_err(|rule| ChainError::Proof(ProofError { index, cid, rule }))?);
        }
        if walk.holder != claim.issuer {
            return Err(ChainError::FinalAudience {
                delegated_to: walk.holder.clone(),
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
            command: walk.command.unwrap_or_else(Command::top),
            hops,
        };
        chain.revoked(check.revocations)?;
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
            proof_time(hop.validity, check).map_err(|rule| {
                ChainError::Proof(ProofError { index, cid: hop.token.cid, rule })
            })?;
        }
        self.revoked(check.revocations)
    }

    /// Judges every policy of every proof on `args`, root first.
    ///
    /// The caller sees to it that no promise is left in `args`.
    ///
    /// # Errors
    ///
    /// [`ChainError::Proof`] with [`ProofRule::Policy`] for the first policy that
    /// does not hold or exceeds the budget.
    pub fn judge(&self, args: &Ipld, budget: &mut Budget) -> Result<(), ChainError> {
        for (index, hop) in self.hops.iter().enumerate() {
            hop.policy.judge(args, budget).map_err(|failure| {
                let rule = ProofRule::Policy(failure);
                ChainError::Proof(ProofError { index, cid: hop.token.cid, rule })
            })?;
        }
        Ok(())
    }

    /// When the whole chain is valid.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.hops
            .iter()
            .fold(self.own_validity, |validity, hop| validity.intersection(hop.validity))
    }

    /// The narrowest command that the chain carries.
    #[must_use]
    pub const fn command(&self) -> &Command {
        &self.command
    }

    /// The CIDs of the delegations, root first.
    pub fn proofs(&self) -> impl Iterator<Item = &Cid> {
        self.hops.iter().map(|hop| &hop.token.cid)
    }

    /// A token is out if the issuer of it, or of any token before it, revoked it.
    fn revoked(&self, revocations: &dyn Revocations) -> Result<(), ChainError> {
        let tokens = self.hops.iter().map(|hop| &hop.token).chain([&self.token]);
        for (index, token) in tokens.enumerate() {
            let before = self.hops.iter().take(index).map(|hop| &hop.token.issuer);
            let revoker = before.chain([&token.issuer]).find(|revoker| {
                let mut addresses = [&token.cid].into_iter().chain(&token.twins);
                addresses.any(|cid| revocations.is_revoked_by(cid, revoker))
            });
            if let Some(revoker) = revoker {
                return Err(ChainError::Revoked { cid: token.cid, revoker: revoker.clone() });
            }
        }
        Ok(())
    }
}

fn claim_time(validity: Validity, check: &Check<'_>) -> Result<(), ChainError> {
    let now = check.now;
    validity.at(now, check.leeway).map_err(|outside| match outside {
        Outside::TooEarly { not_before } => ChainError::TooEarly { not_before, now },
        Outside::Expired { expiration } => ChainError::Expired { expiration, now },
    })
}

fn proof_time(validity: Validity, check: &Check<'_>) -> Result<(), ProofRule> {
    let now = check.now;
    validity.at(now, check.leeway).map_err(|outside| match outside {
        Outside::TooEarly { not_before } => ProofRule::TooEarly { not_before, now },
        Outside::Expired { expiration } => ProofRule::Expired { expiration, now },
    })
}

/// The walk along the chain: who holds the authority so far, and for what.
struct Walk<'a> {
    claim: &'a Claim<'a>,
    check: &'a Check<'a>,
    holder: &'a Did,
    /// The command in force; none before the root.
    command: Option<Command>,
}

impl<'a> Walk<'a> {
    fn step(&mut self, proof: &'a Verified<Delegation>) -> Result<Hop, ProofRule> {
        let delegation = proof.payload();
        proof_time(delegation.validity(), self.check)?;
        match delegation.subject() {
            None if self.command.is_none() => return Err(ProofRule::PowerlineRoot),
            Some(subject) if subject != self.claim.subject => {
                return Err(ProofRule::InvalidSubject {
                    expected: self.claim.subject.clone(),
                    found: subject.clone(),
                });
            }
            _ => {}
        }
        if delegation.issuer() != self.holder {
            return Err(ProofRule::InvalidAudience {
                expected: self.holder.clone(),
                found: delegation.issuer().clone(),
            });
        }
        self.command = Some(self.attenuate(delegation)?);
        self.holder = delegation.audience();
        Ok(Hop {
            token: Token {
                cid: *proof.cid(),
                twins: proof.twins().to_vec(),
                issuer: delegation.issuer().clone(),
            },
            validity: delegation.validity(),
            policy: delegation.policy().clone(),
        })
    }

    /// The running intersection of commands (ruling P4).
    fn attenuate(&self, delegation: &Delegation) -> Result<Command, ProofRule> {
        let own = delegation.command();
        let conflict = |held: &Command, wanted: &Command| ProofRule::ImpossibleAttenuation {
            held: held.clone(),
            wanted: wanted.clone(),
        };
        let in_force = match &self.command {
            None => own,
            Some(held) if held.covers(own) => own,
            // A powerline hands on what reaches it; the narrower stays in force.
            Some(held) if delegation.subject().is_none() && own.covers(held) => held,
            Some(held) => return Err(conflict(held, own)),
        };
        if !in_force.covers(self.claim.command) {
            return Err(conflict(in_force, self.claim.command));
        }
        Ok(in_force.clone())
    }
}
