//! Why a signature is refused, before anything runs.

use core::fmt;

use crate::check::TypeError;
use crate::path::Path;

/// Why a signature is refused, before anything runs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// A type that has no IPLD data.
    #[error("{path}: {what} has no IPLD data")]
    Unsupported {
        /// Where in the signature it stands.
        path: Path,
        /// Which it is.
        what: Unsupported,
    },
    /// A type that has IPLD data, where the [`Profile`](crate::Profile) does not accept it.
    #[error("{path}: {what} is not enabled by the profile")]
    NotEnabled {
        /// Where in the signature it stands.
        path: Path,
        /// Which it is: a map or a list of fixed length.
        what: Unsupported,
    },
    /// More than one result, which WIT no longer has.
    #[error("the function has {found} results, where one at most is allowed")]
    SeveralResults {
        /// How many there are.
        found: usize,
    },
    /// Too deep, too large, or against another rule of [`Type::check`](crate::Type::check).
    #[error(transparent)]
    Type(#[from] TypeError),
}

/// The types of the component model without IPLD data, or only with it where a profile says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsupported {
    /// `own<resource>`
    Own,
    /// `borrow<resource>`
    Borrow,
    /// `stream<T>`
    Stream,
    /// `future<T>`
    Future,
    /// `error-context`, whose text may differ between runs
    ErrorContext,
    /// `map<K, V>`
    Map,
    /// `list<T, N>`
    FixedLengthList,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Own => "an owned resource",
            Self::Borrow => "a borrowed resource",
            Self::Stream => "a stream",
            Self::Future => "a future",
            Self::ErrorContext => "an error context",
            Self::Map => "a map",
            Self::FixedLengthList => "a list of fixed length",
        })
    }
}
