//! By what authority a task would run.

use std::{collections::BTreeSet, fmt};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    Chain, ChainError, Command, Proofs, TokenCid, Validity,
    policy::{Budget, Prospect},
};
use ucan_invocation::{EmbeddedTask, Promise, Slot};

use super::shown::Label;

/// The most statements of which the plan says for one task that they do not hold, or not
/// yet.
pub const MAX_POLICY_FINDINGS: usize = 32;

/// By what authority a task would run.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Authority {
    /// The delegations that the task names, root first; what they say is in
    /// [`Plan::proofs`](super::Plan::proofs).
    pub proofs: Vec<Cid>,
    /// Whether they carry the authority.
    pub standing: Standing,
    /// What their policies say of the arguments; nothing, if they do not carry it.
    pub policies: PolicyStanding,
}

/// Whether proofs carry the authority for a task.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Standing {
    /// The subject is the issuer's own, and no proof is named (ruling P7).
    Own,
    /// They do.
    Proven {
        /// The command in force, which covers that of the task (ruling P4).
        command: Command,
        /// When all of it is valid.
        validity: Validity,
    },
    /// Some that are named are not at hand; of the others nothing is said.
    Missing(Vec<MissingProof>),
    /// They do not.
    Refused(ChainError),
}

/// A proof that is named and not at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingProof {
    /// Its place in `prf`, from the root.
    pub index: usize,
    /// Its CID.
    pub cid: Cid,
}

impl fmt::Display for MissingProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "proof {} ({})", self.index, TokenCid(&self.cid))
    }
}

/// What the policies of a task's proofs say of its arguments beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyStanding {
    /// How many statements hold, whatever the promises in the arguments turn out to be.
    pub holding: usize,
    /// The others, the first [`MAX_POLICY_FINDINGS`] of them, those that fail first.
    pub findings: Vec<PolicyFinding>,
    /// How many more there are.
    pub omitted: usize,
}

/// A statement of a policy that does not hold, or not yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyFinding {
    /// The place of the proof in `prf`, from the root.
    pub proof: usize,
    /// The CID under which it is named there.
    pub cid: Cid,
    /// The place of the statement in its policy.
    pub statement: usize,
    /// What is known of it.
    pub state: FindingState,
}

/// What is known of a statement that does not hold, or not yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FindingState {
    /// It fails, whatever the promises in the arguments turn out to be.
    Fails,
    /// Judging it costs too much (ruling Q10).
    NotJudged,
    /// It reaches what is not known before these have ended.
    Waits(BTreeSet<Awaited>),
}

/// What something waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Awaited {
    /// The task of this workflow with that label.
    Task(String),
    /// A task outside of this workflow.
    Outside(Cid),
    /// The failure that the exception handler is called with.
    Failure,
}

impl fmt::Display for Awaited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Task(label) => Label(label).fmt(f),
            Self::Outside(task) => write!(f, "task {task}"),
            Self::Failure => f.write_str("the failure"),
        }
    }
}

impl Authority {
    /// Whether nothing is wrong with it, as far as can be seen.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        matches!(self.standing, Standing::Own | Standing::Proven { .. }) && !self.policies.fails()
    }

    /// Judges what a task names, with `chain` as it was proven, or not.
    pub(super) fn of(
        embedded: &EmbeddedTask,
        chain: &Result<Chain, ChainError>,
        proofs: &Proofs,
        policies: PolicyStanding,
    ) -> Self {
        let standing = match chain {
            Ok(_) if embedded.proofs().is_empty() => Standing::Own,
            Ok(chain) => {
                Standing::Proven { command: chain.command().clone(), validity: chain.validity() }
            }
            Err(ChainError::UnavailableProof { .. }) => {
                let named = embedded.proofs().iter().enumerate();
                let missing = named.filter(|(_, cid)| !proofs.contains(cid));
                Standing::Missing(
                    missing.map(|(index, cid)| MissingProof { index, cid: *cid }).collect(),
                )
            }
            Err(error) => Standing::Refused(error.clone()),
        };
        Self { proofs: embedded.proofs().to_vec(), standing, policies }
    }
}

impl PolicyStanding {
    /// Whether a statement is seen to fail.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.findings.first().is_some_and(|finding| finding.state == FindingState::Fails)
    }

    /// Judges the policies of a chain on arguments with promises in them, and with `slot`,
    /// if there is one. `awaited` says what a promise awaits.
    pub(super) fn of(
        chain: &Chain,
        embedded: &EmbeddedTask,
        slot: Option<&Slot>,
        awaited: &dyn Fn(&Cid) -> Awaited,
        budget: &mut Budget,
    ) -> Self {
        let mut standing = Self::default();
        if chain.policies().all(|hop| hop.policy.statements().is_empty()) {
            return standing;
        }
        let args = Ipld::Map(embedded.task().args().clone());
        let is_slot = |value: &Ipld| slot.is_some_and(|slot| slot.is(value));
        let is_open = |value: &Ipld| Promise::of(value).is_some() || is_slot(value);
        let (mut failing, mut waiting) = (Vec::new(), Vec::new());
        for hop in chain.policies() {
            let prospects = hop.policy.foresee(&args, &is_open, budget);
            for (statement, prospect) in prospects.into_iter().enumerate() {
                let state = match prospect {
                    Prospect::Holds => {
                        standing.holding += 1;
                        continue;
                    }
                    Prospect::Fails => FindingState::Fails,
                    Prospect::Depends { on } => FindingState::Waits(
                        on.into_iter()
                            .map(|open| match Promise::of(open) {
                                Some(promise) => awaited(promise.task()),
                                None => Awaited::Failure,
                            })
                            .collect(),
                    ),
                    _ => FindingState::NotJudged,
                };
                let findings =
                    if state == FindingState::Fails { &mut failing } else { &mut waiting };
                if findings.len() == MAX_POLICY_FINDINGS {
                    standing.omitted += 1;
                } else {
                    let (proof, cid) = (hop.index, *hop.cid);
                    findings.push(PolicyFinding { proof, cid, statement, state });
                }
            }
        }
        failing.append(&mut waiting);
        standing.omitted += failing.len().saturating_sub(MAX_POLICY_FINDINGS);
        failing.truncate(MAX_POLICY_FINDINGS);
        standing.findings = failing;
        standing
    }
}
