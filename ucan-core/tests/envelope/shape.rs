//! Signature, header, tag and payload, each in its place (ruling T1).

use ipld_core::ipld::Ipld;
use ucan_core::{DecodeError, Envelope, UcanVersion, VerifyError};
use varsig::{HeaderErrorKind, dag_cbor::encode};

use crate::stage::*;

#[test]
fn the_version_read_is_kept_and_is_part_of_what_is_signed() {
    let token = Envelope::sign_version(delegation(), &alice(), UcanVersion::V1_0_0Rc1).unwrap();
    let tag = "ucan/dlg@1.0.0-rc.1";
    let by_hand = sealed_map(&[("h", Ipld::Bytes(HEADER.into())), (tag, Ipld::Map(fields()))]);
    assert_eq!(token.bytes(), by_hand);
    let received = decode(&by_hand).unwrap();
    assert_eq!(received.version(), UcanVersion::V1_0_0Rc1);
    assert_eq!(received.bytes(), by_hand);
    assert_eq!(verify(&by_hand), Ok(delegation()));

    // The signature under one tag does not hold under the other.
    let signature = Ipld::Bytes(by_hand[3..67].into());
    let signed = map(&[("h", Ipld::Bytes(HEADER.into())), (TAG, Ipld::Map(fields()))]);
    let moved = encode(&Ipld::List(vec![signature, signed])).unwrap();
    assert_eq!(verify(&moved), Err(VerifyError::InvalidSignature));
}

#[test]
fn a_token_under_another_tag_is_no_delegation() {
    let tagged =
        |tag: &str| sealed_map(&[("h", Ipld::Bytes(HEADER.into())), (tag, Ipld::Map(fields()))]);
    for tag in ["ucan/inv@1.0.0", "ucan/example", "ucan/dlgs@1.0.0", "dlg@1.0.0", "UCAN/dlg@1.0.0"]
    {
        refused(&tagged(tag), DecodeError::WrongTag { expected: "dlg", found: tag.into() });
    }
    for tag in ["ucan/dlg@9.9.9", "ucan/dlg@1.0.0-rc.2", "ucan/dlg@1.0.0 ", "ucan/dlg@"] {
        refused(&tagged(tag), DecodeError::UnsupportedVersion { tag: tag.into() });
    }
}

#[test]
fn the_signature_payload_is_a_header_and_one_payload() {
    let header = ("h", Ipld::Bytes(HEADER.into()));
    let payload = (TAG, Ipld::Map(fields()));
    let tag = "ucan/inv@1.0.0";
    refused(&sealed_map(std::slice::from_ref(&payload)), DecodeError::NoHeader);
    refused(&sealed_map(&[("h", text("header")), payload.clone()]), DecodeError::NoHeader);
    refused(&sealed_map(&[]), DecodeError::NoHeader);
    refused(&sealed_map(std::slice::from_ref(&header)), DecodeError::NoPayload);
    refused(
        &sealed_map(&[header.clone(), payload, (tag, map(&[]))]),
        DecodeError::SecondPayload { tag: tag.into() },
    );
    refused(&sealed_map(&[header, (TAG, Ipld::List(vec![]))]), DecodeError::PayloadNotAMap);
}

#[test]
fn an_envelope_is_a_pair_of_a_signature_and_a_map() {
    let signed = map(&[("h", Ipld::Bytes(HEADER.into())), (TAG, Ipld::Map(fields()))]);
    let signature = Ipld::Bytes(vec![0; 64]);
    for value in [
        Ipld::Null,
        signed.clone(),
        Ipld::List(vec![]),
        Ipld::List(vec![signature.clone()]),
        Ipld::List(vec![signed.clone(), signature.clone()]),
        Ipld::List(vec![text("signature"), signed.clone()]),
        Ipld::List(vec![signature.clone(), Ipld::List(vec![signed.clone()])]),
        Ipld::List(vec![signature, signed, Ipld::Null]),
    ] {
        refused(&encode(&value).unwrap(), DecodeError::NotAPair);
    }
}

#[test]
fn a_header_that_breaks_a_rule_is_refused() {
    let with = |header: &[u8]| match decode(&sealed_map(&[
        ("h", Ipld::Bytes(header.into())),
        (TAG, Ipld::Map(fields())),
    ])) {
        Err(DecodeError::Header(error)) => (error.offset, error.kind),
        other => panic!("{other:?}"),
    };
    // Version 2.
    assert_eq!(
        with(&[0x34, 0x02, 0xed, 0x01, 0xed, 0x01, 0x13, 0x71]),
        (1, HeaderErrorKind::UnsupportedVersion { found: 2 })
    );
    assert_eq!(with(&[]), (0, HeaderErrorKind::UnexpectedEnd));
    assert_eq!(with(&[&HEADER[..], &[0]].concat()), (8, HeaderErrorKind::TrailingBytes));
}
