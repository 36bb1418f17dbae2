//! What can be wrong with DAG-PB.

use core::fmt;

use crate::protobuf::{WireError, WireFault};

/// Bytes that are not DAG-PB, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DagPbError {
    /// Offset in bytes of the field at fault; where something is missing from a link, of
    /// that link.
    pub offset: usize,
    /// The rule that was broken.
    pub kind: DagPbErrorKind,
}

impl fmt::Display for DagPbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DAG-PB, byte {}: {}", self.offset, self.kind)
    }
}

impl core::error::Error for DagPbError {}

impl From<WireFault> for DagPbError {
    fn from(fault: WireFault) -> Self {
        Self { offset: fault.offset, kind: DagPbErrorKind::Wire(fault.error) }
    }
}

/// The rules of DAG-PB (ruling O82).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DagPbErrorKind {
    /// Bytes follow the CID of a link.
    #[error("bytes follow the CID of a link")]
    CidTrailingBytes,
    /// The data of a node, or a field of a link, stands twice.
    #[error("field {field} stands twice")]
    DuplicateField {
        /// The number of the field.
        field: u64,
    },
    /// The `Hash` of a link is no CID.
    #[error("the hash of a link is no CID")]
    InvalidCid,
    /// The fields of a link are not in the order of their numbers.
    #[error("field {field} of a link stands behind one with a higher number")]
    LinkFieldOrder {
        /// The number of the field that comes too late.
        field: u64,
    },
    /// A link has no `Hash`.
    #[error("a link has no hash")]
    MissingHash,
    /// The name of a link is not UTF-8.
    #[error("the name of a link is not UTF-8")]
    NameNotUtf8,
    /// There are links before the data and links behind it.
    #[error("links stand before the data and behind it")]
    SplitLinks,
    /// A field that the message does not have.
    #[error("there is no field {field}")]
    UnknownField {
        /// The number of the field.
        field: u64,
    },
    /// The wire format is broken.
    #[error(transparent)]
    Wire(WireError),
    /// A field that is there with another type.
    #[error("field {field} has the wrong wire type")]
    WrongType {
        /// The number of the field.
        field: u64,
    },
}
