//! The operations of the layer, by the first words of their names.

mod effects;
mod errors;
mod evidence;
mod judging;
mod offers;
mod quantities;

use super::ucan_pipeline::data;

use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ipvm_task::{ComputationKey, ModuleForm, ModuleReference, WasmCall, computation_key};
use ucan_core::Timestamp;

use data::{arguments, cid, ipld, link, value};

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "task.measure.read" => quantities::measure(case),
        "task.config.resolve" => quantities::resolve(case),
        "task.secrecy" => quantities::secrecy(case),
        "task.module.read" => module(case),
        "task.call.read" => call(case),
        "task.effects.read" => effects::read(case),
        "task.computation.key" => key(case),
        "task.judge.verdict" => judging::verdict(case),
        "task.judge.accept" => judging::accept(case),
        "task.evidence.check" => evidence::check(case),
        "task.evidence.refute" => evidence::refute(case),
        "task.offer.accept" => offers::accept(case),
        "task.offer.fit" => offers::fit(case),
        "task.offer.rank" => offers::rank(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

/// Any value of an input that has to be there.
fn any<'a>(case: &'a Case, input: &'static str) -> Result<&'a Value, Fault> {
    case.input.get(input).ok_or(Fault::Invariant("an input is missing"))
}

/// When every receipt and every offer that is valid in itself was made.
fn signed() -> Result<Timestamp, Fault> {
    Timestamp::from_seconds(1_767_225_600).map_err(|_| Fault::Invariant("there is no such time"))
}

fn module(case: &Case) -> Run {
    let written = ipld(any(case, "value")?)?;
    let module = match ModuleReference::read(&written) {
        Ok(module) => module,
        Err(error) => return Ok(Err(errors::of_module(&error)?)),
    };
    if *module.to_ipld() != written {
        return Err(Fault::Invariant("a module is written in another way"));
    }
    let form = match module.form() {
        ModuleForm::Link => "link",
        ModuleForm::IpfsUri => "ipfs",
        ModuleForm::Bytes => "bytes",
        ModuleForm::DataUri => "data",
    };
    let cid = link(&module.module().cid());
    Ok(Ok(Outcome::Value(map([("form", text(form)), ("cid", cid)]))))
}

fn call(case: &Case) -> Run {
    let args = arguments(case, "args")?;
    let call = match WasmCall::read(&args) {
        Ok(call) => call,
        Err(error) => return Ok(Err(errors::of_call(&error)?)),
    };
    if call.to_args() != args {
        return Err(Fault::Invariant("a call is written in another way"));
    }
    Ok(Ok(Outcome::Value(map([
        ("module", link(&call.module().cid())),
        ("function", text(call.function())),
        ("params", Value::List(call.params().iter().map(value).collect::<Result<_, _>>()?)),
    ]))))
}

fn key(case: &Case) -> Run {
    let module = cid(any(case, "module")?)?;
    let params = data::list(case, "params")?.iter().map(ipld).collect::<Result<_, _>>()?;
    let (function, profile) = (case.text("function")?, case.text("profile")?);
    let key = computation_key(ComputationKey { module: &module, function, params, profile });
    let key = key.map_err(|_| Fault::Invariant("the parameters have no form"))?;
    Ok(Ok(Outcome::Cid(key.to_string())))
}
