//! Nodes that could come next, least first.

use alloc::{vec, vec::Vec};

/// How many bits a word has.
const BITS: usize = 64;

/// A set of small numbers that gives its least one. Above the bits stand bits that say
/// where there are any, level over level: whatever is asked takes as many steps as there
/// are levels, four for sixteen million numbers.
pub(super) struct Ready {
    /// From the numbers themselves up to a single word.
    levels: Vec<Vec<u64>>,
}

impl Ready {
    /// The empty set of numbers below `bound`.
    pub(super) fn below(bound: usize) -> Self {
        let mut levels = Vec::new();
        let mut words = bound.div_ceil(BITS).max(1);
        loop {
            levels.push(vec![0; words]);
            if words == 1 {
                return Self { levels };
            }
            words = words.div_ceil(BITS);
        }
    }

    pub(super) fn insert(&mut self, mut number: usize) {
        for level in &mut self.levels {
            level[number / BITS] |= 1 << (number % BITS);
            number /= BITS;
        }
    }

    pub(super) fn pop_least(&mut self) -> Option<usize> {
        let mut number = 0;
        for level in self.levels.iter().rev() {
            let word = level[number];
            if word == 0 {
                return None;
            }
            number = number * BITS + trailing_zeros(word);
        }
        let least = number;
        for level in &mut self.levels {
            level[number / BITS] &= !(1 << (number % BITS));
            if level[number / BITS] != 0 {
                break;
            }
            number /= BITS;
        }
        Some(least)
    }
}

fn trailing_zeros(word: u64) -> usize {
    usize::try_from(word.trailing_zeros()).unwrap_or(BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gives_what_a_sorted_set_gives(
            steps in proptest::collection::vec(proptest::option::weighted(0.6, 0_usize..300_000), 0..200)
        ) {
            let (mut ready, mut sorted) = (Ready::below(300_000), BTreeSet::new());
            for step in steps {
                match step {
                    Some(number) => {
                        ready.insert(number);
                        sorted.insert(number);
                    }
                    None => prop_assert_eq!(ready.pop_least(), sorted.pop_first()),
                }
            }
            while let Some(number) = sorted.pop_first() {
                prop_assert_eq!(ready.pop_least(), Some(number));
            }
            prop_assert_eq!(ready.pop_least(), None);
        }
    }

    #[test]
    fn the_smallest_sets_work() {
        for bound in [0, 1, 64, 65] {
            let mut ready = Ready::below(bound);
            assert_eq!(ready.pop_least(), None);
            if let Some(last) = bound.checked_sub(1) {
                ready.insert(last);
                assert_eq!(ready.pop_least(), Some(last));
                assert_eq!(ready.pop_least(), None);
            }
        }
    }
}
