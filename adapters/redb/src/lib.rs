//! The embedded store of the IPVM runtime: a directory with one redb file.
//!
//! [`RedbStore`] implements the store traits of [`ipvm_runtime::store`].
//!
//! ```
//! use ipvm_redb::RedbStore;
//! use ipvm_runtime::store::{Blocks, Visibility};
//! use varsig::Block;
//!
//! # let scratch = tempfile::tempdir()?;
//! # let directory = scratch.path().join("store");
//! let store = RedbStore::open(&directory)?;
//! let block = Block::raw(*b"hello");
//! Blocks::put(&store, &block, Visibility::Public)?;
//! assert_eq!(Blocks::get(&store, block.cid())?, Some(block));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # On the disk
//!
//! | Name | What it is |
//! |---|---|
//! | `store.redb` | the database: small blocks, receipts and their indices, results, claims of mutations, values by name |
//! | `blocks/` | one file for each block of more than [`INLINE_LIMIT`] bytes |
//! | `lock` | an empty file, locked while the store is open |
//!
//! A directory that is made is for its owner only. Only one handle at a time
//! has a store open, in whatever process.
//!
//! # Durability
//!
//! One thread writes. It puts whatever has queued up while the disk was busy
//! into one transaction, forces that to the disk, and then wakes every caller:
//! the more callers, the less each pays. A call that has returned `Ok` survives
//! the loss of the process and, as far as the disk keeps its word, of power.
//! Every transaction leaves the file in a state that opens at once after a
//! crash, without a repair that grows with the file.

#![forbid(unsafe_code)]

mod blocks;
mod check;
mod compact;
mod database;
mod directory;
mod engine;
mod facts;
mod files;
mod index;
mod inventory;
mod key_value;
mod memo;
mod receipts;
mod repair;
mod snapshot;
mod statistics;
mod store;
mod sync;
mod tables;
mod upgrade;
mod writer;

pub use compact::Compacted;
pub use files::INLINE_LIMIT;
pub use statistics::{Statistics, TableStatistics};
pub use store::RedbStore;
pub use tables::FORMAT_VERSION;
