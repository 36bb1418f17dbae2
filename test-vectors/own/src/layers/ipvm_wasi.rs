//! The operations of the layer.

use super::ucan_pipeline::data;

use std::{sync::Arc, time::Duration};

use ipld_wit::wasmtime::EncodedOutput;
use ipvm_conformance::{Case, Fault, Outcome, Refusal, Run, Value, map, text};
use ipvm_runtime::engine::{
    CallOptions, Component, Ended, Engine, EngineConfig, Execution, Limits, LoadError,
};
use ipvm_wasi::Wasi;
use varsig::{Block, dag_cbor};

use data::ipld;

pub(super) fn run(case: &Case) -> Run {
    match case.operation.as_str() {
        "wasi.link" => link(case),
        "wasi.missing" => missing(case),
        "wasi.call" => call(case),
        "wasi.confirm" => confirm(case),
        other => Err(Fault::UnknownOperation(other.into())),
    }
}

fn flag(case: &Case, input: &'static str) -> Result<bool, Fault> {
    match case.input.get(input) {
        Some(Value::Boolean(flag)) => Ok(*flag),
        _ => Err(Fault::Invariant("an input is neither true nor false")),
    }
}

fn engine(config: EngineConfig, has_host: bool) -> Result<Engine, Fault> {
    let engine = Engine::new(config, None);
    let engine = engine.and_then(|engine| {
        if has_host { engine.with_host(Arc::new(Wasi::new())) } else { Ok(engine) }
    });
    engine.map_err(|_| Fault::Invariant("there is no engine"))
}

fn component(case: &Case) -> Result<Block, Fault> {
    let bytes = wat::parse_str(case.text("component")?);
    bytes.map(Block::raw).map_err(|_| Fault::Invariant("the text is no component"))
}

fn load(case: &Case) -> Result<Result<Arc<Component>, LoadError>, Fault> {
    let has_host = flag(case, "host")?;
    Ok(engine(EngineConfig::default(), has_host)?.load(&component(case)?))
}

fn link(case: &Case) -> Run {
    match load(case)? {
        Ok(component) => Ok(Ok(Outcome::Value(map([("profile", text(component.profile()))])))),
        Err(error @ LoadError::Imports { .. }) => {
            Ok(Err(Refusal::new("WasiImportMissing", &error)))
        }
        Err(error @ LoadError::ImportTypes { .. }) => {
            Ok(Err(Refusal::new("WasiImportType", &error)))
        }
        Err(_) => Err(Fault::Invariant("the component is refused for another reason")),
    }
}

fn missing(case: &Case) -> Run {
    let missing = match load(case)? {
        Ok(_) => Vec::new(),
        Err(LoadError::Imports { missing }) => missing,
        Err(_) => return Err(Fault::Invariant("the component is refused for another reason")),
    };
    let missing = missing.iter().map(|import| text(import.to_string())).collect();
    Ok(Ok(Outcome::Value(map([("missing", Value::List(missing))]))))
}

/// Executors that differ in all that a guest must not learn of.
fn configurations() -> [EngineConfig; 3] {
    let small = Limits::default()
        .with_memory(1 << 20)
        .with_fuel(10_000_000)
        .with_time(Duration::from_secs(60));
    [
        EngineConfig::default(),
        EngineConfig::default().with_parallelism(1).with_limits(small),
        EngineConfig::default().with_parallelism(64).with_value_bytes(1 << 20),
    ]
}

/// How the call ends, which is the same on all of them, and through dynamic values.
fn execute(case: &Case) -> Result<Execution, Fault> {
    let block = component(case)?;
    let params = ipld(case.input.get("params").ok_or(Fault::Invariant("no arguments"))?)?;
    let params = dag_cbor::encode(&params).map_err(|_| Fault::Invariant("no list of arguments"))?;
    let seed = case.bytes("seed")?.to_vec();
    let mut first: Option<Execution> = None;
    for config in configurations() {
        let engine = engine(config, true)?;
        let component =
            engine.load(&block).map_err(|_| Fault::Invariant("the component is refused"))?;
        let function =
            component.function("run").map_err(|_| Fault::Invariant("there is no function run"))?;
        let options = CallOptions::new(*engine.limits()).with_seed(seed.clone());
        for function in [function.clone(), function.through_dynamic_values()] {
            let ended = engine
                .call_with(&component, &function, &params, &options)
                .map_err(|_| Fault::Invariant("these are no arguments"))?;
            match &first {
                None => first = Some(ended),
                Some(first) if *first == ended => {}
                Some(_) => return Err(Fault::Invariant("two executors differ")),
            }
        }
    }
    first.ok_or(Fault::Invariant("nothing was called"))
}

/// The branch, and the value on it.
fn branch(ended: &Ended) -> Result<Result<(&'static str, &[u8]), Refusal>, Fault> {
    match ended {
        Ended::Returned(EncodedOutput::Ok(value)) => Ok(Ok(("ok", value))),
        Ended::Returned(EncodedOutput::Error(value)) => Ok(Ok(("error", value))),
        Ended::Trapped { reason } => Ok(Err(Refusal::new("WasiTrap", reason))),
        _ => Err(Fault::Invariant("the call ended in another way")),
    }
}

fn call(case: &Case) -> Run {
    let execution = execute(case)?;
    let (branch, value) = match branch(&execution.ended)? {
        Ok(returned) => returned,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let written = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
    Ok(Ok(Outcome::Value(map([
        ("branch", text(branch)),
        ("value", written(value)),
        ("drew", Value::Boolean(execution.drew)),
        ("stdout", written(execution.output.stdout.bytes())),
        ("stderr", written(execution.output.stderr.bytes())),
    ]))))
}

fn confirm(case: &Case) -> Run {
    let execution = execute(case)?;
    let claimed = (case.text("branch")?, case.bytes("value")?);
    let is_so = branch(&execution.ended)? == Ok(claimed_of(claimed))
        && flag(case, "drew")? == execution.drew;
    Ok(Ok(Outcome::Value(map([("valid", Value::Boolean(is_so))]))))
}

fn claimed_of<'c>((branch, value): (&'c str, &'c [u8])) -> (&'static str, &'c [u8]) {
    (if branch == "ok" { "ok" } else { "error" }, value)
}
