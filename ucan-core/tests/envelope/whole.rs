//! One good token, there and back (rulings T1 and T2).

use ipld_core::ipld::Ipld;
use ucan_core::{DidKeyResolver, Envelope, Meta, Timestamp, UcanVersion};
use varsig::{Block, VerifierSet, dag_cbor::encode};

use crate::stage::*;

#[test]
fn a_token_goes_around() {
    let meta = Meta::from([("tags".into(), Ipld::List(vec![text("a"), Ipld::Float(1.0)]))]);
    let written = delegation()
        .with_meta(meta)
        .with_not_before(Timestamp::from_seconds(-5).unwrap())
        .with_expiration(Timestamp::from_seconds((1 << 53) - 1).unwrap());
    let token = Envelope::sign(written.clone(), &alice()).unwrap();
    assert_eq!(token.version(), UcanVersion::V1_0_0);
    let received = decode(token.bytes()).unwrap();
    assert_eq!(received.bytes(), token.bytes());
    assert_eq!(received.cid(), token.cid());
    assert_eq!(received.unverified_payload(), &written);
    let verified = received.verify(&DidKeyResolver, &VerifierSet::default()).unwrap();
    assert_eq!(verified.payload(), &written);
    assert_eq!(verified.cid(), token.cid());
}

#[test]
fn a_token_written_by_hand_is_the_one_that_is_signed_by_the_types() {
    let by_hand = sealed_fields(fields());
    let signed = Envelope::sign(delegation(), &alice()).unwrap();
    assert_eq!(signed.bytes(), by_hand);
    assert_eq!(signed.cid(), Block::new(DAG_CBOR, by_hand.clone()).cid());
    assert_eq!(verify(&by_hand), Ok(delegation()));
}

#[test]
fn the_cid_and_the_signed_part_are_those_of_the_bytes_received() {
    let signed = encode(&map(&[("h", Ipld::Bytes(HEADER.into())), (TAG, Ipld::Map(fields()))]));
    let signed = signed.unwrap();
    let bytes = sealed(&signed);
    let received = decode(&bytes).unwrap();
    assert_eq!(received.signed_bytes(), signed);
    assert_eq!(received.cid(), Block::new(DAG_CBOR, bytes.clone()).cid());
    // A signature of another value, or of another length, makes another CID.
    let mut flipped = bytes;
    flipped[5] ^= 1;
    let other = decode(&flipped).unwrap();
    assert_eq!(other.cid(), Block::new(DAG_CBOR, flipped.clone()).cid());
    assert_ne!(other.cid(), received.cid());
    assert_eq!(other.signed_bytes(), received.signed_bytes());
}
