//! From the cases of `test-vectors/` to the trials of a test program, each named by the
//! id of its case.
//!
//! A package has a test target with `harness = false`, whose `main` is a [`Suite`]: the layers
//! it knows, and a function that runs one operation.
//!
//! ```no_run
//! use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value};
//! use ipvm_vectors_trials::Suite;
//!
//! fn run(case: &Case) -> Run {
//!     match case.operation.as_str() {
//!         "text.parse-integer" => match case.text("text")?.parse::<i64>() {
//!             Ok(number) => Ok(Ok(Outcome::Value(Value::Integer(number)))),
//!             Err(error) => Ok(Err(Refusal::new("NotAnInteger", &error))),
//!         },
//!         other => Err(Fault::UnknownOperation(other.into())),
//!     }
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     Suite::new(env!("CARGO_MANIFEST_DIR"), &["text"], run).main()
//! }
//! ```

#![forbid(unsafe_code)]

mod suite;

pub use suite::Suite;
