//! Entries of a directory in one block.

use alloc::{collections::BTreeSet, string::ToString};

use cid::Cid;

use super::error::FileErrorKind as Kind;
use crate::dag_pb::NodeLinks;

/// The entry of this name. The text has a decoder both fail on two entries of one name and
/// take the first; here it fails, whichever name it is (ruling O82).
pub(super) fn entry(links: NodeLinks<'_>, name: &str) -> Result<Cid, Kind> {
    let mut names = BTreeSet::new();
    let mut found = None;
    for link in links {
        let entry = link.name.unwrap_or_default();
        if !names.insert(entry) {
            return Err(Kind::DuplicateEntry { name: entry.to_string() });
        }
        if entry == name {
            found = Some(link.cid);
        }
    }
    found.ok_or_else(|| Kind::NoEntry { name: name.to_string() })
}
