//! What is known to go wrong in other mappings, each as a test that it does not here.

use std::collections::BTreeMap;

use ipld_core::ipld;
use ipld_core::ipld::Ipld;
use ipld_wit::{Budget, DecodeError, Field, FunctionType, NoContents, Parameter, Type, Value};
use proptest::prelude::*;

use crate::{cid, corresponds, decode, encode, refusal, some, text};

#[test]
fn three_point_seven_is_not_three() {
    assert_eq!(refusal(&Type::S32, &Ipld::Float(3.7)), "value: expected s32, found a float");
}

#[test]
fn three_hundred_is_not_the_greatest_byte() {
    assert_eq!(refusal(&Type::U8, &Ipld::Float(300.0)), "value: expected u8, found a float");
    assert_eq!(
        refusal(&Type::U8, &ipld!(300)),
        "value: expected u8, found an integer out of its range"
    );
}

#[test]
fn nan_is_not_zero() {
    for ty in [Type::U32, Type::S64] {
        let message = format!("value: expected {ty}, found a float");
        assert_eq!(refusal(&ty, &Ipld::Float(f64::NAN)), message);
    }
    assert_eq!(refusal(&Type::U8, &ipld!("NaN")), "value: expected u8, found a string");
}

#[test]
fn the_first_of_a_list_is_not_the_list() {
    assert_eq!(refusal(&Type::S32, &ipld!([1, 2, 3])), "value: expected s32, found a list");
    assert_eq!(refusal(&Type::Bool, &ipld!([true, 3])), "value: expected bool, found a list");
}

proptest! {
    #[test]
    fn every_f32_comes_back(bits: u32) {
        let float = f32::from_bits(bits);
        let ipld = encode(&Type::F32, &Value::F32(float));
        let Ok(Value::F32(back)) = decode(&Type::F32, &ipld) else { panic!("a float") };
        if float.is_nan() {
            prop_assert_eq!(back.to_bits(), f32::NAN.to_bits());
        } else if float == 0.0 {
            prop_assert_eq!(back.to_bits(), 0);
        } else {
            prop_assert_eq!(back.to_bits(), bits);
        }
    }

    #[test]
    fn every_f32_between_zero_and_one_comes_back(float in 0.0f32..1.0) {
        let ipld = encode(&Type::F32, &Value::F32(float));
        prop_assert_eq!(ipld, Ipld::Float(f64::from(float)));
    }
}

#[test]
fn the_text_null_is_not_null() {
    corresponds(&Type::String, text("null"), ipld!("null"));
    corresponds(&Type::option(Type::String), some(text("null")), ipld!("null"));
}

#[test]
fn a_text_with_a_cid_in_it_is_not_a_link() {
    let url = format!("https://example.com/ipfs/{}", cid(1));
    corresponds(&Type::String, text(&url), Ipld::String(url.clone()));
    let alone = cid(1).to_string();
    corresponds(&Type::String, text(&alone), Ipld::String(alone.clone()));
}

#[test]
fn no_bytes_are_not_an_empty_list() {
    corresponds(&Type::list(Type::U8), Value::Bytes(vec![]), Ipld::Bytes(vec![]));
}

#[test]
fn a_map_for_a_list_is_refused_without_panic() {
    assert_eq!(
        refusal(&Type::list(Type::S32), &ipld!({"a": 1})),
        "value: expected list<s32>, found a map"
    );
}

#[test]
fn pairs_with_equal_keys_do_not_collapse() {
    let ty = Type::list(Type::Tuple(vec![Type::String, Type::U8]));
    let pair = |number| Value::Tuple(vec![text("a"), Value::U8(number)]);
    corresponds(&ty, Value::List(vec![pair(1), pair(2)]), ipld!([["a", 1], ["a", 2]]));
    corresponds(&ty, Value::List(vec![]), ipld!([]));
}

#[test]
fn extra_elements_fields_and_arguments_are_not_ignored() {
    let tuple = Type::Tuple(vec![Type::U8, Type::U8]);
    assert!(matches!(
        decode(&tuple, &ipld!([1, 2, 3])),
        Err(DecodeError::Length { elements: 2, found: 3, .. })
    ));
    let record = Type::record(vec![Field::new("a", Type::U8)]);
    assert_eq!(refusal(&record, &ipld!({"a": 1, "b": 2})), "value: the record has no field `b`");
    let function = FunctionType::new(vec![Parameter::new("a", Type::S32)], None).unwrap();
    assert_eq!(
        function.decode_params(&[ipld!(1), ipld!(2)], &NoContents, &Budget::default()),
        Err(DecodeError::ArgumentCount { expected: 1, found: 2 })
    );
}

#[test]
fn an_integer_never_becomes_a_float_on_the_way() {
    corresponds(&Type::U64, Value::U64(u64::MAX), Ipld::Integer(u64::MAX.into()));
    let rounded = Ipld::Float(18_446_744_073_709_552_000.0);
    assert_eq!(refusal(&Type::U64, &rounded), "value: expected u64, found a float");
}

#[test]
fn a_list_of_ok_and_a_text_keeps_both() {
    let ty = Type::list(Type::String);
    corresponds(&ty, Value::List(vec![text("ok"), text("x")]), ipld!(["ok", "x"]));
}

#[test]
fn a_record_of_one_link_is_not_taken_for_something_else() {
    let ty = Type::record(vec![Field::new("image", Type::Link)]);
    let map = Ipld::Map(BTreeMap::from([("image".into(), Ipld::Link(cid(4)))]));
    corresponds(&ty, Value::Record(vec![Value::Link(cid(4))]), map);
}
