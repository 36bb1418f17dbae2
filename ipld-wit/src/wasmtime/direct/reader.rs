//! DAG-CBOR, read where it stands.
//!
//! Whatever is read is canonical: heads in their shortest form, text in UTF-8, floats of 64 bits,
//! keys in order. What is passed over with [`Reader::skip`] is not looked at; all of it is read later,
//! or refused for another reason.

use core::str;

use cid::Cid;

use crate::kind::Kind;

/// Bytes that are not canonical DAG-CBOR. Which rule they break is found out afterwards.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

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

/// The tag of a link.
pub(super) const LINK: u64 = 42;

/// The greatest number that a varint of a CID may hold.
pub(super) const GREATEST_CODE: u64 = (1 << 63) - 1;

/// How many bytes an integer takes, by its first byte; none if that is the first byte of something else.
///
/// It is all that the place of the next one in a list depends on, so nothing else is looked up with it.
static WIDTHS: [u8; 256] = {
    let mut widths = [0; 256];
    let mut information = 0;
    while information < 28 {
        let width = match information {
            24 => 2,
            25 => 3,
            26 => 5,
            27 => 9,
            _ => 1,
        };
        widths[information] = width;
        widths[(1 << 5) | information] = width;
        information += 1;
    }
    widths
};

/// The least number that may be written in so many bytes.
static LEAST: [u64; 16] = {
    let mut least = [u64::MAX; 16];
    least[1] = 0;
    least[2] = 24;
    least[3] = 1 << 8;
    least[5] = 1 << 16;
    least[9] = 1 << 32;
    least
};

/// One item. Lists and maps are only begun: their items follow.
#[derive(Debug)]
pub(super) enum Item<'a> {
    Null,
    Bool(bool),
    Integer(Integer),
    Float(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
    /// With the number of items.
    List(usize),
    /// With the number of entries.
    Map(usize),
    /// With the CID, and its bytes as they stand.
    Link(Cid, &'a [u8]),
}

impl Item<'_> {
    pub(super) const fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Bool(_) => Kind::Bool,
            Self::Integer(_) => Kind::Integer,
            Self::Float(_) => Kind::Float,
            Self::Text(_) => Kind::String,
            Self::Bytes(_) => Kind::Bytes,
            Self::List(_) => Kind::List,
            Self::Map(_) => Kind::Map,
            Self::Link(..) => Kind::Link,
        }
    }
}

/// An integer as CBOR has it: `argument`, or −1 − `argument`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Integer {
    pub(super) negative: bool,
    pub(super) argument: u64,
}

impl From<Integer> for i128 {
    fn from(integer: Integer) -> Self {
        let argument = Self::from(integer.argument);
        if integer.negative { -1 - argument } else { argument }
    }
}

/// A cursor over encoded data.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0 }
    }

    /// Where the next item starts.
    pub(super) const fn offset(&self) -> usize {
        self.offset
    }

    /// The same data, read from `offset` on.
    pub(super) const fn at(self, offset: usize) -> Self {
        Self { bytes: self.bytes, offset }
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.offset == self.bytes.len()
    }

    /// Reads the head of an item in its shortest form: the first byte, and the number.
    #[inline]
    pub(super) fn head(&mut self) -> Result<(u8, u64), Malformed> {
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        let (&first, rest) = rest.split_first().ok_or(Malformed)?;
        let information = first & 0x1f;
        if information < 24 {
            self.offset += 1;
            return Ok((first, information.into()));
        }
        let (argument, width, least) = if information == 24 {
            (rest.first_chunk().map(|[byte]| u64::from(*byte)), 1, 24)
        } else if information == 25 {
            (rest.first_chunk().map(|it| u16::from_be_bytes(*it).into()), 2, 1 << 8)
        } else if information == 26 {
            (rest.first_chunk().map(|it| u32::from_be_bytes(*it).into()), 4, 1 << 16)
        } else if information == 27 {
            (rest.first_chunk().map(|it| u64::from_be_bytes(*it)), 8, 1 << 32)
        } else {
            return Err(Malformed);
        };
        let argument = argument.ok_or(Malformed)?;
        // In major type 7 the number is a float or a simple value, whose own rules follow.
        if argument < least && first >> 5 != major::SIMPLE {
            return Err(Malformed);
        }
        self.offset += 1 + width;
        Ok((first, argument))
    }

    /// Reads the head of an integer, if there are as many bytes left as any head takes. Without branches,
    /// since the widths of neighbours in a list are seldom the same.
    #[inline]
    pub(super) fn integer_head(&mut self) -> Option<(u8, u64)> {
        let [first, a, b, c, d, e, f, g, h] =
            *self.bytes.get(self.offset..)?.first_chunk::<{ 1 + size_of::<u64>() }>()?;
        let width = WIDTHS[usize::from(first)];
        let word = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        // Eight bits of the word for each byte but the first; nothing that is used if there is no other.
        let long = word.wrapping_shr(72_u32.wrapping_sub(8 * u32::from(width)));
        let argument = if width == 1 { u64::from(first & 0x1f) } else { long };
        // Nor is it the head of something else, or longer than it needs to be.
        if argument < LEAST[usize::from(width & 0xf)] {
            return None;
        }
        self.offset += usize::from(width);
        Some((first >> 5, argument))
    }

    #[inline]
    fn take(&mut self, length: u64) -> Result<&'a [u8], Malformed> {
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        let taken = usize::try_from(length).ok().and_then(|length| rest.get(..length));
        let taken = taken.ok_or(Malformed)?;
        self.offset += taken.len();
        Ok(taken)
    }

    #[inline]
    fn text(&mut self, length: u64) -> Result<&'a str, Malformed> {
        str::from_utf8(self.take(length)?).map_err(|_| Malformed)
    }

    /// How many items a list or a map announces: never more than there are bytes for them.
    #[inline]
    fn count(&self, announced: u64, least: usize) -> Result<usize, Malformed> {
        let left = self.bytes.len() - self.offset;
        let count = usize::try_from(announced).map_err(|_| Malformed)?;
        if count > left / least { Err(Malformed) } else { Ok(count) }
    }

    /// Reads one item.
    #[inline]
    pub(super) fn item(&mut self) -> Result<Item<'a>, Malformed> {
        let (first, argument) = self.head()?;
        Ok(match first >> 5 {
            major::UNSIGNED => Item::Integer(Integer { negative: false, argument }),
            major::NEGATIVE => Item::Integer(Integer { negative: true, argument }),
            major::BYTES => Item::Bytes(self.take(argument)?),
            major::TEXT => Item::Text(self.text(argument)?),
            major::LIST => Item::List(self.count(argument, 1)?),
            major::MAP => Item::Map(self.count(argument, 2)?),
            major::TAG if argument == LINK => {
                let (cid, bytes) = self.link()?;
                Item::Link(cid, bytes)
            }
            major::TAG => return Err(Malformed),
            _ => match first & 0x1f {
                20 => Item::Bool(false),
                21 => Item::Bool(true),
                22 => Item::Null,
                27 => Item::Float(canonical_float(argument)?),
                _ => return Err(Malformed),
            },
        })
    }

    /// Reads what stands behind the tag of a link.
    fn link(&mut self) -> Result<(Cid, &'a [u8]), Malformed> {
        let (first, length) = self.head()?;
        if first >> 5 != major::BYTES {
            return Err(Malformed);
        }
        let Some((0, bytes)) = self.take(length)?.split_first() else { return Err(Malformed) };
        Ok((exact_cid(bytes).ok_or(Malformed)?, bytes))
    }

    /// Reads the key of an entry.
    pub(super) fn key(&mut self) -> Result<&'a str, Malformed> {
        let (first, length) = self.head()?;
        if first >> 5 == major::TEXT { self.text(length) } else { Err(Malformed) }
    }

    /// Passes `expected` if that is what comes next, as it is encoded.
    #[inline]
    pub(super) fn passes(&mut self, expected: &[u8]) -> bool {
        let next = self.bytes.get(self.offset..).is_some_and(|rest| rest.starts_with(expected));
        if next {
            self.offset += expected.len();
        }
        next
    }

    /// Passes null if that is what comes next.
    #[inline]
    pub(super) fn passes_null(&mut self) -> bool {
        self.passes(&[0xf6])
    }

    /// Passes over one item with all that is in it.
    pub(super) fn skip(&mut self) -> Result<(), Malformed> {
        let mut left = 1_usize;
        while left > 0 {
            left -= 1;
            let (first, argument) = self.head()?;
            let inside = match first >> 5 {
                major::BYTES | major::TEXT => {
                    self.take(argument)?;
                    0
                }
                major::LIST => self.count(argument, 1)?,
                major::MAP => self.count(argument, 2)?.saturating_mul(2),
                major::TAG => 1,
                _ => 0,
            };
            left = left.saturating_add(inside);
        }
        Ok(())
    }
}

/// The float of these bits, if DAG-CBOR has it.
#[inline]
pub(super) fn canonical_float(bits: u64) -> Result<f64, Malformed> {
    let float = f64::from_bits(bits);
    if float.is_finite() && bits != (-0.0_f64).to_bits() { Ok(float) } else { Err(Malformed) }
}

/// The CID that `bytes` are, in its only form, if they are one that tag 42 may hold.
pub(super) fn exact_cid(bytes: &[u8]) -> Option<Cid> {
    let cid = Cid::try_from(bytes).ok()?;
    let codes = cid.codec() <= GREATEST_CODE && cid.hash().code() <= GREATEST_CODE;
    // The parser stops at the end of the CID, and takes numbers in several forms.
    (codes && cid.to_bytes() == bytes).then_some(cid)
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn item(bytes: &[u8]) -> Result<Item<'_>, Malformed> {
        let mut reader = Reader::new(bytes);
        let item = reader.item()?;
        if reader.is_at_end() { Ok(item) } else { Err(Malformed) }
    }

    #[test]
    fn reads_the_ends_of_every_range_of_integers() {
        let ends: [(&[u8], i128); 8] = [
            (&[0x17], 23),
            (&[0x18, 24], 24),
            (&[0x19, 1, 0], 256),
            (&[0x1a, 0, 1, 0, 0], 65_536),
            (&[0x1b, 0, 0, 0, 1, 0, 0, 0, 0], 1 << 32),
            (&[0x1b, 255, 255, 255, 255, 255, 255, 255, 255], (1 << 64) - 1),
            (&[0x20], -1),
            (&[0x3b, 255, 255, 255, 255, 255, 255, 255, 255], -(1 << 64)),
        ];
        for (bytes, expected) in ends {
            let Ok(Item::Integer(integer)) = item(bytes) else { panic!("{bytes:?}") };
            assert_eq!(i128::from(integer), expected);
        }
    }

    #[test]
    fn refuses_whatever_is_not_canonical() {
        let refused: [&[u8]; 20] = [
            &[],
            &[0x18, 23],
            &[0x19, 0, 255],
            &[0x1a, 0, 0, 255, 255],
            &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255],
            &[0x1b, 0, 0, 0, 1],
            &[0x1c],
            &[0x1f],
            &[0x41],
            &[0x5f, 0x41, 0, 0xff],
            &[0x5b, 255, 255, 255, 255, 255, 255, 255, 255],
            &[0x61, 0xff],
            &[0x81],
            &[0x9b, 255, 255, 255, 255, 255, 255, 255, 255],
            &[0xa1, 0x60],
            &[0xc1, 0],
            &[0xf7],
            &[0xf9, 0x3c, 0],
            &[0xfb, 0x80, 0, 0, 0, 0, 0, 0, 0],
            &[0xfb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0],
        ];
        for bytes in refused {
            assert!(item(bytes).is_err(), "{bytes:x?}");
        }
    }

    #[test]
    fn both_readers_of_integers_agree_on_every_first_byte() {
        let rests: [[u8; 8]; 6] = [
            [0; 8],
            [0xff; 8],
            [23, 0, 0, 0, 0, 0, 0, 0],
            [24, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 1, 0, 0, 0, 0],
            [0, 0, 1, 0, 0, 0, 0, 0],
        ];
        for first in 0..=255 {
            for rest in rests {
                let bytes = [&[first][..], &rest].concat();
                let (mut quick, mut careful) = (Reader::new(&bytes), Reader::new(&bytes));
                let expected = match careful.item() {
                    Ok(Item::Integer(Integer { negative, argument })) => {
                        Some((u8::from(negative), argument, careful.offset()))
                    }
                    _ => None,
                };
                let read = quick.integer_head().map(|(major, it)| (major, it, quick.offset()));
                assert_eq!(read, expected, "{bytes:x?}");
            }
        }
    }

    #[test]
    fn skips_what_is_nested_however_deep_it_is() {
        let mut bytes = vec![0x81; 1 << 20];
        bytes.extend([0xa1, 0x61, b'k', 0xd8, 42, 0x42, 0, 1, 0x05]);
        let mut reader = Reader::new(&bytes);
        reader.skip().unwrap();
        assert_eq!(reader.offset(), bytes.len() - 1);
    }
}
