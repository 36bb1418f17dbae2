//! The types of public keys.

use core::fmt;

use crate::multicodec as code;

/// The type of a public key, as its multicodec prefix names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KeyType {
    /// 32 bytes, RFC 8032.
    Ed25519,
    /// 57 bytes, RFC 8032. Known by name only: no kept library verifies it.
    Ed448,
    /// A compressed point of 33 bytes, SEC 1.
    P256,
    /// A compressed point of 49 bytes, SEC 1.
    P384,
    /// A compressed point of 67 bytes, SEC 1.
    P521,
    /// A compressed point of 33 bytes, SEC 1.
    Secp256k1,
    /// RSAPublicKey of PKCS #1 in DER, RFC 8017.
    Rsa,
    /// A compressed point of 48 bytes.
    Bls12381G1,
    /// A compressed point of 96 bytes.
    Bls12381G2,
}

impl KeyType {
    /// The multicodec code in front of the key.
    #[must_use]
    pub const fn code(self) -> u64 {
        match self {
            Self::Ed25519 => code::ED25519_PUB,
            Self::Ed448 => code::ED448_PUB,
            Self::P256 => code::P256_PUB,
            Self::P384 => code::P384_PUB,
            Self::P521 => code::P521_PUB,
            Self::Secp256k1 => code::SECP256K1_PUB,
            Self::Rsa => code::RSA_PUB,
            Self::Bls12381G1 => code::BLS12_381_G1_PUB,
            Self::Bls12381G2 => code::BLS12_381_G2_PUB,
        }
    }

    /// The key type with this multicodec code.
    #[must_use]
    pub const fn from_code(code: u64) -> Option<Self> {
        Some(match code {
            code::ED25519_PUB => Self::Ed25519,
            code::ED448_PUB => Self::Ed448,
            code::P256_PUB => Self::P256,
            code::P384_PUB => Self::P384,
            code::P521_PUB => Self::P521,
            code::SECP256K1_PUB => Self::Secp256k1,
            code::RSA_PUB => Self::Rsa,
            code::BLS12_381_G1_PUB => Self::Bls12381G1,
            code::BLS12_381_G2_PUB => Self::Bls12381G2,
            _ => return None,
        })
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
            Self::Rsa => "RSA",
            Self::Bls12381G1 => "BLS12-381 G1",
            Self::Bls12381G2 => "BLS12-381 G2",
        })
    }
}
