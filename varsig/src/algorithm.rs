//! Which algorithm made a signature.

use core::fmt;

/// A signature algorithm, as the algorithm segments of a varsig header name it.
///
/// The algorithm is a value, not a type parameter, because it arrives as data
/// (Varsig, Signature Algorithm).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// EdDSA on edwards25519 with SHA2-512 inside: segments `0xed 0xed 0x13`.
    Ed25519,
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ed25519 => "Ed25519",
        })
    }
}
