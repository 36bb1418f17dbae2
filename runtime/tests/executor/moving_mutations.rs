//! Workflows with mutations that move, or stay (ruling O77).

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    ArchiveJobError, Call, ExecutorBuilder, HandlerError, NotCounted, Registration, Subjects,
    store::{Claim, Memo},
};
use ipvm_task::{EffectClass, Fault, WasmCall, wasm_run};
use ipvm_workflow::{Draft, TaskDraft, awaits};
use serde::Deserialize;
use ucan_core::Nonce;
use ucan_invocation::{Outcome, Promise, Task};

use crate::{
    catch::HANDLERS,
    moving::{Place, executed, signed},
    stage::{Moving, NUMBERS, bob, component, did, number},
};

#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Text {
    #[expect(dead_code, reason = "what stands in a mail does not matter here")]
    x: Ipld,
}

fn mail(x: Ipld) -> TaskDraft {
    let args = [("x".to_owned(), x)].into();
    TaskDraft::new(did(&bob()), "/mail/send".parse().unwrap(), args).with_nonce(Nonce::new([1]))
}

fn secret(task: TaskDraft) -> TaskDraft {
    task.with_config(Ipld::Map([("secret".to_owned(), Ipld::Bool(true))].into()))
}

/// Mails that are sent, and counted.
fn sending(sent: &Arc<AtomicUsize>) -> Registration {
    let sent = Arc::clone(sent);
    let send = move |_: Text, _: &Call<'_>| {
        sent.fetch_add(1, Ordering::SeqCst);
        Ok(number(2))
    };
    Registration::mutation("/mail/send".parse().unwrap(), Subjects::only(did(&bob())), send)
}

/// Mails of which nobody knows whether they were sent.
fn losing() -> Registration {
    let send =
        |_: Text, _: &Call<'_>| Err::<Ipld, _>(HandlerError::unknown("Gone", "the line went dead"));
    Registration::mutation("/mail/send".parse().unwrap(), Subjects::only(did(&bob())), send)
}

/// A query that always has another answer, which is good for five seconds.
fn asking(asked: &Arc<AtomicUsize>) -> Registration {
    let asked = Arc::clone(asked);
    let ask = move |_: Nothing, _: &Call<'_>| {
        Ok(number(i128::try_from(asked.fetch_add(1, Ordering::SeqCst)).unwrap()))
    };
    Registration::query("/ask".parse().unwrap(), Subjects::Any, ask)
        .with_lifetime(std::time::Duration::from_secs(5))
}

fn ask() -> TaskDraft {
    let task = TaskDraft::new(did(&bob()), "/ask".parse().unwrap(), [].into());
    task.with_nonce(Nonce::new([1]))
}

fn call(module: Cid, function: &str, params: Vec<Ipld>) -> TaskDraft {
    let call = WasmCall::new(module, function, params);
    TaskDraft::new(did(&bob()), wasm_run(), call.to_args())
}

fn measure(place: &Place) -> TaskDraft {
    call(place.bytes, "length", vec![Ipld::Bytes(vec![1; 40])])
}

/// Runs a workflow at a place.
fn run(place: &Place, draft: Draft) -> ipvm_runtime::JobReport {
    let token = signed(draft, place.executor.did());
    place.run(&place.executor.receive(token.bytes(), &[]).unwrap())
}

/// Nobody knows whether the mail of this workflow was sent, and so it stays.
#[track_caller]
fn stays(place: &Place, draft: Draft) {
    let token = signed(draft, place.executor.did());
    let job = place.executor.receive(token.bytes(), &[]).unwrap();
    let report = place.run(&job);
    let receipt = report.task("send").unwrap().attested().unwrap().released();
    assert_eq!(Fault::of(receipt), Some(Some(Fault::Indeterminate)), "{report:?}");
    let refused = ArchiveJobError::Indeterminate { label: "send".to_owned() };
    assert_eq!(place.executor.archive(&job).unwrap_err(), refused);
}

#[test]
fn a_mutation_that_is_indeterminate_stays_whatever_it_awaits() {
    let place = Place::new(0, |it| it.with_handler(losing())).published();
    let within = Draft::new().with_task("measure", measure(&place));
    stays(&place, within.with_task("send", mail(awaits("measure"))));
}

#[test]
fn a_mutation_that_awaits_a_task_outside_and_is_indeterminate_stays() {
    let place = Place::new(0, |it| it.with_handler(losing())).published();
    let report = run(&place, Draft::new().with_task("measure", measure(&place)));
    let outside = Promise::ok(report.task("measure").unwrap().task).to_ipld();
    stays(&place, Draft::new().with_task("send", mail(outside)));
}

#[test]
fn a_mutation_that_awaits_a_secret_and_is_indeterminate_stays() {
    let place = Place::new(0, |it| it.with_handler(losing())).published();
    let hidden = Draft::new().with_task("measure", secret(measure(&place)));
    stays(&place, hidden.with_task("send", mail(awaits("measure"))));
}

#[test]
fn a_mutation_that_awaits_a_query_with_several_answers_and_is_indeterminate_stays() {
    // Receipts are listed by their CIDs, so that one round would show it half of the time.
    for round in 0..6 {
        let (clock, asked) = (Moving::new(), Arc::new(AtomicUsize::new(round * 100)));
        let place = Place::new(0, |it| {
            it.with_handler(losing())
                .with_handler(asking(&asked))
                .with_clock(Arc::<Moving>::clone(&clock))
        });
        run(&place, Draft::new().with_task("ask", ask()));
        clock.advance(10);
        let draft = Draft::new().with_task("ask", ask());
        stays(&place, draft.with_task("send", mail(awaits("ask"))));
    }
}

#[test]
fn a_mutation_that_awaits_what_was_mended_and_is_indeterminate_stays() {
    let place = Place::new(0, |it| it.with_handler(losing()));
    let numbers = place.executor.publish_component(component(NUMBERS)).unwrap();
    let handlers = place.executor.publish_component(component(HANDLERS)).unwrap();
    let draft = Draft::new()
        .with_task("fails", call(numbers, "half", vec![number(7)]))
        .with_task("send", mail(awaits("fails")))
        .with_catch(call(handlers, "ok", vec![]));
    stays(&place, draft);
}

/// Somebody is at the mail with this text, and has told nothing of it yet.
#[track_caller]
fn stays_while_it_is_sent(place: &Place, draft: Draft, x: i128) {
    let token = signed(draft, place.executor.did());
    let job = place.executor.receive(token.bytes(), &[]).unwrap();
    assert!(place.executor.archive(&job).is_ok());
    let (command, args) = ("/mail/send".parse().unwrap(), [("x".to_owned(), number(x))].into());
    let resolved = Task::new(did(&bob()), command, args, Nonce::new([1])).unwrap();
    let lease = std::time::Duration::from_secs(60);
    let claim = place.store.claim(resolved.id(), EffectClass::Mutation, lease).unwrap();
    let Claim::Won(fence) = claim else { panic!("{claim:?}") };
    let refused = ArchiveJobError::Indeterminate { label: "send".to_owned() };
    assert_eq!(place.executor.archive(&job).unwrap_err(), refused);
    place.store.release(fence).unwrap();
}

#[test]
fn a_mutation_that_was_begun_stays_before_there_is_a_receipt() {
    let sent = Arc::default();
    let place = Place::new(0, |it| it.with_handler(sending(&sent))).published();
    let hidden = || Draft::new().with_task("measure", secret(measure(&place)));
    run(&place, hidden());
    stays_while_it_is_sent(&place, hidden().with_task("send", mail(awaits("measure"))), 40);
    // What was mended is seen as it was mended.
    let numbers = place.executor.publish_component(component(NUMBERS)).unwrap();
    let handlers = place.executor.publish_component(component(HANDLERS)).unwrap();
    let fails = || {
        let fails = call(numbers, "half", vec![number(7)]);
        Draft::new().with_task("fails", fails).with_catch(call(handlers, "ok", vec![]))
    };
    run(&place, fails());
    stays_while_it_is_sent(&place, fails().with_task("send", mail(awaits("fails"))), 70);
}

#[test]
fn a_mutation_whose_promise_is_broken_was_not_begun() {
    let place = Place::new(0, |it| it.with_handler(losing()));
    let numbers = place.executor.publish_component(component(NUMBERS)).unwrap();
    let draft = Draft::new()
        .with_task("fails", call(numbers, "half", vec![number(7)]))
        .with_task("send", mail(awaits("fails")));
    let token = signed(draft, place.executor.did());
    let job = place.executor.receive(token.bytes(), &[]).unwrap();
    place.run(&job);
    assert!(place.executor.archive(&job).is_ok());
}

/// A workflow at a place where mails are sent, whose end was told under a receipt that stays.
#[track_caller]
fn done_here(place: &Place, draft: Draft) {
    let token = signed(draft, place.executor.did());
    let job = place.executor.receive(token.bytes(), &[]).unwrap();
    let report = place.run(&job);
    let receipt = *report.task("send").unwrap().receipt().unwrap();
    let refused = ArchiveJobError::DoneHere { label: "send".to_owned(), receipt };
    assert_eq!(place.executor.archive(&job).unwrap_err(), refused);
}

#[test]
fn a_secret_mutation_that_was_done_stays_with_its_receipt() {
    let sent = Arc::new(AtomicUsize::new(0));
    let place = Place::new(0, |it| it.with_handler(sending(&sent))).published();
    let draft = || Draft::new().with_task("send", secret(mail(number(1))));
    let job = place.executor.receive(signed(draft(), place.executor.did()).bytes(), &[]).unwrap();
    assert!(place.executor.archive(&job).is_ok(), "it was not begun");
    done_here(&place, draft());
    // What is made from a secret is one.
    let draft = Draft::new()
        .with_task("measure", secret(measure(&place)))
        .with_task("send", mail(awaits("measure")));
    done_here(&place, draft);
    assert_eq!(sent.load(Ordering::SeqCst), 2);
}

#[test]
fn a_mutation_that_was_done_for_another_task_stays() {
    let sent = Arc::new(AtomicUsize::new(0));
    let place = Place::new(0, |it| it.with_handler(sending(&sent))).published();
    // Forty bytes were measured, and another workflow says so itself.
    let report = run(&place, Draft::new().with_task("send", mail(number(40))));
    let receipt = *report.task("send").unwrap().receipt().unwrap();
    run(&place, Draft::new().with_task("measure", measure(&place)));
    let draft = Draft::new()
        .with_task("measure", measure(&place))
        .with_task("send", mail(awaits("measure")));
    let token = signed(draft, place.executor.did());
    let job = place.executor.receive(token.bytes(), &[]).unwrap();
    let refused = ArchiveJobError::DoneHere { label: "send".to_owned(), receipt };
    assert_eq!(place.executor.archive(&job).unwrap_err(), refused);
    // Here it is answered from that receipt, with one of its own that goes along.
    assert_eq!(place.run(&job).task("send").unwrap().result(), Some(&Outcome::Ok(number(2))));
    assert!(place.executor.archive(&job).is_ok());
    assert_eq!(sent.load(Ordering::SeqCst), 1);
}

/// Two places with the same handlers and one clock, of which the second trusts the first.
struct Journey {
    clock: Arc<Moving>,
    asked: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
    first: Place,
    second: Place,
}

impl Journey {
    fn new(asked: usize) -> Self {
        let (clock, sent) = (Moving::new(), Arc::default());
        let asked = Arc::new(AtomicUsize::new(asked));
        let handlers = |it: ExecutorBuilder| {
            it.with_handler(asking(&asked))
                .with_handler(sending(&sent))
                .with_clock(Arc::<Moving>::clone(&clock))
        };
        let first = Place::new(0, handlers);
        let second = Place::new(1, |it| handlers(it).trusting(first.executor.did().clone()));
        Self { clock, asked, sent, first, second }
    }

    fn draft() -> Draft {
        Draft::new().with_task("ask", ask()).with_task("send", mail(awaits("ask")))
    }

    /// What comes of the workflow elsewhere so long after it ended, and what was passed over.
    fn moved(&self, seconds: i64) -> (ipvm_runtime::JobReport, Vec<NotCounted>) {
        let token = signed(Self::draft(), self.first.executor.did());
        let job = self.first.executor.receive(token.bytes(), &[]).unwrap();
        assert_eq!(executed(&self.first.run(&job)), ["ask", "send"]);
        let archive = self.first.executor.archive(&job).unwrap();
        self.clock.advance(seconds);
        let token = signed(Self::draft(), self.second.executor.did());
        let archive = archive.addressed_anew(token).unwrap();
        let resumed = self.second.executor.resume(&archive).unwrap();
        let passed_over = resumed.passed_over.into_iter().map(|(_, why)| why).collect();
        (self.second.run(&resumed.job), passed_over)
    }
}

#[test]
fn a_fresh_answer_is_not_passed_over_for_one_that_has_expired() {
    for round in 0..6 {
        let journey = Journey::new(round * 100);
        run(&journey.first, Draft::new().with_task("ask", ask()));
        journey.clock.advance(10);
        let (report, passed_over) = journey.moved(0);
        assert_eq!((executed(&report).len(), passed_over), (0, vec![NotCounted::Expired]));
        assert_eq!(journey.asked.load(Ordering::SeqCst), round * 100 + 2);
        assert_eq!(journey.sent.load(Ordering::SeqCst), 1);
    }
}

#[test]
fn an_answer_that_stands_here_and_has_expired_makes_room() {
    let journey = Journey::new(0);
    run(&journey.second, Draft::new().with_task("ask", ask()));
    journey.clock.advance(10);
    let (report, passed_over) = journey.moved(0);
    assert_eq!((executed(&report).len(), passed_over), (0, vec![]));
    assert_eq!(journey.sent.load(Ordering::SeqCst), 1);
}

#[test]
fn a_mutation_is_not_repeated_because_an_answer_expires_on_the_way() {
    let journey = Journey::new(0);
    let (report, passed_over) = journey.moved(10);
    assert_eq!((executed(&report), passed_over), (vec!["ask"], vec![NotCounted::Expired]));
    assert_eq!(report.task("send").unwrap().result(), Some(&Outcome::Ok(number(2))));
    assert_eq!(journey.asked.load(Ordering::SeqCst), 2);
    assert_eq!(journey.sent.load(Ordering::SeqCst), 1);
}
