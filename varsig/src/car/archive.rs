//! An archive read as a whole.

use alloc::{collections::BTreeMap, vec::Vec};

use cid::Cid;

use super::{error::CarError, limits::CarLimits, reader::CarReader};
use crate::block::Block;

/// An archive that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Car {
    roots: Vec<Cid>,
    blocks: Vec<Block>,
    places: BTreeMap<Cid, usize>,
    duplicates: Vec<Duplicate>,
}

/// A block that stood in the archive before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Duplicate {
    /// Offset of the later section in bytes, from the start of the archive.
    pub offset: usize,
    /// The CID of both.
    pub cid: Cid,
}

impl Car {
    /// Reads an archive to its end and checks every block against its CID.
    ///
    /// # Errors
    ///
    /// [`CarError`] for the first rule that is broken, with its place: see
    /// [`CarErrorKind`](super::CarErrorKind).
    pub fn read(bytes: &[u8], limits: &CarLimits) -> Result<Self, CarError> {
        let reader = CarReader::new(bytes, limits)?;
        let mut car = Self {
            roots: reader.roots().to_vec(),
            blocks: Vec::new(),
            places: BTreeMap::new(),
            duplicates: Vec::new(),
        };
        for section in reader {
            let section = section?;
            let cid = *section.block.cid();
            if car.places.contains_key(&cid) {
                car.duplicates.push(Duplicate { offset: section.offset, cid });
            } else {
                car.places.insert(cid, car.blocks.len());
                car.blocks.push(section.block);
            }
        }
        Ok(car)
    }

    /// The CIDs to begin with, as the header names them.
    #[must_use]
    pub fn roots(&self) -> &[Cid] {
        &self.roots
    }

    /// The blocks, each once, in the order in which they first stand.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The blocks, without a copy.
    #[must_use]
    pub fn into_blocks(self) -> Vec<Block> {
        self.blocks
    }

    /// The block that `cid` names.
    #[must_use]
    pub fn get(&self, cid: &Cid) -> Option<&Block> {
        self.places.get(cid).and_then(|place| self.blocks.get(*place))
    }

    /// The blocks that stood in the archive more than once, at their later places.
    #[must_use]
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// The roots whose block does not stand in the archive. The text wants each
    /// to be there, and leaves open whether that is checked.
    pub fn missing_roots(&self) -> impl Iterator<Item = &Cid> {
        self.roots.iter().filter(|root| !self.places.contains_key(root))
    }
}
