//! What can be wrong with an archive.

use alloc::string::String;

use crate::{block::BlockError, dag_cbor::DagCborErrorKind};

/// An archive that was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("CAR, byte {offset}: {kind}")]
#[non_exhaustive]
pub struct CarError {
    /// Offset in bytes of what is at fault, from the start of the archive.
    pub offset: usize,
    /// The rule that was broken.
    pub kind: CarErrorKind,
}

/// The rules of an archive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CarErrorKind {
    /// A block is not what its CID says.
    #[error(transparent)]
    Block(BlockError),
    /// The header is not canonical DAG-CBOR.
    #[error("the header: {0}")]
    Header(DagCborErrorKind),
    /// The header has no such field.
    #[error("the header has no `{name}`")]
    HeaderFieldMissing {
        /// The name of the field.
        name: &'static str,
    },
    /// The header has a field that version 1 does not know.
    #[error("the header has a field `{name}`, which version 1 does not know")]
    HeaderFieldUnknown {
        /// The name of the field.
        name: String,
    },
    /// The header is not a map.
    #[error("the header is not a map")]
    HeaderNotAMap,
    /// The header is longer than the limits allow.
    #[error("the header has {found} bytes; {limit} are allowed")]
    HeaderTooLarge {
        /// The length that it claims, in bytes.
        found: u64,
        /// The limit in force.
        limit: usize,
    },
    /// The CID of a block uses the identity hash: it is its own content.
    #[error("a block goes by an identity CID, which holds its content itself")]
    IdentityCid,
    /// A section does not start with a CID of version 0 or 1.
    #[error("the section does not start with a CID")]
    InvalidCid,
    /// A length could be written in fewer bytes.
    #[error("a length is not written in its shortest form")]
    LengthNotShortest,
    /// A length takes more than the nine bytes of a varint.
    #[error("a length is longer than a varint may be")]
    LengthTooLong,
    /// `roots` is not a list of links.
    #[error("`roots` is not a list of links")]
    RootsNotLinks,
    /// A section is longer than the limits allow.
    #[error("the section has {found} bytes; {limit} are allowed")]
    SectionTooLarge {
        /// The length that it claims, in bytes.
        found: u64,
        /// The limit in force.
        limit: usize,
    },
    /// There are more sections than the limits allow.
    #[error("more than {limit} sections")]
    TooManySections {
        /// The limit in force.
        limit: usize,
    },
    /// The bytes end inside of a length, the header or a section.
    #[error("the bytes end here, inside of a length, the header or a section")]
    UnexpectedEnd,
    /// The version is a number other than 1.
    #[error("version {found} is not read; version 1 is")]
    UnsupportedVersion {
        /// The version found.
        found: i128,
    },
    /// The bytes are those of version 2, which wraps an archive of version 1.
    #[error("this is a CAR of version 2; unwrap the version 1 that it contains")]
    Version2,
    /// The version is not an integer.
    #[error("`version` is not an integer")]
    VersionNotAnInteger,
}

impl CarErrorKind {
    pub(super) const fn at(self, offset: usize) -> CarError {
        CarError { offset, kind: self }
    }
}
