//! Which fields there are, and what an invocation says that leaves one out.

use super::{accepts, accepts_for, elsewhere, invocation, reads};
use crate::{
    Value,
    case::CaseBuilder,
    dag_cbor::encode,
    list, map,
    people::{ALICE, BOB, CAROL},
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [missing(), optional(), null(), unknown()].concat()
}

fn missing() -> Vec<CaseBuilder> {
    ["iss", "sub", "cmd", "args", "prf", "nonce", "exp"]
        .into_iter()
        .map(|field| {
            reads(format!("missing-{field}"), &invocation().without(field))
                .ruling("T4")
                .title(format!("An invocation without `{field}` is refused."))
                .why("What is not said must not be guessed: a default would be somebody's choice.")
                .expect_error("FieldMissing")
                .rules(["invocation.required"])
        })
        .collect()
}

fn optional() -> Vec<CaseBuilder> {
    let everything = [
        ("aud", CAROL.did().into()),
        ("args", map! { "to" => "dan" }),
        ("prf", list![elsewhere("root"), elsewhere("second")]),
        ("meta", map! { "fuel" => 999_999, "tags" => list!["a", "b"] }),
        ("nbf", 1_600_000_000_i64.into()),
        ("exp", 1_800_000_000_i64.into()),
        ("iat", 1_700_000_000_i64.into()),
        ("cause", elsewhere("receipt")),
    ];
    vec![
        accepts("required-fields", &[])
            .title("An invocation of the seven required fields is read.")
            .why("The others are optional.")
            .rules(["invocation.required", "invocation.unknown", "invocation.executor"]),
        accepts_for("every-field", &everything, CAROL.did())
            .title("An invocation with every field is read.")
            .why("What the table lists must not be refused as unknown.")
            .rules(["invocation.required", "invocation.unknown", "invocation.kind"]),
        accepts("without-audience", &[("meta", map! {})])
            .section("Audience")
            .ruling("P3")
            .title("An invocation without audience is meant for its subject.")
            .why("The text says so, and an executor that waits for its own name waits for ever.")
            .rules(["invocation.executor"]),
        accepts_for("audience", &[("aud", CAROL.did().into())], CAROL.did())
            .section("Audience")
            .ruling("P3")
            .title("An invocation with an audience is meant for the audience.")
            .why("A broker executes for subjects that are not there.")
            .rules(["invocation.executor"]),
        accepts_for("audience-is-the-subject", &[("aud", ALICE.did().into())], ALICE.did())
            .section("Audience")
            .ruling("P3")
            .title("An audience that is the subject is read, and stays where it is.")
            .why("The examples of the text name it although they need not.")
            .rules(["invocation.executor"]),
        accepts_for("audience-is-the-issuer", &[("aud", BOB.did().into())], BOB.did())
            .section("Attestation")
            .title("An invocation may be meant for its own issuer.")
            .why("Who executes is nobody's business but theirs.")
            .rules(["invocation.executor"]),
        accepts_for(
            "attestation",
            &[("sub", BOB.did().into()), ("args", map! { "sky" => "blue" })],
            BOB.did(),
        )
        .section("Attestation")
        .title("An invocation on one's own subject, without audience and end, is read.")
        .why("It attests to something, and stays true.")
        .rules(["invocation.executor"]),
        accepts("cause", &[("cause", elsewhere("receipt"))])
            .section("Cause")
            .ruling("I9")
            .title("The receipt that asked for an invocation is kept, and is not part of the task.")
            .why("Where a wish came from does not make it another.")
            .rules(["invocation.kind"]),
        accepts("meta-anything", &[("meta", map! { "sub" => Value::Null, "x" => [0_u8, 255] })])
            .section("Metadata")
            .title("Meta holds any data, and is not part of the task.")
            .why("What it says is signed, and is no authority."),
        accepts("meta-empty", &[("meta", map! {})])
            .section("Metadata")
            .ruling("T4")
            .title("Meta that is empty stays there.")
            .why("An empty map and no map are two tokens."),
    ]
}

fn null() -> Vec<CaseBuilder> {
    let mut cases =
        ["iss", "sub", "cmd", "args", "prf", "nonce", "aud", "meta", "nbf", "iat", "cause"]
            .into_iter()
            .map(|field| {
                reads(format!("null-{field}"), &invocation().with(field, Value::Null))
                    .ruling("T4")
                    .title(format!("An invocation whose `{field}` is null is refused."))
                    .why("Null is a value of its own, and not a way to leave a field out.")
                    .expect_error("FieldKind")
                    .rules(["invocation.null"])
            })
            .collect::<Vec<_>>();
    cases.push(
        accepts("null-exp", &[("exp", Value::Null)])
            .section("Expiration")
            .title("An expiration that is null is no end.")
            .why("It is the one field that may be null.")
            .rules(["invocation.null"]),
    );
    cases
}

fn unknown() -> Vec<CaseBuilder> {
    let mut cases = [
        ("unknown-field", "foo", Value::Null, "a field that no text knows"),
        ("field-of-delegations-pol", "pol", list![], "the `pol` of a delegation"),
        ("field-of-the-older-texts-fct", "fct", map! {}, "the `fct` of the older texts"),
        ("field-of-the-older-texts-run", "run", map! {}, "the `run` of the older texts"),
        ("field-of-the-diagram", "do", "/msg/send".into(), "the `do` of the diagram in the text"),
        ("field-in-upper-case", "Cause", elsewhere("receipt"), "`Cause`"),
        ("field-with-a-space", "aud ", CAROL.did().into(), "`aud` and a space"),
        ("field-without-a-name", "", 1.into(), "a field whose name is empty"),
    ]
    .into_iter()
    .map(|(slug, field, value, what)| {
        reads(slug, &invocation().with(field, value))
            .ruling("T4")
            .title(format!("An invocation with {what} is refused."))
            .why("A restriction that a reader passes over is none.")
            .expect_error("FieldUnknown")
            .rules(["invocation.unknown"])
    })
    .collect::<Vec<_>>();
    cases.push(
        reads("field-twice", &invocation().with_another("sub", encode(&CAROL.did().into())))
            .ruling("T4")
            .title("An invocation with two subjects is refused.")
            .why("One reader takes the first, the other the last.")
            .expect_error("CborDuplicateKey")
            .rules(["invocation.unknown"]),
    );
    cases
}
