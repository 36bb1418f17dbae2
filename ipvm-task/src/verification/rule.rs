//! What a verification strategy must keep to.

use alloc::string::String;

/// A rule that a verification strategy breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerificationRule {
    /// A consensus of nobody.
    #[error("a consensus has at least one agent")]
    NoAgents,
    /// An optimistic verification without confirmations.
    #[error("an optimistic verification asks for at least one confirmation")]
    NoConfirmations,
    /// More than one strategy, or none.
    #[error("a check names one strategy; this map has {found} keys")]
    OneStrategy {
        /// How many keys the map has.
        found: usize,
    },
    /// A strategy that has parameters, without them.
    #[error("`{strategy}` needs its parameters: {{\"{strategy}\": …}}")]
    Parameters {
        /// The strategy.
        strategy: &'static str,
    },
    /// A strategy that has no parameters, with some.
    #[error("`{strategy}` has no parameters and is written as a string")]
    NoParameters {
        /// The strategy.
        strategy: &'static str,
    },
    /// The same agent twice: its word would count twice.
    #[error("the agent at index {index} is named before")]
    RepeatedAgent {
        /// Where it is named again, counted from zero.
        index: usize,
    },
    /// A strategy that the draft does not know.
    #[error("`{found}` is no strategy of verification")]
    Strategy {
        /// The name, cut short.
        found: String,
    },
    /// A system of proofs that the draft does not know.
    #[error("`{found}` is no system of proofs; expected groth16, nova or nova2")]
    System {
        /// The name, cut short.
        found: String,
    },
    /// Not a majority, or more than there are.
    #[error(
        "the threshold for {agents} agents is more than half of them and not more than all, not {found}"
    )]
    Threshold {
        /// How many agents there are.
        agents: u64,
        /// The threshold found.
        found: u64,
    },
}
