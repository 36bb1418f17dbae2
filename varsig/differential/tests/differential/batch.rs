//! Why nothing here verifies in batches.

use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION};
use ed25519_dalek::{Signature, VerifyingKey, verify_batch};
use sha2::{Digest as _, Sha512};

fn scalar(bytes: &[u8]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&Sha512::digest(bytes).into())
}

/// A signature with a point of order 8 on top of R.
fn with_torsion(secret: Scalar, public: &[u8; 32], message: &[u8]) -> Signature {
    let nonce = scalar(&[b"nonce", message].concat());
    let point = (EdwardsPoint::mul_base(&nonce) + EIGHT_TORSION[1]).compress();
    let challenge = scalar(&[point.as_bytes(), public, message].concat());
    Signature::from_components(point.to_bytes(), (nonce + challenge * secret).to_bytes())
}

/// Deterministic: the factors of the batch are drawn from its contents, which
/// are fixed here. One in eight is expected to pass, 50 of 400.
#[test]
fn a_batch_accepts_what_single_verification_always_refuses() {
    let secret = scalar(b"the secret number");
    let key = VerifyingKey::from(EdwardsPoint::mul_base(&secret));
    let mut accepted = 0;
    for number in 0..400_u16 {
        let message = number.to_be_bytes();
        let signature = with_torsion(secret, key.as_bytes(), &message);
        assert!(key.verify_strict(&message, &signature).is_err());
        accepted += usize::from(verify_batch(&[&message], &[signature], &[key]).is_ok());
    }
    assert!((20..=90).contains(&accepted), "{accepted} of 400");
}

/// The same signature, alone in its batch and with a companion.
#[test]
fn the_verdict_of_a_batch_hangs_on_what_else_is_in_it() {
    let secret = scalar(b"the secret number");
    let key = VerifyingKey::from(EdwardsPoint::mul_base(&secret));
    let honest = |message: &[u8]| {
        let nonce = scalar(&[b"honest", message].concat());
        let point = EdwardsPoint::mul_base(&nonce).compress();
        let challenge = scalar(&[point.as_bytes(), key.as_bytes(), message].concat());
        Signature::from_components(point.to_bytes(), (nonce + challenge * secret).to_bytes())
    };
    let signature = with_torsion(secret, key.as_bytes(), b"contested");
    let verdicts: Vec<bool> = (0..100_u8)
        .map(|companion| {
            let message = [companion];
            let signatures = [signature, honest(&message)];
            verify_batch(&[b"contested", &message], &signatures, &[key, key]).is_ok()
        })
        .collect();
    assert!(verdicts.contains(&true) && verdicts.contains(&false));
}
