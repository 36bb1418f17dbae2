//! Signatures and values of the wasmtime component API.
//!
//! [`function_type`] reads the signature of an export and refuses, before anything runs, what has no
//! IPLD data. [`to_val`] and [`from_val`] go between [`Value`](crate::Value) and wasmtime's dynamic
//! [`Val`](::wasmtime::component::Val).
//!
//! `Val` has no bytes: **a `list<u8>` becomes one dynamic value per byte here**, some forty times
//! the memory, charged against the host-call fuel of the store. That is right for small values and
//! is the place that a direct path between encoded data and the canonical ABI will replace.

mod signature;
mod val;

pub use signature::{Refused, Unsupported, function_type};
pub use val::{ValueMismatch, from_val, to_val};
