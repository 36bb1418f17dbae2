//! Results on the other branch than was awaited.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_invocation::{Branch, Outcome};

/// The name of the error (rulings I3 and I5).
const NAME: &str = "BranchMismatch";

/// A result on the other branch than was awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BranchMismatch {
    /// The branch that was awaited.
    pub expected: Branch,
    /// The branch of the result.
    pub got: Branch,
    /// The receipt with the result.
    pub from: Cid,
}

impl BranchMismatch {
    /// The value on the error branch of the waiting task's receipt: a map of `name`,
    /// `message`, `expected`, `got` and `from`.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        Ipld::Map(BTreeMap::from([
            ("name".into(), Ipld::String(NAME.into())),
            (
                "message".into(),
                Ipld::String(alloc::format!(
                    "awaited the {} branch of a task that ended on the {} branch",
                    self.expected,
                    self.got
                )),
            ),
            ("expected".into(), Ipld::String(self.expected.to_string())),
            ("got".into(), Ipld::String(self.got.to_string())),
            ("from".into(), Ipld::Link(self.from)),
        ]))
    }

    /// How the waiting task ends. Its executor signs this, marked as a fault (ruling I3).
    #[must_use]
    pub fn to_outcome(&self) -> Outcome {
        Outcome::Error(self.to_ipld())
    }

    /// Reads the error of a task that ended so, whatever the message. Where one task after
    /// the other ends so, `from` leads from receipt to receipt to what failed first.
    #[must_use]
    pub fn of(outcome: &Outcome) -> Option<Self> {
        let Outcome::Error(Ipld::Map(map)) = outcome else { return None };
        let text = |key: &str| match map.get(key) {
            Some(Ipld::String(text)) => Some(String::as_str(text)),
            _ => None,
        };
        let branch = |key| match text(key) {
            Some("ok") => Some(Branch::Ok),
            Some("error") => Some(Branch::Error),
            _ => None,
        };
        let (expected, got) = (branch("expected")?, branch("got")?);
        match map.get("from") {
            Some(Ipld::Link(from)) if text("name") == Some(NAME) && expected != got => {
                Some(Self { expected, got, from: *from })
            }
            _ => None,
        }
    }
}
