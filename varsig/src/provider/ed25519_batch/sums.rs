//! Sums of points by the bits of their weights.

use alloc::{vec, vec::Vec};

use curve25519_dalek::{EdwardsPoint, traits::Identity as _};

use super::weights::Weight;

/// For each of the 128 bits the sum of the points whose weight has it.
///
/// A byte of a weight at a time: each point is added to the one of 256 heaps that is named by
/// the byte, and the sums of eight bits come from the heaps.
pub(super) fn by_bit<'a>(
    points: impl Iterator<Item = &'a EdwardsPoint> + Clone,
    weights: &[Weight],
) -> Vec<EdwardsPoint> {
    let mut sums = Vec::with_capacity(128);
    for byte in 0..size_of::<Weight>() {
        // The first on a heap is laid there; to add it to nothing would take as long as any.
        let mut heaps = vec![None; 256];
        for (point, weight) in points.clone().zip(weights) {
            match heaps.get_mut(usize::from(weight[byte])) {
                Some(Some(heap)) => *heap += point,
                Some(heap) => *heap = Some(*point),
                None => {}
            }
        }
        sums.extend(of_eight(heaps.into_iter().map(Option::unwrap_or_default).collect()));
    }
    sums
}

/// The sums of eight bits, lowest first, of 256 heaps.
fn of_eight(mut heaps: Vec<EdwardsPoint>) -> [EdwardsPoint; 8] {
    let mut sums = [EdwardsPoint::identity(); 8];
    for sum in sums.iter_mut().rev() {
        // The upper half has the highest bit; without that it is laid onto the lower one.
        let upper = heaps.split_off(heaps.len() / 2);
        *sum = upper.iter().sum();
        heaps.iter_mut().zip(&upper).for_each(|(heap, more)| *heap += more);
    }
    sums
}

/// Each sum times the power of two of its bit.
pub(super) fn weighted(sums: &[EdwardsPoint]) -> EdwardsPoint {
    sums.iter().rev().fold(EdwardsPoint::identity(), |higher, sum| higher + higher + sum)
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::Scalar;

    use super::*;

    /// Weights that have every bit, and bits that none has.
    fn weighed(number: u64) -> (EdwardsPoint, Weight) {
        let weight = u128::from(number).wrapping_mul(0x1f3d_5b79_97b5_d3f1_0000_00ff_8421_1249);
        (EdwardsPoint::mul_base(&Scalar::from(number + 1)), weight.to_le_bytes())
    }

    #[test]
    fn into_the_sum_of_a_bit_go_the_points_whose_weight_has_it() {
        let (points, weights): (Vec<_>, Vec<_>) = (0..50).map(weighed).unzip();
        let sums = by_bit(points.iter(), &weights);
        assert_eq!(sums.len(), 128);
        for (bit, sum) in sums.iter().enumerate() {
            let has_bit = |weight: &Weight| u128::from_le_bytes(*weight) >> bit & 1 == 1;
            let those = points.iter().zip(&weights).filter(|(_, weight)| has_bit(weight));
            assert_eq!(*sum, those.map(|(point, _)| point).sum(), "{bit}");
        }
        let whole = points.iter().zip(&weights);
        let whole = whole.map(|(point, it)| point * Scalar::from(u128::from_le_bytes(*it)));
        assert_eq!(weighted(&sums), whole.sum());
    }

    #[test]
    fn of_nothing_every_sum_is_nothing() {
        let sums = by_bit([].iter(), &[]);
        assert_eq!(sums, vec![EdwardsPoint::identity(); 128]);
        assert_eq!(weighted(&sums), EdwardsPoint::identity());
    }
}
