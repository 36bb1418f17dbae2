//! The rows of the table, valid and invalid, both ways.

use std::collections::BTreeMap;

use ipld_core::ipld;
use ipld_core::ipld::Ipld;
use ipld_wit::{Budget, Case, DecodeError, Field, Kind, Type, Value};

use crate::{cid, corresponds, decode, encode, labels, refusal, some, text};

#[test]
fn bool_is_bool() {
    corresponds(&Type::Bool, Value::Bool(true), ipld!(true));
    corresponds(&Type::Bool, Value::Bool(false), ipld!(false));
    assert_eq!(refusal(&Type::Bool, &ipld!(1)), "value: expected bool, found an integer");
    assert_eq!(refusal(&Type::Bool, &ipld!([])), "value: expected bool, found a list");
    assert_eq!(refusal(&Type::Bool, &Ipld::Null), "value: expected bool, found null");
}

#[test]
fn integers_fill_their_range_and_no_more() {
    let check = |ty: Type, least: Value, greatest: Value, low: i128, high: i128| {
        corresponds(&ty, least, Ipld::Integer(low));
        corresponds(&ty, greatest, Ipld::Integer(high));
        for outside in [low - 1, high + 1, i128::MIN, i128::MAX] {
            let message = format!("value: expected {ty}, found an integer out of its range");
            assert_eq!(refusal(&ty, &Ipld::Integer(outside)), message);
        }
        let message = format!("value: expected {ty}, found a float");
        assert_eq!(refusal(&ty, &Ipld::Float(1.0)), message);
        assert_eq!(refusal(&ty, &ipld!("1")), format!("value: expected {ty}, found a string"));
    };
    check(Type::U8, Value::U8(0), Value::U8(u8::MAX), 0, 255);
    check(Type::S8, Value::S8(i8::MIN), Value::S8(i8::MAX), -128, 127);
    check(Type::U16, Value::U16(0), Value::U16(u16::MAX), 0, 65_535);
    check(Type::S16, Value::S16(i16::MIN), Value::S16(i16::MAX), -32_768, 32_767);
    check(Type::U32, Value::U32(0), Value::U32(u32::MAX), 0, 4_294_967_295);
    check(Type::S32, Value::S32(i32::MIN), Value::S32(i32::MAX), -(1 << 31), (1 << 31) - 1);
    check(Type::U64, Value::U64(0), Value::U64(u64::MAX), 0, (1 << 64) - 1);
    check(Type::S64, Value::S64(i64::MIN), Value::S64(i64::MAX), -(1 << 63), (1 << 63) - 1);
}

#[test]
fn f32_widens_exactly() {
    corresponds(&Type::F32, Value::F32(0.1), Ipld::Float(0.100_000_001_490_116_12));
    corresponds(&Type::F32, Value::F32(f32::MAX), Ipld::Float(f64::from(f32::MAX)));
    let smallest = f32::from_bits(1);
    corresponds(&Type::F32, Value::F32(smallest), Ipld::Float(f64::from(smallest)));
    for inexact in [0.1, 1e40, -1e40, 1e-60, 16_777_217.0] {
        let message = "value: expected f32, found a float that it cannot hold exactly";
        assert_eq!(refusal(&Type::F32, &Ipld::Float(inexact)), message);
    }
}

#[test]
fn an_integer_stands_for_a_float_if_it_is_exact() {
    assert_eq!(decode(&Type::F64, &ipld!(1)), Ok(Value::F64(1.0)));
    assert_eq!(decode(&Type::F32, &ipld!(-7)), Ok(Value::F32(-7.0)));
    assert_eq!(decode(&Type::F32, &ipld!(16_777_216)), Ok(Value::F32(16_777_216.0)));
    assert_eq!(encode(&Type::F64, &Value::F64(1.0)), Ipld::Float(1.0));
    assert_eq!(
        refusal(&Type::F32, &ipld!(16_777_217)),
        "value: expected f32, found an integer that it cannot hold exactly"
    );
    assert_eq!(
        refusal(&Type::F64, &Ipld::Integer((1 << 53) + 1)),
        "value: expected f64, found an integer that it cannot hold exactly"
    );
}

#[test]
fn what_is_not_finite_is_a_string() {
    corresponds(&Type::F64, Value::F64(f64::NAN), ipld!("NaN"));
    corresponds(&Type::F64, Value::F64(f64::INFINITY), ipld!("Infinity"));
    corresponds(&Type::F64, Value::F64(f64::NEG_INFINITY), ipld!("-Infinity"));
    corresponds(&Type::F32, Value::F32(f32::NAN), ipld!("NaN"));
    corresponds(&Type::F32, Value::F32(f32::INFINITY), ipld!("Infinity"));
    corresponds(&Type::F32, Value::F32(f32::NEG_INFINITY), ipld!("-Infinity"));
    for (ty, other) in [(Type::F64, "nan"), (Type::F32, "+Infinity"), (Type::F64, "1.0")] {
        assert_eq!(refusal(&ty, &ipld!(other)), format!("value: expected {ty}, found a string"));
    }
}

#[test]
fn a_float_without_canonical_form_is_refused() {
    for ty in [Type::F32, Type::F64] {
        for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0] {
            let error = decode(&ty, &Ipld::Float(float)).unwrap_err();
            assert!(matches!(error, DecodeError::FloatNotCanonical { .. }), "{error}");
        }
    }
}

#[test]
fn minus_zero_is_written_as_zero() {
    for (ty, minus_zero) in [(Type::F64, Value::F64(-0.0)), (Type::F32, Value::F32(-0.0))] {
        let Ipld::Float(float) = encode(&ty, &minus_zero) else { panic!("a float") };
        assert_eq!(float.to_bits(), 0);
    }
}

#[test]
fn a_char_is_one_scalar_value() {
    corresponds(&Type::Char, Value::Char('é'), ipld!("é"));
    corresponds(&Type::Char, Value::Char('\u{10ffff}'), ipld!("\u{10ffff}"));
    for other in ["", "ab", "e\u{301}"] {
        let message = "value: expected a char, found a string of none or several";
        assert_eq!(refusal(&Type::Char, &ipld!(other)), message);
    }
    assert_eq!(refusal(&Type::Char, &ipld!(65)), "value: expected char, found an integer");
}

#[test]
fn a_string_is_a_string_and_nothing_else() {
    corresponds(&Type::String, text(""), ipld!(""));
    corresponds(&Type::String, text("null"), ipld!("null"));
    let link = Ipld::Link(cid(1));
    for other in [Ipld::Null, link, Ipld::Bytes(b"text".to_vec()), ipld!(["text"])] {
        let message = format!("value: expected string, found {}", Kind::from(&other));
        assert_eq!(refusal(&Type::String, &other), message);
    }
}

#[test]
fn a_list_of_u8_is_bytes() {
    let ty = Type::list(Type::U8);
    corresponds(&ty, Value::Bytes(vec![0, 255]), Ipld::Bytes(vec![0, 255]));
    corresponds(&ty, Value::Bytes(vec![]), Ipld::Bytes(vec![]));
    assert_eq!(refusal(&ty, &ipld!([0, 255])), "value: expected list<u8>, found a list");
    assert_eq!(refusal(&ty, &ipld!([])), "value: expected list<u8>, found a list");
    assert_eq!(refusal(&ty, &ipld!("text")), "value: expected list<u8>, found a string");
}

#[test]
fn a_link_stands_for_the_content_it_names() {
    let ty = Type::list(Type::list(Type::U8));
    let contents = BTreeMap::from([(cid(1), vec![7; 3])]);
    let ipld = Ipld::List(vec![Ipld::Link(cid(1)), Ipld::Bytes(vec![])]);
    let value = ipld_wit::decode(&ty, &ipld, &contents, &Budget::default()).unwrap();
    assert_eq!(value, Value::List(vec![Value::Bytes(vec![7; 3]), Value::Bytes(vec![])]));
    let canonical = Ipld::List(vec![Ipld::Bytes(vec![7; 3]), Ipld::Bytes(vec![])]);
    assert_eq!(encode(&ty, &value), canonical);

    let missing = Ipld::List(vec![Ipld::Bytes(vec![]), Ipld::Link(cid(2))]);
    let error = ipld_wit::decode(&ty, &missing, &contents, &Budget::default()).unwrap_err();
    assert!(error.is_passing());
    assert!(matches!(&error, DecodeError::ContentUnavailable { cid: named, path }
        if *named == cid(2) && path.to_string() == "value[1]"));
    assert!(!decode(&ty, &ipld!([1])).unwrap_err().is_passing());
}

#[test]
fn a_list_is_a_list() {
    let ty = Type::list(Type::S32);
    corresponds(&ty, Value::List(vec![Value::S32(1), Value::S32(-1)]), ipld!([1, -1]));
    corresponds(&ty, Value::List(vec![]), ipld!([]));
    assert_eq!(refusal(&ty, &ipld!({"a": 1})), "value: expected list<s32>, found a map");
    assert_eq!(refusal(&ty, &Ipld::Bytes(vec![1])), "value: expected list<s32>, found bytes");
    assert_eq!(refusal(&ty, &ipld!([1, "2"])), "value[1]: expected s32, found a string");
    let link = Ipld::Link(cid(1));
    assert_eq!(refusal(&ty, &link), "value: expected list<s32>, found a link");
}

#[test]
fn a_tuple_is_a_list_of_its_length() {
    let ty = Type::Tuple(vec![Type::U8, Type::String]);
    corresponds(&ty, Value::Tuple(vec![Value::U8(1), text("x")]), ipld!([1, "x"]));
    assert_eq!(
        refusal(&ty, &ipld!([1])),
        "value: expected tuple<u8, string> (length 2), found length 1"
    );
    assert_eq!(
        refusal(&ty, &ipld!([1, "x", "extra"])),
        "value: expected tuple<u8, string> (length 2), found length 3"
    );
    assert_eq!(refusal(&ty, &ipld!(["x", 1])), "value[0]: expected u8, found a string");
}

#[test]
fn a_tuple_of_bytes_is_no_bytes() {
    let ty = Type::Tuple(vec![Type::U8]);
    corresponds(&ty, Value::Tuple(vec![Value::U8(1)]), ipld!([1]));
    assert_eq!(refusal(&ty, &Ipld::Bytes(vec![1])), "value: expected tuple<u8>, found bytes");
}

#[test]
fn pairs_keep_order_and_duplicates() {
    let ty = Type::list(Type::Tuple(vec![Type::String, Type::U32]));
    let pair = |key, number| Value::Tuple(vec![text(key), Value::U32(number)]);
    let value = Value::List(vec![pair("b", 1), pair("a", 2), pair("b", 3)]);
    corresponds(&ty, value, ipld!([["b", 1], ["a", 2], ["b", 3]]));
    assert_eq!(
        refusal(&ty, &ipld!({"a": 1})),
        "value: expected list<tuple<string, u32>>, found a map"
    );
}

#[test]
fn a_record_is_a_map_of_exactly_its_fields() {
    let ty = Type::record(vec![
        Field::new("user-name", Type::String),
        Field::new("age", Type::option(Type::U8)),
    ]);
    let value = Value::Record(vec![text("ada"), Value::Option(None)]);
    corresponds(&ty, value, ipld!({"user-name": "ada", "age": null}));
    assert_eq!(refusal(&ty, &ipld!({"user-name": "ada"})), "value: the field `age` is missing");
    assert_eq!(
        refusal(&ty, &ipld!({"user-name": "ada", "age": null, "zip": 1})),
        "value: the record has no field `zip`"
    );
    assert_eq!(
        refusal(&ty, &ipld!({"user_name": "ada", "age": null})),
        "value: the field `user-name` is missing"
    );
    assert_eq!(
        refusal(&ty, &ipld!({"user-name": "ada", "age": 300})),
        "value.age: expected u8, found an integer out of its range"
    );
    let list = refusal(&ty, &ipld!(["ada", null]));
    assert!(list.ends_with("found a list"), "{list}");
}

#[test]
fn a_variant_is_a_map_of_its_case() {
    let ty = Type::Variant(vec![Case::new("idle", None), Case::new("busy", Some(Type::U8))]);
    corresponds(&ty, Value::Variant { case: 0, payload: None }, ipld!({"idle": null}));
    let busy = Value::Variant { case: 1, payload: Some(Box::new(Value::U8(9))) };
    corresponds(&ty, busy, ipld!({"busy": 9}));
    let shown = "variant { idle, busy(u8) }";
    assert_eq!(
        refusal(&ty, &ipld!({"busy": 9, "idle": null})),
        format!("value: expected {shown}, a map with one entry, found 2")
    );
    assert_eq!(
        refusal(&ty, &ipld!({})),
        format!("value: expected {shown}, a map with one entry, found 0")
    );
    assert_eq!(
        refusal(&ty, &ipld!({"gone": null})),
        format!("value: expected {shown}, which has no case `gone`")
    );
    assert_eq!(
        refusal(&ty, &ipld!({"idle": 1})),
        "value.idle: expected null, since the case carries nothing, found an integer"
    );
    assert_eq!(refusal(&ty, &ipld!({"busy": null})), "value.busy: expected u8, found null");
    assert_eq!(refusal(&ty, &ipld!("idle")), format!("value: expected {shown}, found a string"));
}

#[test]
fn an_enum_is_its_label() {
    let ty = Type::Enum(labels(&["red", "green"]));
    corresponds(&ty, Value::Enum(1), ipld!("green"));
    assert_eq!(
        refusal(&ty, &ipld!("blue")),
        "value: expected enum { red, green }, found a string that is none of its labels"
    );
    assert_eq!(refusal(&ty, &ipld!(1)), "value: expected enum { red, green }, found an integer");
}

#[test]
fn flags_are_labels_in_order() {
    let ty = Type::Flags(labels(&["read", "write", "run"]));
    corresponds(&ty, Value::Flags(vec![true, false, true]), ipld!(["read", "run"]));
    corresponds(&ty, Value::Flags(vec![false; 3]), ipld!([]));
    let shown = "flags { read, write, run }";
    let order = format!("value[1]: expected {shown}, each at most once and in this order");
    assert_eq!(refusal(&ty, &ipld!(["write", "read"])), order);
    assert_eq!(refusal(&ty, &ipld!(["read", "read"])), order);
    assert_eq!(
        refusal(&ty, &ipld!(["fly"])),
        format!("value[0]: expected {shown}, found a string that is none of its labels")
    );
    assert_eq!(refusal(&ty, &ipld!([1])), format!("value[0]: expected {shown}, found an integer"));
}

#[test]
fn an_option_is_null_or_its_value() {
    let ty = Type::option(Type::String);
    corresponds(&ty, Value::Option(None), Ipld::Null);
    corresponds(&ty, some(text("null")), ipld!("null"));
    assert_eq!(refusal(&ty, &ipld!(1)), "value: expected string, found an integer");
}

#[test]
fn an_option_of_an_option_keeps_what_is_nothing_apart() {
    let ty = Type::option(Type::option(Type::option(Type::U8)));
    corresponds(&ty, Value::Option(None), Ipld::Null);
    corresponds(&ty, some(Value::Option(None)), ipld!([null]));
    corresponds(&ty, some(some(Value::Option(None))), ipld!([[null]]));
    corresponds(&ty, some(some(some(Value::U8(1)))), ipld!([[1]]));
    let shown = "option<option<option<u8>>>";
    assert_eq!(refusal(&ty, &ipld!(1)), format!("value: expected {shown}, found an integer"));
    assert_eq!(
        refusal(&ty, &ipld!([null, null])),
        format!("value: expected {shown} (length 1), found length 2")
    );
    assert_eq!(
        refusal(&ty, &ipld!([])),
        format!("value: expected {shown} (length 1), found length 0")
    );
    assert_eq!(refusal(&ty, &ipld!([["x"]])), "value[0][0]: expected u8, found a string");
}

#[test]
fn a_result_is_a_map_of_its_branch() {
    let ty = Type::result(Some(Type::U8), Some(Type::String));
    let ok = |value| Value::Result(Ok(value));
    let error = |value| Value::Result(Err(value));
    corresponds(&ty, ok(Some(Box::new(Value::U8(1)))), ipld!({"ok": 1}));
    corresponds(&ty, error(Some(Box::new(text("no")))), ipld!({"error": "no"}));
    assert_eq!(refusal(&ty, &ipld!([1, null])), "value: expected result<u8, string>, found a list");
    assert_eq!(
        refusal(&ty, &ipld!({"ok": 1, "error": "no"})),
        "value: expected result<u8, string>, a map with one entry, found 2"
    );
    assert_eq!(
        refusal(&ty, &ipld!({"err": "no"})),
        "value: expected result<u8, string>, which has no case `err`"
    );
    assert_eq!(refusal(&ty, &ipld!({"ok": "no"})), "value.ok: expected u8, found a string");

    let unit = Type::result(None, None);
    corresponds(&unit, ok(None), ipld!({"ok": {}}));
    corresponds(&unit, error(None), ipld!({"error": {}}));
    assert_eq!(
        refusal(&unit, &ipld!({"ok": null})),
        "value.ok: expected an empty map, since the branch carries nothing, found null"
    );
    assert_eq!(
        refusal(&unit, &ipld!({"error": {"more": 1}})),
        "value.error: expected an empty map, since the branch carries nothing, found a map"
    );

    let options = Type::result(Some(Type::option(Type::U8)), Some(Type::option(Type::U8)));
    let nothing = || Some(Box::new(Value::Option(None)));
    corresponds(&options, ok(nothing()), ipld!({"ok": null}));
    corresponds(&options, error(nothing()), ipld!({"error": null}));
}

#[test]
fn a_link_is_a_link() {
    let ty = Type::record(vec![Field::new("ipld-cid", Type::list(Type::U8))]);
    corresponds(&ty, Value::Link(cid(3)), Ipld::Link(cid(3)));
    let bytes = Ipld::Bytes(cid(3).to_bytes());
    assert_eq!(refusal(&ty, &bytes), "value: expected link, found bytes");
    assert_eq!(refusal(&ty, &ipld!({"ipld-cid": [1]})), "value: expected link, found a map");
    let text = Ipld::String(cid(3).to_string());
    assert_eq!(refusal(&ty, &text), "value: expected link, found a string");
}
