//! Believing records.

use std::slice::from_ref;

use super::{
    NOW, accepted, all_bytes, from,
    record::{RECORDED_AT, record, with},
    revoke, revoke_by, revoke_for_by, two_hops,
};
use crate::{
    case,
    case::CaseBuilder,
    dag_json,
    people::{ALICE, BOB, CAROL, ERIN, MALLORY, PAULA},
    sources::ucan_core::high,
    token::{Delegation, Token},
    value::Value,
};

type Fields = Vec<(String, Value)>;

/// Verifies at a time, with these delegations at hand beside the record.
fn verify_at(slug: &str, fields: Fields, at_hand: &[Token], now: i64) -> CaseBuilder {
    case(slug)
        .section("Get Revocation Record Schema")
        .operation("ucan.revocation.record.verify")
        .input("record", dag_json::encode(&Value::Map(fields)))
        .input("proofs", all_bytes(at_hand))
        .input("now", now)
        .input("leeway", 0)
}

fn verify(slug: &str, fields: Fields) -> CaseBuilder {
    verify_at(slug, fields, &[], NOW)
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    [causes(), paths(), times(), delegates()].concat()
}

fn causes() -> Vec<CaseBuilder> {
    let path = two_hops();
    let cause = revoke_by(BOB, &path);
    let good = record(&path, &cause.sign(), RECORDED_AT);
    let fine = || accepted(&path[1], &[BOB], Some(BOB));
    let rules = ["record.cause"];
    let forged = cause.clone().signed_by(MALLORY).sign();
    let another = cause.clone().with("cmd", "/msg/send").sign();
    vec![
        verify("verified", good.clone())
            .title("A record is believed from its bytes alone.")
            .why("It carries all that it takes.")
            .expect_value(fine())
            .rules(["record.cause", "record.path", "record.time"]),
        verify("about-another-token", with(good.clone(), "revoke", path[0].link()))
            .title("A record is about what its cause revokes.")
            .why("A service would else revoke what it likes.")
            .expect_error("RecordRevokeMismatch")
            .rules(rules),
        verify("cause-forged", with(good.clone(), "cause", forged.bytes()))
            .title("The cause of a record is signed by its issuer.")
            .why("A service would else revoke what it likes.")
            .expect_error("InvalidSignature")
            .rules(rules),
        verify("cause-of-another-command", with(good.clone(), "cause", another.bytes()))
            .title("The cause of a record is an invocation of /ucan/revoke.")
            .why("What Bob asked for otherwise revokes nothing.")
            .expect_error("NotARevocation")
            .rules(rules),
        verify("cause-is-a-delegation", with(good.clone(), "cause", path[1].bytes()))
            .title("The cause of a record is not a delegation.")
            .why("It asks for nothing.")
            .expect_error("TokenWrongTag")
            .rules(rules),
        verify("cause-is-nothing", with(good, "cause", *b"\xa0"))
            .title("The cause of a record is a token.")
            .why("Nobody has signed anything else.")
            .expect_error("TokenNotAPair")
            .rules(rules),
    ]
}

fn paths() -> Vec<CaseBuilder> {
    let path = two_hops();
    let good = record(&path, &revoke_by(BOB, &path).sign(), RECORDED_AT);
    let bare = record(&path, &revoke(BOB, &path[1]).sign(), RECORDED_AT);
    let again = from(ALICE, BOB).with("nonce", *b"another here").sign();
    let carrying = |tokens: &[Token]| with(good.clone(), "path", all_bytes(tokens));
    let stranger = record(&path, &revoke(MALLORY, &path[1]).sign(), RECORDED_AT);
    let rules = ["record.path"];
    let low = Delegation::new(PAULA, BOB, PAULA).sign();
    let paulas = [low.clone(), Delegation::new(BOB, CAROL, PAULA).sign()];
    let named_low = record(&paulas, &revoke_by(BOB, &paulas).sign(), RECORDED_AT);
    let turned = with(named_low, "path", all_bytes(&[high(&low), paulas[1].clone()]));
    vec![
        verify("path-of-the-record-alone", bare.clone())
            .title("A cause without a path is shown by the path of the record.")
            .why("The path proves the place of the revoker, wherever it stands.")
            .expect_value(accepted(&path[1], &[BOB], Some(BOB)))
            .rules(rules),
        verify("path-empty", with(bare.clone(), "path", Vec::<Value>::new()))
            .title("The path of a record is not empty.")
            .why("It shows nothing.")
            .expect_error("PathEmpty")
            .rules(rules),
        verify("path-by-a-stranger", stranger)
            .title("The path of a record shows who signed the cause.")
            .why("Mallory is not on it.")
            .expect_error("RevokerNotOnPath")
            .rules(rules),
        verify("path-shorter-than-named", carrying(&path[..1]))
            .title("The path of a record is not shorter than the one that the cause names.")
            .why("The revoker did not name this one.")
            .expect_error_of("RecordPathMismatch", 1)
            .rules(rules),
        verify("path-other-than-named", carrying(&[again, path[1].clone()]))
            .title("The path of a record is the one that the cause names.")
            .why("The revoker did not name this one.")
            .expect_error_of("RecordPathMismatch", 0)
            .rules(rules),
        verify(
            "path-of-a-forgery",
            with(
                bare,
                "path",
                all_bytes(&[path[0].clone(), from(BOB, CAROL).signed_by(MALLORY).sign()]),
            ),
        )
        .title("The delegations of a record's path are signed by their issuers.")
        .why("A service would else write any path.")
        .expect_error_of("InvalidSignature", 1)
        .rules(rules),
        verify("path-in-another-form", turned)
            .ruling("T10")
            .title("A path may carry a token in another form than the cause names it in.")
            .why("It is one token.")
            .expect_value(accepted(&paulas[1], &[BOB], Some(BOB)))
            .rules(rules),
    ]
}

fn times() -> Vec<CaseBuilder> {
    let path = two_hops();
    let cause = revoke_by(BOB, &path).with("exp", NOW).sign();
    let at = |recorded_at| record(&path, &cause, recorded_at);
    let fine = || accepted(&path[1], &[BOB], Some(BOB));
    let case = |case: CaseBuilder| case.section("Verifier Guidance").rules(["record.time"]);
    vec![
        case(verify_at("expired-since", at(RECORDED_AT), &[], NOW + 1_000_000))
            .title("A revocation that has expired since it was recorded counts.")
            .why("It was accepted in time, and a revocation is for ever.")
            .expect_value(fine()),
        case(verify_at("expired-before", at("2023-11-14T22:13:21Z"), &[], NOW + 1_000_000))
            .title("A revocation that had expired before it was recorded is refused.")
            .why("The service should not have accepted it.")
            .expect_error("Expired"),
        case(verify_at(
            "recorded-within-the-second",
            at("2023-11-14T23:13:20.999+01:00"),
            &[],
            NOW + 1_000_000,
        ))
        .title("A time within the last second is in the last second.")
        .why("Tokens count in whole seconds, and offsets are taken off.")
        .expect_value(fine()),
        case(verify_at("recorded-in-the-future", at("2033-11-14T22:13:20Z"), &[], NOW))
            .title("A record from the future is judged by now.")
            .why("The clock of the service may be wrong, and the revocation is in order.")
            .expect_value(fine()),
        case(verify_at(
            "recorded-in-the-future-and-expired",
            at("2033-11-14T22:13:20Z"),
            &[],
            NOW + 1,
        ))
        .title("A record from the future helps no revocation that has expired by now.")
        .why("The service cannot have accepted it in time.")
        .expect_error("Expired"),
    ]
}

fn delegates() -> Vec<CaseBuilder> {
    let path = two_hops();
    let to_erin = from(ALICE, ERIN).with("cmd", "/ucan/revoke").sign();
    let cause = revoke_for_by(ERIN, ALICE, &path).proofs(from_ref(&to_erin)).sign();
    let fields = || record(&path, &cause, RECORDED_AT);
    let case = |case: CaseBuilder| {
        case.text("UCAN Revocation").section("Delegating Revocation").rules(["record.cause"])
    };
    vec![
        case(verify_at("by-a-delegate", fields(), &[to_erin], NOW))
            .title("A delegate's revocation is verified with the proofs that a record lacks.")
            .why("The record carries the path, and not the authority of a delegate.")
            .expect_value(accepted(&path[1], &[ALICE, ERIN], Some(ALICE))),
        case(verify("by-a-delegate-without-proofs", fields()))
            .title("A delegate's revocation is not believed without proofs.")
            .why("Erin would say what Alice did not.")
            .expect_error_of("UnavailableProof", 0),
    ]
}
