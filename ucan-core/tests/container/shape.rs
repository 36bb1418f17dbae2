//! What a container may look like, and what is said of those that do not.

use std::mem::discriminant;

use data_encoding::{BASE64, BASE64URL_NOPAD};
use ucan_core::{
    DecodeError, Delegation, Payload,
    container::{
        Container, ContainerError as Error, ContainerLimits, ContainerWriter, Encoding, Profile,
    },
};
use varsig::{
    Block,
    dag_cbor::{DagCborErrorKind, Limits, check},
};

use crate::stage::{cbor_bytes, delegation, raw_container, read, read_strict, refusal};

#[test]
fn the_writer_sorts_and_drops_duplicates() {
    let (a, b) = (delegation(1), delegation(2));
    let (low, high) = if a.bytes() < b.bytes() { (&a, &b) } else { (&b, &a) };
    let mut writer = ContainerWriter::new();
    assert!(writer.is_empty());
    assert!(writer.insert(high.bytes()));
    assert!(writer.insert_block(low.block()));
    assert!(!writer.insert(low.bytes()));
    assert!(!writer.insert_block(high.block()));
    assert_eq!(writer.len(), 2);
    let expected = raw_container(&[low.bytes(), high.bytes()]);
    assert_eq!(writer.to_bytes(Encoding::default()), expected);
    assert_eq!(check(&expected[1..], &Limits::default()), Ok(()));

    let container = read_strict(&expected).unwrap();
    assert!(container.is_sorted());
    assert_eq!(container.tokens().blocks(), [low.block().clone(), high.block().clone()]);
}

#[test]
fn order_is_that_of_the_tokens_bytes_not_of_their_lengths() {
    // Bytewise, a longer token can come first: [1, 0] before [2].
    let mut writer = ContainerWriter::new();
    writer.insert(b"\x02");
    writer.insert(b"\x01\x00");
    assert_eq!(writer.to_bytes(Encoding::Raw), raw_container(&[b"\x01\x00", b"\x02"]));
    assert!(read_strict(&raw_container(&[b"\x01\x00", b"\x02"])).unwrap().is_sorted());
}

#[test]
fn the_reader_takes_tokens_in_any_order_and_each_once() {
    let (a, b) = (delegation(1), delegation(2));
    let (low, high) = if a.bytes() < b.bytes() { (&a, &b) } else { (&b, &a) };
    let bytes = raw_container(&[high.bytes(), low.bytes(), high.bytes(), low.bytes()]);
    let container = read(&bytes).unwrap();
    assert_eq!(container.tokens().blocks(), [high.block().clone(), low.block().clone()]);
    assert_eq!((container.is_sorted(), container.duplicates()), (false, 2));

    assert_eq!(read_strict(&bytes).unwrap_err(), Error::Unsorted { index: 1 });
    let bytes = raw_container(&[low.bytes(), low.bytes(), high.bytes()]);
    assert_eq!(read_strict(&bytes).unwrap_err(), Error::Duplicate { index: 1 });
    assert_eq!(read(&bytes).unwrap().duplicates(), 1);
}

#[test]
fn a_container_may_be_empty() {
    let bytes = ContainerWriter::new().to_bytes(Encoding::Raw);
    assert_eq!(bytes, b"@\xa1\x66ctn-v1\x80");
    let container = read_strict(&bytes).unwrap();
    assert_eq!(container.tokens().blocks(), []);
}

#[test]
fn entries_that_are_no_canonical_dag_cbor_are_kept_and_told() {
    let token = delegation(1);
    let not_shortest = [0x18, 0x01];
    let cut = &token.bytes()[..token.bytes().len() - 1];
    let container = read(&raw_container(&[&not_shortest, token.bytes(), b"", cut, cut])).unwrap();
    assert_eq!(container.tokens().blocks(), [token.block().clone()]);
    let told: Vec<_> = container
        .opaque()
        .iter()
        .map(|entry| (entry.index, &*entry.bytes, entry.reason.kind))
        .collect();
    assert_eq!(
        told,
        [
            (0, &not_shortest[..], DagCborErrorKind::NotShortest),
            (2, b"", DagCborErrorKind::UnexpectedEnd),
            (3, cut, DagCborErrorKind::UnexpectedEnd),
        ]
    );
    assert_eq!(container.duplicates(), 1);
}

#[test]
fn tokens_of_other_kinds_are_passed_over_and_no_tokens_are_told() {
    /// A payload of which no token here is.
    #[derive(Debug)]
    struct Other;
    impl Payload for Other {
        const KIND: &'static str = "other";
        fn issuer(&self) -> &ucan_core::Did {
            unreachable!("none is ever read")
        }
        fn read(_: ucan_core::Fields) -> Result<Self, ucan_core::FieldError> {
            Ok(Self)
        }
        fn write(&self) -> std::collections::BTreeMap<String, ipld_core::ipld::Ipld> {
            std::collections::BTreeMap::new()
        }
    }
    let token = delegation(1);
    let number = [0x01];
    let container = read(&raw_container(&[&number, token.bytes()])).unwrap();
    assert_eq!(container.tokens().blocks().len(), 2);
    let delegations: Vec<_> = container.tokens().of::<Delegation>().collect();
    assert_eq!(delegations.len(), 2);
    assert_eq!(delegations[0].as_ref().unwrap_err(), &DecodeError::NotAPair);
    assert_eq!(delegations[1].as_ref().unwrap().cid(), token.cid());
    let others: Vec<_> = container.tokens().of::<Other>().map(|token| token.unwrap_err()).collect();
    assert_eq!(others, [DecodeError::NotAPair]);
}

#[test]
fn refuses_every_other_shape() {
    let with = |content: &[u8]| [b"@", content].concat();
    for (content, error) in [
        (&b"\x80"[..], Error::NotAMap),
        (b"\x66ctn-v1", Error::NotAMap),
        (b"\xa0", Error::NotOneKey { found: 0 }),
        (b"\xa2\x61a\x01\x66ctn-v1\x80", Error::NotOneKey { found: 2 }),
        (b"\xa1\x66ctn-v2\x80", Error::WrongKey { found: "ctn-v2".into() }),
        (b"\xa1\x60\x80", Error::WrongKey { found: String::new() }),
        (b"\xa1\x66ctn-v1\xa0", Error::NotAList),
        (b"\xa1\x66ctn-v1\x40", Error::NotAList),
        (b"\xa1\x66ctn-v1\xf6", Error::NotAList),
        (b"\xa1\x66ctn-v1\x81\x60", Error::EntryNotBytes { index: 0 }),
        (b"\xa1\x66ctn-v1\x82\x41\x01\x81\x01", Error::EntryNotBytes { index: 1 }),
    ] {
        assert_eq!(refusal(&with(content)), error, "{content:x?}");
    }
}

#[test]
fn refuses_cbor_that_is_not_canonical() {
    use DagCborErrorKind as Kind;
    let with = |content: &[u8]| [b"@", content].concat();
    for (content, offset, kind) in [
        (&b""[..], 0, Kind::UnexpectedEnd),
        (b"\xa1\x66ctn-v1\x9f\xff", 8, Kind::IndefiniteLength),
        (b"\xbf\x66ctn-v1\x80\xff", 0, Kind::IndefiniteLength),
        (b"\xa1\x66ctn-v1\x98\x00", 8, Kind::NotShortest),
        (b"\xb8\x01\x66ctn-v1\x80", 0, Kind::NotShortest),
        (b"\xa1\x66ctn-v1\x81\x58\x01\x01", 9, Kind::NotShortest),
        (b"\xa1\x66ctn-v1\x81\x5f\x41\x01\xff", 9, Kind::IndefiniteLength),
        (b"\xa1\x46ctn-v1\x80", 1, Kind::NonStringKey),
        (b"\xa2\x66ctn-v1\x80\x66ctn-v1\x80", 9, Kind::DuplicateKey),
        (b"\xd9\xd9\xf7\xa1\x66ctn-v1\x80", 0, Kind::UnsupportedTag { tag: 55799 }),
        (b"\xa1\x66ctn-v1\x80\x00", 9, Kind::TrailingBytes),
        (b"\xa1\x66ctn-v1\x9b\xff\xff\xff\xff\xff\xff\xff\xff", 17, Kind::UnexpectedEnd),
        (b"\xa1\x66ctn-v1\x81\x5b\xff\xff\xff\xff\xff\xff\xff\xff", 9, Kind::UnexpectedEnd),
    ] {
        let Error::Encoding(error) = refusal(&with(content)) else { panic!("{content:x?}") };
        assert_eq!((error.offset, error.kind), (offset, kind), "{content:x?}");
    }
    let deep = [b"\xa1\x66ctn-v1".to_vec(), vec![0x81; 100_000]].concat();
    let Error::Encoding(error) = refusal(&with(&deep)) else { panic!("deep") };
    assert_eq!(error.kind, Kind::TooDeep { limit: 64 });
}

#[test]
fn refuses_first_bytes_that_name_nothing() {
    assert_eq!(refusal(b""), Error::Empty);
    for byte in 0..=u8::MAX {
        let unknown = Error::UnknownEncoding { byte };
        let refused = refusal(&[byte]);
        let known = b"@BCDEFMOP".contains(&byte);
        assert_eq!(discriminant(&refused) != discriminant(&unknown), known, "{byte:#x}");
    }
}

#[test]
fn refuses_base64_in_any_other_spelling() {
    let content = &raw_container(&[b"\xfb\xff\xff\xff\xff\xff\x01", b"\xff\xff"])[1..];
    assert_eq!(content.len() % 3, 2, "so that there is padding, and bits to spare");
    let standard = BASE64.encode(content);
    let url = BASE64URL_NOPAD.encode(content);
    let with = |byte: &str, text: &str| [byte, text].concat().into_bytes();
    assert!(read(&with("B", &standard)).is_ok());
    assert!(read(&with("C", &url)).is_ok());

    let end = standard.len();
    let other = standard.replace('+', "-").replace('/', "_");
    for (byte, text, offset) in [
        ("B", other.clone(), other.find(['-', '_']).unwrap()),
        ("C", standard.clone(), standard.find(['+', '/']).unwrap()),
        ("C", other, end - 1),
        // Lengths are judged first: what is over does not make a group of four.
        ("B", standard.replace('=', ""), end - 4),
        ("B", format!("{standard}\n"), end),
        ("B", format!("{}\r\n\r\n{}", &standard[..8], &standard[8..]), 8),
        // The last letter before the padding carries two bits that must be zero.
        ("B", standard.replace("//8=", "//9="), end - 2),
    ] {
        let expected = Error::Base64 { offset: offset + 1 };
        assert_eq!(refusal(&with(byte, &text)), expected, "{byte}{text}");
    }
}

#[test]
fn bounds_hold_for_bytes_content_and_count() {
    let bytes = raw_container(&[b"\x01", b"\x02", b"\x03"]);
    let limits = ContainerLimits::default()
        .with_encoded_bytes(bytes.len())
        .with_content_bytes(bytes.len() - 1)
        .with_tokens(3);
    let refused = |limits| Container::read(&bytes, &limits).unwrap_err();
    assert!(Container::read(&bytes, &limits).is_ok());
    let (found, limit) = (bytes.len(), bytes.len() - 1);
    assert_eq!(refused(limits.with_encoded_bytes(limit)), Error::EncodedTooLarge { found, limit });
    let limit = limit - 1;
    assert_eq!(refused(limits.with_content_bytes(limit)), Error::ContentTooLarge { limit });
    let many = Error::TooManyTokens { found: 3, limit: 2 };
    assert_eq!(refused(limits.with_tokens(2)), many);

    let mut writer = ContainerWriter::new();
    (1..=3).for_each(|token| assert!(writer.insert(&[token])));
    for encoding in Encoding::ALL {
        let bytes = writer.to_bytes(encoding);
        let limits = ContainerLimits::default().with_content_bytes(limit + 1);
        assert!(Container::read(&bytes, &limits).is_ok());
        let limits = limits.with_content_bytes(limit);
        let refused = Container::read(&bytes, &limits).unwrap_err();
        assert_eq!(refused, Error::ContentTooLarge { limit });
    }
}

#[test]
fn the_bytes_of_the_peer_are_read_and_written_only_when_asked_for() {
    let token = delegation(1);
    let mut standard = ContainerWriter::new();
    standard.insert_block(token.block());
    let ucantone = standard.clone().with_profile(Profile::Ucantone);
    for encoding in Encoding::ALL {
        let ours = standard.to_bytes(encoding);
        assert_eq!(read(&ours).unwrap().profile(), Profile::Standard);
        let theirs = ucantone.to_bytes(encoding);
        assert_eq!(ours[1..], theirs[1..]);
        assert_eq!(ours[0] != theirs[0], encoding.is_compressed());
        let container = read(&theirs).unwrap();
        assert_eq!(container.encoding(), encoding);
        assert_eq!(container.profile() == Profile::Ucantone, encoding.is_compressed());
        assert_eq!(container.tokens().blocks(), [token.block().clone()]);
    }
}

#[test]
fn equal_bytes_have_one_address_wherever_they_stand() {
    let token = delegation(1);
    let container = read(&raw_container(&[token.bytes()])).unwrap();
    let block = Block::dag_cbor(token.bytes()).unwrap();
    assert_eq!(container.tokens().get(token.cid()), Some(&block));
    assert_eq!(container.into_tokens().blocks(), [block]);
    assert_eq!(cbor_bytes(&[7; 24])[..2], [0x58, 24]);
}
