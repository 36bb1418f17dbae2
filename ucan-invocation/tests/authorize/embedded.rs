//! Tasks inside of the arguments of an invocation, as those of a workflow are.

use std::collections::BTreeSet;

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{
    ChainError, Delegation, FieldError, FieldRule, Meta, Proofs, Verified, policy::Budget,
};
use ucan_invocation::{Arguments, AuthorizeError, Invocation, ProveError, Proven};

use crate::parties::{
    NOW, Party, at, at_hand, authorize, exactly, four, policy, proof_rule, prove, refused, task,
    unsatisfied,
};

/// A task of Alice's inside of the arguments of an invocation of Bob's.
fn inside(alice: &Party, proofs: &[&Verified<Delegation>], arguments: Ipld) -> Ipld {
    let proofs = proofs.iter().map(|proof| Ipld::Link(*proof.cid())).collect();
    let Ipld::Map(mut map) = task(alice, arguments).to_ipld() else { panic!("a task is a map") };
    map.insert("prf".into(), Ipld::List(proofs));
    Ipld::Map(map)
}

/// What Bob asks Carol for, for 20 seconds.
fn around(bob: &Party, carol: &Party, first: Ipld) -> Proven {
    let workflow = task(bob, ipld!({ "tasks": { "first": first } }));
    let invocation = Invocation::new(bob.did.clone(), workflow)
        .with_audience(carol.did.clone())
        .with_meta(Meta::from([("outer".into(), Ipld::Null)]))
        .with_expiration(at(NOW + 20));
    prove(&bob.asks(invocation), &[]).expect("proven")
}

const FIRST: &[&str] = &["tasks", "first"];

#[test]
fn a_task_inside_of_the_arguments_has_its_own_chain_to_the_issuer_around_it() {
    let [alice, bob, carol, _] = four();
    let proof = alice.delegates(&bob, &alice);
    let proof = alice.signs(proof.with_policy(policy(ipld!([["==", ".n", 5]]))));
    let mut first = inside(&alice, &[&proof], ipld!({ "n": 5 }));
    if let Ipld::Map(map) = &mut first {
        map.insert("meta".into(), ipld!({ "inner": 1 }));
    }
    let outer = around(&bob, &carol, first);
    let inner = outer.embedded(FIRST, &at_hand(&[&proof]), &exactly(NOW)).unwrap();
    assert_eq!(inner.task(), &task(&alice, ipld!({ "n": 5 })));
    assert_eq!(inner.issuer(), &bob.did);
    assert_eq!(inner.executor(), &carol.did);
    assert_eq!(inner.token(), outer.token());
    assert_eq!(inner.meta(), &Meta::from([("inner".into(), Ipld::Integer(1))]));
    authorize(&inner, ipld!({ "n": 5 })).unwrap();
    assert_eq!(
        refused(&inner, ipld!({ "n": 6 })),
        AuthorizeError::NotAResolution { path: "n".into() }
    );
}

#[test]
fn the_policies_on_a_task_inside_are_judged() {
    let [alice, bob, carol, _] = four();
    let proof = alice.delegates(&bob, &alice);
    let proof = alice.signs(proof.with_policy(policy(ipld!([["==", ".n", 5]]))));
    let outer = around(&bob, &carol, inside(&alice, &[&proof], ipld!({ "n": 6 })));
    let inner = outer.embedded(FIRST, &at_hand(&[&proof]), &exactly(NOW)).unwrap();
    assert_eq!(proof_rule(refused(&inner, ipld!({ "n": 6 }))), (0, *proof.cid(), unsatisfied(0)));
}

#[test]
fn a_task_inside_without_authority_is_refused() {
    let [alice, bob, carol, mallory] = four();
    let embedded = |proofs: &[&Verified<Delegation>]| {
        around(&bob, &carol, inside(&alice, proofs, ipld!({})))
            .embedded(FIRST, &at_hand(proofs), &exactly(NOW))
            .map(|_| ())
    };
    assert_eq!(embedded(&[]), Err(ProveError::Chain(ChainError::NoProofs)));
    let to_mallory = alice.signs(alice.delegates(&mallory, &alice));
    assert_eq!(
        embedded(&[&to_mallory]),
        Err(ProveError::Chain(ChainError::FinalAudience {
            delegated_to: mallory.did.clone(),
            issuer: bob.did.clone(),
        }))
    );
    // The executor has no authority by being the executor.
    let to_carol = alice.signs(alice.delegates(&carol, &alice));
    assert_eq!(
        embedded(&[&to_carol]),
        Err(ProveError::Chain(ChainError::FinalAudience {
            delegated_to: carol.did.clone(),
            issuer: bob.did.clone(),
        }))
    );
}

#[test]
fn a_task_inside_expires_with_the_invocation_around_it() {
    let [_, bob, carol, _] = four();
    let outer = around(&bob, &carol, inside(&bob, &[], ipld!({})));
    let expired = |now| ChainError::Expired { expiration: at(NOW + 20), now: at(now) };
    let embedded = |now| outer.embedded(FIRST, &Proofs::new(), &exactly(now));
    let inner = embedded(NOW + 20).unwrap();
    assert_eq!(embedded(NOW + 21).unwrap_err(), ProveError::Chain(expired(NOW + 21)));
    assert_eq!(
        inner.authorize(Arguments::new(), &exactly(NOW + 21), &mut Budget::default()).unwrap_err(),
        AuthorizeError::Chain(expired(NOW + 21))
    );
}

#[test]
fn a_task_inside_is_revoked_with_the_invocation_around_it() {
    let [_, bob, carol, _] = four();
    let outer = around(&bob, &carol, inside(&bob, &[], ipld!({})));
    let inner = outer.embedded(FIRST, &Proofs::new(), &exactly(NOW)).unwrap();
    let revocations = BTreeSet::from([(*outer.token(), bob.did.clone())]);
    let check = exactly(NOW).with_revocations(&revocations);
    let revoked =
        ChainError::Revoked { index: None, cid: *outer.token(), revoker: bob.did.clone() };
    assert_eq!(
        outer.embedded(FIRST, &Proofs::new(), &check).unwrap_err(),
        ProveError::Chain(revoked.clone())
    );
    assert_eq!(
        inner.authorize(Arguments::new(), &check, &mut Budget::default()).unwrap_err(),
        AuthorizeError::Chain(revoked)
    );
}

#[test]
fn a_task_inside_ends_when_the_authority_for_the_invocation_around_it_does() {
    // Bob may ask for things on Alice's behalf for ten seconds, and does so for a
    // task of his own inside.
    let [alice, bob, ..] = four();
    let proof = alice.delegates(&bob, &alice).with_expiration(at(NOW + 10));
    let proof = alice.signs(proof);
    let workflow = task(&alice, ipld!({ "tasks": { "first": inside(&bob, &[], ipld!({})) } }));
    let outer = prove(&bob.asks_for(workflow, &[&proof]), &[&proof]).unwrap();
    let inner = outer.embedded(FIRST, &at_hand(&[&proof]), &exactly(NOW)).unwrap();
    inner
        .authorize(Arguments::new(), &exactly(NOW + 11), &mut Budget::default())
        .expect_err("the delegation behind the invocation has expired");

    let revocations = BTreeSet::from([(*proof.cid(), alice.did.clone())]);
    let check = exactly(NOW).with_revocations(&revocations);
    inner
        .authorize(Arguments::new(), &check, &mut Budget::default())
        .expect_err("the delegation behind the invocation was revoked");
}

#[test]
fn a_path_to_nothing_holds_no_task() {
    let [_, bob, carol, _] = four();
    let outer = around(&bob, &carol, inside(&bob, &[], ipld!({})));
    for path in [
        &[][..],
        &["first"],
        &["tasks", "second"],
        &["tasks", "first", "none"],
        &["tasks", "first", "cmd", "deeper"],
        &["tasks", "first", "prf", "0"],
    ] {
        assert_eq!(
            outer.embedded(path, &Proofs::new(), &exactly(NOW)).unwrap_err(),
            ProveError::NoTaskThere,
            "{path:?}"
        );
    }
}

#[test]
fn what_stands_there_must_be_a_task_and_nothing_more() {
    let [_, bob, carol, _] = four();
    let field_error = |first: Ipld, path: &[&str]| {
        let outer = around(&bob, &carol, first);
        match outer.embedded(path, &Proofs::new(), &exactly(NOW)).unwrap_err() {
            ProveError::Field(FieldError { field, rule, .. }) => (field, rule),
            other => panic!("{other:?}"),
        }
    };
    let with = |name: &str, value: Option<Ipld>| {
        let Ipld::Map(mut map) = inside(&bob, &[], ipld!({})) else { panic!("a task is a map") };
        match value {
            Some(value) => map.insert(name.into(), value),
            None => map.remove(name),
        };
        Ipld::Map(map)
    };
    for name in ["sub", "cmd", "args", "nonce", "prf"] {
        assert_eq!(field_error(with(name, None), FIRST), (name.into(), FieldRule::Missing));
    }
    for name in ["iss", "aud", "exp", "catch"] {
        let first = with(name, Some(Ipld::Null));
        assert_eq!(field_error(first, FIRST), (name.into(), FieldRule::Unknown));
    }
    let kind = |expected, found| FieldRule::Kind { expected, found };
    let first = with("meta", Some(Ipld::Null));
    assert_eq!(field_error(first, FIRST), ("meta".into(), kind("map", "null")));
    assert_eq!(field_error(ipld!(7), FIRST), ("first".into(), kind("map", "integer")));
    let whole = with("x", None);
    assert_eq!(field_error(whole, &["tasks"]), ("sub".into(), FieldRule::Missing));
}
