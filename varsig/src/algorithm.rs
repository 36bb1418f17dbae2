//! Which algorithm made a signature.

use core::fmt;

use crate::{
    key_type::KeyType,
    multicodec::{self as code},
    segments::Segments,
};

/// A signature algorithm, as the algorithm segments of a varsig header name it.
///
/// The algorithm is a value, not a type parameter, because it arrives as data
/// (Varsig, Signature Algorithm). A value of this type says what a header
/// claims, not that this build verifies it: that is the matter of a
/// [`VerifierSet`](crate::VerifierSet).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// EdDSA on edwards25519 with SHA2-512 inside: segments `0xed 0xed 0x13`.
    Ed25519,
    /// EdDSA on edwards448 with SHAKE-256 inside: segments `0xed 0x1203 0x19`.
    Ed448,
    /// ECDSA, r ‖ s as fixed-width big-endian numbers: segments `0xec curve hash`.
    Ecdsa {
        /// The curve.
        curve: Curve,
        /// The hash of the message.
        hash: HashFunction,
    },
    /// RSASSA-PKCS1-v1_5: segments `0x1205 hash length` (ruling T7).
    Rsa {
        /// The hash of the message.
        hash: HashFunction,
        /// Length of the modulus in bytes, 256 for a key of 2048 bits.
        key_length: u32,
    },
    /// BLS on BLS12-381, one signer, one message: segments `0xb1 group hash`.
    Bls {
        /// The group of the public key; the signature is on the other.
        key_group: Group,
        /// The hash with which the message is expanded onto the curve.
        hash: HashFunction,
    },
    /// Anything else, kept as it came and never trusted.
    ///
    /// Where the first code is of a known family these are all the segments of
    /// the algorithm. Where it is not, nobody can say how many there are: this
    /// holds the first, and the encoding holds the rest.
    Unknown(Segments),
}

impl SignatureAlgorithm {
    /// ECDSA on P-256 with SHA2-256.
    pub const ES256: Self = Self::Ecdsa { curve: Curve::P256, hash: HashFunction::Sha2_256 };
    /// ECDSA on P-384 with SHA2-384.
    pub const ES384: Self = Self::Ecdsa { curve: Curve::P384, hash: HashFunction::Sha2_384 };
    /// ECDSA on P-521 with SHA2-512.
    pub const ES512: Self = Self::Ecdsa { curve: Curve::P521, hash: HashFunction::Sha2_512 };
    /// ECDSA on secp256k1 with SHA2-256.
    pub const ES256K: Self = Self::Ecdsa { curve: Curve::Secp256k1, hash: HashFunction::Sha2_256 };
    /// ECDSA on secp256k1 with Keccak-256, as Ethereum's wallets sign.
    pub const ES256K_KECCAK: Self =
        Self::Ecdsa { curve: Curve::Secp256k1, hash: HashFunction::Keccak256 };
    /// BLS with the public key on G1 (48 bytes) and the signature on G2 (96 bytes).
    pub const BLS_G1: Self = Self::Bls { key_group: Group::G1, hash: HashFunction::Sha2_256 };
    /// BLS with the public key on G2 (96 bytes) and the signature on G1 (48 bytes).
    pub const BLS_G2: Self = Self::Bls { key_group: Group::G2, hash: HashFunction::Sha2_256 };

    /// RSASSA-PKCS1-v1_5 with SHA2-256 and a modulus of `key_length` bytes.
    #[must_use]
    pub const fn rs256(key_length: u32) -> Self {
        Self::Rsa { hash: HashFunction::Sha2_256, key_length }
    }

    /// RSASSA-PKCS1-v1_5 with SHA2-512 and a modulus of `key_length` bytes.
    #[must_use]
    pub const fn rs512(key_length: u32) -> Self {
        Self::Rsa { hash: HashFunction::Sha2_512, key_length }
    }

    /// The type of the keys that sign so, or `None` where that is not known.
    #[must_use]
    pub const fn key_type(&self) -> Option<KeyType> {
        Some(match self {
            Self::Ed25519 => KeyType::Ed25519,
            Self::Ed448 => KeyType::Ed448,
            Self::Ecdsa { curve: Curve::P256, .. } => KeyType::P256,
            Self::Ecdsa { curve: Curve::P384, .. } => KeyType::P384,
            Self::Ecdsa { curve: Curve::P521, .. } => KeyType::P521,
            Self::Ecdsa { curve: Curve::Secp256k1, .. } => KeyType::Secp256k1,
            Self::Rsa { .. } => KeyType::Rsa,
            Self::Bls { key_group: Group::G1, .. } => KeyType::Bls12381G1,
            Self::Bls { key_group: Group::G2, .. } => KeyType::Bls12381G2,
            Self::Unknown(_) => return None,
        })
    }

    /// The segments of the algorithm, in the order of the header.
    pub(crate) fn write(&self, mut segment: impl FnMut(u64)) {
        let mut all = |codes: [u64; 3]| codes.into_iter().for_each(&mut segment);
        match *self {
            Self::Ed25519 => all([code::EDDSA, code::ED25519_PUB, code::SHA2_512]),
            Self::Ed448 => all([code::EDDSA, code::ED448_PUB, code::SHAKE_256]),
            Self::Ecdsa { curve, hash } => all([code::ECDSA, curve.code(), hash.code()]),
            Self::Rsa { hash, key_length } => {
                all([code::RSASSA_PKCS1_V1_5, hash.code(), u64::from(key_length)]);
            }
            Self::Bls { key_group, hash } => all([code::BLS, key_group.code(), hash.code()]),
            Self::Unknown(segments) => segments.as_slice().iter().copied().for_each(segment),
        }
    }

    /// Whether `code` opens an algorithm of three segments, as all known ones are.
    pub(crate) const fn is_family(code: u64) -> bool {
        matches!(code, code::EDDSA | code::ECDSA | code::RSASSA_PKCS1_V1_5 | code::BLS)
    }

    /// The algorithm of three segments, the first of which is a family's.
    ///
    /// `None` where the combination is not one that the text defines.
    pub(crate) fn read(family: u64, second: u64, third: u64) -> Option<Self> {
        Some(match (family, second, third) {
            (code::EDDSA, code::ED25519_PUB, code::SHA2_512) => Self::Ed25519,
            (code::EDDSA, code::ED448_PUB, code::SHAKE_256) => Self::Ed448,
            (code::ECDSA, curve, hash) => {
                Self::Ecdsa { curve: Curve::read(curve)?, hash: HashFunction::read(hash)? }
            }
            (code::RSASSA_PKCS1_V1_5, hash, key_length) => Self::Rsa {
                hash: HashFunction::read(hash)?,
                key_length: u32::try_from(key_length).ok()?,
            },
            (code::BLS, group, hash) => {
                Self::Bls { key_group: Group::read(group)?, hash: HashFunction::read(hash)? }
            }
            _ => return None,
        })
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Ed448 => f.write_str("Ed448"),
            Self::Ecdsa { curve, hash } => write!(f, "ECDSA {curve} {hash}"),
            Self::Rsa { hash, key_length } => {
                write!(f, "RSASSA-PKCS1-v1_5 {hash} with a modulus of {key_length} bytes")
            }
            Self::Bls { key_group, hash } => write!(f, "BLS12-381 {key_group} {hash}"),
            Self::Unknown(segments) => write!(f, "the unknown algorithm {segments}"),
        }
    }
}

/// The curve of an ECDSA signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Curve {
    /// NIST P-256, secp256r1.
    P256,
    /// NIST P-384, secp384r1.
    P384,
    /// NIST P-521, secp521r1.
    P521,
    /// The curve of Bitcoin and Ethereum.
    Secp256k1,
}

impl Curve {
    const fn code(self) -> u64 {
        match self {
            Self::P256 => code::P256_PUB,
            Self::P384 => code::P384_PUB,
            Self::P521 => code::P521_PUB,
            Self::Secp256k1 => code::SECP256K1_PUB,
        }
    }

    const fn read(code: u64) -> Option<Self> {
        Some(match code {
            code::P256_PUB => Self::P256,
            code::P384_PUB => Self::P384,
            code::P521_PUB => Self::P521,
            code::SECP256K1_PUB => Self::Secp256k1,
            _ => return None,
        })
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
        })
    }
}

/// The hash of the message inside a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum HashFunction {
    /// SHA2-256.
    Sha2_256,
    /// SHA2-384.
    Sha2_384,
    /// SHA2-512.
    Sha2_512,
    /// Keccak-256, which is older than SHA3-256 and pads in another way.
    Keccak256,
}

impl HashFunction {
    const fn code(self) -> u64 {
        match self {
            Self::Sha2_256 => code::SHA2_256,
            Self::Sha2_384 => code::SHA2_384,
            Self::Sha2_512 => code::SHA2_512,
            Self::Keccak256 => code::KECCAK_256,
        }
    }

    const fn read(code: u64) -> Option<Self> {
        Some(match code {
            code::SHA2_256 => Self::Sha2_256,
            code::SHA2_384 => Self::Sha2_384,
            code::SHA2_512 => Self::Sha2_512,
            code::KECCAK_256 => Self::Keccak256,
            _ => return None,
        })
    }
}

impl fmt::Display for HashFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha2_256 => "SHA2-256",
            Self::Sha2_384 => "SHA2-384",
            Self::Sha2_512 => "SHA2-512",
            Self::Keccak256 => "Keccak-256",
        })
    }
}

/// A group of BLS12-381.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The group of the short points: 48 bytes compressed.
    G1,
    /// The group of the long points: 96 bytes compressed.
    G2,
}

impl Group {
    const fn code(self) -> u64 {
        match self {
            Self::G1 => code::BLS12_381_G1_PUB,
            Self::G2 => code::BLS12_381_G2_PUB,
        }
    }

    const fn read(code: u64) -> Option<Self> {
        Some(match code {
            code::BLS12_381_G1_PUB => Self::G1,
            code::BLS12_381_G2_PUB => Self::G2,
            _ => return None,
        })
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::G1 => "G1",
            Self::G2 => "G2",
        })
    }
}
