//! Workflows in other forms.

use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ipvm_workflow::{Document, Draft, task_list, v0_1};

use super::{
    any,
    data::{arguments, ipld, link, value},
    names::refuse,
};

pub(crate) fn draft(case: &Case) -> Run {
    let draft = match Draft::from_dag_json(case.text("text")?.as_bytes()) {
        Ok(draft) => draft,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let text = draft.to_dag_json().map_err(|_| Fault::Invariant("a draft has no text"))?;
    if Draft::from_dag_json(text.as_bytes()).as_ref() != Ok(&draft) {
        return Err(Fault::Invariant("a draft is written in another way"));
    }
    Ok(Ok(Outcome::Value(value(&draft.to_ipld())?)))
}

fn converted(draft: &Draft, losses: Vec<Value>) -> Run {
    Ok(Ok(Outcome::Value(map([
        ("draft", value(&draft.to_ipld())?),
        ("losses", Value::List(losses)),
    ]))))
}

fn words<const N: usize>(words: [&str; N]) -> Value {
    Value::List(words.map(text).into())
}

pub(crate) fn older(case: &Case) -> Run {
    let converted_document = match v0_1::read(ipld(any(case, "document")?)?) {
        Ok(converted) => converted,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let losses = converted_document.losses.iter().map(|loss| {
        Ok(match loss {
            v0_1::Loss::Nonce { .. } => words(["nonce"]),
            v0_1::Loss::Parent { .. } => words(["parent"]),
            v0_1::Loss::Proofs { .. } => words(["proofs"]),
            v0_1::Loss::Resource { task } => words(["resource", task]),
            v0_1::Loss::Signature { .. } => words(["signature"]),
            _ => return Err(Fault::Invariant("a loss without a word")),
        })
    });
    converted(&converted_document.draft, losses.collect::<Result<_, _>>()?)
}

pub(crate) fn list(case: &Case) -> Run {
    let converted_list = match task_list::read(ipld(any(case, "list")?)?) {
        Ok(converted) => converted,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let losses = converted_list.losses.iter().map(|loss| {
        Ok(match loss {
            task_list::Loss::Cause { task, .. } => words(["cause", task]),
            task_list::Loss::Outside { task, instruction } => {
                Value::List(vec![text("outside"), text(task), link(instruction)])
            }
            task_list::Loss::Proofs { task, .. } => words(["proofs", task]),
            task_list::Loss::Resource { task } => words(["resource", task]),
            _ => return Err(Fault::Invariant("a loss without a word")),
        })
    });
    converted(&converted_list.draft, losses.collect::<Result<_, _>>()?)
}

pub(crate) fn written(case: &Case) -> Run {
    let document = match Document::read(&arguments(case, "args")?) {
        Ok(document) => document,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    match task_list::write(&document) {
        Ok(list) => Ok(Ok(Outcome::Value(value(&list)?))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}
