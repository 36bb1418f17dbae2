//! What may run next.

use std::collections::{BTreeMap, BTreeSet};

use crate::workflow::{Workflow, WorkflowTask};

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
/// may run next, say how it went. Each step costs what depends on the task, not what
/// there is.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The labels, in an order in which every task comes after what it awaits; a task
    /// is known by its place in it.
    order: Vec<String>,
    places: BTreeMap<String, usize>,
    state: Vec<State>,
    /// How many of the tasks that each awaits have not been settled.
    open: Vec<usize>,
    awaited_by: Vec<Vec<usize>>,
    ready: BTreeSet<usize>,
}

impl Schedule {
    /// The beginning of the walk.
    #[must_use]
    pub fn new(workflow: &Workflow) -> Self {
        let awaits = |label: &str| workflow.tasks().get(label).map(WorkflowTask::awaits);
        Self::of(workflow.order().to_vec(), awaits)
    }

    /// The walk through one task by itself.
    #[must_use]
    pub fn single(label: &str) -> Self {
        Self::of(vec![label.to_owned()], |_| None)
    }

    fn of<'a>(order: Vec<String>, awaits: impl Fn(&str) -> Option<&'a BTreeSet<String>>) -> Self {
        let places: BTreeMap<String, usize> =
            order.iter().enumerate().map(|(place, label)| (label.clone(), place)).collect();
        let mut open = vec![0; order.len()];
        let mut awaited_by = vec![Vec::new(); order.len()];
        for (place, label) in order.iter().enumerate() {
            for other in awaits(label).into_iter().flatten().filter_map(|it| places.get(it)) {
                open[place] += 1;
                awaited_by[*other].push(place);
            }
        }
        let ready = (0..order.len()).filter(|place| open[*place] == 0).collect();
        let state = vec![State::Waiting; order.len()];
        Self { order, places, state, open, awaited_by, ready }
    }

    /// Takes a task that may run now; none may when this gives `None`.
    pub fn next_ready(&mut self) -> Option<String> {
        let place = self.ready.pop_first()?;
        self.state[place] = State::Running;
        Some(self.order[place].clone())
    }

    /// Says that a task ended with a receipt, on either branch. Of a task that is
    /// not running, nothing can be said.
    pub fn settle(&mut self, label: &str) {
        let Some(place) = self.end(label, State::Settled) else { return };
        for next in &self.awaited_by[place] {
            self.open[*next] -= 1;
            if self.open[*next] == 0 && self.state[*next] == State::Waiting {
                self.ready.insert(*next);
            }
        }
    }

    /// Says that a task ended without a receipt; gives the labels of the tasks that
    /// can never run now, in order.
    pub fn abandon(&mut self, label: &str) -> Vec<String> {
        let Some(place) = self.end(label, State::Abandoned) else { return Vec::new() };
        let mut lost = BTreeSet::new();
        let mut reached = vec![place];
        while let Some(place) = reached.pop() {
            for next in &self.awaited_by[place] {
                if self.state[*next] == State::Waiting {
                    self.state[*next] = State::Abandoned;
                    lost.insert(*next);
                    reached.push(*next);
                }
            }
        }
        lost.into_iter().map(|place| self.order[place].clone()).collect()
    }

    /// Where a task stands.
    #[must_use]
    pub fn state(&self, label: &str) -> Option<State> {
        self.places.get(label).map(|place| self.state[*place])
    }

    /// Ends a running task; its place, if it was running.
    fn end(&mut self, label: &str, state: State) -> Option<usize> {
        let place = *self.places.get(label)?;
        if self.state[place] != State::Running {
            return None;
        }
        self.state[place] = state;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule() -> Schedule {
        let set = |labels: &[&str]| labels.iter().map(ToString::to_string).collect();
        let awaits: BTreeMap<&str, BTreeSet<String>> = BTreeMap::from([
            ("blur", set(&["rotate"])),
            ("crop", set(&[])),
            ("gray", set(&["rotate"])),
            ("rotate", set(&["crop"])),
        ]);
        let order = ["crop", "rotate", "blur", "gray"].map(String::from).to_vec();
        Schedule::of(order, |label| awaits.get(label))
    }

    #[test]
    fn hears_nothing_of_a_task_that_does_not_run() {
        let mut schedule = schedule();
        schedule.settle("crop");
        assert_eq!(schedule.abandon("rotate"), Vec::<String>::new());
        assert_eq!(schedule.state("crop"), Some(State::Waiting));
        assert_eq!(schedule.next_ready().as_deref(), Some("crop"));
        schedule.settle("crop");
        schedule.settle("crop");
        assert_eq!(schedule.next_ready().as_deref(), Some("rotate"));
        assert_eq!(schedule.next_ready(), None);
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
