//! What guests ask for: what the receipt says of it, and that nothing comes of it.

use std::sync::Arc;

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Stores, TaskReport,
    store::{Blocks, MemoryStore, Receipts, Visibility},
};
use ipvm_task::Requested;
use ipvm_workflow::{Draft, TaskDraft};
use ucan_core::{Envelope, Nonce};
use ucan_invocation::{Failure, Invocation, Outcome, Receipt, Task};
use varsig::Block;

use crate::{
    asking::{Scene, effects, guest, wanted},
    stage::{NOW, Standing, bob, carol, did, executor_key, list, number, seconds, store, text},
};

fn single(report: &ipvm_runtime::JobReport) -> &TaskReport {
    report.task(ipvm_runtime::Job::SINGLE).unwrap()
}

fn receipt(report: &ipvm_runtime::JobReport) -> &Receipt {
    single(report).attested().unwrap().released()
}

#[test]
fn the_value_is_the_result_and_what_is_asked_for_stands_beside_it() {
    let scene = Scene::new();
    let ((one, first), (two, second), (next, last)) =
        (scene.message("ann"), scene.message("bob"), scene.number("three"));
    let mut fork = [*first.id(), *second.id()];
    fork.sort_by_key(cid::Cid::to_bytes);
    for order in [vec![one.clone(), two.clone()], vec![two, one]] {
        let job = scene.asks(order, next.clone());
        let report = scene.submit(&job);
        assert_eq!(report.result(), Some(&Outcome::Ok(text("value"))));
        let receipt = receipt(&report);
        assert_eq!(receipt.effects().fork(), fork);
        assert_eq!(receipt.effects().join(), Some(last.id()));
        assert!(receipt.meta().known.is_empty());
        // The links lead to the tasks, and the tasks to who asks for them.
        let store = &scene.stage.store;
        for asked in [&first, &second, &last] {
            let block = Blocks::get(&**store, asked.id()).unwrap().unwrap();
            assert_eq!(block, Block::encode(&asked.to_ipld()).unwrap());
            assert_eq!(store.visibility(asked.id()).unwrap(), Some(Visibility::Restricted));
            assert!(store.by_output(asked.id()).unwrap().contains(receipt.cid()));
        }
        let requested = scene.executor().requested(&job, &report).unwrap();
        let told: Vec<_> = requested.iter().map(|it| (it.id(), it.is_join(), it.task())).collect();
        let find = |id| [&first, &second].into_iter().find(|task| task.id() == id);
        assert_eq!(told[0], (&fork[0], false, find(&fork[0])));
        assert_eq!(told[1], (&fork[1], false, find(&fork[1])));
        assert_eq!(told[2], (last.id(), true, Some(&last)));
        assert!(requested.iter().all(|it| it.cause() == receipt.cid() && it.is_found()));
    }
    // It is a request, and nobody has done anything about it.
    assert!(scene.world.sent().is_empty() && scene.world.read().is_empty());
}

#[test]
fn a_known_result_asks_for_the_same() {
    let scene = Scene::new();
    let ((one, first), (_, named)) = (scene.message("ann"), scene.message("bob"));
    let id = *named.id();
    let params = vec![text("value"), effects(vec![one, ipld!({ "known": id })], Ipld::Null)];
    let first_report = scene.submit(&scene.job("ask", params.clone()));
    let asked = receipt(&first_report).effects();
    assert_eq!(asked.fork().len(), 2);
    assert_eq!(receipt(&first_report).meta().known, [id]);
    // Again; and by a stranger, who computes the same (ruling I6).
    let again = scene.submit(&scene.job("ask", params.clone()));
    assert_eq!((again.reused(), receipt(&again).effects()), (1, asked));
    let call = scene.call("ask", params);
    let other =
        Task::new(did(&carol()), call.command().clone(), call.args().clone(), Nonce::new([5]));
    let invocation = Invocation::new(did(&carol()), other.unwrap())
        .with_audience(scene.executor().did().clone())
        .with_expiration(seconds(NOW + 60));
    let token = Envelope::sign(invocation, &carol()).unwrap();
    let job = scene.executor().receive(token.bytes(), &[]).unwrap();
    let stranger = scene.submit(&job);
    assert_eq!((stranger.reused(), receipt(&stranger).effects()), (1, asked));
    assert_eq!(receipt(&stranger).meta().from, Some(*receipt(&first_report).cid()));
    assert_eq!(receipt(&stranger).meta().known, [id]);
    let requested = scene.executor().requested(&job, &stranger).unwrap();
    let found: Vec<_> = requested.iter().map(|it| (it.id(), it.is_found())).collect();
    assert!(found.contains(&(first.id(), true)) && found.contains(&(&id, false)), "{found:?}");
}

#[test]
fn the_key_of_a_function_that_asks_is_another_than_that_of_a_pair() {
    let scene = Scene::new();
    let plain = scene.submit(&scene.job("sum", vec![list([number(1), number(2)])]));
    let asking = scene.submit(&scene.asks(vec![], Ipld::Null));
    let key = |fun: &str, params: Vec<Ipld>, profile: &str| {
        ipvm_task::computation_key(ipvm_task::ComputationKey {
            module: &scene.module,
            function: fun,
            params,
            profile,
        })
        .unwrap()
    };
    let base = "ipvm-deterministic-1";
    let params = vec![list([number(1), number(2)])];
    assert_eq!(receipt(&plain).meta().computation, Some(key("sum", params, base)));
    let params = vec![text("value"), effects(vec![], Ipld::Null)];
    let profile = format!("{base}{}", Requested::PROFILE);
    assert_eq!(receipt(&asking).meta().computation, Some(key("ask", params, &profile)));
}

#[test]
fn what_cannot_be_asked_for_is_the_guests_own_fault_and_remembered() {
    let scene = Scene::new();
    let own = scene.executor().did().clone();
    let (one, _) = scene.message("ann");
    let text_for_task = |field: &str, value: Ipld| match wanted(&own, "/a", &ipld!({}), &[]) {
        Ipld::Map(mut effect) => {
            if let Some(Ipld::Map(task)) = effect.get_mut("task") {
                task.insert(field.to_owned(), value);
            }
            Ipld::Map(effect)
        }
        other => other,
    };
    let raw = *Block::raw(*b"raw").cid();
    let foreign = ipld!({ "a": { "await/ok": (*scene.message("bob").1.id()) } });
    for (fork, rule, place) in [
        (vec![one.clone(), text_for_task("subject", text("nobody"))], "Subject", Some("fork[1]")),
        (vec![text_for_task("command", text("a"))], "Command", Some("fork[0]")),
        (vec![text_for_task("arguments", Ipld::Bytes(vec![]))], "Arguments", Some("fork[0]")),
        (
            vec![text_for_task("arguments", Ipld::Bytes(vec![0x80]))],
            "ArgumentsNotMap",
            Some("fork[0]"),
        ),
        (vec![text_for_task("nonce", Ipld::Bytes(vec![0; 65]))], "NonceTooLong", Some("fork[0]")),
        (vec![ipld!({ "known": raw })], "NotATaskId", Some("fork[0]")),
        (vec![one.clone(), one.clone()], "Repeated", Some("fork[1]")),
        (vec![wanted(&own, "/a", &foreign, &[])], "ForeignPromise", Some("fork[0]")),
        (vec![one.clone(); 257], "TooMany", None),
    ] {
        let job = scene.asks(fork, Ipld::Null);
        for (executed, reused) in [(1, 0), (0, 1)] {
            let report = scene.submit(&job);
            assert_eq!((report.executed(), report.reused()), (executed, reused), "{rule}");
            let receipt = receipt(&report);
            assert!(receipt.meta().fault && receipt.effects().is_empty(), "{rule}");
            let failure: Failure = receipt.fault().unwrap().unwrap();
            assert_eq!(failure.name(), "InvalidEffects");
            assert_eq!(failure.details().get("rule"), Some(&text(rule)));
            assert_eq!(failure.details().get("place"), place.map(text).as_ref(), "{rule}");
            assert!(scene.executor().requested(&job, &report).unwrap().is_empty());
        }
    }
    let badly = scene.submit(&scene.job("ask-badly", vec![]));
    assert_eq!(receipt(&badly).fault().unwrap().unwrap().name(), "InvalidEffects");
}

#[test]
fn a_failure_asks_for_nothing_and_neither_does_data() {
    let scene = Scene::new();
    let (one, first) = scene.message("ann");
    let record = effects(vec![one], Ipld::Null);
    let fails = vec![ipld!({ "error": "no" }), record.clone()];
    let report = scene.submit(&scene.job("ask-or-fail", fails));
    assert_eq!(report.result(), Some(&Outcome::Error(text("no"))));
    assert!(receipt(&report).effects().is_empty());
    let goes = vec![ipld!({ "ok": "yes" }), record.clone()];
    let report = scene.submit(&scene.job("ask-or-fail", goes));
    assert_eq!(report.result(), Some(&Outcome::Ok(text("yes"))));
    assert_eq!(receipt(&report).effects().fork(), [*first.id()]);
    // Another type: the same record is what the function gives, and no more.
    let report = scene.submit(&scene.job("keep", vec![record.clone()]));
    assert_eq!(report.result(), Some(&Outcome::Ok(record)));
    assert!(receipt(&report).effects().is_empty());
}

#[test]
fn the_tasks_count_as_what_a_task_adds_to_the_store() {
    let scene = Scene::new();
    let own = scene.executor().did().clone();
    let large = Ipld::Bytes(vec![7; 4_000]);
    let one = wanted(&own, "/msg/send", &ipld!({ "to": large }), &[1]);
    let params = vec![text("value"), effects(vec![one], Ipld::Null)];
    for (disk, is_over) in [(2_000, true), (8_000, false)] {
        let config = ipld!({ "ipvm/config": { "disk": [disk, "bytes"] } });
        let Ipld::Map(meta) = config else { panic!("meta is a map") };
        let job = scene.job_with("ask", params.clone(), |it| it.with_meta(meta), &[]);
        let report = scene.submit(&job);
        let failure = receipt(&report).fault().map(Result::unwrap);
        let limit = failure.as_ref().and_then(|failure| failure.details().get("limit"));
        assert_eq!(limit, is_over.then(|| text("disk")).as_ref());
        assert_eq!(receipt(&report).effects().is_empty(), is_over);
    }
}

#[test]
fn a_workflow_that_fails_asks_for_nothing() {
    let scene = Scene::new();
    let (one, first) = scene.message("ann");
    let record = effects(vec![one], Ipld::Null);
    let workflow = |wrong: bool| {
        let half = number(if wrong { 3 } else { 4 });
        let numbers = scene.stage.delegation();
        let asks = scene.call("ask", vec![text("value"), record.clone()]);
        let asks = TaskDraft::new(did(&bob()), asks.command().clone(), asks.args().clone());
        let draft = Draft::new()
            .with_task("asks", asks)
            .with_task("half", scene.stage.task(&numbers, "half", vec![half]));
        scene.stage.receive(draft, &[&numbers]).unwrap()
    };
    let job = workflow(false);
    let report = scene.submit(&job);
    assert!(report.is_ok());
    let requested = scene.executor().requested(&job, &report).unwrap();
    assert_eq!(requested.iter().map(|it| *it.id()).collect::<Vec<_>>(), [*first.id()]);
    // The receipt of the task is what it is; the job as a whole did not come about.
    let job = workflow(true);
    let report = scene.submit(&job);
    assert!(!report.is_ok());
    let asks = report.task("asks").unwrap().attested().unwrap();
    assert_eq!(asks.released().effects().fork(), [*first.id()]);
    assert!(scene.executor().requested(&job, &report).unwrap().is_empty());
}

#[test]
fn what_a_secret_task_asks_for_is_kept_apart() {
    let (shared, apart) = (Arc::new(MemoryStore::new()), Arc::new(MemoryStore::new()));
    let stores = Stores::from(Arc::clone(&shared)).with_secrets(Arc::clone(&apart));
    let mut scene = Scene::new();
    scene.stage.executor = ipvm_runtime::Executor::builder(Arc::new(executor_key()), stores)
        .with_clock(Arc::new(Standing(NOW)))
        .build()
        .unwrap();
    scene.executor().publish(guest()).unwrap();
    let (one, first) = scene.message("ann");
    let Ipld::Map(meta) = ipld!({ "ipvm/config": { "secret": true } }) else { panic!("a map") };
    let params = vec![text("value"), effects(vec![one], Ipld::Null)];
    let job = scene.job_with("ask", params, |it| it.with_meta(meta), &[]);
    let report = scene.submit(&job);
    assert!(single(&report).is_secret());
    assert_eq!(Blocks::get(&*shared, first.id()).unwrap(), None);
    assert!(Blocks::get(&*apart, first.id()).unwrap().is_some());
    let requested = scene.executor().requested(&job, &report).unwrap();
    let [request] = &requested[..] else { panic!("{requested:?}") };
    assert!(request.is_secret() && request.is_found());
    assert_eq!((request.task(), request.released()), (None, Some(&first)));
    assert!(!format!("{request:?}").contains("ann"), "{request:?}");
}

#[test]
fn an_address_is_not_permission_to_learn_what_others_ask_for() {
    let scene = Scene::over(store(), |it| it);
    let (one, first) = scene.message("ann");
    scene.submit(&scene.asks(vec![one], Ipld::Null));
    // It is here now, and this job only knows its address.
    let id = *first.id();
    let named = vec![ipld!({ "known": id })];
    let job = scene.asks(named.clone(), Ipld::Null);
    let report = scene.submit(&job);
    let requested = scene.executor().requested(&job, &report).unwrap();
    assert!(!requested[0].is_found(), "{requested:?}");
    // Whoever brings it along has it.
    let block = Block::encode(&first.to_ipld()).unwrap();
    let params = vec![text("value"), effects(named, Ipld::Null)];
    let job = scene.job_with("ask", params, |it| it, &[block]);
    let report = scene.submit(&job);
    let requested = scene.executor().requested(&job, &report).unwrap();
    assert_eq!(requested[0].task(), Some(&first));
    // What is no task is found by nobody.
    let other = Block::encode(&ipld!({ "no": "task" })).unwrap();
    let cid = *other.cid();
    let params = vec![text("value"), effects(vec![ipld!({ "known": cid })], Ipld::Null)];
    let job = scene.job_with("ask", params, |it| it, &[other]);
    let report = scene.submit(&job);
    assert!(!scene.executor().requested(&job, &report).unwrap()[0].is_found());
}
