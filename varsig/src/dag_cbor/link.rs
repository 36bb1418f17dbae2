//! What tag 42 may hold.

use super::{
    error::DagCborErrorKind as Kind,
    reader::{Checked, Fault, Reader, major},
};
use crate::varint;

impl Reader<'_> {
    /// Reads the content of tag 42: a byte string that is a zero byte and one CID.
    pub(super) fn link(&mut self) -> Checked<()> {
        let offset = self.offset;
        let fail = |kind| Err(Fault { offset, kind });
        let head = self.head()?;
        if head.major() != major::BYTES {
            return fail(Kind::InvalidCid);
        }
        let Some((0, cid)) = self.take(head.argument, offset)?.split_first() else {
            return fail(Kind::InvalidCid);
        };
        match cid_length(cid) {
            None => fail(Kind::InvalidCid),
            Some(length) if length < cid.len() => fail(Kind::CidTrailingBytes),
            Some(_) => Ok(()),
        }
    }
}

/// The longest digest that the `cid` crate holds, in bytes.
const LONGEST_DIGEST: u64 = 64;

/// How many bytes the CID at the front of `bytes` takes, if there is one.
fn cid_length(bytes: &[u8]) -> Option<usize> {
    // A CIDv0 is a bare multihash with SHA2-256.
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
