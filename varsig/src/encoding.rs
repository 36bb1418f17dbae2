//! How the signed payload was turned into bytes.

use core::fmt;

/// The payload encoding segment of a varsig header (Varsig, Payload Encoding).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PayloadEncoding {
    /// Canonical DAG-CBOR, code `0x71`.
    DagCbor,
}

impl fmt::Display for PayloadEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DagCbor => "DAG-CBOR",
        })
    }
}
