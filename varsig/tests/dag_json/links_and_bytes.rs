//! Bytes and links: their one text.

use cid::{
    Cid,
    multibase::{self, Base},
    multihash::Multihash,
};
use ipld_core::ipld::Ipld;
use varsig::dag_json::{DagJsonErrorKind as Kind, EncodeErrorKind, decode_canonical, encode};

use crate::verdicts::{CID_V0, CID_V1, canonical, limits, link, list, refused};

#[test]
fn bytes_are_base64_without_padding_or_stray_bits() {
    canonical(r#"{"/":{"bytes":"+/8"}}"#, Ipld::Bytes(vec![0xfb, 0xff]));
    for (base64, kind) in [
        ("oQ==", Kind::Base64Padding),
        ("oR", Kind::Base64StrayBits),
        ("AAB", Kind::Base64StrayBits),
        ("o", Kind::InvalidBase64),
        ("AAAAA", Kind::InvalidBase64),
        ("-_8", Kind::InvalidBase64),
        ("AA AA", Kind::InvalidBase64),
        ("ÄÄÄÄ", Kind::InvalidBase64),
    ] {
        refused(format!(r#"[{{"/":{{"bytes":"{base64}"}}}}]"#), 15, kind);
    }
    // The multibase prefix of an older text of the spec is one character too many.
    refused(r#"{"/":{"bytes":"mAAAA"}}"#, 14, Kind::InvalidBase64);
}

#[test]
fn links_are_cids_in_their_one_text() {
    for cid in [
        &CID_V1.to_uppercase(),
        "zb2rhmy65F3REf8SZp7De11gxtECBGgUKaLdiDj7MCGCHxbDW",
        "k2cwueebp9wws0fnm29jatrrbqocjaivp132efhd99cd5phw2odywbit",
        "mAVUSIOOwxEKY/BwUmvv0yJlvuSQnrkHkZJuTTKSVmRt4UrhV",
        "uAVUSIOOwxEKY_BwUmvv0yJlvuSQnrkHkZJuTTKSVmRt4UrhV",
        "f01551220e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        // Version 0 in a base of version 1.
        &format!("z{CID_V0}"),
        &multibase::encode(Base::Base16Lower, CID_V0.parse::<Cid>().unwrap().to_bytes()),
    ] {
        refused(format!(r#"[{{"/":"{cid}"}}]"#), 6, Kind::NonCanonicalCid);
    }
}

#[test]
fn links_are_cids() {
    let base32 = |bytes: &[u8]| multibase::encode(Base::Base32Lower, bytes);
    let longest = [&[1, 0x55, 0, 64][..], &[0; 64]].concat();
    canonical(
        &format!(r#"{{"/":"{}"}}"#, base32(&longest)),
        Ipld::Link(Cid::try_from(&*longest).unwrap()),
    );
    canonical(r#"{"/":"bafkqabiaaebagba"}"#, link("bafkqabiaaebagba"));
    for cid in [
        "",
        "b",
        "foo",
        "Qm",
        &CID_V0[..45],
        &format!("{CID_V0}1"),
        &CID_V0.replace('1', "0"),
        &CID_V0.replace('1', "l"),
        &CID_V0.replacen("Qm", "Qn", 1),
        &CID_V0.replacen("QmQ", "Qmz", 1),
        &CID_V1[..CID_V1.len() - 1],
        &format!("{CID_V1}aa"),
        &format!("{CID_V1}="),
        &format!("/ipfs/{CID_V0}"),
        &format!("/ipfs/{CID_V1}"),
        // A version, a codec, a hash and a length in two bytes where one will do.
        &base32(&[0x81, 0, 0x55, 0, 0]),
        &base32(&[1, 0xd5, 0, 0, 0]),
        &base32(&[1, 0x55, 0x80, 0, 0]),
        &base32(&[1, 0x55, 0, 0x80, 0]),
        // Versions 0, written out, and 2.
        &base32(&[0, 0x55, 0, 0]),
        &base32(&[2, 0x55, 0, 0]),
        // A version 0 as it is, but in base32.
        &base32(&CID_V0.parse::<Cid>().unwrap().to_bytes()),
        // A digest of one byte too few, one too many, and one that is longer than can be.
        &base32(&[1, 0x55, 0, 2, 0]),
        &base32(&[1, 0x55, 0, 1, 0, 0]),
        &base32(&[&[1, 0x55, 0, 65][..], &[0; 65]].concat()),
        // A codec and a hash of 64 bits.
        &base32(&[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0]),
        &base32(&[1, 0x55, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 0]),
    ] {
        refused(format!(r#"{{"a":{{"/":"{cid}"}}}}"#), 10, Kind::InvalidCid);
    }
}

#[test]
fn cids_that_no_varint_holds_are_not_written() {
    let digest = |code| Multihash::<64>::wrap(code, &[]).unwrap();
    let greatest = Ipld::Link(Cid::new_v1(u64::MAX >> 1, digest(u64::MAX >> 1)));
    assert_eq!(decode_canonical(&encode(&greatest).unwrap(), &limits()), Ok(greatest));
    for cid in [Cid::new_v1(1 << 63, digest(0)), Cid::new_v1(0x55, digest(1 << 63))] {
        let error = encode(&list([Ipld::Link(cid)])).unwrap_err();
        assert_eq!(error.kind, EncodeErrorKind::InvalidCid);
    }
}

#[test]
fn stray_bits_behind_a_cid_are_refused() {
    // 36 bytes are 288 bits, and 58 characters hold 290: the last one has two to spare.
    let stray = format!("{}v", &CID_V1[..CID_V1.len() - 1]);
    assert_eq!(stray.len(), CID_V1.len());
    refused(format!(r#"{{"/":"{stray}"}}"#), 5, Kind::InvalidCid);
}
