//! The public delegation fixtures of UCAN 1.0.0 (`ucan-wg/spec`,
//! `fixtures/1.0.0/delegation.json`).
//!
//! They are read from the directory that the environment variable `IPVM_FIXTURES`
//! names. Without it the test says on stderr that nothing was tested.

use std::{env, fs, path::Path};

use cid::Cid;
use serde_json::Value;
use ucan_core::{Delegation, Did, DidKeyResolver, Envelope, Nonce, Policy, Timestamp, UcanVersion};
use varsig::{Ed25519Signer, VerifierSet};

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name:?} in {value}"))
}

fn base64(text: &str) -> Vec<u8> {
    multibase::decode(format!("M{text}")).expect("padded base64").1
}

#[test]
fn every_public_delegation_is_read_verified_and_written_again() {
    let Some(directory) = env::var_os("IPVM_FIXTURES") else {
        eprintln!("SKIPPED: set IPVM_FIXTURES to the directory with the public fixtures");
        return;
    };
    let file = Path::new(&directory).join("ucan-spec-1.0.0").join("delegation.json");
    let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let fixtures: Value = serde_json::from_slice(&bytes).expect("JSON");
    let principals = fixtures["principals"].as_object().expect("a map");
    let keys: Vec<Ed25519Signer> = principals
        .values()
        .map(|key| base64(key.as_str().expect("text")))
        .map(|key| Ed25519Signer::from_multicodec(&key).expect("a private key"))
        .collect();
    assert_eq!(keys.len(), 3);

    let cases = fixtures["valid"].as_array().expect("a list");
    assert_eq!(cases.len(), 1);
    for case in cases {
        let token = base64(text(case, "token"));
        let envelope = Envelope::<Delegation>::decode(&token).unwrap();
        assert_eq!(envelope.cid(), &text(case, "cid").parse::<Cid>().unwrap());
        assert_eq!(envelope.version(), UcanVersion::V1_0_0);
        assert_eq!(token[3..67], base64(text(&case["envelope"], "signature")));

        let payload = &case["envelope"]["payload"];
        assert_eq!(payload.as_object().unwrap().len(), 7);
        assert_eq!(payload["pol"], Value::Array(vec![]));
        let did = |name| text(payload, name).parse::<Did>().unwrap();
        let expected = Delegation::new(
            did("iss"),
            did("aud"),
            did("sub"),
            text(payload, "cmd").parse().unwrap(),
            Nonce::new(base64(text(payload, "nonce"))),
        )
        .with_policy(Policy::empty())
        .with_expiration(Timestamp::from_seconds(payload["exp"].as_i64().unwrap()).unwrap());
        let verified = envelope.verify(&DidKeyResolver, &VerifierSet::default()).unwrap();
        assert_eq!(verified.payload(), &expected);

        // Ed25519 is deterministic: signed again, it is the same token.
        let issuer = keys.iter().find(|key| &Did::from_signer(*key) == expected.issuer());
        let again = Envelope::sign(expected.clone(), issuer.unwrap()).unwrap();
        assert_eq!(again.bytes(), token);
    }
}
