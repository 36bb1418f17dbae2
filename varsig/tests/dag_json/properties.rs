//! What holds of all values and of all bytes.

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use varsig::{
    dag_cbor::{self, Limits},
    dag_json::{
        DagJsonErrorKind as Kind, EncodeErrorKind, check, decode, decode_canonical, encode,
    },
};

use crate::values::{mutated, text_like_json, value, writable};

/// Tells `1.0` from `1` and `0.0` from `-0.0` too, which `==` of values does only in part.
pub(crate) fn exact(value: &Ipld) -> String {
    format!("{value:?} {value:#?}")
}

/// What one text is to all readers, by the definition of canonical.
fn agrees(text: &[u8]) {
    let limits = Limits::default();
    let lenient = decode(text, &limits);
    let strict = decode_canonical(text, &limits);
    let checked = check(text, &limits);
    let canonical = lenient.as_ref().ok().map(|value| encode(value).unwrap());

    // Canonical is what is read, written again and found the same.
    assert_eq!(checked.is_ok(), canonical.as_deref() == Some(text));
    // One pass or two, the verdict is the same, and so is the value.
    assert_eq!(checked.as_ref().err(), strict.as_ref().err());
    if let Ok(value) = &strict {
        assert_eq!(exact(value), exact(lenient.as_ref().unwrap()));
    }
    // All that is read can be written, and means the same when it is read again.
    if let (Ok(value), Some(canonical)) = (&lenient, &canonical) {
        assert_eq!(check(canonical, &limits), Ok(()));
        assert_eq!(exact(&decode(canonical, &limits).unwrap()), exact(value));
    }
    for error in [lenient.err(), checked.err()].into_iter().flatten() {
        assert!(error.offset <= text.len());
        assert_eq!(error.kind == Kind::UnexpectedEnd, error.offset == text.len(), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_written_is_canonical_and_reads_back(value in writable()) {
        let text = encode(&value).unwrap();
        prop_assert_eq!(check(&text, &Limits::default()), Ok(()));
        prop_assert_eq!(exact(&decode(&text, &Limits::default()).unwrap()), exact(&value));
        prop_assert_eq!(exact(&decode_canonical(&text, &Limits::default()).unwrap()), exact(&value));
    }

    /// A map that is not written would not have been read back, and the other way round.
    #[test]
    fn a_value_is_refused_only_for_a_reserved_map(value in value()) {
        match encode(&value) {
            Ok(text) => {
                prop_assert_eq!(exact(&decode(&text, &Limits::default()).unwrap()), exact(&value));
            }
            Err(error) => prop_assert_eq!(error.kind, EncodeErrorKind::ReservedMap),
        }
    }

    /// Two codecs, one value: what goes into a token as JSON comes out of its CBOR.
    #[test]
    fn dag_cbor_keeps_what_dag_json_says(value in writable()) {
        let cbor = dag_cbor::encode(&value).unwrap();
        let through = dag_cbor::decode(&cbor, &Limits::default()).unwrap();
        prop_assert_eq!(encode(&through).unwrap(), encode(&value).unwrap());
    }

    /// Limits mean the same in both codecs.
    #[test]
    fn dag_cbor_and_dag_json_count_the_same_items(value in writable()) {
        let (json, cbor) = (encode(&value).unwrap(), dag_cbor::encode(&value).unwrap());
        let items = value.iter().count() + value.iter().map(keys).sum::<usize>();
        let enough = Limits::default().with_items(items);
        prop_assert_eq!(check(&json, &enough), Ok(()));
        prop_assert_eq!(dag_cbor::check(&cbor, &enough), Ok(()));
        let few = Limits::default().with_items(items - 1);
        let kind = Kind::TooManyItems { limit: items - 1 };
        prop_assert_eq!(check(&json, &few).unwrap_err().kind, kind);
        let kind = dag_cbor::DagCborErrorKind::TooManyItems { limit: items - 1 };
        prop_assert_eq!(dag_cbor::check(&cbor, &few).unwrap_err().kind, kind);
    }

    #[test]
    fn the_readers_agree_on_canonical_text(value in writable()) {
        agrees(&encode(&value).unwrap());
    }

    #[test]
    fn the_readers_agree_on_mutated_canonical_text(text in mutated()) {
        agrees(&text);
    }

    #[test]
    fn the_readers_agree_on_text_like_json(text in text_like_json()) {
        agrees(text.as_bytes());
    }

    #[test]
    fn the_readers_agree_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        agrees(&bytes);
    }

    #[test]
    fn the_readers_agree_on_any_string(text in any::<String>()) {
        agrees(between_quotes(&text).as_bytes());
    }

    #[test]
    fn every_float_reads_back_bit_by_bit(bits in any::<u64>()) {
        let float = f64::from_bits(bits);
        match encode(&Ipld::Float(float)) {
            Ok(text) => {
                agrees(&text);
                let Ok(Ipld::Float(read)) = decode(&text, &Limits::default()) else {
                    panic!("a float was written");
                };
                let expected = if float == 0.0 { 0.0_f64 } else { float };
                prop_assert_eq!(read.to_bits(), expected.to_bits());
            }
            Err(error) => {
                prop_assert!(!float.is_finite());
                prop_assert_eq!(error.kind, EncodeErrorKind::NonFiniteFloat);
            }
        }
    }

    /// A literal that is cut, stretched or shifted has one meaning or none.
    #[test]
    fn the_readers_agree_on_any_number(text in "-?[0-9]{0,24}(\\.[0-9]{0,24})?([eE][+-]?[0-9]{0,4})?") {
        agrees(text.as_bytes());
    }
}

/// How many keys of its own a value has.
fn keys(value: &Ipld) -> usize {
    if let Ipld::Map(map) = value { map.len() } else { 0 }
}

/// The string between quotes as it is, so that some backslashes are escapes.
fn between_quotes(text: &str) -> String {
    format!("\"{text}\"")
}
