//! Content identifiers of given bytes, in a few lines of our own.

use sha2::{Digest, Sha256};

use crate::base_encoding::{base32, base58};

/// The codec of bytes that are no IPLD data.
pub const RAW: u64 = 0x55;
/// The codec of DAG-PB.
pub(crate) const DAG_PB: u64 = 0x70;
/// The codec of DAG-CBOR.
pub const DAG_CBOR: u64 = 0x71;
/// The codec of DAG-JSON.
pub const DAG_JSON: u64 = 0x0129;

/// The CIDv1 of `bytes` under `codec` with sha2-256, as lower-case base32.
#[must_use]
pub fn cid_v1(codec: u64, bytes: &[u8]) -> String {
    format!("b{}", base32(&cid_bytes_v1(codec, bytes)))
}

/// The CID of a token, as base58btc.
#[must_use]
pub fn token_cid(bytes: &[u8]) -> String {
    format!("z{}", base58(&cid_bytes_v1(DAG_CBOR, bytes)))
}

/// The CIDv1 of `bytes` under `codec` with sha2-256, in binary.
#[must_use]
pub fn cid_bytes_v1(codec: u64, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x01];
    varint(codec, &mut out);
    out.extend([0x12, 0x20]);
    out.extend(Sha256::digest(bytes));
    out
}

/// A CIDv1 with another hash, of which the code and the digest are given.
#[must_use]
pub fn cid_with_digest(codec: u64, hash: u64, digest: &[u8]) -> String {
    let mut out = vec![0x01];
    varint(codec, &mut out);
    varint(hash, &mut out);
    varint(u64::try_from(digest.len()).unwrap_or(u64::MAX), &mut out);
    out.extend(digest);
    format!("b{}", base32(&out))
}

pub(crate) fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_bytes_as_other_tools_do() {
        // `echo -n hello | ipfs add --cid-version 1 --raw-leaves`
        let expected = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
        assert_eq!(cid_v1(RAW, b"hello"), expected);
    }
}
