//! Reading an archive section by section.

use alloc::vec::Vec;

use cid::Cid;

use super::{
    cid_bytes,
    error::{CarError, CarErrorKind as Kind},
    header,
    limits::CarLimits,
};
use crate::{
    block::Block,
    varint::{self, VarintError},
};

/// One section of an archive: a block that hashes to its CID, and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Section {
    /// Offset of the section's length in bytes, from the start of the archive.
    pub offset: usize,
    /// The block.
    pub block: Block,
}

/// An archive that is read block by block, in the order in which they stand.
///
/// It keeps nothing of what it has read; [`Car`](super::Car) does. After an
/// error it ends, since nothing says where the next section would start.
#[derive(Clone, Debug)]
pub struct CarReader<'a> {
    bytes: &'a [u8],
    offset: usize,
    limits: CarLimits,
    roots: Vec<Cid>,
    sections: usize,
    failed: bool,
}

impl<'a> CarReader<'a> {
    /// Reads the header of an archive; the blocks are read by iteration.
    ///
    /// # Errors
    ///
    /// [`CarErrorKind::Version2`](Kind::Version2) and
    /// [`UnsupportedVersion`](Kind::UnsupportedVersion) for another version,
    /// [`HeaderTooLarge`](Kind::HeaderTooLarge) beyond the limits, and the other
    /// kinds that name the header, its length or its end.
    pub fn new(bytes: &'a [u8], limits: &CarLimits) -> Result<Self, CarError> {
        if bytes.starts_with(header::PRAGMA_OF_VERSION_2) {
            return Err(Kind::Version2.at(0));
        }
        let mut reader = Self {
            bytes,
            offset: 0,
            limits: *limits,
            roots: Vec::new(),
            sections: 0,
            failed: false,
        };
        let header = reader
            .prefixed(limits.header_bytes, |found, limit| Kind::HeaderTooLarge { found, limit })?;
        reader.roots = header::read(header, reader.offset - header.len())?;
        Ok(reader)
    }

    /// The CIDs to begin with, as the header names them. Nothing has checked that
    /// they stand in the archive.
    #[must_use]
    pub fn roots(&self) -> &[Cid] {
        &self.roots
    }

    /// Takes what a length at the front says.
    fn prefixed(
        &mut self,
        limit: usize,
        too_large: impl Fn(u64, usize) -> Kind,
    ) -> Result<&'a [u8], CarError> {
        let at = self.offset;
        let rest = self.bytes.get(at..).unwrap_or_default();
        let (found, length) = varint::decode(rest).map_err(|error| match error {
            VarintError::UnexpectedEnd => Kind::UnexpectedEnd.at(self.bytes.len()),
            VarintError::NotShortest => Kind::LengthNotShortest.at(at),
            VarintError::TooLong => Kind::LengthTooLong.at(at),
        })?;
        let wanted = usize::try_from(found).ok().filter(|wanted| *wanted <= limit);
        let wanted = wanted.ok_or_else(|| too_large(found, limit).at(at))?;
        let rest = rest.get(length..).unwrap_or_default();
        let taken = rest.get(..wanted).ok_or_else(|| Kind::UnexpectedEnd.at(self.bytes.len()))?;
        self.offset = at + length + wanted;
        Ok(taken)
    }

    fn section(&mut self) -> Result<Section, CarError> {
        let offset = self.offset;
        if self.sections >= self.limits.sections {
            return Err(Kind::TooManySections { limit: self.limits.sections }.at(offset));
        }
        self.sections += 1;
        let section = self.prefixed(self.limits.section_bytes, |found, limit| {
            Kind::SectionTooLarge { found, limit }
        })?;
        let start = self.offset - section.len();
        let (cid, length) = cid_bytes::read(section).map_err(|kind| kind.at(start))?;
        let content = section.get(length..).unwrap_or_default();
        let block = Block::verify(cid, content).map_err(|error| Kind::Block(error).at(start))?;
        Ok(Section { offset, block })
    }
}

impl Iterator for CarReader<'_> {
    type Item = Result<Section, CarError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed || self.offset >= self.bytes.len() {
            return None;
        }
        let section = self.section();
        self.failed = section.is_err();
        Some(section)
    }
}

impl core::iter::FusedIterator for CarReader<'_> {}
