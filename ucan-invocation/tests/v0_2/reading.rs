//! The rules of the text, field by field.

use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule};
use ucan_invocation::v0_2::{
    Await, Call, Deferrable, Dialect, Effects, Encoded, Instruction, InstructionError, Invocation,
    InvocationCapsule, Nonce, Output, ReadError, Receipt, ReceiptCapsule, Reference, Task, Wire,
    WriteError,
};

use crate::stage::{add_one, cid, read};

const LINK: &str = r#"{"/":"bafyreigmmdzix2vxboojvv6j6h7sgvxnrecdxtglwtqpxw7hybebzlsax4"}"#;
const OTHER: &str = r#"{"/":"bafyreif6gfpzgxnii4ys6a4bjenefg737fb5bgam3onrbmhnoa4llk244q"}"#;

fn field(name: &str, rule: FieldRule) -> ReadError {
    FieldError::new(name, rule).into()
}

fn link(json: &str) -> cid::Cid {
    cid(json.trim_start_matches(r#"{"/":""#).trim_end_matches(r#""}"#))
}

#[test]
fn what_a_kind_of_value_needs_is_there_and_nothing_else() {
    let missing = |name| field(name, FieldRule::Missing);
    let unknown = |name| field(name, FieldRule::Unknown);
    for (text, error) in [
        (r#"{"op":"a/b"}"#, missing("rsc")),
        (r#"{"rsc":"a:b"}"#, missing("op")),
        (r#"{"rsc":"a:b","op":"a/b","sub":"a"}"#, unknown("sub")),
        (r#"{"rsc":"a:b","op":"a/b","args":{}}"#, unknown("args")),
        ("[]", field("instruction", FieldRule::Kind { expected: "map", found: "list" })),
    ] {
        assert_eq!(read::<Instruction>(text), Err(error), "{text}");
    }
    for (text, error) in [
        (r#"{"prf":[]}"#.to_owned(), missing("run")),
        (format!(r#"{{"run":{LINK},"prf":[],"auth":{LINK}}}"#), unknown("auth")),
    ] {
        assert_eq!(read::<Task>(&text), Err(error), "{text}");
    }
    for (text, error) in [
        (r#"{"out":{"ok":1}}"#.to_owned(), missing("ran")),
        (format!(r#"{{"ran":{LINK}}}"#), missing("out")),
        (format!(r#"{{"ran":{LINK},"out":{{"ok":1}},"aud":1}}"#), unknown("aud")),
    ] {
        assert_eq!(read::<Receipt>(&text), Err(error), "{text}");
    }
    assert_eq!(read::<Invocation>("{}"), Err(missing("task")));
    assert_eq!(
        read::<Invocation>(&format!(r#"{{"task":{LINK},"sig":{LINK}}}"#)),
        Err(unknown("sig"))
    );
    // The older shape of some examples, with the fields of a task beside `auth`.
    assert_eq!(
        read::<Invocation>(&format!(r#"{{"run":{LINK},"auth":{LINK},"prf":[]}}"#)),
        Err(missing("task"))
    );
}

#[test]
fn any_field_but_the_operation_may_be_a_promise() {
    let promise = format!(r#"{{"await/ok":{LINK}}}"#);
    let instruction = read::<Instruction>(&format!(
        r#"{{"rsc":{promise},"op":"a/b","input":{promise},"nnc":{promise}}}"#
    ))
    .unwrap();
    let awaits = Await::ok(link(LINK));
    assert_eq!(instruction.value().resource(), &Deferrable::Await(awaits));
    assert_eq!(instruction.value().input(), &Deferrable::Await(awaits));
    assert_eq!(instruction.value().nonce(), &Deferrable::Await(awaits));
    assert_eq!(instruction.value().awaits(), [awaits; 3]);
    assert_eq!(
        read::<Instruction>(&format!(r#"{{"rsc":"a:b","op":{promise}}}"#)),
        Err(field("op", FieldRule::Kind { expected: "string", found: "map" }))
    );
}

#[test]
fn data_in_the_form_of_a_promise_is_not_given_as_an_input() {
    let Ipld::Map(input) = Await::any(link(LINK)).to_ipld() else { unreachable!() };
    let made = Instruction::new("a:b".parse().unwrap(), "a/b".parse().unwrap(), input);
    assert_eq!(made, Err(InstructionError::InputIsPromise));
}

#[test]
fn a_result_has_one_of_two_forms() {
    let out = |text: &str| {
        read::<Receipt>(&format!(r#"{{"ran":{LINK},"out":{text}}}"#))
            .map(|receipt| receipt.into_value().out)
    };
    for (text, output) in [
        (r#"{"ok":null}"#, Output::Ok(Ipld::Null)),
        (r#"{"error":{}}"#, Output::Error(Ipld::Map([].into()))),
        (r#"["ok",[]]"#, Output::Ok(Ipld::List(vec![]))),
        (r#"["error","x"]"#, Output::Error("x".into())),
        (r#"["just",1]"#, Output::Just(1.into())),
    ] {
        assert_eq!(out(text), Ok(output));
    }
    for text in [
        "{}",
        r#"{"just":1}"#,
        r#"{"Ok":1}"#,
        r#"{"ok":1,"error":2}"#,
        r#"{"error":1,"x":2}"#,
        r#"{"ok":1,"x":2}"#,
        "[]",
        r#"["ok"]"#,
        r#"["ok",1,2]"#,
        r#"["maybe",1]"#,
        "[0,1]",
        r#""ok""#,
        "null",
    ] {
        assert_eq!(out(text), Err(ReadError::Output), "{text}");
    }
}

#[test]
fn the_dialect_is_chosen_and_what_it_has_no_place_for_is_refused() {
    let mut receipt = Receipt::new(link(LINK), Output::Just(1.into()));
    let no_place = |field, dialect| Err(WriteError::NoPlace { field, dialect });
    assert_eq!(receipt.write(Dialect::Text), no_place("just", Dialect::Text));
    assert!(receipt.write(Dialect::Field).is_ok());
    receipt.effects = Effects::new([link(LINK)], None);
    assert_eq!(receipt.write(Dialect::Field), no_place("fx", Dialect::Field));
    let invocation = Invocation {
        task: Reference::Link(link(LINK)),
        authorization: Some(Reference::Link(link(OTHER))),
    };
    assert_eq!(invocation.write(Dialect::Field), no_place("auth", Dialect::Field));
    let text = Encoded::new(invocation, Dialect::Text).unwrap().to_dag_json().unwrap();
    assert_eq!(text, format!(r#"{{"auth":{OTHER},"task":{LINK}}}"#));
}

#[test]
fn forks_are_read_in_the_order_of_the_examples_and_written_in_that_of_the_rule() {
    // Section 7.3.1 lists them against the order that section 7.2.1 demands.
    let text = format!(
        r#"{{"ran":{LINK},"out":{{"ok":1}},"fx":{{"fork":[{LINK},{OTHER}],"join":{LINK}}}}}"#
    );
    let receipt = read::<Receipt>(&text).unwrap();
    let effects = &receipt.value().effects;
    assert_eq!(effects.fork(), [link(LINK), link(OTHER)]);
    assert_eq!(effects.join(), Some(&link(LINK)));
    let made = Effects::new([link(LINK), link(OTHER), link(LINK)], None);
    assert_eq!(made.fork(), [link(OTHER), link(LINK)]);
    let twice = format!(r#"{{"ran":{LINK},"out":{{"ok":1}},"fx":{{"fork":[{LINK},{LINK}]}}}}"#);
    assert_eq!(read::<Receipt>(&twice), Err(ReadError::DuplicateLink { field: "fork" }));
    let empty = read::<Receipt>(&format!(r#"{{"ran":{LINK},"out":{{"ok":1}},"fx":{{}}}}"#));
    assert!(empty.unwrap().value().effects.is_empty());
}

#[test]
fn what_stands_inside_or_behind_a_link_is_told_apart() {
    let inline = add_one(1.into(), Nonce::empty());
    let text = Encoded::new(inline.clone(), Dialect::Text).unwrap().to_dag_json().unwrap();
    let task = read::<Task>(&format!(r#"{{"run":{text},"prf":[]}}"#)).unwrap();
    assert_eq!(task.value().instruction(), inline.address());
    let task = read::<Task>(&format!(r#"{{"run":{LINK},"prf":[]}}"#)).unwrap();
    assert_eq!(task.value().instruction(), &link(LINK));
    assert_eq!(task.value().run.inline(), None);
}

#[test]
fn capsules_have_one_key_with_the_version() {
    let invocation = read::<InvocationCapsule>(&format!(
        r#"{{"ucan/invoke@0.2.0":{{"task":{LINK},"auth":{OTHER}}}}}"#
    ))
    .unwrap();
    assert_eq!(invocation.value().0.task, Reference::Link(link(LINK)));
    let written = Encoded::new(invocation.value().clone(), Dialect::Text).unwrap();
    assert_eq!(written, invocation);
    let receipt = read::<ReceiptCapsule>(&format!(r#"{{"ucan/receipt@0.2.0":{LINK}}}"#)).unwrap();
    assert_eq!(receipt.value(), &ReceiptCapsule(link(LINK)));
    assert_eq!(Encoded::new(*receipt.value(), Dialect::Field).unwrap(), receipt);

    let expected = "ucan/invoke@0.2.0";
    for text in [
        format!(r#"{{"ucan/invoke@0.3.0":{{"task":{LINK}}}}}"#),
        format!(r#"{{"ucan/invocation@0.2.0":{{"task":{LINK}}}}}"#),
        format!(r#"{{"ucan/invoke@0.2.0":{{"task":{LINK}}},"x":1}}"#),
        "{}".to_owned(),
        "1".to_owned(),
    ] {
        assert_eq!(read::<InvocationCapsule>(&text), Err(ReadError::Capsule { expected }));
    }
    assert_eq!(
        read::<ReceiptCapsule>(r#"{"ucan/receipt@0.2.0":"bafy"}"#),
        Err(field("ucan/receipt@0.2.0", FieldRule::Kind { expected: "link", found: "string" }))
    );
}

#[test]
fn the_form_of_the_later_slides_is_read_by_name_only() {
    let text = format!(
        r#"{{"call":"wasm/run","input":{{"args":[{{"await/ok":{LINK}}}],"func":"add_one"}},"uri":"ipfs://bafkrei"}}"#
    );
    let call = read::<Call>(&text).unwrap();
    assert_eq!(call.to_dag_json().unwrap(), text);
    assert_eq!(Encoded::new(call.value().clone(), Dialect::Text).unwrap(), call);
    let instruction = call.value().to_instruction().unwrap();
    assert_eq!(instruction.awaits(), [Await::ok(link(LINK))]);
    assert_eq!(Call::of_instruction(&instruction).as_ref(), Some(call.value()));

    let missing = |name| Err(field(name, FieldRule::Missing));
    assert_eq!(read::<Instruction>(&text), Err(field("rsc", FieldRule::Missing)));
    assert_eq!(read::<Call>(r#"{"rsc":"a:b","op":"a/b"}"#), missing("uri"));
    assert_eq!(read::<Call>(r#"{"uri":"a:b","call":"a/b"}"#), missing("input"));
    assert_eq!(read::<Call>(r#"{"uri":"a:b","call":"a/b","input":{"args":[]}}"#), missing("func"));
    let unknown = |name| Err(field(name, FieldRule::Unknown));
    assert_eq!(
        read::<Call>(r#"{"uri":"a:b","call":"a/b","input":{"func":"f","args":[],"x":1}}"#),
        unknown("x")
    );
    assert_eq!(
        read::<Call>(r#"{"uri":"a:b","call":"a/b","input":{"func":"f","args":[]},"nnc":""}"#),
        unknown("nnc")
    );
    assert_eq!(
        read::<Call>(r#"{"uri":"a:b","call":"a/b","input":{"func":"f","args":{}}}"#),
        Err(field("args", FieldRule::Kind { expected: "list", found: "map" }))
    );
}

#[test]
fn an_instruction_with_more_than_a_call_has_no_form_on_the_slides() {
    let nonce = add_one(1.into(), Nonce::text("n").unwrap());
    assert_eq!(Call::of_instruction(&nonce), None);
    for input in
        ["{}", r#"{"func":"f"}"#, r#"{"args":[],"func":1}"#, r#"{"args":[],"func":"f","x":1}"#]
    {
        let text = format!(r#"{{"rsc":"a:b","op":"a/b","input":{input}}}"#);
        assert_eq!(Call::of_instruction(read::<Instruction>(&text).unwrap().value()), None);
    }
}
