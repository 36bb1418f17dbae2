//! What guests ask for.

use cid::Cid;
use ipld_wit::FunctionType;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map};
use ipvm_task::Requested;
use ucan_invocation::Task;

use super::{
    any,
    data::{ipld, link, value},
    errors,
};

pub(crate) fn read(case: &Case) -> Run {
    let result = case.text("result-type")?;
    let function: FunctionType = format!("func() -> {result}")
        .parse()
        .map_err(|_| Fault::Invariant("the type of the case is none"))?;
    let returned = ipld(any(case, "returned")?)?;
    let is_failure = match case.input.get("branch") {
        None => false,
        Some(Value::Text(branch)) if branch == "error" => true,
        Some(_) => return Err(Fault::Invariant("there is no such branch")),
    };
    let (returned, requested) = if function.asks_for_effects() && !is_failure {
        match Requested::split(returned) {
            Ok(split) => split,
            Err(error) => return Ok(Err(errors::of_request(&error)?)),
        }
    } else {
        (returned, Requested::default())
    };
    has_blocks(&requested)?;
    let links = |cids: Vec<&Cid>| Value::List(cids.into_iter().map(link).collect());
    let mut known: Vec<&Cid> = requested.known().collect();
    known.sort_by_key(|cid| cid.to_bytes());
    let effects = requested.effects();
    Ok(Ok(Outcome::Value(map([
        ("value", value(&returned)?),
        ("fork", links(effects.fork().iter().collect())),
        ("join", effects.join().map_or(Value::Null, link)),
        ("known", links(known)),
    ]))))
}

/// Every task that is spelled out is there as a block, so that its link leads to it.
fn has_blocks(requested: &Requested) -> Result<(), Fault> {
    let blocks = requested.blocks().map_err(|_| Fault::Invariant("a task has no form"))?;
    if blocks.iter().map(varsig::Block::cid).eq(requested.tasks().map(Task::id)) {
        Ok(())
    } else {
        Err(Fault::Invariant("a link leads nowhere"))
    }
}
