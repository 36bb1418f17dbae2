//! Making invocations.

use super::{elsewhere, payload, with};
use crate::{
    Value, case,
    case::CaseBuilder,
    hex, list, map,
    people::{ALICE, BOB, CAROL},
    token::Invocation,
};

/// A case in which Bob signs the usual fields, with `fields` in their place or beside them.
fn signs(slug: &str, fields: &[(&str, Value)]) -> CaseBuilder {
    case(slug)
        .operation("ucan.invocation.sign")
        .section("Invocation Payload")
        .input("secret-key", BOB.secret_key())
        .input("payload", payload(fields))
        .rules(["invocation.signing"])
}

fn gives(case: CaseBuilder, invocation: &Invocation) -> CaseBuilder {
    case.expect_value(invocation.sign().bytes())
        .computed("ed25519-compact 2.6.0 over the DAG-CBOR of the generator")
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let usual = |slug: &str, fields: &[(&str, Value)]| gives(signs(slug, fields), &with(fields));
    let everything = [
        ("aud", CAROL.did().into()),
        ("args", map! { "to" => "dan", "b" => list![1, -1] }),
        ("prf", list![elsewhere("second"), elsewhere("root")]),
        ("meta", map! { "why" => "because" }),
        ("nbf", 1_600_000_000_i64.into()),
        ("exp", 1_800_000_000_i64.into()),
        ("iat", 1_700_000_000_i64.into()),
        ("cause", elsewhere("receipt")),
    ];
    vec![
        usual("invocation", &[])
            .section("Type Tag")
            .ruling("T1")
            .title("An invocation is written with the tag of version 1.0.0.")
            .why("That is what the core text and its fixtures have."),
        usual("every-field", &everything)
            .title("An invocation with every field is written in canonical order.")
            .why("The bytes are signed, so every writer must come to the same."),
        gives(
            signs("release-candidate", &[]).input("version", "1.0.0-rc.1"),
            &with(&[]).tagged("ucan/inv@1.0.0-rc.1"),
        )
        .section("Type Tag")
        .ruling("T1")
        .title("An invocation is written with the tag of the release candidate for a peer.")
        .why("Some peers read nothing else."),
        usual("empty-nonce", &[("nonce", hex!("").into())])
            .section("Nonce")
            .ruling("T11")
            .title("An empty nonce is written as empty bytes.")
            .why("A field that is left out is refused."),
        usual("audience-is-the-subject", &[("aud", ALICE.did().into())])
            .section("Audience")
            .title("An audience that is the subject is written where it is asked for.")
            .why("It may be left out, and whoever names it wants it named."),
        usual("proofs-in-order", &[("prf", list![elsewhere("second"), elsewhere("root")])])
            .section("Proofs")
            .ruling("P1")
            .title("Proofs are written in the order in which they were given.")
            .why("The order is a part of the claim."),
        signs("issuer-of-another-key", &[("iss", ALICE.did().into())])
            .section("Issuer")
            .title("A key does not sign an invocation for the did:key of another.")
            .why("Nobody would accept the token, and it is better to know that now.")
            .expect_error("IssuerMismatch"),
    ]
}
