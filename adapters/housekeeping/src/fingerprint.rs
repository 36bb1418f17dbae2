//! Many things that are remembered, in little memory.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

/// The first half of a sha2-256: nobody finds a second thing that has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint([u8; 16]);

impl Fingerprint {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut fingerprint = Self::default();
        for (byte, digest) in fingerprint.0.iter_mut().zip(Sha256::digest(bytes)) {
            *byte = digest;
        }
        fingerprint
    }
}

/// How many are remembered at the most: what a table of 2^20 places has room for. With its
/// value each takes some 18 bytes, and a full table 18 MB.
const MOST: usize = (1 << 20) / 8 * 7;

/// What is known of things that are bytes, up to a number of them. What is beyond that is
/// not remembered: whoever asks has to find it out as if it had not been known.
#[derive(Debug)]
pub(crate) struct Fingerprints<T> {
    known: HashMap<Fingerprint, T>,
    most: usize,
}

impl<T> Default for Fingerprints<T> {
    fn default() -> Self {
        Self { known: HashMap::new(), most: MOST }
    }
}

impl<T: Copy> Fingerprints<T> {
    /// Remembers what is known of the bytes that have this fingerprint.
    pub(crate) fn insert(&mut self, fingerprint: Fingerprint, value: T) {
        if self.known.len() < self.most {
            self.known.insert(fingerprint, value);
        }
    }

    pub(crate) fn get(&self, fingerprint: Fingerprint) -> Option<T> {
        self.known.get(&fingerprint).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_so_many_and_no_more() {
        let mut known = Fingerprints { known: HashMap::new(), most: 2 };
        for number in 0..4_u8 {
            known.insert(Fingerprint::of(&[number]), number);
        }
        let found: Vec<_> = (0..4_u8).map(|number| known.get(Fingerprint::of(&[number]))).collect();
        assert_eq!(found, [Some(0), Some(1), None, None]);
    }
}
