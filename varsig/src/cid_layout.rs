//! Where the parts of a binary CID stand: the one reader for tag 42 and for CAR.

use core::ops::Range;

use crate::{multicodec, varint};

/// The longest digest that the `cid` crate holds, in bytes.
const LONGEST_DIGEST: u64 = 64;

/// A CID at the front of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CidLayout {
    /// The codec; none for a CIDv0, which is a bare multihash.
    pub(crate) codec: Option<u64>,
    /// The code of the hash.
    pub(crate) hash: u64,
    /// Where the digest stands; the CID ends with it.
    pub(crate) digest: Range<usize>,
}

impl CidLayout {
    /// The CID at the front of `bytes`, if there is one and all of it is there.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (codec, hash, digest) = if bytes.starts_with(&multicodec::CID_V0_HEAD) {
            (None, multicodec::SHA2_256, 2..34)
        } else {
            let mut offset = 0;
            let mut segment = || {
                let (value, length) = varint::decode(bytes.get(offset..)?).ok()?;
                offset += length;
                Some(value)
            };
            let version = segment()?;
            let codec = segment()?;
            let hash = segment()?;
            let length = segment()?;
            if version != 1 || length > LONGEST_DIGEST {
                return None;
            }
            let end = offset.checked_add(usize::try_from(length).ok()?)?;
            (Some(codec), hash, offset..end)
        };
        (digest.end <= bytes.len()).then_some(Self { codec, hash, digest })
    }
}
