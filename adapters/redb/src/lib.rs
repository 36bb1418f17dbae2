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
//! | `store.redb` | the database: small blocks, those of up to 8 KiB that come together packed and those that are a little longer than their pages in two rows, and whose they are, receipts and their index, results, claims of mutations, pins, values by name |
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
//!
//! What is loaded ([`Load`]) is not waited for: another thread brings it to the disk while
//! the next is prepared. It is durable when [`Load::end_load`] has returned, when any other
//! call has that writes, puts it too, or is told of a result, or when the store is closed; and
//! each time that 128 MB were loaded and the disk has nothing else to do, or 512 MB. A process
//! that ends before leaves all that was loaded up to some call. If the disk does not take it,
//! that is told with the next call that writes, and nothing is written any more: pages may be
//! gone that later ones count on. Opened again the store has what was durable before.
//!
//! # Formats
//!
//! The database says which format it has, now [`FORMAT_VERSION`]. What is of a format to come
//! is refused and left as it is. A store of an earlier format is upgraded when it is opened,
//! in one transaction, so that a process that ends meanwhile leaves the one format or the
//! other. Everything is kept. Format 5 had each pack in one row, format 4 each small block,
//! format 3 no runs in its index, and format 2 no packs: to upgrade these takes no time, and
//! the blocks that are there stay where they are; those with rows of their own until the store
//! is compacted. For format 1 it takes time and
//! room in proportion to the receipts: it had what a receipt is found by in three tables only,
//! from which it is put together again. It did not say whose a receipt is; nobody's receipts
//! are those of all lookups without a subject, and whoever knows puts the receipt again with
//! that. Whoever may have to go back keeps a copy of the directory: a reader of an earlier
//! format refuses this one.
//!
//! # What is lost when something is lost
//!
//! Every fact stands twice, in pages of its own: where in a pack a block is in its row and in
//! a table of all places, what a receipt is found by in its own row and in the index, that a
//! mutation was begun in its claim or result and in a table of all of them, a pin in two
//! tables. [`Inventory::check`] reads everything and tells what
//! one place says and the other does not; [`Inventory::repair`] mends the one from the
//! other. What stands once are bytes, for which the CID vouches, and who owns a block: a
//! row that vanished with its key leaves nobody with more than he may read. A bit that
//! decays in a pack costs the one block that it is of.
//!
//! On a page that is none the engine panics. That is [`StoreError::Corrupted`] here, but for
//! [`Inventory::check`]: it goes on past such pages, and tells what stood there as far as other
//! tables say it, and that there are rows which cannot be read ([`Lost::Rows`]); and for
//! [`Inventory::salvage`], which takes out what stands elsewhere.
//! [`hush_engine_panics`] keeps the panics themselves from being told on standard error. A few
//! pages are needed to open the file at all.
//!
//! On a page that the operating system does not give, since the disk itself has failed there, the
//! engine stops, and so do check and salvage ([`StoreError::Io`], and then
//! [`StoreError::Stopped`]). What is to be saved then is the directory: copied by a program that
//! goes on past what cannot be read and leaves zeros there, it can be checked and salvaged.
//!
//! # Very many receipts at a time
//!
//! What finds a receipt stands anywhere in the index. Where [`Load::load_receipts`] brings
//! thousands of such rows, or hundreds after thousands, they are kept together first, and
//! lookups look there too, a microsecond for each of at most 32 such runs. [`Load::end_load`]
//! brings them into their place, as compacting does, and the next call where there are too many.
//!
//! [`RedbStore::compact`] packs what came one by one, cuts what an earlier format had in one
//! row, and gives room back. [`RedbStore::statistics`] tells what takes how much.
//!
//! # What it does not do
//!
//! It encrypts nothing: whoever may read the directory reads what is in it. It removes nothing by
//! itself, and copies nothing to another machine; `ipvm-housekeeping` collects garbage and writes and
//! reads exports. It lets no second handle in, not even to read.
//!
//! [`StoreError::Corrupted`]: ipvm_runtime::store::StoreError::Corrupted
//! [`StoreError::Io`]: ipvm_runtime::store::StoreError::Io
//! [`StoreError::Stopped`]: ipvm_runtime::store::StoreError::Stopped
//! [`Lost::Rows`]: ipvm_runtime::store::Lost::Rows
//! [`Load`]: ipvm_runtime::store::Load
//! [`Load::load_receipts`]: ipvm_runtime::store::Load::load_receipts
//! [`Load::end_load`]: ipvm_runtime::store::Load::end_load
//! [`Inventory::check`]: ipvm_runtime::store::Inventory::check
//! [`Inventory::repair`]: ipvm_runtime::store::Inventory::repair
//! [`Inventory::salvage`]: ipvm_runtime::store::Inventory::salvage

#![forbid(unsafe_code)]

mod alongside;
mod ascending;
mod blocks;
mod check;
mod compact;
mod cut;
mod database;
mod directory;
mod engine;
mod facts;
#[cfg(test)]
mod failing_disk;
mod files;
mod flusher;
mod index;
mod inventory;
mod key_value;
mod load;
mod memo;
mod packs;
mod panics;
mod parallel;
mod put_blocks;
mod put_receipts;
mod receipts;
mod repair;
mod runs;
mod salvage;
mod snapshot;
mod span;
mod statistics;
mod store;
mod sync;
mod tables;
mod unreadable;
mod upgrade;
mod writer;

pub use compact::Compacted;
pub use files::INLINE_LIMIT;
pub use panics::hush_engine_panics;
pub use statistics::{Statistics, TableStatistics};
pub use store::RedbStore;
pub use tables::FORMAT_VERSION;
