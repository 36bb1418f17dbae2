//! The claims of the runtime's stores under a model checker.
//!
//! The real source files of the runtime are compiled here a second time. They
//! take their locks from `crate::sync`, which is the standard library's there
//! and [`shuttle`]'s here, so that a scheduler decides at every lock which
//! thread goes on. Nothing else of the runtime comes along, the engine least
//! of all.
//!
//! - [`store`]: the traits, the claim table and the store in memory
//! - [`explore`]: runs a scenario under many schedules
//! - [`scenario`]: what threads do to a [`store::Memo`], and the rules they check
//! - [`executor`]: workers of one process that want the same task
//!
//! `ipvm-redb-model` runs the same scenarios over the embedded store's files.

#![forbid(unsafe_code)]

pub mod executor;
pub mod explore;
pub mod scenario;
pub mod store;
mod sync;
