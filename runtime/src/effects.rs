//! Standard effects: handlers that an embedder may register and need not.
//!
//! None of them touches a network, and none is there unless it is registered. They are
//! plain modules and no cargo features, since they bring no dependency that the executor
//! does not have anyway: what is not registered is not linked, and there is no
//! combination of features that nobody has built.
//!
//! | Command | Class | Secret | Subject | Module |
//! |---|---|---|---|---|
//! | `/clock/now` | query, for a second | no | as registered | [`clock`] |
//! | `/random/bytes` | query, for good | by choice | as registered | [`randomness`] |
//! | `/kv/get`, `/kv/list` | query, for a second | as the task is | whose values they are | [`key_value`] |
//! | `/kv/put`, `/kv/delete`, `/kv/swap` | mutation, idempotent by task ID | as the task is | whose values they are | [`key_value`] |
//! | `/receipt/find` | query, for a second | no | whose receipts they are | [`lookup`] |
//! | `/crypto/sign` | query, for a minute | unless the task says otherwise | the DID of the key | [`signing`] |
//!
//! Each function gives a [`Registration`](crate::Registration), to be changed as
//! any other: `.secret()`, `.with_lifetime(…)`.
//!
//! ```
//! use std::sync::Arc;
//! use ipvm_runtime::{Subjects, effects, store::MemoryStore};
//! use varsig::Ed25519Signer;
//!
//! let store = Arc::new(MemoryStore::new());
//! let mut handlers = vec![
//!     effects::clock::now(Subjects::Any),
//!     effects::randomness::bytes(Subjects::Own).secret(),
//!     effects::signing::sign(Arc::new(Ed25519Signer::from_seed(&[7; 32]))),
//! ];
//! handlers.extend(effects::key_value::queries(store.clone(), Subjects::Own));
//! handlers.extend(effects::key_value::mutations(store, Subjects::Own));
//! assert_eq!(handlers.len(), 8);
//! ```
//!
//! # Arguments
//!
//! Each command has a table of its arguments. An argument that is missing, unknown, of
//! another kind or out of bounds is refused with the error `InvalidArguments`, before
//! anything is claimed or done; nothing is guessed. So what a policy has judged is all
//! that there is.
//!
//! # Errors
//!
//! What the task asked for and what cannot be had, such as a key without a value, is the
//! task's own error and stands in the receipt. What the executor could not do is an
//! error of the executor and never remembered. Its message says nothing about the
//! machine: receipts travel.

mod arguments;
pub mod clock;
pub mod key_value;
pub mod lookup;
pub mod randomness;
#[cfg(test)]
mod rehearsal;
pub mod signing;
