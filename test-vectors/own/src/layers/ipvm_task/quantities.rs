//! Quantities, configurations and secrecy.

use ipld_core::ipld::Ipld;
use ipvm_conformance::{Case, Fault, Outcome, Run, Value, map, text};
use ipvm_task::{
    Cascade, ConfigLayer, ConfigLayerError, Explained, InfoSize, InfoUnit, Measure, Origin,
    Secrecy, TimeInterval, TimeUnit, Unit,
};
use ucan_core::Meta;
use varsig::dag_cbor::{self, Limits};

use super::{
    data::{ipld, value},
    errors,
};

/// The data of an input, or of the other in which it is encoded.
fn either(case: &Case, plain: &'static str, encoded: &'static str) -> Result<Option<Ipld>, Fault> {
    if !case.has_input(encoded) {
        return case.input.get(plain).map(ipld).transpose();
    }
    dag_cbor::decode(case.bytes(encoded)?, &Limits::default())
        .map(Some)
        .map_err(|_| Fault::Invariant("an input is no DAG-CBOR"))
}

pub(crate) fn measure(case: &Case) -> Run {
    let written =
        either(case, "value", "dag-cbor")?.ok_or(Fault::Invariant("there is no value"))?;
    match case.text("quantity")? {
        "time" => read::<TimeUnit>(&written, |time: TimeInterval| {
            time.to_duration().as_nanos().to_string()
        }),
        "size" => read::<InfoUnit>(&written, |size: InfoSize| size.to_bytes().to_string()),
        found => Err(Fault::Choice { input: "quantity", found: found.into() }),
    }
}

fn read<U: Unit>(written: &Ipld, whole: impl FnOnce(Measure<U>) -> String) -> Run {
    let measure = match Measure::<U>::read(written) {
        Ok(measure) => measure,
        Err(error) => return Ok(Err(errors::of_measure(&error.rule, &error)?)),
    };
    let again = dag_cbor::encode(&measure.to_ipld())
        .map_err(|_| Fault::Invariant("a quantity has no form"))?;
    Ok(Ok(Outcome::Value(map([
        ("amount", text(measure.amount().to_string())),
        ("whole", text(whole(measure))),
        ("written", Value::Bytes(again)),
    ]))))
}

pub(crate) fn resolve(case: &Case) -> Run {
    match cascade(case)? {
        Ok(cascade) => explained(&cascade).map(|said| Ok(Outcome::Value(said))),
        Err(error) => Ok(Err(errors::of_config(&error)?)),
    }
}

/// The layers of a case.
fn cascade(case: &Case) -> Result<Result<Cascade, ConfigLayerError>, Fault> {
    let layer = |input: &str| -> Result<_, Fault> {
        let written = case.input.get(input).map(ipld).transpose()?;
        Ok(written.as_ref().map_or(Ok(ConfigLayer::EMPTY), ConfigLayer::read))
    };
    let task = match either(case, "meta", "meta-dag-cbor")? {
        Some(Ipld::Map(meta)) => of_meta(&meta)?,
        Some(_) => return Err(Fault::Invariant("what stands beside a task is no map")),
        None => layer("task")?,
    };
    let (defaults, global, system) = (layer("defaults")?, layer("global")?, layer("system")?);
    let build = || {
        let cascade = Cascade::new(task?).with_defaults(defaults?);
        Ok(cascade.with_global(global?).with_system(system?))
    };
    Ok(build())
}

/// What stands beside a task, which is read again as it is written.
fn of_meta(meta: &Meta) -> Result<Result<ConfigLayer, ConfigLayerError>, Fault> {
    let layer = ConfigLayer::of_task(meta);
    match &layer {
        Ok(layer) if ConfigLayer::of_task(&layer.to_meta()).as_ref() != Ok(layer) => {
            Err(Fault::Invariant("a configuration is written in another way"))
        }
        _ => Ok(layer),
    }
}

fn explained(cascade: &Cascade) -> Result<Value, Fault> {
    let (said, config) = (cascade.explain(), cascade.resolve());
    let same = said.secret.value == config.secret
        && said.check.value == config.check
        && said.time.value == config.time
        && said.memory.value == config.memory
        && said.disk.value == config.disk
        && said.work.value == config.work;
    if !same {
        return Err(Fault::Invariant("what is explained is not what holds"));
    }
    let secret = said.secret.value.map_or(Value::Null, Value::Boolean);
    let check = value(&said.check.value.to_ipld())?;
    let time = said.time.value.to_duration().as_nanos();
    Ok(map([
        ("secret", pair(&said.secret, secret)),
        ("check", pair(&said.check, check)),
        ("time", pair(&said.time, text(time.to_string()))),
        ("memory", pair(&said.memory, text(said.memory.value.to_bytes().to_string()))),
        ("disk", pair(&said.disk, text(said.disk.value.to_bytes().to_string()))),
        ("work", pair(&said.work, text(said.work.value.fuel().to_string()))),
    ]))
}

fn pair<T>(explained: &Explained<T>, value: Value) -> Value {
    let origin = match explained.origin {
        Origin::BuiltIn => "built-in",
        Origin::System => "system",
        Origin::Global => "global",
        Origin::Defaults => "defaults",
        Origin::Task => "task",
    };
    Value::List(vec![value, text(origin)])
}

pub(crate) fn secrecy(case: &Case) -> Run {
    let flag = match case.input.get("flag") {
        Some(Value::Null) => None,
        Some(Value::Boolean(flag)) => Some(*flag),
        _ => return Err(Fault::Invariant("the flag is none")),
    };
    let Some(Value::Boolean(reads)) = case.input.get("reads-secret") else {
        return Err(Fault::Invariant("what is read is not said"));
    };
    let secret = Value::Boolean(Secrecy::of(flag, *reads).is_secret());
    Ok(Ok(Outcome::Value(map([("secret", secret)]))))
}
