//! Reading the results of a workflow.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ucan_core::Fields;
use ucan_invocation::{Branch, Outcome};

use super::{CANCELLED, Conclusion, FAILED, ResultsError, TaskEnd, WorkflowResults};
use crate::{
    catch::{Answer, Caught, HandlerFailure},
    document::CATCH_LABEL,
    schedule::NoReceipt,
};

impl WorkflowResults {
    /// Reads the outcome of a workflow's task. Whether the receipts in it say the same is
    /// not known from it.
    ///
    /// # Errors
    ///
    /// [`ResultsError::Field`] for the error around the results, [`ResultsError::NoTasks`]
    /// if there is none, [`ResultsError::End`], [`ResultsError::Caught`] and
    /// [`ResultsError::Word`] for what is malformed, [`ResultsError::CaughtWell`],
    /// [`ResultsError::Ran`], [`ResultsError::Target`] and [`ResultsError::Ring`] for
    /// what does not fit together, and [`ResultsError::Conclusion`] for a branch or a name
    /// that is not that of these results.
    pub fn read(outcome: &Outcome) -> Result<Self, ResultsError> {
        let (found, results) = match outcome {
            Outcome::Ok(results) => (Conclusion::Ok, results.clone()),
            Outcome::Error(error) => {
                let mut fields = Fields::of("error", error.clone()).map_err(ResultsError::Field)?;
                let name = fields.string("name").map_err(ResultsError::Field)?;
                fields.string("message").map_err(ResultsError::Field)?;
                let results = fields.required("results").map_err(ResultsError::Field)?;
                fields.finish().map_err(ResultsError::Field)?;
                let found = match name.as_str() {
                    FAILED => Conclusion::Failed,
                    CANCELLED => Conclusion::Cancelled,
                    _ => return Err(ResultsError::Name { found: name }),
                };
                (found, results)
            }
        };
        let Ipld::Map(mut map) = results else { return Err(ResultsError::NotAMap) };
        let caught = map.remove(CATCH_LABEL).map_or_else(|| Ok(BTreeMap::new()), read_caught)?;
        if map.is_empty() {
            return Err(ResultsError::NoTasks);
        }
        let ends = map
            .into_iter()
            .map(|(label, end)| read_end(&label, end).map(|end| (label, end)))
            .collect::<Result<_, _>>()?;
        let results = Self::linked(ends, caught)?;
        let expected = results.conclusion();
        if found != expected {
            return Err(ResultsError::Conclusion { expected, found });
        }
        Ok(results)
    }
}

fn read_end(label: &str, end: Ipld) -> Result<TaskEnd, ResultsError> {
    let malformed = || ResultsError::End { label: label.to_owned() };
    let Ipld::Map(mut map) = end else { return Err(malformed()) };
    let (Some((key, value)), true) = (map.pop_first(), map.is_empty()) else {
        return Err(malformed());
    };
    match (key.as_str(), value) {
        ("ok", Ipld::Link(receipt)) => Ok(TaskEnd::Receipt { branch: Branch::Ok, receipt }),
        ("error", Ipld::Link(receipt)) => Ok(TaskEnd::Receipt { branch: Branch::Error, receipt }),
        ("none", Ipld::String(word)) => NoReceipt::of_word(&word)
            .map(TaskEnd::None)
            .ok_or_else(|| ResultsError::Word { label: label.to_owned(), found: word }),
        _ => Err(malformed()),
    }
}

fn read_caught(caught: Ipld) -> Result<BTreeMap<String, Caught>, ResultsError> {
    let Ipld::Map(map) = caught else { return Err(ResultsError::NoneCaught) };
    if map.is_empty() {
        return Err(ResultsError::NoneCaught);
    }
    map.into_iter().map(|(label, it)| read_answer(&label, it).map(|it| (label, it))).collect()
}

fn read_answer(label: &str, caught: Ipld) -> Result<Caught, ResultsError> {
    let malformed = || ResultsError::Caught { label: label.to_owned() };
    let Ipld::Map(mut map) = caught else { return Err(malformed()) };
    let ran = match map.remove("ran") {
        None => None,
        Some(Ipld::Link(receipt)) => Some(receipt),
        Some(_) => return Err(malformed()),
    };
    let (Some((key, value)), true) = (map.pop_first(), map.is_empty()) else {
        return Err(malformed());
    };
    let answer = match (key.as_str(), value) {
        ("ok", Ipld::Null) => Answer::Ok,
        ("rewire", Ipld::String(target)) => Answer::Rewire(target),
        ("msg", Ipld::Null) => Answer::Msg,
        ("failed", Ipld::String(word)) => HandlerFailure::of_word(&word)
            .map(Answer::Failed)
            .ok_or_else(|| ResultsError::Word { label: label.to_owned(), found: word })?,
        _ => return Err(malformed()),
    };
    Ok(Caught { ran, answer })
}
