//! Puts the cases of `test-vectors/` to any implementation and says what came of it.
//!
//! An [`Implementation`] is asked to do one operation after the other: [`InProcess`] is a
//! function of this process, [`Child`] a program in any language that speaks the protocol of
//! `test-vectors/protocol.md`, and [`serve`] the other end of that for a function. A
//! [`Conformance`] chooses cases, puts them, compares, and gives a [`Report`], for people or
//! as JUnit, TAP or JSON. A refusal counts as right under the right name only; a program that
//! hangs, crashes or writes garbage is a result like any other.
//!
//! ```
//! use ipvm_conformance::{Case, Conformance, Fault, InProcess, Outcome, Refusal, Run, Verdict};
//!
//! /// An implementation of one operation, and a wrong one: it forgets the rules of a command.
//! fn run(case: &Case) -> Run {
//!     match case.operation.as_str() {
//!         "ucan.command.reserved" => match case.text("text")? {
//!             text if text.starts_with('/') => Ok(Ok(Outcome::Value(
//!                 ipvm_conformance::Value::Boolean(text.starts_with("/ucan")),
//!             ))),
//!             text => Ok(Err(Refusal::new("CommandNoLeadingSlash", &format!("{text}: no slash")))),
//!         },
//!         other => Err(Fault::UnknownOperation(other.into())),
//!     }
//! }
//!
//! let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
//! let conformance = Conformance::read(vectors)?.of_cases("ucan-core/command/*");
//! let report = conformance.run(&mut InProcess::new("careless", "0.1", run))?;
//! assert!(!report.is_clean());
//! assert!(report.results.iter().any(|it| matches!(it.verdict, Verdict::Unsupported { .. })));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does not do
//!
//! It knows none of the crates that it judges, and does no network. What is compared is what
//! a case states: that an implementation does nothing else besides, it does not see.

#![forbid(unsafe_code)]

mod child;
mod conformance;
mod exceptions;
mod implementation;
mod in_process;
pub mod interop;
mod outcome;
mod pattern;
mod protocol;
mod report;
mod serve;
mod verdict;

pub use child::Child;
pub use conformance::{Conformance, Observer, Unobserved};
pub use exceptions::{Exception, Exceptions, ExceptionsError};
pub use implementation::{Answer, Broken, Description, Garbage, Implementation, StartError};
pub use in_process::InProcess;
pub use ipvm_vectors_loader::{
    Block, Case, Corpus, Expected, InputError, LoadError, Operation, Value,
};
pub use outcome::{Fault, Outcome, Refusal, Run, UNNAMED, agrees, map, text, valid};
pub use protocol::PROTOCOL;
pub use report::{CaseResult, Counts, Report, Stale};
pub use serve::serve;
pub use verdict::{Kind, Verdict};
