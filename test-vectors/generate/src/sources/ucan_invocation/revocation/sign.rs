//! Making a revocation.

use super::{NOW, from, links, revoke, revoke_by, revoke_for, two_hops};
use crate::{
    case,
    case::CaseBuilder,
    map,
    people::{ALICE, BOB, DAN, ERIN},
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let [root, second] = two_hops();
    let path = [root, second.clone()];
    let proof = from(ALICE, ERIN).with("cmd", "/ucan/revoke").sign();
    let sign = |slug: &str, signer: crate::people::Person| {
        case(slug)
            .section("Invoking Revocation")
            .operation("ucan.revocation.sign")
            .input("secret-key", signer.secret_key())
            .input("revoke", second.link())
            .computed("the token maker of the generator")
    };
    let meta = map! { "comment" => "bad behaviour" };
    vec![
        sign("sign", BOB)
            .ruling("P10")
            .title("A revocation is an invocation of /ucan/revoke on the own DID, for ever.")
            .why("Others look for exactly this.")
            .expect_value(revoke(BOB, &second).sign().bytes())
            .rules(["revocation.command", "revocation.arguments"]),
        sign("sign-with-a-path", BOB)
            .section("Arguments")
            .input("path", links(&path))
            .title("A path stands beside what is revoked.")
            .why("Those who demand it find it there.")
            .expect_value(revoke_by(BOB, &path).sign().bytes())
            .rules(["revocation.arguments"]),
        sign("sign-in-anothers-name", ERIN)
            .section("Delegating Revocation")
            .input("subject", ALICE.did())
            .input("prf", vec![proof.link()])
            .title("A revocation in another's name has that name as its subject, and proofs.")
            .why("It is the word of the subject, given by a delegate.")
            .expect_value(revoke_for(ERIN, ALICE, &second).proofs(&[proof]).sign().bytes())
            .rules(["revocation.authority"]),
        sign("sign-with-everything", BOB)
            .input("audience", DAN.did())
            .input("expiration", NOW + 60)
            .input("issued-at", NOW)
            .input("meta", meta.clone())
            .title("A revocation may have an audience, an end, a time of issue and a reason.")
            .why("It is an invocation like any other.")
            .expect_value(
                revoke(BOB, &second)
                    .with("aud", DAN.did())
                    .with("exp", NOW + 60)
                    .with("iat", NOW)
                    .with("meta", meta)
                    .sign()
                    .bytes(),
            )
            .rules(["revocation.command"]),
    ]
}
