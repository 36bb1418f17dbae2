//! Lists of tasks, as they are in the field.

use super::stage::{document, entries, link, one, task, wasm, with};
use crate::{case, case::CaseBuilder, list, map, people::BOB, value::Value};

/// A module, and the address of `add_one(1)` on it, as Homestar publishes them.
const MODULE: &str = "ipfs://bafybeibk42jwhq7w2zcpe6q3wgtleugp3ymfs3pa5gerjmnakqihhqx4zq";
const ADD_ONE: &str = "bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du";

fn run(function: &str, args: Value) -> Value {
    map! {
        "input" => map! { "func" => function, "args" => args },
        "nnc" => "",
        "op" => "wasm/run",
        "rsc" => MODULE,
    }
}

fn of(run: Value) -> Value {
    map! { "cause" => Value::Null, "meta" => entries::<String>([]), "prf" => list![], "run" => run }
}

fn add_one(args: Value) -> Value {
    of(run("add_one", args))
}

fn tasks(tasks: Vec<Value>) -> Value {
    one("tasks", tasks)
}

/// What a call becomes.
fn called(function: &str, params: Value) -> Value {
    map! {
        "cmd" => "/wasm/run",
        "args" => map! { "mod" => MODULE, "fun" => function, "params" => params },
    }
}

fn draft(tasks: Value, losses: Value) -> Value {
    map! { "draft" => map! { "v" => "0.2.0", "tasks" => tasks }, "losses" => losses }
}

fn awaited() -> Value {
    one("await/ok", Value::link(ADD_ONE))
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    [read(), refused(), written()].concat()
}

fn read() -> Vec<CaseBuilder> {
    let read = |slug: &str, list: Value, came: Value, title: &str| {
        case(slug)
            .ruling("O55")
            .operation("workflow.list.read")
            .input("list", list)
            .title(title)
            .why("A workflow of the field that is read otherwise awaits something else.")
            .expect_value(came)
    };
    vec![
        read(
            "list-promises",
            tasks(vec![add_one(list![1]), add_one(list![awaited()])]),
            draft(
                map! {
                    "add_one" => called("add_one", list![1]),
                    "add_one-2" => called("add_one", list![one("await/ok", "add_one")]),
                },
                list![],
            ),
            "Promises of instructions in the list become labels, which are made of functions.",
        )
        .published("the address of the first instruction: Homestar's examples of workflows")
        .rules(["list.read"]),
        read(
            "list-outside",
            tasks(vec![add_one(list![awaited()])]),
            draft(
                one("add_one", called("add_one", list![awaited()])),
                list![list!["outside", "add_one", Value::link(ADD_ONE)]],
            ),
            "A promise of what is not in the list stays, and is told.",
        ),
        read(
            "list-limits",
            tasks(vec![with(
                add_one(list![1]),
                "meta",
                map! { "fuel" => 7, "time" => 500, "tag" => "x" },
            )]),
            draft(
                one(
                    "add_one",
                    with(
                        called("add_one", list![1]),
                        "meta",
                        map! {
                            "limits" => map! { "fuel" => 7, "time" => 500 },
                            "tag" => "x",
                        },
                    ),
                ),
                list![],
            ),
            "The limits of the field limit something here too.",
        ),
        read(
            "list-losses",
            tasks(vec![
                with(
                    with(add_one(list![1]), "cause", link("a receipt")),
                    "prf",
                    list![link("a proof")],
                ),
                of(
                    map! { "input" => one("x", 1), "nnc" => "", "op" => "crud/update", "rsc" => "https://example.com/" },
                ),
            ]),
            draft(
                map! {
                    "add_one" => called("add_one", list![1]),
                    "crud/update" => map! {
                        "cmd" => "/crud/update",
                        "args" => map! { "x" => 1, "uri" => "https://example.com/" },
                    },
                },
                list![
                    list!["proofs", "add_one"],
                    list!["cause", "add_one"],
                    list!["resource", "crud/update"],
                ],
            ),
            "What has no place here is told.",
        ),
        read(
            "list-nonces",
            tasks(vec![of(with(run("add_one", list![1]), "nnc", "1sod60ml6g26mfhsrsa0"))]),
            draft(
                one(
                    "add_one",
                    with(called("add_one", list![1]), "nonce", *b"1sod60ml6g26mfhsrsa0"),
                ),
                list![],
            ),
            "A nonce stays; an empty one is left to sealing.",
        ),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let bad = |slug: &str, list: Value, error: &'static str, title: &str| {
        case(slug)
            .ruling("O55")
            .operation("workflow.list.read")
            .input("list", list)
            .title(title)
            .why("What would be lost or mean something else is refused by name.")
            .expect_error(error)
            .rules(["list.read"])
    };
    vec![
        bad(
            "list-map",
            one("tasks", entries([("a", add_one(list![1]))])),
            "FieldValue",
            "Tasks of the field are a list.",
        ),
        bad(
            "list-by-link",
            tasks(vec![of(Value::link(ADD_ONE))]),
            "ListByLink",
            "An instruction that is only linked to is refused.",
        ),
        bad(
            "list-twice-limited",
            tasks(vec![with(add_one(list![1]), "meta", one("limits", one("fuel", 1)))]),
            "ListLimits",
            "Limits of ours in a task of the field are refused.",
        ),
        bad(
            "list-label",
            tasks(vec![add_one(list![one("await/ok", "add_one")])]),
            "ListData",
            "Data that would be a label here is refused.",
        ),
        bad(
            "list-nonce-form",
            tasks(vec![of(with(run("add_one", list![1]), "nnc", "twelve bytes"))]),
            "ListNonce",
            "A nonce that would come back as bytes is refused.",
        ),
    ]
}

fn written() -> Vec<CaseBuilder> {
    let write = |slug: &str, args: Value, title: &str| {
        case(slug)
            .ruling("O55")
            .operation("workflow.list.write")
            .input("args", args)
            .title(title)
            .why("The field would run something else, or refuse it.")
            .rules(["list.write"])
    };
    let args = |params: Value| with(wasm("add_one", params), "mod", MODULE);
    let first = task("/wasm/run", args(list![1]));
    let second = task("/wasm/run", args(list![first.ok()]));
    let both = || document(&[("b", &first), ("a", &second)]);
    let with_proof = with(first.embedded(), "prf", list![link("a proof")]);
    vec![
        write(
            "list-written",
            both(),
            "A list has every task behind those that it awaits, with addresses of the field.",
        )
        .published("the address of the first instruction: Homestar's examples of workflows")
        .expect_value(tasks(vec![add_one(list![1]), add_one(list![awaited()])])),
        write(
            "list-without-defaults",
            with(both(), "defaults", one("gas", 1)),
            "A list has no place for defaults.",
        )
        .expect_error("ListNoPlace"),
        write(
            "list-without-a-handler",
            with(
                both(),
                "catch",
                super::stage::call("catch", list![super::stage::slot()]).embedded(),
            ),
            "A list has no place for a handler.",
        )
        .expect_error("ListNoPlace"),
        write(
            "list-without-proofs",
            map! { "v" => "0.2.0", "tasks" => one("a", with_proof) },
            "Proofs prove nothing in the field.",
        )
        .expect_error("ListProofs"),
        write(
            "list-for-a-subject",
            document(&[("a", &task("/crud/update", one("x", 1)))]),
            "The subject of any other command is its resource.",
        )
        .expect_value(tasks(vec![of(map! {
            "input" => one("x", 1), "nnc" => "", "op" => "crud/update", "rsc" => BOB.did(),
        })])),
    ]
}
