//! Making tokens.

use super::token::delegation;
use crate::{
    Topic, case,
    case::CaseBuilder,
    hex, list, map,
    people::{ALICE, BOB, PAULA},
    sources::DELEGATION,
    token::Delegation,
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "delegation-signing",
        "Writing delegations: the same fields give the same bytes.",
        DELEGATION,
        cases(),
    )
}

/// A case in which Alice signs the usual fields, with `fields` in their place or beside them.
fn signs(slug: &str, fields: &[(&str, Value)]) -> CaseBuilder {
    let mut payload = vec![
        ("iss", Value::from(ALICE.did())),
        ("aud", BOB.did().into()),
        ("sub", ALICE.did().into()),
        ("cmd", "/msg/send".into()),
        ("pol", list![]),
        ("nonce", (*b"twelve bytes").into()),
        ("exp", Value::Null),
    ];
    payload.retain(|(name, _)| fields.iter().all(|(other, _)| other != name));
    payload.extend(fields.iter().cloned());
    let payload = payload.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    case(slug)
        .operation("ucan.delegation.sign")
        .section("Delegation Payload")
        .input("payload", Value::Map(payload))
        .rules(["token.signing"])
}

fn gives(case: CaseBuilder, delegation: &Delegation) -> CaseBuilder {
    case.expect_value(delegation.sign().bytes())
        .computed("ed25519-compact 2.6.0 over the DAG-CBOR of the generator")
}

fn cases() -> Vec<CaseBuilder> {
    let alice = |slug: &str, fields: &[(&str, Value)]| {
        signs(slug, fields).input("secret-key", ALICE.secret_key())
    };
    let policy = list![list!["==", ".to", "bob"], list!["not", list!["like", ".cc", "*@b"]]];
    let meta = map! { "why" => "because", "a" => list![1, -1] };
    let everything = [
        ("pol", policy.clone()),
        ("meta", meta.clone()),
        ("nbf", 1_600_000_000_i64.into()),
        ("exp", 1_800_000_000_i64.into()),
    ];
    let long = delegation()
        .with("pol", policy)
        .with("meta", meta)
        .with("nbf", 1_600_000_000_i64)
        .with("exp", 1_800_000_000_i64);
    vec![
        gives(alice("delegation", &[]), &delegation())
            .ruling("T1")
            .title("A delegation is written with the tag of version 1.0.0.")
            .why("That is what the core text and its fixtures have."),
        gives(alice("every-field", &everything), &long)
            .title("A delegation with every field is written in canonical order.")
            .why("The bytes are signed, so every writer must come to the same."),
        gives(
            alice("release-candidate", &[]).input("version", "1.0.0-rc.1"),
            &delegation().tagged("ucan/dlg@1.0.0-rc.1"),
        )
        .ruling("T1")
        .title("A delegation is written with the tag of the release candidate for a peer.")
        .why("Some peers read nothing else."),
        gives(alice("powerline", &[("sub", Value::Null)]), &delegation().with("sub", Value::Null))
            .section("Powerline")
            .title("A powerline is written with a subject that is null.")
            .why("A field that is left out is refused."),
        gives(
            alice("empty-nonce", &[("nonce", hex!("").into())]),
            &delegation().with("nonce", hex!("")),
        )
        .ruling("T11")
        .title("An empty nonce is written as empty bytes.")
        .why("A field that is left out is refused."),
        gives(alice("empty-meta", &[("meta", map! {})]), &delegation().with("meta", map! {}))
            .ruling("T4")
            .title("Meta that is empty is written.")
            .why("An empty map and no map are two tokens."),
        signs("p-256", &[("iss", PAULA.did().into()), ("sub", PAULA.did().into())])
            .ruling("T10")
            .input(
                "secret-key",
                hex!("8626 46862e821cfb64c335e9431194cd00e37a051f787ee162acdd1290fbd9106603"),
            )
            .title("P-256 signs deterministically, in the low form.")
            .why("Of the two forms that hold, we write one.")
            .expect_value(Delegation::new(PAULA, BOB, PAULA).sign().bytes())
            .computed("@noble/curves 1.9.7 over the DAG-CBOR of the generator"),
        alice("issuer-of-another-key", &[("iss", BOB.did().into())])
            .title("A key does not sign for the did:key of another.")
            .why("Nobody would accept the token, and it is better to know that now.")
            .expect_error("IssuerMismatch"),
    ]
}
