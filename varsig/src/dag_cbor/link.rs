//! What tag 42 may hold.

use super::{
    error::DagCborErrorKind as Kind,
    reader::{Checked, Fault, Reader, major},
};
use crate::cid_layout::CidLayout;

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
        match CidLayout::read(cid) {
            None => fail(Kind::InvalidCid),
            Some(layout) if layout.digest.end < cid.len() => fail(Kind::CidTrailingBytes),
            Some(_) => Ok(()),
        }
    }
}
