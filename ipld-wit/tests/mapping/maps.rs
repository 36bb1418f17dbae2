//! Maps and lists of fixed length: rows of the table that a profile has to enable.

use ipld_core::ipld;
use ipld_core::ipld::Ipld;
use ipld_wit::{Budget, Profile, Type, Value};

use crate::{cid, corresponds, decode, encode, refusal, text};

fn pairs<K, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Ipld
where
    Ipld: From<K> + From<V>,
{
    Ipld::List(pairs.into_iter().map(|(k, v)| Ipld::List(vec![k.into(), v.into()])).collect())
}

#[test]
fn a_map_with_string_keys_is_a_map() {
    let ty = Type::map(Type::String, Type::U8);
    let value = Value::Map(vec![(text("b"), Value::U8(1)), (text("aa"), Value::U8(2))]);
    corresponds(&ty, value, ipld!({"b": 1, "aa": 2}));
    corresponds(&ty, Value::Map(vec![]), ipld!({}));
    assert_eq!(refusal(&ty, &ipld!([["b", 1]])), "value: expected map<string, u8>, found a list");
    assert_eq!(refusal(&ty, &ipld!({"a": 1, "b": "x"})), "value[1]: expected u8, found a string");
}

#[test]
fn a_guest_sees_the_entries_in_the_order_of_their_bytes() {
    let ty = Type::map(Type::String, Type::Bool);
    let Ok(Value::Map(entries)) = decode(&ty, &ipld!({"aa": true, "b": true, "": false})) else {
        panic!("a map");
    };
    let keys: Vec<Value> = entries.into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [text(""), text("b"), text("aa")]);
}

#[test]
fn a_map_with_other_keys_is_a_list_of_pairs_in_the_order_of_the_keys() {
    let ty = Type::map(Type::S64, Type::String);
    let value =
        |keys: &[i64]| Value::Map(keys.iter().map(|key| (Value::S64(*key), text("x"))).collect());
    // DAG-CBOR: 1, 24, 256, -1, -25.
    let ordered = pairs([(1, "x"), (24, "x"), (256, "x"), (-1, "x"), (-25, "x")]);
    assert_eq!(encode(&ty, &value(&[-25, 256, -1, 1, 24])), ordered);
    corresponds(&ty, value(&[1, 24, 256, -1, -25]), ordered);
    corresponds(&ty, value(&[]), Ipld::List(vec![]));
    let out_of_order =
        "value[1]: the entries are not in the order of the DAG-CBOR bytes of their keys";
    assert_eq!(refusal(&ty, &pairs([(2, "x"), (1, "x")])), out_of_order);
    assert_eq!(refusal(&ty, &pairs([(-1, "x"), (1, "x")])), out_of_order);
    assert_eq!(
        refusal(&ty, &pairs([(1, "x"), (1, "y")])),
        "value[1]: the key stands twice in the map"
    );
    assert_eq!(
        refusal(&ty, &Ipld::List(vec![ipld!([1])])),
        "value[0]: expected map<s64, string> (length 2), found length 1"
    );
    assert_eq!(refusal(&ty, &ipld!([1])), "value[0]: expected map<s64, string>, found an integer");
    assert_eq!(refusal(&ty, &ipld!({"1": "x"})), "value: expected map<s64, string>, found a map");

    let ty = Type::map(Type::Char, Type::Bool);
    let value = Value::Map(
        vec![('b', true), ('é', false)]
            .into_iter()
            .map(|(k, v)| (Value::Char(k), Value::Bool(v)))
            .collect(),
    );
    corresponds(&ty, value, pairs([("b", true), ("é", false)]));
}

#[test]
fn a_guest_that_gives_a_key_twice_is_told_so() {
    for (ty, key) in [(Type::U8, Value::U8(7)), (Type::String, text("k"))] {
        let ty = Type::map(ty, Type::U8);
        let twice = Value::Map(vec![(key.clone(), Value::U8(1)), (key, Value::U8(2))]);
        let error = ipld_wit::encode(&ty, &twice, &Budget::default()).unwrap_err();
        assert_eq!(error.to_string(), "value[1]: the key stands twice in the map");
    }
}

#[test]
fn a_key_of_another_type_is_refused() {
    let ty = Type::map(Type::U8, Type::U8);
    let odd = Value::Map(vec![(Value::U16(1), Value::U8(1))]);
    let error = ipld_wit::encode(&ty, &odd, &Budget::default()).unwrap_err();
    assert_eq!(error.to_string(), "value[0][0]: expected u8, found u16");
    let ty = Type::map(Type::String, Type::U8);
    let error = ipld_wit::encode(&ty, &odd, &Budget::default()).unwrap_err();
    assert_eq!(error.to_string(), "value[0]: expected string, found u16");
    for key in [Type::F32, Type::list(Type::U8), Type::Link, Type::option(Type::U8)] {
        let message = format!("type: the keys of a map cannot be {key}");
        assert_eq!(Type::map(key, Type::U8).check().unwrap_err().to_string(), message);
    }
}

#[test]
fn entries_of_a_map_count_twice_and_keys_by_their_bytes() {
    let ty = Type::map(Type::String, Type::U8);
    let data = ipld!({"ab": 1, "cd": 2});
    let value = decode(&ty, &data).unwrap();
    for (budget, fits) in [
        (Budget::default().with_elements(5).with_bytes(4), true),
        (Budget::default().with_elements(4), false),
        (Budget::default().with_bytes(3), false),
    ] {
        let decoded = ipld_wit::decode(&ty, &data, &ipld_wit::NoContents, &budget);
        assert_eq!(decoded.is_ok(), fits, "{budget:?}");
        assert_eq!(ipld_wit::encode(&ty, &value, &budget).is_ok(), fits, "{budget:?}");
    }
}

#[test]
fn a_map_of_pairs_is_two_levels_deep() {
    let nested = |key: &Type, levels: usize| {
        (0..levels).fold(Type::Bool, |ty, _| Type::map(key.clone(), ty))
    };
    assert_eq!(nested(&Type::String, 47).check(), Ok(()));
    assert!(nested(&Type::String, 48).check().is_err());
    assert_eq!(nested(&Type::U8, 23).check(), Ok(()));
    assert!(nested(&Type::U8, 24).check().is_err());
}

#[test]
fn a_list_of_fixed_length_has_it_exactly() {
    let ty = Type::fixed_length_list(Type::U16, 2);
    corresponds(&ty, Value::List(vec![Value::U16(1), Value::U16(2)]), ipld!([1, 2]));
    assert_eq!(
        refusal(&ty, &ipld!([1])),
        "value: expected list<u16, 2> (length 2), found length 1"
    );
    assert_eq!(
        refusal(&ty, &ipld!([1, 2, 3])),
        "value: expected list<u16, 2> (length 2), found length 3"
    );
    let short = ipld_wit::encode(&ty, &Value::List(vec![]), &Budget::default()).unwrap_err();
    assert_eq!(short.to_string(), "value: expected list<u16, 2> (length 2), found length 0");
    let none = Type::fixed_length_list(Type::U16, 0).check().unwrap_err();
    assert_eq!(none.to_string(), "type: the type has no element, field, case or label");
}

#[test]
fn bytes_of_fixed_length_are_bytes_or_a_content_handle() {
    let ty = Type::fixed_length_list(Type::U8, 3);
    corresponds(&ty, Value::Bytes(vec![1, 2, 3]), Ipld::Bytes(vec![1, 2, 3]));
    assert_eq!(
        refusal(&ty, &Ipld::Bytes(vec![1, 2])),
        "value: expected list<u8, 3> (length 3), found length 2"
    );
    assert_eq!(refusal(&ty, &ipld!([1, 2, 3])), "value: expected list<u8, 3>, found a list");
    let contents =
        std::collections::BTreeMap::from([(cid(1), vec![7, 8, 9]), (cid(2), vec![7, 8])]);
    let given = |byte| ipld_wit::decode(&ty, &Ipld::Link(cid(byte)), &contents, &Budget::default());
    assert_eq!(given(1), Ok(Value::Bytes(vec![7, 8, 9])));
    assert_eq!(
        given(2).unwrap_err().to_string(),
        "value: expected list<u8, 3> (length 3), found length 2"
    );
}

#[test]
fn every_choice_is_in_the_name_of_a_profile() {
    let none = Profile::default();
    let all = none.with_maps().with_fixed_length_lists().refusing_non_finite();
    assert_eq!(none, Profile::STRICT);
    let names =
        [none, none.with_maps(), none.with_fixed_length_lists(), none.refusing_non_finite(), all]
            .map(|profile| profile.id());
    assert_eq!(
        names,
        [
            "ipld-wit-1",
            "ipld-wit-1+map",
            "ipld-wit-1+fixed",
            "ipld-wit-1+finite",
            "ipld-wit-1+map+fixed+finite"
        ]
    );
    assert!(all.has_maps() && all.has_fixed_length_lists() && all.refuses_non_finite());
}
