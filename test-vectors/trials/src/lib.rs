//! From the cases of `test-vectors/` to the trials of a test program, each named by the
//! id of its case.
//!
//! A package has a test target `vectors` with `harness = false`, whose `main` is a
//! [`Suite`]: the layers it knows, and a function that runs one operation.
//!
//! ```no_run
//! use ipvm_vectors_trials::{Fault, Outcome, Refusal, Run, Suite, Value};
//!
//! fn run(case: &ipvm_vectors_trials::Case) -> Run {
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

mod outcome;
mod suite;

pub use ipvm_vectors_loader::{Case, Expected, InputError, Value};
pub use outcome::{Fault, Outcome, Refusal, Run, map, text, valid};
pub use suite::Suite;
