//! Policies, promises, time and executors (rulings P3, P5, P7).

use std::collections::BTreeSet;

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{
    ChainError, Meta, ProofRule, Verified,
    policy::{Budget, PolicyFailure},
};
use ucan_invocation::{Arguments, AuthorizeError, Invocation, Promise, ProveError, Proven};
use varsig::Block;

use crate::parties::{
    NOW, Party, args, at, at_hand, authorize, exactly, four, own, policy, proof_rule, prove,
    refused, task, unsatisfied,
};

#[test]
fn what_is_authorised_is_what_was_asked_for() {
    let [alice, bob, carol, _] = four();
    let proof = alice.signs(alice.delegates(&bob, &alice));
    let meta = Meta::from([("fuel".into(), Ipld::Integer(7))]);
    let written = task(&alice, ipld!({ "to": "bob" }));
    let token = bob.asks(
        Invocation::new(bob.did.clone(), written.clone())
            .with_audience(carol.did.clone())
            .with_proofs(vec![*proof.cid()])
            .with_meta(meta.clone()),
    );
    let proven = prove(&token, &[&proof]).unwrap();
    assert_eq!(proven.chain().proofs().collect::<Vec<_>>(), [proof.cid()]);
    let authorized = authorize(&proven, ipld!({ "to": "bob" })).unwrap();
    assert_eq!(authorized.task(), &written);
    assert_eq!(authorized.resolved(), &written);
    assert_eq!(authorized.issuer(), &bob.did);
    assert_eq!(authorized.executor(), &carol.did);
    assert_eq!(authorized.meta(), &meta);
    assert_eq!(authorized.token(), token.cid());
}

#[test]
fn the_executor_is_the_audience_or_else_the_subject() {
    let [alice, bob, carol, mallory] = four();
    let proof = alice.signs(alice.delegates(&bob, &alice));
    let asked = |audience: Option<&Party>| {
        let invocation = Invocation::new(bob.did.clone(), task(&alice, ipld!({})))
            .with_proofs(vec![*proof.cid()]);
        bob.asks(match audience {
            Some(audience) => invocation.with_audience(audience.did.clone()),
            None => invocation,
        })
    };
    let received = |token: &Verified<Invocation>, us: Option<&Party>| {
        let us = us.map(|us| &us.did);
        Proven::prove(token, &at_hand(&[&proof]), &exactly(NOW), us)
            .map(|proven| proven.executor().clone())
    };
    let not_for = |named: &Party, us: &Party| {
        Err(ProveError::NotForUs { named: named.did.clone(), us: us.did.clone() })
    };

    let implied = asked(None);
    assert_eq!(received(&implied, Some(&alice)), Ok(alice.did.clone()));
    assert_eq!(received(&implied, Some(&mallory)), not_for(&alice, &mallory));
    // Brokered: Carol runs it, although it is about Alice.
    let brokered = asked(Some(&carol));
    assert_eq!(received(&brokered, Some(&carol)), Ok(carol.did.clone()));
    assert_eq!(received(&brokered, Some(&alice)), not_for(&carol, &alice));
    // Nobody said who is asked: the check is skipped.
    assert_eq!(received(&brokered, None), Ok(carol.did.clone()));
}

#[test]
fn a_chain_that_does_not_carry_the_authority_is_refused() {
    let [alice, bob, ..] = four();
    let token = bob.asks_for(task(&alice, ipld!({})), &[]);
    assert_eq!(prove(&token, &[]).unwrap_err(), ProveError::Chain(ChainError::NoProofs));
    let proof = alice.signs(alice.delegates(&bob, &alice));
    let token = bob.asks_for(task(&alice, ipld!({})), &[&proof]);
    assert_eq!(
        prove(&token, &[]).unwrap_err(),
        ProveError::Chain(ChainError::UnavailableProof { index: 0, cid: *proof.cid() })
    );
}

#[test]
fn every_policy_of_every_proof_is_judged_on_the_arguments_root_first() {
    let [alice, bob, carol, _] = four();
    let first = alice.delegates(&bob, &alice);
    let first = alice.signs(first.with_policy(policy(ipld!([["<", ".n", 10]]))));
    let second = bob.delegates(&carol, &alice);
    let second = bob.signs(second.with_policy(policy(ipld!([[">", ".n", 0], ["<", ".n", 20]]))));
    let proven = |n: i128| {
        let token = carol.asks_for(task(&alice, ipld!({ "n": n })), &[&first, &second]);
        prove(&token, &[&first, &second]).unwrap()
    };
    let refused = |n| proof_rule(refused(&proven(n), ipld!({ "n": n })));
    authorize(&proven(5), ipld!({ "n": 5 })).unwrap();
    assert_eq!(refused(0), (1, *second.cid(), unsatisfied(0)));
    assert_eq!(refused(15), (0, *first.cid(), unsatisfied(0)));
    // Neither policy holds; the root's is reported.
    assert_eq!(refused(25), (0, *first.cid(), unsatisfied(0)));
}

#[test]
fn policies_wait_for_the_arguments_without_promises() {
    let [alice, bob, ..] = four();
    let proof = alice.delegates(&bob, &alice);
    let proof = alice.signs(proof.with_policy(policy(ipld!([["==", ".n", 5]]))));
    let awaited = *Block::raw(*b"another task").cid();
    let written = task(&alice, ipld!({ "n": Promise::ok(awaited).to_ipld() }));
    let proven = prove(&bob.asks_for(written.clone(), &[&proof]), &[&proof]).unwrap();

    let authorized = authorize(&proven, ipld!({ "n": 5 })).unwrap();
    assert_eq!(authorized.task(), &written);
    assert_eq!(authorized.resolved(), &task(&alice, ipld!({ "n": 5 })));
    assert_eq!(proof_rule(refused(&proven, ipld!({ "n": 6 }))), (0, *proof.cid(), unsatisfied(0)));
}

#[test]
fn a_policy_beyond_the_budget_refuses() {
    let [alice, bob, ..] = four();
    let proof = alice.delegates(&bob, &alice);
    let proof = alice.signs(proof.with_policy(policy(ipld!([["==", ".n", 5]]))));
    let token = bob.asks_for(task(&alice, ipld!({ "n": 5 })), &[&proof]);
    let proven = prove(&token, &[&proof]).unwrap();
    let error =
        proven.authorize(args(ipld!({ "n": 5 })), &exactly(NOW), &mut Budget::new(1)).unwrap_err();
    let statement = [0].into();
    let failure = PolicyFailure::BudgetExceeded { statement, limit: 1 };
    assert_eq!(proof_rule(error), (0, *proof.cid(), ProofRule::Policy(failure)));
}

#[test]
fn arguments_that_differ_from_the_signed_ones_are_refused_with_the_place() {
    let awaited = Promise::ok(*Block::raw(*b"another task").cid()).to_ipld();
    let written = ipld!({
        "to": ["bob", { "name": "carol" }],
        "n": 1,
        "body": awaited,
    });
    let proven = own(written);
    for (resolved, path) in [
        (ipld!({ "to": ["eve", { "name": "carol" }], "n": 1, "body": "" }), "to.0"),
        (ipld!({ "to": ["bob", { "name": "eve" }], "n": 1, "body": "" }), "to.1.name"),
        (ipld!({ "to": ["bob", { "name": "carol", "x": 1 }], "n": 1, "body": "" }), "to.1"),
        (ipld!({ "to": ["bob"], "n": 1, "body": "" }), "to"),
        (ipld!({ "to": ["bob", { "name": "carol" }], "n": 2, "body": "" }), "n"),
        (ipld!({ "to": ["bob", { "name": "carol" }], "n": 1.0, "body": "" }), "n"),
        (ipld!({ "to": ["bob", { "name": "carol" }], "n": null, "body": "" }), "n"),
        (ipld!({ "to": ["bob", { "name": "carol" }], "body": "" }), ""),
        (ipld!({ "to": ["bob", { "name": "carol" }], "n": 1, "body": "", "x": 1 }), ""),
        (ipld!({ "to": ["bob", { "name": "carol" }], "n": 1, "bodx": "" }), ""),
    ] {
        assert_eq!(
            refused(&proven, resolved),
            AuthorizeError::NotAResolution { path: path.into() }
        );
    }
    // Anything may stand where the promise stood.
    for value in [ipld!(null), ipld!("text"), ipld!({ "a": [1] })] {
        let resolved = ipld!({ "to": ["bob", { "name": "carol" }], "n": 1, "body": value });
        authorize(&proven, resolved).unwrap();
    }
}

#[test]
fn a_promise_inside_of_lists_and_maps_is_replaced_where_it_stands() {
    let awaited =
        |promise: fn(Cid) -> Promise| promise(*Block::raw(*b"another task").cid()).to_ipld();
    let (ok, error, any) = (awaited(Promise::ok), awaited(Promise::error), awaited(Promise::any));
    let proven = own(ipld!({ "a": [{ "b": ok }, error], "c": any }));
    let resolved = ipld!({ "a": [{ "b": 1 }, 2], "c": { "ok": 3 } });
    let authorized = authorize(&proven, resolved.clone()).unwrap();
    assert_eq!(Ipld::Map(authorized.resolved().args().clone()), resolved);
    assert_eq!(
        refused(&proven, ipld!({ "a": [{ "b": 1 }, 2, 3], "c": null })),
        AuthorizeError::NotAResolution { path: "a".into() }
    );
}

#[test]
fn nothing_is_authorised_while_a_promise_is_left() {
    let awaited = Promise::ok(*Block::raw(*b"another task").cid()).to_ipld();
    let other = Promise::any(*Block::raw(*b"a third task").cid()).to_ipld();
    let proven = own(ipld!({ "a": [awaited.clone()] }));
    for left in [awaited, other.clone(), ipld!({ "deep": [other] })] {
        assert_eq!(refused(&proven, ipld!({ "a": [left] })), AuthorizeError::PromiseLeft);
    }
}

#[test]
fn arguments_that_are_a_promise_themselves_are_not_authorised() {
    let awaited = Promise::ok(*Block::raw(*b"another task").cid()).to_ipld();
    assert_eq!(refused(&own(awaited.clone()), awaited), AuthorizeError::PromiseLeft);
}

#[test]
fn time_is_judged_once_more_when_it_is_authorised() {
    let [alice, bob, ..] = four();
    let proof = alice.delegates(&bob, &alice).with_expiration(at(NOW + 10));
    let proof = alice.signs(proof);
    let token = bob.asks(
        Invocation::new(bob.did.clone(), task(&alice, ipld!({})))
            .with_proofs(vec![*proof.cid()])
            .with_expiration(at(NOW + 20)),
    );
    let proven = prove(&token, &[&proof]).unwrap();
    let later = |now| proven.authorize(Arguments::new(), &exactly(now), &mut Budget::default());
    later(NOW + 10).unwrap();
    assert_eq!(
        proof_rule(later(NOW + 11).unwrap_err()),
        (0, *proof.cid(), ProofRule::Expired { expiration: at(NOW + 10), now: at(NOW + 11) })
    );
    assert_eq!(
        later(NOW + 21).unwrap_err(),
        AuthorizeError::Chain(ChainError::Expired { expiration: at(NOW + 20), now: at(NOW + 21) })
    );
}

#[test]
fn revocation_is_judged_once_more_when_it_is_authorised() {
    let [alice, bob, ..] = four();
    let proof = alice.signs(alice.delegates(&bob, &alice));
    let token = bob.asks_for(task(&alice, ipld!({})), &[&proof]);
    let proven = prove(&token, &[&proof]).unwrap();
    for (index, cid, revoker) in
        [(Some(0), *proof.cid(), &alice), (None, *token.cid(), &alice), (None, *token.cid(), &bob)]
    {
        let revocations = BTreeSet::from([(cid, revoker.did.clone())]);
        let check = exactly(NOW).with_revocations(&revocations);
        assert_eq!(
            proven.authorize(Arguments::new(), &check, &mut Budget::default()).unwrap_err(),
            AuthorizeError::Chain(ChainError::Revoked { index, cid, revoker: revoker.did.clone() })
        );
    }
}
