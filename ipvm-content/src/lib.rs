//! From names of content to bytes: references, links, reachability, and files of UnixFS.
//!
//! Implements reading of [DAG-PB] (`ipld/ipld` at `4a2c687`) and of the files and plain
//! directories of [UnixFS] (`ipfs/specs` at `01ababb`), and `data:` URIs (RFC 2397). Where
//! the texts are silent it follows `docs/rulings.md`, above all O81 and O82.
//!
//! Nothing here does I/O or reads a clock: what needs blocks says which, and is given them.
//!
//! | | |
//! |---|---|
//! | [`Reference`], [`ContentPath`], [`DataUri`], [`parse_cid`] | how content is named in arguments and on command lines |
//! | [`links`] | what a block links to, by its codec |
//! | [`Reach`], [`Reached`] | what is reached from some roots, and what is missing there |
//! | [`dag_pb`] | nodes of DAG-PB, strictly and without a copy |
//! | [`unixfs`] | files block by block, and paths through directories |
//!
//! # A file by its name
//!
//! ```
//! use ipvm_content::{Reference, links, unixfs::{File, FileLimits}};
//! use varsig::{Block, multicodec::DAG_PB};
//!
//! // A file of two parts in a store of blocks.
//! let parts = [Block::raw(*b"Hello, "), Block::raw(*b"world")];
//! let mut node = Vec::new();
//! for part in &parts {
//!     node.extend([0x12, 38, 0x0a, 36]); // a link, and the CID in it
//!     node.extend(part.cid().to_bytes());
//! }
//! node.extend(b"\x0a\x08\x08\x02\x18\x0c\x20\x07\x20\x05"); // a file of 12 bytes: 7 and 5
//! let file = Block::new(DAG_PB, node);
//! let store = [&parts[0], &parts[1], &file];
//! assert!(links(&file)?.eq(parts.iter().map(|part| *part.cid())));
//!
//! let named: Reference = format!("ipfs://{}", file.cid()).parse()?;
//! let Reference::Ipfs { cid, path } = named else { panic!("that was an ipfs:// URI") };
//! let content = File::new(cid, &path, FileLimits::default()).read(|cid| {
//!     let found = store.iter().find(|block| block.cid() == cid);
//!     found.map(|block| Block::clone(block)).ok_or("is not here")
//! })?;
//! assert_eq!(content, b"Hello, world");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! | Feature | Default | Adds |
//! |---|---|---|
//! | `std` | yes | nothing visible; lets dependencies use the standard library |
//!
//! # What it does not do
//!
//! It fetches nothing, and asks nobody what a name stands for: `ipns://` and `https://` are
//! refused with what to do instead. It writes no files of UnixFS, and recomputes the CID of
//! none: the same bytes have many. Sharded directories and symbolic links are refused by
//! name; ranges of a file are not read without what stands before them. Who may read what
//! is not decided here (ruling I11).
//!
//! [DAG-PB]: https://ipld.io/specs/codecs/dag-pb/spec/
//! [UnixFS]: https://specs.ipfs.tech/unixfs/

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

pub mod dag_pb;
mod links;
mod protobuf;
mod reach;
mod reference;
mod shown;
pub mod unixfs;

pub use links::{Links, LinksError, links};
pub use reach::{Reach, ReachError, Reached};
pub use reference::{ContentPath, DataUri, Reference, ReferenceError, ReferenceLimits, parse_cid};
