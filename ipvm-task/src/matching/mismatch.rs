//! Why an offer does not fit.

use alloc::{string::String, vec::Vec};
use core::fmt;

use cid::Cid;
use ucan_core::{Command, Timestamp};

use crate::{price::Price, verification::VerificationKind};

/// Why a task may not take an offer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mismatch {
    /// The offer has ended, or has not begun.
    #[error("the offer is not valid at {now}")]
    NotValid {
        /// When it was judged.
        now: Timestamp,
    },
    /// It has no handler for the command.
    #[error("it does not run {wanted}")]
    Command {
        /// The command.
        wanted: Command,
    },
    /// It grants less than the task asks for.
    #[error("it grants {offered} {limit}; the task asks for {needed}")]
    Limit {
        /// Which limit.
        limit: LimitKind,
        /// What the task asks for, in the unit of the limit.
        needed: u128,
        /// What the offer grants, in the unit of the limit.
        offered: u128,
    },
    /// It takes no part in the strategy, or nobody does.
    #[error("it takes no part in verification by {wanted}")]
    Check {
        /// The strategy.
        wanted: VerificationKind,
    },
    /// The strategy names others, so that its receipt would not be heard.
    #[error("it is not among those that the {check} names")]
    NoPart {
        /// The strategy.
        check: VerificationKind,
    },
    /// Its word does not count, or the task is secret and may be given to nobody else.
    #[error("{}", if *secret { "the task is secret, and it is not trusted" } else { "its word does not count" })]
    NotTrusted {
        /// Whether the task is secret.
        secret: bool,
    },
    /// It lacks a label, or has another value of it.
    #[error("its {} is {}, not {}", crate::kind::shown(key), found.as_deref().map_or_else(|| "not said".into(), crate::kind::shown), crate::kind::shown(wanted))]
    Label {
        /// The label.
        key: String,
        /// The value that is wanted.
        wanted: String,
        /// The value of the offer, if it has one.
        found: Option<String>,
    },
    /// Its price is in another unit.
    #[error("its price is in {}, not in {}", crate::kind::shown(found), crate::kind::shown(wanted))]
    PriceUnit {
        /// The unit of the limit.
        wanted: String,
        /// The unit of the offer.
        found: String,
    },
    /// It costs more than the task may.
    #[error("it costs {found}; the task pays up to {limit}")]
    Price {
        /// The most that a unit of gas may cost.
        limit: Price,
        /// What it costs.
        found: Price,
    },
    /// It does not hold content that may not be moved.
    #[error("it does not hold {} of the contents, which may not be moved", missing.len())]
    DataElsewhere {
        /// What it does not hold.
        missing: Vec<Cid>,
    },
}

/// A quantity that is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum LimitKind {
    /// Time, in nanoseconds.
    Time,
    /// Memory, in bytes.
    Memory,
    /// What is added to the store, in bytes.
    Disk,
    /// Work, in fuel.
    Fuel,
}

impl LimitKind {
    /// How much of the exact amount one unit is.
    pub(super) const fn per_unit(self) -> u128 {
        match self {
            Self::Time => 1_000,
            Self::Memory | Self::Disk => 8_000_000_000_000,
            Self::Fuel => 1,
        }
    }
}

impl fmt::Display for LimitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Time => "nanoseconds",
            Self::Memory => "bytes of memory",
            Self::Disk => "bytes in the store",
            Self::Fuel => "fuel",
        })
    }
}
