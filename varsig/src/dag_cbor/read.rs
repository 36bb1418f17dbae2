//! Values from canonical DAG-CBOR that was checked.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use ipld_core::{cid::Cid, ipld::Ipld};

/// Takes values from the front of bytes that [`check`](super::check) has let through, which
/// bounds their depth. `None` where they are none after all: nothing is taken for granted.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next value.
    pub(super) fn value(&mut self) -> Option<Ipld> {
        let (&first, rest) = self.0.split_first()?;
        match first {
            0xf4 | 0xf5 => {
                self.0 = rest;
                return Some(Ipld::Bool(first == 0xf5));
            }
            0xf6 => {
                self.0 = rest;
                return Some(Ipld::Null);
            }
            0xfb => {
                self.0 = rest;
                let bytes = self.take(8)?;
                return Some(Ipld::Float(f64::from_be_bytes(bytes.try_into().ok()?)));
            }
            _ => {}
        }
        let (major, argument) = self.head()?;
        Some(match major {
            0 | 1 => Ipld::Integer(integer(major, argument)),
            2 => Ipld::Bytes(self.string(argument)?.to_vec()),
            3 => Ipld::String(self.text(argument)?),
            4 => {
                // Each item takes a byte at least.
                let count = usize::try_from(argument).ok().filter(|it| *it <= self.0.len())?;
                let mut items = Vec::with_capacity(count.min(1 << 12));
                for _ in 0..count {
                    items.push(self.value()?);
                }
                Ipld::List(items)
            }
            5 => {
                let mut map = BTreeMap::new();
                for _ in 0..argument {
                    let (major, length) = self.head()?;
                    let key = (major == 3).then(|| self.text(length))??;
                    map.insert(key, self.value()?);
                }
                Ipld::Map(map)
            }
            6 if argument == 42 => Ipld::Link(self.cid()?),
            _ => return None,
        })
    }

    pub(super) fn head(&mut self) -> Option<(u8, u64)> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        let (major, short) = (first >> 5, first & 31);
        let argument = match short {
            0..24 => u64::from(short),
            24..28 => {
                let bytes = self.take(1 << (short - 24))?;
                bytes.iter().fold(0, |argument, byte| argument << 8 | u64::from(*byte))
            }
            _ => return None,
        };
        Some((major, argument))
    }

    /// The CID behind its tag.
    pub(super) fn cid(&mut self) -> Option<Cid> {
        let (major, length) = self.head()?;
        let bytes = (major == 2).then(|| self.string(length))??;
        Cid::try_from(bytes.strip_prefix(&[0])?).ok()
    }

    fn text(&mut self, length: u64) -> Option<String> {
        core::str::from_utf8(self.string(length)?).ok().map(ToString::to_string)
    }

    pub(super) fn string(&mut self, length: u64) -> Option<&'a [u8]> {
        self.take(usize::try_from(length).ok()?)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

pub(super) fn integer(major: u8, argument: u64) -> i128 {
    if major == 0 { argument.into() } else { -1 - i128::from(argument) }
}
