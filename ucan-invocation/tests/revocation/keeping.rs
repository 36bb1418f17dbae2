//! What a set of revocations holds, refuses and forgets.

use std::sync::{Arc, RwLock};

use ucan_core::{Delegation, Did, DidKeyResolver, Envelope, Leeway, Nonce, Revocations, Verified};
use ucan_invocation::revocation::{Revocation, RevocationSet, RevocationSetFull, Revoke};

use varsig::{P256Signer, VerifierSet};

use crate::stage::{Cast, NOW, Party, accepted, at, cast, unseen};

fn unwitnessed(by: &Party, name: &str) -> Revocation {
    accepted(&by.revokes(Revoke::new(unseen(name))), [])
}

/// Alice to Bob, until an hour from now, revoked by Alice by that path.
fn witnessed(cast: &Cast) -> (Verified<Delegation>, Revocation) {
    let token = cast.alice.delegates(&cast.bob, &cast.alice, "/crud");
    let token = cast.alice.signs(token.with_expiration(at(NOW + 3600)));
    let revoke = Revoke::new(*token.cid()).with_path(vec![*token.cid()]);
    let revocation = accepted(&cast.alice.revokes(revoke), [&token]);
    (token, revocation)
}

#[test]
fn a_full_quota_refuses_and_forgets_nothing() {
    let cast = cast();
    let mut set = RevocationSet::new([], 2);
    assert_eq!(set.insert(&unwitnessed(&cast.mallory, "one")), Ok(true));
    // Two in whose name one token is revoked are two elements.
    assert_eq!(set.insert(&unwitnessed(&cast.bob, "one")), Ok(true));
    let full = Err(RevocationSetFull { quota: 2 });
    let before = set.clone();
    assert_eq!(set.insert(&unwitnessed(&cast.carol, "one")), full);
    assert_eq!(set.insert(&unwitnessed(&cast.bob, "two")), full);
    assert_eq!(set, before);
    assert_eq!((set.len(), set.unvouched()), (2, 2));
    // What is there already takes no room.
    assert_eq!(set.insert(&unwitnessed(&cast.bob, "one")), Ok(false));
}

#[test]
fn what_a_subject_of_the_set_revokes_is_always_taken() {
    let cast = cast();
    let mut set = RevocationSet::new([cast.alice.did.clone()], 0);
    let refused = Err(RevocationSetFull { quota: 0 });
    assert_eq!(set.insert(&unwitnessed(&cast.bob, "one")), refused);
    assert!(set.is_empty());
    // The subject is at the root of all its chains.
    assert_eq!(set.insert(&unwitnessed(&cast.alice, "one")), Ok(true));
    assert!(set.is_revoked_by(&unseen("one"), &cast.alice.did));

    let to_zelda = cast.alice.hop(&cast.zelda, &cast.alice, "/ucan/revoke");
    let revoke =
        Revoke::new(unseen("two")).in_the_name_of(cast.alice.did.clone(), vec![*to_zelda.cid()]);
    let by_zelda = accepted(&cast.zelda.revokes(revoke), [&to_zelda]);
    assert_eq!(set.insert(&by_zelda), Ok(true));
    assert!(set.is_revoked_by(&unseen("two"), &cast.alice.did));
    assert_eq!((set.len(), set.unvouched()), (3, 0));
}

#[test]
fn a_witness_counts_for_the_subjects_of_the_set_only() {
    let cast = cast();
    let (token, revocation) = witnessed(&cast);
    let mut alices = RevocationSet::new([cast.alice.did.clone()], 0);
    assert_eq!(alices.insert(&revocation), Ok(true));
    assert!(alices.is_revoked_by(token.cid(), &cast.alice.did));

    let mut bobs = RevocationSet::new([cast.bob.did.clone()], 0);
    assert_eq!(bobs.insert(&revocation), Err(RevocationSetFull { quota: 0 }));

    // Anybody can write a path from their own DID.
    let own = cast.mallory.hop(&cast.mallory, &cast.mallory, "/crud");
    let revoke = Revoke::new(*own.cid()).with_path(vec![*own.cid()]);
    let spurious = accepted(&cast.mallory.revokes(revoke), [&own]);
    assert_eq!(alices.insert(&spurious), Err(RevocationSetFull { quota: 0 }));
}

#[test]
fn a_witness_that_comes_later_gives_the_room_back() {
    let cast = cast();
    let bob_to_carol = cast.bob.hop(&cast.carol, &cast.alice, "/crud");
    let alice_to_bob = cast.alice.hop(&cast.bob, &cast.alice, "/crud");
    let revoked = *bob_to_carol.cid();
    let bare = accepted(&cast.bob.revokes(Revoke::new(revoked)), []);
    let path = Revoke::new(revoked).with_path(vec![*alice_to_bob.cid(), revoked]);
    let shown = accepted(&cast.bob.revokes(path), [&alice_to_bob, &bob_to_carol]);

    let mut set = RevocationSet::new([cast.alice.did.clone()], 1);
    assert_eq!(set.insert(&bare), Ok(true));
    assert_eq!(set.unvouched(), 1);
    assert_eq!(set.insert(&shown), Ok(true));
    assert_eq!((set.len(), set.unvouched()), (1, 0));
    assert_eq!(set.cause(&revoked, &cast.bob.did), Some(bare.cid().min(shown.cid())));
    // And is not taken away by what is not shown.
    assert_eq!(set.insert(&bare), Ok(false));
    assert_eq!(set.unvouched(), 0);
    assert_eq!(set.insert(&unwitnessed(&cast.mallory, "another")), Ok(true));
}

#[test]
fn merging_keeps_all_or_nothing() {
    let cast = cast();
    let mut theirs = RevocationSet::new([], 10);
    for name in ["one", "two"] {
        theirs.insert(&unwitnessed(&cast.bob, name)).unwrap();
    }
    let mut ours = RevocationSet::new([], 1);
    let before = ours.clone();
    assert_eq!(ours.merge(&theirs), Err(RevocationSetFull { quota: 1 }));
    assert_eq!(ours, before);
    let mut ours = RevocationSet::new([], 2);
    assert_eq!(ours.merge(&theirs), Ok(true));
    assert_eq!(ours.merge(&theirs), Ok(false));
    assert!(ours.iter().eq(theirs.iter()));
}

#[test]
fn what_is_vouched_for_elsewhere_is_here_if_the_subjects_are_ours() {
    let cast = cast();
    let (_, revocation) = witnessed(&cast);
    let mut theirs = RevocationSet::new([cast.alice.did.clone(), cast.dan.did.clone()], 0);
    theirs.insert(&revocation).unwrap();
    let bob_to_carol = cast.bob.hop(&cast.carol, &cast.dan, "/crud");
    let dan_to_bob = cast.dan.hop(&cast.bob, &cast.dan, "/crud");
    let path = vec![*dan_to_bob.cid(), *bob_to_carol.cid()];
    let revoke = Revoke::new(*bob_to_carol.cid()).with_path(path);
    let by_bob = accepted(&cast.bob.revokes(revoke), [&dan_to_bob, &bob_to_carol]);
    theirs.insert(&by_bob).unwrap();

    let subjects = [&cast.alice, &cast.dan, &cast.carol].map(|it| it.did.clone());
    let mut all = RevocationSet::new(subjects, 0);
    assert_eq!(all.merge(&theirs), Ok(true));
    // Alice's own word is enough; Bob's was shown for Dan, of whom this set knows nothing.
    let mut alices = RevocationSet::new([cast.alice.did.clone()], 0);
    assert_eq!(alices.merge(&theirs), Err(RevocationSetFull { quota: 0 }));
    let mut alices = RevocationSet::new([cast.alice.did.clone()], 1);
    assert_eq!(alices.merge(&theirs), Ok(true));
    assert_eq!((alices.len(), alices.unvouched()), (2, 1));
}

#[test]
fn what_has_expired_is_let_go_behind_the_leeway() {
    let cast = cast();
    let (token, revocation) = witnessed(&cast);
    let mut set = RevocationSet::default();
    set.insert(&revocation).unwrap();
    let leeway = Leeway::from_seconds(60);
    assert_eq!(set.evict(at(NOW + 3660), leeway), 0);
    assert!(set.is_revoked_by(token.cid(), &cast.alice.did));
    assert_eq!(set.evict(at(NOW + 3661), leeway), 1);
    assert!(set.is_empty());
    assert_eq!(set.unvouched(), 0);
    // The time that it may have been before the epoch lets nothing go.
    set.insert(&revocation).unwrap();
    assert_eq!(set.evict(at(-1_000_000), Leeway::NONE), 0);
}

#[test]
fn what_has_no_end_or_an_unknown_one_is_kept() {
    let cast = cast();
    let forever = cast.alice.hop(&cast.bob, &cast.alice, "/crud");
    let revoke = Revoke::new(*forever.cid()).with_path(vec![*forever.cid()]);
    let mut set = RevocationSet::default();
    set.insert(&accepted(&cast.alice.revokes(revoke), [&forever])).unwrap();
    set.insert(&unwitnessed(&cast.bob, "unknown")).unwrap();
    assert_eq!(set.evict(ucan_core::Timestamp::MAX, Leeway::NONE), 0);
    assert_eq!(set.len(), 2);
}

#[test]
fn the_end_may_be_learned_when_the_token_comes_by() {
    let cast = cast();
    let (token, _) = witnessed(&cast);
    let bare = accepted(&cast.alice.revokes(Revoke::new(*token.cid())), []);
    let mut set = RevocationSet::new([], 1);
    // Before the revocation there is nothing to be learned of it.
    assert!(!set.learn(&token));
    set.insert(&bare).unwrap();
    assert_eq!(set.evict(at(NOW + 10_000), Leeway::NONE), 0);
    assert!(set.learn(&token));
    assert!(!set.learn(&token));
    assert_eq!(set.evict(at(NOW + 10_000), Leeway::NONE), 1);
    // There is room again.
    assert_eq!(set.insert(&unwitnessed(&cast.bob, "another")), Ok(true));
}

#[test]
fn an_executor_shares_one_behind_a_lock() {
    let cast = cast();
    let shared = Arc::new(RwLock::new(RevocationSet::default()));
    let asked: Arc<dyn Revocations + Send + Sync> = shared.clone();
    assert!(!asked.is_revoked_by(&unseen("one"), &cast.bob.did));
    shared.write().unwrap().insert(&unwitnessed(&cast.bob, "one")).unwrap();
    assert!(asked.is_revoked_by(&unseen("one"), &cast.bob.did));
}

#[test]
fn the_end_of_a_token_is_that_of_its_twin() {
    let key = P256Signer::from_scalar(&[1; 32]).unwrap();
    let (paula, bob) = (Did::from_signer(&key), cast().bob);
    let command = "/crud".parse().unwrap();
    let token =
        Delegation::new(paula.clone(), bob.did.clone(), paula, command, Nonce::new([7; 12]))
            .with_expiration(at(NOW));
    let token = Envelope::sign(token, &key).unwrap();
    let token = token.verify(&DidKeyResolver, &VerifierSet::default()).unwrap();
    for named in [token.cid()].into_iter().chain(token.twins()) {
        let mut set = RevocationSet::default();
        set.insert(&accepted(&bob.revokes(Revoke::new(*named)), [])).unwrap();
        assert!(set.learn(&token));
        assert_eq!(set.evict(at(NOW + 1), Leeway::NONE), 1);
    }
    assert_eq!(token.twins().len(), 1);
}
