//! The sources of the test vectors, and the writer that turns them into files.
//!
//! Each topic is a module of [`sources`]: readable Rust in which inputs and
//! expected results are literals. What is computed here (CIDs, base64) is
//! computed by a few lines of this package, never by the crates under test: it
//! depends on none of them.
//!
//! `cargo run -p ipvm-vectors-generate` writes the files; with `-- --check` it
//! compares them byte for byte and fails if one differs.

#![forbid(unsafe_code)]

mod base_encoding;
mod case;
mod cid;
mod coverage;
pub mod dag_cbor;
pub mod dag_json;
pub mod errors;
mod hex;
mod names;
pub mod operations;
mod people;
mod print;
pub mod rules;
pub mod sources;
pub mod texts;
mod token;
mod topic;
mod value;

pub use case::{Case, CaseBuilder, case};
pub use cid::{DAG_CBOR, DAG_JSON, RAW, cid_bytes_v1, cid_v1, cid_with_digest, token_cid};
pub use hex::{decode as decode_hex, decoded_length};
pub use print::print;
pub use topic::{Output, OutputError, SourceError, SourceErrorKind, Spec, Topic, outputs};
pub use value::Value;
