//! Tokens in DAG-JSON (ruling T2).

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use ucan_core::{DecodeError, Delegation, DidKeyResolver, Envelope, Meta, Timestamp, VerifyError};
use varsig::{
    VerifierSet,
    dag_cbor::DagCborErrorKind,
    dag_json::{DagJsonErrorKind, EncodeErrorKind},
};

use crate::stage::*;

fn token() -> Envelope<Delegation> {
    let meta = Meta::from([
        ("half".into(), Ipld::Float(0.5)),
        ("one".into(), Ipld::Float(1.0)),
        ("large".into(), Ipld::Integer((1 << 64) - 1)),
        ("text".into(), text("é\u{2028}\"\\\u{1}")),
        ("link".into(), Ipld::Link(*sealed_block().cid())),
    ]);
    let expiration = Timestamp::from_seconds(1_767_225_600).expect("a time");
    Envelope::sign(delegation().with_meta(meta).with_expiration(expiration), &alice())
        .expect("a token")
}

fn sealed_block() -> varsig::Block {
    varsig::Block::dag_cbor(sealed_fields(fields())).expect("canonical")
}

fn json(token: &Envelope<Delegation>) -> String {
    String::from_utf8(token.to_dag_json().expect("DAG-JSON")).expect("UTF-8")
}

fn decode_json(text: &str) -> Result<Envelope<Delegation>, DecodeError> {
    Envelope::decode_dag_json(text.as_bytes())
}

#[test]
fn a_token_goes_around_by_way_of_text() {
    let token = token();
    let read = decode_json(&json(&token)).expect("a token");
    assert_eq!(read.bytes(), token.bytes());
    assert_eq!(read.cid(), token.cid());
    assert_eq!(read.signed_bytes(), token.signed_bytes());
    let verified = read.verify(&DidKeyResolver, &VerifierSet::default()).expect("signed");
    assert_eq!(verified.payload(), token.unverified_payload());
    assert_eq!(verified.cid(), token.cid());
}

#[test]
fn the_text_is_canonical_and_begins_with_the_signature() {
    let text = json(&Envelope::sign(delegation(), &alice()).expect("a token"));
    assert!(text.starts_with(r#"[{"/":{"bytes":""#), "{text}");
    let payload = r#"{"h":{"/":{"bytes":"NAHtAe0BE3E"}},"ucan/dlg@1.0.0":{"aud":"did:key:z6Mk"#;
    assert!(text.contains(payload), "{text}");
    assert!(text.contains(r#""nonce":{"/":{"bytes":"BwcHBwcHBwcHBwcH"}},"pol":[],"#), "{text}");
}

#[test]
fn however_the_text_is_laid_out_it_is_one_token() {
    let token = token();
    let canonical = json(&token);
    let fields = &canonical[canonical.find(r#""aud""#).unwrap()..];
    let first = &fields[..=fields.find(',').unwrap()];
    for text in [
        canonical.replace(':', " : ").replace("did : key : ", "did:key:"),
        format!("\n{}\t", canonical.replace(',', ",\r\n")),
        canonical.replace("/msg/send", r"\/msg\u002fsend"),
        canonical.replace("0.5", "50e-2").replace("1.0}", "1e0}"),
        // The first field as the last one.
        canonical
            .replacen(first, "", 1)
            .replace("}}]", &format!(",{}}}}}]", &first[..first.len() - 1])),
    ] {
        assert_ne!(text, canonical);
        let read = decode_json(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(read.bytes(), token.bytes(), "{text}");
        assert_eq!(read.cid(), token.cid());
    }
}

#[test]
fn another_value_is_another_token() {
    let token = token();
    let canonical = json(&token);
    // 1.0 is not 1, and a text that looks like bytes is none.
    for (from, to) in [(r#""one":1.0"#, r#""one":1"#), ("/msg/send", "/msg/sent")] {
        let changed = canonical.replace(from, to);
        assert_ne!(changed, canonical);
        let read = decode_json(&changed).expect("a token");
        assert_ne!(read.cid(), token.cid());
        assert_eq!(
            read.verify(&DidKeyResolver, &VerifierSet::default()).map(|_| ()),
            Err(VerifyError::InvalidSignature)
        );
    }
}

#[test]
fn what_is_not_dag_json_is_refused_with_its_place() {
    let canonical = json(&token());
    let refused = |text: &str| match decode_json(text) {
        Err(DecodeError::Json(error)) => (error.offset, error.kind),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(""), (0, DagJsonErrorKind::UnexpectedEnd));
    let behind = format!("{canonical}0");
    assert_eq!(refused(&behind), (canonical.len(), DagJsonErrorKind::TrailingBytes));
    let double = canonical.replacen(r#""cmd""#, r#""cmd":"/","cmd""#, 1);
    let place = double.rfind(r#""cmd""#).unwrap();
    assert_eq!(refused(&double), (place, DagJsonErrorKind::DuplicateKey));
    let escaped = canonical.replacen(r#""cmd""#, r#""c\u006dd":"/","cmd""#, 1);
    assert_eq!(refused(&escaped).1, DagJsonErrorKind::DuplicateKey);
    let double = canonical.replacen(r#""h":"#, r#""h":null,"h":"#, 1);
    assert_eq!(refused(&double).1, DagJsonErrorKind::DuplicateKey);
    let padded = canonical.replace("NAHtAe0BE3E", "NAHtAe0BE3E=");
    assert_eq!(refused(&padded).1, DagJsonErrorKind::Base64Padding);
    let stray = canonical.replace("NAHtAe0BE3E", "NAHtAe0BE3F");
    assert_eq!(refused(&stray).1, DagJsonErrorKind::Base64StrayBits);
    let deep = "[".repeat(100_000);
    assert_eq!(refused(&deep).1, DagJsonErrorKind::TooDeep { limit: 64 });
    // DAG-CBOR is no text.
    assert!(matches!(
        Envelope::<Delegation>::decode_dag_json(token().bytes()),
        Err(DecodeError::Json(_))
    ));
}

#[test]
fn text_is_held_to_the_rules_of_every_token() {
    assert_eq!(decode_json("[]").map(|_| ()), Err(DecodeError::NotAPair));
    assert_eq!(decode_json(r#"[{"/":{"bytes":""}},{}]"#).map(|_| ()), Err(DecodeError::NoHeader));
    let other = json(&token()).replace("ucan/dlg@1.0.0", "ucan/inv@1.0.0");
    assert_eq!(
        decode_json(&other).map(|_| ()),
        Err(DecodeError::WrongTag { expected: "dlg", found: "ucan/inv@1.0.0".into() })
    );
    // And DAG-CBOR bytes are held to theirs.
    assert!(matches!(
        Envelope::<Delegation>::decode(json(&token()).as_bytes()),
        Err(DecodeError::Encoding(error)) if error.kind != DagCborErrorKind::TrailingBytes
    ));
}

#[test]
fn a_token_with_a_map_that_json_keeps_for_itself_has_no_text() {
    let meta = Meta::from([("m".into(), map(&[("/", text("not a link"))]))]);
    let token = Envelope::sign(delegation().with_meta(meta), &alice()).expect("a token");
    let error = token.to_dag_json().expect_err("no text");
    assert_eq!(error.kind, EncodeErrorKind::ReservedMap);
    assert_eq!(error.path().to_string(), "/1/ucan~1dlg@1.0.0/meta/m");
    // In DAG-CBOR it is a token like any other.
    assert!(verify(token.bytes()).is_ok());
}

/// Values that both formats have.
fn any_value() -> impl Strategy<Value = Ipld> {
    let leaf = prop_oneof![
        Just(Ipld::Null),
        any::<bool>().prop_map(Ipld::Bool),
        (-(1_i128 << 64)..1 << 64).prop_map(Ipld::Integer),
        prop::num::f64::NORMAL.prop_map(Ipld::Float),
        any::<String>().prop_map(Ipld::String),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Ipld::Bytes),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Ipld::List),
            prop::collection::btree_map("[^/]{0,4}", inner, 0..4).prop_map(Ipld::Map),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_token_is_the_same_in_both_formats(
        meta in prop::collection::btree_map("[^/]{0,6}", any_value(), 0..4),
        nonce in prop::collection::vec(any::<u8>(), 0..20),
        expiration in prop::option::of(-(1_i64 << 53) + 1..1 << 53),
    ) {
        let mut delegation = Delegation::new(
            ucan_core::Did::from_signer(&alice()), bob(), None, "/".parse().unwrap(),
            ucan_core::Nonce::new(nonce),
        ).with_meta(meta);
        if let Some(seconds) = expiration {
            delegation = delegation.with_expiration(Timestamp::from_seconds(seconds).unwrap());
        }
        let token = Envelope::sign(delegation, &alice()).unwrap();
        let received = decode(token.bytes()).unwrap();
        prop_assert_eq!(received.unverified_payload(), token.unverified_payload());
        let read = Envelope::<Delegation>::decode_dag_json(&token.to_dag_json().unwrap()).unwrap();
        prop_assert_eq!(read.bytes(), token.bytes());
        prop_assert_eq!(read.cid(), token.cid());
    }
}
