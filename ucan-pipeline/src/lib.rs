//! Promise pipelining: a task may use the result of another before it is known.
//!
//! Implements [UCAN Promise] 1.0.0-rc.1 (`ucan-wg/promise` at `02884ba`) with the
//! decisions of `docs/rulings.md` (I4 to I8): a promise refers to a task, not to
//! an invocation; it may stand at any depth; substituted values are never scanned
//! again.
//!
//! Resolution is a step machine. Ask [`resolve`] with what is [`Settled`] so far; it
//! says which tasks it still needs, or gives the arguments, or says that a task
//! ended on the branch that was not awaited. A [`Pipeline`] does so for many tasks at
//! once as receipts come, and a [`Graph`] orders tasks that await each other.
//!
//! ```
//! use std::collections::BTreeMap;
//! use ipld_core::ipld::Ipld;
//! use ucan_core::{Did, Timestamp};
//! use ucan_invocation::{Attestation, Outcome, Promise};
//! use ucan_pipeline::{Pipeline, Progress, Trust};
//! use varsig::{Block, Ed25519Signer};
//!
//! let crop = *Block::raw(*b"stands for a task").cid();
//! let args = BTreeMap::from([("image".to_string(), Promise::ok(crop).to_ipld())]);
//!
//! let us = Ed25519Signer::from_seed(&[1; 32]);
//! let mut pipeline = Pipeline::new(Trust::default().ours(Did::from_signer(&us)));
//! let now = Timestamp::from_seconds(1_767_225_600)?;
//! assert_eq!(pipeline.wait("blur", args, None, now)?, Progress::Waiting { missing: 1 });
//! assert_eq!(pipeline.needed().collect::<Vec<_>>(), [&crop]);
//!
//! let cropped = Outcome::Ok(Ipld::Bytes(vec![0xff]));
//! let admission = pipeline.admit(&Attestation::new(crop, cropped, now).sign(&us)?, now)?;
//! let args = BTreeMap::from([("image".to_string(), Ipld::Bytes(vec![0xff]))]);
//! assert_eq!(admission.touched["blur"], Progress::Ready { args, passing: false });
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
//! It fetches nothing, runs nothing and decides nobody's authority. Whose receipts count
//! is a value, [`Trust`], that the executor makes; the time is an argument.
//!
//! [UCAN Promise]: https://github.com/ucan-wg/promise/tree/02884baca93805577a425b0fc833ae25323ae138

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod awaiting;
mod graph;
mod mismatch;
mod pipeline;
mod place;
pub mod quote;
mod resolve;
mod settled;
mod substitute;
mod trust;
mod word;

pub use awaiting::{Awaiting, awaited, promises};
pub use graph::{CriticalPath, Cycle, Graph};
pub use mismatch::BranchMismatch;
pub use pipeline::{Admission, KeyInUse, Pipeline, Progress};
pub use place::{Place, Segment};
pub use resolve::{ResolveError, Results, Step, resolve, resolve_with};
pub use settled::{AdmitError, Settled, Standing};
pub use substitute::{MAX_DEPTH, MAX_SUBSTITUTED};
pub use trust::{Ground, Quorum, QuorumError, Trust};
