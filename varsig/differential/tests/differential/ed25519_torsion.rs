//! Ed25519 signatures that only the holder of a key can make: with points of
//! small order added to the key, to R, or to both.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use curve25519_dalek::{
    EdwardsPoint, Scalar, constants::EIGHT_TORSION, edwards::CompressedEdwardsY,
};
use sha2::{Digest as _, Sha512};
use varsig::{KeyType, PublicKey, PublicKeyError, SignatureAlgorithm};

use crate::agreement::holds;

/// A key whose public part is \[a\]B and the `torsion`th multiple of a point of order 8.
struct Holder {
    secret: Scalar,
    torsion: usize,
    public: [u8; 32],
}

struct Crafted {
    signature: Vec<u8>,
    /// Whether \[S\]B = R + \[k\]A, without a cofactor.
    satisfies_the_equation: bool,
}

impl Holder {
    fn new(torsion: usize) -> Self {
        let secret = scalar(b"the secret number");
        let point = EdwardsPoint::mul_base(&secret) + EIGHT_TORSION[torsion];
        Self { secret, torsion, public: point.compress().to_bytes() }
    }

    fn key(&self) -> PublicKey {
        PublicKey::new(KeyType::Ed25519, &self.public).unwrap()
    }

    /// RFC 8032, section 5.1.6, with this nonce and a multiple of the point on top of R.
    fn sign(&self, nonce: Scalar, torsion: usize, message: &[u8]) -> Crafted {
        let point = EdwardsPoint::mul_base(&nonce) + EIGHT_TORSION[torsion];
        self.sign_under(point.compress(), nonce, torsion, message)
    }

    fn sign_under(
        &self,
        point: CompressedEdwardsY,
        nonce: Scalar,
        torsion: usize,
        message: &[u8],
    ) -> Crafted {
        let challenge = scalar(&[point.as_bytes(), &self.public, message].concat());
        let response = nonce + challenge * self.secret;
        let challenge_modulo_8 = usize::from(challenge.as_bytes()[0] % 8);
        Crafted {
            signature: [point.to_bytes(), response.to_bytes()].concat(),
            satisfies_the_equation: (torsion + challenge_modulo_8 * self.torsion).is_multiple_of(8),
        }
    }
}

fn scalar(bytes: &[u8]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&Sha512::digest(bytes).into())
}

fn aws_lc_alone(key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok()
}

#[test]
fn the_eight_points_are_the_multiples_of_one() {
    for (index, point) in EIGHT_TORSION.iter().enumerate() {
        let multiple: EdwardsPoint = std::iter::repeat_n(EIGHT_TORSION[1], index).sum();
        assert_eq!(*point, multiple);
    }
}

#[test]
fn torsion_counts_as_the_equation_without_cofactor_says() {
    let (mut held, mut refused) = (0, 0);
    for key_torsion in 0..8 {
        let holder = Holder::new(key_torsion);
        let key = holder.key();
        for torsion in 0..8 {
            for attempt in 0..8_u8 {
                let message = [attempt; 5];
                let crafted = holder.sign(scalar(&[attempt]), torsion, &message);
                let verdict =
                    holds(SignatureAlgorithm::Ed25519, &key, &message, &crafted.signature);
                assert_eq!(
                    verdict, crafted.satisfies_the_equation,
                    "key torsion {key_torsion}, R torsion {torsion}, attempt {attempt}"
                );
                if key_torsion + torsion > 0 {
                    *(if verdict { &mut held } else { &mut refused }) += 1;
                }
            }
        }
    }
    assert!(held > 20 && refused > 200, "{held} held, {refused} refused");
}

#[test]
fn a_small_order_r_is_refused_although_aws_lc_alone_would_accept_it() {
    let mut accepted_by_aws_lc = 0;
    for key_torsion in 0..8 {
        let holder = Holder::new(key_torsion);
        let key = holder.key();
        for torsion in 0..8 {
            for attempt in 0..8_u8 {
                let message = [attempt; 5];
                let crafted = holder.sign(Scalar::ZERO, torsion, &message);
                assert!(!holds(SignatureAlgorithm::Ed25519, &key, &message, &crafted.signature));
                let alone = aws_lc_alone(&holder.public, &message, &crafted.signature);
                assert_eq!(alone, crafted.satisfies_the_equation);
                accepted_by_aws_lc += usize::from(alone);
            }
        }
    }
    assert!(accepted_by_aws_lc > 30, "{accepted_by_aws_lc}");
}

#[test]
fn a_second_spelling_of_r_is_refused() {
    for key_torsion in [0, 1, 4] {
        let holder = Holder::new(key_torsion);
        let key = holder.key();
        // Every y from p to 2^255 − 1, with both signs: those of small order
        // among them satisfy the equation if R is decoded leniently.
        for low in 0xed..=0xff_u8 {
            for sign in [0x7f, 0xff] {
                let mut spelling = [0xff; 32];
                spelling[0] = low;
                spelling[31] = sign;
                for attempt in 0..8_u8 {
                    let crafted = holder.sign_under(
                        CompressedEdwardsY(spelling),
                        Scalar::ZERO,
                        0,
                        &[attempt],
                    );
                    let verdict =
                        holds(SignatureAlgorithm::Ed25519, &key, &[attempt], &crafted.signature);
                    assert!(!verdict, "{low:x} {sign:x}");
                }
            }
        }
        // x = 0 with its sign set, for y = 1 and y = −1.
        for torsion in [0, 4] {
            let mut spelling = EIGHT_TORSION[torsion].compress();
            spelling.0[31] |= 0x80;
            let crafted = holder.sign_under(spelling, Scalar::ZERO, torsion, b"m");
            assert!(!holds(SignatureAlgorithm::Ed25519, &key, b"m", &crafted.signature));
        }
    }
}

#[test]
fn a_key_of_small_order_is_refused_when_parsed() {
    for point in EIGHT_TORSION {
        let refused = PublicKey::new(KeyType::Ed25519, point.compress().as_bytes());
        assert_eq!(refused, Err(PublicKeyError::SmallOrder));
    }
}

#[test]
fn both_agree_on_a_key_of_large_order_with_a_response_of_zero() {
    // S = 0 needs R = −[k]A, and k depends on R: nobody can find one. R = −A and
    // R = A are the nearest things.
    for key_torsion in 0..8 {
        let holder = Holder::new(key_torsion);
        let mut signature = [holder.public, [0; 32]].concat();
        for sign in [0x00, 0x80] {
            signature[31] ^= sign;
            assert!(!holds(SignatureAlgorithm::Ed25519, &holder.key(), b"m", &signature));
        }
    }
}
