//! Exception handlers.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{Event, JobReport};
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_workflow::{Draft, Effective, TaskDraft, awaits, awaits_error};
use ucan_invocation::Outcome;

use crate::stage::{self, Stage, alice, did, number, text};

/// Handlers that take a failure and answer always the same.
pub(crate) const HANDLERS: &str = r#"
(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 16) "spare")
    (data (i32.const 32) "it is noon")
    (global $next (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.set $next (i32.add (local.get $at) (local.get 3)))
      (local.get $at))
    (func (export "ok") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
      i32.const 70)
    (func (export "rewire") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
      (i32.store (i32.const 0) (i32.const 16)) (i32.store (i32.const 4) (i32.const 5))
      i32.const 0)
    (func (export "msg") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
      (i32.store (i32.const 0) (i32.const 32)) (i32.store (i32.const 4) (i32.const 10))
      i32.const 0)
    (func (export "trap") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
      unreachable))
  (core instance $i (instantiate $m))
  (type $link' (record (field "ipld-cid" (list u8))))
  (export $link "link" (type $link'))
  (type $failure' (record (field "label" string) (field "task" $link) (field "name" string)
    (field "message" string) (field "value" (list u8))))
  (export $failure "failure" (type $failure'))
  (type $ok' (record (field "ok" s32)))
  (export $ok "mended" (type $ok'))
  (type $rewire' (record (field "rewire" string)))
  (export $rewire "rewired" (type $rewire'))
  (type $msg' (record (field "msg" string)))
  (export $msg "told" (type $msg'))
  (func (export "ok") (param "failure" $failure) (result $ok)
    (canon lift (core func $i "ok") (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "rewire") (param "failure" $failure) (result $rewire)
    (canon lift (core func $i "rewire") (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "msg") (param "failure" $failure) (result $msg)
    (canon lift (core func $i "msg") (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "trap") (param "failure" $failure) (result $ok)
    (canon lift (core func $i "trap") (memory $i "memory") (realloc (func $i "realloc")))))
"#;

/// A task that fails, one that awaits it and one that stands ready in its place; caught by
/// this function.
fn caught(stage: &Stage, function: &str) -> JobReport {
    let proof = stage.delegation();
    let handlers = stage.executor.publish_component(stage::component(HANDLERS)).unwrap();
    let call = WasmCall::new(Module::Link(handlers), function, vec![]);
    let catch =
        TaskDraft::new(did(&alice()), wasm_run(), call.to_args()).with_proofs(vec![*proof.cid()]);
    let draft = Draft::new()
        .with_task("fails", stage.task(&proof, "half", vec![number(7)]))
        .with_task("more", stage.task(&proof, "add-one", vec![awaits("fails")]))
        .with_task("spare", stage.task(&proof, "add-one", vec![number(10)]))
        .with_catch(catch);
    stage.run(draft, &proof)
}

fn result(report: &JobReport, label: &str) -> Outcome {
    report.task(label).unwrap().result().unwrap().clone()
}

#[test]
fn a_handler_mends_and_what_waits_goes_on() {
    let stage = Stage::new();
    let report = caught(&stage, "ok");
    assert!(report.is_ok(), "{report:?}");
    assert_eq!(result(&report, "fails"), Outcome::Error(number(3)));
    assert_eq!(result(&report, "more"), Outcome::Ok(number(71)));
    let results = report.results.as_ref().unwrap();
    match results.effective("fails").unwrap() {
        Effective::Mended { failed, handler } => {
            assert_eq!(report.task("fails").unwrap().receipt(), Some(&failed));
            let kept = ipvm_runtime::store::Receipts::get(&*stage.store, &handler).unwrap();
            assert!(kept.is_some());
        }
        other => panic!("{other:?}"),
    }
    // Under the task as written it is not what anybody else would get.
    let more = report.task("more").unwrap().task;
    let address = ipvm_runtime::store::Address::Task(more);
    assert_eq!(ipvm_runtime::store::Memo::lookup(&*stage.store, &address), Ok(None));
    // Asked for again, nothing is run again: not even the handler.
    let again = caught(&stage, "ok");
    assert_eq!((again.executed(), again.is_ok()), (0, true), "{again:?}");
    assert_eq!(result(&again, "more"), Outcome::Ok(number(71)));
}

#[test]
fn the_same_task_without_a_handler_ends_as_its_promises_say() {
    let stage = Stage::new();
    assert!(caught(&stage, "ok").is_ok());
    let proof = stage.delegation();
    let draft = Draft::new()
        .with_task("fails", stage.task(&proof, "half", vec![number(7)]))
        .with_task("more", stage.task(&proof, "add-one", vec![awaits("fails")]));
    let report = stage.run(draft, &proof);
    match result(&report, "more") {
        Outcome::Error(Ipld::Map(error)) => assert_eq!(error["name"], text("BranchMismatch")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_handler_puts_another_task_in_the_place() {
    let stage = Stage::new();
    let report = caught(&stage, "rewire");
    assert!(report.is_ok(), "{report:?}");
    assert_eq!(result(&report, "more"), Outcome::Ok(number(12)));
}

#[test]
fn a_handler_says_more_and_the_failure_stays_one() {
    let stage = Stage::new();
    let report = caught(&stage, "msg");
    assert!(!report.is_ok());
    let proof = stage.delegation();
    let handlers = stage.executor.publish_component(stage::component(HANDLERS)).unwrap();
    let call = WasmCall::new(Module::Link(handlers), "msg", vec![]);
    let catch =
        TaskDraft::new(did(&alice()), wasm_run(), call.to_args()).with_proofs(vec![*proof.cid()]);
    // Who awaits the error gets the one that the handler made.
    let draft = Draft::new()
        .with_task("fails", stage.task(&proof, "half", vec![number(7)]))
        .with_task("more", stage.task(&proof, "add-one", vec![awaits_error("fails")]))
        .with_catch(catch);
    let report = stage.run(draft, &proof);
    match &report.task("more").unwrap().outcome {
        ipvm_runtime::TaskOutcome::Failed { error } => {
            // A map is no number: the handler's error took the place.
            assert!(error.to_string().contains("map"), "{error}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_handler_that_fails_mends_nothing() {
    let stage = Stage::new();
    let report = caught(&stage, "trap");
    assert!(!report.is_ok());
    assert_eq!(result(&report, "fails"), Outcome::Error(number(3)));
}

#[test]
fn a_handler_that_is_not_there_is_refused_before_anything_runs() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let call = WasmCall::new(Module::Link(stage.numbers), "nowhere", vec![]);
    let catch =
        TaskDraft::new(did(&alice()), wasm_run(), call.to_args()).with_proofs(vec![*proof.cid()]);
    let draft = Draft::new()
        .with_task("one", stage.task(&proof, "add-one", vec![number(1)]))
        .with_catch(catch);
    let job = stage.receive(draft, &[&proof]).unwrap();
    match stage.executor.submit(&job).unwrap_err() {
        ipvm_runtime::RunError::Prepare { task, error } => {
            assert_eq!(task, "ipvm/catch");
            assert!(matches!(error, ipvm_runtime::PrepareError::Function(_)), "{error:?}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_looks_on_sees_the_handler_asked_and_answering() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let handlers = stage.executor.publish_component(stage::component(HANDLERS)).unwrap();
    let call = WasmCall::new(Module::Link(handlers), "ok", vec![]);
    let catch =
        TaskDraft::new(did(&alice()), wasm_run(), call.to_args()).with_proofs(vec![*proof.cid()]);
    let draft = Draft::new()
        .with_task("fails", stage.task(&proof, "half", vec![number(7)]))
        .with_catch(catch);
    let job = stage.receive(draft, &[&proof]).unwrap();
    let handle = stage.executor.submit(&job).unwrap();
    let mut told = Vec::new();
    for event in handle.events() {
        match event {
            Event::Caught { label } => told.push(format!("caught {label}")),
            Event::Answered { label, handler } => {
                let outcome = handler.unwrap().outcome().unwrap().clone();
                assert_eq!(outcome, Outcome::Ok(ipld!({ "ok": 70 })));
                told.push(format!("answered {label}"));
            }
            _ => {}
        }
    }
    assert_eq!(told, ["caught fails", "answered fails"]);
}
