//! Documents, read.

use super::{
    WORKFLOW, awaits, configs, fields, handlers,
    stage::{Task, entries},
};
use crate::{Topic, case, case::CaseBuilder, map, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-workflow",
        "document",
        "What stands in the arguments of a workflow, read: fields, what tasks await, what holds \
         for each of them, and the exception handler. Nothing is proven.",
        WORKFLOW,
        [fields::cases(), awaits::cases(), configs::cases(), handlers::cases()].concat(),
    )
}

/// A case that reads this document.
pub(super) fn read(slug: &str, args: Value) -> CaseBuilder {
    case(slug).operation("workflow.document.read").input("args", args)
}

/// What is said of a document.
#[derive(Clone, Debug)]
#[must_use]
pub(super) struct Said {
    order: Vec<Value>,
    tasks: Vec<(String, Value)>,
    parent: Value,
    handler: Value,
}

/// Nothing is said of the handler or of a parent, and the tasks run in this order.
pub(super) fn said(order: &[&str]) -> Said {
    let order = order.iter().map(|label| (*label).into()).collect();
    Said { order, tasks: Vec::new(), parent: Value::Null, handler: Value::Null }
}

/// What is said of one task.
#[derive(Clone, Debug)]
#[must_use]
pub(super) struct Step {
    id: Value,
    awaits: Vec<(String, Value)>,
    outside: Vec<Value>,
    secrecy: &'static str,
    config: Vec<(&'static str, Value)>,
}

/// It awaits nothing, and what is built in holds for it.
pub(super) fn plain(task: &Task) -> Step {
    let (awaits, outside, config) = (Vec::new(), Vec::new(), Vec::new());
    Step { id: task.id(), awaits, outside, secrecy: "open", config }
}

impl Step {
    /// It awaits the task with this label, and runs if that ends on these branches.
    pub(super) fn awaits(mut self, label: &str, branches: Value) -> Self {
        self.awaits.push((label.to_owned(), branches));
        self
    }

    pub(super) fn outside(mut self, task: Value) -> Self {
        self.outside.push(task);
        self
    }

    pub(super) const fn secrecy(mut self, word: &'static str) -> Self {
        self.secrecy = word;
        self
    }

    /// This holds in place of what is built in.
    pub(super) fn holds(mut self, field: &'static str, value: impl Into<Value>) -> Self {
        self.config.push((field, value.into()));
        self
    }

    fn value(self) -> Value {
        let built_in = [
            ("secret", Value::Null),
            ("check", "attestation".into()),
            ("time", "300000000000".into()),
            ("memory", "1000000000".into()),
            ("disk", "10000000".into()),
            ("work", "500000000000".into()),
        ];
        let held = built_in.map(|(field, value)| {
            let said = self.config.iter().find(|(name, _)| *name == field);
            (field, said.map_or(value, |(_, value)| value.clone()))
        });
        map! {
            "id" => self.id,
            "awaits" => Value::Map(self.awaits),
            "outside" => self.outside,
            "secrecy" => self.secrecy,
            "config" => entries(held),
        }
    }
}

impl Said {
    pub(super) fn task(mut self, label: &str, step: Step) -> Self {
        self.tasks.push((label.to_owned(), step.value()));
        self
    }

    pub(super) fn parent(mut self, parent: Value) -> Self {
        self.parent = parent;
        self
    }

    pub(super) fn handler(mut self, handler: &Task) -> Self {
        self.handler = handler.id();
        self
    }

    pub(super) fn value(self) -> Value {
        map! {
            "order" => self.order,
            "tasks" => Value::Map(self.tasks),
            "parent" => self.parent,
            "handler" => self.handler,
        }
    }
}
