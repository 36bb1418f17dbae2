//! The code numbers of the multicodec table that this stack uses.
//!
//! This is the only file with such numbers. Each constant is named after its
//! row in the table.

/// `varsig`: the first segment of every varsig header.
pub const VARSIG: u64 = 0x34;
/// `raw`: bytes that are not IPLD data.
pub const RAW: u64 = 0x55;
/// `dag-cbor`: canonical CBOR, as a codec of CIDs and as a payload encoding.
pub const DAG_CBOR: u64 = 0x71;
/// `sha2-256`: the hash that UCAN requires for CIDs.
pub const SHA2_256: u64 = 0x12;
/// `sha2-512`: the hash inside Ed25519.
pub const SHA2_512: u64 = 0x13;
/// `ed25519-pub`: an Ed25519 public key; also the curve segment of its header.
pub const ED25519_PUB: u64 = 0xed;
/// `ed25519-priv`: the 32-byte seed of an Ed25519 key.
pub const ED25519_PRIV: u64 = 0x1300;
/// EdDSA as a signature family in a varsig header (Varsig, Signature Algorithm).
pub const EDDSA: u64 = 0xed;
