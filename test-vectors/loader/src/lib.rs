//! Reads the test vectors of the stack into raw cases.
//!
//! [`Corpus::read`] reads a folder of vectors and refuses whatever breaks the
//! format: unknown fields, duplicate ids, names that stand in none of the tables,
//! another format version. What an operation means is left to those who run the
//! cases; this depends on none of the crates that the cases judge.
//!
//! ```no_run
//! use ipvm_vectors_loader::{Corpus, Expected};
//!
//! let corpus = Corpus::read("test-vectors")?;
//! for case in corpus.cases().filter(|case| case.operation == "varsig.header.decode") {
//!     let bytes = case.bytes("bytes")?;
//!     match &case.expected {
//!         Expected::Value(value) => println!("{}: {bytes:02x?} gives {value:?}", case.id),
//!         Expected::Cid(cid) => println!("{}: {bytes:02x?} gives {cid}", case.id),
//!         Expected::Error { name, .. } => println!("{}: {bytes:02x?} fails: {name}", case.id),
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

mod base64;
mod case;
mod corpus;
mod error;
mod record;
mod tables;
mod value;

pub use case::{Case, Citation, Expected, InputError, Provenance, ProvenanceKind};
pub use corpus::{Block, Corpus, FORMAT, File, Spec};
pub use error::{LoadError, LoadErrorKind};
pub use tables::{ErrorName, Field, Operation, Outcome, Rule, Tables};
pub use value::{Kind, Value, ValueError, parse};
