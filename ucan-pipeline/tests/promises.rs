//! Resolution of promises: the happy path, the other branch, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Did, Timestamp};
use ucan_invocation::{Arguments, Attestation, Branch, Outcome, Promise, Receipt};
use ucan_pipeline::{
    BranchMismatch, MAX_SUBSTITUTED, NotTrusted, ResolveError, Settled, Step, Trust, awaited,
    resolve,
};
use varsig::{Block, Ed25519Signer};

fn executor() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[9; 32])
}

fn task(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

fn receipt(ran: Cid, outcome: Outcome) -> Receipt {
    Attestation::new(ran, outcome, Timestamp::EPOCH).sign(&executor()).unwrap()
}

fn settled(results: &[(Cid, Outcome)]) -> Settled {
    let trust = Trust::new([Did::from_signer(&executor())]);
    let mut settled = Settled::default();
    for (ran, outcome) in results {
        settled.admit(&receipt(*ran, outcome.clone()), &trust).unwrap();
    }
    settled
}

fn text(text: &str) -> Ipld {
    Ipld::String(text.into())
}

fn args(value: Ipld) -> Arguments {
    Arguments::from([("message".to_string(), value), ("to".to_string(), text("alice"))])
}

#[test]
fn finds_awaits_at_any_depth_and_says_what_it_needs() {
    let (a, b) = (task("a"), task("b"));
    let deep = Ipld::List(vec![
        Ipld::Map(BTreeMap::from([("x".into(), Promise::error(a).to_ipld())])),
        Promise::any(b).to_ipld(),
    ]);
    assert_eq!(awaited(&args(deep.clone())), BTreeSet::from([a, b]));
    let known = settled(&[(a, Outcome::Ok(Ipld::Null))]);
    assert_eq!(resolve(&args(deep), &known), Ok(Step::Need(BTreeSet::from([b]))));
}

#[test]
fn inlines_the_value_of_the_awaited_branch() {
    let a = task("a");
    let known = settled(&[(a, Outcome::Ok(text("hello")))]);
    assert_eq!(
        resolve(&args(Promise::ok(a).to_ipld()), &known),
        Ok(Step::Ready(args(text("hello"))))
    );
    let failed = settled(&[(a, Outcome::Error(text("no")))]);
    assert_eq!(
        resolve(&args(Promise::error(a).to_ipld()), &failed),
        Ok(Step::Ready(args(text("no"))))
    );
}

#[test]
fn inlines_the_whole_result_for_either_branch() {
    let a = task("a");
    let known = settled(&[(a, Outcome::Ok(text("hello")))]);
    let whole = Ipld::Map(BTreeMap::from([("ok".into(), text("hello"))]));
    assert_eq!(resolve(&args(Promise::any(a).to_ipld()), &known), Ok(Step::Ready(args(whole))));
}

#[test]
fn the_other_branch_is_a_mismatch_that_names_the_receipt() {
    let a = task("a");
    let failed = receipt(a, Outcome::Error(text("divided by zero")));
    let mut known = Settled::default();
    known.admit(&failed, &Trust::new([failed.executor().clone()])).unwrap();
    let mismatch = BranchMismatch { expected: Branch::Ok, got: Branch::Error, from: *failed.cid() };
    assert_eq!(
        resolve(&args(Promise::ok(a).to_ipld()), &known),
        Ok(Step::BranchMismatch(mismatch))
    );
    let Ipld::Map(value) = mismatch.to_ipld() else { panic!("not a map") };
    assert_eq!(value["expected"], text("ok"));
    assert_eq!(value["got"], text("error"));
    assert_eq!(value["from"], Ipld::Link(*failed.cid()));
    assert_eq!(value["name"], text("BranchMismatch"));
}

#[test]
fn an_output_that_looks_like_a_promise_is_refused() {
    let (a, b) = (task("a"), task("b"));
    let sly = Outcome::Ok(Ipld::List(vec![Promise::ok(b).to_ipld()]));
    assert_eq!(
        resolve(&args(Promise::ok(a).to_ipld()), &settled(&[(a, sly)])),
        Err(ResolveError::OutputHoldsPromise { task: a })
    );
}

#[test]
fn a_small_document_cannot_ask_for_any_amount_of_memory() {
    let a = task("a");
    let known = settled(&[(a, Outcome::Ok(Ipld::Bytes(vec![0; 1 << 20])))]);
    let times = |count| {
        let promises = Ipld::List(vec![Promise::ok(a).to_ipld(); count]);
        // Nested, so that the sum is seen to be over everything.
        resolve(&args(Ipld::List(vec![promises.clone(), promises])), &known)
    };
    assert!(matches!(times(10), Ok(Step::Ready(_))));
    assert_eq!(times(128), Err(ResolveError::TooLarge { limit: MAX_SUBSTITUTED }));
    assert_eq!(times(10_000), Err(ResolveError::TooLarge { limit: MAX_SUBSTITUTED }));
}

#[test]
fn the_receipt_of_a_stranger_does_not_count() {
    let stranger = Ed25519Signer::from_seed(&[8; 32]);
    let receipt = Attestation::new(task("a"), Outcome::Ok(Ipld::Null), Timestamp::EPOCH)
        .sign(&stranger)
        .unwrap();
    let mut known = Settled::default();
    let trust = Trust::new([Did::from_signer(&executor())]);
    assert_eq!(
        known.admit(&receipt, &trust),
        Err(NotTrusted { executor: Did::from_signer(&stranger) })
    );
    assert!(known.get(&task("a")).is_none());
}
