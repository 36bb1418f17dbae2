//! Containers in headers (HTTP Header UCAN Invocation).

use ucan_core::{
    Delegation,
    container::{ContainerError, ContainerLimits, ContainerWriter, Encoding, Profile},
    http_header::{
        self, AddressedError, HeaderValue, HeaderValueError as Error, NAME, RECOMMENDED_BYTES,
        addressed,
    },
};

use crate::stage::{delegation, did};

fn read(value: &str) -> Result<Vec<varsig::Block>, Error> {
    http_header::read(value, &ContainerLimits::http_header())
        .map(|container| container.tokens().blocks().to_vec())
}

fn writer(tokens: u8) -> ContainerWriter {
    (0..tokens).fold(ContainerWriter::new(), |mut writer, nonce| {
        writer.insert_block(delegation(nonce).block());
        writer
    })
}

#[test]
fn every_text_encoding_of_both_profiles_is_read() {
    assert_eq!(NAME, "X-UCAN-Container");
    let mut firsts = String::new();
    for profile in [Profile::Standard, Profile::Ucantone] {
        let writer = writer(1).with_profile(profile);
        for encoding in Encoding::ALL.into_iter().filter(|encoding| encoding.is_text()) {
            let value = HeaderValue::write(&writer, encoding).unwrap();
            assert_eq!(value.as_str().as_bytes(), writer.to_bytes(encoding));
            assert_eq!(value.to_string(), value.as_str());
            assert_eq!(read(value.as_str()), Ok(vec![delegation(0).block().clone()]));
            firsts.push_str(&value.into_string()[..1]);
        }
    }
    assert_eq!(firsts, "BCOPBCEF");
}

#[test]
fn bytes_are_neither_written_nor_read() {
    for encoding in [Encoding::Raw, Encoding::RawGzip] {
        let refused = HeaderValue::write(&writer(1), encoding);
        assert_eq!(refused, Err(Error::NotText { encoding }));
    }
    assert_eq!(read("@AAAA"), Err(Error::NotText { encoding: Encoding::Raw }));
    assert_eq!(read("MAAAA"), Err(Error::NotText { encoding: Encoding::RawGzip }));
    assert_eq!(read("DAAAA"), Err(Error::NotText { encoding: Encoding::RawGzip }));
}

#[test]
fn refuses_what_is_not_visible_ascii_or_no_container() {
    let value = HeaderValue::write(&writer(1), Encoding::Base64).unwrap().into_string();
    assert_eq!(read(&format!(" {value}")), Err(Error::NotAscii { offset: 0 }));
    let end = value.len();
    for tail in ["\r\nX-Other: 1", "\0", "é", " "] {
        assert_eq!(read(&format!("{value}{tail}")), Err(Error::NotAscii { offset: end }));
    }
    let container = |error| Err(Error::Container(error));
    assert_eq!(read(""), container(ContainerError::Empty));
    assert_eq!(read("bearer"), container(ContainerError::UnknownEncoding { byte: b'b' }));
    // Two headers of one name, as they are joined.
    let joined = read(&format!("{value},{value}"));
    assert!(matches!(joined, Err(Error::Container(ContainerError::Base64 { .. }))), "{joined:?}");
    let long = format!("B{}", "A".repeat(16 << 10));
    let error = ContainerError::EncodedTooLarge { found: (16 << 10) + 1, limit: 16 << 10 };
    assert_eq!(read(&long), container(error));
}

#[test]
fn tells_of_values_that_servers_may_refuse() {
    assert_eq!(RECOMMENDED_BYTES, 4096);
    // Twelve bytes of CBOR heads, then one entry; four letters for three bytes.
    for (entry, letters, exceeds) in [(3059, 4096, false), (3060, 4097, true)] {
        let mut writer = ContainerWriter::new();
        writer.insert(&vec![0; entry]);
        let value = HeaderValue::write(&writer, Encoding::Base64Url).unwrap();
        assert_eq!(value.as_str().len(), letters);
        assert_eq!(value.exceeds_recommended_size(), exceeds);
        assert_eq!(read(value.as_str()), Ok(Vec::new()), "it is only advice");
    }
}

#[test]
fn one_token_must_be_for_the_server_and_others_are_passed_over() {
    // Of delegations, as this crate knows no invocations.
    let value = HeaderValue::write(&writer(3), Encoding::Base64).unwrap();
    let container = http_header::read(value.as_str(), &ContainerLimits::http_header()).unwrap();
    let all: Vec<_> = container.tokens().of::<Delegation>().map(Result::unwrap).collect();
    assert_eq!(all.len(), 3);
    let to_2 =
        |it: &&ucan_core::Envelope<Delegation>| *it.unverified_payload().audience() == did(2);
    assert_eq!(addressed(&all, to_2).unwrap_err(), AddressedError::Several { found: 3 });
    assert_eq!(addressed(&all[..1], to_2).unwrap().cid(), all[0].cid());
    assert_eq!(addressed(&all[..0], to_2).unwrap_err(), AddressedError::Nobody);
    let last = |it: &&ucan_core::Envelope<Delegation>| it.cid() == all[2].cid();
    assert_eq!(addressed(&all, last).unwrap().cid(), all[2].cid());
}
