//! Keeping a store in order: collecting what nobody needs, finding what is lost, and
//! leaving with everything.
//!
//! Over any [`Inventory`](ipvm_runtime::store::Inventory), with no clock and no network:
//! time, trust and keys of other DID methods are arguments.
//!
//! | | |
//! |---|---|
//! | [`Plan`] | garbage collection from [`Roots`] (ruling O79): what would go, and why something stays; then that it goes |
//! | [`check()`] | what is damaged, what that means, and whether it can be computed or fetched again |
//! | [`export()`], [`import()`] | a whole store as one archive (ruling O80); [`SyncedFile`] to put it into |
//! | [`Statistics`] | how much of what there is |
//!
//! ```
//! use ipvm_housekeeping::{Keep, Plan, Roots};
//! use ipvm_runtime::store::{Blocks, Inventory, MemoryStore, Visibility};
//! use varsig::Block;
//!
//! let store = MemoryStore::new();
//! let [album, draft] = [*b"album", *b"draft"].map(Block::raw);
//! store.put_all(&[(album.clone(), Visibility::Restricted), (draft, Visibility::Restricted)])?;
//! store.pin(album.cid())?;
//!
//! let roots = Roots::keeping(Keep::All);
//! let plan = Plan::make(&store, &roots, &mut |_| {})?;
//! assert_eq!((plan.planned().blocks, plan.planned().bytes), (1, 5));
//! assert_eq!(plan.run(&mut |_| {})?.blocks, 1);
//! assert!(Blocks::get(&store, album.cid())?.is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does not do
//!
//! Values by name ([`KeyValue`](ipvm_runtime::store::KeyValue)) are no part of an
//! inventory: they are neither collected nor exported. Receipts that are kept in a store
//! apart for secrets are that store's.

#![forbid(unsafe_code)]

mod archive;
mod check;
mod collect;
mod export;
mod fingerprint;
mod import;
mod node;
mod pages;
mod progress;
mod receipt;
mod statistics;
mod synced_file;

pub use archive::{FormError, RowError};
pub use check::{CheckOptions, Finding, Remedy, Repaired, Trouble, check, repair};
pub use collect::{
    CollectError, Garbage, Keep, Plan, Planned, Root, RootKind, Roots, Swept, Unread,
};
pub use export::{ExportError, ExportOptions, Exported, export};
pub use import::{ImportError, ImportFault, ImportOptions, Imported, import};
pub use progress::{Progress, Stage};
pub use receipt::ReceiptFault;
pub use statistics::{Amount, Statistics};
pub use synced_file::SyncedFile;
