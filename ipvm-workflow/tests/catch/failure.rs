//! What a handler gets.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_workflow::{CaughtFailure, CaughtFailureError};
use ucan_core::{FieldError, FieldRule};
use varsig::dag_cbor::{EncodeError, encode};

use super::id;

fn map(name: &str, message: &str, value: Vec<u8>) -> Ipld {
    ipld!({
        "label": "print",
        "task": (Ipld::Link(id("task"))),
        "name": name,
        "message": message,
        "value": (Ipld::Bytes(value)),
    })
}

#[test]
fn takes_name_and_message_from_an_error_that_has_them() {
    let error = ipld!({ "name": "OutOfPaper", "message": "tray 2 is empty", "tray": 2 });
    let failure = CaughtFailure::new("print", id("task"), error.clone()).unwrap();
    let expected = map("OutOfPaper", "tray 2 is empty", encode(&error).unwrap());
    assert_eq!(failure.to_ipld(), expected);
    assert_eq!(CaughtFailure::read(expected), Ok(failure));
}

#[test]
fn names_an_error_without_both_of_them_always_the_same() {
    let message = "the error has no name and message of its own";
    for error in [
        ipld!({ "name": "OutOfPaper" }),
        ipld!({ "name": 1, "message": "x" }),
        ipld!("tray 2 is empty"),
        Ipld::Null,
    ] {
        let failure = CaughtFailure::new("print", id("task"), error.clone()).unwrap();
        assert_eq!(failure.to_ipld(), map("Error", message, encode(&error).unwrap()));
        assert_eq!((failure.name(), failure.message()), ("Error", message));
    }
}

#[test]
fn an_error_without_a_dag_cbor_form_is_no_failure() {
    let mut deep = Ipld::Null;
    for _ in 0..200 {
        deep = Ipld::List(vec![deep]);
    }
    let failure = |error| CaughtFailure::new("print", id("task"), error).unwrap_err();
    assert_eq!(failure(Ipld::Float(f64::INFINITY)), EncodeError::Unrepresentable);
    assert!(matches!(failure(deep), EncodeError::TooDeep { .. }));
}

#[test]
fn refuses_a_name_or_message_that_is_not_that_of_the_error() {
    let error = ipld!({ "name": "OutOfPaper", "message": "tray 2 is empty" });
    let value = encode(&error).unwrap();
    let words =
        |field, expected: &str| Err(CaughtFailureError::Words { field, expected: expected.into() });
    let read = |name, message| CaughtFailure::read(map(name, message, value.clone()));
    assert_eq!(read("Error", "tray 2 is empty"), words("name", "OutOfPaper"));
    assert_eq!(read("OutOfPaper", ""), words("message", "tray 2 is empty"));
}

#[test]
fn refuses_a_value_that_is_no_dag_cbor() {
    for value in [vec![], vec![0x18, 0x01], vec![0xf6, 0x00]] {
        let read = CaughtFailure::read(map("Error", "x", value));
        assert!(matches!(read, Err(CaughtFailureError::Value(_))), "{read:?}");
    }
}

#[test]
fn refuses_fields_that_are_missing_unknown_or_of_another_kind() {
    let Ipld::Map(good) = map("Error", "x", vec![0xf6]) else { panic!() };
    for field in ["label", "task", "name", "message", "value"] {
        let mut map = good.clone();
        map.remove(field);
        let missing = FieldError::new(field, FieldRule::Missing);
        assert_eq!(CaughtFailure::read(Ipld::Map(map)), Err(CaughtFailureError::Field(missing)));
        let mut map = good.clone();
        map.insert(field.to_owned(), Ipld::Bool(true));
        let read = CaughtFailure::read(Ipld::Map(map));
        assert!(matches!(read, Err(CaughtFailureError::Field(_))), "{field}: {read:?}");
    }
    let mut map = good;
    map.insert("more".into(), Ipld::Null);
    let unknown = FieldError::new("more", FieldRule::Unknown);
    assert_eq!(CaughtFailure::read(Ipld::Map(map)), Err(CaughtFailureError::Field(unknown)));
    assert!(CaughtFailure::read(ipld!("x")).is_err());
}
