//! From names of content to bytes: what a block links to, and what is reached from some
//! roots.

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
