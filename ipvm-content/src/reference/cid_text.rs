//! CIDs in text.

use cid::{Cid, multibase::Base};
use varsig::varint;

use super::ReferenceError;
use crate::shown::shown;

/// Reads a CID that is all of the text, in any base, in the one way in which that base
/// writes it.
///
/// Stricter than the parser of the `cid` crate, which takes what stands behind `/ipfs/` in a
/// longer text, overlooks bytes behind the CID, and takes letters of either case.
///
/// # Errors
///
/// [`ReferenceError::Cid`].
pub fn parse_cid(text: &str) -> Result<Cid, ReferenceError> {
    exact(text).ok_or_else(|| ReferenceError::Cid { found: shown(text) })
}

fn exact(text: &str) -> Option<Cid> {
    // The longest CID in base 2; a longer text is not decoded.
    if text.len() > 1024 || text.contains('/') {
        return None;
    }
    let cid: Cid = text.parse().ok()?;
    if cid.codec().max(cid.hash().code()) > varint::MAX {
        return None;
    }
    let base = match cid.version() {
        cid::Version::V0 => Base::Base58Btc,
        cid::Version::V1 => Base::from_code(text.chars().next()?).ok()?,
    };
    (cid.to_string_of_base(base).ok()? == text).then_some(cid)
}
