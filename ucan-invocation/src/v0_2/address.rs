//! Addresses of this wire.

use cid::{Cid, multihash::Multihash};
use sha3::{Digest, Sha3_256};
use varsig::{
    Block,
    multicodec::{DAG_CBOR, SHA2_256, SHA3_256},
};

/// The address of canonical DAG-CBOR in the field: version 1, DAG-CBOR, SHA3-256
/// (ruling I12).
///
/// ```
/// // {"hello": "world"}, as the page of `@multiformats/sha3` has it.
/// let address = ucan_invocation::v0_2::address(b"\xa1\x65hello\x65world");
/// let text = "bafyrmidyqnbqbeh5lmkwavjizfmsz6ezwvjleweh5frwk56akfyugoio2e";
/// assert_eq!(address.to_string(), text);
/// ```
#[must_use]
pub fn address(bytes: &[u8]) -> Cid {
    let digest = Multihash::wrap(SHA3_256, &Sha3_256::digest(bytes))
        .expect("32 bytes fit a digest of up to 64");
    Cid::new_v1(DAG_CBOR, digest)
}

/// Whether `cid` is an address of canonical DAG-CBOR: the field's with SHA3-256, or the
/// one of the text's examples with SHA2-256. No other names anything.
pub(super) fn names(cid: &Cid, bytes: &[u8]) -> bool {
    match cid.hash().code() {
        SHA2_256 => Block::new(DAG_CBOR, bytes).cid() == cid,
        SHA3_256 => address(bytes) == *cid,
        _ => false,
    }
}
