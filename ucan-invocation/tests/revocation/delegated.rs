//! Revoking in another's name (UCAN Revocation, Delegating Revocation).

use std::collections::BTreeSet;

use cid::Cid;
use ucan_core::{ChainError, Delegation, Policy, ProofRule, Revocations, Verified, WitnessError};
use ucan_invocation::revocation::{Revocation, RevocationError, RevocationSet, Revoke};

use crate::stage::{Cast, NOW, accepted, at, at_hand, cast, exactly, unseen};

/// Alice lets Zelda revoke `token`, and nothing else.
fn to_zelda(cast: &Cast, token: &Cid) -> Verified<Delegation> {
    let only = format!(r#"[["==", ".revoke", {{"/": "{token}"}}]]"#);
    let delegation = cast.alice.delegates(&cast.zelda, &cast.alice, "/ucan/revoke");
    cast.alice.signs(delegation.with_policy(Policy::parse_dag_json(&only).unwrap()))
}

fn in_alices_name(cast: &Cast, revoke: Revoke, proofs: &[Verified<Delegation>]) -> Revoke {
    let named = proofs.iter().map(|proof| *proof.cid()).collect();
    revoke.in_the_name_of(cast.alice.did.clone(), named)
}

#[test]
fn zelda_stands_in_no_chain_and_her_word_is_alices() {
    let cast = cast();
    let proofs = [to_zelda(&cast, &unseen("token"))];
    let revoke = in_alices_name(&cast, Revoke::new(unseen("token")), &proofs);
    let revocation = accepted(&cast.zelda.revokes(revoke), &proofs);
    assert_eq!(revocation.revokers().collect::<Vec<_>>(), [&cast.alice.did, &cast.zelda.did]);
    let mut set = RevocationSet::default();
    assert_eq!(set.insert(&revocation), Ok(true));
    assert!(set.is_revoked_by(&unseen("token"), &cast.alice.did));
    assert!(set.is_revoked_by(&unseen("token"), &cast.zelda.did));
    assert!(!set.is_revoked_by(&unseen("token"), &cast.bob.did));
}

#[test]
fn a_policy_on_what_may_be_revoked_holds() {
    let cast = cast();
    let proofs = [to_zelda(&cast, &unseen("token"))];
    let revoke = in_alices_name(&cast, Revoke::new(unseen("another")), &proofs);
    let judged = Revocation::accept(&cast.zelda.revokes(revoke), &at_hand(&proofs), &exactly(NOW));
    match judged.map(|it| *it.cid()) {
        Err(RevocationError::Chain(ChainError::Proof(error))) => {
            assert_eq!((error.index, error.cid), (0, *proofs[0].cid()));
            assert!(matches!(error.rule, ProofRule::Policy(_)), "{:?}", error.rule);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn nobody_revokes_in_anothers_name_without_a_chain_for_that() {
    let cast = cast();
    let chain = |proofs: &[Verified<Delegation>], by: &crate::stage::Party| {
        let revoke = in_alices_name(&cast, Revoke::new(unseen("token")), proofs);
        Revocation::accept(&by.revokes(revoke), &at_hand(proofs), &exactly(NOW)).map(|it| *it.cid())
    };
    assert_eq!(chain(&[], &cast.zelda), Err(RevocationError::Chain(ChainError::NoProofs)));
    // Authority over something else is none over revocations.
    let crud = cast.alice.hop(&cast.bob, &cast.alice, "/crud");
    match chain(&[crud], &cast.bob) {
        Err(RevocationError::Chain(ChainError::Proof(error))) => {
            assert!(matches!(error.rule, ProofRule::ImpossibleAttenuation { .. }));
        }
        other => panic!("{other:?}"),
    }
    // What Zelda was given is not Mallory's.
    let proofs = [to_zelda(&cast, &unseen("token"))];
    match chain(&proofs, &cast.mallory) {
        Err(RevocationError::Chain(ChainError::FinalAudience { issuer, .. })) => {
            assert_eq!(issuer, cast.mallory.did);
        }
        other => panic!("{other:?}"),
    }
    // The authority over everything is one over revocations too.
    chain(&[cast.alice.hop(&cast.bob, &cast.alice, "/")], &cast.bob).unwrap();
    // In two steps.
    let two = [
        cast.alice.hop(&cast.bob, &cast.alice, "/ucan"),
        cast.bob.hop(&cast.carol, &cast.alice, "/ucan/revoke"),
    ];
    chain(&two, &cast.carol).unwrap();
}

#[test]
fn the_delegates_chain_is_judged_at_acceptance() {
    let cast = cast();
    let until_now = cast.alice.delegates(&cast.zelda, &cast.alice, "/ucan/revoke");
    let proofs = [cast.alice.signs(until_now.with_expiration(at(NOW)))];
    let token = cast.zelda.revokes(in_alices_name(&cast, Revoke::new(unseen("token")), &proofs));
    Revocation::accept(&token, &at_hand(&proofs), &exactly(NOW)).unwrap();
    let judged = Revocation::accept(&token, &at_hand(&proofs), &exactly(NOW + 1));
    assert!(matches!(judged, Err(RevocationError::Chain(ChainError::Proof(_)))), "{judged:?}");

    // Alice takes Zelda's authority back, and she revokes no more.
    let set = BTreeSet::from([(*proofs[0].cid(), cast.alice.did.clone())]);
    let check = exactly(NOW).with_revocations(&set);
    assert_eq!(
        Revocation::accept(&token, &at_hand(&proofs), &check).map(|it| *it.cid()),
        Err(RevocationError::Chain(ChainError::Revoked {
            index: Some(0),
            cid: *proofs[0].cid(),
            revoker: cast.alice.did.clone(),
        }))
    );
}

#[test]
fn the_path_shows_whom_she_speaks_for_or_else_herself() {
    let cast = cast();
    let hops = [
        cast.alice.hop(&cast.bob, &cast.alice, "/crud"),
        cast.bob.hop(&cast.carol, &cast.alice, "/crud"),
    ];
    let named = hops.each_ref().map(|hop| *hop.cid()).to_vec();
    let revoke = || Revoke::new(named[1]).with_path(named.clone());
    let everything = |to, from: &crate::stage::Party| from.hop(to, from, "/ucan/revoke");

    let from_bob = everything(&cast.zelda, &cast.bob);
    let for_bob = revoke().in_the_name_of(cast.bob.did.clone(), vec![*from_bob.cid()]);
    let revocation = accepted(&cast.zelda.revokes(for_bob), hops.iter().chain([&from_bob]));
    assert_eq!(revocation.witness().unwrap().revoker(), &cast.bob.did);

    // Bob stands on the path himself, and Dan, for whom he speaks, does not.
    let from_dan = everything(&cast.bob, &cast.dan);
    let for_dan = revoke().in_the_name_of(cast.dan.did.clone(), vec![*from_dan.cid()]);
    let revocation = accepted(&cast.bob.revokes(for_dan), hops.iter().chain([&from_dan]));
    assert_eq!(revocation.witness().unwrap().revoker(), &cast.bob.did);

    let to_zelda = everything(&cast.zelda, &cast.dan);
    let for_dan = revoke().in_the_name_of(cast.dan.did.clone(), vec![*to_zelda.cid()]);
    let proofs = at_hand(hops.iter().chain([&to_zelda]));
    let judged = Revocation::accept(&cast.zelda.revokes(for_dan), &proofs, &exactly(NOW));
    assert_eq!(
        judged.map(|it| *it.cid()),
        Err(RevocationError::Path(WitnessError::RevokerNotOnPath {
            revoker: cast.zelda.did.clone()
        }))
    );
}
