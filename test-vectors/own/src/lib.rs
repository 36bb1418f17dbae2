//! The crates of this repository as one implementation under the test vectors.
//!
//! [`run`] does one operation of `test-vectors/operations.json` with the crate that has it,
//! and gives what came out, with our errors under their neutral names. The runner
//! (`ipvm-conformance`) puts the cases to it as to any other implementation; the test target
//! `vectors` has one trial for each.
//!
//! ```
//! use ipvm_conformance::{Conformance, InProcess, Report};
//!
//! let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
//! let conformance = Conformance::read(vectors)?.of_layer("varsig");
//! let mut ours = InProcess::new("ours", "0", ipvm_vectors_own::run);
//! let report: Report = conformance.run(&mut ours)?;
//! assert!(report.is_clean(), "{}", report.human());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Features: `runtime` (the default) for the layers that need the executor, `ipvm-wasi`,
//! `ipvm-housekeeping` and `ipvm-runtime`; `aws-lc`, `rsa` and `bls` as in `varsig`. What is
//! left out is answered as unsupported. This is no library to build upon: for that there are
//! the crates themselves.

#![forbid(unsafe_code)]

mod layers;

pub use layers::{left_out, run};
