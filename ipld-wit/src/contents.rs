//! Content handles: the bytes that a Link stands for.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use cid::Cid;

/// Supplies the bytes that a Link in a `list<u8>` position stands for.
///
/// What a Link names is the executor's to say (a raw block, the file of a UnixFS DAG), and so are
/// fetching it, checking it against the CID and knowing who may read it. It hands over the bytes
/// that the guest shall see. [`FunctionType::content_links`](crate::FunctionType::content_links)
/// lists the CIDs beforehand.
pub trait Contents {
    /// The content named by `cid`, or `None` if it is not at hand, which is a passing fault.
    fn content(&self, cid: &Cid) -> Option<&[u8]>;
}

impl Contents for BTreeMap<Cid, Vec<u8>> {
    fn content(&self, cid: &Cid) -> Option<&[u8]> {
        self.get(cid).map(Vec::as_slice)
    }
}

/// No content at all: every content handle is unavailable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoContents;

impl Contents for NoContents {
    fn content(&self, _: &Cid) -> Option<&[u8]> {
        None
    }
}
