//! Many Ed25519 signatures at a time, with the verdict of each by itself (ruling T9).
//!
//! Strict verification asks of each signature whether \[S\]B − \[k\]A − R is nothing. Here it is
//! asked of the sum of all of these, each times a weight of 128 bits, which takes a fraction of the
//! time. That alone would not do: where a holder has put a point of small order on top of R,
//! the weight makes it vanish for one in eight, or one in two. So it is asked first whether
//! any R has such a point on it, by 128 sums: into the one of bit b goes each R whose weight has
//! that bit. An R with something of small order on it gets past one sum with chance ½ at the most,
//! whatever the others have, and past all of them with 2⁻¹²⁸; then all is in the group of prime
//! order, where the weighted sum is nothing with chance 2⁻¹²⁸ if any part is something.
//! The sums serve for both: the weighted sum of R is theirs, each times its power of two.
//!
//! The weights are drawn from all that is verified, by SHA-512. So the verdict is always
//! the same, and whoever wants another has to try 2¹²⁸ batches.
//!
//! A batch in which anything is wrong is verified one by one. So are keys with a point of
//! small order on them, of which k would decide, and keys that are not there often enough to pay.

mod sums;
mod weights;

use alloc::{collections::BTreeMap, vec::Vec};

use curve25519_dalek::{
    EdwardsPoint, Scalar, edwards::CompressedEdwardsY, traits::IsIdentity as _,
};
use sha2::{Digest as _, Sha512};

use crate::{
    algorithm::SignatureAlgorithm,
    key_type::KeyType,
    provider::small_order::has_small_order,
    public_key::{ParsedKey, PublicKey, is_below_the_prime},
    verify::{InvalidSignature, Signed, Verifier},
};

/// Below so many the sums cost more than they spare.
const FEWEST: usize = 384;

/// Below so many signatures of one key its own part of the sum costs more than it spares.
const FEWEST_OF_A_KEY: usize = 8;

/// What each of these is by itself, as `verifier` says, which is a strict one.
pub(super) fn verify_all(
    verifier: &dyn Verifier,
    algorithm: SignatureAlgorithm,
    signed: &[Signed<'_>],
) -> Vec<Result<(), InvalidSignature>> {
    let alone =
        |it: &Signed<'_>| verifier.verify(algorithm, it.public_key, it.message, it.signature);
    if algorithm != SignatureAlgorithm::Ed25519 {
        return signed.iter().map(alone).collect();
    }
    let batch = Batch::read(signed);
    if batch.equations.len() < FEWEST || !batch.holds() {
        return signed.iter().map(alone).collect();
    }
    let mut together = batch.equations.iter().map(|equation| equation.index).peekable();
    let each = signed.iter().enumerate().map(|(index, signed)| {
        if together.next_if_eq(&index).is_some() { Ok(()) } else { alone(signed) }
    });
    each.collect()
}

/// That \[S\]B − \[k\]A − R is nothing.
struct Equation {
    /// Which one of the signatures says so.
    index: usize,
    /// Which one of the keys A is.
    key: usize,
    /// R, as bytes and as the point of which they are the canonical form.
    bytes: [u8; 32],
    point: EdwardsPoint,
    response: Scalar,
    challenge: Scalar,
}

struct Batch {
    /// Keys without a point of small order on them.
    keys: Vec<(EdwardsPoint, [u8; 32])>,
    /// In the order of the signatures.
    equations: Vec<Equation>,
}

impl Batch {
    /// The signatures of which the equation alone decides. The others are none, or are to be
    /// verified by themselves.
    fn read(signed: &[Signed<'_>]) -> Self {
        let mut batch = Self { keys: Vec::new(), equations: Vec::new() };
        if signed.len() < FEWEST {
            return batch;
        }
        let mut often = BTreeMap::<&[u8], (&PublicKey, usize)>::new();
        for signed in signed.iter().filter(|it| it.public_key.key_type() == KeyType::Ed25519) {
            let key = signed.public_key;
            often.entry(key.as_bytes()).or_insert((key, 0)).1 += 1;
        }
        often.retain(|_, (_, times)| *times >= FEWEST_OF_A_KEY);
        let numbered = often.into_iter().map(|(bytes, (key, _))| (bytes, batch.add_key(key)));
        let numbers: BTreeMap<_, _> = numbered.collect();
        for (index, signed) in signed.iter().enumerate() {
            // The same bytes as a key of another type are another key.
            let key = Some(signed.public_key).filter(|it| it.key_type() == KeyType::Ed25519);
            let number = key.and_then(|key| numbers.get(key.as_bytes()).copied().flatten());
            if let Some(key) = number
                && let Some((_, bytes)) = batch.keys.get(key)
                && let Some(equation) = Equation::read(index, key, bytes, signed)
            {
                batch.equations.push(equation);
            }
        }
        batch
    }

    /// The number that the key gets, if there is nothing of small order on it.
    fn add_key(&mut self, key: &PublicKey) -> Option<usize> {
        let ParsedKey::Ed25519(point) = key.parsed() else { return None };
        let key = point.decoded(key.as_bytes())?;
        let point = key.to_edwards();
        if !is_torsion_free(&point) {
            return None;
        }
        self.keys.push((point, key.to_bytes()));
        Some(self.keys.len() - 1)
    }

    /// Whether all of them hold. If not, one of them at least does not.
    fn holds(&self) -> bool {
        let weights = weights::of(self);
        let sums = sums::by_bit(self.equations.iter().map(|it| &it.point), &weights);
        if !sums.iter().all(is_torsion_free) {
            return false;
        }
        let mut response = Scalar::ZERO;
        let mut challenges = alloc::vec![Scalar::ZERO; self.keys.len()];
        for (equation, weight) in self.equations.iter().zip(&weights) {
            let weight = Scalar::from(u128::from_le_bytes(*weight));
            response += weight * equation.response;
            if let Some(challenge) = challenges.get_mut(equation.key) {
                *challenge += weight * equation.challenge;
            }
        }
        let mut sum = sums::weighted(&sums) - EdwardsPoint::mul_base(&response);
        for ((key, _), challenge) in self.keys.iter().zip(&challenges) {
            sum += times(challenge, key);
        }
        sum.is_identity()
    }
}

impl Equation {
    /// What the signature says, unless it does not hold whatever it is over.
    fn read(index: usize, key: usize, key_bytes: &[u8; 32], signed: &Signed<'_>) -> Option<Self> {
        let (bytes, response) = signed.signature.split_first_chunk::<32>()?;
        let response = Scalar::from_canonical_bytes(response.try_into().ok()?).into_option()?;
        // What decodes from anything but its canonical form is never equal to R in bytes. The
        // two with x = 0 that could have a second sign are of small order.
        if !is_below_the_prime(bytes) || has_small_order(bytes) {
            return None;
        }
        let point = CompressedEdwardsY(*bytes).decompress()?;
        let hash = Sha512::new().chain_update(bytes).chain_update(key_bytes);
        let hash = hash.chain_update(signed.message).finalize();
        let challenge = Scalar::from_bytes_mod_order_wide(&hash.into());
        Some(Self { index, key, bytes: *bytes, point, response, challenge })
    }
}

/// Whether a point is in the group of prime order ℓ: whether ℓ times it is nothing.
fn is_torsion_free(point: &EdwardsPoint) -> bool {
    // A scalar has no ℓ, but it has ℓ − 1.
    (times(&-Scalar::ONE, point) + point).is_identity()
}

/// In variable time; nothing here is secret.
fn times(scalar: &Scalar, point: &EdwardsPoint) -> EdwardsPoint {
    EdwardsPoint::vartime_double_scalar_mul_basepoint(scalar, point, &Scalar::ZERO)
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::EIGHT_TORSION;

    use super::*;

    #[test]
    fn a_point_is_free_of_torsion_only_without_any_of_it() {
        for factor in [Scalar::ZERO, Scalar::ONE, Scalar::from(977_u64), -Scalar::ONE] {
            let point = EdwardsPoint::mul_base(&factor);
            for (index, torsion) in EIGHT_TORSION.iter().enumerate() {
                assert_eq!(is_torsion_free(&(point + torsion)), index == 0, "{index}");
            }
        }
    }
}
