//! Results in the place of promises.

use std::collections::BTreeSet;

use ipld_core::ipld::Ipld;
use ucan_invocation::{Arguments, Branch, Outcome, Promise};
use ucan_pipeline::{BranchMismatch, ResolveError, Settled, Step, resolve};

use crate::stage::{arguments, error, map, now, ok, receipt, settled, task, text, us};

fn message(value: Ipld) -> Arguments {
    arguments(&[("message", value), ("to", text("alice@example.com"))])
}

#[test]
fn says_what_it_needs_until_everything_is_there() {
    let (a, b) = (task("a"), task("b"));
    let args = message(Ipld::List(vec![Promise::ok(a).to_ipld(), Promise::any(b).to_ipld()]));
    assert_eq!(resolve(&args, &Settled::new()), Ok(Step::Need(BTreeSet::from([a, b]))));
    // Also where one has ended on the other branch already: what is said in the end must
    // not depend on what came first.
    let known = settled(&[(a, error("no"))]);
    assert_eq!(resolve(&args, &known), Ok(Step::Need(BTreeSet::from([b]))));
}

#[test]
fn inlines_the_value_of_the_awaited_branch() {
    let a = task("a");
    for (promise, outcome) in [(Promise::ok(a), ok("hello")), (Promise::error(a), error("hello"))] {
        let step = resolve(&message(promise.to_ipld()), &settled(&[(a, outcome)]));
        assert_eq!(step, Ok(Step::Ready(message(text("hello")))));
    }
}

#[test]
fn inlines_the_whole_result_for_either_branch() {
    let a = task("a");
    for (outcome, tag) in [(ok("hello"), "ok"), (error("hello"), "error")] {
        let step = resolve(&message(Promise::any(a).to_ipld()), &settled(&[(a, outcome)]));
        assert_eq!(step, Ok(Step::Ready(message(map(&[(tag, text("hello"))])))));
    }
}

#[test]
fn the_other_branch_is_a_mismatch_that_names_the_receipt() {
    let a = task("a");
    for (promise, outcome, expected, got) in [
        (Promise::ok(a), error("divided by zero"), Branch::Ok, Branch::Error),
        (Promise::error(a), ok("hello"), Branch::Error, Branch::Ok),
    ] {
        let receipt = receipt(a, outcome);
        let mut known = Settled::new();
        known.admit(&receipt, &us(), now()).unwrap();
        let mismatch = BranchMismatch { expected, got, from: *receipt.cid() };
        let step = resolve(&message(promise.to_ipld()), &known);
        assert_eq!(step, Ok(Step::BranchMismatch(mismatch)));
        assert_eq!(BranchMismatch::of(&mismatch.to_outcome()), Some(mismatch));
        let Ipld::Map(value) = mismatch.to_ipld() else { panic!("not a map") };
        assert_eq!(value["name"], text("BranchMismatch"));
        assert_eq!(value["expected"], text(&expected.to_string()));
        assert_eq!(value["got"], text(&got.to_string()));
        assert_eq!(value["from"], Ipld::Link(*receipt.cid()));
        assert!(matches!(value["message"], Ipld::String(_)));
    }
}

#[test]
fn only_the_error_of_a_mismatch_reads_as_one() {
    let from = task("a");
    let mismatch = BranchMismatch { expected: Branch::Ok, got: Branch::Error, from };
    let with = |key: &str, value: Ipld| {
        let Ipld::Map(mut map) = mismatch.to_ipld() else { panic!("not a map") };
        map.insert(key.into(), value);
        Outcome::Error(Ipld::Map(map))
    };
    assert_eq!(BranchMismatch::of(&with("message", text("other words"))), Some(mismatch));
    for outcome in [
        with("name", text("Other")),
        with("got", text("ok")),
        with("got", text("OK")),
        with("from", text("a")),
        Outcome::Ok(mismatch.to_ipld()),
        error("BranchMismatch"),
    ] {
        assert_eq!(BranchMismatch::of(&outcome), None, "{outcome:?}");
    }
}

#[test]
fn of_several_on_the_wrong_branch_the_first_by_place_is_named() {
    let (a, b) = (task("a"), task("b"));
    let known = settled(&[(a, error("no")), (b, error("no"))]);
    let args = arguments(&[("y", Promise::ok(a).to_ipld()), ("x", Promise::ok(b).to_ipld())]);
    let (from, _) = known.get(&b).unwrap();
    let mismatch = BranchMismatch { expected: Branch::Ok, got: Branch::Error, from: *from };
    assert_eq!(resolve(&args, &known), Ok(Step::BranchMismatch(mismatch)));
}

#[test]
fn arguments_as_a_whole_are_no_promise() {
    let a = task("a");
    let Ipld::Map(args) = Promise::ok(a).to_ipld() else { panic!("not a map") };
    assert_eq!(resolve(&args, &settled(&[(a, ok("x"))])), Err(ResolveError::ArgsArePromise));
}

#[test]
fn an_output_that_holds_a_promise_is_refused_at_any_depth() {
    let (a, b) = (task("a"), task("b"));
    let promise = Promise::ok(b).to_ipld();
    for output in [
        promise.clone(),
        Ipld::List(vec![Ipld::Null, promise.clone()]),
        map(&[("x", map(&[("y", Ipld::List(vec![promise.clone()]))]))]),
    ] {
        for (promise, outcome) in [
            (Promise::ok(a), Outcome::Ok(output.clone())),
            (Promise::error(a), Outcome::Error(output.clone())),
            (Promise::any(a), Outcome::Ok(output.clone())),
        ] {
            let step = resolve(&message(promise.to_ipld()), &settled(&[(a, outcome)]));
            assert_eq!(step, Err(ResolveError::OutputHoldsPromise { task: a }));
        }
    }
}

#[test]
fn an_output_that_is_not_put_in_place_may_hold_anything() {
    // The branch is asked first: a mismatch has to be told, whatever the value is.
    let (a, b) = (task("a"), task("b"));
    let known = settled(&[(a, Outcome::Error(Promise::ok(b).to_ipld()))]);
    let step = resolve(&message(Promise::ok(a).to_ipld()), &known);
    assert!(matches!(step, Ok(Step::BranchMismatch(_))), "{step:?}");
}

#[test]
fn a_result_must_not_make_a_promise_of_what_stands_around_it() {
    let (a, b) = (task("a"), task("b"));
    let link = settled(&[(a, Outcome::Ok(Ipld::Link(b)))]);
    let inner = Promise::ok(a).to_ipld();
    let refused = |args: Arguments, place: &str| {
        let Err(ResolveError::MakesPromise { task, place: found }) = resolve(&args, &link) else {
            panic!("not refused");
        };
        assert_eq!((task, found.to_string().as_str()), (a, place));
    };
    refused(message(map(&[("await/ok", inner.clone())])), ".message[\"await/ok\"]");
    refused(
        message(Ipld::List(vec![map(&[("await/*", inner.clone())])])),
        ".message[0][\"await/*\"]",
    );
    refused(arguments(&[("await/error", inner.clone())]), ".[\"await/error\"]");

    // A link in any other place is a link, and data in that place is data.
    let args = |value: Ipld| message(map(&[("x", value.clone()), ("await/ok", value.clone())]));
    assert_eq!(resolve(&args(inner.clone()), &link), Ok(Step::Ready(args(Ipld::Link(b)))));
    let args = |value: Ipld| message(map(&[("await/ok", value)]));
    let known = settled(&[(a, ok("hello"))]);
    assert_eq!(resolve(&args(inner), &known), Ok(Step::Ready(args(text("hello")))));
    let tagged = map(&[("ok", Ipld::Link(b))]);
    assert_eq!(resolve(&args(Promise::any(a).to_ipld()), &link), Ok(Step::Ready(args(tagged))));
}
