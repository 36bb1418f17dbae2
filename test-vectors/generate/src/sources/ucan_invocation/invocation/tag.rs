//! The tag of the payload, and what is around it.

use super::{decode, invocation, payload, read};
use crate::{
    case::CaseBuilder,
    dag_cbor, dag_json,
    people::{ALICE, BOB},
    token::{Delegation, Token},
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let candidate = invocation().tagged("ucan/inv@1.0.0-rc.1");
    let json = dag_json::encode(&payload(&[]));
    let mut cases = vec![
        decode("release-candidate", candidate.sign().bytes())
            .section("Type Tag")
            .ruling("T1")
            .title("The tag of the release candidate is read and kept.")
            .why("It is the tag of the text itself, and it is covered by the signature.")
            .expect_value(read(&candidate, "1.0.0-rc.1", json, ALICE.did()))
            .rules(["invocation.tag"]),
        decode("a-delegation", Delegation::new(ALICE, BOB, ALICE).sign().bytes())
            .section("Type Tag")
            .ruling("T1")
            .title("A delegation is no invocation.")
            .why("To be allowed something is not to ask for it.")
            .expect_error("TokenWrongTag")
            .rules(["invocation.tag"]),
    ];
    for (slug, tag) in [
        ("tag-of-a-delegation", "ucan/dlg@1.0.0"),
        ("tag-of-the-examples", "ucan/i/1.0.0-rc.1"),
        ("tag-of-the-receipt-draft", "ucan/o/1.0.0-rc.1"),
        ("tag-longer", "ucan/invocation@1.0.0"),
        ("tag-without-version", "ucan/inv"),
    ] {
        cases.push(
            decode(slug, invocation().tagged(tag).sign().bytes())
                .section("Type Tag")
                .ruling("T1")
                .title(format!("The tag {tag:?} opens no invocation."))
                .why("A token of one kind must never pass for one of another.")
                .expect_error("TokenWrongTag")
                .rules(["invocation.tag"]),
        );
    }
    for (slug, version) in
        [("version-0-2-0", "0.2.0"), ("version-1-1-0", "1.1.0"), ("version-rc-2", "1.0.0-rc.2")]
    {
        cases.push(
            decode(slug, invocation().tagged(&format!("ucan/inv@{version}")).sign().bytes())
                .section("Type Tag")
                .ruling("T1")
                .title(format!("The version {version:?} is not read."))
                .why("Of another version nobody knows what its fields mean.")
                .expect_error("UnsupportedVersion")
                .rules(["invocation.tag"]),
        );
    }
    cases.extend(envelope());
    cases
}

/// What is no envelope.
fn envelope() -> Vec<CaseBuilder> {
    let token = invocation().sign();
    let alone = dag_cbor::encode(&payload(&[]));
    let in_a_pair = Token::new(token.signature(), alone.clone());
    let twice = invocation().beside("ucan/dlg@1.0.0", payload(&[])).sign();
    let case = |slug: &str, bytes: Vec<u8>| {
        decode(slug, bytes).section("Anatomy").rules(["invocation.envelope"])
    };
    vec![
        case("payload-alone", alone)
            .title("A payload without an envelope is no invocation.")
            .why("Nobody has signed it.")
            .expect_error("TokenNotAPair"),
        case("signed-map-alone", token.message().to_vec())
            .title("A signed map without its signature is no invocation.")
            .why("Nobody has signed it.")
            .expect_error("TokenNotAPair"),
        case("signature-and-payload", in_a_pair.bytes())
            .title("A signature beside a bare payload makes no invocation.")
            .why("Without a header nobody knows what the signature is.")
            .expect_error("TokenNoHeader"),
        case("signature-null", [[0x82, 0xf6].as_slice(), token.message()].concat())
            .title("Null in place of a signature makes no invocation.")
            .why("Nobody has signed it.")
            .expect_error("TokenNotAPair"),
        case("two-payloads", twice.bytes())
            .title("A second payload beside the first makes no invocation.")
            .why("One reader would take the one, another the other.")
            .expect_error("TokenSecondPayload"),
        case("trailing-byte", [token.bytes(), vec![0]].concat())
            .ruling("T3")
            .title("A byte behind an invocation is refused.")
            .why("One token must have one address.")
            .expect_error("CborTrailingBytes"),
        case("envelope", token.bytes())
            .title("A signature and a signed map make an invocation.")
            .why("What it says can be held against its issuer.")
            .expect_value(read(
                &invocation(),
                "1.0.0",
                dag_json::encode(&payload(&[])),
                ALICE.did(),
            )),
    ]
}
