//! The arguments of `/wasm/run`, and the address of what they ask for.

use super::modules::{WASM, module};
use crate::{
    case,
    case::CaseBuilder,
    cid::{DAG_CBOR, RAW, cid_v1},
    dag_cbor, list, map,
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [accepted(), refused(), keys()].concat()
}

fn read(slug: &str, args: Value) -> CaseBuilder {
    case(slug).section(WASM).operation("task.call.read").input("args", args).rules(["task.call"])
}

fn link() -> Value {
    Value::link(module())
}

fn accepted() -> Vec<CaseBuilder> {
    let why = "The arguments are under a signature, and the ID of the task hangs on them.";
    let call = |slug: &str, program: Value, function: &str, params: Value, title: &str| {
        let args = map! { "mod" => program, "fun" => function, "params" => params.clone() };
        let said = map! { "module" => link(), "function" => function, "params" => params };
        read(slug, args).title(title).why(why).expect_value(said)
    };
    let nothing = || Value::List(Vec::new());
    vec![
        call("call", link(), "add-one", list![41], "A call with one parameter."),
        call("call-without-params", link(), "now", nothing(), "A call without parameters."),
        call(
            "call-of-interface",
            link(),
            "wasi:cli/run@0.2.0#run",
            nothing(),
            "A function of an interface is named with it.",
        ),
        call(
            "call-of-bytes",
            Value::Bytes(b"\0asm".to_vec()),
            "run",
            nothing(),
            "A call of a module that stands there itself.",
        ),
        call(
            "call-of-ipfs",
            format!("ipfs://{}", module()).into(),
            "run",
            nothing(),
            "A call of a module that is named by a URI.",
        ),
        call(
            "call-of-data",
            "data:application/wasm;base64,AGFzbQ==".into(),
            "run",
            nothing(),
            "A call of a module inside of a URI.",
        ),
        call(
            "call-with-promise",
            link(),
            "crop",
            list![map! { "await/ok" => link() }, Value::Null, true],
            "Parameters may be anything, promises too.",
        ),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let bad = |slug: &str, args: Value, error: &'static str, title: &str| {
        read(slug, args)
            .title(title)
            .why("An argument that is passed over is one that somebody meant.")
            .expect_error(error)
    };
    let nothing = || Value::List(Vec::new());
    vec![
        bad(
            "call-without-module",
            map! { "fun" => "run", "params" => nothing() },
            "CallMissing",
            "A call needs a module.",
        ),
        bad(
            "call-without-function",
            map! { "mod" => link(), "params" => nothing() },
            "CallMissing",
            "A call needs a function.",
        ),
        bad(
            "call-params-missing",
            map! { "mod" => link(), "fun" => "run" },
            "CallMissing",
            "A call without parameters has an empty list of them.",
        ),
        bad(
            "call-with-more",
            map! { "mod" => link(), "fun" => "run", "params" => nothing(), "fuel" => 7 },
            "CallUnknown",
            "A call has no fourth argument.",
        ),
        bad(
            "call-params-map",
            map! { "mod" => link(), "fun" => "run", "params" => map! { "x" => 1 } },
            "CallArgument",
            "Parameters have an order and no names.",
        ),
        bad(
            "call-params-null",
            map! { "mod" => link(), "fun" => "run", "params" => Value::Null },
            "CallArgument",
            "Null is no list of parameters.",
        ),
        bad(
            "call-function-empty",
            map! { "mod" => link(), "fun" => "", "params" => nothing() },
            "CallArgument",
            "No function has an empty name.",
        ),
        bad(
            "call-function-number",
            map! { "mod" => link(), "fun" => 1, "params" => nothing() },
            "CallArgument",
            "A number is no name of a function.",
        ),
        bad(
            "call-function-null",
            map! { "mod" => link(), "fun" => Value::Null, "params" => nothing() },
            "CallArgument",
            "Null is no name of a function.",
        ),
        bad(
            "call-of-no-module",
            map! { "mod" => 1, "fun" => "run", "params" => nothing() },
            "ModuleKind",
            "A call of what is no module.",
        ),
        bad(
            "call-names-of-the-draft",
            map! { "mod" => link(), "func" => "run", "args" => nothing() },
            "CallMissing",
            "The names of earlier drafts are not read.",
        ),
    ]
}

fn keys() -> Vec<CaseBuilder> {
    let key = |slug: &str, program: String, function: &str, params: Value, profile: &str| {
        let map = map! {
            "mod" => Value::link(program.clone()),
            "fun" => function,
            "params" => params.clone(),
            "profile" => profile,
        };
        case(slug)
            .ruling("I6")
            .operation("task.computation.key")
            .input("module", Value::link(program))
            .input("function", function)
            .input("params", params)
            .input("profile", profile)
            .why("Strangers find each other's results by this address, or by none.")
            .expect_cid(cid_v1(DAG_CBOR, &dag_cbor::encode(&map)))
            .computed("the writer of DAG-CBOR of this package")
    };
    vec![
        key("key", module(), "add-one", list![41], "ipvm-1")
            .title("The address is that of module, function, parameters and profile."),
        key("key-of-another-function", module(), "add-two", list![41], "ipvm-1")
            .title("Another function has another address."),
        key("key-of-another-profile", module(), "add-one", list![41], "ipvm-2")
            .title("Another profile of the engine has another address."),
        key("key-of-another-module", cid_v1(RAW, b"other"), "add-one", list![41], "ipvm-1")
            .title("Another module has another address."),
    ]
}
