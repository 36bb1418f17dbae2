//! What accepted revocations reach: the picture of the text, with two film tickets.

use std::slice::from_ref;

use super::{NOW, all_bytes, from, links, revoke, revoke_by, revoke_for_by};
use crate::{
    case,
    case::CaseBuilder,
    cid::{DAG_CBOR, cid_v1},
    dag_cbor, map,
    people::{ALICE, BOB, CAROL, DAN, ERIN, MALLORY, Person},
    token::Token,
    value::Value,
};

/// Alice to Bob, Bob to Carol, Bob to Dan, Carol to Dan, Dan to Erin.
fn tickets() -> [Token; 5] {
    [(ALICE, BOB), (BOB, CAROL), (BOB, DAN), (CAROL, DAN), (DAN, ERIN)]
        .map(|(issuer, audience)| from(issuer, audience).sign())
}

/// Erin claims what is Alice's by this chain, and these revocations were accepted.
fn erin(
    slug: impl Into<String>,
    chain: &[Token],
    revocations: &[Token],
    others: &[Token],
) -> CaseBuilder {
    let claimed_in = cid_v1(DAG_CBOR, &dag_cbor::encode(&"a token with a claim".into()));
    let at_hand = tickets().iter().chain(others).cloned().collect::<Vec<_>>();
    case(slug)
        .section("Scope")
        .ruling("P10")
        .operation("ucan.revocation.apply")
        .input(
            "claim",
            map! {
                "token" => Value::link(claimed_in),
                "issuer" => ERIN.did(),
                "subject" => ALICE.did(),
                "command" => "/msg/send",
                "proofs" => links(chain),
            },
        )
        .input("proofs", all_bytes(&at_hand))
        .input("now", NOW)
        .input("leeway", 0)
        .input("accepted", all_bytes(revocations))
        .rules(["revocation.reach"])
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let [a_b, b_c, b_d, c_d, d_e] = tickets();
    let by_carol = [a_b.clone(), b_c.clone(), c_d.clone(), d_e.clone()];
    let by_bob = [a_b.clone(), b_d, d_e];
    let path = [a_b, b_c, c_d.clone()];
    let zelda = MALLORY;
    let to_zelda = from(ALICE, zelda).with("cmd", "/ucan/revoke").sign();
    let by_zelda = revoke_for_by(zelda, ALICE, &path).proofs(from_ref(&to_zelda)).sign();
    let mut cases = vec![
        erin("tickets-before", &by_carol, &[], &[])
            .title("Before anything is revoked, the chain by way of Carol is in order.")
            .why("It is the ticket that will be taken back.")
            .expect_valid(),
    ];
    for (slug, who, person) in [
        ("alice", "the subject", ALICE),
        ("bob", "the issuer before", BOB),
        ("carol", "its issuer", CAROL),
    ] {
        let revocation = [revoke_by(person, &path).sign()];
        cases.extend([
            erin(format!("ticket-revoked-by-{slug}"), &by_carol, &revocation, &[])
                .title(format!("A delegation that {who} revoked breaks the chain through it."))
                .why("The first ticket is worth nothing any more.")
                .expect_error_of("Revoked", 2),
            erin(format!("other-ticket-beside-{slug}"), &by_bob, &revocation, &[])
                .title(format!("The chain beside a delegation that {who} revoked stays."))
                .why("The second ticket is as good as ever.")
                .expect_valid(),
        ]);
    }
    let without = |person: Person| [revoke(person, &c_d).sign()];
    cases.extend([
        erin("ticket-revoked-by-its-audience", &by_carol, &without(DAN), &[])
            .title("Who was given a delegation does not take it from those behind.")
            .why("Dan can revoke what he issued himself.")
            .expect_valid(),
        erin("ticket-revoked-by-a-stranger", &by_carol, &without(MALLORY), &[])
            .title("What a stranger says reaches no chain.")
            .why("Else anybody could take away what they never gave.")
            .expect_valid(),
        erin("ticket-revoked-without-a-path", &by_carol, &without(ALICE), &[])
            .title("A revocation without a path reaches as far as one with it.")
            .why("A path is for those who store revocations.")
            .expect_error_of("Revoked", 2),
        erin("ticket-revoked-by-a-delegate", &by_carol, from_ref(&by_zelda), from_ref(&to_zelda))
            .section("Delegating Revocation")
            .title("A delegate of the subject, who stands in no chain, breaks one.")
            .why("The word of the delegate is that of the subject.")
            .expect_error_of("Revoked", 2),
        erin("other-ticket-beside-a-delegate", &by_bob, &[by_zelda], &[to_zelda])
            .section("Delegating Revocation")
            .title("A delegate's revocation reaches no other chain.")
            .why("It reaches as far as the subject's would.")
            .expect_valid(),
        erin(
            "ticket-revoked-twice",
            &by_carol,
            &[
                revoke(CAROL, &c_d).sign(),
                revoke_by(ALICE, &path).sign(),
                revoke(CAROL, &c_d).sign(),
            ],
            &[],
        )
        .section("Semantics")
        .title("To revoke again changes nothing.")
        .why("Revocation is idempotent.")
        .expect_error_of("Revoked", 2),
    ]);
    cases
}
