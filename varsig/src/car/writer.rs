//! Writing an archive.

use alloc::{collections::BTreeSet, vec::Vec};

use cid::Cid;

use super::header;
use crate::{block::Block, varint};

/// An archive in the making.
///
/// Blocks stand in the order in which they are inserted, each once: the same
/// roots and blocks in the same order give the same bytes.
#[derive(Clone, Debug)]
pub struct CarWriter {
    bytes: Vec<u8>,
    written: BTreeSet<Cid>,
}

impl CarWriter {
    /// An archive with these roots and no block yet.
    ///
    /// The text recommends exactly one root, and some readers refuse an archive
    /// without any. The blocks of the roots are inserted like every other.
    #[must_use]
    pub fn new(roots: &[Cid]) -> Self {
        let mut writer = Self { bytes: Vec::new(), written: BTreeSet::new() };
        writer.put(&[&header::write(roots)]);
        writer
    }

    /// Appends a block unless it stands there already; says whether it did.
    pub fn insert(&mut self, block: &Block) -> bool {
        let new = self.written.insert(*block.cid());
        if new {
            self.put(&[&block.cid().to_bytes(), block.bytes()]);
        }
        new
    }

    /// The archive.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Appends the parts behind the length of all of them.
    fn put(&mut self, parts: &[&[u8]]) {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        // A length in memory fits 63 bits wherever this compiles.
        varint::encode(u64::try_from(length).unwrap_or(u64::MAX), &mut self.bytes);
        for part in parts {
            self.bytes.extend_from_slice(part);
        }
    }
}

impl<'a> Extend<&'a Block> for CarWriter {
    fn extend<I: IntoIterator<Item = &'a Block>>(&mut self, blocks: I) {
        for block in blocks {
            self.insert(block);
        }
    }
}
