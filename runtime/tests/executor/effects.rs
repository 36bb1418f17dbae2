//! Registered handlers: who may call them, what they give, how long it lasts.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    BuildError, Call, Handler, HandlerError, Output, PrepareError, Registration, RegistrationError,
    RunError, Stores, Subjects, TaskError, TaskOutcome,
};
use ipvm_task::{DeclarationError, EffectClass, HandlerDeclaration};
use ipvm_workflow::{Draft, awaits};
use serde::{Deserialize, Serialize};
use ucan_invocation::Outcome;

use crate::stage::{Moving, Stage, alice, did, number, text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    host: String,
}

#[derive(Serialize)]
struct Answer {
    address: String,
    asked: u64,
}

/// A query that counts how often it is asked.
fn resolve(count: &Arc<AtomicUsize>) -> Registration {
    let count = Arc::clone(count);
    let function = move |question: Question, _: &Call<'_>| {
        let asked = count.fetch_add(1, Ordering::SeqCst) + 1;
        if question.host == "nowhere" {
            return Err(HandlerError::failed("NoSuchHost", "it is not known"));
        }
        let asked = u64::try_from(asked).unwrap();
        Ok(Answer { address: format!("address of {}", question.host), asked })
    };
    Registration::query("/dns/resolve".parse().unwrap(), Subjects::Own, function)
}

fn refused(
    stage: &Stage,
    draft: Draft,
    proof: &ucan_core::Envelope<ucan_core::Delegation>,
) -> PrepareError {
    let job = stage.receive(draft, &[proof]).unwrap();
    match stage.executor.submit(&job) {
        Err(RunError::Prepare { error, .. }) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_query_answers_until_its_answer_is_stale() {
    let (count, clock) = (Arc::default(), Moving::new());
    let stage = Stage::with(|it| it.with_handler(resolve(&count)).with_clock(clock.clone()));
    let proof = stage.lent("/dns");
    let draft = || {
        let args = ipld!({ "host": "example.com" });
        Draft::new().with_task("ask", stage.effect(&proof, "/dns/resolve", args, b""))
    };
    let first = stage.run(draft(), &proof);
    let expected = ipld!({ "address": "address of example.com", "asked": 1 });
    assert_eq!(first.task("ask").unwrap().result(), Some(&Outcome::Ok(expected.clone())));
    let receipt = first.task("ask").unwrap().attested().unwrap().released();
    let expiration = receipt.expiration().unwrap();
    assert_eq!(expiration, crate::stage::seconds(crate::stage::NOW + 60));
    clock.advance(60);
    // The workflow itself is at its end as well, so that it is signed for longer next.
    let second = stage.run(draft(), &proof);
    assert_eq!((second.reused(), count.load(Ordering::SeqCst)), (1, 1));
}

#[test]
fn a_stale_answer_is_asked_for_again() {
    let (count, clock) = (Arc::default(), Moving::new());
    let second = std::time::Duration::from_millis(900);
    let registration = resolve(&count).with_lifetime(second);
    let stage = Stage::with(|it| it.with_handler(registration).with_clock(clock.clone()));
    let proof = stage.lent("/dns");
    let draft = || {
        let args = ipld!({ "host": "example.com" });
        Draft::new().with_task("ask", stage.effect(&proof, "/dns/resolve", args, b""))
    };
    let asked = |report: ipvm_runtime::JobReport| match report.task("ask").unwrap().result() {
        Some(Outcome::Ok(Ipld::Map(map))) => map["asked"].clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(asked(stage.run(draft(), &proof)), number(1));
    clock.advance(1);
    assert_eq!(asked(stage.run(draft(), &proof)), number(1));
    clock.advance(1);
    assert_eq!(asked(stage.run(draft(), &proof)), number(2));
}

#[test]
fn an_error_of_the_task_itself_is_no_fault_and_is_kept() {
    let count = Arc::default();
    let stage = Stage::with(|it| it.with_handler(resolve(&count)));
    let proof = stage.lent("/dns");
    let draft = || {
        let args = ipld!({ "host": "nowhere" });
        Draft::new().with_task("ask", stage.effect(&proof, "/dns/resolve", args, b""))
    };
    for executed in [1, 0] {
        let report = stage.run(draft(), &proof);
        assert_eq!(report.executed(), executed);
        let receipt = report.task("ask").unwrap().attested().unwrap().released();
        let error = ipld!({ "name": "NoSuchHost", "message": "it is not known" });
        assert_eq!(receipt.outcome(), &Outcome::Error(error));
        assert!(!receipt.meta().fault);
    }
}

#[test]
fn the_owner_of_another_did_has_no_authority_over_the_executors_things() {
    let count = Arc::default();
    let stage = Stage::with(|it| it.with_handler(resolve(&count)));
    let proof = stage.delegation_with(|it| {
        let (issuer, audience) = (did(&alice()), did(&crate::stage::bob()));
        let subject = it.subject().expect("it has one").clone();
        ucan_core::Delegation::new(
            issuer,
            audience,
            subject,
            "/dns".parse().unwrap(),
            ucan_core::Nonce::new([4]),
        )
    });
    let Ipld::Map(args) = ipld!({ "host": "example.com" }) else { panic!("a map") };
    let command: ucan_core::Command = "/dns/resolve".parse().unwrap();
    let task = ipvm_workflow::TaskDraft::new(did(&alice()), command.clone(), args)
        .with_proofs(vec![*proof.cid()])
        .with_nonce(ucan_core::Nonce::empty());
    let error = refused(&stage, Draft::new().with_task("ask", task), &proof);
    let subject = Box::new(did(&alice()));
    assert_eq!(error, PrepareError::UnknownSubject { command, subject });
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[test]
fn arguments_that_do_not_fit_are_refused_before_anything_is_begun() {
    let count = Arc::default();
    let stage = Stage::with(|it| it.with_handler(resolve(&count)));
    let proof = stage.lent("/dns");
    for args in [ipld!({}), ipld!({ "host": 1 }), ipld!({ "host": "a", "port": 1 })] {
        let draft = Draft::new().with_task("ask", stage.effect(&proof, "/dns/resolve", args, b""));
        match refused(&stage, draft, &proof) {
            PrepareError::Handler(HandlerError::NotDone(failure)) => {
                assert_eq!(failure.name(), "InvalidArguments");
            }
            other => panic!("{other:?}"),
        }
    }
    // The same when they come through a promise.
    let ask = stage.effect(&proof, "/dns/resolve", ipld!({ "host": "example.com" }), b"");
    let args = Ipld::Map([("host".into(), awaits("ask"))].into());
    let more = stage.effect(&proof, "/dns/resolve", args, b"");
    let draft = Draft::new().with_task("ask", ask).with_task("more", more);
    let report = stage.run(draft, &proof);
    match &report.task("more").unwrap().outcome {
        TaskOutcome::Failed { error: TaskError::Refused(PrepareError::Handler(_)) } => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_pure_handler_is_remembered_for_ever() {
    #[derive(Deserialize)]
    struct Pair {
        a: i64,
        b: i64,
    }
    let (count, clock) = (Arc::new(AtomicUsize::new(0)), Moving::new());
    let counted = Arc::clone(&count);
    let sum = Registration::pure(
        "/math/sum".parse().unwrap(),
        Subjects::Any,
        move |pair: Pair, _: &Call<'_>| {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(pair.a + pair.b)
        },
    );
    let stage = Stage::with(|it| it.with_handler(sum).with_clock(clock.clone()));
    let proof = stage.lent("/math");
    let draft = || {
        let args = ipld!({ "a": 2, "b": 40 });
        Draft::new().with_task("sum", stage.effect(&proof, "/math/sum", args, b""))
    };
    for _ in 0..2 {
        let report = stage.run(draft(), &proof);
        let attested = report.task("sum").unwrap().attested().unwrap();
        assert_eq!(attested.outcome(), Some(&Outcome::Ok(number(42))));
        assert_eq!(attested.released().expiration(), None);
        clock.advance(50);
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

/// A handler that does nothing, as something.
struct Nothing;

impl Handler for Nothing {
    fn run(&self, _call: &Call<'_>) -> Result<Output, HandlerError> {
        Ok(Output::from(Ipld::Null))
    }
}

fn declared(command: &str, class: EffectClass, subjects: Subjects) -> Registration {
    let declaration = HandlerDeclaration::new(command.parse().unwrap(), class);
    Registration::new(declaration, subjects, Arc::new(Nothing))
}

#[test]
fn handlers_that_cannot_stand_beside_each_other_are_refused() {
    use EffectClass::{Mutation, Query};
    let build = |registrations: Vec<Registration>| {
        let stores = Stores::from(Arc::new(ipvm_runtime::store::MemoryStore::new()));
        ipvm_runtime::Executor::builder(Arc::new(crate::stage::executor_key()), stores)
            .with_handlers(registrations)
            .build()
            .map(|_| ())
            .map_err(|error| match error {
                BuildError::Handler(error) => error,
                other => panic!("{other:?}"),
            })
    };
    let alices = || Subjects::only(did(&alice()));
    let command: ucan_core::Command = "/x".parse().unwrap();
    assert_eq!(build(vec![declared("/x", Mutation, alices())]), Ok(()));
    // Other subjects of the same command, and the same subject by another word.
    let both = vec![declared("/x", Query, alices()), declared("/x", Query, Subjects::Own)];
    assert_eq!(build(both), Ok(()));
    let own = did(&crate::stage::executor_key());
    let twice =
        vec![declared("/x", Query, Subjects::only(own)), declared("/x", Query, Subjects::Own)];
    assert_eq!(build(twice), Err(RegistrationError::Repeated { command: command.clone() }));
    let otherwise = vec![declared("/x", Query, alices()), declared("/x", Mutation, Subjects::Own)];
    let expected = RegistrationError::DeclaredOtherwise { command: command.clone() };
    assert_eq!(build(otherwise), Err(expected));
    let anybodys = vec![declared("/x", Mutation, Subjects::Any)];
    let expected = DeclarationError::MutationOfAnySubject { command };
    assert_eq!(build(anybodys), Err(RegistrationError::Declaration(expected)));
    let wasm = vec![declared("/wasm/run", Query, Subjects::Own)];
    assert_eq!(build(wasm), Err(RegistrationError::BuiltIn));
}

#[test]
fn content_that_was_not_published_is_not_read_by_a_handler() {
    #[derive(Deserialize)]
    struct Named {
        content: cid::Cid,
    }
    let size = Registration::query(
        "/content/size".parse().unwrap(),
        Subjects::Own,
        |named: Named, call: &Call<'_>| match call.content(&named.content) {
            Ok(block) => Ok(u64::try_from(block.bytes().len()).unwrap()),
            Err(error) => Err(HandlerError::failed("Unavailable", error.to_string())),
        },
    );
    let stage = Stage::with(|it| it.with_handler(size));
    let proof = stage.lent("/content");
    let public = stage.executor.publish(vec![1; 5]).unwrap();
    let private = varsig::Block::raw(vec![2; 6]);
    ipvm_runtime::store::Blocks::put(
        &*stage.store,
        &private,
        ipvm_runtime::store::Visibility::Restricted,
    )
    .unwrap();
    let ask = |content: cid::Cid| {
        let args = Ipld::Map([("content".into(), Ipld::Link(content))].into());
        let task = stage.effect(&proof, "/content/size", args, b"");
        let report = stage.run(Draft::new().with_task("size", task), &proof);
        report.task("size").unwrap().result().unwrap().clone()
    };
    assert_eq!(ask(public), Outcome::Ok(number(5)));
    let Outcome::Error(Ipld::Map(error)) = ask(*private.cid()) else { panic!("it was read") };
    assert_eq!(error["name"], text("Unavailable"));
}

#[test]
fn a_job_has_as_many_effects_as_it_may() {
    let count = Arc::default();
    let stage = Stage::with(|it| it.with_handler(resolve(&count)).with_effects(2));
    let proof = stage.lent("/dns");
    let draft = ["a", "b", "c"].into_iter().fold(Draft::new(), |draft, host| {
        let args = Ipld::Map([("host".into(), text(host))].into());
        draft.with_task(host, stage.effect(&proof, "/dns/resolve", args, b""))
    });
    let report = stage.run(draft, &proof);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let faults: Vec<_> = report
        .tasks
        .iter()
        .filter_map(|task| match task.result() {
            Some(Outcome::Error(error)) => Some(error.clone()),
            _ => None,
        })
        .collect();
    let message = "a job may have 2 effects here, and has had them";
    let expected = ipld!({ "name": "LimitReached", "message": message, "limit": "effects" });
    assert_eq!(faults, [expected]);
}

/// A handler that panics over arguments.
struct Panicking;

impl Handler for Panicking {
    fn accepts(&self, _args: &ucan_invocation::Arguments) -> Result<(), HandlerError> {
        panic!("the handler has a bug")
    }

    fn run(&self, _call: &Call<'_>) -> Result<Output, HandlerError> {
        Ok(Output::from(Ipld::Null))
    }
}

#[test]
fn a_handler_that_panics_over_arguments_does_not_take_them() {
    let declaration = HandlerDeclaration::new("/x".parse().unwrap(), EffectClass::Mutation);
    let registration = Registration::new(declaration, Subjects::Own, Arc::new(Panicking));
    let stage = Stage::with(|it| it.with_handler(registration));
    let proof = stage.lent("/x");
    let draft = Draft::new().with_task("one", stage.effect(&proof, "/x", ipld!({}), b"n"));
    match refused(&stage, draft, &proof) {
        PrepareError::Handler(HandlerError::NotDone(failure)) => {
            assert_eq!(failure.name(), "Panicked");
        }
        other => panic!("{other:?}"),
    }
}
