//! Strict DAG-CBOR: every rule of ruling T3 with the offset it is reported at.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use cid::{Cid, multihash::Multihash};
use ipld_core::ipld::Ipld;
use varsig::{
    PathSegment,
    dag_cbor::{
        DagCborError, DagCborErrorKind as Kind, EncodeError, Limits, array_head, bytes_item, check,
        decode, encode,
    },
};

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[track_caller]
fn refused(text: &str, offset: usize, kind: Kind) {
    let error = check(&hex(text), &Limits::default()).unwrap_err();
    assert_eq!((error.offset, error.kind), (offset, kind), "{text}");
}

#[test]
fn accepts_what_is_canonical() {
    for text in [
        "00",
        "17",
        "1818",
        "18ff",
        "190100",
        "1a00010000",
        "1b0000000100000000",
        "1bffffffffffffffff",
        "20",
        "3bffffffffffffffff",
        "40",
        "4401020304",
        "60",
        "6161",
        "80",
        "83010203",
        "a0",
        "a2616101616202",
        "a2616201626161f6",
        "f4",
        "f5",
        "f6",
        "fb3ff8000000000000",
        // A CIDv1 (raw, sha2-256) and a CIDv0.
        "d82a5825000155122000000000000000000000000000000000000000000000000000000000000000\
         00",
        "d82a582300122000000000000000000000000000000000000000000000000000000000000000\
         00",
    ] {
        let text: String = text.split_whitespace().collect();
        assert_eq!(check(&hex(&text), &Limits::default()), Ok(()), "{text}");
        let value = decode(&hex(&text), &Limits::default()).unwrap();
        assert_eq!(encode(&value).unwrap(), hex(&text), "{text}");
    }
}

#[test]
fn refuses_numbers_that_are_not_shortest() {
    for text in [
        "1817",
        "1900ff",
        "1a0000ffff",
        "1b00000000ffffffff",
        "3817",
        "5800",
        "7800",
        "9800",
        "b800",
    ] {
        refused(text, 0, Kind::NotShortest);
    }
    refused("82 01 1800", 2, Kind::NotShortest);
    refused("d9002a 4100", 0, Kind::NotShortest);
}

#[test]
fn refuses_maps_out_of_order_and_with_double_keys() {
    refused("a2 616201 616102", 4, Kind::UnsortedKeys);
    refused("a2 62616101 616202", 5, Kind::UnsortedKeys);
    refused("a2 616101 616102", 4, Kind::DuplicateKey);
    refused("a1 01 02", 1, Kind::NonStringKey);
    refused("a1 4161 02", 1, Kind::NonStringKey);
}

#[test]
fn refuses_floats_without_one_form() {
    refused("f93c00", 0, Kind::NarrowFloat);
    refused("fa3f800000", 0, Kind::NarrowFloat);
    refused("fb7ff8000000000000", 0, Kind::NonFiniteFloat);
    refused("fb7ff0000000000000", 0, Kind::NonFiniteFloat);
    refused("fb8000000000000000", 0, Kind::NegativeZero);
}

#[test]
fn refuses_indefinite_lengths_everywhere() {
    for text in ["9fff", "bfff", "5fff", "7fff", "ff"] {
        refused(text, 0, Kind::IndefiniteLength);
    }
    // One of the two holes of the decoder underneath.
    refused("d82a 5f 4100 ff", 2, Kind::IndefiniteLength);
}

#[test]
fn refuses_tags_and_simple_values_outside_of_the_data_model() {
    refused("c0 6161", 0, Kind::UnsupportedTag { tag: 0 });
    refused("d82b 4100", 0, Kind::UnsupportedTag { tag: 43 });
    refused("f7", 0, Kind::UnsupportedSimple);
    refused("f0", 0, Kind::UnsupportedSimple);
    refused("f820", 0, Kind::UnsupportedSimple);
    // Additional information 28 to 30.
    for text in ["1c", "3d", "5e", "7c", "9d", "be", "dc", "fd"] {
        refused(text, 0, Kind::ReservedHead);
    }
}

#[test]
fn refuses_links_that_are_not_exactly_one_cid() {
    let digest = "00".repeat(32);
    refused("d82a 6161", 2, Kind::InvalidCid);
    refused("d82a 40", 2, Kind::InvalidCid);
    refused("d82a 4100", 2, Kind::InvalidCid);
    refused(&format!("d82a 5825 01 01551220 {digest}"), 2, Kind::InvalidCid);
    // The other hole: bytes after the multihash.
    refused(&format!("d82a 5826 00 01551220 {digest} 00"), 2, Kind::CidTrailingBytes);
    refused(&format!("d82a 5824 00 1220 {digest} 00"), 2, Kind::CidTrailingBytes);
    refused(&format!("d82a 5825 00 02551220 {digest}"), 2, Kind::InvalidCid);
    refused(&format!("d82a 5826 00 0155920020 {digest}"), 2, Kind::InvalidCid);
}

#[test]
fn refuses_what_is_cut_short_or_goes_on() {
    refused("", 0, Kind::UnexpectedEnd);
    refused("82 01", 2, Kind::UnexpectedEnd);
    refused("0000", 1, Kind::TrailingBytes);
    refused("61ff", 0, Kind::InvalidUtf8);
    // A claim of 2^63 bytes or items is refused before anything is allocated.
    refused("5b8000000000000000", 0, Kind::UnexpectedEnd);
    refused("9b8000000000000000", 9, Kind::UnexpectedEnd);
}

#[test]
fn bounds_depth_items_and_size() {
    let deep: Vec<u8> = core::iter::repeat_n(0x81, 1_000_000).chain([0x01]).collect();
    let error = check(&deep, &Limits::default()).unwrap_err();
    assert_eq!((error.offset, error.kind), (64, Kind::TooDeep { limit: 64 }));

    let limits = Limits::default().with_items(3);
    assert_eq!(check(&hex("820102"), &limits), Ok(()));
    let error = check(&hex("83010203"), &limits).unwrap_err();
    assert_eq!((error.offset, error.kind), (3, Kind::TooManyItems { limit: 3 }));
    // Keys count: they are what is stored of an entry as much as its value.
    assert_eq!(check(&hex("a1616101"), &limits), Ok(()));
    let error = check(&hex("a2616101616202"), &limits).unwrap_err();
    assert_eq!((error.offset, error.kind), (4, Kind::TooManyItems { limit: 3 }));

    let error = check(&hex("83010203"), &Limits::default().with_bytes(3)).unwrap_err();
    assert_eq!(error.kind, Kind::TooLarge { limit: 3 });
}

#[test]
fn no_limit_on_depth_is_beyond_what_is_decoded() {
    let nested = |depth| [vec![0x81; depth], vec![0x01]].concat();
    let limits = Limits::default().with_depth(usize::MAX);
    assert!(decode(&nested(Limits::MAX_DEPTH), &limits).is_ok());
    let error = check(&nested(Limits::MAX_DEPTH + 1), &limits).unwrap_err();
    assert_eq!((error.offset, error.kind), (120, Kind::TooDeep { limit: 120 }));
    let none = Limits::default().with_depth(0);
    assert_eq!(check(&[0x01], &none), Ok(()));
    assert_eq!(check(&[0x80], &none).unwrap_err().kind, Kind::TooDeep { limit: 0 });
}

#[test]
fn does_not_write_what_it_could_not_read() {
    let mut value = Ipld::Null;
    for _ in 0..100_000 {
        value = Ipld::List(vec![value]);
    }
    assert_eq!(encode(&value), Err(EncodeError::TooDeep { limit: 64 }));
    // A deep value must not overflow the stack when it is dropped either.
    while let Ipld::List(mut items) = value {
        value = items.pop().unwrap();
    }
    assert_eq!(encode(&Ipld::Float(f64::NAN)), Err(EncodeError::Unrepresentable));
}

#[track_caller]
fn at_path(text: &str, offset: usize, path: &str) {
    let error = check(&hex(text), &Limits::default()).unwrap_err();
    assert_eq!((error.offset, error.path().to_string().as_str()), (offset, path), "{error}");
}

#[test]
fn says_the_way_to_the_item_at_fault() {
    // {"args": [{"foo": 1.5 in 16 bits}]}
    at_path("a1 6461726773 81 a1 63666f6f f93e00", 12, "/args/0/foo");
    // [[], {"a": []}, [0, tag 42 of an empty byte string]]
    at_path("83 80 a1616180 82 00 d82a40", 10, "/2/1");
    // Behind an inner list the outer one goes on, and so does a map with its keys.
    at_path("83 82 8100 00 01 1801", 6, "/2");
    at_path("a2 6161 a0 6162 f7", 6, "/b");
    // The root.
    at_path("1801", 0, "");
    at_path("8000", 1, "");
}

#[test]
fn says_the_way_to_the_map_for_a_key_at_fault() {
    at_path("81 a2 616200 616100", 5, "/0");
    at_path("81 a2 616100 616100", 5, "/0");
    at_path("81 a2 616100 01 00", 5, "/0");
    at_path("81 a2 616100 61ff 00", 5, "/0");
    at_path("81 a2 616100", 5, "/0");
    at_path("a2 6161 a1 00", 4, "/a");
}

#[test]
fn says_the_way_to_what_is_missing() {
    at_path("82 01", 2, "/1");
    at_path("a1 6161", 3, "/a");
    at_path("a1 6161 82 01", 5, "/a/1");
    // Of 2^64 − 1 items.
    at_path("9bffffffffffffffff 00 00", 11, "/2");
    at_path("bbffffffffffffffff 6161 00", 12, "");
}

#[test]
fn an_error_says_all_in_one_line() {
    let error = check(&hex("a1 6461726773 82 00 1801"), &Limits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "DAG-CBOR, byte 8 at /args/1: a number is not written in its shortest form"
    );
    let error = check(&hex("1801"), &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "DAG-CBOR, byte 0: a number is not written in its shortest form");
}

#[test]
fn an_error_does_not_keep_the_keys_of_an_attacker() {
    // 62 maps in one another, each under a key of 128 KiB.
    let key = [vec![0x7a, 0x00, 0x02, 0x00, 0x00], vec![b'k'; 1 << 17]].concat();
    let mut bytes: Vec<u8> = (0..62).flat_map(|_| [&[0xa1], key.as_slice()].concat()).collect();
    bytes.push(0xff);
    let limits = Limits::default().with_bytes(bytes.len());
    let error = check(&bytes, &limits).unwrap_err();
    assert_eq!((error.offset, error.kind), (bytes.len() - 1, Kind::IndefiniteLength));
    assert_eq!(error.path().segments().len(), 62);
    for segment in error.path().segments() {
        let PathSegment::LongKey { start, length } = segment else { panic!("{segment:?}") };
        assert_eq!((start.len(), *length), (PathSegment::LONGEST_KEY, 1 << 17));
    }
    assert_eq!(error.path().to_string().len(), 62 * (1 + 64 + '…'.len_utf8()));
}

#[test]
fn reads_the_front_of_an_envelope_without_the_rest() {
    assert_eq!(array_head(&hex("82 40 a0")), Ok((2, 1)));
    assert_eq!(array_head(&hex("9a00010000")), Ok((0x1_0000, 5)));
    assert_eq!(bytes_item(&hex("82 420102 a0"), 1), Ok((&[1, 2][..], 4)));
    let kind = |error: DagCborError| (error.offset, error.kind);
    assert_eq!(array_head(&[]).map_err(kind), Err((0, Kind::UnexpectedEnd)));
    assert_eq!(array_head(&hex("a0")).map_err(kind), Err((0, Kind::UnexpectedItem)));
    assert_eq!(array_head(&hex("9802")).map_err(kind), Err((0, Kind::NotShortest)));
    for text in ["82 61 61", "82 5803010203", "82 430102", "82 5bffffffffffffffff", "82 5f", "82"] {
        let expected = match text {
            "82 61 61" => Kind::UnexpectedItem,
            "82 5803010203" => Kind::NotShortest,
            "82 5f" => Kind::IndefiniteLength,
            _ => Kind::UnexpectedEnd,
        };
        assert_eq!(bytes_item(&hex(text), 1).map_err(kind), Err((1, expected)), "{text}");
    }
    // An offset that is not in the bytes.
    assert_eq!(
        bytes_item(&[0x40], usize::MAX).map_err(kind),
        Err((usize::MAX, Kind::UnexpectedEnd))
    );
}

#[test]
fn refuses_to_write_a_link_that_could_not_be_read_back() {
    let hash = Multihash::wrap(0x12, &[0; 32]).unwrap();
    let widest = Cid::new_v1((1 << 63) - 1, hash);
    let bytes = encode(&Ipld::Link(widest)).unwrap();
    assert_eq!(decode(&bytes, &Limits::default()), Ok(Ipld::Link(widest)));

    let codec = Cid::new_v1(1 << 63, hash);
    let hash = Multihash::wrap(u64::MAX, &[0; 32]).unwrap();
    for cid in [codec, Cid::new_v1(0x71, hash)] {
        let value = Ipld::List(vec![Ipld::Link(cid)]);
        assert_eq!(encode(&value), Err(EncodeError::InvalidCid), "{cid}");
    }
}
