//! Arguments and results of whole functions.

use std::collections::BTreeMap;

use ipld_core::ipld;
use ipld_core::ipld::Ipld;
use ipld_wit::{
    Budget, Case, DecodeError, EncodeError, Field, FunctionType, NoContents, Output, Parameter,
    Type, Value,
};

use crate::{cid, text};

fn function(params: &[Type], result: Option<Type>) -> FunctionType {
    let params = params.iter().enumerate();
    let params = params.map(|(index, ty)| Parameter::new(format!("p{index}"), ty.clone()));
    FunctionType::new(params.collect(), result).expect("the types are types")
}

fn returned(result: Option<Type>, value: Option<Value>) -> Result<Output, EncodeError> {
    function(&[], result).encode_result(value, &Budget::default())
}

#[test]
fn takes_exactly_its_arguments() {
    let add = function(&[Type::S32, Type::S32], Some(Type::S32));
    let budget = Budget::default();
    let values = add.decode_params(&[ipld!(1), ipld!(2)], &NoContents, &budget);
    assert_eq!(values, Ok(vec![Value::S32(1), Value::S32(2)]));
    for found in [0, 1, 3] {
        let arguments = vec![ipld!(1); found];
        assert_eq!(
            add.decode_params(&arguments, &NoContents, &budget),
            Err(DecodeError::ArgumentCount { expected: 2, found })
        );
        assert_eq!(
            add.content_links(&arguments),
            Err(DecodeError::ArgumentCount { expected: 2, found })
        );
        assert_eq!(
            add.encode_params(&vec![Value::S32(1); found]),
            Err(EncodeError::ArgumentCount { expected: 2, found })
        );
    }
}

#[test]
fn names_the_argument_that_is_wrong() {
    let record = Type::record(vec![Field::new("name", Type::String)]);
    let greet = function(&[Type::U8, Type::U8, Type::U8, record], None);
    let arguments = [ipld!(0), ipld!(0), ipld!(0), ipld!({"name": 5})];
    let error = greet.decode_params(&arguments, &NoContents, &Budget::default()).unwrap_err();
    assert_eq!(error.to_string(), "params[3].name: expected string, found an integer");
}

#[test]
fn one_value_has_one_canonical_form() {
    let scale = function(&[Type::F64, Type::list(Type::U8)], None);
    let contents = BTreeMap::from([(cid(1), vec![1, 2])]);
    let canonical = [Ipld::Float(2.0), Ipld::Bytes(vec![1, 2])];
    for arguments in [
        canonical.clone(),
        [Ipld::Integer(2), Ipld::Bytes(vec![1, 2])],
        [Ipld::Float(2.0), Ipld::Link(cid(1))],
    ] {
        let values = scale.decode_params(&arguments, &contents, &Budget::default()).unwrap();
        assert_eq!(scale.encode_params(&values).unwrap(), canonical);
    }
}

#[test]
fn lists_the_content_handles_once_each_and_no_other_links() {
    let bytes = Type::list(Type::U8);
    let merge = function(
        &[
            bytes.clone(),
            Type::Link,
            Type::list(Type::record(vec![Field::new("layer", bytes.clone())])),
            Type::option(Type::option(bytes.clone())),
            Type::Variant(vec![Case::new("raw", Some(bytes.clone()))]),
            Type::result(Some(bytes.clone()), None),
            Type::Tuple(vec![bytes.clone(), bytes]),
        ],
        None,
    );
    let link = |byte| Ipld::Link(cid(byte));
    let map = |key: &str, ipld| Ipld::Map(BTreeMap::from([(key.to_string(), ipld)]));
    let arguments = [
        link(1),
        link(99),
        Ipld::List(vec![map("layer", link(3)), map("layer", link(1))]),
        Ipld::List(vec![link(2)]),
        map("raw", link(4)),
        map("ok", link(5)),
        Ipld::List(vec![Ipld::Bytes(vec![1]), link(6)]),
    ];
    let listed = merge.content_links(&arguments).unwrap();
    assert_eq!(listed, [1, 3, 2, 4, 5, 6].map(cid));

    let mut contents: BTreeMap<_, _> = listed.iter().map(|cid| (*cid, vec![0])).collect();
    assert!(merge.decode_params(&arguments, &contents, &Budget::default()).is_ok());
    contents.remove(&cid(6));
    let error = merge.decode_params(&arguments, &contents, &Budget::default()).unwrap_err();
    assert!(error.is_passing());
    assert!(error.to_string().starts_with("params[6][1]: the content of "), "{error}");
}

#[test]
fn listing_content_handles_refuses_what_decoding_refuses() {
    let length = function(&[Type::list(Type::U8), Type::U8], None);
    let error = length.content_links(&[Ipld::Link(cid(1)), ipld!("x")]).unwrap_err();
    assert_eq!(error.to_string(), "params[1]: expected u8, found a string");
}

#[test]
fn a_result_of_the_whole_becomes_the_branch() {
    let ty = || Some(Type::result(Some(Type::U8), Some(Type::String)));
    let ok = Value::Result(Ok(Some(Box::new(Value::U8(1)))));
    assert_eq!(returned(ty(), Some(ok)), Ok(Output::Ok(ipld!(1))));
    let error = Value::Result(Err(Some(Box::new(text("no")))));
    assert_eq!(returned(ty(), Some(error)), Ok(Output::Error(ipld!("no"))));

    let unit = || Some(Type::result(None, None));
    assert_eq!(returned(unit(), Some(Value::Result(Ok(None)))), Ok(Output::Ok(ipld!({}))));
    assert_eq!(returned(unit(), Some(Value::Result(Err(None)))), Ok(Output::Error(ipld!({}))));
}

#[test]
fn a_result_inside_stays_a_map() {
    let ty = Type::list(Type::result(None, Some(Type::U8)));
    let value = Value::List(vec![Value::Result(Err(Some(Box::new(Value::U8(2)))))]);
    assert_eq!(returned(Some(ty), Some(value)), Ok(Output::Ok(ipld!([{"error": 2}]))));
}

#[test]
fn nothing_returned_is_an_empty_map() {
    assert_eq!(returned(None, None), Ok(Output::Ok(ipld!({}))));
    assert_eq!(
        returned(None, Some(Value::U8(1))),
        Err(EncodeError::UnexpectedResult { found: "u8" })
    );
    assert_eq!(
        returned(Some(Type::U8), None),
        Err(EncodeError::MissingResult { expected: "u8".into() })
    );
}

#[test]
fn a_value_of_another_type_is_refused_by_place() {
    let message = |ty: Type, value: Value| returned(Some(ty), Some(value)).unwrap_err().to_string();
    assert_eq!(message(Type::U8, Value::U16(1)), "result: expected u8, found u16");
    let result = Type::result(Some(Type::U8), None);
    assert_eq!(message(result.clone(), Value::U8(1)), "result: expected result<u8>, found u8");
    assert_eq!(
        message(result.clone(), Value::Result(Ok(Some(Box::new(text("x")))))),
        "result.ok: expected u8, found string"
    );
    assert_eq!(
        message(result.clone(), Value::Result(Ok(None))),
        "result.ok: expected result<u8>, where the payload is missing"
    );
    assert_eq!(
        message(result, Value::Result(Err(Some(Box::new(Value::U8(1)))))),
        "result.error: expected result<u8>, where the payload is one too many"
    );
    let bytes = Type::list(Type::U8);
    assert_eq!(
        message(bytes, Value::List(vec![Value::U8(1)])),
        "result: expected list<u8>, found list"
    );
    let list = Type::list(Type::U16);
    assert_eq!(
        message(list.clone(), Value::Bytes(vec![1])),
        "result: expected list<u16>, found bytes"
    );
    assert_eq!(
        message(list, Value::List(vec![Value::U16(1), Value::U8(1)])),
        "result[1]: expected u16, found u8"
    );
    let tuple = Type::Tuple(vec![Type::U8]);
    assert_eq!(
        message(tuple, Value::Tuple(vec![])),
        "result: expected tuple<u8> (length 1), found length 0"
    );
    let flags = Type::Flags(vec!["a".into()]);
    assert_eq!(
        message(flags, Value::Flags(vec![true, true])),
        "result: expected flags { a } (length 1), found length 2"
    );
    let labels = Type::Enum(vec!["a".into()]);
    assert_eq!(
        message(labels, Value::Enum(1)),
        "result: expected enum { a }, which has no case number 1"
    );
    let variant = Type::Variant(vec![Case::new("a", None)]);
    assert_eq!(
        message(variant, Value::Variant { case: usize::MAX, payload: None }),
        format!("result: expected variant {{ a }}, which has no case number {}", usize::MAX)
    );
}

#[test]
fn what_is_not_finite_is_refused_on_request() {
    let root = function(&[Type::F32, Type::F64], Some(Type::F64)).refusing_non_finite();
    assert!(root.refuses_non_finite());
    let budget = Budget::default();
    for (arguments, message) in [
        ([ipld!("NaN"), ipld!(1)], "params[0]: expected a finite f32"),
        ([ipld!(1), ipld!("-Infinity")], "params[1]: expected a finite f64"),
    ] {
        let error = root.decode_params(&arguments, &NoContents, &budget).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(root.content_links(&arguments), Err(error));
    }
    let error = root.encode_result(Some(Value::F64(f64::NAN)), &budget).unwrap_err();
    assert_eq!(error.to_string(), "result: expected a finite f64");
    let values = [Value::F32(f32::INFINITY), Value::F64(0.0)];
    let error = root.encode_params(&values).unwrap_err();
    assert_eq!(error.to_string(), "params[0]: expected a finite f32");
    let output = root.encode_result(Some(Value::F64(0.5)), &budget);
    assert_eq!(output, Ok(Output::Ok(Ipld::Float(0.5))));
}
