//! The single pass over the bytes.

use core::cmp::Ordering;

use super::error::{DagCborError, DagCborErrorKind as Kind};
use crate::varint;

/// Bounds of a value that comes from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How deep lists and maps may nest. 64 by default: tokens use about eight,
    /// and the decoder underneath stops between 120 and 200.
    pub depth: usize,
    /// How many bytes the value may have. 64 MiB by default, room for a receipt
    /// that carries a large output.
    pub bytes: usize,
    /// How many items the value may hold. 4,194,304 by default, as each may cost
    /// some hundred bytes of memory once decoded.
    pub items: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 64, bytes: 64 << 20, items: 4 << 20 }
    }
}

impl Limits {
    /// The same limits with another bound on the size in bytes.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }
}

/// Checks that `bytes` are exactly one value in canonical DAG-CBOR.
///
/// # Errors
///
/// [`DagCborError`] with the offset of the item at fault and the broken rule.
pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), DagCborError> {
    if bytes.len() > limits.bytes {
        return Err(DagCborError { offset: 0, kind: Kind::TooLarge { limit: limits.bytes } });
    }
    let mut reader = Reader { bytes, offset: 0, items: 0, limits };
    reader.value(0)?;
    if reader.offset < bytes.len() {
        return Err(DagCborError { offset: reader.offset, kind: Kind::TrailingBytes });
    }
    Ok(())
}

/// Reads the head of a list at the front of `bytes`: its length and where its
/// first item starts.
///
/// # Errors
///
/// [`DagCborError`] if there is no canonical list head.
pub fn array_head(bytes: &[u8]) -> Result<(u64, usize), DagCborError> {
    head_of(bytes, 0, 4)
}

/// Reads a byte string at `offset`: its content and where it ends.
///
/// # Errors
///
/// [`DagCborError`] if there is no canonical byte string.
pub fn bytes_item(bytes: &[u8], offset: usize) -> Result<(&[u8], usize), DagCborError> {
    let (length, start) = head_of(bytes, offset, 2)?;
    let end = usize::try_from(length)
        .ok()
        .and_then(|length| start.checked_add(length))
        .ok_or(DagCborError { offset, kind: Kind::UnexpectedEnd })?;
    let content =
        bytes.get(start..end).ok_or(DagCborError { offset, kind: Kind::UnexpectedEnd })?;
    Ok((content, end))
}

fn head_of(bytes: &[u8], offset: usize, major: u8) -> Result<(u64, usize), DagCborError> {
    let limits = Limits::default();
    let mut reader = Reader { bytes, offset, items: 0, limits: &limits };
    let head = reader.head()?;
    if head.major != major {
        return Err(DagCborError { offset, kind: Kind::UnexpectedItem });
    }
    Ok((head.argument, reader.offset))
}

struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
    items: usize,
    limits: &'a Limits,
}

/// The first byte of an item and the number behind it.
struct Head {
    major: u8,
    info: u8,
    argument: u64,
}

type Checked<T> = Result<T, DagCborError>;

impl<'a> Reader<'a> {
    fn take(&mut self, length: u64, at: usize) -> Checked<&'a [u8]> {
        // A claimed length is compared with what is there before anything else,
        // so that a huge claim costs nothing.
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        match usize::try_from(length).ok().and_then(|length| rest.get(..length)) {
            Some(taken) => {
                self.offset += taken.len();
                Ok(taken)
            }
            None => Err(DagCborError { offset: at, kind: Kind::UnexpectedEnd }),
        }
    }

    fn head(&mut self) -> Checked<Head> {
        let at = self.offset;
        let fail = |kind| Err(DagCborError { offset: at, kind });
        let first = self.take(1, at)?[0];
        let (major, info) = (first >> 5, first & 0x1f);
        let (argument, least) = match info {
            0..=23 => (u64::from(info), 0),
            24 => (u64::from(self.take(1, at)?[0]), 24),
            25 => (number(self.take(2, at)?), 1 << 8),
            26 => (number(self.take(4, at)?), 1 << 16),
            27 => (number(self.take(8, at)?), 1 << 32),
            31 => return fail(Kind::IndefiniteLength),
            _ => return fail(Kind::UnsupportedSimple),
        };
        // In major type 7 the argument is a float or a simple value, whose own
        // rules follow.
        if major != 7 && argument < least {
            return fail(Kind::NotShortest);
        }
        Ok(Head { major, info, argument })
    }

    fn value(&mut self, depth: usize) -> Checked<()> {
        let at = self.offset;
        let fail = |kind| Err(DagCborError { offset: at, kind });
        self.items += 1;
        if self.items > self.limits.items {
            return fail(Kind::TooManyItems { limit: self.limits.items });
        }
        let head = self.head()?;
        match head.major {
            0 | 1 => Ok(()),
            2 => self.take(head.argument, at).map(|_| ()),
            3 => self.text(head.argument, at).map(|_| ()),
            4 | 5 if depth >= self.limits.depth => fail(Kind::TooDeep { limit: self.limits.depth }),
            4 => {
                for _ in 0..head.argument {
                    self.value(depth + 1)?;
                }
                Ok(())
            }
            5 => self.map(head.argument, depth),
            6 if head.argument == 42 => self.link(),
            6 => fail(Kind::UnsupportedTag { tag: head.argument }),
            _ => match head.info {
                20..=22 => Ok(()),
                25 | 26 => fail(Kind::NarrowFloat),
                27 => match f64::from_bits(head.argument) {
                    float if !float.is_finite() => fail(Kind::NonFiniteFloat),
                    float if float == 0.0 && float.is_sign_negative() => fail(Kind::NegativeZero),
                    _ => Ok(()),
                },
                _ => fail(Kind::UnsupportedSimple),
            },
        }
    }

    fn text(&mut self, length: u64, at: usize) -> Checked<&'a [u8]> {
        let text = self.take(length, at)?;
        match core::str::from_utf8(text) {
            Ok(_) => Ok(text),
            Err(_) => Err(DagCborError { offset: at, kind: Kind::InvalidUtf8 }),
        }
    }

    fn map(&mut self, length: u64, depth: usize) -> Checked<()> {
        let mut previous: Option<&[u8]> = None;
        for _ in 0..length {
            let at = self.offset;
            let fail = |kind| Err(DagCborError { offset: at, kind });
            let head = self.head()?;
            if head.major != 3 {
                return fail(Kind::NonStringKey);
            }
            let key = self.text(head.argument, at)?;
            if let Some(previous) = previous {
                match (previous.len(), previous).cmp(&(key.len(), key)) {
                    Ordering::Less => {}
                    Ordering::Equal => return fail(Kind::DuplicateKey),
                    Ordering::Greater => return fail(Kind::UnsortedKeys),
                }
            }
            previous = Some(key);
            self.value(depth + 1)?;
        }
        Ok(())
    }

    fn link(&mut self) -> Checked<()> {
        let at = self.offset;
        let fail = |kind| Err(DagCborError { offset: at, kind });
        let head = self.head()?;
        if head.major != 2 {
            return fail(Kind::InvalidCid);
        }
        let Some((0, cid)) = self.take(head.argument, at)?.split_first() else {
            return fail(Kind::InvalidCid);
        };
        match cid_length(cid) {
            None => fail(Kind::InvalidCid),
            Some(length) if length < cid.len() => fail(Kind::CidTrailingBytes),
            Some(_) => Ok(()),
        }
    }
}

/// A big-endian number of at most eight bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// How many bytes the CID at the front of `bytes` takes, if there is one.
fn cid_length(bytes: &[u8]) -> Option<usize> {
    /// The longest digest that the `cid` crate holds.
    const LONGEST_DIGEST: u64 = 64;
    if let [0x12, 0x20, digest @ ..] = bytes {
        return (digest.len() >= 32).then_some(34);
    }
    let mut offset = 0;
    let mut segment = || {
        let (value, length) = varint::decode(bytes.get(offset..)?).ok()?;
        offset += length;
        Some(value)
    };
    let version = segment()?;
    let _codec = segment()?;
    let _hash = segment()?;
    let digest = segment()?;
    if version != 1 || digest > LONGEST_DIGEST {
        return None;
    }
    let end = offset.checked_add(usize::try_from(digest).ok()?)?;
    (end <= bytes.len()).then_some(end)
}
