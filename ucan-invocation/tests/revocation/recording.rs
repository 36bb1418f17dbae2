//! Whole records, and what it takes to believe them.

use ucan_core::{
    ChainError, Delegation, Did, DidKeyResolver, Envelope, FieldError, FieldRule, Nonce, ProofRule,
    Proofs, Verified, VerifyError, WitnessError,
};
use ucan_invocation::{
    Invocation,
    revocation::{
        RecordDecodeError, RecordError, RecordedAt, Revocation, RevocationError, RevocationRecord,
        Revoke,
    },
};
use varsig::{Block, P256Signer, SignatureAlgorithm, VerifierSet, dag_cbor, s_twins};

use crate::stage::{Cast, NOW, accepted, at, at_hand, cast, exactly, unseen};

/// Alice to Bob to Carol.
fn hops(cast: &Cast) -> [Verified<Delegation>; 2] {
    [
        cast.alice.hop(&cast.bob, &cast.alice, "/crud"),
        cast.bob.hop(&cast.carol, &cast.alice, "/crud"),
    ]
}

fn revoke(hops: &[Verified<Delegation>]) -> Revoke {
    let path: Vec<_> = hops.iter().map(|hop| *hop.cid()).collect();
    Revoke::new(*path.last().unwrap()).with_path(path)
}

fn recorded(seconds: i64) -> RecordedAt {
    at(seconds).try_into().unwrap()
}

/// What a service has that accepted this at [`NOW`].
fn record(token: &Verified<Invocation>, tokens: &[Verified<Delegation>]) -> RevocationRecord {
    RevocationRecord::of(&accepted(token, tokens), recorded(NOW)).unwrap()
}

fn verify_at(record: &RevocationRecord, now: i64) -> Result<Revocation, RecordError> {
    verify_with(record, &Proofs::new(), now)
}

fn verify_with(
    record: &RevocationRecord,
    proofs: &Proofs,
    now: i64,
) -> Result<Revocation, RecordError> {
    record.verify(proofs, &DidKeyResolver, &VerifierSet::default(), &exactly(now))
}

#[track_caller]
fn refused(record: &RevocationRecord, expected: RecordError) {
    assert_eq!(verify_at(record, NOW).map(|it| *it.cid()), Err(expected));
}

#[test]
fn goes_over_the_wire_and_is_believed_from_its_bytes_alone() {
    let cast = cast();
    let hops = hops(&cast);
    let token = cast.bob.revokes(revoke(&hops));
    let sent = record(&token, &hops);
    let text = sent.encode().unwrap();
    let received = RevocationRecord::decode(&text).unwrap();
    assert_eq!(received, sent);
    let revocation = verify_at(&received, NOW + 1_000_000).unwrap();
    assert_eq!(revocation.cid(), token.cid());
    assert_eq!(revocation.revoked(), hops[1].cid());
    assert_eq!(revocation.witness().unwrap().revoker(), &cast.bob.did);

    let compact = received.to_compact();
    assert_eq!(compact.revoke, *hops[1].cid());
    assert_eq!(compact.path, hops.each_ref().map(|hop| *hop.cid()));
    assert_eq!(compact.cause, *token.cid());
    assert_eq!(compact.recorded_at, received.recorded_at);
}

#[test]
fn there_is_none_without_a_witness() {
    let cast = cast();
    let bare = accepted(&cast.bob.revokes(Revoke::new(unseen("token"))), []);
    assert_eq!(RevocationRecord::of(&bare, recorded(NOW)), None);
}

#[test]
fn reads_the_example_of_the_text() {
    let text = br#"{
      "revoke": { "/": "bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4" },
      "cause": { "/": { "bytes": "omF2AWNjYXBnL3VjYW4vcmV2b2tl" } },
      "path": [
        { "/": { "bytes": "omF2AWNjYXBsL3Rlc3QvaW52b2tl" } }
      ],
      "recorded_at": "2026-07-17T09:00:00Z"
    }"#;
    let record = RevocationRecord::decode(text).unwrap();
    let revoked = "bafyreiehytyi4q3t2amvf2abdlt5xnnqtaqkknf6yxhre4klpjnejlnsc4";
    assert_eq!(record.revoke.to_string(), revoked);
    assert_eq!(record.cause, b"\xa2av\x01ccapg/ucan/revoke");
    assert_eq!(record.path, [b"\xa2av\x01ccapl/test/invoke"]);
    // Its tokens are dummies.
    assert!(matches!(verify_at(&record, NOW), Err(RecordError::Cause(_))));
}

#[test]
fn what_had_expired_meanwhile_is_believed_as_of_then() {
    let cast = cast();
    let hops = hops(&cast);
    let token = cast.bob.revokes(revoke(&hops).with_expiration(at(NOW)));
    let mut record = record(&token, &hops);
    verify_at(&record, NOW + 1_000_000).unwrap();
    let expired = |now| {
        RecordError::Revocation(RevocationError::Chain(ChainError::Expired {
            expiration: at(NOW),
            now: at(now),
        }))
    };
    record.recorded_at = recorded(NOW + 1);
    let judged = verify_at(&record, NOW + 1_000_000);
    assert_eq!(judged.map(|it| *it.cid()), Err(expired(NOW + 1)));
    // A record from the future is judged by today.
    record.recorded_at = recorded(NOW + 1_000);
    let judged = verify_at(&record, NOW + 500);
    assert_eq!(judged.map(|it| *it.cid()), Err(expired(NOW + 500)));
}

#[test]
fn the_cause_is_a_signed_invocation_of_what_the_record_says() {
    let cast = cast();
    let hops = hops(&cast);
    let token = cast.bob.revokes(revoke(&hops));
    let good = record(&token, &hops);

    let mut other = good.clone();
    other.revoke = *hops[0].cid();
    let (record, cause) = (*hops[0].cid(), *hops[1].cid());
    refused(&other, RecordError::Revoke { record, cause });

    let mut forged = good.clone();
    forged.cause[10] ^= 1;
    refused(&forged, RecordError::CauseSignature(VerifyError::InvalidSignature));

    let mut delegation = good.clone();
    delegation.cause = hops[0].envelope().bytes().to_vec();
    assert!(matches!(verify_at(&delegation, NOW), Err(RecordError::Cause(_))));

    let mut another = good;
    let task = cast.bob.invokes("/crud", Default::default(), Nonce::empty());
    another.cause = task.envelope().bytes().to_vec();
    let found = "/crud".parse().unwrap();
    refused(&another, RecordError::Revocation(RevocationError::Command { found }));
}

#[test]
fn the_path_is_the_one_that_the_cause_names() {
    let cast = cast();
    let hops = hops(&cast);
    let good = record(&cast.bob.revokes(revoke(&hops)), &hops);
    let again = cast.alice.delegates(&cast.bob, &cast.alice, "/");
    let again = cast.alice.signs(again).envelope().bytes().to_vec();
    let path = |path: &[&Vec<u8>]| {
        let mut record = good.clone();
        record.path = path.iter().map(|it| (*it).clone()).collect();
        record
    };
    let [root, last] = [&good.path[0], &good.path[1]];
    refused(&path(&[&again, last]), RecordError::Path { index: 0 });
    refused(&path(&[root]), RecordError::Path { index: 1 });
    refused(&path(&[root, last, last]), RecordError::Path { index: 2 });
    refused(&path(&[]), RecordError::Path { index: 0 });
}

#[test]
fn a_cause_without_a_path_is_shown_by_that_of_the_record() {
    let cast = cast();
    let hops = hops(&cast);
    let token = cast.bob.revokes(Revoke::new(*hops[1].cid()));
    let mut shown = record(&cast.bob.revokes(revoke(&hops)), &hops);
    shown.cause = token.envelope().bytes().to_vec();
    verify_at(&shown, NOW).unwrap();

    let witness = |error| RecordError::Revocation(RevocationError::Path(error));
    shown.path.clear();
    refused(&shown, witness(WitnessError::Empty));
    shown.path.push(b"\xa0".to_vec());
    match verify_at(&shown, NOW) {
        Err(RecordError::Revocation(RevocationError::Path(WitnessError::Proof(error)))) => {
            assert_eq!((error.index, error.cid), (0, *shown.to_compact().path.first().unwrap()));
            assert!(matches!(error.rule, ProofRule::NotADelegation(_)));
        }
        other => panic!("{other:?}"),
    }

    let stranger = cast.mallory.revokes(Revoke::new(*hops[1].cid()));
    let mut spurious = record(&cast.bob.revokes(revoke(&hops)), &hops);
    spurious.cause = stranger.envelope().bytes().to_vec();
    let revoker = cast.mallory.did;
    refused(&spurious, witness(WitnessError::RevokerNotOnPath { revoker }));
}

#[test]
fn the_proofs_of_a_delegate_are_handed_over() {
    let cast = cast();
    let hops = hops(&cast);
    let to_zelda = cast.alice.hop(&cast.zelda, &cast.alice, "/ucan/revoke");
    let revoke = revoke(&hops).in_the_name_of(cast.alice.did.clone(), vec![*to_zelda.cid()]);
    let token = cast.zelda.revokes(revoke);
    let tokens = [hops[0].clone(), hops[1].clone(), to_zelda.clone()];
    let record = record(&token, &tokens);
    assert_eq!(record.path.len(), 2);
    refused(
        &record,
        RecordError::Revocation(RevocationError::Chain(ChainError::UnavailableProof {
            index: 0,
            cid: *to_zelda.cid(),
        })),
    );
    verify_with(&record, &at_hand([&to_zelda]), NOW).unwrap();
}

#[test]
fn the_path_may_carry_another_form_of_a_token_than_the_cause_names() {
    let key = P256Signer::from_scalar(&[1; 32]).unwrap();
    let (paula, bob) = (Did::from_signer(&key), cast().bob.did);
    let delegation = Delegation::new(
        paula.clone(),
        bob,
        paula,
        "/crud".parse().unwrap(),
        Nonce::new(*b"twelve bytes"),
    );
    let token = Envelope::sign(delegation, &key).unwrap();
    let twins = s_twins(SignatureAlgorithm::ES256, &token.bytes()[3..67]).unwrap();
    let forms = twins.map(|signature| {
        let signature = dag_cbor::encode(&ipld_core::ipld::Ipld::Bytes(signature)).unwrap();
        let bytes = [&[0x82], signature.as_slice(), token.signed_bytes()].concat();
        Block::dag_cbor(bytes).unwrap()
    });
    for named in &forms {
        let cause = Revoke::new(*named.cid()).with_path(vec![*named.cid()]).sign(&key).unwrap();
        for carried in &forms {
            let compact = format!(
                r#"{{"revoke":{{"/":"{}"}},"path":[],"cause":{{"/":{{"bytes":""}}}},
                   "recorded_at":"2026-01-01T00:00:00Z"}}"#,
                named.cid()
            );
            let mut record = RevocationRecord::decode(compact.as_bytes()).unwrap();
            record.path.push(carried.bytes().to_vec());
            record.cause = cause.bytes().to_vec();
            let revocation = verify_at(&record, NOW).unwrap();
            assert_eq!(revocation.revoked(), named.cid());
        }
    }
}

#[test]
fn a_list_of_bytes_is_nothing_else() {
    let cast = cast();
    let hops = hops(&cast);
    let text = record(&cast.bob.revokes(revoke(&hops)), &hops).encode().unwrap();
    let text = String::from_utf8(text).unwrap();
    let start = text.find(r#""path":["#).unwrap();
    let end = text[start..].find(']').unwrap() + start + 1;
    let list = FieldRule::Value { expected: "a list of bytes" };
    let bytes = FieldRule::Kind { expected: "bytes", found: "integer" };
    for (path, rule) in [(r#""path":null"#, list), (r#""path":[{"/":{"bytes":"oA"}},1]"#, bytes)] {
        let changed = format!("{}{path}{}", &text[..start], &text[end..]);
        assert_eq!(
            RevocationRecord::decode(changed.as_bytes()),
            Err(RecordDecodeError::Field(FieldError::new("path", rule)))
        );
    }
}
