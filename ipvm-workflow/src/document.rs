//! The document of a workflow: read, and nothing of it proven.

mod error;
mod parent;
mod step;

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{Cascade, ConfigLayer, EffectClass, HandlerDeclarations, Secrecy, WASM_RUN};
use ucan_core::{Fields, Meta};
use ucan_invocation::{Arguments, EmbeddedTask, Slot};
use ucan_pipeline::{Graph, promises};

pub use self::{
    error::{ConfigPlace, DocumentError},
    parent::Parent,
    step::Step,
};
use crate::{
    WORKFLOW_VERSION,
    branches::Branches,
    schedule::{Flow, FlowStep},
};

/// The most tasks that one workflow may have.
pub const MAX_TASKS: usize = 100_000;

/// The longest label, in bytes: labels stand in messages and pictures for people, and
/// once for every task that awaits theirs.
pub const MAX_LABEL: usize = 256;

/// The name of the slot in a handler's inputs into which the failure is put.
pub const FAILURE_SLOT: &str = "ipvm/failure";

/// The slot in a handler's inputs into which the failure is put:
/// `{"ipvm/failure": null}`.
#[must_use]
pub fn failure_slot() -> Slot {
    Slot::new(FAILURE_SLOT)
}

/// The label under which the receipt of a workflow tells of its handler, and which no
/// task may have (IPVM Workflow, Receipt Output).
pub const CATCH_LABEL: &str = "ipvm/catch";

/// What stands in the arguments of `/ipvm/workflow/run`: tasks by label, with links
/// where people write labels, and what holds for all of them (IPVM Workflow, Envelope).
///
/// It is well formed and its tasks wait for each other in no ring; who may ask for any
/// of it was not asked. [`Workflow::open`](crate::Workflow::open) proves it,
/// `Plan` says what would come of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    meta: Meta,
    parent: Option<Parent>,
    config: ConfigLayer,
    defaults: ConfigLayer,
    steps: BTreeMap<String, Step>,
    handler: Option<(EmbeddedTask, Cascade)>,
    graph: Graph<String>,
    order: Vec<String>,
}

impl Document {
    /// Reads the arguments of a workflow's invocation.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Field`] for a field that is missing, malformed or unknown,
    /// [`DocumentError::Version`] for another version, [`DocumentError::Config`] for a
    /// configuration, [`DocumentError::NoTasks`], [`DocumentError::TooManyTasks`] and
    /// [`DocumentError::ReservedLabel`] and
    /// [`DocumentError::LabelTooLong`] for the tasks as a whole, the variants about
    /// handlers for `catch`, and [`DocumentError::Cycle`] for a ring of tasks.
    pub fn read(args: &Arguments) -> Result<Self, DocumentError> {
        let mut fields = Fields::new(args.clone());
        let version = fields.string("v").map_err(DocumentError::Field)?;
        if version != WORKFLOW_VERSION {
            return Err(DocumentError::Version { found: version });
        }
        let meta = fields.optional_map("meta").map_err(DocumentError::Field)?.unwrap_or_default();
        let parent = match fields.optional("parent") {
            None | Some(Ipld::Null) => None,
            Some(value) => Some(Parent::read(value)?),
        };
        let mut layer = |place: ConfigPlace, name| match fields.optional(name) {
            Some(value) => {
                ConfigLayer::read(&value).map_err(|error| DocumentError::Config { place, error })
            }
            None => Ok(ConfigLayer::EMPTY),
        };
        let config = layer(ConfigPlace::Workflow, "config")?;
        let defaults = layer(ConfigPlace::Defaults, "defaults")?;
        let tasks = fields.map("tasks").map_err(DocumentError::Field)?;
        let handler = match fields.optional("catch") {
            None | Some(Ipld::Null) => None,
            Some(value) => Some(handler(value)?),
        };
        fields.finish().map_err(DocumentError::Field)?;
        match tasks.len() {
            0 => return Err(DocumentError::NoTasks),
            1..=MAX_TASKS => {}
            _ => return Err(DocumentError::TooManyTasks { limit: MAX_TASKS }),
        }
        if tasks.contains_key(CATCH_LABEL) {
            return Err(DocumentError::ReservedLabel { label: CATCH_LABEL });
        }
        if let Some(label) = tasks.keys().find(|label| label.len() > MAX_LABEL) {
            let start = label.chars().take(32).collect();
            return Err(DocumentError::LabelTooLong { start, limit: MAX_LABEL });
        }

        let mut embedded = Vec::with_capacity(tasks.len());
        let mut by_id: BTreeMap<Cid, String> = BTreeMap::new();
        for (label, value) in tasks {
            let task = EmbeddedTask::read(&label, value)
                .map_err(|error| DocumentError::Task { task: label.clone(), error })?;
            by_id.entry(*task.task().id()).or_insert_with(|| label.clone());
            embedded.push((label, task));
        }
        let cascade =
            Cascade::default().with_global(config.clone()).with_defaults(defaults.clone());
        let handler = handler.map(|(task, own)| (task, cascade.clone().with_task(own)));
        let mut steps = BTreeMap::new();
        for (label, task) in embedded {
            let own = ConfigLayer::of_task(task.meta()).map_err(|error| DocumentError::Config {
                place: ConfigPlace::Task(label.clone()),
                error,
            })?;
            let cascade = cascade.clone().with_task(own);
            let step = step_of(task, cascade, &by_id);
            steps.insert(label, step);
        }
        let graph = Graph::new(
            steps.iter().map(|(label, step)| (label.clone(), step.awaits().keys().cloned())),
        );
        let order = graph.order().map_err(DocumentError::Cycle)?;
        taint(&order, &mut steps);
        Ok(Self { meta, parent, config, defaults, steps, handler, graph, order })
    }

    /// The tasks by label.
    #[must_use]
    pub const fn steps(&self) -> &BTreeMap<String, Step> {
        &self.steps
    }

    /// The task with this label.
    #[must_use]
    pub fn step(&self, label: &str) -> Option<&Step> {
        self.steps.get(label)
    }

    /// The labels in an order in which every task comes after what it awaits.
    #[must_use]
    pub fn order(&self) -> &[String] {
        &self.order
    }

    /// Which task awaits which.
    #[must_use]
    pub const fn graph(&self) -> &Graph<String> {
        &self.graph
    }

    /// The exception handler, with the slot where the failure will stand.
    #[must_use]
    pub fn handler(&self) -> Option<&EmbeddedTask> {
        self.handler.as_ref().map(|(task, _)| task)
    }

    /// The layers of the exception handler's configuration.
    #[must_use]
    pub fn handler_cascade(&self) -> Option<&Cascade> {
        self.handler.as_ref().map(|(_, cascade)| cascade)
    }

    /// The task of another workflow that asked for this one: provenance, never
    /// authority.
    #[must_use]
    pub const fn parent(&self) -> Option<&Parent> {
        self.parent.as_ref()
    }

    /// Data for people: tags, comments. Of no consequence.
    #[must_use]
    pub const fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The configuration of the workflow itself, which tasks fall back on too.
    #[must_use]
    pub const fn config(&self) -> &ConfigLayer {
        &self.config
    }

    /// What tasks have unless they say otherwise.
    #[must_use]
    pub const fn defaults(&self) -> &ConfigLayer {
        &self.defaults
    }

    /// The tasks as a [`Schedule`](crate::Schedule) walks through them, each as far
    /// reaching as its handler declares.
    #[must_use]
    pub fn flow(&self, handlers: &HandlerDeclarations) -> Flow {
        let steps = self.steps.iter().map(|(label, step)| {
            let flow = FlowStep::new(*step.task().id(), self.class(label, handlers));
            let awaits = step.awaits().iter();
            let flow = awaits.fold(flow, |flow, (other, branches)| flow.awaiting(other, *branches));
            (label.clone(), flow)
        });
        Flow::new(&steps.collect(), self.handler.is_some())
            .expect("a document has tasks, in no ring, that await each other")
    }

    /// How far the task labelled `label` reaches, by what its handler declares. What no
    /// handler is declared for counts as a mutation, which is the least free.
    #[must_use]
    pub fn class(&self, label: &str, handlers: &HandlerDeclarations) -> EffectClass {
        self.steps
            .get(label)
            .and_then(|step| handlers.of(step.task().command()))
            .map_or(EffectClass::Mutation, ipvm_task::HandlerDeclaration::class)
    }
}

/// Reads `catch`: a call of a pure function, into which the failure is put.
fn handler(value: Ipld) -> Result<(EmbeddedTask, ConfigLayer), DocumentError> {
    let is_map = matches!(value, Ipld::Map(_));
    let failed = if is_map { DocumentError::Handler } else { DocumentError::Field };
    let task = EmbeddedTask::read("catch", value).map_err(failed)?;
    if task.task().command().as_str() != WASM_RUN {
        let found = task.task().command().clone();
        return Err(DocumentError::HandlerCommand { found });
    }
    if promises(task.task().args()).next().is_some() {
        return Err(DocumentError::HandlerAwaits);
    }
    let slot = failure_slot();
    let count = |args: Vec<&Ipld>| args.into_iter().map(|value| slot.count(value)).sum::<usize>();
    let args = task.task().args();
    // Once, and there: whatever slot stands in the arguments is filled.
    match (count(args.get("params").into_iter().collect()), count(args.values().collect())) {
        (1, 1) => {}
        (1, found) | (found, _) => return Err(DocumentError::FailureSlot { slot, found }),
    }
    let own = ConfigLayer::of_task(task.meta())
        .map_err(|error| DocumentError::Config { place: ConfigPlace::Handler, error })?;
    Ok((task, own))
}

fn step_of(task: EmbeddedTask, cascade: Cascade, by_id: &BTreeMap<Cid, String>) -> Step {
    let (mut awaits, mut outside) = (BTreeMap::<String, Branches>::new(), BTreeSet::new());
    for awaiting in promises(task.task().args()) {
        match by_id.get(awaiting.promise.task()) {
            Some(label) => {
                awaits.entry(label.clone()).or_default().insert(awaiting.promise.branch());
            }
            None => {
                outside.insert(*awaiting.promise.task());
            }
        }
    }
    Step::new(task, cascade, awaits, outside)
}

/// Marks what reads something secret, in an order in which sources come first.
fn taint(order: &[String], steps: &mut BTreeMap<String, Step>) {
    for label in order {
        let Some(step) = steps.get(label) else { continue };
        let is_secret = |source: &String| {
            steps.get(source).is_some_and(|source| source.config().secret == Some(true))
        };
        let secrecy = Secrecy::of(step.config().secret, step.awaits().keys().any(is_secret));
        if let Some(step) = steps.get_mut(label) {
            step.set_secrecy(secrecy);
        }
    }
}
