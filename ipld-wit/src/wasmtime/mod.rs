//! Signatures and values of the wasmtime component API.
//!
//! [`function_type`] reads the signature of an export and refuses, before anything runs, what has no
//! IPLD data. [`to_val`] and [`from_val`] go between [`Value`](crate::Value) and wasmtime's dynamic
//! [`Val`](::wasmtime::component::Val).
//!
//! `Val` has no bytes: **a `list<u8>` becomes one dynamic value per byte there**, some forty times
//! the memory, charged against the host-call fuel of the store. [`DirectFunction`] calls with encoded
//! arguments and gives an encoded result without it: the same rules and the same errors, at about the
//! cost of a call with static types.

mod direct;
mod signature;
mod val;

pub use crate::refused::{Refused, Unsupported};
pub use direct::{ArgumentsError, BoundFunction, CallError, DirectFunction, EncodedOutput};
pub use signature::{function_type, function_type_in};
pub use val::{ValueMismatch, from_val, to_val};
