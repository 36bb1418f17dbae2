//! The limits of a task, from wherever in the cascade they come.

use std::sync::{Arc, Mutex};

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Call, KeepError, PrepareError, Quiet, Registration, RunError, Subjects,
    effects::content::RESOLVE,
    engine::{EngineConfig, Limits},
    store::Blocks,
};
use ipvm_task::VerificationKind;
use ipvm_workflow::{Draft, TaskDraft};
use ucan_core::Meta;
use ucan_invocation::Outcome;
use varsig::Block;

use crate::stage::{Stage, number, text};

/// How the only task of a workflow with these defaults ended.
fn outcome(stage: &Stage, defaults: Ipld, task: TaskDraft) -> Outcome {
    let proof = stage.delegation();
    let report = stage.run(Draft::new().with_defaults(defaults).with_task("one", task), &proof);
    report.task("one").unwrap().result().unwrap().clone()
}

fn stopped_by(outcome: &Outcome) -> Option<Ipld> {
    let Outcome::Error(Ipld::Map(error)) = outcome else { return None };
    assert_eq!(error.get("name"), Some(&text("LimitReached")));
    error.get("limit").cloned()
}

#[derive(serde::Deserialize)]
struct Nothing {}

fn meta(config: Ipld) -> Meta {
    Meta::from([("ipvm/config".to_string(), config)])
}

#[test]
fn fuel_and_memory_both_bite_from_the_workflow_s_defaults_and_from_the_task() {
    let stage = Stage::new();
    let proof = stage.delegation();
    // One gas is a million instructions, and a spin never ends; a page has 64 KiB.
    let spin = || stage.task(&proof, "spin", vec![number(0)]);
    let grow = |pages| stage.task(&proof, "grow", vec![number(pages)]);
    let two_pages = ipld!([131_072, "bytes"]);
    for (defaults, own) in [
        (ipld!({ "gas": 1, "memory": two_pages.clone() }), ipld!({})),
        (ipld!({}), ipld!({ "gas": 1, "memory": two_pages.clone() })),
        (
            ipld!({ "gas": 500_000, "memory": [1, "giga", "bytes"] }),
            ipld!({ "gas": 1, "memory": two_pages }),
        ),
    ] {
        let run =
            |task: TaskDraft| outcome(&stage, defaults.clone(), task.with_meta(meta(own.clone())));
        assert_eq!(stopped_by(&run(spin())), Some(text("fuel")));
        assert_eq!(stopped_by(&run(grow(2))), Some(text("memory")));
        assert_eq!(run(grow(1)), Outcome::Ok(number(1)));
    }
    // A task that asks for more than its workflow gives by default gets it.
    let more = grow(2).with_meta(meta(ipld!({ "memory": [3, "mega", "bytes"] })));
    let given = outcome(&stage, ipld!({ "memory": [65_536, "bytes"] }), more);
    assert_eq!(given, Outcome::Ok(number(1)));
}

#[test]
fn the_executor_s_own_limits_hold_whatever_the_task_says() {
    let limits = Limits::default().with_fuel(1_000_000).with_memory(131_072);
    let stage =
        Stage::with(|builder| builder.with_engine(EngineConfig::default().with_limits(limits)));
    let proof = stage.delegation();
    let much = || ipld!({ "gas": 500_000, "memory": [1, "giga", "bytes"] });
    let spin = stage.task(&proof, "spin", vec![number(0)]);
    assert_eq!(stopped_by(&outcome(&stage, much(), spin)), Some(text("fuel")));
    let grow = stage.task(&proof, "grow", vec![number(2)]);
    assert_eq!(stopped_by(&outcome(&stage, much(), grow)), Some(text("memory")));
}

#[test]
fn no_task_adds_more_to_the_store_than_the_executor_allows_whatever_it_says() {
    // The map {"ok": 42} takes six bytes; what a handler may keep beside its result is held
    // against the same limit.
    let told = Arc::new(Mutex::new(None));
    let said = Arc::clone(&told);
    let keep = Registration::query("/keep".parse().unwrap(), Subjects::Any, {
        move |_: Nothing, call: &Call<'_>| {
            *said.lock().unwrap() = Some(call.keep(&Block::raw([1; 6])));
            Ok(Ipld::Null)
        }
    });
    let limited = |bytes| EngineConfig::default().with_limits(Limits::default().with_disk(bytes));
    let much = || ipld!({ "disk": [200, "giga", "bytes"] });
    let stage = Stage::with(|builder| builder.with_engine(limited(6)));
    let task = stage.task(&stage.delegation(), "add-one", vec![number(41)]);
    assert_eq!(outcome(&stage, much(), task), Outcome::Ok(number(42)));

    let stage = Stage::with(|builder| builder.with_engine(limited(5)).with_handler(keep));
    let task = stage.task(&stage.delegation(), "add-one", vec![number(41)]);
    assert_eq!(stopped_by(&outcome(&stage, much(), task)), Some(text("disk")));
    let proof = stage.lent("/keep");
    let task = stage.effect(&proof, "/keep", ipld!({}), b"");
    let draft = Draft::new().with_defaults(much()).with_task("one", task);
    let report = stage.run(draft, &proof);
    assert!(report.is_ok());
    let over = KeepError::Disk { bytes: 6, limit: 5 };
    assert_eq!(*told.lock().unwrap(), Some(Err(over)));
}

#[test]
fn a_result_that_is_more_than_the_task_may_add_to_the_store_is_a_limit() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let add = || stage.task(&proof, "add-one", vec![number(41)]);
    // The map {"ok": 42} takes six bytes: one for its head, three for the key, two for 42.
    let bytes = |n: i128| ipld!({ "disk": [n, "bytes"] });
    assert_eq!(stopped_by(&outcome(&stage, bytes(5), add())), Some(text("disk")));
    assert_eq!(outcome(&stage, bytes(6), add()), Outcome::Ok(number(42)));
}

#[test]
fn what_a_handler_keeps_counts_as_what_its_task_adds_to_the_store() {
    let resolve = ipvm_runtime::effects::content::resolve(Subjects::Any);
    let stage = Stage::with(|builder| builder.with_handler(resolve));
    let proof = stage.lent(RESOLVE);
    let content = "a".repeat(1_000);
    let block = Block::raw(content.as_bytes());
    let resolved = |disk: i128| {
        let args = ipld!({ "content": format!("data:,{content}") });
        let task = stage.effect(&proof, RESOLVE, args, b"");
        let defaults = ipld!({ "disk": [disk, "bytes"] });
        let draft = Draft::new().with_defaults(defaults).with_task("one", task);
        let report = stage.run(draft, &proof);
        report.task("one").unwrap().result().unwrap().clone()
    };
    // Of the map {"ok": {"size": 1000, "content": <link>}} the heads are one byte each, keys have
    // 3, 5 and 8 bytes, the number 3, and the link 2 for its tag, 2 for its head, and 37.
    let result = 1 + 3 + 1 + (5 + 3) + (8 + 2 + 2 + 37);
    for (disk, is_kept) in [(999, false), (999 + result, true)] {
        assert_eq!(stopped_by(&resolved(disk)), Some(text("disk")));
        let kept = stage.store.get(block.cid()).unwrap();
        assert_eq!(kept.is_some(), is_kept, "{disk}");
    }
    let answer = ipld!({ "content": *block.cid(), "size": 1_000 });
    assert_eq!(resolved(1_000 + result), Outcome::Ok(answer));
}

#[test]
fn a_handler_that_keeps_more_than_its_task_may_add_is_told_so_and_a_block_counts_once() {
    let said = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&said);
    let keep = Registration::query("/keep".parse().unwrap(), Subjects::Any, {
        move |_: Nothing, call: &Call<'_>| {
            let (one, other) = (Block::raw([1; 600]), Block::raw([2; 600]));
            let kept = [&one, &one, &other, &one].map(|block| call.keep(block));
            told.lock().unwrap().extend(kept);
            Ok(Ipld::Null)
        }
    });
    let stage = Stage::with(|builder| builder.with_handler(keep));
    let proof = stage.lent("/keep");
    let task = stage.effect(&proof, "/keep", ipld!({}), b"");
    let defaults = ipld!({ "disk": [1_199, "bytes"] });
    let report = stage.run(Draft::new().with_defaults(defaults).with_task("one", task), &proof);
    assert!(report.is_ok());
    let over = KeepError::Disk { bytes: 1_200, limit: 1_199 };
    assert_eq!(*said.lock().unwrap(), [Ok(()), Ok(()), Err(over), Ok(())]);
    assert_eq!(stage.store.get(Block::raw([2; 600]).cid()), Ok(None));
}

#[test]
fn a_result_that_wants_more_than_attestation_is_refused_before_the_start() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let task = stage.task(&proof, "add-one", vec![number(1)]);
    let draft = Draft::new().with_task("one", task.with_meta(meta(ipld!({ "check": "replay" }))));
    let job = stage.receive(draft, &[&proof]).unwrap();
    let Err(RunError::Prepare { error, .. }) = stage.executor.run(&job, &mut Quiet) else {
        panic!("it was run");
    };
    assert_eq!(error, PrepareError::Verification { check: VerificationKind::Replay });
}
