//! What evidence shows.

use core::fmt;

use cid::Cid;
use ucan_core::{Did, TokenCid};

use crate::judge::{OutcomeId, Statement};

/// What evidence shows, once every signature in it was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// Two executors attest to different outcomes of one reproducible task: one of them is
    /// wrong.
    Contradiction {
        /// The task, as resolved.
        task: Cid,
        /// What they say.
        statements: [Statement; 2],
    },
    /// One executor attests to different outcomes of one reproducible task: it is wrong in
    /// one of them, whatever the task comes to.
    Equivocation {
        /// The task, as resolved.
        task: Cid,
        /// What it says.
        statements: [Statement; 2],
    },
    /// Two executors attest to have done what is to be done once (ruling O39).
    RanTwice {
        /// The task, as resolved.
        task: Cid,
        /// What they say.
        statements: [Statement; 2],
    },
    /// A token does not bear the signature of the issuer that it names.
    NotSigned {
        /// The CID of the token.
        token: Cid,
        /// Who is said to have issued it, and did not: this speaks neither against them
        /// nor against anybody else.
        named: Did,
    },
}

impl Finding {
    /// The executor against whom the signatures alone speak, if there is one.
    #[must_use]
    pub const fn against(&self) -> Option<&Did> {
        match self {
            Self::Equivocation { statements, .. } => Some(&statements[0].executor),
            _ => None,
        }
    }

    /// The statements; none for a token.
    #[must_use]
    pub const fn statements(&self) -> &[Statement] {
        match self {
            Self::Contradiction { statements, .. }
            | Self::Equivocation { statements, .. }
            | Self::RanTwice { statements, .. } => statements,
            Self::NotSigned { .. } => &[],
        }
    }

    /// The statements that are wrong if the task came to `outcome`, for whoever has run it
    /// again, or believes a referee. None where outcomes are not what it is about.
    pub fn refuted_by(&self, outcome: OutcomeId) -> impl Iterator<Item = &Statement> {
        let compared = match self {
            Self::Contradiction { statements, .. } | Self::Equivocation { statements, .. } => {
                statements.as_slice()
            }
            _ => &[],
        };
        compared.iter().filter(move |statement| statement.outcome != outcome)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contradiction { task, statements: [a, b] } => {
                let (a, b) = (&a.executor, &b.executor);
                write!(f, "{a} and {b} attest to different outcomes of task {task}")
            }
            Self::Equivocation { task, statements: [a, _] } => {
                write!(f, "{} attests to two outcomes of task {task}", a.executor)
            }
            Self::RanTwice { task, statements: [a, b] } => {
                write!(f, "{} and {} have both done task {task}", a.executor, b.executor)
            }
            Self::NotSigned { token, named } => {
                write!(f, "token {} names {named}, who did not sign it", TokenCid(token))
            }
        }
    }
}
