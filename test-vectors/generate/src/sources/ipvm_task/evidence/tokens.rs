//! Tokens that nobody signed.

use super::stage::{check, ok, says, word};
use crate::{
    case::CaseBuilder,
    hex, map,
    people::{BOB, MALLORY},
    token::Token,
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let why = "Whoever did not sign is not accused, and whoever forged did not sign either.";
    let evidence =
        |token: Vec<u8>| map! { "v" => "0.1.0", "kind" => "signature", "token" => token };
    let found = |token: &Token| {
        map! { "finding" => "not-signed", "token" => token.link(), "named" => BOB.did(), "against" => Value::List(vec![]) }
    };
    let forged = word(BOB, ok(13)).signed_by(MALLORY).sign();
    let cut = says(BOB, 42).with_signature([0; 63]);
    let other_algorithm = word(BOB, ok(13)).with_header(hex!("34 01 ec01 8024 12 71")).sign();
    let unsigned = |slug: &str, token: &Token, title: &str| {
        check(slug, &evidence(token.bytes()))
            .title(title)
            .why(why)
            .expect_value(found(token))
            .rules(["task.evidence-unsigned"])
    };
    vec![
        unsigned(
            "not-signed",
            &forged,
            "A token that somebody else signed names its issuer in vain.",
        ),
        unsigned("signature-cut", &cut, "A signature that is too short is none."),
        unsigned(
            "signature-of-another-algorithm",
            &other_algorithm,
            "Under a header of another algorithm no key of the issuer has signed.",
        ),
        check("signature-holds", &evidence(says(BOB, 42).bytes()))
            .title("A token that is signed is not shown to be forged.")
            .why(why)
            .expect_error("EvidenceSignatureHolds")
            .rules(["task.evidence-unsigned"]),
        check("token-garbage", &evidence(b"garbage".to_vec()))
            .title("Bytes that are no token name nobody.")
            .why(why)
            .expect_error("EvidenceToken")
            .rules(["task.evidence-unsigned"]),
        check(
            "token-with-task",
            &super::stage::with(evidence(forged.bytes()), "task", super::stage::task()),
        )
        .title("Evidence about a token has no task.")
        .why(why)
        .expect_error("EvidenceField")
        .rules(["task.evidence-form"]),
    ]
}
