//! What may run next.

use std::collections::{BTreeMap, BTreeSet};

use crate::workflow::Workflow;

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Something that it awaits has not ended.
    Waiting,
    /// It was handed out by [`Schedule::next_ready`].
    Running,
    /// It ended with a receipt, on either branch.
    Settled,
    /// It ended without a receipt, or awaits one that did.
    Abandoned,
}

/// The walk through a workflow, without threads and without clocks: ask for what
/// may run next, say how it went.
#[derive(Clone, Debug)]
pub struct Schedule {
    awaits: BTreeMap<String, BTreeSet<String>>,
    state: BTreeMap<String, State>,
    order: Vec<String>,
}

impl Schedule {
    /// The beginning of the walk.
    #[must_use]
    pub fn new(workflow: &Workflow) -> Self {
        let tasks = workflow.tasks().iter();
        Self::of(
            tasks.map(|(label, task)| (label.clone(), task.awaits().clone())).collect(),
            workflow.order().to_vec(),
        )
    }

    /// The walk through one task by itself.
    #[must_use]
    pub fn single(label: &str) -> Self {
        let label = label.to_owned();
        Self::of(BTreeMap::from([(label.clone(), BTreeSet::new())]), vec![label])
    }

    fn of(awaits: BTreeMap<String, BTreeSet<String>>, order: Vec<String>) -> Self {
        let state = awaits.keys().map(|label| (label.clone(), State::Waiting)).collect();
        Self { awaits, state, order }
    }

    /// Takes a task that may run now; none may when this gives `None`.
    pub fn next_ready(&mut self) -> Option<String> {
        let ready = self
            .order
            .iter()
            .find(|label| {
                self.state.get(*label) == Some(&State::Waiting)
                    && self.awaits.get(*label).is_some_and(|awaits| {
                        awaits.iter().all(|other| self.state.get(other) == Some(&State::Settled))
                    })
            })?
            .clone();
        self.state.insert(ready.clone(), State::Running);
        Some(ready)
    }

    /// Says that a task ended with a receipt, on either branch.
    pub fn settle(&mut self, label: &str) {
        if let Some(state) = self.state.get_mut(label) {
            *state = State::Settled;
        }
    }

    /// Says that a task ended without a receipt; gives the labels of the tasks that
    /// can never run now, in order.
    pub fn abandon(&mut self, label: &str) -> Vec<String> {
        if let Some(state) = self.state.get_mut(label) {
            *state = State::Abandoned;
        }
        let mut out = Vec::new();
        // In this order everything comes after what it awaits: one pass is enough.
        for label in &self.order {
            if self.state.get(label) == Some(&State::Waiting)
                && self.awaits.get(label).is_some_and(|awaits| {
                    awaits.iter().any(|other| self.state.get(other) == Some(&State::Abandoned))
                })
            {
                self.state.insert(label.clone(), State::Abandoned);
                out.push(label.clone());
            }
        }
        out
    }

    /// Where a task stands.
    #[must_use]
    pub fn state(&self, label: &str) -> Option<State> {
        self.state.get(label).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule() -> Schedule {
        let set = |labels: &[&str]| labels.iter().map(ToString::to_string).collect();
        Schedule::of(
            [
                ("blur", set(&["rotate"])),
                ("crop", set(&[])),
                ("gray", set(&["rotate"])),
                ("rotate", set(&["crop"])),
            ]
            .map(|(label, awaits)| (label.to_string(), awaits))
            .into(),
            ["crop", "rotate", "blur", "gray"].map(String::from).to_vec(),
        )
    }

    #[test]
    fn hands_out_each_task_once_and_only_after_what_it_awaits() {
        let mut schedule = schedule();
        assert_eq!(schedule.next_ready().as_deref(), Some("crop"));
        assert_eq!(schedule.next_ready(), None);
        schedule.settle("crop");
        assert_eq!(schedule.next_ready().as_deref(), Some("rotate"));
        schedule.settle("rotate");
        assert_eq!(schedule.next_ready().as_deref(), Some("blur"));
        assert_eq!(schedule.next_ready().as_deref(), Some("gray"));
        assert_eq!(schedule.next_ready(), None);
    }

    #[test]
    fn gives_up_everything_behind_a_task_without_a_receipt() {
        let mut schedule = schedule();
        schedule.next_ready();
        assert_eq!(schedule.abandon("crop"), ["rotate", "blur", "gray"]);
        assert_eq!(schedule.next_ready(), None);
        assert_eq!(schedule.state("gray"), Some(State::Abandoned));
    }
}
