//! The engine: limits, determinism, and the cache of compiled code.

mod bombs;
mod called_off;
mod code_cache;
mod guest;
mod profiles;
mod stops;

use std::time::Duration;

use ipld_core::ipld::Ipld;
use ipld_wit::wasmtime::EncodedOutput;
use ipvm_runtime::engine::{Ended, Engine, EngineConfig, Execution, Limits, LoadError, Stop};
use varsig::{Block, dag_cbor};

use crate::stage::{self, number};

fn numbers() -> Block {
    Block::raw(stage::component(stage::NUMBERS))
}

fn engine() -> Engine {
    Engine::new(EngineConfig::default(), None).unwrap()
}

/// The DAG-CBOR of a list of arguments.
pub(crate) fn params(params: impl IntoIterator<Item = Ipld>) -> Vec<u8> {
    dag_cbor::encode(&stage::list(params)).unwrap()
}

pub(crate) fn returned(value: &Ipld) -> Ended {
    Ended::Returned(EncodedOutput::Ok(dag_cbor::encode(value).unwrap()))
}

fn call(engine: &Engine, function: &str, param: i128, limits: Limits) -> Execution {
    let component = engine.load(&numbers()).unwrap();
    let function = component.function(function).unwrap();
    engine.call(&component, &function, &params([number(param)]), &limits).unwrap()
}

#[test]
fn the_same_call_takes_the_same_fuel_every_time() {
    let (one, other) = (engine(), engine());
    let limits = Limits::default();
    let first = call(&one, "add-one", 41, limits);
    assert_eq!(first.ended, returned(&number(42)));
    assert!(first.fuel.is_some_and(|fuel| fuel > 0 && fuel < 100), "{first:?}");
    assert_eq!(call(&one, "add-one", 41, limits), first);
    assert_eq!(call(&other, "add-one", 41, limits), first);
}

#[test]
fn fuel_stops_a_guest() {
    let limits = Limits::default().with_fuel(100_000);
    let ended = call(&engine(), "spin", 0, limits).ended;
    assert_eq!(ended, Ended::Stopped(Stop::Fuel));
}

#[test]
fn time_stops_a_guest() {
    let limits = Limits::default().with_time(Duration::from_millis(30));
    let ended = call(&engine(), "spin", 0, limits).ended;
    assert_eq!(ended, Ended::Stopped(Stop::Time));
}

#[test]
fn a_stack_that_overflows_stops_a_guest() {
    let ended = call(&engine(), "deep", 0, Limits::default()).ended;
    assert_eq!(ended, Ended::Stopped(Stop::Stack));
}

#[test]
fn growth_beyond_the_executors_limit_stops_a_guest_without_telling_it() {
    let limits = Limits::default().with_memory(2 << 16);
    let engine = engine();
    let grown = call(&engine, "grow", 1, limits).ended;
    assert_eq!(grown, returned(&number(1)));
    let stopped = call(&engine, "grow", 2, limits).ended;
    assert_eq!(stopped, Ended::Stopped(Stop::Memory));
    // A memory that starts beyond the limit does not start.
    let nothing = Limits::default().with_memory(1);
    let stopped = call(&engine, "add-one", 2, nothing).ended;
    assert_eq!(stopped, Ended::Stopped(Stop::Memory));
}

#[test]
fn growth_beyond_the_modules_own_maximum_fails_as_wasm_says() {
    let ended = call(&engine(), "grow", 3, Limits::default()).ended;
    assert_eq!(ended, returned(&number(-1)));
}

#[test]
fn a_task_cannot_raise_the_executors_limits() {
    let config = EngineConfig::default().with_limits(Limits::default().with_fuel(1000));
    let engine = Engine::new(config, None).unwrap();
    let ended = call(&engine, "spin", 0, Limits::default()).ended;
    assert_eq!(ended, Ended::Stopped(Stop::Fuel));
}

#[test]
fn a_component_that_is_too_large_is_not_compiled() {
    let config = EngineConfig::default().with_component_bytes(100);
    let engine = Engine::new(config, None).unwrap();
    let found = numbers().bytes().len();
    assert_eq!(engine.load(&numbers()).unwrap_err(), LoadError::TooLarge { limit: 100, found });
}

#[test]
fn instances_are_fresh() {
    let engine = engine();
    for _ in 0..3 {
        let grown = call(&engine, "grow", 1, Limits::default()).ended;
        assert_eq!(grown, returned(&number(1)), "the memory was used before");
    }
}
