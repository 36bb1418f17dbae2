//! One token, one spelling (ruling T3).

use ucan_core::{DecodeError, Delegation, Envelope};
use varsig::{
    Block,
    dag_cbor::{DagCborErrorKind, encode},
};

use crate::stage::*;

#[track_caller]
fn not_canonical(bytes: &[u8], offset: usize, kind: DagCborErrorKind) {
    match decode(bytes) {
        Err(DecodeError::Encoding(error)) => {
            assert_eq!((error.offset, error.kind), (offset, kind));
        }
        other => panic!("{other:?}"),
    }
}

/// The signed bytes of a delegation whose fields stand in this order, doubles and
/// all. The caller says where in `iss`, `aud`, … the order is broken.
fn sealed_in_order(names: &[&str]) -> Vec<u8> {
    let fields = fields();
    let count = u8::try_from(names.len()).expect("few");
    let mut signed = vec![0xa2, 0x61, b'h', 0x48];
    signed.extend(HEADER);
    signed.extend(encode(&text(TAG)).expect("a string"));
    signed.push(0xa0 | count);
    for name in names {
        signed.extend(encode(&text(name)).expect("a string"));
        signed.extend(encode(&fields[*name]).expect("a field"));
    }
    sealed(&signed)
}

/// Where the last occurrence of a field's name starts.
fn last(bytes: &[u8], name: &str) -> usize {
    let needle = encode(&text(name)).expect("a string");
    bytes.windows(needle.len()).rposition(|window| window == needle).expect("the field")
}

#[test]
fn fields_are_unique_and_in_the_canonical_order() {
    let canonical = ["aud", "cmd", "exp", "iss", "pol", "sub", "nonce"];
    assert_eq!(sealed_in_order(&canonical), sealed_fields(fields()));

    let swapped = sealed_in_order(&["cmd", "aud", "exp", "iss", "pol", "sub", "nonce"]);
    not_canonical(&swapped, last(&swapped, "aud"), DagCborErrorKind::UnsortedKeys);
    // The shorter name comes first, whatever the letters.
    let by_letter = sealed_in_order(&["aud", "cmd", "exp", "iss", "nonce", "pol", "sub"]);
    not_canonical(&by_letter, last(&by_letter, "pol"), DagCborErrorKind::UnsortedKeys);

    let double = sealed_in_order(&["aud", "cmd", "cmd", "exp", "iss", "pol", "sub", "nonce"]);
    not_canonical(&double, last(&double, "cmd"), DagCborErrorKind::DuplicateKey);
    let apart = sealed_in_order(&["aud", "cmd", "exp", "aud", "iss", "pol", "sub", "nonce"]);
    not_canonical(&apart, last(&apart, "aud"), DagCborErrorKind::UnsortedKeys);
}

#[test]
fn nothing_may_follow_a_token_or_be_missing_from_it() {
    let token = sealed_fields(fields());
    let trailing = [token.as_slice(), &[0]].concat();
    not_canonical(&trailing, token.len(), DagCborErrorKind::TrailingBytes);
    for length in 0..token.len() {
        match decode(&token[..length]) {
            Err(DecodeError::Encoding(error)) => {
                assert_eq!(error.kind, DagCborErrorKind::UnexpectedEnd, "{length}");
            }
            other => panic!("{length}: {other:?}"),
        }
    }
}

#[test]
fn a_second_spelling_of_a_token_is_refused() {
    // The signature's length in two bytes instead of one.
    let token = sealed_fields(fields());
    let long = [&[0x82, 0x59, 0x00, 0x40], &token[3..]].concat();
    not_canonical(&long, 1, DagCborErrorKind::NotShortest);
    let indefinite = [&[0x9f], &token[1..], &[0xff]].concat();
    not_canonical(&indefinite, 0, DagCborErrorKind::IndefiniteLength);
}

#[test]
fn deep_nesting_and_claims_of_great_length_are_refused() {
    let mut deep = vec![0x82, 0x40];
    deep.extend([0x81; 100_000]);
    not_canonical(&deep, 65, DagCborErrorKind::TooDeep { limit: 64 });
    let long = [0x82, 0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    not_canonical(&long, 1, DagCborErrorKind::UnexpectedEnd);
}

#[test]
fn a_token_under_a_cid_of_another_codec_is_refused() {
    let token = Block::raw(sealed_fields(fields()));
    let cid = *token.cid();
    let error = Envelope::<Delegation>::decode_block(token).expect_err("one token has one CID");
    assert_eq!(error, DecodeError::Address { cid });
}
