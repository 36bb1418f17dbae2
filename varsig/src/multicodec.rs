//! The code numbers that this stack uses, and the only file that has them.
//!
//! Most are rows of the multicodec table, under the name of the row. Four are
//! given by the Varsig text alone, and two of those stand for something else in
//! the table: what a number means depends on where it stands.

// Varsig, Format.

/// `varsig`: the first segment of every varsig header.
pub const VARSIG: u64 = 0x34;

// Varsig, Signature Algorithm: the first segment of the algorithm.

/// BLS signatures on BLS12-381. Not of the table, where `0xb1` is `bitcoin-tx`.
pub const BLS: u64 = 0xb1;
/// ECDSA. Not of the table, where `0xec` is `x25519-pub`.
pub const ECDSA: u64 = 0xec;
/// EdDSA: the number of `ed25519-pub`, here for every curve of the family.
pub const EDDSA: u64 = 0xed;
/// RSASSA-PKCS1-v1_5: the number of `rsa-pub`.
pub const RSASSA_PKCS1_V1_5: u64 = 0x1205;

// Varsig, Payload Encoding.

/// Bytes signed as they are. Given by the Varsig text, not by the table.
pub const BYTE_IDENTICAL: u64 = 0x5f;
/// `dag-cbor`: canonical CBOR, as a codec of CIDs and as a payload encoding.
pub const DAG_CBOR: u64 = 0x71;
/// `dag-json`: IPLD data as JSON.
pub const DAG_JSON: u64 = 0x0129;
/// EIP-191 "personal sign". Given by the Varsig text; the table has `0xd191`.
pub const EIP_191: u64 = 0xe191;

// Codecs of CIDs.

/// `dag-pb`: bytes with links in Protocol Buffers, which carries the files of UnixFS.
pub const DAG_PB: u64 = 0x70;
/// `raw`: bytes that are not IPLD data.
pub const RAW: u64 = 0x55;

// The head of a CIDv0, which has no codes of its own.

/// `sha2-256` and the length of its digest: every CIDv0 begins with these two bytes.
pub const CID_V0_HEAD: [u8; 2] = [0x12, 0x20];

// Hashes.

/// `identity`: the bytes themselves in place of a digest.
pub const IDENTITY: u64 = 0x00;
/// `sha2-256`: the hash that UCAN requires for CIDs.
pub const SHA2_256: u64 = 0x12;
/// `sha2-512`: the hash inside Ed25519.
pub const SHA2_512: u64 = 0x13;
/// `shake-256`: the hash inside Ed448.
pub const SHAKE_256: u64 = 0x19;
/// `keccak-256`: the hash of Ethereum, older than SHA-3 and not equal to it.
pub const KECCAK_256: u64 = 0x1b;
/// `sha2-384`.
pub const SHA2_384: u64 = 0x20;
/// `sha3-256`: the hash of the addresses in UCAN Invocation 0.2, as it is in use.
pub const SHA3_256: u64 = 0x16;

// Signatures before varsig v1: a code, the length of the signature, and the signature.

/// `es256k`: ECDSA on secp256k1 with SHA2-256.
pub const SIGNATURE_ES256K: u64 = 0xd0e7;
/// `eddsa`: EdDSA, on the curve of the key.
pub const SIGNATURE_EDDSA: u64 = 0xd0ed;
/// `es256`: ECDSA on P-256 with SHA2-256.
pub const SIGNATURE_ES256: u64 = 0xd0_1200;
/// `es384`: ECDSA on P-384 with SHA2-384.
pub const SIGNATURE_ES384: u64 = 0xd0_1201;
/// `es512`: ECDSA on P-521 with SHA2-512.
pub const SIGNATURE_ES512: u64 = 0xd0_1202;
/// `rs256`: RSASSA-PKCS1-v1_5 with SHA2-256.
pub const SIGNATURE_RS256: u64 = 0xd0_1205;

// Public keys; also the curve segments of varsig headers.

/// `secp256k1-pub`: a compressed point.
pub const SECP256K1_PUB: u64 = 0xe7;
/// `bls12_381-g1-pub`: a compressed point.
pub const BLS12_381_G1_PUB: u64 = 0xea;
/// `bls12_381-g2-pub`: a compressed point.
pub const BLS12_381_G2_PUB: u64 = 0xeb;
/// `ed25519-pub`.
pub const ED25519_PUB: u64 = 0xed;
/// `p256-pub`: a compressed point.
pub const P256_PUB: u64 = 0x1200;
/// `p384-pub`: a compressed point.
pub const P384_PUB: u64 = 0x1201;
/// `p521-pub`: a compressed point.
pub const P521_PUB: u64 = 0x1202;
/// `ed448-pub`.
pub const ED448_PUB: u64 = 0x1203;
/// `rsa-pub`: RSAPublicKey of PKCS #1 in DER.
pub const RSA_PUB: u64 = 0x1205;

// Secret keys, as people keep them.

/// `ed25519-priv`: the 32-byte seed.
pub const ED25519_PRIV: u64 = 0x1300;
/// `secp256k1-priv`: the scalar, big endian.
pub const SECP256K1_PRIV: u64 = 0x1301;
/// `rsa-priv`: RSAPrivateKey of PKCS #1 in DER.
pub const RSA_PRIV: u64 = 0x1305;
/// `p256-priv`: the scalar, big endian.
pub const P256_PRIV: u64 = 0x1306;
/// `p384-priv`: the scalar, big endian.
pub const P384_PRIV: u64 = 0x1307;
/// `p521-priv`: the scalar, big endian.
pub const P521_PRIV: u64 = 0x1308;
/// `bls12_381-g1-priv`: the scalar of a key whose public part is on G1.
pub const BLS12_381_G1_PRIV: u64 = 0x1309;
/// `bls12_381-g2-priv`: the scalar of a key whose public part is on G2.
pub const BLS12_381_G2_PRIV: u64 = 0x130a;
