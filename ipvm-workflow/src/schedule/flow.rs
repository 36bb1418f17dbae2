//! What a schedule walks through.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use cid::Cid;
use ipvm_task::EffectClass;
use ucan_pipeline::{Cycle, Graph};

use super::flat::{Flat, index, number};
use crate::{branches::Branches, document::CATCH_LABEL};

/// One task, as far as the order of things goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowStep {
    task: Cid,
    class: EffectClass,
    awaits: BTreeMap<String, Branches>,
}

impl FlowStep {
    /// A task by its ID, which reaches so far and awaits nothing.
    #[must_use]
    pub const fn new(task: Cid, class: EffectClass) -> Self {
        Self { task, class, awaits: BTreeMap::new() }
    }

    /// It awaits these branches of the task labelled `label` too.
    #[must_use]
    pub fn awaiting(mut self, label: impl Into<String>, branches: Branches) -> Self {
        self.awaits.insert(label.into(), branches);
        self
    }
}

/// The tasks of a workflow by label, with what each awaits and how far it reaches:
/// all that a [`Schedule`](super::Schedule) has to know. Cloning one costs nothing.
///
/// # The transaction
///
/// Pure tasks and queries that await no mutation, directly or not, are one
/// transaction. Mutations lie beyond it, and so does all that hangs on one.
///
/// # One task under two labels
///
/// Labels with the same task ID have one result (ruling O14). Of them one runs after
/// the other, and not at all if the one before ended without a receipt: so a mutation that
/// stands in a document twice is done once.
#[derive(Clone, Debug)]
pub struct Flow(pub(super) Arc<Shape>);

/// The tasks in an order in which each comes after what it awaits; a task is known by
/// its number in it.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) labels: Vec<String>,
    /// The numbers of the tasks, in the order of their labels.
    pub(super) by_label: Vec<u32>,
    pub(super) tasks: Vec<Cid>,
    /// Whether each lies beyond the transaction.
    pub(super) beyond: Vec<bool>,
    /// What each awaits, in the order of the labels.
    pub(super) awaits: Flat<(u32, Branches)>,
    /// The one before with the same task ID, if there is one.
    pub(super) twin: Vec<Option<u32>>,
    /// What waits for each.
    pub(super) followers: Flat<u32>,
    /// The mutations, which wait for the end of the transaction.
    pub(super) gated: Vec<u32>,
    pub(super) has_handler: bool,
}

impl Flow {
    /// The most tasks and awaited labels, taken together.
    pub const MAX_SIZE: usize = 1 << 30;

    /// The flow of these tasks; whether there is an exception handler.
    ///
    /// # Errors
    ///
    /// [`FlowError::NoTasks`] and [`FlowError::TooLarge`] for the flow as a whole,
    /// [`FlowError::ReservedLabel`] and [`FlowError::UnknownLabel`] for the first such
    /// label, [`FlowError::Cycle`] for a ring of tasks.
    pub fn new(steps: &BTreeMap<String, FlowStep>, has_handler: bool) -> Result<Self, FlowError> {
        if steps.is_empty() {
            return Err(FlowError::NoTasks);
        }
        // Twice: each may wait for its twin as well.
        let size = 2 * steps.len() + steps.values().map(|step| step.awaits.len()).sum::<usize>();
        if size > Self::MAX_SIZE {
            return Err(FlowError::TooLarge { limit: Self::MAX_SIZE });
        }
        if steps.contains_key(CATCH_LABEL) {
            return Err(FlowError::ReservedLabel { label: CATCH_LABEL });
        }
        // First by the order of labels, then by the order of need.
        let sorted: Vec<&String> = steps.keys().collect();
        let mut edges = Vec::new();
        for (own, (label, step)) in steps.iter().enumerate() {
            for (awaited, branches) in &step.awaits {
                let found = sorted.binary_search(&awaited).map_err(|_| {
                    FlowError::UnknownLabel { label: label.clone(), awaits: awaited.clone() }
                })?;
                edges.push((number(own), number(found), *branches));
            }
        }
        let order = order(sorted.len(), &edges).map_err(|Cycle(ring)| {
            FlowError::Cycle(Cycle(ring.into_iter().map(|at| sorted[index(at)].clone()).collect()))
        })?;
        let mut by_label = vec![0; order.len()];
        for (place, own) in order.iter().enumerate() {
            by_label[index(*own)] = number(place);
        }
        let edges: Vec<(u32, (u32, Branches))> = edges
            .into_iter()
            .map(|(own, awaited, branches)| {
                (by_label[index(own)], (by_label[index(awaited)], branches))
            })
            .collect();
        let all: Vec<(&String, &FlowStep)> = steps.iter().collect();
        let in_order = || order.iter().map(|own| all[index(*own)]);
        let shape = Shape::new(
            in_order().map(|(label, _)| label.clone()).collect(),
            by_label,
            in_order().map(|(_, step)| (step.task, step.class)).collect(),
            &edges,
            has_handler,
        );
        Ok(Self(Arc::new(shape)))
    }

    /// One task that awaits nothing, without an exception handler.
    pub(super) fn single(label: &str, task: Cid) -> Self {
        // It is no document: no label is reserved, and nothing can stand in its way.
        Self(Arc::new(Shape {
            labels: vec![label.to_owned()],
            by_label: vec![0],
            tasks: vec![task],
            // It may be a mutation.
            beyond: vec![true],
            awaits: Flat::new(1, &[]),
            twin: vec![None],
            followers: Flat::new(1, &[]),
            gated: vec![0],
            has_handler: false,
        }))
    }

    /// How many tasks there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.labels.len()
    }

    /// Whether there are none; a flow has at least one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.labels.is_empty()
    }

    /// Whether the task labelled `label` belongs to the transaction; `None` if there is
    /// no such task.
    #[must_use]
    pub fn is_in_transaction(&self, label: &str) -> Option<bool> {
        self.0.find(label).map(|place| !self.0.beyond[index(place)])
    }
}

impl Shape {
    fn new(
        labels: Vec<String>,
        by_label: Vec<u32>,
        tasks: Vec<(Cid, EffectClass)>,
        edges: &[(u32, (u32, Branches))],
        has_handler: bool,
    ) -> Self {
        let count = labels.len();
        let awaits = Flat::new(count, edges);
        let mut last: HashMap<Cid, u32> = HashMap::with_capacity(count);
        let (mut twin, mut beyond, mut gated) = (Vec::new(), Vec::new(), Vec::new());
        let mut waits: Vec<(u32, u32)> = Vec::with_capacity(edges.len());
        for (place, (task, class)) in tasks.iter().enumerate() {
            let place = number(place);
            let other = last.insert(*task, place);
            let awaited = awaits.of(place).iter().map(|(awaited, _)| *awaited);
            // A class that is not known here counts as the least free.
            let is_mutation = !matches!(class, EffectClass::Pure | EffectClass::Query);
            let is_beyond = |other: u32| beyond.get(index(other)).copied().unwrap_or(false);
            let hangs = awaited.clone().chain(other).any(is_beyond);
            waits.extend(awaited.chain(other).map(|awaited| (awaited, place)));
            if is_mutation {
                gated.push(place);
            }
            beyond.push(is_mutation || hangs);
            twin.push(other);
        }
        Self {
            followers: Flat::new(count, &waits),
            tasks: tasks.into_iter().map(|(task, _)| task).collect(),
            labels,
            by_label,
            beyond,
            awaits,
            twin,
            gated,
            has_handler,
        }
    }

    /// The number of the task with this label.
    pub(super) fn find(&self, label: &str) -> Option<u32> {
        let at = |place: &u32| self.labels[index(*place)].as_str().cmp(label);
        self.by_label.binary_search_by(at).ok().map(|at| self.by_label[at])
    }
}

fn order(count: usize, edges: &[(u32, u32, Branches)]) -> Result<Vec<u32>, Cycle<u32>> {
    let mut edges = edges.iter().peekable();
    let nodes = (0..count).map(number).map(|own| {
        let mut awaited = Vec::new();
        while let Some((_, other, _)) = edges.next_if(|(from, _, _)| *from == own) {
            awaited.push(*other);
        }
        (own, awaited)
    });
    Graph::new(nodes).order()
}

/// Why tasks are no flow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlowError {
    /// Tasks wait for each other in a ring.
    #[error("tasks wait for each other: {0}")]
    Cycle(Cycle<String>),
    /// There is nothing to do.
    #[error("a workflow has at least one task")]
    NoTasks,
    /// A label has another meaning.
    #[error("no task may be labelled `{label}`")]
    ReservedLabel {
        /// The label.
        label: &'static str,
    },
    /// There is more than is considered.
    #[error("more than {limit} tasks and awaited labels")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// A task awaits what is not there.
    #[error("task `{label}` awaits `{awaits}`, and no task has that label")]
    UnknownLabel {
        /// The label of the waiting task.
        label: String,
        /// The label that nothing has.
        awaits: String,
    },
}
