//! Accepting a revocation in another's name.

use std::slice::from_ref;

use super::{NOW, accept, accept_at, accepted, from, revoke_for, revoke_for_by, two_hops};
use crate::{
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, DAN, ERIN, MALLORY},
    token::{Delegation, Token},
    value::Value,
};

/// What Alice lets Erin revoke, who stands in no chain of these cases.
fn to_erin() -> Delegation {
    from(ALICE, ERIN).with("cmd", "/ucan/revoke")
}

/// A policy that lets only this be revoked.
fn only(token: &Token) -> Value {
    list![list!["==", ".revoke", token.link()]]
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    [authority(), refused(), paths()]
        .concat()
        .into_iter()
        .map(|case| case.section("Delegating Revocation"))
        .collect()
}

fn authority() -> Vec<CaseBuilder> {
    let [_, second] = two_hops();
    let alone =
        |proof: Token| (revoke_for(ERIN, ALICE, &second).proofs(from_ref(&proof)).sign(), [proof]);
    let fine = || accepted(&second, &[ALICE, ERIN], None);
    let rules = ["revocation.authority"];
    let (simple, simple_proof) = alone(to_erin().sign());
    let (policy, policy_proof) = alone(to_erin().with("pol", only(&second)).sign());
    let (top, top_proof) = alone(to_erin().with("cmd", "/").sign());
    let (early, early_proof) = alone(to_erin().with("exp", NOW).sign());
    let two = [
        from(ALICE, BOB).with("cmd", "/ucan").sign(),
        from(BOB, CAROL).with("cmd", "/ucan/revoke").sign(),
    ];
    vec![
        accept("delegate", &simple, &simple_proof)
            .title("Who was given /ucan/revoke revokes in the name of who gave it.")
            .why("The word of the delegate is that of the subject.")
            .expect_value(fine())
            .rules(rules),
        accept("delegate-for-one-token", &policy, &policy_proof)
            .title("Who may revoke one token revokes it.")
            .why("The policy holds for the arguments.")
            .expect_value(fine())
            .rules(rules),
        accept("delegate-with-everything", &top, &top_proof)
            .title("The authority for every command is one for revocations.")
            .why("Nothing is left out of it.")
            .expect_value(fine())
            .rules(rules),
        accept(
            "delegate-in-two-steps",
            &revoke_for(CAROL, ALICE, &second).proofs(&two).sign(),
            &two,
        )
        .title("The authority to revoke is handed on like any other.")
        .why("It is a command.")
        .expect_value(accepted(&second, &[ALICE, CAROL], None))
        .rules(rules),
        accept("delegate-in-the-last-second", &early, &early_proof)
            .ruling("P10")
            .title("A delegate may revoke in the last second of the delegation.")
            .why("Both ends belong to the interval.")
            .expect_value(fine())
            .rules(["revocation.time"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let [root, second] = two_hops();
    let with = |issuer, proofs: &[Token]| revoke_for(issuer, ALICE, &second).proofs(proofs).sign();
    let proof = to_erin().sign();
    let until_now = to_erin().with("exp", NOW).sign();
    let other = to_erin().with("pol", only(&root)).sign();
    let taken_back = vec![map! { "token" => proof.link(), "revoker" => ALICE.did() }];
    let one = |token: &Token| [token.clone()];
    let rules = ["revocation.authority"];
    vec![
        accept("delegate-without-proofs", &with(ERIN, &[]), &[])
            .title("Without proofs nobody revokes in another's name.")
            .why("Erin would say what Alice did not.")
            .expect_error("InvalidClaim")
            .rules(rules),
        accept("delegate-of-another-command", &with(BOB, &one(&root)), &one(&root))
            .title("The authority for another command is none for revocations.")
            .why("Bob may revoke in his own name; Alice's he was not given.")
            .expect_error_of("ImpossibleAttenuation", 0)
            .rules(rules),
        accept("delegate-for-another-token", &with(ERIN, &one(&other)), &one(&other))
            .title("Who may revoke one token does not revoke another.")
            .why("The policy is on what is revoked.")
            .expect_error_of("MatchError", 0)
            .rules(rules),
        accept("delegate-of-somebody-else", &with(MALLORY, &one(&proof)), &one(&proof))
            .title("What Erin was given is not Mallory's.")
            .why("A delegation is made out to somebody.")
            .expect_error("InvalidAudience")
            .rules(rules),
        accept("delegate-whose-proof-is-missing", &with(ERIN, &one(&proof)), &[])
            .ruling("P8")
            .title("A proof of a revocation that is not at hand is not passed over.")
            .why("Nobody knows what it says.")
            .expect_error_of("UnavailableProof", 0)
            .rules(rules),
        accept_at("delegate-too-late", &with(ERIN, &one(&until_now)), &one(&until_now), NOW + 1)
            .ruling("P10")
            .title("A delegate whose time is over revokes no more.")
            .why("The chain is judged when the revocation is accepted.")
            .expect_error_of("Expired", 0)
            .rules(["revocation.time"]),
        accept("delegate-taken-back", &with(ERIN, &one(&proof)), &one(&proof))
            .input("revocations", taken_back)
            .ruling("P10")
            .title("A delegate whose authority was taken back revokes no more.")
            .why("A delegate may go rogue too.")
            .expect_error_of("Revoked", 0)
            .rules(["revocation.irreversible"]),
    ]
}

fn paths() -> Vec<CaseBuilder> {
    let hops = two_hops();
    let rules = ["path.revoker"];
    let by_path = |issuer, subject, proof: &Token| {
        let token = revoke_for_by(issuer, subject, &hops).proofs(from_ref(proof)).sign();
        (token, [hops[0].clone(), hops[1].clone(), proof.clone()])
    };
    let from_bob = Delegation::new(BOB, ERIN, BOB).with("cmd", "/ucan/revoke").sign();
    let (for_bob, for_bob_at_hand) = by_path(ERIN, BOB, &from_bob);
    let from_dan = Delegation::new(DAN, BOB, DAN).with("cmd", "/ucan/revoke").sign();
    let (for_dan, for_dan_at_hand) = by_path(BOB, DAN, &from_dan);
    let to_mallory = Delegation::new(DAN, MALLORY, DAN).with("cmd", "/ucan/revoke").sign();
    let (spurious, spurious_at_hand) = by_path(MALLORY, DAN, &to_mallory);
    vec![
        accept("delegate-path-of-the-subject", &for_bob, &for_bob_at_hand)
            .title("The path shows the one in whose name a delegate revokes.")
            .why("Erin herself stands on no path.")
            .expect_value(accepted(&hops[1], &[BOB, ERIN], Some(BOB)))
            .rules(rules),
        accept("delegate-path-of-the-issuer", &for_dan, &for_dan_at_hand)
            .text("Revocation Checking")
            .title("The path shows the issuer, if it does not show the subject.")
            .why("The text asks for the issuer of the invocation.")
            .expect_value(accepted(&hops[1], &[DAN, BOB], Some(BOB)))
            .rules(rules),
        accept("delegate-path-of-neither", &spurious, &spurious_at_hand)
            .title("A path that shows neither subject nor issuer is none.")
            .why("Two strangers are no better than one.")
            .expect_error("RevokerNotOnPath")
            .rules(rules),
    ]
}
