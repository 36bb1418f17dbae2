//! The few CBOR heads that a container is made of (RFC 8949, section 3).

use alloc::vec::Vec;

pub(super) const BYTES: u8 = 2;
pub(super) const TEXT: u8 = 3;
pub(super) const LIST: u8 = 4;
pub(super) const MAP: u8 = 5;

/// The major type of an item and the number in its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) major: u8,
    pub(super) number: u64,
}

impl Head {
    /// Takes a head from the front of `rest`, which was found to be canonical.
    pub(super) fn take(rest: &mut &[u8]) -> Option<Self> {
        let (first, tail) = rest.split_first()?;
        let (major, short) = (first >> 5, first & 0x1f);
        let length = match short {
            0..=23 => 0,
            24..=27 => 1_usize << (short - 24),
            _ => return None,
        };
        let (long, tail) = tail.split_at_checked(length)?;
        let number = match long {
            [] => u64::from(short),
            long => long.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)),
        };
        *rest = tail;
        Some(Self { major, number })
    }

    /// Takes what follows this head, if it is that of bytes or text.
    pub(super) fn content<'a>(self, rest: &mut &'a [u8]) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number).ok()?;
        let (content, tail) = rest.split_at_checked(length)?;
        *rest = tail;
        Some(content)
    }

    /// Appends the head in its shortest form.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        let major = self.major << 5;
        let number = self.number.to_be_bytes();
        let (short, skip) = match self.number {
            0..=23 => return out.push(major | number[7]),
            24..=0xff => (24, 7),
            0x100..=0xffff => (25, 6),
            0x1_0000..=0xffff_ffff => (26, 4),
            _ => (27, 0),
        };
        out.push(major | short);
        out.extend_from_slice(&number[skip..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use varsig::dag_cbor::{self, Limits};

    #[test]
    fn heads_are_read_as_written_and_canonical() {
        for (number, length) in [
            (0, 1),
            (23, 1),
            (24, 2),
            (0xff, 2),
            (0x100, 3),
            (0xffff, 3),
            (0x1_0000, 5),
            (0xffff_ffff, 5),
            (0x1_0000_0000, 9),
            (u64::MAX, 9),
        ] {
            let mut bytes = Vec::new();
            Head { major: 0, number }.write(&mut bytes);
            assert_eq!(bytes.len(), length);
            assert_eq!(dag_cbor::check(&bytes, &Limits::default()), Ok(()));
            bytes.push(7);
            let mut rest = bytes.as_slice();
            assert_eq!(Head::take(&mut rest), Some(Head { major: 0, number }));
            assert_eq!(rest, [7]);
        }
    }
}
