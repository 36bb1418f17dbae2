//! What can be lost in a store.

use std::fmt;

use cid::Cid;
use ucan_core::TokenCid;

use super::{Address, Role};

/// A row of a store that cannot be what was written, or one that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Damage {
    /// The table, by the store's own name.
    pub table: &'static str,
    /// The key of the row, as it stands there or would stand.
    pub key: Vec<u8>,
    /// What is lost with it.
    pub lost: Lost,
}

/// What is lost with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lost {
    /// The bytes of a block. Putting it again mends it, and whatever computed it can be
    /// run again.
    Content(Cid),
    /// Whether a block is public, and where its bytes are.
    Visibility(Cid),
    /// Nothing: one of two records of where the bytes of a block are is gone, or is there and
    /// should not be. The other, its own, stands.
    Place(Cid),
    /// That a block belonged to somebody, or to whom.
    Owner(Cid),
    /// The signed bytes of a receipt, which the index may still find. They cannot be made
    /// again, only attested anew.
    Token(Cid),
    /// What a receipt is found by, or what its task was. What it was found by still
    /// stands in the index, and who it was about does not.
    Facts(Cid),
    /// That a receipt is found so: its own record says that it is to be.
    Found {
        /// How the CID stands to it.
        role: Role,
        /// What it is to be found by.
        cid: Cid,
        /// The receipt.
        receipt: Cid,
    },
    /// Nothing: a receipt is found so, and its own record does not say so.
    Unfounded {
        /// How the CID stands to it.
        role: Role,
        /// What it is found by.
        cid: Cid,
        /// The receipt.
        receipt: Cid,
    },
    /// What is remembered at an address.
    Result(Address),
    /// Who is at work on a mutation: it is indeterminate, and no late commit settles it.
    Claim(Cid),
    /// That a mutation was begun. Its result or its claim still says so.
    Begun(Cid),
    /// What became of a mutation that was begun: neither its result nor its claim is
    /// there. It is indeterminate.
    Outcome(Cid),
    /// One of the two records of a pin; the other still says it.
    Pin(Cid),
    /// A value by name, or that it was there.
    Value,
    /// What a task did to a value by name.
    Change(Cid),
    /// What the row says, and what it was about: its key is none that is ever written.
    Unknown,
    /// Rows behind the key, which is empty for the first: the store cannot read where they stand,
    /// nor write there. What other records say of them is told as lost by itself.
    Rows,
}

impl Damage {
    /// A row of the table. For stores only.
    #[must_use]
    pub const fn new(table: &'static str, key: Vec<u8>, lost: Lost) -> Self {
        Self { table, key, lost }
    }

    /// Whether a second record says what stood there, so that
    /// [`Inventory::repair`](super::Inventory::repair) mends it.
    #[must_use]
    pub const fn can_be_mended(&self) -> bool {
        matches!(
            self.lost,
            Lost::Place(_)
                | Lost::Facts(_)
                | Lost::Found { .. }
                | Lost::Unfounded { .. }
                | Lost::Begun(_)
                | Lost::Pin(_)
        )
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.table, self.lost)
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content(cid) => write!(f, "the bytes of block {cid} are lost"),
            Self::Visibility(cid) => write!(f, "who may read block {cid} is lost"),
            Self::Place(cid) => {
                write!(f, "the second record of where block {cid} stands is wrong")
            }
            Self::Owner(cid) => write!(f, "an owner of block {cid} is lost"),
            Self::Token(cid) => write!(f, "the token of receipt {} is lost", TokenCid(cid)),
            Self::Facts(cid) => write!(f, "what receipt {} is about is lost", TokenCid(cid)),
            Self::Found { role, cid, receipt } => {
                write!(f, "receipt {} is not found by its {role} {cid}", TokenCid(receipt))
            }
            Self::Unfounded { role, cid, receipt } => {
                write!(
                    f,
                    "receipt {} is found by the {role} {cid}, which it does not name",
                    TokenCid(receipt)
                )
            }
            Self::Result(address) => write!(f, "the result of {address} is lost"),
            Self::Claim(cid) => write!(f, "the claim on mutation {cid} is lost"),
            Self::Begun(cid) => write!(f, "the second record of mutation {cid} is lost"),
            Self::Outcome(cid) => write!(f, "what became of mutation {cid} is lost"),
            Self::Pin(cid) => write!(f, "one of two records of the pin on {cid} is lost"),
            Self::Value => f.write_str("a value by name is lost"),
            Self::Change(cid) => write!(f, "what task {cid} did to a value is lost"),
            Self::Unknown => f.write_str("a row has no key that is ever written"),
            Self::Rows => f.write_str("some of the rows cannot be read"),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Task => "task",
            Self::Input => "input",
            Self::Output => "output",
        })
    }
}
