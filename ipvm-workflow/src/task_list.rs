//! The form of workflows in the field: `{"tasks": [task, …]}`, as Homestar reads and runs it.
//!
//! The tasks are those of [`ucan_invocation::v0_2`], without labels: they await each other
//! by the addresses of their instructions. [`read()`] makes a [`Draft`] of such a list, with
//! labels made of the names of the functions, and [`write()`] a list of a [`Document`].
//!
//! ```
//! use ipvm_workflow::{awaits, task_list};
//!
//! // The second awaits the address of the first.
//! let converted = task_list::from_dag_json(br#"{"tasks": [
//!   {"cause": null, "meta": {}, "prf": [], "run": {
//!     "input": {"args": [1], "func": "add_one"}, "nnc": "", "op": "wasm/run",
//!     "rsc": "ipfs://bafybeibk42jwhq7w2zcpe6q3wgtleugp3ymfs3pa5gerjmnakqihhqx4zq"}},
//!   {"cause": null, "meta": {}, "prf": [], "run": {
//!     "input": {"func": "add_one", "args": [{"await/ok":
//!       {"/": "bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du"}}]},
//!     "nnc": "", "op": "wasm/run",
//!     "rsc": "ipfs://bafybeibk42jwhq7w2zcpe6q3wgtleugp3ymfs3pa5gerjmnakqihhqx4zq"}}
//! ]}"#)?;
//! let tasks = converted.draft.tasks();
//! assert_eq!(tasks.keys().collect::<Vec<_>>(), ["add_one", "add_one-2"]);
//! assert_eq!(tasks["add_one-2"].args()["params"], vec![awaits("add_one")].into());
//! # Ok::<(), task_list::ReadError>(())
//! ```
//!
//! # What becomes of what
//!
//! | There | Here |
//! |---|---|
//! | the order of the list | the labels, which are in another order |
//! | `rsc` and `input` of `wasm/run` | `mod`, the URI as it is, `fun` and `params`, on the issuer |
//! | a DID as `rsc`; another URI | the subject; `args.uri`, on the issuer ([`Loss::Resource`]) |
//! | an empty `nnc`; another | left to sealing; the nonce, but for text of 12 or 16 letters, which would come back as bytes |
//! | promises of instructions in the list | labels |
//! | promises of other instructions | stay, with the address there, under which no task of now is known ([`Loss::Outside`]) |
//! | `fuel`, `memory` (bytes) and `time` (milliseconds) in `meta` | the same in `meta.limits`, where they limit something |
//! | `cause` | nothing: tasks of a workflow have none ([`Loss::Cause`]) |
//! | `prf` | nothing: proofs of then prove nothing now ([`Loss::Proofs`]) |
//!
//! Refused are instructions by link, and promises in the place of `input` or `nnc`. What is
//! neither refused nor lost is written back as it was, but for the order of the list, which
//! becomes one in which every task stands behind those that it awaits.

mod error;
mod labels;
mod limits;
mod loss;
mod read;
mod write;

pub use self::{
    error::{ReadError, WriteError},
    loss::Loss,
    read::{Converted, from_dag_json, read},
    write::{to_dag_json, write},
};
#[cfg(doc)]
use crate::{Document, Draft};
