//! The text of a CID in a link.

use alloc::{string::ToString, vec::Vec};

use cid::{Cid, Version};

use super::{base::BASE32, error::DagJsonErrorKind as Kind};

/// The longest CID that can be held, in bytes: a version, two varints of nine, a length
/// and a digest of 64.
const LONGEST: usize = 84;

/// Whether a CID has a text. The varints of multiformats end at 63 bits, as in
/// [`crate::dag_cbor`]; the `cid` crate goes on to 64.
pub(super) fn has_text(cid: &Cid) -> bool {
    cid.codec() >> 63 == 0 && cid.hash().code() >> 63 == 0
}

/// Reads the one text of a CID: version 1 in base32 lower case, version 0 in base58btc
/// (spec, Links).
pub(super) fn read(text: &str) -> Result<Cid, Kind> {
    canonical(text)
        .ok_or_else(|| if in_another_base(text) { Kind::NonCanonicalCid } else { Kind::InvalidCid })
}

/// Appends the one text of a CID.
pub(super) fn write(cid: &Cid, out: &mut Vec<u8>) {
    match cid.version() {
        Version::V0 => out.extend(cid.to_string().bytes()),
        Version::V1 => {
            out.push(b'b');
            BASE32.encode(&cid.to_bytes(), out);
        }
    }
}

fn canonical(text: &str) -> Option<Cid> {
    let Some(base32) = text.strip_prefix('b') else {
        // Base58 has no stray bits and 46 characters hold no more than the 34 bytes, so
        // what parses here is the one text of it.
        let plain =
            Version::is_v0_str(text) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let cid = plain.then(|| Cid::try_from(text).ok()).flatten()?;
        return (cid.version() == Version::V0).then_some(cid);
    };
    let mut bytes = [0; LONGEST];
    let mut length = 0;
    BASE32
        .decode(base32, |some| {
            let end = length + some.len();
            if let Some(place) = bytes.get_mut(length..end) {
                place.copy_from_slice(some);
            }
            length = end;
        })
        .ok()?;
    let bytes = bytes.get(..length)?;
    let cid = Cid::try_from(bytes).ok()?;
    // The parser stops where the CID ends and would also take version 0, which has a
    // text of its own.
    (cid.version() == Version::V1 && cid.encoded_len() == length && has_text(&cid)).then_some(cid)
}

/// Whether a refused text is a CID after all, for a better message only.
fn in_another_base(text: &str) -> bool {
    /// Multibase prefixes of base16, base36, base58btc, base64 and base32 in upper case.
    const PREFIXES: &str = "fFkKzmMuUB";
    // Two characters for each byte at most, and base58 takes quadratic time.
    text.len() <= 1 + 2 * LONGEST
        && text.is_ascii()
        && text.starts_with(|prefix| PREFIXES.contains(prefix))
        && !text.contains("/ipfs/")
        && Cid::try_from(text).is_ok()
}
