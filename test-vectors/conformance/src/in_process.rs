//! A function of this process as an implementation.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ipvm_vectors_loader::{Block, Case};

use crate::{
    implementation::{Answer, Broken, Description, Implementation, StartError},
    outcome::{Fault, Outcome, Run},
};

/// A function that does operations. A panic in it is a crash; time is not watched.
#[derive(Clone, Debug)]
pub struct InProcess {
    description: Description,
    run: fn(&Case) -> Run,
}

impl InProcess {
    /// The implementation of this name and version that `run` is.
    pub fn new(name: impl Into<String>, version: impl Into<String>, run: fn(&Case) -> Run) -> Self {
        Self { description: Description::new(name, version), run }
    }

    /// What readers of a report should know besides.
    #[must_use]
    pub fn with_notes(mut self, notes: impl Into<String>) -> Self {
        self.description.notes = Some(notes.into());
        self
    }
}

impl Implementation for InProcess {
    fn describe(&mut self) -> Result<Description, StartError> {
        Ok(self.description.clone())
    }

    fn answer(&mut self, case: &Case, _: &[Block]) -> Result<Answer, Broken> {
        let stopped = |status: String| Broken::Crashed { status, stderr: String::new() };
        let ran = catch_unwind(AssertUnwindSafe(|| (self.run)(case)));
        let ran = ran.map_err(|panic| {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
            stopped(format!("a panic: {}", said.unwrap_or("of another kind")))
        })?;
        match ran {
            Ok(Ok(Outcome::Value(value))) => Ok(Answer::Value(value)),
            Ok(Ok(Outcome::Cid(cid))) => Ok(Answer::Cid(cid)),
            Ok(Err(refusal)) => Ok(Answer::Refused(refusal)),
            Err(Fault::UnknownOperation(operation)) => {
                Ok(Answer::Unsupported(format!("there is no {operation} here")))
            }
            Err(fault) => Err(stopped(fault.to_string())),
        }
    }
}
