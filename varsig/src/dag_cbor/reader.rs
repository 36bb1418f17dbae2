//! Heads of items and the bytes behind them.

use super::error::{DagCborError, DagCborErrorKind as Kind};

/// What is wrong, and where. The path is found afterwards, from where the walk
/// stood: nothing is noted down for input that is in order.
#[derive(Clone, Copy)]
pub(super) struct Fault {
    pub(super) offset: usize,
    pub(super) kind: Kind,
}

pub(super) type Checked<T> = Result<T, Fault>;

/// The major types of CBOR (RFC 8949, section 3.1).
pub(super) mod major {
    pub(in super::super) const UNSIGNED: u8 = 0;
    pub(in super::super) const NEGATIVE: u8 = 1;
    pub(in super::super) const BYTES: u8 = 2;
    pub(in super::super) const TEXT: u8 = 3;
    pub(in super::super) const LIST: u8 = 4;
    pub(in super::super) const MAP: u8 = 5;
    pub(in super::super) const TAG: u8 = 6;
    pub(in super::super) const SIMPLE: u8 = 7;
}

/// The first byte of an item and the number that it announces.
#[derive(Clone, Copy)]
pub(super) struct Head {
    first: u8,
    /// A value, a length in bytes, a number of items or entries, or a tag.
    pub(super) argument: u64,
}

impl Head {
    /// The upper three bits.
    pub(super) const fn major(self) -> u8 {
        self.first >> 5
    }

    /// The lower five bits.
    pub(super) const fn information(self) -> u8 {
        self.first & 0x1f
    }
}

/// A cursor over bytes.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) offset: usize,
}

impl<'a> Reader<'a> {
    /// Reads the head of an item in its shortest form.
    #[inline]
    pub(super) fn head(&mut self) -> Checked<Head> {
        let offset = self.offset;
        let fail = |kind| Err(Fault { offset, kind });
        let Some((&first, rest)) = self.bytes.get(offset..).and_then(<[u8]>::split_first) else {
            return fail(Kind::UnexpectedEnd);
        };
        let information = first & 0x1f;
        if information < 24 {
            self.offset = offset + 1;
            return Ok(Head { first, argument: u64::from(information) });
        }
        // Comparisons rather than a jump table: the widths of neighbours are seldom
        // the same, and a table's jump would be mispredicted.
        let (argument, width, least) = if information == 24 {
            (rest.first_chunk().map(|[byte]| u64::from(*byte)), 1, 24)
        } else if information == 25 {
            (rest.first_chunk().map(|it| u16::from_be_bytes(*it).into()), 2, 1 << 8)
        } else if information == 26 {
            (rest.first_chunk().map(|it| u32::from_be_bytes(*it).into()), 4, 1 << 16)
        } else if information == 27 {
            (rest.first_chunk().map(|it| u64::from_be_bytes(*it)), 8, 1 << 32)
        } else {
            return fail(if information == 31 {
                Kind::IndefiniteLength
            } else {
                Kind::ReservedHead
            });
        };
        let Some(argument) = argument else { return fail(Kind::UnexpectedEnd) };
        // In major type 7 the argument is a float or a simple value, whose own
        // rules follow.
        if argument < least && first >> 5 != major::SIMPLE {
            return fail(Kind::NotShortest);
        }
        self.offset = offset + 1 + width;
        Ok(Head { first, argument })
    }

    /// The next `length` bytes, which belong to the item at `offset`.
    #[inline]
    pub(super) fn take(&mut self, length: u64, offset: usize) -> Checked<&'a [u8]> {
        // A claimed length is compared with what is there before anything else,
        // so that a huge claim costs nothing.
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        match usize::try_from(length).ok().and_then(|length| rest.get(..length)) {
            Some(taken) => {
                self.offset += taken.len();
                Ok(taken)
            }
            None => Err(Fault { offset, kind: Kind::UnexpectedEnd }),
        }
    }

    /// The next `length` bytes, which must be UTF-8.
    #[inline]
    pub(super) fn text(&mut self, length: u64, offset: usize) -> Checked<&'a [u8]> {
        let text = self.take(length, offset)?;
        // Most text is ASCII, for which there is a quicker test.
        if text.is_ascii() || core::str::from_utf8(text).is_ok() {
            Ok(text)
        } else {
            Err(Fault { offset, kind: Kind::InvalidUtf8 })
        }
    }
}

/// Reads the head of a list at the front of `bytes`: its length and where its
/// first item starts.
///
/// # Errors
///
/// [`DagCborError`] if there is no canonical list head.
pub fn array_head(bytes: &[u8]) -> Result<(u64, usize), DagCborError> {
    let mut reader = Reader { bytes, offset: 0 };
    let length = reader.argument_of(major::LIST)?;
    Ok((length, reader.offset))
}

/// Reads a byte string at `offset`: its content and where it ends.
///
/// # Errors
///
/// [`DagCborError`] if there is no canonical byte string.
pub fn bytes_item(bytes: &[u8], offset: usize) -> Result<(&[u8], usize), DagCborError> {
    let mut reader = Reader { bytes, offset };
    let length = reader.argument_of(major::BYTES)?;
    let content = reader.take(length, offset)?;
    Ok((content, reader.offset))
}

impl Reader<'_> {
    fn argument_of(&mut self, major: u8) -> Checked<u64> {
        let offset = self.offset;
        let head = self.head()?;
        if head.major() == major {
            Ok(head.argument)
        } else {
            Err(Fault { offset, kind: Kind::UnexpectedItem })
        }
    }
}

impl From<Fault> for DagCborError {
    /// At the root: the item alone is known, not what it is in.
    fn from(fault: Fault) -> Self {
        Self::new(fault.offset, fault.kind)
    }
}
