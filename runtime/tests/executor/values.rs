//! Arguments and results: how they cross, and how much of them may.

use std::{fs, sync::Arc, time::Duration};

use ipld_core::{ipld, ipld::Ipld};
use ipld_wit::{
    DecodeError, EncodeError, Exceeded, Limit, NoContents,
    wasmtime::{ArgumentsError, EncodedOutput},
};
use ipvm_runtime::engine::{
    CallError, Component, Ended, Engine, EngineConfig, Execution, Function, Limits, Stop,
};
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_workflow::{Draft, TaskDraft};
use ucan_core::Meta;
use ucan_invocation::Outcome;
use varsig::Block;

use crate::{
    engine::{params, returned},
    reuse::receipt,
    stage::{self, NUMBERS, Stage, alice, did, number, text},
};

/// A component that gives back a list of bytes as large as it is told, or the same bytes.
pub(crate) const LARGE: &str = r#"
(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "zeros") (param i32) (result i32)
      (drop (memory.grow (i32.div_u (local.get 0) (i32.const 65536))))
      (i32.store (i32.const 0) (i32.const 8))
      (i32.store (i32.const 4) (local.get 0))
      i32.const 0)
    ;; What is asked for begins at the second page.
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (drop (memory.grow (i32.add (i32.div_u (local.get 3) (i32.const 65536)) (i32.const 1))))
      i32.const 65536)
    (func (export "echo") (param i32 i32) (result i32)
      (i32.store (i32.const 0) (local.get 0))
      (i32.store (i32.const 4) (local.get 1))
      i32.const 0)
    ;; 1024 times the list at 32 KiB, which is 1024 times 8 KiB from the start.
    (func (export "bomb") (result i32)
      (local $at i32)
      (loop $next
        (i32.store (i32.add (i32.const 16384) (local.get $at)) (i32.const 32768))
        (i32.store (i32.add (i32.const 16388) (local.get $at)) (i32.const 1024))
        (i32.store (i32.add (i32.const 32768) (local.get $at)) (i32.const 0))
        (i32.store (i32.add (i32.const 32772) (local.get $at)) (i32.const 8192))
        (br_if $next (i32.lt_u
          (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 8192))))
      (i32.store (i32.const 0) (i32.const 16384))
      (i32.store (i32.const 4) (i32.const 1024))
      i32.const 0))
  (core instance $i (instantiate $m))
  (func (export "zeros") (param "count" u32) (result (list u8))
    (canon lift (core func $i "zeros") (memory $i "memory")))
  (func (export "echo") (param "data" (list u8)) (result (list u8))
    (canon lift (core func $i "echo") (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "bomb") (result (list (list (list u8))))
    (canon lift (core func $i "bomb") (memory $i "memory"))))
"#;

struct Loaded {
    engine: Engine,
    component: Arc<Component>,
}

impl Loaded {
    fn new(wasm: Vec<u8>, config: EngineConfig) -> Self {
        let engine = Engine::new(config, None).unwrap();
        let component = engine.load(&Block::raw(wasm)).unwrap();
        Self { engine, component }
    }

    fn large(config: EngineConfig) -> Self {
        Self::new(stage::component(LARGE), config)
    }

    fn function(&self, name: &str) -> Function {
        self.component.function(name).unwrap()
    }

    fn run(&self, function: &Function, params: &[u8]) -> Execution {
        self.engine.call(&self.component, function, params, &Limits::default()).unwrap()
    }

    /// Directly, and through dynamic values.
    fn both(&self, name: &str, params: &[u8], limits: &Limits) -> [Execution; 2] {
        [self.function(name), self.function(name).through_dynamic_values()]
            .map(|function| self.engine.call(&self.component, &function, params, limits).unwrap())
    }
}

#[test]
fn pictures_come_out_the_same_for_the_same_fuel_through_dynamic_values() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples");
    let wasm = fs::read(format!("{examples}/guests/components/image-ops.wasm")).unwrap();
    let photo = Ipld::Bytes(fs::read(format!("{examples}/images/astronaut.png")).unwrap());
    let loaded = Loaded::new(wasm, EngineConfig::default());
    let both = |name: &str, params: &[u8]| {
        let [direct, dynamic] = loaded.both(name, params, &Limits::default());
        assert!(direct.fuel.is_some(), "{name}");
        assert_eq!(direct.fuel, dynamic.fuel, "{name}");
        // Not printed if they differ.
        assert!(direct.ended == dynamic.ended, "{name}");
        direct.ended
    };
    let picture = |ended: Ended| match ended {
        Ended::Returned(EncodedOutput::Ok(picture)) => {
            varsig::dag_cbor::decode(&picture, &varsig::dag_cbor::Limits::default()).unwrap()
        }
        other => panic!("{other:?}"),
    };
    let rectangle = [96, 0, 320, 320].map(number);
    let crop = picture(both("crop", &params([photo.clone()].into_iter().chain(rectangle))));
    let turned = picture(both("rotate90", &params([crop])));
    picture(both("blur", &params([turned.clone(), Ipld::Float(2.0)])));
    picture(both("grayscale", &params([turned.clone()])));
    let refused = both("blur", &params([turned, Ipld::Float(-1.0)]));
    assert!(matches!(refused, Ended::Returned(EncodedOutput::Error(_))), "{refused:?}");
}

#[test]
fn every_end_is_the_same_through_dynamic_values() {
    let loaded = Loaded::new(stage::component(NUMBERS), EngineConfig::default());
    let limits = Limits::default().with_memory(2 << 16);
    let few = limits.with_fuel(10_000);
    let short = limits.with_time(Duration::from_millis(30));
    for (name, given, limits, expected) in [
        ("add-one", 41, limits, Some(returned(&number(42)))),
        ("half", 4, limits, Some(returned(&number(2)))),
        ("half", 5, limits, Some(Ended::Returned(EncodedOutput::Error(vec![2])))),
        ("spin", 0, few, Some(Ended::Stopped(Stop::Fuel))),
        ("spin", 0, short, Some(Ended::Stopped(Stop::Time))),
        ("deep", 0, limits, Some(Ended::Stopped(Stop::Stack))),
        ("grow", 2, limits, Some(Ended::Stopped(Stop::Memory))),
        ("trap", -1, limits, None),
    ] {
        let given = params((given >= 0).then(|| number(given)));
        let [direct, dynamic] = loaded.both(name, &given, &limits);
        assert_eq!(direct, dynamic, "{name}");
        match expected {
            Some(expected) => assert_eq!(direct.ended, expected, "{name}"),
            None => assert!(matches!(direct.ended, Ended::Trapped { .. }), "{direct:?}"),
        }
        assert_eq!(direct.fuel.is_some(), matches!(direct.ended, Ended::Returned(_)), "{name}");
    }
}

#[test]
fn a_list_of_64_mib_is_echoed() {
    let loaded = Loaded::large(EngineConfig::default());
    let bytes = Ipld::Bytes((0..64_u32 << 20).map(|at| at.to_le_bytes()[1]).collect());
    let echo = loaded.function("echo");
    let ended = loaded.run(&echo, &params([bytes.clone()])).ended;
    // Not printed if it differs.
    assert!(ended == returned(&bytes));
}

#[test]
fn what_is_given_back_is_bounded_and_its_fuel_is_known() {
    let maximum = 4 << 20;
    let loaded = Loaded::large(EngineConfig::default().with_value_bytes(maximum));
    let zeros = loaded.function("zeros");
    let all = loaded.run(&zeros, &params([number(4 << 20)]));
    assert!(all.ended == returned(&Ipld::Bytes(vec![0; 4 << 20])));
    for function in [zeros.clone(), zeros.through_dynamic_values()] {
        let Execution { ended, fuel, .. } = loaded.run(&function, &params([number((4 << 20) + 1)]));
        let Ended::Unrepresentable { error: EncodeError::Budget { exceeded, .. } } = ended else {
            panic!("{ended:?}")
        };
        assert_eq!(exceeded, Exceeded { limit: Limit::Bytes, maximum });
        assert_eq!(fuel, all.fuel);
    }
}

#[test]
fn dynamic_values_are_bounded_by_the_memory_that_they_take() {
    let loaded = Loaded::large(EngineConfig::default());
    let zeros = loaded.function("zeros").through_dynamic_values();
    let ended = loaded.run(&zeros, &params([number(32 << 20)])).ended;
    assert_eq!(ended, Ended::Stopped(Stop::Values));
}

/// 2^33 bytes in 40 KiB.
#[test]
fn a_bomb_is_stopped() {
    let loaded = Loaded::large(EngineConfig::default());
    let Execution { ended, fuel, .. } = loaded.run(&loaded.function("bomb"), &params([]));
    let Ended::Unrepresentable { error } = ended else { panic!("it was not stopped") };
    let EncodeError::Budget { path, exceeded } = error else { panic!("{error}") };
    assert_eq!(exceeded, Exceeded { limit: Limit::Bytes, maximum: 256 << 20 });
    assert_eq!(path.to_string(), "result[32][0]");
    assert!(fuel.is_some());
}

/// The same bomb, in a guest whose memory would not hold what the budget allows.
#[test]
fn a_bomb_in_a_small_memory_is_stopped_early() {
    let loaded = Loaded::large(EngineConfig::default());
    let limits = Limits::default().with_memory(2 << 16);
    for Execution { ended, fuel, .. } in loaded.both("bomb", &params([]), &limits) {
        assert_eq!((ended, fuel), (Ended::Stopped(Stop::Values), None));
    }
    // What does fit into that memory is given back.
    let loaded = Loaded::large(EngineConfig::default());
    let zeros = Ipld::Bytes(vec![0; 100_000]);
    for Execution { ended, .. } in loaded.both("zeros", &params([number(100_000)]), &limits) {
        assert!(ended == returned(&zeros));
    }
}

#[test]
fn a_guest_that_lies_about_a_length_gets_nothing_and_takes_nothing() {
    let liar =
        LARGE.replace("(drop (memory.grow (i32.div_u (local.get 0) (i32.const 65536))))", "");
    let loaded = Loaded::new(stage::component(&liar), EngineConfig::default());
    for count in [1 << 20, u32::MAX] {
        let params = params([number(count.into())]);
        for Execution { ended, fuel, .. } in loaded.both("zeros", &params, &Limits::default()) {
            assert!(matches!(ended, Ended::GaveUp { .. }), "{count}: {ended:?}");
            assert_eq!(fuel, None);
        }
    }
}

#[test]
fn a_call_with_other_arguments_or_of_another_component_is_not_made() {
    let config = || EngineConfig::default().with_value_bytes(4);
    let loaded = Loaded::large(config());
    let refused = |given: &[u8]| {
        let echo = loaded.function("echo");
        let error =
            loaded.engine.call(&loaded.component, &echo, given, &Limits::default()).unwrap_err();
        let budget = loaded.engine.value_budget();
        let CallError::Arguments(error) = error else { panic!("{error}") };
        assert_eq!(echo.canonical(given, &NoContents, &budget).unwrap_err(), error);
        error
    };
    let bytes = |count| params([Ipld::Bytes(vec![7; count])]);
    assert_eq!(
        refused(&params([])),
        ArgumentsError::Decode(DecodeError::ArgumentCount { expected: 1, found: 0 })
    );
    assert!(matches!(refused(&bytes(4)[..3]), ArgumentsError::NotCanonical(_)));
    assert!(matches!(refused(&bytes(5)), ArgumentsError::Decode(DecodeError::Budget { .. })));
    let link = params([Ipld::Link(*Block::raw(vec![7]).cid())]);
    assert!(matches!(
        refused(&link),
        ArgumentsError::Decode(DecodeError::ContentUnavailable { .. })
    ));

    let others = Loaded::new(stage::component(NUMBERS), config());
    let foreign = others.function("half");
    let error =
        loaded.engine.call(&loaded.component, &foreign, &params([number(1)]), &Limits::default());
    assert_eq!(error.unwrap_err(), CallError::NoFunction);
}

#[test]
fn a_result_that_no_receipt_can_carry_is_a_limit() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let module = stage.executor.publish_component(stage::component(LARGE)).unwrap();
    let config = ipld!({ "disk": [1, "giga", "bytes"], "memory": [1, "giga", "bytes"] });
    let call = WasmCall::new(Module::Link(module), "zeros", vec![number(64 << 20)]);
    let task = TaskDraft::new(did(&alice()), wasm_run(), call.to_args())
        .with_proofs(vec![*proof.cid()])
        .with_meta(Meta::from([("ipvm/config".to_string(), config)]));
    let draft = || Draft::new().with_task("one", task.clone());
    for _ in 0..2 {
        let report = stage.run(draft(), &proof);
        let Outcome::Error(Ipld::Map(error)) = report.task("one").unwrap().result().unwrap() else {
            panic!("no error")
        };
        assert_eq!(error["name"], text("LimitReached"));
        assert_eq!(error["limit"], text("values"));
        let meta = receipt(&stage, &report, "one").meta().clone();
        assert!(meta.fault && meta.fuel.is_some());
        // It is not remembered.
        assert_eq!(report.executed(), 1);
    }
}
