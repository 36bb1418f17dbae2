//! Inputs that are too deep, too many or too large, and errors that must stay small.

use std::collections::BTreeMap;

use ipld_core::ipld;
use ipld_core::ipld::Ipld;
use ipld_wit::{
    Budget, DecodeError, EncodeError, Exceeded, Field, FunctionType, Limit, NoContents, Parameter,
    Type, Value,
};

use crate::{cid, labels, refusal};

fn exceeded(ty: &Type, ipld: &Ipld, budget: &Budget) -> Exceeded {
    match ipld_wit::decode(ty, ipld, &NoContents, budget) {
        Err(DecodeError::Budget { exceeded, .. }) => exceeded,
        other => panic!("expected an exceeded budget, found {other:?}"),
    }
}

fn exceeded_out(ty: &Type, value: &Value, budget: &Budget) -> Exceeded {
    match ipld_wit::encode(ty, value, budget) {
        Err(EncodeError::Budget { exceeded, .. }) => exceeded,
        other => panic!("expected an exceeded budget, found {other:?}"),
    }
}

#[test]
fn levels_are_bounded() {
    let ty = Type::list(Type::option(Type::Bool));
    let ipld = ipld!([true]);
    let fits = Budget::default().with_depth(3);
    let value = ipld_wit::decode(&ty, &ipld, &NoContents, &fits).unwrap();
    let small = Budget::default().with_depth(2);
    let expected = Exceeded { limit: Limit::Depth, maximum: 2 };
    assert_eq!(exceeded(&ty, &ipld, &small), expected);
    assert_eq!(exceeded_out(&ty, &value, &small), expected);
    assert_eq!(expected.to_string(), "nested deeper than 2 levels");
}

#[test]
fn elements_are_bounded_for_all_arguments_together() {
    let ty = Type::list(Type::U16);
    let function = FunctionType::new(
        vec![Parameter::new("a", ty.clone()), Parameter::new("b", ty.clone())],
        None,
    )
    .unwrap();
    let arguments = [ipld!([1, 2]), ipld!([3, 4])];
    let fits = Budget::default().with_elements(6);
    assert!(function.decode_params(&arguments, &NoContents, &fits).is_ok());
    let small = Budget::default().with_elements(5);
    let error = function.decode_params(&arguments, &NoContents, &small).unwrap_err();
    assert_eq!(error.to_string(), "params[1]: more than 5 elements in all");

    let value = Value::List(vec![Value::U16(1); 5]);
    let expected = Exceeded { limit: Limit::Elements, maximum: 5 };
    assert_eq!(exceeded_out(&ty, &value, &small), expected);
}

#[test]
fn every_way_down_counts_its_elements() {
    let one = Budget::default().with_elements(1);
    for (ty, ipld) in [
        (Type::list(Type::Bool), ipld!([true])),
        (Type::Tuple(vec![Type::Bool]), ipld!([true])),
        (Type::record(vec![Field::new("a", Type::Bool)]), ipld!({"a": true})),
        (Type::option(Type::Bool), ipld!(true)),
        (Type::option(Type::option(Type::Bool)), ipld!([null])),
        (Type::result(Some(Type::Bool), None), ipld!({"ok": true})),
        (Type::Variant(vec![ipld_wit::Case::new("a", Some(Type::Bool))]), ipld!({"a": true})),
    ] {
        let expected = Exceeded { limit: Limit::Elements, maximum: 1 };
        assert_eq!(exceeded(&ty, &ipld, &one), expected, "{ty}");
        let two = Budget::default().with_elements(2);
        let value = ipld_wit::decode(&ty, &ipld, &NoContents, &two).unwrap();
        assert_eq!(exceeded_out(&ty, &value, &one), expected, "{ty}");
        assert_eq!(ipld_wit::encode(&ty, &value, &two), Ok(ipld), "{ty}");
    }
}

#[test]
fn bytes_are_bounded_with_the_content_of_links() {
    let ty = Type::list(Type::list(Type::U8));
    let contents = BTreeMap::from([(cid(1), vec![0; 100])]);
    // The same content again and again is cheap to ask for, not to hold.
    let ipld = Ipld::List(vec![Ipld::Link(cid(1)); 3]);
    let fits = Budget::default().with_bytes(300);
    assert!(ipld_wit::decode(&ty, &ipld, &contents, &fits).is_ok());
    let small = Budget::default().with_bytes(299);
    let error = ipld_wit::decode(&ty, &ipld, &contents, &small).unwrap_err();
    assert_eq!(error.to_string(), "value[2]: more than 299 bytes in all");
}

#[test]
fn text_counts_as_bytes_both_ways() {
    let small = Budget::default().with_bytes(3);
    let expected = Exceeded { limit: Limit::Bytes, maximum: 3 };
    let value = Value::String("text".into());
    assert_eq!(exceeded(&Type::String, &ipld!("text"), &small), expected);
    assert_eq!(exceeded_out(&Type::String, &value, &small), expected);
    let bytes = Type::list(Type::U8);
    assert_eq!(exceeded(&bytes, &Ipld::Bytes(vec![0; 4]), &small), expected);
    assert_eq!(exceeded_out(&bytes, &Value::Bytes(vec![0; 4]), &small), expected);
}

#[test]
fn names_that_the_type_supplies_count_on_the_way_out() {
    let small = Budget::default().with_bytes(99);
    let expected = Exceeded { limit: Limit::Bytes, maximum: 99 };
    let name = "n".repeat(50);
    for (ty, value) in [
        (Type::record(vec![Field::new(name.clone(), Type::U8)]), Value::Record(vec![Value::U8(1)])),
        (
            Type::Variant(vec![ipld_wit::Case::new(name.clone(), None)]),
            Value::Variant { case: 0, payload: None },
        ),
        (Type::Enum(vec![name.clone()]), Value::Enum(0)),
        (Type::Flags(vec![name]), Value::Flags(vec![true])),
    ] {
        let two = Value::List(vec![value.clone(), value]);
        assert_eq!(exceeded_out(&Type::list(ty), &two, &small), expected);
    }
}

#[test]
fn data_deeper_than_any_type_is_refused_at_its_surface() {
    let mut deep = Ipld::Null;
    for _ in 0..200 {
        deep = Ipld::List(vec![deep]);
    }
    assert_eq!(refusal(&Type::list(Type::Bool), &deep), "value[0]: expected bool, found a list");
    let mut ty = Type::Bool;
    for _ in 1..Type::MAX_DEPTH {
        ty = Type::list(ty);
    }
    assert!(refusal(&ty, &deep).ends_with("[0]: expected bool, found a list"));
}

#[test]
fn many_values_of_a_large_enum_are_looked_up() {
    let names: Vec<String> = (0..10_000).map(|number| format!("label-{number}")).collect();
    let last = names[9_999].clone();
    let ty = Type::list(Type::Enum(names));
    let ipld = Ipld::List(vec![Ipld::String(last); 100_000]);
    let value = ipld_wit::decode(&ty, &ipld, &NoContents, &Budget::default()).unwrap();
    assert_eq!(value, Value::List(vec![Value::Enum(9_999); 100_000]));
}

#[test]
fn errors_do_not_grow_with_their_input() {
    let long = "x".repeat(1 << 20);
    let record = Type::record(vec![Field::new("a", Type::Bool)]);
    let map = Ipld::Map(BTreeMap::from([
        ("a".to_string(), Ipld::Bool(true)),
        (long.clone(), Ipld::Null),
    ]));
    let wide = Type::Tuple(vec![Type::String; 10_000]);
    let case = Ipld::Map(BTreeMap::from([(long.clone(), Ipld::Null)]));
    let variant = Type::Variant(vec![ipld_wit::Case::new("a", None)]);
    for (ty, ipld) in [
        (record, map),
        (variant, case.clone()),
        (Type::result(None, None), case),
        (wide, Ipld::Null),
        (Type::Enum(labels(&["a"])), Ipld::String(long)),
    ] {
        let message = refusal(&ty, &ipld);
        assert!(message.len() < 400, "{} bytes", message.len());
    }
}

#[test]
fn errors_do_not_repeat_values() {
    let secret = "correct horse battery staple";
    for ty in [
        Type::U8,
        Type::Char,
        Type::F64,
        Type::Bool,
        Type::Link,
        Type::Enum(labels(&["a"])),
        Type::option(Type::U8),
    ] {
        assert!(!refusal(&ty, &ipld!(secret)).contains("horse"), "{ty}");
    }
    let flags = Type::Flags(labels(&["a"]));
    assert!(!refusal(&flags, &ipld!([secret])).contains("horse"));
}
