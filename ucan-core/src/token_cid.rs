//! The CID of a token as text.

use core::fmt;

use cid::{Cid, Version};
use multibase::Base;

/// Shows the CID of a token in base58btc, as `zdpu…` (UCAN Core, Content Identifiers;
/// ruling T6). [`Cid`]'s own text is in base32; both are read by `Cid::try_from`.
///
/// ```
/// use ucan_core::TokenCid;
/// use varsig::Block;
///
/// let block = Block::dag_cbor([0xa0])?;
/// let text = TokenCid(block.cid()).to_string();
/// assert!(text.starts_with("zdpu"));
/// assert_eq!(&cid::Cid::try_from(text)?, block.cid());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TokenCid<'a>(pub &'a Cid);

impl fmt::Display for TokenCid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.version() {
            Version::V1 => f.write_str(&multibase::encode(Base::Base58Btc, self.0.to_bytes())),
            // No token goes by such a CID, and it has one text only.
            Version::V0 => fmt::Display::fmt(self.0, f),
        }
    }
}
