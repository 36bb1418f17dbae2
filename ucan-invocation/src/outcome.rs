//! How a task ended.

use alloc::{collections::BTreeMap, string::String};
use core::fmt;

use ipld_core::ipld::Ipld;

/// Which branch of a result something is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Branch {
    /// The task did what it was asked for.
    Ok,
    /// The task failed.
    Error,
}

impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "ok",
            Self::Error => "error",
        })
    }
}

/// The result of a task: a value on one of two branches.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The value that the command defines for success.
    Ok(Ipld),
    /// The value that says what failed. Whether the executor or the task itself
    /// says it stands beside it, in the receipt (ruling I3).
    Error(Ipld),
}

impl Outcome {
    /// The branch.
    #[must_use]
    pub const fn branch(&self) -> Branch {
        match self {
            Self::Ok(_) => Branch::Ok,
            Self::Error(_) => Branch::Error,
        }
    }

    /// The value, without its branch.
    #[must_use]
    pub const fn value(&self) -> &Ipld {
        match self {
            Self::Ok(value) | Self::Error(value) => value,
        }
    }

    /// The map with one key, `ok` or `error`.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let key = match self.branch() {
            Branch::Ok => "ok",
            Branch::Error => "error",
        };
        Ipld::Map(BTreeMap::from([(key.into(), self.value().clone())]))
    }

    /// Reads a map with exactly one key, `ok` or `error`.
    #[must_use]
    pub fn of(mut map: BTreeMap<String, Ipld>) -> Option<Self> {
        let (key, value) = map.pop_first()?;
        match (key.as_str(), map.is_empty()) {
            ("ok", true) => Some(Self::Ok(value)),
            ("error", true) => Some(Self::Error(value)),
            _ => None,
        }
    }
}
