//! Programs, and invocations that ask Erin to run them.

use crate::{
    case,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_v1},
    dag_cbor, hex, map,
    people::{BOB, ERIN, Person},
    token::{Invocation, Token},
    value::Value,
};

/// The time of the cases.
pub(super) const NOW: i64 = 1_700_000_000;

/// A component that is in the repository, with its source beside it.
#[derive(Clone, Copy)]
pub(super) struct Program(&'static [u8]);

/// `shout`, `divide` and `letters`, from text.
pub(super) const HELLO: Program =
    Program(include_bytes!("../../../../../examples/guests/components/hello-wat.wasm"));
/// The same functions, from C.
pub(super) const HELLO_IN_C: Program =
    Program(include_bytes!("../../../../../examples/guests/components/hello-c.wasm"));
/// What a guest must not do, from text.
pub(super) const MISBEHAVING: Program =
    Program(include_bytes!("../../../../../examples/guests/components/misbehaving.wasm"));
/// `orientation` and `size` of the head of a picture, from text.
pub(super) const CLASSIFIER: Program =
    Program(include_bytes!("../../../../../examples/guests/components/classifier.wasm"));
/// `run`, which gives minus zero:
///
/// ```text
/// (component
///   (core module $code (func (export "run") (result f64) (f64.const -0)))
///   (core instance $it (instantiate $code))
///   (func (export "run") (result f64) (canon lift (core func $it "run"))))
/// ```
pub(super) const MINUS_ZERO: Program = Program(&hex!(
    "00 61 73 6d 0d 00 01 00",
    "01 39 00 61 73 6d 01 00 00 00 01 05 01 60 00 01 7c 03 02 01 00 07 07 01 03 72 75 6e 00 00",
    "0a 0d 01 0b 00 44 00 00 00 00 00 00 00 80 0b 00 0c 04 6e 61 6d 65 00 05 04 63 6f 64 65",
    "02 04 01 00 00 00 07 05 01 40 00 00 75 06 09 01 00 00 01 00 03 72 75 6e",
    "08 06 01 00 00 00 00 00 0b 09 01 00 03 72 75 6e 01 00 00 00",
    "23 0e 63 6f 6d 70 6f 6e 65 6e 74 2d 6e 61 6d 65 01 09 00 11 01 00 04 63 6f 64 65",
    "01 07 00 12 01 00 02 69 74"
));
/// No component: a module of WebAssembly without anything in it.
pub(super) const EMPTY_MODULE: Program = Program(b"\0asm\x01\0\0\0");

impl Program {
    pub(super) fn link(self) -> Value {
        Value::link(cid_v1(RAW, self.0))
    }

    pub(super) fn bytes(self) -> Value {
        self.0.to_vec().into()
    }
}

/// `issuer` asks Erin to call a function, on what is `subject`'s.
pub(super) fn asks_on(
    issuer: Person,
    subject: Person,
    program: &Value,
    function: &str,
    params: impl Into<Vec<Value>>,
) -> Invocation {
    let args = map! {
        "mod" => program.clone(), "fun" => function, "params" => Value::List(params.into()),
    };
    Invocation::new(issuer, subject)
        .with("aud", ERIN.did())
        .with("cmd", "/wasm/run")
        .with("args", args)
        .with("nonce", Vec::<u8>::new())
}

/// Bob asks Erin to call a function of a program, on what is his own.
pub(super) fn asks(program: Program, function: &str, params: impl Into<Vec<Value>>) -> Invocation {
    asks_on(BOB, BOB, &program.link(), function, params)
}

/// Erin runs this, and has these programs.
pub(super) fn run(slug: &str, invocation: &Token, programs: &[Program]) -> CaseBuilder {
    run_with(slug, invocation, &[], programs)
}

/// The same, with these proofs at hand.
pub(super) fn run_with(
    slug: &str,
    invocation: &Token,
    proofs: &[Token],
    programs: &[Program],
) -> CaseBuilder {
    case(slug)
        .text("UCAN Invocation")
        .section("Inline WebAssembly")
        .operation("execution.run")
        .input("secret-key", ERIN.secret_key())
        .input("token", invocation.bytes())
        .input("proofs", proofs.iter().map(|it| it.bytes().into()).collect::<Vec<Value>>())
        .input("content", programs.iter().map(|it| it.bytes()).collect::<Vec<Value>>())
        .input("now", NOW)
}

/// What the receipt says of `task`, which ended on this branch.
pub(super) fn attested(task: &str, branch: &str, value: &Value) -> Value {
    let outcome = Value::Map(vec![(branch.to_owned(), value.clone())]);
    map! {
        "task" => Value::link(task.to_owned()),
        "branch" => branch,
        "value" => dag_cbor::encode(value),
        "outcome" => Value::link(cid_v1(DAG_CBOR, &dag_cbor::encode(&outcome))),
    }
}

/// A raw block that was kept for somebody.
pub(super) fn kept(owner: Person, bytes: Vec<u8>) -> Value {
    map! { "owner" => owner.did(), "bytes" => bytes }
}
