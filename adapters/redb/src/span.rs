//! Places in packs.

use std::ops::Range;

use crate::tables::{DamagedRow, number, seal};

/// Where the bytes of a block are in a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) pack: u64,
    pub(crate) offset: u32,
    pub(crate) length: u32,
}

impl Span {
    pub(crate) const BYTES: usize = 16;

    pub(crate) fn encode(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..8].copy_from_slice(&self.pack.to_be_bytes());
        bytes[8..12].copy_from_slice(&self.offset.to_be_bytes());
        bytes[12..].copy_from_slice(&self.length.to_be_bytes());
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, DamagedRow> {
        let (place, length) = bytes.split_at_checked(12).ok_or(DamagedRow)?;
        let (pack, offset) = read_place_key(place)?;
        Ok(Self { pack, offset, length: small(length)? })
    }

    pub(crate) fn pack_key(self) -> [u8; 8] {
        self.pack.to_be_bytes()
    }

    /// The key in the table of places: pack and offset.
    pub(crate) fn place_key(self) -> [u8; 12] {
        let mut key = [0; 12];
        key.copy_from_slice(&self.encode()[..12]);
        key
    }

    /// The row in the table of places: length and block.
    pub(crate) fn place_row(self, block: &[u8]) -> Vec<u8> {
        seal(&self.place_key(), &[&self.length.to_be_bytes(), block].concat())
    }

    /// The bytes, if the pack has that many.
    pub(crate) fn of(self, pack: &[u8]) -> Option<&[u8]> {
        pack.get(self.range()?)
    }

    pub(crate) fn range(self) -> Option<Range<usize>> {
        let offset = usize::try_from(self.offset).ok()?;
        let length = usize::try_from(self.length).ok()?;
        Some(offset..offset.checked_add(length)?)
    }

    pub(crate) const fn end(self) -> u32 {
        self.offset.saturating_add(self.length)
    }
}

/// Pack and offset in a key of the table of places.
pub(crate) fn read_place_key(key: &[u8]) -> Result<(u64, u32), DamagedRow> {
    let (pack, offset) = key.split_at_checked(8).ok_or(DamagedRow)?;
    Ok((number(pack)?, small(offset)?))
}

pub(crate) fn small(bytes: &[u8]) -> Result<u32, DamagedRow> {
    bytes.try_into().map(u32::from_be_bytes).map_err(|_| DamagedRow)
}
