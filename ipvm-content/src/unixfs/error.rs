//! What can be wrong with a file.

use alloc::string::String;
use core::{error::Error, fmt};

use cid::Cid;

use super::NodeType;
use crate::{
    dag_pb::DagPbError,
    protobuf::{WireError, WireFault},
};

/// Data of a node that is no message of UnixFS, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnixFsError {
    /// Offset in bytes of the field at fault, from the start of the data.
    pub offset: usize,
    /// The rule that was broken.
    pub kind: UnixFsErrorKind,
}

impl fmt::Display for UnixFsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnixFS, byte {} of the data: {}", self.offset, self.kind)
    }
}

impl Error for UnixFsError {}

impl From<WireFault> for UnixFsError {
    fn from(fault: WireFault) -> Self {
        Self { offset: fault.offset, kind: UnixFsErrorKind::Wire(fault.error) }
    }
}

/// The rules of the message of UnixFS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnixFsErrorKind {
    /// A field that is no list stands twice.
    #[error("field {field} stands twice")]
    DuplicateField {
        /// The number of the field.
        field: u64,
    },
    /// A time without seconds.
    #[error("a time has no seconds")]
    MissingSeconds,
    /// The message does not say what the node is.
    #[error("the type of the node is not said")]
    MissingType,
    /// The mode has more than 32 bits.
    #[error("the mode has more than 32 bits")]
    ModeTooLarge,
    /// The nanoseconds of a time are none, or a second.
    #[error("a time has {found} nanoseconds; from 1 to 999999999 may be written")]
    Nanoseconds {
        /// What was found.
        found: u32,
    },
    /// A field that the message does not have.
    #[error("there is no field {field}")]
    UnknownField {
        /// The number of the field.
        field: u64,
    },
    /// A type that the text does not know.
    #[error("nodes of type {code} are not known")]
    UnknownType {
        /// The code found.
        code: u64,
    },
    /// The wire format is broken.
    #[error(transparent)]
    Wire(WireError),
    /// A field that is there with another type.
    #[error("field {field} has the wrong wire type")]
    WrongType {
        /// The number of the field.
        field: u64,
    },
}

/// Why a file cannot be read, and at which block.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileError {
    /// The block.
    pub cid: Cid,
    /// What is wrong there.
    pub kind: FileErrorKind,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.cid, self.kind)
    }
}

impl Error for FileError {}

/// What can be wrong at a block of a file (ruling O82).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// The block is no DAG-PB.
    #[error(transparent)]
    DagPb(DagPbError),
    /// A directory has two entries of one name.
    #[error("the directory has two entries `{name}`")]
    DuplicateEntry {
        /// The name.
        name: String,
    },
    /// The path ends at something that is no file.
    #[error("this is {found}, not a file")]
    NotAFile {
        /// What it is.
        found: NodeType,
    },
    /// The path goes on behind something that is no directory.
    #[error("the path goes on with `{next}` behind {found}, not a directory")]
    NotADirectory {
        /// What it is.
        found: NodeType,
        /// The next name in the path.
        next: String,
    },
    /// The block was not asked for, or was given before.
    #[error("the block was not asked for")]
    NotAsked,
    /// The directory has no entry of this name.
    #[error("the directory has no entry `{name}`")]
    NoEntry {
        /// The name.
        name: String,
    },
    /// A node without data is nothing that UnixFS knows.
    #[error("the node has no data, so that it is neither file nor directory")]
    NoData,
    /// A part of a file has a name.
    #[error("a part of the file has the name `{name}`")]
    NamedPart {
        /// The name.
        name: String,
    },
    /// There are not as many sizes as parts.
    #[error("the node has {links} links and sizes for {sizes} parts")]
    PartCount {
        /// How many links there are.
        links: usize,
        /// How many sizes there are.
        sizes: usize,
    },
    /// A part has another size than was said where it is linked to.
    #[error("the part was said to have {expected} bytes, and has {found}")]
    PartSize {
        /// What was said where it is linked to.
        expected: u64,
        /// How many bytes it has, by what it holds and by what it says of its parts.
        found: u64,
    },
    /// Raw content with links.
    #[error("raw content has no parts")]
    RawWithParts,
    /// A directory that is spread over blocks.
    #[error("this is a sharded directory, which is not read here; name the file by its own CID")]
    Sharded,
    /// A node says another size than its content and its parts have.
    #[error("the node says {said} bytes, its content and parts have {found}")]
    Size {
        /// What it says.
        said: u64,
        /// The sum of its content and of what it says of its parts.
        found: u64,
    },
    /// The sizes have no sum in 64 bits.
    #[error("the sizes of the parts have no sum")]
    SizeOverflow,
    /// A symbolic link: where it leads is no content.
    #[error("this is a symbolic link, which is not followed")]
    Symlink,
    /// Deeper nesting than the limits allow.
    #[error("the parts of the file nest deeper than {limit}")]
    TooDeep {
        /// The limit in force.
        limit: usize,
    },
    /// More bytes than the limits allow.
    #[error("the file has {found} bytes; at most {limit} are read")]
    TooLarge {
        /// The limit in force.
        limit: u64,
        /// How many bytes it has.
        found: u64,
    },
    /// More blocks than the limits allow.
    #[error("the file has more than {limit} blocks")]
    TooManyBlocks {
        /// The limit in force.
        limit: usize,
    },
    /// The data of the node is no message of UnixFS.
    #[error(transparent)]
    UnixFs(UnixFsError),
    /// The block is of a codec in which UnixFS has no files.
    #[error("blocks of codec {codec:#x} are no files; dag-pb and raw are")]
    UnknownCodec {
        /// The code of the codec.
        codec: u64,
    },
    /// The CID has a hash that is not computed here.
    #[error("hash {code:#x} is not computed here; only sha2-256 is")]
    UnsupportedHash {
        /// The code of the hash.
        code: u64,
    },
}

/// Why the whole of a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError<E> {
    /// A block was not had.
    #[error("{cid} {error}")]
    Block {
        /// The block.
        cid: Cid,
        /// Why.
        error: E,
    },
    /// The file cannot be read.
    #[error(transparent)]
    File(FileError),
}
