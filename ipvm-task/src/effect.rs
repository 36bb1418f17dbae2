//! What a task may do to the world.

use core::fmt;

/// How far a task reaches, and so how freely it may be repeated.
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

impl fmt::Display for EffectClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pure => "pure",
            Self::Query => "query",
            Self::Mutation => "mutation",
        })
    }
}
