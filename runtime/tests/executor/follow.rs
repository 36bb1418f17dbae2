//! Following what guests ask for: on whose authority, how far, and once.

use std::{collections::BTreeSet, sync::Arc};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Admission, Asked, Cancellation, Declined, Event, FollowBudget, FollowEnd, FollowError,
    FollowEvent, FollowLimit, FollowedOutcome, Invoker as _, ReceiveError, SignedInvocation,
    SigningInvoker, Stores, TaskOutcome, ThreadEnd,
    store::{Blocks, MemoryStore, Receipts},
};
use ipvm_workflow::{Draft, TaskDraft};
use ucan_core::{Envelope, Nonce, Policy};
use ucan_invocation::{Invocation, Outcome, Task};
use varsig::{Block, Ed25519Signer};

use crate::{
    asking::{
        Scene, World, delegated, effects, equals, guest, job_key, nobody, outcome, quietly,
        signing, task, wanted,
    },
    stage::{NOW, Revoked, Standing, alice, bob, carol, did, executor_key, number, store, text},
};

/// Signs what is asked for with a key and these proofs.
fn signed(
    asked: &Asked<'_>,
    task: Task,
    key: &Ed25519Signer,
    proofs: &[Block],
) -> SignedInvocation {
    let named = proofs.iter().map(|proof| *proof.cid()).collect();
    let invocation = Invocation::new(did(key), task)
        .with_proofs(named)
        .with_audience(asked.executor().clone())
        .with_cause(*asked.request().cause());
    let token = Envelope::sign(invocation, key).unwrap();
    SignedInvocation::new(token.bytes(), proofs.to_vec())
}

fn announce(scene: &Scene, names: &[&str]) -> Vec<Ipld> {
    let names = Ipld::List(names.iter().map(|name| text(name)).collect());
    let mail = text(scene.executor().did().as_str());
    vec![text("hi"), names, mail, Ipld::Bytes(vec![1]), scene.next()]
}

fn count(scene: &Scene, last: i128) -> ipvm_runtime::Job {
    scene.job("count", vec![number(0), number(last), scene.next()])
}

#[test]
fn what_is_proven_runs_and_what_is_not_does_not() {
    let scene = Scene::new();
    let job = scene.job("announce", announce(&scene, &["ann", "mallory"]));
    let mut proofs = scene.lent("/msg/send", &[equals(".to", "ann")]);
    proofs.push(scene.goes_on());
    let followed = scene.follow(&job, &mut signing(&proofs));
    assert_eq!(scene.world.sent(), ["ann: hi"]);
    assert_eq!((followed.end, followed.left.len()), (FollowEnd::Complete, 0));
    assert_eq!(followed.job.result(), Some(&Outcome::Ok(number(2))));
    let ((_, ann), (_, mallory)) = (scene.message("ann"), scene.message("mallory"));
    let ran = followed.task(ann.id()).unwrap();
    assert_eq!((ran.result(), ran.depth), (Some(&Outcome::Ok(text("sent"))), 1));
    assert!(!ran.request.is_join());
    assert_eq!(followed.job.tasks[0].receipt(), Some(ran.request.cause()));
    match outcome(&followed, &mallory) {
        FollowedOutcome::Declined(Declined::NoProof(ucan_core::FindError::NotFound {
            passed_over,
        })) => assert_eq!(passed_over.policy, 1),
        other => panic!("{other:?}"),
    }
    // What is joined goes on with the result.
    let sentence = Outcome::Ok(text("2 messages were asked for"));
    assert_eq!(followed.result(), Some(&sentence));
}

#[test]
fn nothing_runs_because_it_is_asked_for() {
    let scene = Scene::new();
    let job = scene.job("announce", announce(&scene, &["ann", "bob"]));
    let followed = scene.follow(&job, &mut nobody());
    assert!(scene.world.sent().is_empty());
    assert_eq!(followed.end, FollowEnd::Complete);
    assert_eq!(followed.tasks.len(), 3);
    for task in &followed.tasks {
        assert_eq!(task.outcome, FollowedOutcome::Declined(Declined::Unwanted));
    }
    let first = followed.job.tasks[0].task;
    assert!(matches!(followed.thread(&first), ThreadEnd::Unfinished { .. }));
    assert_eq!(followed.result(), None);
}

#[test]
fn the_invocation_names_the_receipt_that_asks_as_its_cause() {
    let scene = Scene::new();
    let (one, first) = scene.message("ann");
    let job = scene.asks(vec![one], Ipld::Null);
    let mut signing = scene.invoker();
    let mut seen = Vec::new();
    let followed = scene.follow(&job, &mut |asked: &Asked<'_>| {
        let signed = signing.invoke(asked)?;
        let token = Envelope::<Invocation>::decode(signed.token()).unwrap();
        let invocation = token.unverified_payload();
        assert_eq!((asked.caller(), asked.executor()), (&did(&bob()), scene.executor().did()));
        assert_eq!(invocation.audience(), Some(scene.executor().did()));
        assert!(invocation.validity().expiration().is_some());
        seen.push((*invocation.task().id(), invocation.cause().copied(), asked.depth()));
        Ok(signed)
    });
    let cause = followed.job.tasks[0].receipt().copied();
    assert_eq!(seen, [(*first.id(), cause, 1)]);
}

#[test]
fn the_authority_of_others_is_not_spent_for_the_caller() {
    let scene = Scene::new();
    let own = scene.executor().did().clone();
    let (one, first) = scene.message("ann");
    let job = scene.asks(vec![one], Ipld::Null);
    // The executor itself; somebody to whom it lent the same; and Bob, who was lent nothing.
    let to_carol = delegated(&executor_key(), &did(&carol()), &own, "/msg/send", Policy::default());
    let to_bob = delegated(&carol(), &did(&job_key()), &own, "/msg/send", Policy::default());
    let chains: [(Ed25519Signer, Vec<Block>); 3] = [
        (executor_key(), vec![]),
        (carol(), vec![to_carol.clone()]),
        (job_key(), vec![to_carol, to_bob]),
    ];
    for (key, proofs) in chains {
        // Each is good for a job of its own.
        let direct = signed_by(&scene, &first, &key, &proofs);
        assert!(scene.executor().receive(&direct, &proofs).is_ok());
        let mut invoker =
            |asked: &Asked<'_>| Ok(signed(asked, asked.task().clone(), &key, &proofs));
        let followed = scene.follow(&job, &mut invoker);
        let (caller, issuer) = (Box::new(did(&bob())), Box::new(did(&key)));
        let refused = FollowError::NotOfCaller { caller, issuer };
        assert_eq!(outcome(&followed, &first), &FollowedOutcome::Refused(refused));
    }
    let mut invoker = |asked: &Asked<'_>| Ok(signed(asked, asked.task().clone(), &bob(), &[]));
    let followed = scene.follow(&job, &mut invoker);
    let refused = FollowedOutcome::Refused(FollowError::Receive(ReceiveError::Prove(
        ucan_invocation::ProveError::Chain(ucan_core::ChainError::NoProofs),
    )));
    assert_eq!(outcome(&followed, &first), &refused);
    assert!(scene.world.sent().is_empty());
    // On Bob's own authority it is done, by himself and by the key of the job.
    let lent = scene.lent("/msg/send", &[]);
    let mut invoker =
        |asked: &Asked<'_>| Ok(signed(asked, asked.task().clone(), &bob(), &lent[..1]));
    scene.follow(&job, &mut invoker);
    assert_eq!(scene.world.sent(), ["ann: hi"]);
}

fn signed_by(scene: &Scene, task: &Task, key: &Ed25519Signer, proofs: &[Block]) -> Vec<u8> {
    let named = proofs.iter().map(|proof| *proof.cid()).collect();
    let invocation = Invocation::new(did(key), task.clone())
        .with_proofs(named)
        .with_audience(scene.executor().did().clone());
    Envelope::sign(invocation, key).unwrap().bytes().to_vec()
}

#[test]
fn the_key_alone_signs_for_nothing() {
    // The worst case: somebody gives the key of the executor away, for a job of its own.
    let scene = Scene::new();
    let own = scene.executor().did().clone();
    let (one, first) = scene.message("ann");
    let call = scene.call("ask", vec![text("value"), effects(vec![one], Ipld::Null)]);
    let task = Task::idempotent(own.clone(), call.command().clone(), call.args().clone()).unwrap();
    let token = signed_by(&scene, &task, &executor_key(), &[]);
    let job = scene.executor().receive(&token, &[]).unwrap();
    let mut invoker = SigningInvoker::new(Arc::new(executor_key()), []).unwrap();
    let followed = scene.follow(&job, &mut invoker);
    let command = "/msg/send".parse().unwrap();
    let declined = FollowedOutcome::Declined(Declined::OwnSubject { command });
    assert_eq!(outcome(&followed, &first), &declined);
    assert!(scene.world.sent().is_empty());
    // It has to be said.
    let mut invoker = invoker.with_own(["/msg".parse().unwrap()]);
    scene.follow(&job, &mut invoker);
    assert_eq!(scene.world.sent(), ["ann: hi"]);
}

#[test]
fn what_is_signed_must_be_what_is_asked_for() {
    let scene = Scene::new();
    let ((one, first), (_, other)) = (scene.message("ann"), scene.message("mallory"));
    let job = scene.asks(vec![one], Ipld::Null);
    let lent = scene.lent("/msg/send", &[]);
    let mut invoker = |asked: &Asked<'_>| Ok(signed(asked, other.clone(), &job_key(), &lent));
    let followed = scene.follow(&job, &mut invoker);
    let (expected, found) = (*first.id(), *other.id());
    let refused = FollowError::OtherTask { expected, found };
    assert_eq!(outcome(&followed, &first), &FollowedOutcome::Refused(refused));
    let mut invoker = |_: &Asked<'_>| Ok(SignedInvocation::new(*b"no token", vec![]));
    let followed = scene.follow(&job, &mut invoker);
    assert!(matches!(
        outcome(&followed, &first),
        FollowedOutcome::Refused(FollowError::Receive(ReceiveError::Decode(_)))
    ));
    assert!(scene.world.sent().is_empty());
}

#[test]
fn a_workflow_that_is_asked_for_is_the_callers_as_a_whole() {
    let scene = Scene::new();
    let own = scene.executor().did().clone();
    let lent = scene.lent("/msg/send", &[]);
    // A workflow of one message: on what Bob was lent, or on the executor's own.
    let sealed = |to: &str, proofs: Vec<Cid>| {
        let args = ipld!({ "to": to, "text": "hi" });
        let Ipld::Map(args) = args else { panic!("arguments are a map") };
        let message = TaskDraft::new(own.clone(), "/msg/send".parse().unwrap(), args)
            .with_proofs(proofs)
            .with_nonce(Nonce::new([1]));
        let draft = Draft::new().with_task("message", message).seal().unwrap();
        draft.invocation(did(&job_key()), own.clone(), Nonce::new([1])).unwrap().task().clone()
    };
    let named: Vec<Cid> = lent.iter().map(|proof| *proof.cid()).collect();
    let bob_did = did(&bob());
    for (workflow, key, runs) in [
        (sealed("ann", named), job_key(), true),
        (sealed("mallory", vec![]), executor_key(), false),
    ] {
        let on = Ipld::Map(workflow.args().clone());
        let asked = wanted(workflow.subject(), "/ipvm/workflow/run", &on, &[1]);
        let job = scene.asks(vec![asked], Ipld::Null);
        // The workflow itself is on the key of the job, and Bob lets it: a chain of its own.
        let to_bob = delegated(&job_key(), &bob_did, &did(&job_key()), "/ipvm", Policy::default());
        let back = delegated(&bob(), &did(&key), &did(&job_key()), "/ipvm", Policy::default());
        let around = [to_bob, back];
        let followed = scene.follow(&job, &mut |asked: &Asked<'_>| {
            let signed = signed(asked, asked.task().clone(), &key, &around);
            let blocks = around.iter().chain(&lent).cloned().collect();
            Ok(SignedInvocation::new(signed.token(), blocks))
        });
        match outcome(&followed, &workflow) {
            FollowedOutcome::Ran(report) => assert!(runs && report.is_ok(), "{report:?}"),
            FollowedOutcome::Refused(FollowError::NotOfCaller { .. }) => assert!(!runs),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(scene.world.sent(), ["ann: hi"]);
}

#[test]
fn authority_that_was_taken_back_is_none() {
    let revoked = Arc::new(Revoked::default());
    let of = Arc::clone(&revoked);
    let scene = Scene::over(store(), |it| it.with_revocations(of));
    let (one, first) = scene.message("ann");
    let job = scene.asks(vec![one], Ipld::Null);
    let mut invoker = scene.invoker();
    revoked.revoke(*scene.lent("/msg/send", &[])[1].cid());
    let followed = scene.follow(&job, &mut invoker);
    assert!(matches!(outcome(&followed, &first), FollowedOutcome::Declined(Declined::NoProof(_))));
    assert!(scene.world.sent().is_empty());
}

#[test]
fn the_key_of_a_job_is_admitted_where_the_caller_is() {
    let admission = Admission::Only(BTreeSet::from([did(&bob())]));
    let scene = Scene::over(store(), |it| it.with_admission(admission));
    let (one, first) = scene.message("ann");
    let job = scene.asks(vec![one], Ipld::Null);
    let followed = scene.follow(&job, &mut scene.invoker());
    assert!(matches!(outcome(&followed, &first), FollowedOutcome::Ran(_)));
    assert_eq!(scene.world.sent(), ["ann: hi"]);
    let token = signed_by(&scene, &first, &job_key(), &scene.lent("/msg/send", &[]));
    let refused = scene.executor().receive(&token, &scene.lent("/msg/send", &[]));
    assert!(matches!(refused, Err(ReceiveError::NotAdmitted { .. })));
}

#[test]
fn a_guest_goes_on_with_what_its_effects_came_to() {
    let scene = Scene::new();
    let names = Ipld::List(["a", "bb", "four"].map(text).into());
    let own = text(scene.executor().did().as_str());
    let job = scene.job("add-up", vec![names, own, scene.next()]);
    let followed = scene.follow(&job, &mut scene.invoker());
    assert_eq!(followed.result(), Some(&Outcome::Ok(number(7))));
    assert_eq!(scene.world.read(), ["a", "bb", "four"]);
    // One of them is not given: what awaits it is not run either.
    let mut some =
        scene.lent("/number/read", &[crate::stage::list([text("not"), equals(".name", "bb")])]);
    some.push(scene.goes_on());
    let scene = Scene::new();
    let followed = scene.follow(&job_of(&scene), &mut signing(&some));
    let (_, declined) = scene.number("bb");
    assert!(matches!(outcome(&followed, &declined), FollowedOutcome::Declined(_)));
    let last = followed.tasks.last().unwrap();
    assert!(last.request.is_join());
    assert_eq!(last.outcome, FollowedOutcome::Awaits { task: *declined.id() });
    assert_eq!((followed.result(), scene.world.read()), (None, vec!["a".into(), "four".into()]));
}

fn job_of(scene: &Scene) -> ipvm_runtime::Job {
    let names = Ipld::List(["a", "bb", "four"].map(text).into());
    let own = text(scene.executor().did().as_str());
    scene.job("add-up", vec![names, own, scene.next()])
}

#[test]
fn the_result_of_a_thread_is_that_of_its_last_receipt() {
    let scene = Scene::new();
    let followed = scene.follow(&count(&scene, 5), &mut scene.invoker());
    assert_eq!(followed.result(), Some(&Outcome::Ok(number(5))));
    let depths: Vec<u32> = followed.tasks.iter().map(|task| task.depth).collect();
    assert_eq!(depths, [1, 2, 3, 4, 5]);
    assert!(followed.tasks.iter().all(|task| task.request.is_join()));
    // In the middle it is the same thread.
    let third = *followed.tasks[2].request.id();
    match followed.thread(&third) {
        ThreadEnd::Ended(attested) => {
            assert_eq!(attested.outcome(), Some(&Outcome::Ok(number(5))));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_guest_that_asks_for_itself_comes_to_an_end() {
    let scene = Scene::new();
    for (budget, limit, done) in [
        (FollowBudget::default().with_depth(3), FollowLimit::Depth, 3),
        (FollowBudget::default().with_tasks(7), FollowLimit::Tasks, 7),
        (FollowBudget::default().with_tasks(0), FollowLimit::Tasks, 0),
        (FollowBudget::default().with_depth(0), FollowLimit::Depth, 0),
    ] {
        let job = count(&scene, 1_000_000);
        let following = scene.executor().follow(&job).with_budget(budget);
        let followed = quietly(following, &mut scene.invoker());
        assert_eq!(followed.end, FollowEnd::Spent(limit));
        assert_eq!(followed.tasks.len(), done);
        let [left] = &followed.left[..] else { panic!("{:?}", followed.left) };
        let next = i128::try_from(done).unwrap() + 1;
        let Some(Ipld::List(params)) = left.task().unwrap().args().get("params") else {
            panic!("{left:?}")
        };
        assert_eq!(params[0], number(next));
        assert_eq!(followed.result(), None);
    }
    // The very same task is not even run again.
    let followed = scene.follow(&scene.job("again", vec![scene.next()]), &mut scene.invoker());
    assert_eq!((followed.end, followed.tasks.len()), (FollowEnd::Complete, 0));
    let first = followed.job.tasks[0].task;
    assert_eq!(followed.thread(&first), ThreadEnd::Circular { task: first });
}

#[test]
fn a_budget_is_for_the_whole_tree() {
    let scene = Scene::new();
    let names: Vec<String> = (0..20).map(|index| format!("{index}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let job = scene.job("announce", announce(&scene, &names));
    let budget = FollowBudget::default().with_tasks(8);
    let followed = quietly(scene.executor().follow(&job).with_budget(budget), &mut scene.invoker());
    assert_eq!(followed.end, FollowEnd::Spent(FollowLimit::Tasks));
    assert_eq!((followed.tasks.len(), followed.left.len()), (8, 13));
    assert_eq!(scene.world.sent().len(), 8);
    // What is left is done when it is asked for again.
    let followed = scene.follow(&job, &mut scene.invoker());
    assert_eq!((followed.end, scene.world.sent().len()), (FollowEnd::Complete, 20));
}

#[test]
fn one_task_is_run_once_whoever_asks_for_it() {
    let scene = Scene::new();
    let ((one, first), (_, second)) = (scene.message("ann"), scene.message("bob"));
    let own = scene.executor().did().clone();
    let asks = |value: &str| {
        let (also, _) = scene.message("bob");
        let call =
            scene.call("ask", vec![text(value), effects(vec![one.clone(), also], Ipld::Null)]);
        TaskDraft::new(did(&bob()), call.command().clone(), call.args().clone())
    };
    let lent = scene.lent("/msg/send", &[]);
    // Two tasks ask for the same two, one of which is a task of the workflow itself.
    let message = TaskDraft::new(own, "/msg/send".parse().unwrap(), second.args().clone())
        .with_proofs(vec![*lent[0].cid()])
        .with_nonce(Nonce::new([1]));
    let draft = Draft::new()
        .with_task("first", asks("first"))
        .with_task("second", asks("second"))
        .with_task("message", message);
    let token = scene.stage.signed(draft);
    let job = scene.executor().receive(token.bytes(), &lent[..1]).unwrap();
    let mut asked = Vec::new();
    let mut invoker = scene.invoker();
    let followed = scene.follow(&job, &mut |it: &Asked<'_>| {
        asked.push(*it.task().id());
        invoker.invoke(it)
    });
    assert_eq!(asked, [*first.id()]);
    assert_eq!((followed.tasks.len(), followed.end), (1, FollowEnd::Complete));
    assert_eq!(scene.world.sent(), ["ann: hi", "bob: hi"]);
    // The receipt of the other is that of the workflow.
    assert!(matches!(followed.thread(second.id()), ThreadEnd::Ended(_)));
}

#[test]
fn what_was_done_is_found_when_the_job_is_followed_again() {
    let world = World::default();
    let kept = store();
    let names = ["ann", "bob", "cat", "dan"];
    // The process ends after the second message: nothing of the first executor is left.
    {
        let scene = Scene::again(Arc::clone(&kept), world.clone(), |it| it);
        let job = scene.job("announce", announce(&scene, &names));
        let cancellation = Cancellation::new();
        let mut signed = 0;
        let mut invoker = scene.invoker();
        let following = scene.executor().follow(&job).with_cancellation(cancellation.clone());
        let followed = quietly(following, &mut |asked: &Asked<'_>| {
            signed += 1;
            if signed == 2 {
                cancellation.cancel();
            }
            invoker.invoke(asked)
        });
        assert_eq!(followed.end, FollowEnd::Cancelled);
        assert!(!followed.left.is_empty() || followed.tasks.len() == 5);
    }
    let before = world.sent().len();
    let scene = Scene::again(kept, world.clone(), |it| it);
    let job = scene.job("announce", announce(&scene, &names));
    let followed = scene.follow(&job, &mut scene.invoker());
    assert_eq!(followed.end, FollowEnd::Complete);
    assert_eq!(world.sent(), ["ann: hi", "bob: hi", "cat: hi", "dan: hi"]);
    let reused = followed.tasks.iter().filter(|task| match &task.outcome {
        FollowedOutcome::Ran(report) => report.reused() == 1,
        _ => false,
    });
    assert!(reused.count() >= before);
    // And once more: everything is known.
    let again = scene.follow(&job, &mut scene.invoker());
    assert_eq!((again.tasks.len(), world.sent().len()), (5, 4));
    for task in &again.tasks {
        let FollowedOutcome::Ran(report) = &task.outcome else { panic!("{task:?}") };
        assert!(matches!(report.tasks[0].outcome, TaskOutcome::Reused { .. }));
    }
    assert_eq!(again.result(), followed.result());
}

#[test]
fn cancelling_reaches_what_runs_and_what_is_asked_for() {
    let scene = Scene::new();
    let job = count(&scene, 1_000_000);
    let cancellation = Cancellation::new();
    let mut ended = 0;
    let following = scene.executor().follow(&job).with_cancellation(cancellation.clone());
    let followed = following.run(&mut scene.invoker(), &mut |event| {
        if matches!(event, FollowEvent::Answered(_)) {
            ended += 1;
            if ended == 4 {
                cancellation.cancel();
            }
        }
    });
    let followed = followed.unwrap();
    assert_eq!(followed.end, FollowEnd::Cancelled);
    assert!((4..7).contains(&followed.tasks.len()), "{}", followed.tasks.len());
    // One that was cancelled before begins nothing.
    let following = scene.executor().follow(&job).with_cancellation(cancellation);
    let followed = quietly(following, &mut nobody());
    assert_eq!((followed.end, followed.tasks.len()), (FollowEnd::Cancelled, 0));
}

#[test]
fn everything_that_happens_is_told_in_order() {
    let scene = Scene::new();
    let job = count(&scene, 2);
    let mut told = Vec::new();
    let followed = scene.executor().follow(&job).run(&mut scene.invoker(), &mut |event| {
        told.push(match event {
            FollowEvent::Job { task, event: Event::Started { .. } } => ("started", task),
            FollowEvent::Job { task, event: Event::Finished(_) } => ("finished", task),
            FollowEvent::Job { task, .. } => ("ended", task),
            FollowEvent::Requested(request) => ("requested", Some(*request.id())),
            FollowEvent::Answered(task) => ("answered", Some(*task.request.id())),
            _ => ("other", None),
        });
    });
    let followed = followed.unwrap();
    let mut expected: Vec<(&str, Option<Cid>)> =
        vec![("started", None), ("finished", None), ("ended", None)];
    for task in &followed.tasks {
        let id = Some(*task.request.id());
        expected.extend([
            ("requested", id),
            ("started", id),
            ("finished", id),
            ("ended", id),
            ("answered", id),
        ]);
    }
    assert_eq!(told, expected);
}

#[test]
fn what_a_secret_task_asks_for_stays_secret() {
    let (shared, apart) = (Arc::new(MemoryStore::new()), Arc::new(MemoryStore::new()));
    let stores = Stores::from(Arc::clone(&shared)).with_secrets(Arc::clone(&apart));
    let mut scene = Scene::new();
    scene.stage.executor = ipvm_runtime::Executor::builder(Arc::new(executor_key()), stores)
        .with_clock(Arc::new(Standing(NOW)))
        .build()
        .unwrap();
    scene.executor().publish(guest()).unwrap();
    let Ipld::Map(meta) = ipld!({ "ipvm/config": { "secret": true } }) else { panic!("a map") };
    let params = vec![number(0), number(2), scene.next()];
    let job = scene.job_with("count", params, |it| it.with_meta(meta), &[]);
    let mut tokens = Vec::new();
    let goes_on = [scene.goes_on()];
    let followed = scene.follow(&job, &mut |asked: &Asked<'_>| {
        assert!(asked.request().is_secret());
        let signed = signed(asked, asked.task().clone(), &job_key(), &goes_on);
        tokens.push(*Block::raw(signed_token(asked, &goes_on)).cid());
        Ok(signed)
    });
    assert_eq!((followed.tasks.len(), followed.result()), (2, None));
    for task in &followed.tasks {
        let attested = task.attested().unwrap();
        assert!(attested.is_secret() && attested.released().meta().secret);
        assert_eq!(Receipts::get(&*shared, attested.cid()).unwrap(), None);
        assert!(Receipts::get(&*apart, attested.cid()).unwrap().is_some());
        assert_eq!(Blocks::get(&*shared, task.request.id()).unwrap(), None);
        assert_eq!(attested.released().meta().computation, None);
    }
    let first = followed.job.tasks[0].task;
    let ThreadEnd::Ended(last) = followed.thread(&first) else { panic!("{followed:?}") };
    assert_eq!(last.released().outcome(), &Outcome::Ok(number(2)));
    // The arguments of what was asked for stand in the tokens.
    for token in tokens {
        let as_token = Cid::new_v1(0x71, *token.hash());
        assert_eq!(Blocks::get(&*shared, &as_token).unwrap(), None);
        assert!(Blocks::get(&*apart, &as_token).unwrap().is_some());
    }
}

fn signed_token(asked: &Asked<'_>, proofs: &[Block]) -> Vec<u8> {
    let named = proofs.iter().map(|proof| *proof.cid()).collect();
    let invocation = Invocation::new(did(&job_key()), asked.task().clone())
        .with_proofs(named)
        .with_audience(asked.executor().clone())
        .with_cause(*asked.request().cause());
    Envelope::sign(invocation, &job_key()).unwrap().bytes().to_vec()
}

#[test]
fn what_was_named_is_found_once_somebody_spells_it_out() {
    let scene = Scene::new();
    let (one, first) = scene.message("ann");
    let id = *first.id();
    let call = |value: &str, fork: Vec<Ipld>| {
        let call = scene.call("ask", vec![text(value), effects(fork, Ipld::Null)]);
        let args = Ipld::Map(call.args().clone());
        wanted(&did(&bob()), "/wasm/run", &args, &[])
    };
    // First it is only named; then a guest that is asked for asks for it in full.
    let job = scene.asks(vec![ipld!({ "known": id })], call("next", vec![one]));
    let followed = scene.follow(&job, &mut scene.invoker());
    let outcomes: Vec<_> = followed
        .tasks
        .iter()
        .filter(|task| *task.request.id() == id)
        .map(|task| matches!(task.outcome, FollowedOutcome::Unknown))
        .collect();
    assert_eq!((outcomes, scene.world.sent()), (vec![true, false], vec!["ann: hi".to_owned()]));
    assert!(matches!(outcome(&followed, &first), FollowedOutcome::Ran(_)));
}

#[test]
fn content_that_came_with_the_job_is_there_for_what_it_asks_for() {
    let scene = Scene::new();
    // Not published: it comes along. (A store of its own, where nobody published it.)
    let executor = ipvm_runtime::Executor::builder(
        Arc::new(executor_key()),
        Stores::from(Arc::new(MemoryStore::new())),
    )
    .with_clock(Arc::new(Standing(NOW)))
    .build()
    .unwrap();
    let token = signed_by(
        &scene,
        &scene.call("count", vec![number(0), number(2), scene.next()]),
        &bob(),
        &[],
    );
    let job = executor.receive(&token, &[Block::raw(guest())]).unwrap();
    let followed = quietly(executor.follow(&job), &mut scene.invoker());
    assert_eq!(followed.result(), Some(&Outcome::Ok(number(2))));
}

#[test]
fn a_task_that_fails_ends_its_thread_and_nothing_else() {
    let scene = Scene::new();
    let (one, _) = scene.message("ann");
    let fails =
        scene.call("ask-or-fail", vec![ipld!({ "error": "no" }), effects(vec![], Ipld::Null)]);
    let args = Ipld::Map(fails.args().clone());
    let job = scene.asks(vec![one], wanted(&did(&bob()), "/wasm/run", &args, &[]));
    let followed = scene.follow(&job, &mut scene.invoker());
    assert_eq!(followed.result(), Some(&Outcome::Error(text("no"))));
    assert_eq!(
        (followed.end, scene.world.sent()),
        (FollowEnd::Complete, vec!["ann: hi".to_owned()])
    );
    let unknown = task(&did(&alice()), "/nobody/knows", &ipld!({}), &[]);
    let asked = wanted(&did(&bob()), "/nobody/knows", &ipld!({}), &[]);
    let job = scene.asks(vec![asked], Ipld::Null);
    let own = ["/nobody".parse().unwrap()];
    let mut invoker = SigningInvoker::new(Arc::new(bob()), []).unwrap().with_own(own);
    let followed = scene.follow(&job, &mut invoker);
    assert!(matches!(
        &followed.tasks[0].outcome,
        FollowedOutcome::Refused(FollowError::Run(ipvm_runtime::RunError::Prepare { .. }))
    ));
    assert!(followed.task(unknown.id()).is_none());
}

#[test]
fn it_works_on_a_thread_of_the_executor_itself() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    let pool = Arc::new(pool.build().unwrap());
    let scene = Scene::over(store(), |it| it.with_pool(pool));
    let followed = scene.follow(&count(&scene, 3), &mut scene.invoker());
    assert_eq!(followed.result(), Some(&Outcome::Ok(number(3))));
}
