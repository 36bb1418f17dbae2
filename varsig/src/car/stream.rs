//! Archives that come and go as streams: one section in memory at a time.

use alloc::vec::Vec;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use cid::Cid;

use super::{
    cid_bytes,
    error::{CarError, CarErrorKind as Kind},
    header,
    limits::CarLimits,
    reader::Section,
};
use crate::{
    block::Block,
    varint::{self, VarintError},
};

/// An archive that is read from a stream, section by section.
///
/// It reads what [`CarReader`](super::CarReader) reads, refuses what that refuses with the
/// same error, and holds one section. A claimed length takes no memory before the bytes
/// have come.
///
/// ```
/// use varsig::{Block, car::{CarLimits, CarStreamReader, CarStreamWriter}};
///
/// let block = Block::raw(*b"hello");
/// let mut writer = CarStreamWriter::new(Vec::new(), &[*block.cid()])?;
/// writer.put(&block)?;
/// let archive = writer.finish()?;
///
/// let mut reader = CarStreamReader::new(archive.as_slice(), &CarLimits::default())?;
/// assert_eq!(reader.roots(), [*block.cid()]);
/// assert_eq!(reader.next().transpose()?.map(|section| section.block), Some(block));
/// assert_eq!(reader.next(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct CarStreamReader<R> {
    source: BufReader<R>,
    /// How many bytes have been read.
    offset: usize,
    limits: CarLimits,
    roots: Vec<Cid>,
    sections: usize,
    failed: bool,
    section: Vec<u8>,
}

/// Why an archive could not be read from a stream.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarStreamError {
    /// It is refused.
    #[error(transparent)]
    Car(#[from] CarError),
    /// The stream failed.
    #[error("byte {offset}: the archive could not be read: {kind}")]
    Read {
        /// Offset in bytes from the start of the archive.
        offset: usize,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
}

/// How many bytes are asked for at a time.
const BUFFER: usize = 256 << 10;

impl<R: Read> CarStreamReader<R> {
    /// Reads the header of an archive; the sections are read by iteration.
    ///
    /// # Errors
    ///
    /// [`CarStreamError::Car`] as [`CarReader::new`](super::CarReader::new) gives it,
    /// [`CarStreamError::Read`] if the stream fails.
    pub fn new(source: R, limits: &CarLimits) -> Result<Self, CarStreamError> {
        let mut reader = Self {
            source: BufReader::with_capacity(BUFFER, source),
            offset: 0,
            limits: *limits,
            roots: Vec::new(),
            sections: 0,
            failed: false,
            section: Vec::new(),
        };
        let limit = limits.header_bytes;
        let too_large = |found, limit| Kind::HeaderTooLarge { found, limit };
        if !reader.prefixed(limit, too_large)? {
            return Err(Kind::UnexpectedEnd.at(0).into());
        }
        let header = &reader.section;
        if header::PRAGMA_OF_VERSION_2.get(1..) == Some(header.as_slice()) {
            return Err(Kind::Version2.at(0).into());
        }
        reader.roots = header::read(header, reader.offset - header.len())?;
        Ok(reader)
    }

    /// The CIDs to begin with, as the header names them. Nothing has checked that they stand
    /// in the archive.
    #[must_use]
    pub fn roots(&self) -> &[Cid] {
        &self.roots
    }

    /// How many bytes of the archive have been read: the end of the last section.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Takes what a length at the front says into the buffer; says whether there was one.
    fn prefixed(
        &mut self,
        limit: usize,
        too_large: impl Fn(u64, usize) -> Kind,
    ) -> Result<bool, CarStreamError> {
        let at = self.offset;
        let Some(found) = self.length()? else { return Ok(false) };
        let wanted = usize::try_from(found).ok().filter(|wanted| *wanted <= limit);
        let wanted = wanted.ok_or_else(|| too_large(found, limit).at(at))?;
        self.section.clear();
        let taken = (&mut self.source)
            .take(u64::try_from(wanted).unwrap_or(u64::MAX))
            .read_to_end(&mut self.section);
        self.offset += self.section.len();
        taken.map_err(|error| self.failed(&error))?;
        if self.section.len() < wanted {
            return Err(Kind::UnexpectedEnd.at(self.offset).into());
        }
        Ok(true)
    }

    /// A length, or `None` at the end of the stream.
    fn length(&mut self) -> Result<Option<u64>, CarStreamError> {
        let (at, mut bytes) = (self.offset, Vec::new());
        loop {
            let mut byte = [0];
            match self.source.read(&mut byte) {
                Ok(0) if bytes.is_empty() => return Ok(None),
                Ok(0) => return Err(Kind::UnexpectedEnd.at(self.offset).into()),
                Ok(_) => {
                    self.offset += 1;
                    bytes.extend(byte);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.failed(&error)),
            }
            match varint::decode(&bytes) {
                Ok((length, _)) => return Ok(Some(length)),
                Err(VarintError::UnexpectedEnd) => {}
                Err(VarintError::NotShortest) => return Err(Kind::LengthNotShortest.at(at).into()),
                Err(VarintError::TooLong) => return Err(Kind::LengthTooLong.at(at).into()),
            }
        }
    }

    fn read_section(&mut self) -> Result<Option<Section>, CarStreamError> {
        let offset = self.offset;
        let limit = self.limits.section_bytes;
        if self.sections >= self.limits.sections && !self.is_at_end()? {
            return Err(Kind::TooManySections { limit: self.limits.sections }.at(offset).into());
        }
        if !self.prefixed(limit, |found, limit| Kind::SectionTooLarge { found, limit })? {
            return Ok(None);
        }
        self.sections += 1;
        let start = self.offset - self.section.len();
        let (cid, length) = cid_bytes::read(&self.section).map_err(|kind| kind.at(start))?;
        let content = self.section.get(length..).unwrap_or_default();
        let block = Block::verify(cid, content).map_err(|error| Kind::Block(error).at(start))?;
        Ok(Some(Section { offset, block }))
    }

    fn is_at_end(&mut self) -> Result<bool, CarStreamError> {
        let rest = io::BufRead::fill_buf(&mut self.source).map(<[u8]>::is_empty);
        rest.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &io::Error) -> CarStreamError {
        CarStreamError::Read { offset: self.offset, kind: error.kind() }
    }
}

impl<R: Read> Iterator for CarStreamReader<R> {
    type Item = Result<Section, CarStreamError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let section = self.read_section().transpose();
        self.failed = !matches!(section, Some(Ok(_)));
        section
    }
}

impl<R: Read> core::iter::FusedIterator for CarStreamReader<R> {}

/// An archive that is written to a stream, section by section.
///
/// Unlike [`CarWriter`](super::CarWriter) it remembers nothing: a block that is put twice
/// stands there twice. The stream should be buffered.
#[derive(Debug)]
pub struct CarStreamWriter<W> {
    sink: W,
    header: usize,
}

impl<W: Write> CarStreamWriter<W> {
    /// An archive with these roots and no block yet.
    ///
    /// # Errors
    ///
    /// If the stream fails.
    pub fn new(sink: W, roots: &[Cid]) -> io::Result<Self> {
        let mut writer = Self { sink, header: 0 };
        let header = header::write(roots);
        writer.append(&[&header])?;
        writer.header = header.len();
        Ok(writer)
    }

    /// Appends a block.
    ///
    /// # Errors
    ///
    /// If the stream fails.
    pub fn put(&mut self, block: &Block) -> io::Result<()> {
        self.append(&[&block.cid().to_bytes(), block.bytes()])
    }

    /// Flushes the stream, and gives it back.
    ///
    /// # Errors
    ///
    /// If the stream fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.sink.flush()?;
        Ok(self.sink)
    }

    fn append(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let mut prefix = Vec::new();
        varint::encode(u64::try_from(length).unwrap_or(u64::MAX), &mut prefix);
        self.sink.write_all(&prefix)?;
        parts.iter().try_for_each(|part| self.sink.write_all(part))
    }
}

impl<W: Write + Seek> CarStreamWriter<W> {
    /// Ends an archive whose roots were not known when it was begun: other ones take the
    /// place of those in the header, whose bytes have to be as many. The stream has to
    /// begin with the archive.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] if the header would have another length; any other
    /// if the stream fails.
    pub fn finish_with_roots(mut self, roots: &[Cid]) -> io::Result<W> {
        let header = header::write(roots);
        if header.len() != self.header {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        self.sink.flush()?;
        self.sink.seek(SeekFrom::Start(0))?;
        self.append(&[&header])?;
        self.sink.seek(SeekFrom::End(0))?;
        self.finish()
    }
}
