//! Files of UnixFS, block by block.
//!
//! Spec: [UnixFS] in `ipfs/specs`, files and plain directories. A file is raw bytes, or a
//! node of DAG-PB with content of its own and links to parts, which are files again.
//! [`File`] reads one without I/O: it says which blocks it needs, is given them, and gives
//! the content in order. What the blocks say of sizes is checked against what they hold, so
//! that the size of the whole is known, and held against the limits, before the first part is
//! asked for; `Tsize` is a hint and looked at by nobody.
//!
//! Sharded directories, symbolic links and nodes of metadata are refused, each by its name.
//!
//! [UnixFS]: https://specs.ipfs.tech/unixfs/

mod data;
mod directory;
mod error;
mod file;
mod limits;
mod node;

pub use data::{NodeType, UnixFsData};
pub use error::{FileError, FileErrorKind, ReadError, UnixFsError, UnixFsErrorKind};
pub use file::{Chunk, File, Step};
pub use limits::FileLimits;
