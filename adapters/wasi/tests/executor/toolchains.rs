//! What ordinary toolchains make runs as it is, and learns nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Executor, TaskOutcome, TaskReport,
    engine::{CodeCache, Engine, EngineConfig, Limits, LoadError},
};
use tempfile::TempDir;
use ucan_invocation::Outcome;
use varsig::{Block, dag_cbor};

use crate::stage::Stage;

/// The component that Rust makes for `wasm32-wasip2`, as it is committed.
fn rust() -> PathBuf {
    let guests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guests");
    guests.join("recipes/rust-wasip2/ordinary-rust.wasm")
}

/// What the recipes made, if somebody had them built.
fn of_recipes() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("IPVM_RECIPES").map(PathBuf::from) else {
        println!("not run: IPVM_RECIPES names no folder with the components of the recipes");
        return Vec::new();
    };
    ["ordinary-javascript.wasm", "ordinary-python.wasm"].map(|name| folder.join(name)).into()
}

/// Two executors with stores of their own that differ in all that a guest must not learn of.
struct Executors {
    stages: [Stage; 2],
    /// The compiled code, which they have in common.
    _code: TempDir,
}

fn executors() -> Executors {
    let folder = tempfile::tempdir().unwrap();
    let limits = |megabytes: u64| Limits::default().with_memory(megabytes << 20);
    let one = EngineConfig::default().with_limits(limits(256)).with_parallelism(1);
    let other = EngineConfig::default()
        .with_limits(limits(1024).with_time(Duration::from_secs(600)))
        .with_parallelism(4)
        .with_value_bytes(1 << 20);
    let stages = [one, other].map(|config| {
        let cache = CodeCache::open(folder.path().join("code"), [7; 32]).unwrap();
        Stage::with(|builder| builder.with_engine(config).with_code_cache(cache))
    });
    Executors { stages, _code: folder }
}

fn publish(executor: &Executor, file: &Path) -> cid::Cid {
    executor.publish_component(fs::read(file).unwrap()).unwrap()
}

/// Runs a call on both executors, says what came out and that it was the same, to the fuel.
fn both(executors: &Executors, file: &Path, function: &str, params: &[Ipld]) -> TaskReport {
    let [one, other] = executors.stages.each_ref().map(|stage| {
        let module = publish(&stage.executor, file);
        stage.call(1, module, function, params.to_vec(), |invocation| invocation)
    });
    let cid = |report: &TaskReport| {
        let outcome = report.result().expect("it has a receipt").to_ipld();
        *Block::raw(dag_cbor::encode(&outcome).unwrap()).cid()
    };
    let called = format!("{} {function}", file.display());
    assert!(matches!(one.outcome, TaskOutcome::Executed { .. }), "{called}: {}", one.outcome);
    assert!(matches!(other.outcome, TaskOutcome::Executed { .. }), "{called}: {}", other.outcome);
    assert_eq!(cid(&one), cid(&other), "{called}");
    assert_eq!((one.fuel(), &one.output), (other.fuel(), &other.output), "{called}");
    one
}

fn text(text: &str) -> Vec<Ipld> {
    vec![ipld!(text)]
}

fn key(report: &TaskReport) -> Option<cid::Cid> {
    report.attested().unwrap().released().meta().computation
}

#[test]
fn a_component_for_wasip2_runs_and_its_output_is_captured() {
    let report = both(&executors(), &rust(), "shout", &text("hello"));
    assert_eq!(report.result(), Some(&Outcome::Ok(ipld!("HELLO"))));
    assert_eq!(report.output.stdout.to_string(), "HELLO\n");
    assert_eq!(report.output.stderr.to_string(), "5 letters\n");
    assert!(key(&report).is_some());
}

#[test]
fn it_learns_nothing_of_where_it_runs() {
    let report = both(&executors(), &rust(), "surroundings", &[]);
    let expected = ipld!([
        ["clock", "Ok(315532800s)"],
        ["elapsed", "0ns"],
        ["arguments", "[]"],
        ["variables", "[]"],
        ["input", "true []"],
        ["root", "false"],
        ["read", "false"],
        ["write", "false"],
        ["threads", "false"],
    ]);
    assert_eq!(report.result(), Some(&Outcome::Ok(expected)));
    assert!(key(&report).is_some());
}

#[test]
fn it_sleeps_without_anybody_waiting_and_finds_that_it_did() {
    let report = both(&executors(), &rust(), "sleep", &[Ipld::Integer(3_600_000)]);
    assert_eq!(report.result(), Some(&Outcome::Ok(ipld!([3_600_000, 3_600_000]))));
}

#[test]
fn its_hash_maps_have_one_order_and_draw_nothing() {
    let words = ipld!(["one", "two", "three", "four", "five", "six", "seven"]);
    let report = both(&executors(), &rust(), "hashed", &[words]);
    assert!(matches!(report.result(), Some(Outcome::Ok(Ipld::List(words))) if words.len() == 7));
    assert!(key(&report).is_some());
}

#[test]
fn a_panic_is_a_trap_whose_message_is_in_the_output() {
    let report = both(&executors(), &rust(), "fail", &text("out of cheese"));
    let receipt = report.attested().unwrap().released();
    assert!(receipt.meta().fault);
    assert!(report.output.stderr.to_string().contains("out of cheese"), "{:?}", report.output);
}

#[test]
fn an_exit_is_a_trap_whatever_its_code() {
    for code in [0, 1, 7] {
        let report = both(&executors(), &rust(), "leave", &[Ipld::Integer(code)]);
        let Some(Outcome::Error(error)) = report.result() else { panic!("it returned") };
        assert_eq!(error.get("name").unwrap(), Some(&ipld!("Trap")), "{error:?}");
    }
}

#[test]
fn without_the_host_it_is_refused_with_all_that_it_imports() {
    let engine = Engine::new(EngineConfig::default(), None).unwrap();
    let Err(LoadError::Imports { missing }) = engine.load(&Block::raw(fs::read(rust()).unwrap()))
    else {
        panic!("it was taken")
    };
    let missing: Vec<_> = missing.iter().map(ToString::to_string).collect();
    for import in [
        "wasi:cli/exit@0.2.6#exit",
        "wasi:clocks/monotonic-clock@0.2.6#now",
        "wasi:filesystem/types@0.2.6#[method]descriptor.open-at",
        "wasi:io/streams@0.2.6#output-stream",
    ] {
        assert!(missing.iter().any(|it| it == import), "{import} in {missing:?}");
    }
}

/// Built by the recipes, if somebody had them built: they need Node, Python and their
/// registries, and compile for a minute.
#[test]
fn so_do_the_components_of_the_recipes() {
    let executors = executors();
    for file in of_recipes() {
        let report = both(&executors, &file, "shout", &text("hello"));
        assert_eq!(report.result(), Some(&Outcome::Ok(ipld!("HELLO"))), "{}", file.display());
        let divide = [Ipld::Integer(1), Ipld::Integer(0)];
        let report = both(&executors, &file, "divide", &divide);
        let refused = Outcome::Error(ipld!("division by zero"));
        assert_eq!(report.result(), Some(&refused), "{}", file.display());
        let report = both(&executors, &file, "letters", &text("Hello"));
        let letters = ipld!([["e", 1], ["h", 1], ["l", 2], ["o", 1]]);
        assert_eq!(report.result(), Some(&Outcome::Ok(letters)), "{}", file.display());
        // And is remembered.
        let [one, _] = &executors.stages;
        let module = publish(&one.executor, &file);
        let again = one.call(1, module, "letters", text("Hello"), |invocation| invocation);
        assert!(matches!(again.outcome, TaskOutcome::Reused { .. }));
    }
}
