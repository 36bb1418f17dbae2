//! The public fixtures are canonical: containers in all six encodings, the tokens
//! in them, and those of the UCAN text. The latter hold; the former are from before
//! Varsig 1.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    env, fs,
    io::Read,
    path::{Path, PathBuf},
};

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD};
use ipld_core::ipld::Ipld;
use varsig::{
    Block, Header, KeyType, PublicKey, SignatureAlgorithm, VerifierSet,
    dag_cbor::{self, Limits},
    dag_json,
};

fn fixtures(folder: &str) -> Option<PathBuf> {
    let Some(fixtures) = env::var_os("IPVM_FIXTURES") else {
        eprintln!("SKIPPED: {folder} is not looked at, IPVM_FIXTURES is not set");
        return None;
    };
    Some(PathBuf::from(fixtures).join(folder))
}

/// Undoes what the header byte of a container says (UCAN Container, Serialization).
fn opened(file: &Path) -> Vec<u8> {
    let bytes = fs::read(file).unwrap();
    let (header, body) = bytes.split_first().unwrap();
    let body = match header {
        b'@' | b'M' => body.to_vec(),
        b'B' | b'O' => BASE64.decode(body).unwrap(),
        b'C' | b'P' => BASE64URL_NOPAD.decode(body).unwrap(),
        other => panic!("{}: header {other:#x}", file.display()),
    };
    if matches!(header, b'@' | b'B' | b'C') {
        return body;
    }
    let mut inflated = Vec::new();
    flate2::read::GzDecoder::new(body.as_slice()).take(1 << 20).read_to_end(&mut inflated).unwrap();
    inflated
}

/// Reads a token strictly and verifies it under its own header and issuer.
#[track_caller]
fn holds(token: &[u8]) -> Result<(), String> {
    let limits = Limits::default();
    let value = dag_cbor::decode(token, &limits).map_err(|error| error.to_string())?;
    assert_eq!(dag_cbor::encode(&value).unwrap(), token, "the only spelling");
    let Ipld::List(items) = value else { panic!("a token is a list") };
    let [Ipld::Bytes(signature), Ipld::Map(signed)] = items.as_slice() else {
        panic!("of a signature and a map")
    };
    let Some(Ipld::Bytes(header)) = signed.get("h") else { panic!("no header") };
    let header = Header::decode(header).map_err(|error| error.to_string())?;
    assert_eq!(header, Header::dag_cbor(SignatureAlgorithm::Ed25519));
    let (_, payload) = signed.iter().find(|(key, _)| *key != "h").unwrap();
    let Ipld::Map(payload) = payload else { panic!("no payload") };
    let Some(Ipld::String(issuer)) = payload.get("iss") else { panic!("no issuer") };
    let (_, key) = cid::multibase::decode(issuer.strip_prefix("did:key:").unwrap()).unwrap();
    let key = PublicKey::from_multicodec(&key).unwrap();
    assert_eq!(key.key_type(), KeyType::Ed25519);
    let message = dag_cbor::encode(&Ipld::Map(signed.clone())).unwrap();
    header
        .verify(&VerifierSet::default(), &key, &message, signature)
        .map_err(|error| error.to_string())
}

#[test]
fn the_public_containers_and_all_their_tokens_are_canonical() {
    let Some(folder) = fixtures("ucan-container") else { return };
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let container = opened(&path);
        let value = dag_cbor::decode(&container, &Limits::default())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let Ipld::Map(map) = value else { panic!("a container is a map") };
        let Some(Ipld::List(tokens)) = map.get("ctn-v1") else { panic!("no tokens") };
        assert_eq!(tokens.len(), 10);
        for token in tokens {
            let Ipld::Bytes(token) = token else { panic!("a token is bytes") };
            // They were signed before Varsig had a version: behind the prefix comes `0xed` at once.
            let refused =
                "varsig header, byte 1: version 237 is not supported; this reads version 1";
            assert_eq!(holds(token), Err(refused.into()), "{}", path.display());
        }
        files += 1;
    }
    assert_eq!(files, 6);
}

#[test]
fn the_public_delegation_is_canonical_under_its_cid_and_holds() {
    let Some(folder) = fixtures("ucan-spec-1.0.0") else { return };
    let text = fs::read(folder.join("delegation.json")).unwrap();
    let file: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let case = &file["valid"][0];
    let token = BASE64.decode(case["token"].as_str().unwrap().as_bytes()).unwrap();
    assert_eq!(holds(&token), Ok(()));
    assert_eq!(Block::dag_cbor(token).unwrap().cid().to_string(), case["cid"].as_str().unwrap());
}

#[test]
fn the_public_invocations_are_dag_json_and_hold_but_for_those_with_a_bad_signature() {
    let Some(folder) = fixtures("ucan-spec-1.0.0") else { return };
    let text = fs::read(folder.join("invocation.json")).unwrap();
    // The file is DAG-JSON with white space, its tokens bytes within.
    let Ipld::Map(file) = dag_json::decode(&text, &Limits::default()).unwrap() else {
        panic!("a map")
    };
    let plain: serde_json::Value = serde_json::from_slice(&text).unwrap();
    for (list, expected) in [("valid", 7), ("invalid", 13)] {
        let Some(Ipld::List(cases)) = file.get(list) else { panic!("no {list}") };
        assert_eq!(cases.len(), expected);
        for (index, case) in cases.iter().enumerate() {
            let Ipld::Map(case) = case else { panic!("a case is a map") };
            let Some(Ipld::Bytes(token)) = case.get("invocation") else { panic!("no token") };
            let base64 = plain[list][index]["invocation"]["/"]["bytes"].as_str().unwrap();
            assert_eq!(token, &BASE64_NOPAD.decode(base64.as_bytes()).unwrap());
            let Some(Ipld::List(proofs)) = case.get("proofs") else { panic!("no proofs") };
            let bad = plain[list][index]["error"]["name"] == "InvalidSignature";
            let tokens = proofs.iter().map(|proof| match proof {
                Ipld::Bytes(token) => holds(token),
                other => panic!("a proof is bytes, not {other:?}"),
            });
            let results: Vec<_> = [holds(token)].into_iter().chain(tokens).collect();
            let refused = results.iter().filter(|result| result.is_err()).count();
            let name = &plain[list][index]["name"];
            assert_eq!(refused, usize::from(bad), "{name}: {results:?}");
        }
    }
}
