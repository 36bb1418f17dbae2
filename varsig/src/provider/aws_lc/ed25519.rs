//! Ed25519 verification by AWS-LC, made strict.

use crate::{
    algorithm::SignatureAlgorithm,
    key_type::KeyType,
    public_key::PublicKey,
    verify::{InvalidSignature, Verifier},
};

/// Strict Ed25519 verification (ruling T9).
///
/// AWS-LC checks that S is below the group order, and that R is, byte for byte,
/// the canonical form of \[S\]B − \[k\]A, without a cofactor. What strict
/// verification asks beyond that is that neither R nor A has small order: A was
/// checked when the key was parsed, R is checked here.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ed25519Verifier;

impl Verifier for Ed25519Verifier {
    fn verifies(&self, algorithm: SignatureAlgorithm) -> bool {
        algorithm == SignatureAlgorithm::Ed25519
    }

    fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        public_key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        if algorithm != SignatureAlgorithm::Ed25519 || public_key.key_type() != KeyType::Ed25519 {
            return Err(InvalidSignature);
        }
        let (point, _) = signature.split_first_chunk().ok_or(InvalidSignature)?;
        if has_small_order(point) {
            return Err(InvalidSignature);
        }
        let key = public_key.native().ok_or(InvalidSignature)?;
        key.verify_sig(message, signature).map_err(|_| InvalidSignature)
    }

    /// AWS-LC decodes A before anything else and gives up if it is no point.
    fn decodes_the_key(&self) -> bool {
        true
    }
}

/// The y coordinates of the eight points whose order divides 8, in the encoding
/// of RFC 8032, section 5.1.2. For the last three x and −x are both on the curve.
const SMALL_ORDER: [[u8; 32]; 5] = [
    // 1, the identity
    [
        0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00,
    ],
    // −1, of order 2
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0x7f,
    ],
    // 0, of order 4
    [0x00; 32],
    // of order 8, and its negative
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

/// Whether these bytes are the canonical form of a point whose order divides 8.
///
/// The non-canonical forms need no mention: AWS-LC compares R with a canonical one,
/// and keys in such a form are refused before.
pub(crate) fn has_small_order(point: &[u8; 32]) -> bool {
    let mut y = *point;
    y[31] &= 0x7f;
    SMALL_ORDER.contains(&y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::VerifyingKey;

    #[test]
    fn the_list_of_small_order_points_is_right_and_complete() {
        let mut points = 0;
        for y in SMALL_ORDER {
            for sign in [0x00, 0x80] {
                let mut bytes = y;
                bytes[31] |= sign;
                assert!(has_small_order(&bytes));
                // For 1 and −1 x is 0, and one sign is no canonical form of anything.
                if let Ok(key) = VerifyingKey::from_bytes(&bytes)
                    && key.to_edwards().compress().to_bytes() == bytes
                {
                    assert!(key.is_weak());
                    points += 1;
                }
            }
        }
        assert_eq!(points, 8);
    }

    #[test]
    fn a_point_of_the_large_group_is_not_on_the_list() {
        // The base point, RFC 8032, section 5.1.
        let mut base = [0x66; 32];
        base[0] = 0x58;
        assert!(!has_small_order(&base));
    }
}
