//! The path by which a revoker shows a place before a token.

use alloc::{sync::Arc, vec::Vec};

use cid::Cid;

use crate::{
    chain::{Line, MAX_PROOFS, ProofError, ProofRule, Proofs},
    delegation::Delegation,
    did::Did,
    envelope::Verified,
    time::Timestamp,
    token_cid::TokenCid,
};

/// Evidence that a principal issued the delegation to be revoked, or one before it on a
/// path that leads to it (UCAN Revocation, Path Witness; ruling P10). Only
/// [`PathWitness::verify`] makes one.
///
/// Without it anybody could fill a store with revocations of tokens that they have nothing
/// to do with. It says nothing of other paths to the same token: what a revocation reaches
/// is judged chain by chain.
///
/// It also binds the revocation to a subject. Everybody is the subject of something, and
/// can write paths that begin with their own DID: a store that is to stay bounded trusts
/// the witnesses for the subjects that it serves, and bounds the rest.
#[derive(Clone, Debug)]
pub struct PathWitness {
    subject: Did,
    revoker: Did,
    place: usize,
    path: Vec<Arc<Verified<Delegation>>>,
    revoked: Arc<Verified<Delegation>>,
}

impl PathWitness {
    /// Judges a path, root first, that leads to the token `revoked`, and on which `revoker`
    /// is to be found.
    ///
    /// Every delegation of the path has to be in `proofs`, under whichever of its CIDs the
    /// path names it, with a signature that holds. They fit together as in a proof chain: the
    /// first is issued by its subject, each other one by the audience before it, and all are
    /// about that subject or are powerlines behind the first. The last is `revoked`, under
    /// any of its CIDs (ruling T10), and `revoker` is the issuer of one of them.
    ///
    /// **Commands** narrow along the path as in a chain (ruling P4). The texts ask for a path
    /// that is valid, and one that widens carries nothing to anybody. If it counted, whoever
    /// holds the least bit of authority could write a path through themselves to a token
    /// that has nothing to do with it.
    ///
    /// **Time and revocation** play no part. Who issued a token issued it, although it has
    /// expired, begins tomorrow or is revoked, and the last token of the path may be usable
    /// by another path.
    ///
    /// # Errors
    ///
    /// In this order: [`WitnessError::Empty`]; [`WitnessError::TooManyProofs`];
    /// [`WitnessError::UnavailableProof`] for the first that is not in `proofs`;
    /// [`WitnessError::Proof`] for the first, from the root, that is no delegation, is not
    /// signed by its issuer, is a powerline as the root, or does not fit by subject, issuer
    /// or command; [`WitnessError::NotTheRevoked`]; [`WitnessError::RevokerNotOnPath`].
    pub fn verify(
        path: &[Cid],
        revoked: &Cid,
        revoker: &Did,
        proofs: &Proofs,
    ) -> Result<Self, WitnessError> {
        if path.len() > MAX_PROOFS {
            return Err(WitnessError::TooManyProofs { limit: MAX_PROOFS });
        }
        let entries = path
            .iter()
            .enumerate()
            .map(|(index, cid)| {
                proofs
                    .entry(cid)
                    .map(|entry| (index, *cid, entry))
                    .ok_or(WitnessError::UnavailableProof { index, cid: *cid })
            })
            .collect::<Result<Vec<_>, _>>()?;

        let mut line = None;
        let mut place = None;
        let mut delegations = Vec::with_capacity(entries.len());
        let mut reached = None;
        for (index, cid, entry) in entries {
            let delegation = entry
                .as_ref()
                .map_err(Clone::clone)
                .and_then(|it| step(&mut line, it.payload()).map(|()| it))
                .map_err(|rule| WitnessError::Proof(ProofError { index, cid, rule }))?;
            if delegation.payload().issuer() == revoker {
                place = place.or(Some(index));
            }
            delegations.push(Arc::clone(delegation));
            reached = Some((index, cid, delegation));
        }
        let (Some(line), Some((index, cid, token))) = (line, reached) else {
            return Err(WitnessError::Empty);
        };
        if ![token.cid()].into_iter().chain(token.twins()).any(|cid| cid == revoked) {
            return Err(WitnessError::NotTheRevoked { index, cid, revoked: *revoked });
        }
        let Some(place) = place else {
            return Err(WitnessError::RevokerNotOnPath { revoker: revoker.clone() });
        };
        Ok(Self {
            subject: line.subject().clone(),
            revoker: revoker.clone(),
            place,
            path: delegations,
            revoked: Arc::clone(token),
        })
    }

    /// Whose authority the path hands on.
    #[must_use]
    pub const fn subject(&self) -> &Did {
        &self.subject
    }

    /// Who was found on the path.
    #[must_use]
    pub const fn revoker(&self) -> &Did {
        &self.revoker
    }

    /// The place on the path of the first delegation that the revoker issued, from the root.
    #[must_use]
    pub const fn place(&self) -> usize {
        self.place
    }

    /// The delegations of the path, root first.
    #[must_use]
    pub fn path(&self) -> &[Arc<Verified<Delegation>>] {
        &self.path
    }

    /// The delegation to be revoked, the last of the path.
    #[must_use]
    pub const fn revoked(&self) -> &Arc<Verified<Delegation>> {
        &self.revoked
    }

    /// The last second in which the delegation to be revoked can be used; `None` if it has
    /// no end. Its revocation is needed for as long (UCAN Revocation, Eviction).
    #[must_use]
    pub fn expiration(&self) -> Option<Timestamp> {
        self.revoked.payload().validity().expiration()
    }
}

/// One delegation further. The first says whose authority it is.
fn step<'a>(line: &mut Option<Line<'a>>, delegation: &'a Delegation) -> Result<(), ProofRule> {
    let line = match line {
        Some(line) => line,
        None => line.insert(Line::start(delegation.subject().ok_or(ProofRule::PowerlineRoot)?)),
    };
    line.step(delegation).map(|_| ())
}

/// Why a path is no witness. The names follow those of a chain (ruling P12).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WitnessError {
    /// The path has no delegation.
    #[error("the path is empty; it leads from the root to the revoked delegation")]
    Empty,
    /// The path leads to another delegation than the one to be revoked.
    #[error(
        "the path ends in {} and not in {}, which is to be revoked",
        TokenCid(cid),
        TokenCid(revoked)
    )]
    NotTheRevoked {
        /// The place of the last delegation.
        index: usize,
        /// Its CID, as the path names it.
        cid: Cid,
        /// The CID that the revocation names.
        revoked: Cid,
    },
    /// A delegation of the path breaks a rule.
    #[error("on the path, {0}")]
    Proof(ProofError),
    /// The revoker issued no delegation of the path.
    #[error("{revoker} is the issuer of no delegation on the path")]
    RevokerNotOnPath {
        /// Who is to be found there.
        revoker: Did,
    },
    /// The path is longer than is considered.
    #[error("the path names more than {limit} delegations")]
    TooManyProofs {
        /// The limit, that of a proof chain.
        limit: usize,
    },
    /// A delegation of the path was not handed over.
    #[error("delegation {index} of the path ({}) is not available", TokenCid(cid))]
    UnavailableProof {
        /// Its place on the path.
        index: usize,
        /// Its CID.
        cid: Cid,
    },
}
