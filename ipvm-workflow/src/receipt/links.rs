//! What must fit together in the results of a workflow.

use std::collections::{BTreeMap, BTreeSet};

use ucan_invocation::Branch;

use super::{ResultsError, TaskEnd, WorkflowResults};
use crate::catch::{Answer, Caught, HandlerFailure};

impl WorkflowResults {
    /// Puts results together, following the rewirings.
    pub(super) fn linked(
        ends: BTreeMap<String, TaskEnd>,
        caught: BTreeMap<String, Caught>,
    ) -> Result<Self, ResultsError> {
        for (label, caught) in &caught {
            if !matches!(ends.get(label), Some(TaskEnd::Receipt { branch: Branch::Error, .. })) {
                return Err(ResultsError::CaughtWell { label: label.clone() });
            }
            let is_without = caught.answer == Answer::Failed(HandlerFailure::NoReceipt);
            if caught.ran.is_none() != is_without {
                return Err(ResultsError::Ran { label: label.clone() });
            }
        }
        let sources = follow(&ends, &caught)?;
        Ok(Self { ends, caught, sources })
    }
}

/// The end of the way of each task that was rewired. Each way is walked once.
fn follow(
    ends: &BTreeMap<String, TaskEnd>,
    caught: &BTreeMap<String, Caught>,
) -> Result<BTreeMap<String, String>, ResultsError> {
    let mut sources: BTreeMap<String, String> = BTreeMap::new();
    for label in caught.keys() {
        let (mut way, mut on_way) = (Vec::new(), BTreeSet::new());
        let mut current = label.as_str();
        while !sources.contains_key(current)
            && let Some(Answer::Rewire(target)) = caught.get(current).map(|it| &it.answer)
        {
            if !on_way.insert(current) {
                return Err(ResultsError::Ring { label: current.to_owned() });
            }
            if !matches!(ends.get(target), Some(TaskEnd::Receipt { .. })) {
                let (label, target) = (current.to_owned(), target.clone());
                return Err(ResultsError::Target { label, target });
            }
            way.push(current);
            current = target.as_str();
        }
        let source = sources.get(current).map_or(current, String::as_str).to_owned();
        sources.extend(way.into_iter().map(|label| (label.to_owned(), source.clone())));
    }
    Ok(sources)
}
