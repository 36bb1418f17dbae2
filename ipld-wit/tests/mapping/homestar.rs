//! What Homestar's mapping makes of data and values, hazard by hazard. The expected results are
//! those that were observed of it.

use ipld_core::ipld;
use ipld_core::ipld::Ipld;
use ipld_wit::homestar::{HomestarError, decode, decode_params, encode};
use ipld_wit::{FunctionType, Type, Value};
use proptest::prelude::*;

use crate::generate::{ipld, mutate, typed};
use crate::{cid, labels, some, text};

fn ty(text: &str) -> Type {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[track_caller]
fn reads(of: &str, data: Ipld, value: Value) {
    assert_eq!(decode(&ty(of), &data), Ok(value), "{of}");
}

#[track_caller]
fn writes(of: &str, value: Value, data: Ipld) {
    assert_eq!(encode(&ty(of), &value), Ok(data), "{of}");
}

#[track_caller]
fn refuses(of: &str, data: Ipld) {
    let read = decode(&ty(of), &data);
    assert!(read.is_err(), "{of}: {read:?}");
}

#[test]
fn floats_for_integers_are_cut_off_and_held_to_the_range() {
    reads("s32", ipld!(3.7), Value::S32(3));
    reads("u8", ipld!(300.0), Value::U8(255));
    reads("u8", ipld!(-1.0), Value::U8(0));
    reads("u64", Ipld::Float(f64::NAN), Value::U64(0));
    reads("s16", Ipld::Float(f64::NEG_INFINITY), Value::S16(i16::MIN));
    reads("u64", Ipld::Float(1e30), Value::U64(u64::MAX));
    refuses("s64", ipld!(3.0));
    refuses("u8", ipld!(256));
}

#[test]
fn numbers_for_floats_are_rounded() {
    reads("f32", ipld!(16_777_217), Value::F32(16_777_216.0));
    reads("f32", Ipld::Float(1e40), Value::F32(f32::INFINITY));
    reads("f64", ipld!(9_007_199_254_740_993_i64), Value::F64(9_007_199_254_740_992.0));
}

#[test]
fn a_list_for_a_scalar_is_its_first_element() {
    reads("u8", ipld!([1, 2, 3]), Value::U8(1));
    reads("string", ipld!(["a", "b"]), text("a"));
    reads("bool", ipld!([true, 3]), Value::Bool(true));
    reads("bool", ipld!([]), Value::Bool(false));
    refuses("u8", ipld!([]));
    refuses("string", ipld!([]));
    let deep = (0..500).fold(ipld!(7), |inner, _| Ipld::List(vec![inner]));
    reads("u8", deep, Value::U8(7));
}

#[test]
fn null_bytes_and_links_for_a_string_are_texts() {
    reads("string", Ipld::Null, text("null"));
    reads("string", Ipld::Bytes(b"hello0".to_vec()), text("aGVsbG8w"));
    reads("string", Ipld::Bytes(b"hello".to_vec()), text("aGVsbG8"));
    reads("string", Ipld::Link(cid(3)), text(&cid(3).to_string()));
}

#[test]
fn strings_are_guessed_on_the_way_out() {
    writes("string", text("null"), Ipld::Null);
    writes("string", text(&cid(3).to_string()), Ipld::Link(cid(3)));
    let address = format!("https://example.com/ipfs/{}", cid(3));
    writes("string", text(&address), Ipld::Link(cid(3)));
    writes("string", text("hello"), ipld!("hello"));
}

#[test]
fn an_f32_is_seven_decimal_digits_on_the_way_out() {
    writes("f32", Value::F32(0.1), Ipld::Float(0.1));
    writes("f32", Value::F32(0.333_333_34), Ipld::Float(0.333_333_3));
    writes("f32", Value::F32(1e-30), Ipld::Float(0.0));
    let refused = encode(&Type::F32, &Value::F32(f32::MAX)).unwrap_err();
    assert_eq!(refused.to_string(), "value: the float has no decimal form");
    assert!(encode(&Type::F32, &Value::F32(f32::NAN)).is_err());
}

#[test]
fn a_float_that_no_encoding_has_comes_out() {
    let Ok(Ipld::Float(float)) = encode(&Type::F64, &Value::F64(f64::NAN)) else {
        panic!("a float")
    };
    assert!(float.is_nan());
}

#[test]
fn bytes_are_guessed_by_their_first() {
    writes("list<u8>", Value::Bytes(vec![]), ipld!([]));
    writes("list<u8>", Value::Bytes(vec![1]), Ipld::Bytes(vec![1]));
    reads("list<u8>", ipld!([1, 2]), Value::Bytes(vec![1, 2]));
    reads("list<u8>", Ipld::Bytes(vec![1, 2]), Value::Bytes(vec![1, 2]));
}

#[test]
fn pairs_are_maps_and_equal_keys_fall_together() {
    let pair = |key: &str, value| Value::Tuple(vec![text(key), Value::U8(value)]);
    let pairs = Value::List(vec![pair("b", 1), pair("a", 2), pair("b", 3)]);
    writes("list<tuple<string, u8>>", pairs, ipld!({"a": 2, "b": 3}));
    writes("list<tuple<string, u8>>", Value::List(vec![]), ipld!({}));
    let other = Value::List(vec![Value::Tuple(vec![Value::U8(1), Value::U8(2)])]);
    let error = encode(&ty("list<tuple<u8, u8>>"), &other).unwrap_err();
    assert!(matches!(error, HomestarError::NoPairs { .. }), "{error}");
    // On the way in the values are read as the keys are.
    let strings = Value::List(vec![Value::Tuple(vec![text("a"), text("x")])]);
    reads("list<tuple<string, string>>", ipld!({"a": "x"}), strings);
    refuses("list<tuple<string, u32>>", ipld!({"a": 1}));
    // Elsewhere this one stops the executor.
    refuses("list<s32>", ipld!({"a": 1}));
}

#[test]
fn what_is_too_much_is_dropped() {
    reads(
        "tuple<u8, string>",
        ipld!([1, "x", "extra"]),
        Value::Tuple(vec![Value::U8(1), text("x")]),
    );
    refuses("tuple<u8, string>", ipld!([1]));
    reads("record { a: u8 }", ipld!({"a": 1, "b": 2}), Value::Record(vec![Value::U8(1)]));
    refuses("record { a: option<u8> }", ipld!({}));
    let variant = "variant { foo(u8), bar(u8), unit }";
    let bar = Value::Variant { case: 1, payload: Some(Box::new(Value::U8(1))) };
    reads(variant, ipld!({"bar": 1, "foo": 2}), bar);
    reads(variant, ipld!({"unit": 5}), Value::Variant { case: 2, payload: None });
    reads("flags { a, b }", ipld!(["b", "a", "b"]), Value::Flags(vec![true, true]));
    let function: FunctionType = "func(a: u8)".parse().unwrap();
    assert_eq!(decode_params(&function, &[ipld!(1), ipld!(2)]), Ok(vec![Value::U8(1)]));
    let error = decode_params(&function, &[]).unwrap_err();
    assert_eq!(error, HomestarError::TooFewArguments { expected: 1, found: 0 });
}

#[test]
fn a_result_is_a_pair_with_a_null() {
    let of = "result<u8, string>";
    let ok = |value| Value::Result(Ok(value));
    let error = |value| Value::Result(Err(value));
    let seven = Some(Box::new(Value::U8(7)));
    writes(of, ok(seven.clone()), Ipld::List(vec![ipld!(7), Ipld::Null]));
    writes(of, error(Some(Box::new(text("x")))), Ipld::List(vec![Ipld::Null, ipld!("x")]));
    writes("result", ok(None), Ipld::List(vec![ipld!(1), Ipld::Null]));
    writes("result", error(None), Ipld::List(vec![Ipld::Null, ipld!(1)]));
    reads(of, Ipld::List(vec![ipld!(7), Ipld::Null]), ok(seven));
    reads("result", Ipld::List(vec![ipld!("ignored"), Ipld::Null]), ok(None));
    let none = ok(Some(Box::new(Value::Option(None))));
    reads("result<option<u8>, option<u8>>", Ipld::List(vec![Ipld::Null, Ipld::Null]), none);
    reads("result", Ipld::List(vec![Ipld::Null, Ipld::Null]), ok(None));
    refuses(of, ipld!([1, 2]));
}

#[test]
fn a_present_nothing_is_nothing() {
    writes("option<option<u8>>", some(Value::Option(None)), Ipld::Null);
    reads("option<option<u8>>", Ipld::Null, Value::Option(None));
    writes("option<string>", some(text("null")), Ipld::Null);
}

#[test]
fn types_it_does_not_know_are_refused() {
    refuses("map<string, u8>", ipld!({}));
    refuses("list<u8, 1>", Ipld::Bytes(vec![1]));
    let record = ipld!({"ipld-cid": null});
    refuses("link", record);
    let data = Ipld::Map([("ipld-cid".to_string(), Ipld::Bytes(cid(1).to_bytes()))].into());
    writes("link", Value::Link(cid(1)), data.clone());
    reads("link", data, Value::Link(cid(1)));
}

#[test]
fn what_nobody_disputes_is_as_in_the_strict_mapping() {
    for (of, data) in [
        ("u8", ipld!(7)),
        ("bool", ipld!(true)),
        ("char", ipld!("x")),
        ("list<s32>", ipld!([1, 2])),
        ("record { user-name: string, id: option<u8> }", ipld!({"user-name": "ann", "id": null})),
        ("variant { a, b(u8) }", ipld!({"a": null})),
        ("enum { red }", ipld!("red")),
        ("flags { a, b }", ipld!(["a"])),
    ] {
        let strict = crate::decode(&ty(of), &data);
        assert_eq!(decode(&ty(of), &data).as_ref(), Ok(strict.as_ref().unwrap()), "{of}");
        assert_eq!(encode(&ty(of), &strict.unwrap()), Ok(data), "{of}");
    }
    assert!(decode(&Type::Enum(labels(&["a", "a"])), &ipld!("a")).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_data_and_no_value_stop_it((ty, value) in typed(), at: usize, with in ipld()) {
        if let Ok(mut data) = encode(&ty, &value) {
            let _ = decode(&ty, &data);
            mutate(&mut data, at, &with);
            let _ = decode(&ty, &data);
        }
        let _ = decode(&ty, &with);
    }
}
