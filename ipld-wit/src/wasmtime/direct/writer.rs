//! Canonical DAG-CBOR, written as it is met.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::reader::{LINK, major};
use crate::float::{INFINITY, MINUS_INFINITY, NAN, canonical_f64};

/// The most bytes that a head takes.
pub(super) const LONGEST_HEAD: usize = 9;

/// Takes encoded data.
pub(super) trait Write {
    /// Whether anything is kept, so that the order of what is written matters.
    const KEEPS: bool;

    fn raw(&mut self, bytes: &[u8]);

    fn head(&mut self, major: u8, argument: u64);

    /// Writes `count` integers or floats, as `next` gives them.
    fn numbers<E>(
        &mut self,
        count: usize,
        next: impl FnMut(usize) -> Result<Head, E>,
    ) -> Result<(), E>;

    fn text(&mut self, text: &str) {
        self.head(major::TEXT, length(text.len()));
        self.raw(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.head(major::BYTES, length(bytes.len()));
        self.raw(bytes);
    }

    fn list(&mut self, count: usize) {
        self.head(major::LIST, length(count));
    }

    fn map(&mut self, count: usize) {
        self.head(major::MAP, length(count));
    }

    fn null(&mut self) {
        self.raw(&[0xf6]);
    }

    /// Writes a float in its canonical form.
    fn float(&mut self, float: f64) {
        match not_finite(float) {
            Some(text) => self.text(text),
            None => self.head_of(Head::float(float)),
        }
    }

    fn link(&mut self, cid: &[u8]) {
        self.head(major::TAG, LINK);
        self.head(major::BYTES, length(1 + cid.len()));
        self.raw(&[0]);
        self.raw(cid);
    }

    fn head_of(&mut self, head: Head);
}

/// The text that stands for a float that is not finite.
pub(super) const fn not_finite(float: f64) -> Option<&'static str> {
    if float.is_finite() {
        None
    } else if float.is_nan() {
        Some(NAN)
    } else if float > 0.0 {
        Some(INFINITY)
    } else {
        Some(MINUS_INFINITY)
    }
}

/// The powers of two of the numbers of bytes that follow the first, by the zero bits in front of what is
/// written.
const WIDTHS: [u32; 65] = {
    let mut widths = [0; 65];
    let mut zeros = 0;
    while zeros < 56 {
        widths[zeros] = if zeros < 32 {
            3
        } else if zeros < 48 {
            2
        } else {
            1
        };
        zeros += 1;
    }
    widths
};

/// A head: its first byte, its other bytes at the upper end of a word, and how many there are in all.
#[derive(Clone, Copy)]
pub(super) struct Head {
    first: u8,
    rest: u64,
    length: usize,
}

impl Head {
    /// Without branches, since the widths of neighbours in a list are seldom the same.
    #[inline]
    pub(super) fn new(major: u8, argument: u64) -> Self {
        let is_short = argument < 24;
        let zeros = usize::try_from(argument.leading_zeros()).unwrap_or_default();
        let width = WIDTHS[zeros];
        let [information, ..] =
            if is_short { argument.to_le_bytes() } else { u64::from(24 + width).to_le_bytes() };
        let rest = argument << (64 - (8 << width));
        let length = if is_short { 1 } else { 1 + (1 << width) };
        Self { first: (major << 5) | information, rest, length }
    }

    #[inline]
    pub(super) fn unsigned(integer: u64) -> Self {
        Self::new(major::UNSIGNED, integer)
    }

    #[inline]
    pub(super) fn signed(integer: i64) -> Self {
        // A negative number is written as what its bits are when they are inverted.
        let sign = integer >> 63;
        Self::new(sign.to_le_bytes()[0] & major::NEGATIVE, (integer ^ sign).cast_unsigned())
    }

    /// A float that is finite.
    #[inline]
    pub(super) const fn float(float: f64) -> Self {
        Self { first: 0xfb, rest: canonical_f64(float).to_bits(), length: 9 }
    }

    #[inline]
    const fn bytes(self) -> [u8; LONGEST_HEAD] {
        let [a, b, c, d, e, f, g, h] = self.rest.to_be_bytes();
        [self.first, a, b, c, d, e, f, g, h]
    }
}

/// How many numbers are written between two looks at the room there is.
const STRETCH: usize = 256;

impl Write for Vec<u8> {
    const KEEPS: bool = true;

    fn raw(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    #[inline]
    fn head(&mut self, major: u8, argument: u64) {
        self.head_of(Head::new(major, argument));
    }

    #[inline]
    fn head_of(&mut self, head: Head) {
        let start = self.len();
        // All nine bytes, since so many are copied faster than as many as there are.
        if self.capacity() - start < LONGEST_HEAD {
            self.extend_from_slice(head.bytes().get(..head.length).unwrap_or_default());
        } else {
            self.extend_from_slice(&head.bytes());
            self.truncate(start + head.length);
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        // What is written first has no more room than it needs.
        if self.is_empty() {
            self.reserve_exact(LONGEST_HEAD + bytes.len());
        }
        self.head(major::BYTES, length(bytes.len()));
        self.raw(bytes);
    }

    fn text(&mut self, text: &str) {
        if self.is_empty() {
            self.reserve_exact(LONGEST_HEAD + text.len());
        }
        self.head(major::TEXT, length(text.len()));
        self.raw(text.as_bytes());
    }

    fn numbers<E>(
        &mut self,
        count: usize,
        mut next: impl FnMut(usize) -> Result<Head, E>,
    ) -> Result<(), E> {
        let mut start = 0;
        while start < count {
            let end = count.min(start + STRETCH);
            let mut room = [0; STRETCH * LONGEST_HEAD];
            let mut filled = 0;
            for index in start..end {
                let head = next(index)?;
                // All nine bytes, whatever they are: the next head begins where this one ends.
                if let Some(place) = room.get_mut(filled..filled + LONGEST_HEAD) {
                    place.copy_from_slice(&head.bytes());
                }
                filled += head.length;
            }
            if self.capacity() - self.len() < filled {
                // As if the rest were like these, so that little is moved and little is too much.
                let each = filled.div_ceil(end - start);
                self.reserve(filled.max((count - start).saturating_mul(each)));
            }
            self.extend_from_slice(room.get(..filled).unwrap_or_default());
            start = end;
        }
        Ok(())
    }
}

/// Keeps nothing: for a second look at a value that is refused.
pub(super) struct Nothing;

impl Write for Nothing {
    const KEEPS: bool = false;

    fn raw(&mut self, _: &[u8]) {}

    fn head(&mut self, _: u8, _: u64) {}

    fn head_of(&mut self, _: Head) {}

    fn numbers<E>(
        &mut self,
        count: usize,
        mut next: impl FnMut(usize) -> Result<Head, E>,
    ) -> Result<(), E> {
        (0..count).try_for_each(|index| next(index).map(drop))
    }
}

/// A text as it is encoded.
pub(super) fn encoded_text(text: &str) -> Box<[u8]> {
    let mut encoded = Vec::new();
    encoded.text(text);
    encoded.into()
}

/// A length as heads have it.
fn length(length: usize) -> u64 {
    // Nothing in memory is longer than that.
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use ipld_core::ipld::Ipld;

    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes);
        bytes
    }

    #[test]
    fn integers_are_written_as_others_write_them() {
        for shift in 0..64 {
            for integer in [1_u64 << shift, (1 << shift) - 1, u64::MAX >> shift] {
                let head = written(|bytes| bytes.head_of(Head::unsigned(integer)));
                let expected = varsig::dag_cbor::encode(&Ipld::Integer(integer.into()));
                assert_eq!(Ok(head), expected);
                for integer in [integer.cast_signed(), integer.cast_signed().wrapping_neg()] {
                    let head = written(|bytes| bytes.head_of(Head::signed(integer)));
                    let expected = varsig::dag_cbor::encode(&Ipld::Integer(integer.into()));
                    assert_eq!(Ok(head), expected);
                }
            }
        }
    }

    #[test]
    fn many_numbers_are_written_like_one_after_the_other() {
        for count in [0, 1, STRETCH - 1, STRETCH, STRETCH + 1, 3 * STRETCH + 7] {
            let number = |index: usize| {
                let index = u64::try_from(index).unwrap();
                index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (index % 64)
            };
            let many = written(|bytes| {
                let heads =
                    bytes.numbers(count, |index| Ok::<_, ()>(Head::unsigned(number(index))));
                assert_eq!(heads, Ok(()));
            });
            let each = written(|bytes| {
                (0..count).for_each(|index| bytes.head_of(Head::unsigned(number(index))));
            });
            assert_eq!(many, each);
        }
    }

    #[test]
    fn floats_have_one_form() {
        assert_eq!(written(|bytes| bytes.float(-0.0)), [0xfb, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(written(|bytes| bytes.float(1.5)), [0xfb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]);
        assert_eq!(written(|bytes| bytes.float(-f64::NAN)), b"\x63NaN");
        assert_eq!(written(|bytes| bytes.float(f64::INFINITY)), b"\x68Infinity");
        assert_eq!(written(|bytes| bytes.float(f64::NEG_INFINITY)), b"\x69-Infinity");
    }
}
