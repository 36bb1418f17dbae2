//! What a task may do to the world, and what follows from it.

use core::fmt;

/// How far a task reaches, and so how freely it may be repeated (IPVM Effects; the
/// three levels of resilience of the talks).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum EffectClass {
    /// Depends on its arguments alone: run once, remembered for ever, run again
    /// at will.
    Pure,
    /// Reads the world: may be repeated and raced, and may go stale.
    Query,
    /// Changes the world: at most once.
    Mutation,
}

impl EffectClass {
    /// All of them, from the freest.
    pub const ALL: [Self; 3] = [Self::Pure, Self::Query, Self::Mutation];

    /// What may be done with a task of this class, if its handler says no more.
    #[must_use]
    pub const fn allows(self) -> Allowances {
        match self {
            Self::Pure => Allowances {
                reuse: Reuse::Forever,
                retry: true,
                race: true,
                take_over: true,
                empty_nonce: true,
                reproducible: true,
                phase: Phase::Computation,
            },
            Self::Query => Allowances {
                reuse: Reuse::WhileFresh,
                retry: true,
                race: true,
                take_over: true,
                empty_nonce: true,
                reproducible: false,
                phase: Phase::Queries,
            },
            Self::Mutation => Allowances {
                reuse: Reuse::Never,
                retry: false,
                race: false,
                take_over: false,
                empty_nonce: false,
                reproducible: false,
                phase: Phase::Mutations,
            },
        }
    }
}

impl fmt::Display for EffectClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pure => "pure",
            Self::Query => "query",
            Self::Mutation => "mutation",
        })
    }
}

/// What may be done with a task, as data for planners and executors.
///
/// | | pure | query | mutation | idempotent mutation |
/// |---|---|---|---|---|
/// | [`reuse`](Self::reuse) | for ever | while fresh | never | never |
/// | [`retry`](Self::retry) | yes | yes | no | yes |
/// | [`race`](Self::race) | yes | yes | no | no |
/// | [`take_over`](Self::take_over) | yes | yes | no | yes |
/// | [`empty_nonce`](Self::empty_nonce) | yes | yes | no | yes |
/// | [`reproducible`](Self::reproducible) | yes | no | no | no |
/// | [`phase`](Self::phase) | in the middle | first | last | last |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Allowances {
    /// How long another task may use the result.
    pub reuse: Reuse,
    /// It may be run again after it failed without a receipt.
    pub retry: bool,
    /// Several executors may run it at the same time, and the first to end counts.
    pub race: bool,
    /// Another may carry on when a claim on it has expired (ruling I10).
    pub take_over: bool,
    /// It may be asked for with an empty nonce (rulings T11 and I10).
    pub empty_nonce: bool,
    /// Two executors come to the same result, so that one can be held against the other.
    pub reproducible: bool,
    /// Where in a workflow it stands.
    pub phase: Phase,
}

/// How long a result may be used by another task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reuse {
    /// Not at all: it is the record of what happened once.
    Never,
    /// Until its receipt expires (ruling I2).
    WhileFresh,
    /// For ever, and by strangers too (ruling I6 c).
    Forever,
}

/// The parts of a workflow, in the order in which they run: queries, then what is
/// computed from them, then what changes the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Reading the world.
    Queries,
    /// Computing, as one transaction.
    Computation,
    /// Changing the world, which cannot be undone.
    Mutations,
}
