//! How the signed payload was turned into bytes.

use core::fmt;

use crate::{multicodec as code, segments::Segments};

/// The payload encoding of a varsig header (Varsig, Payload Encoding).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PayloadEncoding {
    /// The payload's own bytes, code `0x5f`.
    ByteIdentical,
    /// Canonical DAG-CBOR, code `0x71`.
    DagCbor,
    /// Canonical DAG-JSON, code `0x0129`.
    DagJson,
    /// EIP-191 "personal sign" over another encoding, code `0xe191` and that of the other.
    Eip191(InnerEncoding),
    /// Anything else, kept as it came and never trusted.
    Unknown(Segments),
}

/// What stands inside the message that a wallet signs (Varsig, Payload Encoding).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum InnerEncoding {
    /// The payload's own bytes, code `0x5f`.
    ByteIdentical,
    /// Canonical DAG-CBOR, code `0x71`.
    DagCbor,
    /// Canonical DAG-JSON, code `0x0129`.
    DagJson,
    /// Anything else, a second EIP-191 among it, kept as it came and never trusted.
    Unknown(Segments),
}

impl PayloadEncoding {
    /// The segments of the encoding, in the order of the header.
    pub(crate) fn write(&self, mut segment: impl FnMut(u64)) {
        let inner = match *self {
            Self::ByteIdentical => InnerEncoding::ByteIdentical,
            Self::DagCbor => InnerEncoding::DagCbor,
            Self::DagJson => InnerEncoding::DagJson,
            Self::Unknown(segments) => InnerEncoding::Unknown(segments),
            Self::Eip191(inner) => {
                segment(code::EIP_191);
                inner
            }
        };
        match inner {
            InnerEncoding::ByteIdentical => segment(code::BYTE_IDENTICAL),
            InnerEncoding::DagCbor => segment(code::DAG_CBOR),
            InnerEncoding::DagJson => segment(code::DAG_JSON),
            InnerEncoding::Unknown(segments) => {
                segments.as_slice().iter().copied().for_each(segment);
            }
        }
    }
}

impl InnerEncoding {
    /// The encoding of one segment, if the text defines it.
    pub(crate) const fn read(code: u64) -> Option<Self> {
        Some(match code {
            code::BYTE_IDENTICAL => Self::ByteIdentical,
            code::DAG_CBOR => Self::DagCbor,
            code::DAG_JSON => Self::DagJson,
            _ => return None,
        })
    }
}

impl From<InnerEncoding> for PayloadEncoding {
    /// The same encoding without a wallet's message around it.
    fn from(inner: InnerEncoding) -> Self {
        match inner {
            InnerEncoding::ByteIdentical => Self::ByteIdentical,
            InnerEncoding::DagCbor => Self::DagCbor,
            InnerEncoding::DagJson => Self::DagJson,
            InnerEncoding::Unknown(segments) => Self::Unknown(segments),
        }
    }
}

impl fmt::Display for PayloadEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByteIdentical => f.write_str("byte-identical"),
            Self::DagCbor => f.write_str("DAG-CBOR"),
            Self::DagJson => f.write_str("DAG-JSON"),
            Self::Eip191(inner) => write!(f, "EIP-191 over {}", Self::from(*inner)),
            Self::Unknown(segments) => write!(f, "the unknown encoding {segments}"),
        }
    }
}
