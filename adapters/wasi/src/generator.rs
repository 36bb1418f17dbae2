//! Randomness that is made from a seed.

use sha2::{Digest as _, Sha256};

/// How many bytes one hash gives.
const BLOCK: usize = 32;

/// A sequence of bytes, made by hashing a key and a counter.
#[derive(Clone)]
pub(crate) struct Generator {
    key: [u8; BLOCK],
    /// How many blocks were made.
    blocks: u64,
    block: [u8; BLOCK],
    /// How much of the last block was taken.
    taken: usize,
}

impl Generator {
    /// The sequence of this name and seed.
    pub(crate) fn new(name: &str, seed: &[u8]) -> Self {
        let key = Sha256::new()
            .chain_update(b"ipvm-wasi-1\0")
            .chain_update(name)
            .chain_update([0])
            .chain_update(seed)
            .finalize()
            .into();
        Self { key, blocks: 0, block: [0; BLOCK], taken: BLOCK }
    }

    /// Whether anything was taken of it.
    pub(crate) const fn was_used(&self) -> bool {
        self.blocks > 0
    }

    /// Takes the next bytes.
    pub(crate) fn fill(&mut self, mut bytes: &mut [u8]) {
        while !bytes.is_empty() {
            if self.taken == BLOCK {
                let hash = Sha256::new().chain_update(self.key);
                self.block = hash.chain_update(self.blocks.to_be_bytes()).finalize().into();
                self.blocks += 1;
                self.taken = 0;
            }
            let left = &self.block[self.taken..];
            let (now, later) = bytes.split_at_mut(left.len().min(bytes.len()));
            now.copy_from_slice(&left[..now.len()]);
            self.taken += now.len();
            bytes = later;
        }
    }

    /// Takes the next eight bytes as a number.
    pub(crate) fn next(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(generator: &mut Generator, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        generator.fill(&mut bytes);
        bytes
    }

    #[test]
    fn it_is_what_its_description_says() {
        let mut key = b"ipvm-wasi-1\0random\0".to_vec();
        key.extend([1, 2, 3]);
        let key = Sha256::digest(key);
        let mut expected = Vec::new();
        for counter in 0_u8..3 {
            let mut block = key.to_vec();
            block.extend([0, 0, 0, 0, 0, 0, 0, counter]);
            expected.extend(Sha256::digest(block));
        }
        let mut generator = Generator::new("random", &[1, 2, 3]);
        assert_eq!(taken(&mut generator, 96), expected);
    }

    #[test]
    fn in_which_portions_it_is_taken_does_not_matter() {
        let mut whole = Generator::new("random", b"seed");
        let whole = taken(&mut whole, 200);
        let mut generator = Generator::new("random", b"seed");
        let mut bytes = Vec::new();
        for count in [1, 0, 31, 33, 64, 3, 60] {
            bytes.extend(taken(&mut generator, count));
        }
        bytes.extend(generator.next().to_le_bytes());
        assert_eq!(bytes, whole);
    }

    #[test]
    fn every_name_and_every_seed_has_its_own() {
        let of = |name, seed: &[u8]| taken(&mut Generator::new(name, seed), 32);
        let all = [of("random", b""), of("random", b"\0"), of("insecure", b""), of("", b"random")];
        for (index, one) in all.iter().enumerate() {
            assert!(!all[..index].contains(one), "{index}");
        }
    }

    #[test]
    fn it_is_used_once_a_byte_was_taken() {
        let mut generator = Generator::new("random", b"");
        assert!(!generator.was_used());
        generator.fill(&mut []);
        assert!(!generator.was_used());
        generator.fill(&mut [0]);
        assert!(generator.was_used());
    }
}
