//! What can be wrong with a container.

use alloc::string::String;

use varsig::dag_cbor::DagCborError;

/// Why bytes are no container.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContainerError {
    /// The text is not base64 in its one spelling.
    #[error("byte {offset} of the container is not valid base64 of the kind that it names")]
    Base64 {
        /// Where, in bytes from the start of the container.
        offset: usize,
    },
    /// The container holds more CBOR than the limits allow.
    #[error("the container holds more than {limit} bytes once unpacked")]
    ContentTooLarge {
        /// The limit in force, in bytes.
        limit: usize,
    },
    /// A token stands twice, and the reader is strict.
    #[error("token {index} stood in the container before")]
    Duplicate {
        /// The place of the second, counted from 0.
        index: usize,
    },
    /// There is not even a first byte.
    #[error("the container is empty; it begins with a byte that names its encoding")]
    Empty,
    /// The container has more bytes than the limits allow.
    #[error("the container has {found} bytes; {limit} are allowed")]
    EncodedTooLarge {
        /// How many it has.
        found: usize,
        /// The limit in force.
        limit: usize,
    },
    /// The container is not canonical DAG-CBOR once it is unpacked.
    #[error(transparent)]
    Encoding(DagCborError),
    /// An entry of the list is not a byte string.
    #[error("entry {index} of the container is not a byte string")]
    EntryNotBytes {
        /// The place of the entry, counted from 0.
        index: usize,
    },
    /// The compressed bytes are no gzip member.
    #[error(transparent)]
    Gzip(GzipError),
    /// The value under `ctn-v1` is not a list.
    #[error("the value under `ctn-v1` is not a list")]
    NotAList,
    /// The value in the container is not a map.
    #[error("the container does not hold a map")]
    NotAMap,
    /// The map has another number of keys than one.
    #[error("the container's map has {found} keys; `ctn-v1` must be the only one")]
    NotOneKey {
        /// How many it has.
        found: u64,
    },
    /// There are more tokens than the limits allow.
    #[error("the container holds {found} tokens; {limit} are allowed")]
    TooManyTokens {
        /// How many there are.
        found: u64,
        /// The limit in force.
        limit: usize,
    },
    /// The first byte is none of those of the text, nor of a known peer.
    #[error("the first byte {byte:#04x} names no encoding of containers")]
    UnknownEncoding {
        /// The byte found.
        byte: u8,
    },
    /// The tokens are not in bytewise order, and the reader is strict.
    #[error("token {index} is out of bytewise order")]
    Unsorted {
        /// The place of the first token that is less than the one before it.
        index: usize,
    },
    /// The only key of the map is not `ctn-v1`.
    #[error("the container's key is `{found}`, not `ctn-v1`")]
    WrongKey {
        /// The key found.
        found: String,
    },
}

/// Why compressed bytes are no gzip member that is read here (RFC 1952).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GzipError {
    /// The content does not have the checksum of the trailer.
    #[error("gzip: the content does not match its checksum")]
    Checksum,
    /// The compressed data breaks a rule of DEFLATE.
    #[error("gzip: the compressed data is malformed")]
    Deflate,
    /// The header does not have its own checksum.
    #[error("gzip: the header does not match its checksum")]
    HeaderChecksum,
    /// The content does not have the length of the trailer.
    #[error("gzip: the content has {found} bytes, not {expected}")]
    Length {
        /// The length in the trailer, modulo 2^32.
        expected: u32,
        /// The length found, modulo 2^32.
        found: u32,
    },
    /// The method is not DEFLATE.
    #[error("gzip: method {method} is not DEFLATE")]
    Method {
        /// The method found.
        method: u8,
    },
    /// The bytes do not start like a gzip member.
    #[error("gzip: the bytes do not start with 1f 8b")]
    NotGzip,
    /// Flags are set that mean nothing yet.
    #[error("gzip: reserved flags are set in {flags:#04x}")]
    ReservedFlags {
        /// The flags found.
        flags: u8,
    },
    /// Bytes follow the member, a second member perhaps.
    #[error("gzip: bytes follow the member")]
    TrailingBytes,
    /// The bytes end inside of the member.
    #[error("gzip: the bytes end inside of the member")]
    UnexpectedEnd,
}
