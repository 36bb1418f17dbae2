//! Walks through tasks: what there is to do, and what is told of it.

use super::stage::{entries, link, one};
use crate::{case, case::CaseBuilder, list, map, value::Value};

/// One task of a walk.
#[derive(Clone, Debug)]
#[must_use]
pub(super) struct Node {
    label: &'static str,
    task: Value,
    class: &'static str,
    awaits: Vec<(String, Value)>,
}

fn node(label: &'static str, class: &'static str) -> Node {
    Node { label, task: link(label), class, awaits: Vec::new() }
}

pub(super) fn pure(label: &'static str) -> Node {
    node(label, "pure")
}

pub(super) fn query(label: &'static str) -> Node {
    node(label, "query")
}

pub(super) fn mutation(label: &'static str) -> Node {
    node(label, "mutation")
}

impl Node {
    fn awaiting(mut self, label: &str, promises: Value) -> Self {
        self.awaits.push((label.to_owned(), promises));
        self
    }

    /// It awaits the value of that task.
    pub(super) fn ok(self, label: &str) -> Self {
        self.awaiting(label, list!["ok"])
    }

    /// It awaits the error of that task.
    pub(super) fn error(self, label: &str) -> Self {
        self.awaiting(label, list!["error"])
    }

    /// It awaits the result of that task, whatever it is.
    pub(super) fn any(self, label: &str) -> Self {
        self.awaiting(label, list!["*"])
    }

    /// It awaits both branches of that task.
    pub(super) fn both(self, label: &str) -> Self {
        self.awaiting(label, list!["ok", "error"])
    }

    /// It is the same task as that one.
    pub(super) fn same_as(mut self, label: &str) -> Self {
        self.task = link(label);
        self
    }
}

/// The receipt of a task, or of the handler asked about it.
pub(super) fn receipt(label: &str) -> Value {
    link(&format!("receipt of {label}"))
}

pub(super) fn handler_receipt(label: &str) -> Value {
    link(&format!("receipt of the handler for {label}"))
}

/// What is told: the task ended well.
pub(super) fn ok(label: &str) -> Value {
    map! { "end" => label, "ok" => receipt(label) }
}

/// The error of a task.
pub(super) fn error_of(label: &str) -> Value {
    map! { "name" => "Broken", "message" => format!("{label} broke") }
}

/// What is told: the task failed.
pub(super) fn failed(label: &str) -> Value {
    map! { "end" => label, "error" => receipt(label), "value" => error_of(label) }
}

/// What is told: the task ended without a receipt.
pub(super) fn nothing(label: &str, why: &str) -> Value {
    map! { "end" => label, "none" => why }
}

/// What is told: the handler answered about a task.
pub(super) fn answer(label: &str, key: &str, value: impl Into<Value>) -> Value {
    output(label, one(key, value))
}

/// What is told: the handler gave this about a task.
pub(super) fn output(label: &str, output: Value) -> Value {
    map! { "handled" => label, "ok" => handler_receipt(label), "output" => output }
}

/// What is told: the handler failed.
pub(super) fn handler_failed(label: &str) -> Value {
    map! { "handled" => label, "error" => handler_receipt(label) }
}

/// What is told: the handler ended without a receipt.
pub(super) fn handler_lost(label: &str) -> Value {
    map! { "handled" => label, "none" => true }
}

/// What is told: the walk is cancelled.
pub(super) fn cancel() -> Value {
    one("cancel", true)
}

/// What comes of it: run this.
pub(super) fn run(label: &str) -> Value {
    list!["run", label]
}

/// What comes of it: a promise of this is broken.
pub(super) fn broken(label: &str) -> Value {
    list!["broken", label]
}

/// What comes of it: ask the handler about this.
pub(super) fn ask(label: &str) -> Value {
    list!["ask", label]
}

/// What comes of it: this never runs.
pub(super) fn skip(label: &str, why: &str) -> Value {
    list!["skip", label, why]
}

/// A case of `operation` over these tasks.
pub(super) fn walk(
    operation: &'static str,
    slug: &str,
    nodes: &[Node],
    handler: bool,
    told: Vec<Value>,
) -> CaseBuilder {
    let tasks = entries(nodes.iter().map(|node| {
        let fields = map! {
            "task" => node.task.clone(),
            "class" => node.class,
            "awaits" => Value::Map(node.awaits.clone()),
        };
        (node.label, fields)
    }));
    case(slug)
        .operation(operation)
        .input("tasks", tasks)
        .input("handler", handler)
        .input("told", told)
}

/// How a task stands at the end.
pub(super) fn own(label: &str, branch: &str) -> Value {
    map! { "branch" => branch, "receipt" => receipt(label) }
}

pub(super) fn mended(label: &str) -> Value {
    map! { "branch" => "ok", "receipt" => receipt(label), "handler" => handler_receipt(label) }
}

pub(super) fn rethrown(label: &str) -> Value {
    map! { "branch" => "error", "receipt" => receipt(label), "handler" => handler_receipt(label) }
}

pub(super) fn none(why: &str) -> Value {
    one("none", why)
}

pub(super) fn stands(word: &str) -> Value {
    one("state", word)
}

/// What comes of a walk: what is handed out at first and after each word, and how the tasks
/// stand.
pub(super) fn came(steps: Vec<Vec<Value>>, ends: Vec<(&str, Value)>) -> Value {
    let steps = steps.into_iter().map(Value::List).collect::<Vec<_>>();
    map! { "steps" => steps, "ends" => entries(ends) }
}
