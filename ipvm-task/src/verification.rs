//! How much has to be known before a result counts.

mod read;
mod rule;

use alloc::{collections::BTreeMap, string::String, sync::Arc, vec::Vec};
use core::fmt;

use ipld_core::ipld::Ipld;
use ucan_core::Did;

pub use self::rule::VerificationRule;

/// The strategy by which a result is verified, as `check` names it (IPVM Workflow,
/// Verification Strategy; the shapes are those of the Job draft).
///
/// | Written | Counts once |
/// |---|---|
/// | `"attestation"` | one executor that is trusted has attested to it |
/// | `{"optimistic": {"confirmations": n, "referee": did}}` | `n` executors that are trusted agree; if they do not, the referee decides |
/// | `{"consensus": {"agents": [did], "threshold": n}}` | `n` of the agents agree, a majority; all of them, if no threshold is named |
/// | `{"oracle": {"did": did}}` | that one has attested to it |
/// | `"replay"` | an executor that is trusted has come to the same as another |
/// | `{"zkp": name}` | never: there is no verifier of proofs here, and a task that asks for one is refused |
///
/// ```
/// use ipld_core::ipld;
/// use ipvm_task::Verification;
///
/// let check = ipld!({"optimistic": {"confirmations": 2, "referee": "did:web:example.com"}});
/// assert_eq!(Verification::read(&check)?.to_ipld(), check);
/// assert_eq!(Verification::default(), Verification::Attestation);
/// # Ok::<(), ipvm_task::ConfigLayerError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verification {
    /// The word of one executor that is trusted.
    #[default]
    Attestation,
    /// Accepted as long as nobody that is trusted disagrees; else a referee decides.
    Optimistic(Optimistic),
    /// A majority of named executors.
    Consensus(Consensus),
    /// The word of one that the task names, whoever that is.
    Oracle(Did),
    /// Run again by an executor that is trusted.
    Replay,
    /// A proof of zero knowledge. Read, so that it can be named in a refusal.
    ZeroKnowledge(ProofSystem),
}

/// What an optimistic verification asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimistic {
    confirmations: u64,
    referee: Did,
}

impl Optimistic {
    /// So many executors that agree, the first one included, and the referee for when
    /// they do not.
    ///
    /// # Errors
    ///
    /// [`VerificationRule::NoConfirmations`] for none.
    pub fn new(confirmations: u64, referee: Did) -> Result<Self, VerificationRule> {
        if confirmations == 0 {
            return Err(VerificationRule::NoConfirmations);
        }
        Ok(Self { confirmations, referee })
    }

    /// How many executors must agree, the first one included.
    #[must_use]
    pub const fn confirmations(&self) -> u64 {
        self.confirmations
    }

    /// Who decides if they do not.
    #[must_use]
    pub const fn referee(&self) -> &Did {
        &self.referee
    }
}

/// What a consensus asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consensus {
    /// Shared, since a workflow may name them for all of its tasks.
    agents: Arc<[Did]>,
    threshold: Option<u64>,
}

impl Consensus {
    /// So many of these agents, or all of them.
    ///
    /// # Errors
    ///
    /// [`VerificationRule::NoAgents`] without agents,
    /// [`VerificationRule::RepeatedAgent`] if one is named twice,
    /// [`VerificationRule::Threshold`] unless the threshold is more than half of them
    /// and not more than all: of two results, only one may reach it.
    pub fn new(agents: Vec<Did>, threshold: Option<u64>) -> Result<Self, VerificationRule> {
        let mut seen = alloc::collections::BTreeSet::new();
        if let Some(repeated) = agents.iter().position(|agent| !seen.insert(agent)) {
            return Err(VerificationRule::RepeatedAgent { index: repeated });
        }
        let count = u64::try_from(agents.len()).unwrap_or(u64::MAX);
        if count == 0 {
            return Err(VerificationRule::NoAgents);
        }
        match threshold {
            Some(found) if found > count || found <= count / 2 => {
                Err(VerificationRule::Threshold { agents: count, found })
            }
            _ => Ok(Self { agents: agents.into(), threshold }),
        }
    }

    /// Whose results are compared, in the order in which they were named.
    #[must_use]
    pub fn agents(&self) -> &[Did] {
        &self.agents
    }

    /// How many of them must agree.
    #[must_use]
    pub fn threshold(&self) -> u64 {
        self.threshold.unwrap_or_else(|| u64::try_from(self.agents.len()).unwrap_or(u64::MAX))
    }
}

/// A system of proofs that the Job draft names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProofSystem {
    /// Groth16.
    Groth16,
    /// Nova.
    Nova,
    /// Nova 2.
    Nova2,
}

impl ProofSystem {
    /// The word that is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Groth16 => "groth16",
            Self::Nova => "nova",
            Self::Nova2 => "nova2",
        }
    }
}

/// The strategies without what they ask for, as an executor offers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[expect(missing_docs, reason = "they are those of `Verification`, where they are described")]
pub enum VerificationKind {
    Attestation,
    Consensus,
    Optimistic,
    Oracle,
    Replay,
    ZeroKnowledge,
}

impl VerificationKind {
    /// All of them, by name.
    pub const ALL: [Self; 6] = [
        Self::Attestation,
        Self::Consensus,
        Self::Optimistic,
        Self::Oracle,
        Self::Replay,
        Self::ZeroKnowledge,
    ];

    /// The word that is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attestation => "attestation",
            Self::Consensus => "consensus",
            Self::Optimistic => "optimistic",
            Self::Oracle => "oracle",
            Self::Replay => "replay",
            Self::ZeroKnowledge => "zkp",
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for VerificationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Verification {
    /// The strategy without what it asks for.
    #[must_use]
    pub const fn kind(&self) -> VerificationKind {
        match self {
            Self::Attestation => VerificationKind::Attestation,
            Self::Optimistic(_) => VerificationKind::Optimistic,
            Self::Consensus(_) => VerificationKind::Consensus,
            Self::Oracle(_) => VerificationKind::Oracle,
            Self::Replay => VerificationKind::Replay,
            Self::ZeroKnowledge(_) => VerificationKind::ZeroKnowledge,
        }
    }

    /// The value of `check`, as it was read.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let natural = |number: u64| Ipld::Integer(number.into());
        let did = |did: &Did| Ipld::String(did.as_str().into());
        let map = |fields: &[(&str, Ipld)]| {
            let fields = fields.iter().map(|(key, value)| (String::from(*key), value.clone()));
            Ipld::Map(fields.collect())
        };
        let parameters = match self {
            Self::Attestation | Self::Replay => return Ipld::String(self.kind().name().into()),
            Self::Optimistic(it) => {
                map(&[("confirmations", natural(it.confirmations)), ("referee", did(&it.referee))])
            }
            Self::Consensus(it) => {
                let agents = Ipld::List(it.agents.iter().map(did).collect());
                match it.threshold {
                    None => map(&[("agents", agents)]),
                    Some(n) => map(&[("agents", agents), ("threshold", natural(n))]),
                }
            }
            Self::Oracle(oracle) => map(&[("did", did(oracle))]),
            Self::ZeroKnowledge(system) => Ipld::String(system.name().into()),
        };
        Ipld::Map(BTreeMap::from([(self.kind().name().into(), parameters)]))
    }
}

/// For people: `2 of 3 agents`.
impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attestation => f.write_str("attestation by a trusted executor"),
            Self::Optimistic(it) => {
                write!(
                    f,
                    "{} executors that agree, or the referee {}",
                    it.confirmations, it.referee
                )
            }
            Self::Consensus(it) => write!(f, "{} of {} agents", it.threshold(), it.agents.len()),
            Self::Oracle(did) => write!(f, "attestation by {did}"),
            Self::Replay => f.write_str("execution a second time by a trusted executor"),
            Self::ZeroKnowledge(system) => write!(f, "a proof in {}", system.name()),
        }
    }
}
