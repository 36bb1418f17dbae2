//! Promise pipelining: a task may use the result of another before it is known.
//!
//! Implements [UCAN Promise] 1.0.0-rc.1 (`ucan-wg/promise` at `02884ba`) with the
//! decisions of `docs/rulings.md` (I4, I5, I7): a promise refers to a task, not to
//! an invocation; it may stand at any depth; substituted values are never scanned
//! again.
//!
//! Resolution is a step machine. Ask [`resolve`] with what is settled so far; it
//! says which tasks it still needs, or gives the arguments, or says that a task
//! ended on the branch that was not awaited.
//!
//! ```
//! use std::collections::BTreeMap;
//! use ipld_core::ipld::Ipld;
//! use ucan_invocation::Promise;
//! use ucan_pipeline::{Settled, Step, resolve};
//!
//! let crop = *varsig::Block::raw(*b"stands for a task").cid();
//! let args = BTreeMap::from([("image".to_string(), Promise::ok(crop).to_ipld())]);
//! assert_eq!(resolve(&args, &Settled::default())?, Step::Need([crop].into()));
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
//! It fetches nothing and decides nobody's authority. Whose receipts count is a
//! value, [`Trust`], that the executor makes.
//!
//! [UCAN Promise]: https://github.com/ucan-wg/promise/tree/02884baca93805577a425b0fc833ae25323ae138

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod graph;
mod resolve;
mod settled;

pub use graph::{Cycle, Graph};
pub use resolve::{BranchMismatch, MAX_SUBSTITUTED, ResolveError, Step, awaited, resolve};
pub use settled::{NotTrusted, Settled, Trust};
