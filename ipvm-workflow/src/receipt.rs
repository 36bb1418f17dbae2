//! The receipt of a workflow: what became of each task.

mod error;
mod links;
mod read;

use std::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_invocation::{Branch, Failure, Outcome};

pub use self::error::ResultsError;
use crate::{
    catch::{Answer, Caught, Effective},
    document::CATCH_LABEL,
    schedule::{NoReceipt, Schedule, State},
};

/// The name of the error if tasks failed.
const FAILED: &str = "WorkflowFailed";

/// The name of the error if tasks did not run since the workflow was cancelled.
const CANCELLED: &str = "Cancelled";

/// What became of each task of a workflow: the outcome of the workflow's own task (IPVM
/// Workflow, Receipt Output).
///
/// On the wire it is the map from labels to `{"ok": &receipt}`, `{"error": &receipt}` or
/// `{"none": reason}`: how each task ended before catching, so that each link leads to a
/// receipt of that task. Under `ipvm/catch`, which is left out if nobody was asked, stands
/// for each task that the exception handler was asked about
/// `{"ran": &receipt, …}` with one key more: `"ok": null`, `"rewire": label`,
/// `"msg": null`, or `"failed": reason`.
///
/// If every task ended well, after catching, this map is the value on the `ok` branch.
/// Otherwise it stands under `results` of an error that is called `Cancelled` if a task did
/// not begin for that reason, else `WorkflowFailed`.
///
/// It holds links, labels and fixed words only. A value of a secret task, or a message
/// made from one, stays in its own receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowResults {
    ends: BTreeMap<String, TaskEnd>,
    caught: BTreeMap<String, Caught>,
    /// The end of the way of each task that was rewired.
    sources: BTreeMap<String, String>,
}

/// How a task of a workflow ended, before catching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskEnd {
    /// With a receipt.
    Receipt {
        /// The branch of its outcome.
        branch: Branch,
        /// The receipt.
        receipt: Cid,
    },
    /// Without one.
    None(NoReceipt),
}

/// How a workflow ended as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Every task ended on the branch `ok`, or was mended.
    Ok,
    /// Some did not.
    Failed,
    /// Some did not begin, since the workflow was cancelled.
    Cancelled,
}

impl WorkflowResults {
    /// What became of the tasks of a walk that is over.
    ///
    /// # Errors
    ///
    /// [`ResultsError::NotOver`] with the first task, by label, that has not ended.
    pub fn of(schedule: &Schedule) -> Result<Self, ResultsError> {
        let (mut ends, mut caught) = (BTreeMap::new(), BTreeMap::new());
        for label in schedule.labels() {
            let end = match (schedule.state(label), schedule.own(label)) {
                (Some(State::None(reason)), _) => TaskEnd::None(reason),
                (Some(State::Ended(_)), Some((branch, receipt))) => {
                    TaskEnd::Receipt { branch, receipt: *receipt }
                }
                _ => return Err(ResultsError::NotOver { label: label.to_owned() }),
            };
            ends.insert(label.to_owned(), end);
            if let Some(answer) = schedule.caught(label) {
                caught.insert(label.to_owned(), answer.clone());
            }
        }
        Self::linked(ends, caught)
    }

    /// How each task ended before catching, by label.
    #[must_use]
    pub const fn ends(&self) -> &BTreeMap<String, TaskEnd> {
        &self.ends
    }

    /// What came of asking the exception handler, by the label of the task that failed.
    #[must_use]
    pub const fn caught(&self) -> &BTreeMap<String, Caught> {
        &self.caught
    }

    /// The outcome of a task after catching, rewirings followed to the end; `None` if it
    /// ended without a receipt, and for a label that no task has.
    #[must_use]
    pub fn effective(&self, label: &str) -> Option<Effective> {
        let label = self.sources.get(label).map_or(label, String::as_str);
        let TaskEnd::Receipt { branch, receipt } = *self.ends.get(label)? else { return None };
        let caught = self.caught.get(label).and_then(|it| Some((it.ran?, &it.answer)));
        Some(match caught {
            Some((handler, Answer::Ok)) => Effective::Mended { failed: receipt, handler },
            Some((handler, Answer::Msg)) => Effective::Rethrown { failed: receipt, handler },
            _ => Effective::Own { branch, receipt },
        })
    }

    /// How the workflow ended as a whole.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        if self.unwell().next().is_none() {
            Conclusion::Ok
        } else if self.ends.values().any(|end| *end == TaskEnd::None(NoReceipt::Cancelled)) {
            Conclusion::Cancelled
        } else {
            Conclusion::Failed
        }
    }

    /// The outcome for the workflow's receipt.
    #[must_use]
    pub fn to_outcome(&self) -> Outcome {
        let name = match self.conclusion() {
            Conclusion::Ok => return Outcome::Ok(self.to_ipld()),
            Conclusion::Failed => FAILED,
            Conclusion::Cancelled => CANCELLED,
        };
        let (unwell, all) = (self.unwell().count(), self.ends.len());
        let message = format!("{unwell} of {all} tasks did not end well");
        Failure::new(name, message).with_detail("results", self.to_ipld()).into()
    }

    /// The labels of the tasks that did not end well, after catching.
    fn unwell(&self) -> impl Iterator<Item = &str> {
        let is_unwell = |label: &&str| {
            self.effective(label).is_none_or(|effective| effective.branch() == Branch::Error)
        };
        self.ends.keys().map(String::as_str).filter(is_unwell)
    }

    fn to_ipld(&self) -> Ipld {
        let mut map: BTreeMap<String, Ipld> =
            self.ends.iter().map(|(label, end)| (label.clone(), end.to_ipld())).collect();
        if !self.caught.is_empty() {
            let caught = self.caught.iter().map(|(label, it)| (label.clone(), caught_to_ipld(it)));
            map.insert(CATCH_LABEL.to_owned(), Ipld::Map(caught.collect()));
        }
        Ipld::Map(map)
    }
}

impl TaskEnd {
    fn to_ipld(self) -> Ipld {
        let (key, value) = match self {
            Self::Receipt { branch: Branch::Ok, receipt } => ("ok", Ipld::Link(receipt)),
            Self::Receipt { branch: Branch::Error, receipt } => ("error", Ipld::Link(receipt)),
            Self::None(reason) => ("none", Ipld::String(reason.word().to_owned())),
        };
        Ipld::Map(BTreeMap::from([(key.to_owned(), value)]))
    }
}

fn caught_to_ipld(caught: &Caught) -> Ipld {
    let (key, value) = match &caught.answer {
        Answer::Ok => ("ok", Ipld::Null),
        Answer::Rewire(label) => ("rewire", Ipld::String(label.clone())),
        Answer::Msg => ("msg", Ipld::Null),
        Answer::Failed(failure) => ("failed", Ipld::String(failure.word().to_owned())),
    };
    let ran = caught.ran.map(|receipt| ("ran".to_owned(), Ipld::Link(receipt)));
    Ipld::Map([(key.to_owned(), value)].into_iter().chain(ran).collect())
}
