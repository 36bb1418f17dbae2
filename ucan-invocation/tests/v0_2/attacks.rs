//! Bytes from people who mean harm.

use ipld_core::ipld::Ipld;
use proptest::prelude::*;
use ucan_invocation::{
    Arguments,
    v0_2::{
        Authorization, Call, Dialect, Encoded, FieldReceiptCapsule, Instruction, InstructionError,
        Invocation, InvocationCapsule, Output, ReadError, Receipt, ReceiptCapsule, Signature,
        SignatureFormError, Task, Uri, Wire, WriteError, address,
    },
};
use varsig::dag_cbor::{DagCborErrorKind, EncodeError};

use crate::stage::{add_one, alice, receipts, tasks};

fn cbor_error<T: Wire + core::fmt::Debug>(bytes: &[u8]) -> DagCborErrorKind {
    match Encoded::<T>::decode(bytes) {
        Err(ReadError::Cbor(error)) => error.kind,
        other => panic!("{other:?}"),
    }
}

/// Tries every kind of value; whatever comes out, nothing panics.
fn read_everything(bytes: &[u8]) {
    fn one<T: Wire>(bytes: &[u8]) {
        if let Ok(read) = Encoded::<T>::decode(bytes) {
            assert_eq!(read.bytes(), bytes);
            let _ = read.to_dag_json();
        }
        let _ = Encoded::<T>::decode_dag_json(bytes);
    }
    one::<Instruction>(bytes);
    one::<Task>(bytes);
    one::<Authorization>(bytes);
    one::<Invocation>(bytes);
    one::<Receipt>(bytes);
    one::<Output>(bytes);
    one::<Call>(bytes);
    one::<InvocationCapsule>(bytes);
    one::<ReceiptCapsule>(bytes);
    one::<FieldReceiptCapsule>(bytes);
    let _ = Signature::decode(bytes);
}

#[test]
fn deep_nesting_is_refused_before_anything_is_built() {
    let bytes = [vec![0x81; 100_000], vec![0x00]].concat();
    assert_eq!(cbor_error::<Output>(&bytes), DagCborErrorKind::TooDeep { limit: 64 });
    let json = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    assert!(matches!(Encoded::<Output>::decode_dag_json(&json), Err(ReadError::Json(_))));
}

#[test]
fn a_value_that_could_not_be_read_back_is_not_made() {
    let mut deep = Ipld::Null;
    for _ in 0..64 {
        deep = Ipld::List(vec![deep]);
    }
    let input: Arguments = [("x".into(), deep.clone())].into();
    let made = Instruction::new("a:b".parse().unwrap(), "a/b".parse().unwrap(), input);
    let too_deep = EncodeError::TooDeep { limit: 64 };
    assert_eq!(made, Err(InstructionError::Encode(too_deep)));
    let receipt = Receipt::new(address(b"x"), Output::Ok(deep));
    assert_eq!(Encoded::new(receipt, Dialect::Text), Err(WriteError::Cbor(too_deep)));
    let nan = Receipt::new(address(b"x"), Output::Ok(Ipld::Float(f64::NAN)));
    let error = WriteError::Cbor(EncodeError::Unrepresentable);
    assert_eq!(Encoded::new(nan, Dialect::Text), Err(error));
    let large = Receipt::new(address(b"x"), Output::Ok(Ipld::Bytes(vec![0; 64 << 20])));
    let Err(WriteError::Unreadable(error)) = Encoded::new(large, Dialect::Text) else {
        panic!("written")
    };
    assert_eq!(error.kind, DagCborErrorKind::TooLarge { limit: 64 << 20 });
}

#[test]
fn a_length_that_is_not_there_costs_nothing() {
    for head in [0x5b, 0x7b, 0x9b, 0xbb] {
        let bytes = [head, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(cbor_error::<Instruction>(&bytes), DagCborErrorKind::UnexpectedEnd);
    }
    let signature = [0xed, 0xa1, 0x03, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    let stated = (1 << 63) - 1;
    let error = SignatureFormError::Length { stated, found: 0 };
    assert_eq!(Signature::decode(&signature), Err(error));
}

#[test]
fn a_second_encoding_of_the_same_value_is_refused() {
    let good = Encoded::new(add_one(1.into(), Default::default()), Dialect::Field).unwrap();
    let trailing = [good.bytes(), &[0]].concat();
    assert_eq!(cbor_error::<Instruction>(&trailing), DagCborErrorKind::TrailingBytes);
    // {"op": "a/b", "rsc": "a:b"} with the keys the other way round.
    let unsorted = b"\xa2\x63rsc\x63a:b\x62op\x63a/b";
    assert_eq!(cbor_error::<Instruction>(unsorted), DagCborErrorKind::UnsortedKeys);
    let twice = b"\xa2\x62op\x63a/b\x62op\x63a/b";
    assert_eq!(cbor_error::<Instruction>(twice), DagCborErrorKind::DuplicateKey);
}

#[test]
fn every_truncation_of_a_receipt_is_refused() {
    let signed = Receipt::new(address(b"x"), Output::Ok(1.into())).sign(&alice()).unwrap();
    for end in 0..signed.bytes().len() {
        let cut = &signed.bytes()[..end];
        assert_eq!(cbor_error::<Receipt>(cut), DagCborErrorKind::UnexpectedEnd, "{end}");
    }
}

#[test]
fn a_wide_input_is_read_once() {
    let items: Vec<Ipld> = (0..200_000).map(|number: i64| Ipld::Integer(number.into())).collect();
    let wide = add_one(Ipld::List(items), Default::default());
    let encoded = Encoded::new(wide.clone(), Dialect::Text).unwrap();
    assert_eq!(Encoded::<Instruction>::decode(encoded.bytes()).unwrap().value(), &wide);
    let uri = format!("data:,{}", "A".repeat(1 << 20));
    assert_eq!(uri.parse::<Uri>().unwrap().as_str().len(), (1 << 20) + 6);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read_everything(&bytes);
    }

    #[test]
    fn no_change_of_a_byte_makes_it_panic(
        task in tasks(), receipt in receipts(), at: prop::sample::Index, byte: u8,
    ) {
        let task = Encoded::new(task, Dialect::Field).unwrap();
        let receipt = receipt.sign(&alice()).unwrap();
        for good in [task.bytes(), receipt.bytes()] {
            let mut bytes = good.to_vec();
            bytes[at.index(good.len())] = byte;
            read_everything(&bytes);
        }
    }
}
