//! Bytes with their content identifier.

use alloc::sync::Arc;
use core::fmt;

use cid::Cid;
use ipld_core::ipld::Ipld;
use multihash::Multihash;
use sha2::{Digest, Sha256};

use crate::{
    dag_cbor::{self, DagCborError, EncodeError, Limits},
    multicodec,
};

/// The codec code of blocks that are plain bytes.
pub const RAW: u64 = multicodec::RAW;
/// The one hash that blocks are made and verified with: sha2-256.
pub const SUPPORTED_HASH: u64 = multicodec::SHA2_256;

/// Bytes and the CID they hash to, computed once. Cloning is cheap.
#[derive(Clone, PartialEq, Eq)]
pub struct Block {
    cid: Cid,
    bytes: Arc<[u8]>,
}

impl Block {
    /// A block of `bytes` under `codec`; the CID is a CIDv1 with sha2-256.
    ///
    /// The bytes are not checked against the codec: see [`Block::dag_cbor`].
    #[must_use]
    pub fn new(codec: u64, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { cid: Cid::new_v1(codec, sha2_256(&bytes)), bytes }
    }

    /// A block of plain bytes.
    #[must_use]
    pub fn raw(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::new(RAW, bytes)
    }

    /// A block of received DAG-CBOR, which is checked and kept as it is.
    ///
    /// # Errors
    ///
    /// [`DagCborError`] if the bytes are not canonical DAG-CBOR (ruling T3).
    pub fn dag_cbor(bytes: impl Into<Arc<[u8]>>) -> Result<Self, DagCborError> {
        let bytes = bytes.into();
        dag_cbor::check(&bytes, &Limits::default())?;
        Ok(Self::new(multicodec::DAG_CBOR, bytes))
    }

    /// A block of `value` in canonical DAG-CBOR.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if the value has no DAG-CBOR form.
    pub fn encode(value: &Ipld) -> Result<Self, EncodeError> {
        Ok(Self::new(multicodec::DAG_CBOR, dag_cbor::encode(value)?))
    }

    /// A block of bytes that came with a claim of what they are.
    ///
    /// # Errors
    ///
    /// [`BlockError::UnsupportedHash`] if the CID uses another hash than
    /// sha2-256, [`BlockError::Mismatch`] if the bytes hash to something else.
    pub fn verify(cid: Cid, bytes: impl Into<Arc<[u8]>>) -> Result<Self, BlockError> {
        let bytes = bytes.into();
        if cid.hash().code() != SUPPORTED_HASH {
            return Err(BlockError::UnsupportedHash { cid, code: cid.hash().code() });
        }
        if *cid.hash() != sha2_256(&bytes) {
            return Err(BlockError::Mismatch { cid });
        }
        Ok(Self { cid, bytes })
    }

    /// The content identifier.
    #[must_use]
    pub const fn cid(&self) -> &Cid {
        &self.cid
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, to be shared without a copy.
    #[must_use]
    pub fn shared_bytes(&self) -> Arc<[u8]> {
        Arc::clone(&self.bytes)
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Block({}, {} bytes)", self.cid, self.bytes.len())
    }
}

fn sha2_256(bytes: &[u8]) -> Multihash<64> {
    Multihash::wrap(SUPPORTED_HASH, &Sha256::digest(bytes))
        .expect("32 bytes fit a digest of up to 64")
}

/// Why bytes are not the block that a CID names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BlockError {
    /// The bytes hash to something else.
    #[error("the bytes are not the content of {cid}")]
    Mismatch {
        /// The CID that was claimed.
        cid: Cid,
    },
    /// The CID uses a hash that this build does not compute.
    #[error("{cid} uses hash {code:#x}; only sha2-256 is supported")]
    UnsupportedHash {
        /// The CID that was claimed.
        cid: Cid,
        /// The multihash code in it.
        code: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn addresses_bytes_as_other_tools_do() {
        // `echo -n hello | ipfs add --cid-version 1 --raw-leaves`
        let block = Block::raw(*b"hello");
        assert_eq!(
            block.cid().to_string(),
            "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"
        );
    }

    #[test]
    fn refuses_other_bytes_and_other_hashes() {
        let cid = *Block::raw(*b"hello").cid();
        assert_eq!(Block::verify(cid, *b"hellp"), Err(BlockError::Mismatch { cid }));
        let sha3 = Cid::new_v1(RAW, Multihash::wrap(0x16, &[0; 32]).unwrap());
        assert_eq!(
            Block::verify(sha3, *b"hello"),
            Err(BlockError::UnsupportedHash { cid: sha3, code: 0x16 })
        );
    }

    #[test]
    fn refuses_a_digest_that_was_cut_short() {
        let full = *Block::raw(*b"hello").cid();
        let short = Multihash::wrap(SUPPORTED_HASH, &full.hash().digest()[..20]).unwrap();
        let cid = Cid::new_v1(RAW, short);
        assert_eq!(Block::verify(cid, *b"hello"), Err(BlockError::Mismatch { cid }));
    }
}
