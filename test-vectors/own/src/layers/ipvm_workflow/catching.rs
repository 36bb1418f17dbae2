//! What the exception handler gets and answers.

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Run, map, text};
use ipvm_workflow::{CaughtFailure, Effective, Handled};
use ucan_invocation::Branch;
use varsig::{
    Block,
    dag_cbor::{Limits, decode},
};

use super::{
    any,
    data::{cid, ipld, link, value},
    names::refuse,
};

pub(crate) fn write_failure(case: &Case) -> Run {
    let (label, task) = (case.text("label")?, cid(any(case, "task")?)?);
    let failure = match CaughtFailure::new(label, task, ipld(any(case, "error")?)?) {
        Ok(failure) => failure,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    if CaughtFailure::read(failure.to_ipld()).as_ref() != Ok(&failure) {
        return Err(Fault::Invariant("a failure is read in another way"));
    }
    Ok(Ok(Outcome::Value(value(&failure.to_ipld())?)))
}

pub(crate) fn read_failure(case: &Case) -> Run {
    let failure = match CaughtFailure::read(ipld(any(case, "failure")?)?) {
        Ok(failure) => failure,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    let error = decode(failure.value(), &Limits::default())
        .map_err(|_| Fault::Invariant("an error was read that is none"))?;
    Ok(Ok(Outcome::Value(map([
        ("label", text(failure.label())),
        ("task", link(failure.task())),
        ("error", value(&error)?),
    ]))))
}

pub(crate) fn answer(case: &Case) -> Run {
    let output = ipld(any(case, "output")?)?;
    let handled = match Handled::read(output.clone()) {
        Ok(handled) => handled,
        Err(error) => return Ok(Err(refuse(&error))),
    };
    if handled.to_ipld() != output {
        return Err(Fault::Invariant("an answer is written in another way"));
    }
    let (key, said) = match handled {
        Handled::Ok(said) => ("ok", said),
        Handled::Rewire(label) => ("rewire", Ipld::String(label)),
        Handled::Msg(message) => ("msg", Ipld::String(message)),
    };
    Ok(Ok(Outcome::Value(map([("answer", text(key)), ("value", value(&said)?)]))))
}

/// An outcome that a case writes as a map.
pub(crate) fn outcome_of(case: &Case, input: &str) -> Result<ucan_invocation::Outcome, Fault> {
    match ipld(any(case, input)?)? {
        Ipld::Map(map) => ucan_invocation::Outcome::of(map),
        _ => None,
    }
    .ok_or(Fault::Invariant("an outcome is none"))
}

pub(crate) fn outcome(case: &Case) -> Run {
    let [failed, handler] = [b"task".as_slice(), b"handler"].map(|name| *Block::raw(name).cid());
    let task = outcome_of(case, "task")?;
    let handled = if case.has_input("handler") { Some(outcome_of(case, "handler")?) } else { None };
    let effective = match case.text("effective")? {
        "own-ok" => Effective::Own { branch: Branch::Ok, receipt: failed },
        "own-error" => Effective::Own { branch: Branch::Error, receipt: failed },
        "mended" => Effective::Mended { failed, handler },
        "rethrown" => Effective::Rethrown { failed, handler },
        found => return Err(Fault::Choice { input: "effective", found: found.into() }),
    };
    let find = |receipt: &cid::Cid| match *receipt {
        it if it == failed => Some(&task),
        it if it == handler => handled.as_ref(),
        _ => None,
    };
    match effective.outcome(find) {
        Ok(outcome) => Ok(Ok(Outcome::Value(value(&outcome.to_ipld())?))),
        Err(error) => Ok(Err(refuse(&error))),
    }
}
