//! What each signature counts for.

use alloc::vec::Vec;

use sha2::{Digest as _, Sha512};

use super::Batch;

/// A weight of 128 bits, little endian.
pub(super) type Weight = [u8; 16];

/// So that these hashes are none that anybody has another use for.
const DOMAIN: &[u8] = b"varsig: weights of a batch of Ed25519 signatures";

/// A weight for each, drawn from all of them: whatever is changed in one changes every weight.
pub(super) fn of(batch: &Batch) -> Vec<Weight> {
    let mut hash = Sha512::new().chain_update(DOMAIN);
    for equation in &batch.equations {
        // Each has the same length. The challenge stands for the message.
        let key = batch.keys.get(equation.key).map_or([0; 32], |(_, bytes)| *bytes);
        hash.update(key);
        hash.update(equation.bytes);
        hash.update(equation.response.as_bytes());
        hash.update(equation.challenge.as_bytes());
    }
    let seed = Sha512::new().chain_update(DOMAIN).chain_update(hash.finalize());
    let mut weights = Vec::with_capacity(batch.equations.len().next_multiple_of(4));
    let mut number = 0_u64;
    while weights.len() < batch.equations.len() {
        let drawn = seed.clone().chain_update(number.to_le_bytes()).finalize();
        weights.extend(drawn.as_chunks::<16>().0);
        number += 1;
    }
    weights.truncate(batch.equations.len());
    weights
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::{EdwardsPoint, Scalar};

    use super::{super::Equation, *};

    fn batch() -> Batch {
        let key = (EdwardsPoint::default(), [1; 32]);
        let equation = |index| Equation {
            index,
            key: 0,
            bytes: [2; 32],
            point: EdwardsPoint::default(),
            response: Scalar::from(3_u8),
            challenge: Scalar::from(4_u8),
        };
        Batch { keys: Vec::from([key]), equations: (0..6).map(equation).collect() }
    }

    #[test]
    fn whatever_is_changed_in_one_changes_the_weight_of_every_other() {
        let before = of(&batch());
        assert_eq!(before, of(&batch()));
        assert_eq!(before.len(), 6);
        let mut seen: Vec<_> = before.clone();
        let changes: [fn(&mut Batch); 5] = [
            |it| it.keys[0].1[31] ^= 1,
            |it| it.equations[3].bytes[0] ^= 1,
            |it| it.equations[3].response += Scalar::ONE,
            |it| it.equations[3].challenge += Scalar::ONE,
            |it| it.equations.truncate(5),
        ];
        for change in changes {
            let mut batch = batch();
            change(&mut batch);
            seen.extend(of(&batch));
        }
        // No weight comes twice, in one batch or another.
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((seen.len(), count), (35, 35));
    }
}
