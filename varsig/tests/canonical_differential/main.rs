//! The strict check of DAG-CBOR against decoding, encoding again and comparing; and what is
//! decoded and encoded against the same.
//!
//! The other way is slow, and its code is not ours: `serde_ipld_dagcbor` into
//! [`Ipld`] and back. Where the two do not agree is stated in the tests whose names
//! begin with `the_other_way`.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod mutation;
mod sloppy;
mod values;
mod walk;

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use varsig::dag_cbor::{DagCborError, DagCborErrorKind as Kind, Limits, check, decode, encode};

fn decodes_to_itself(bytes: &[u8]) -> bool {
    serde_ipld_dagcbor::from_slice::<Ipld>(bytes)
        .is_ok_and(|value| serde_ipld_dagcbor::to_vec(&value).is_ok_and(|again| again == bytes))
}

/// Both ways on one input; what is refused is refused at a place that is there.
fn compare(bytes: &[u8]) -> Result<bool, TestCaseError> {
    let checked = check(bytes, &Limits::default());
    match &checked {
        Ok(()) => {
            let decoded = decode(bytes, &Limits::default());
            prop_assert_eq!(decoded.ok(), serde_ipld_dagcbor::from_slice(bytes).ok());
        }
        Err(error) => {
            prop_assert!(walk::leads_to_the_fault(bytes, error), "{:02x?}: {}", bytes, error);
        }
    }
    // Ours alone has a rule for 64-bit codes in CIDs and for the depth; see below.
    let ours_alone = matches!(&checked, Err(DagCborError { kind: Kind::TooDeep { .. }, .. }))
        || mutation::has_a_long_varint(bytes);
    if !ours_alone {
        prop_assert_eq!(checked.is_ok(), decodes_to_itself(bytes), "{:02x?}", bytes);
    }
    Ok(checked.is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn values_round_trip_and_no_prefix_is_a_value(value in values::any_value()) {
        let bytes = encode(&value).unwrap();
        prop_assert_eq!(&serde_ipld_dagcbor::to_vec(&value).unwrap(), &bytes);
        prop_assert_eq!(&decode(&bytes, &Limits::default()).unwrap(), &value);
        prop_assert!(compare(&bytes)?);
        for length in 0..bytes.len() {
            let error = check(&bytes[..length], &Limits::default()).unwrap_err();
            prop_assert_eq!(error.kind, Kind::UnexpectedEnd);
            prop_assert!(walk::leads_to_the_fault(&bytes[..length], &error), "{}", error);
        }
    }

    #[test]
    fn agrees_on_values_written_without_care(
        value in values::any_value(), slips in proptest::collection::vec(sloppy::slips(), 16),
    ) {
        for slips in slips {
            let (bytes, slipped) = sloppy::write(&value, &slips);
            prop_assert_eq!(compare(&bytes)?, !slipped, "{:02x?}", bytes);
        }
    }

    #[test]
    fn agrees_on_changed_bytes(
        value in values::any_value(),
        mutations in proptest::collection::vec(mutation::mutations(), 16),
    ) {
        let bytes = encode(&value).unwrap();
        for mutations in mutations {
            compare(&mutation::apply(&bytes, &mutations))?;
        }
    }

    #[test]
    fn agrees_on_bytes_at_random(
        inputs in proptest::collection::vec(
            proptest::collection::vec(mutation::telling_byte(), 0..32), 16,
        ),
    ) {
        for bytes in inputs {
            compare(&bytes)?;
        }
    }
}

#[test]
fn agrees_on_every_input_of_up_to_two_bytes() {
    let mut accepted = 0;
    for first in 0..=u8::MAX {
        accepted += u32::from(compare(&[first]).unwrap());
        for second in 0..=u8::MAX {
            accepted += u32::from(compare(&[first, second]).unwrap());
        }
    }
    // One byte: 24 + 24 integers, an empty string of each kind, list and map, three simple values.
    // Two: 232 + 232 integers, 256 byte strings, 128 strings, 55 lists of one.
    assert_eq!(accepted, 55 + 232 + 232 + 256 + 128 + 55);
}

/// A CIDv1 with `codec` as a varint, which may be of any length.
fn link(codec: &[u8]) -> Vec<u8> {
    let cid = [&[0x00, 0x01], codec, &[0x12, 0x01, 0xaa]].concat();
    let length = u8::try_from(cid.len()).unwrap();
    [&[0xd8, 0x2a, 0x40 | length], cid.as_slice()].concat()
}

#[test]
fn the_other_way_takes_codes_of_more_than_63_bits() {
    // The multiformats varint ends after nine bytes.
    let nine = link(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    assert!(compare(&nine).unwrap());
    let ten = link(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
    assert!(decodes_to_itself(&ten));
    let error = check(&ten, &Limits::default()).unwrap_err();
    assert_eq!((error.offset, error.kind), (2, Kind::InvalidCid));
}

#[test]
fn the_other_way_nests_deeper() {
    let nested = |depth| [vec![0x81; depth], vec![0x00]].concat();
    assert!(compare(&nested(64)).unwrap());
    assert!(decodes_to_itself(&nested(65)) && decodes_to_itself(&nested(127)));
    assert!(!decodes_to_itself(&nested(128)));
    let error = check(&nested(65), &Limits::default()).unwrap_err();
    assert_eq!((error.offset, error.kind), (64, Kind::TooDeep { limit: 64 }));
}

/// What the library decodes although it is not canonical. Encoding again and
/// comparing finds these; decoding alone does not, so the check must.
#[test]
fn the_other_way_decodes_links_that_are_not_canonical() {
    let cid = [[0x01, 0x55, 0x12, 0x20].as_slice(), &[0xee; 32]].concat();
    let v0 = [[0x12, 0x20].as_slice(), &[0xee; 32]].concat();
    let trailing = [&[0xd8, 0x2a, 0x58, 0x26, 0x00], cid.as_slice(), &[0x00]].concat();
    let trailing_v0 = [&[0xd8, 0x2a, 0x58, 0x24, 0x00], v0.as_slice(), &[0x00]].concat();
    let indefinite = [&[0xd8, 0x2a, 0x5f, 0x58, 0x25, 0x00], cid.as_slice(), &[0xff]].concat();
    for (bytes, kind) in [
        (trailing, Kind::CidTrailingBytes),
        (trailing_v0, Kind::CidTrailingBytes),
        (indefinite, Kind::IndefiniteLength),
    ] {
        assert!(serde_ipld_dagcbor::from_slice::<Ipld>(&bytes).is_ok(), "{bytes:02x?}");
        assert!(!decodes_to_itself(&bytes));
        let error = check(&bytes, &Limits::default()).unwrap_err();
        assert_eq!((error.offset, error.kind), (2, kind));
    }
}

/// Into a type, the library does not look at the values of keys that the type lacks.
#[test]
fn the_other_way_passes_over_unknown_fields() {
    // {"a": …}, read as a type that has no fields.
    for (value, offset, kind) in [
        (&[0x18, 0x01][..], 3, Kind::NotShortest),
        (&[0x9f, 0xff], 3, Kind::IndefiniteLength),
        (&[0xf9, 0x3c, 0x00], 3, Kind::NarrowFloat),
        (&[0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], 3, Kind::NonFiniteFloat),
        (&[0xd8, 0x2b, 0x40], 3, Kind::UnsupportedTag { tag: 43 }),
        (&[0xa2, 0x61, b'b', 0x00, 0x61, b'a', 0x00], 7, Kind::UnsortedKeys),
        (&[0xa2, 0x61, b'b', 0x00, 0x61, b'b', 0x00], 7, Kind::DuplicateKey),
    ] {
        let bytes = [&[0xa1, 0x61, b'a'], value].concat();
        assert!(serde_ipld_dagcbor::from_slice::<values::NoFields>(&bytes).is_ok(), "{value:02x?}");
        let error = check(&bytes, &Limits::default()).unwrap_err();
        assert_eq!((error.offset, error.kind), (offset, kind));
        assert_eq!(error.path().to_string(), "/a");
    }
}
