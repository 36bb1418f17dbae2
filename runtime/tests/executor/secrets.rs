//! Secrets, and what is made from them.

use std::sync::Arc;

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Attested, Call, JobReport, Quiet, Registration, Stores, Subjects,
    store::{MemoryStore, Receipts},
};
use ipvm_task::{WasmCall, wasm_run};
use ipvm_workflow::{Draft, TaskDraft, awaits};
use serde::Deserialize;
use ucan_core::Nonce;
use ucan_invocation::{Outcome, Promise};

use crate::{
    moving::{Place, executed, signed},
    stage::{self, NOW, Stage, Standing, bob, did, number},
};

#[derive(Deserialize)]
struct Nothing {}

/// A query whose outputs are secret by default: the number 41.
fn secret() -> Registration {
    Registration::query("/secret".parse().unwrap(), Subjects::Own, |_: Nothing, _: &Call<'_>| {
        Ok(41)
    })
    .secret()
}

fn attested<'a>(report: &'a JobReport, label: &str) -> &'a Attested {
    report.task(label).unwrap().attested().unwrap()
}

/// The secret, one more than that, and one more than that, which is said to be `last`.
fn chain(stage: &Stage, last: Option<bool>) -> JobReport {
    let (own, numbers) = (stage.lent("/secret"), stage.delegation());
    let mut third = stage.task(&numbers, "add-one", vec![awaits("second")]);
    if let Some(last) = last {
        third = third.with_config(Ipld::Map([("secret".to_owned(), Ipld::Bool(last))].into()));
    }
    let draft = Draft::new()
        .with_task("first", stage.effect(&own, "/secret", ipld!({}), b""))
        .with_task("second", stage.task(&numbers, "add-one", vec![awaits("first")]))
        .with_task("third", third)
        .with_task("open", stage.task(&numbers, "add-one", vec![number(1)]));
    stage.run_with(draft, &[&own, &numbers])
}

#[test]
fn what_is_made_from_a_secret_is_one_until_somebody_releases_it() {
    let stage = Stage::with(|it| it.with_handler(secret()));
    let report = chain(&stage, None);
    for (label, expected) in [("first", 41), ("second", 42), ("third", 43)] {
        let attested = attested(&report, label);
        assert!(attested.is_secret(), "{label}");
        assert_eq!(attested.outcome(), None);
        assert_eq!(report.task(label).unwrap().result(), None);
        assert_eq!(attested.released().outcome(), &Outcome::Ok(number(expected)));
        // Nothing that is printed by accident shows it.
        let printed = format!("{:?}", report.task(label));
        assert!(!printed.contains(&format!("Ok({expected})")), "{printed}");
        let meta = attested.released().meta();
        assert!(meta.secret && meta.computation.is_none(), "{label}");
    }
    assert_eq!(attested(&report, "open").outcome(), Some(&Outcome::Ok(number(2))));
    assert!(format!("{:?}", report.task("open")).contains("Ok(2)"));
    // Said to be public, by whoever signed the workflow.
    let released = chain(&Stage::with(|it| it.with_handler(secret())), Some(false));
    assert!(attested(&released, "second").is_secret());
    assert_eq!(attested(&released, "third").outcome(), Some(&Outcome::Ok(number(43))));
}

#[test]
fn a_secret_stays_one_when_another_workflow_takes_it_up() {
    let stage = Stage::with(|it| it.with_handler(secret()));
    let report = chain(&stage, None);
    let numbers = stage.delegation();
    let promise = Promise::ok(report.task("third").unwrap().task).to_ipld();
    let draft = Draft::new().with_task("fourth", stage.task(&numbers, "add-one", vec![promise]));
    let later = stage.run(draft, &numbers);
    let fourth = attested(&later, "fourth");
    assert!(fourth.is_secret());
    assert_eq!(fourth.released().outcome(), &Outcome::Ok(number(44)));
    // Nor does a stranger who computes with the same number find anything.
    let fresh = Draft::new().with_task("same", stage.task(&numbers, "add-one", vec![number(41)]));
    let same = stage.run(fresh, &numbers);
    assert_eq!(same.task("same").unwrap().result(), None, "the resolved task is the same one");
}

#[test]
fn receipts_of_secrets_are_kept_apart_where_the_stores_are_shared() {
    let (shared, apart) = (Arc::new(MemoryStore::new()), Arc::new(MemoryStore::new()));
    let stores = Stores::from(Arc::clone(&shared)).with_secrets(apart.clone());
    let executor = || {
        ipvm_runtime::Executor::builder(Arc::new(stage::executor_key()), stores.clone())
            .with_clock(Arc::new(Standing(NOW)))
            .with_handler(secret())
            .build()
            .unwrap()
    };
    let mut stage = Stage::new();
    let component = stage::component(stage::NUMBERS);
    stage.executor = executor();
    stage.executor.publish(component.clone()).unwrap();
    let report = chain(&stage, None);
    for label in ["first", "second", "third"] {
        let receipt = attested(&report, label).cid();
        assert_eq!(Receipts::get(&*shared, receipt).unwrap(), None, "{label}");
        assert!(Receipts::get(&*apart, receipt).unwrap().is_some(), "{label}");
        let task = report.task(label).unwrap().task;
        assert_eq!(Receipts::by_task(&*shared, &task).unwrap(), [], "{label}");
    }
    let open = attested(&report, "open").cid();
    assert!(Receipts::get(&*shared, open).unwrap().is_some());
    assert_eq!(Receipts::get(&*apart, open).unwrap(), None);
    // They are found again, by another session too.
    stage.executor = executor();
    let again = chain(&stage, None);
    assert_eq!((again.executed(), again.reused()), (0, 4));
    assert!(attested(&again, "third").is_secret());
}

#[test]
fn what_is_secret_here_is_kept_apart_though_it_was_none_where_it_comes_from() {
    let plain = || {
        let answer = |_: Nothing, _: &Call<'_>| Ok(Ipld::Bytes(vec![41; 40]));
        Registration::query("/secret".parse().unwrap(), Subjects::Any, answer)
    };
    let first = Place::new(0, |it| it.with_handler(plain())).published();
    let (shared, apart) = (Arc::new(MemoryStore::new()), Arc::new(MemoryStore::new()));
    let stores = Stores::from(Arc::clone(&shared)).with_secrets(Arc::clone(&apart));
    let second = ipvm_runtime::Executor::builder(Arc::new(stage::executor_key()), stores)
        .with_clock(Arc::new(Standing(NOW)))
        .trusting(first.executor.did().clone())
        .with_handler(plain().secret())
        .build()
        .unwrap();
    let call = |function: &str, data: Ipld| {
        let call = WasmCall::new(first.bytes, function, vec![data]);
        TaskDraft::new(did(&bob()), wasm_run(), call.to_args())
    };
    let said = |secret| Ipld::Map([("secret".to_owned(), Ipld::Bool(secret))].into());
    let draft = || {
        let ask = TaskDraft::new(did(&bob()), "/secret".parse().unwrap(), [].into());
        Draft::new()
            .with_task("ask", ask.with_nonce(Nonce::new([1])))
            .with_task("made", call("length", awaits("ask")))
            .with_task("told", call("echo", awaits("ask")).with_config(said(false)))
            .with_task("open", call("length", Ipld::Bytes(vec![1; 50])))
    };
    let token = signed(draft(), first.executor.did());
    let job = first.executor.receive(token.bytes(), &[]).unwrap();
    assert!(first.run(&job).is_ok());
    let archive = first.executor.archive(&job).unwrap();
    let archive = archive.addressed_anew(signed(draft(), second.did())).unwrap();
    let resumed = second.resume(&archive).unwrap();
    assert_eq!(resumed.passed_over, []);
    let report = second.run(&resumed.job, &mut Quiet).unwrap();
    assert_eq!(executed(&report), [""; 0]);
    for (label, secret) in [("ask", true), ("made", true), ("told", false), ("open", false)] {
        let attested = attested(&report, label);
        assert_eq!(attested.is_secret(), secret, "{label}");
        let is_shared = Receipts::get(&*shared, attested.cid()).unwrap().is_some();
        let is_apart = Receipts::get(&*apart, attested.cid()).unwrap().is_some();
        assert_eq!((is_shared, is_apart), (!secret, secret), "{label}");
    }
}
