//! What can be wrong with a varsig header.

/// A header that was refused, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("varsig header, byte {offset}: {kind}")]
#[non_exhaustive]
pub struct HeaderError {
    /// Offset in bytes of the segment at fault.
    pub offset: usize,
    /// The rule that was broken.
    pub kind: HeaderErrorKind,
}

/// The rules of a varsig header.
///
/// An algorithm or encoding that this build does not know breaks none of them:
/// it is kept, and refused where a signature is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderErrorKind {
    /// The first segment is not the varsig prefix `0x34`.
    #[error("the prefix is {found:#x}, not 0x34")]
    NotVarsig {
        /// The code found.
        found: u64,
    },
    /// More unknown segments than are kept, which are eight.
    #[error("more than {limit} segments of an unknown kind")]
    TooManySegments {
        /// How many are kept.
        limit: usize,
    },
    /// Bytes follow the last segment (ruling T8).
    #[error("bytes follow the last segment")]
    TrailingBytes,
    /// The bytes end before the header does.
    #[error("the header ends too early")]
    UnexpectedEnd,
    /// The version is not 1.
    #[error("version {found} is not supported; this reads version 1")]
    UnsupportedVersion {
        /// The version found.
        found: u64,
    },
    /// A segment is not in its shortest form (ruling T8).
    #[error("a number is not written in its shortest form")]
    VarintNotShortest,
    /// A segment is longer than nine bytes.
    #[error("a number is longer than nine bytes")]
    VarintTooLong,
}
