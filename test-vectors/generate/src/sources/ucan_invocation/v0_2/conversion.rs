//! To 1.0 and back.

use super::{LINK, MODULE, OTHER, SHA3, add_one, address, instruction_read, promise, read, with};
use crate::{
    Value, case,
    case::CaseBuilder,
    cid_v1, dag_cbor, dag_json, list, map,
    people::{ALICE, BOB},
};

const TO_TASK: &str = "ucan.v0-2.instruction.to-task";
const TO_WASM: &str = "ucan.v0-2.instruction.to-wasm-task";
const FROM_TASK: &str = "ucan.v0-2.instruction.from-task";
const FROM_WASM: &str = "ucan.v0-2.instruction.from-wasm-task";
const TO_INVOCATION: &str = "ucan.v0-2.task.to-invocation";
const TO_ATTESTED: &str = "ucan.v0-2.receipt.to-attested";
/// By what tasks of 1.0 are addressed here.
const SHA2: &str = "SHA2-256 over DAG-CBOR that the generator writes";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [subjects(), nonces(), promises(), back(), wasm(), invocations(), receipts()].concat()
}

/// An instruction on what is Alice's.
fn on_alice(operation: &str, input: Value) -> Value {
    map! { "rsc" => ALICE.did(), "op" => operation, "input" => input, "nnc" => "" }
}

fn send() -> Value {
    on_alice("msg/send", map! { "to" => "bob" })
}

/// A task of 1.0.
fn task(command: &str, args: Value, nonce: impl Into<Value>) -> Value {
    map! { "sub" => ALICE.did(), "cmd" => command, "args" => args, "nonce" => nonce.into() }
}

fn send_new() -> Value {
    task("/msg/send", map! { "to" => "bob" }, *b"")
}

fn id(task: &Value) -> String {
    cid_v1(crate::DAG_CBOR, &dag_cbor::encode(task))
}

fn task_result(task: &Value) -> Value {
    map! { "id" => Value::link(id(task)), "dag-json" => dag_json::encode(task) }
}

fn links(pairs: &[(&str, &str)]) -> Value {
    let pair =
        |(old, new): &(&str, &str)| map! { "old" => Value::link(*old), "new" => Value::link(*new) };
    Value::List(pairs.iter().map(pair).collect())
}

fn to_task(slug: &str, value: &Value) -> CaseBuilder {
    read(slug, TO_TASK, value).ruling("I12")
}

fn from(slug: &str, operation: &'static str, task: &Value) -> CaseBuilder {
    case(slug).operation(operation).input("task", dag_cbor::encode(task)).ruling("I12")
}

fn subjects() -> Vec<CaseBuilder> {
    vec![
        to_task("did-as-resource", &send())
            .title("A resource that is a DID is the subject, and an operation a command.")
            .why("The authority of another would be used, or none.")
            .expect_value(task_result(&send_new()))
            .computed(SHA2)
            .rules(["v0-2.to-subject", "v0-2.to-command"]),
        to_task("uri-as-resource", &with(send(), "rsc", "mailto:alice@example.com"))
            .title("A resource that is no DID has no counterpart.")
            .why("Nobody's authority could be asked for; a made-up subject is somebody else's.")
            .expect_error("V02NotASubject")
            .rules(["v0-2.to-subject"]),
        to_task("did-with-path", &with(send(), "rsc", "did:web:example.com/posts"))
            .title("A resource below a DID has no counterpart.")
            .why("Authority over a part would become authority over the whole.")
            .expect_error("V02NotASubject")
            .rules(["v0-2.to-subject"]),
        to_task("deferred-resource", &with(send(), "rsc", promise("ok", LINK)))
            .title("A resource that is a promise has no counterpart.")
            .why("1.0 knows whose authority is used before anything runs.")
            .expect_error("V02Deferred")
            .rules(["v0-2.to-subject"]),
        to_task("capitals", &with(send(), "op", "Msg/send"))
            .title("An operation with capital letters has no counterpart.")
            .why("Folded, it would come back as another instruction.")
            .expect_error("V02NotACommand")
            .rules(["v0-2.to-command"]),
        to_task("wildcard", &with(send(), "op", "msg/*"))
            .title("An operation that stands for many has no counterpart.")
            .why("Nothing says which of them to do.")
            .expect_error("V02Wildcard")
            .rules(["v0-2.to-command"]),
    ]
}

fn nonces() -> Vec<CaseBuilder> {
    let nonce = |slug: &str, old: Value, new: &'static [u8]| {
        let expected = task("/msg/send", map! { "to" => "bob" }, new);
        to_task(slug, &with(send(), "nnc", old))
            .expect_value(task_result(&expected))
            .computed(SHA2)
            .rules(["v0-2.to-nonce"])
    };
    vec![
        nonce("nonce-in-bytes", (*b"twelve bytes").into(), b"twelve bytes")
            .title("A nonce of bytes is those bytes.")
            .why("Another nonce is another task."),
        nonce("nonce-in-text", "1sod60ml6g26mfhsrsa0".into(), b"1sod60ml6g26mfhsrsa0")
            .title("A nonce of text is the bytes of the text.")
            .why("Decoded, it would be the same task as another instruction's."),
        to_task("nonce-of-12-letters", &with(send(), "nnc", "twelve bytes"))
            .title("A nonce of twelve letters has no counterpart.")
            .why("It would come back as bytes: two instructions, one task.")
            .expect_error("V02NonceForm")
            .rules(["v0-2.to-nonce"]),
        from(
            "nonce-of-13-bytes",
            FROM_TASK,
            &task("/msg/send", map! { "to" => "bob" }, [0xff; 13]),
        )
        .title("A nonce of thirteen bytes that are not ASCII has no counterpart.")
        .why("The older wire has 12, 16, or ASCII.")
        .expect_error("V02NonceLength")
        .rules(["v0-2.to-nonce"]),
    ]
}

fn promises() -> Vec<CaseBuilder> {
    let waits = on_alice("msg/send", map! { "body" => list![promise("error", LINK)] });
    let waits_new = task("/msg/send", map! { "body" => list![promise("error", OTHER)] }, *b"");
    let image = on_alice("msg/send", map! { "image" => Value::link(LINK) });
    let image_new = task("/msg/send", map! { "image" => Value::link(LINK) }, *b"");
    vec![
        to_task("promise", &waits)
            .input("links", links(&[(LINK, OTHER)]))
            .title("A promise of an instruction is one of its task, on the same branch.")
            .why("Left as it is, it awaits what will never come.")
            .expect_value(task_result(&waits_new))
            .computed(SHA2)
            .rules(["v0-2.to-promise"]),
        to_task("promise-of-the-unknown", &waits)
            .title("A promise of an instruction without a counterpart has none.")
            .why("It would await what will never come.")
            .expect_error("V02UnknownLink")
            .rules(["v0-2.to-promise"]),
        to_task("link-that-is-data", &image)
            .input("links", links(&[(LINK, OTHER)]))
            .title("A link that is no promise stays as it is.")
            .why("Data would be exchanged for something else.")
            .expect_value(task_result(&image_new))
            .computed(SHA2)
            .rules(["v0-2.to-promise"]),
        to_task("promise-of-the-input", &with(send(), "input", promise("ok", LINK)))
            .input("links", links(&[(LINK, OTHER)]))
            .title("An input that is a promise as a whole has no counterpart.")
            .why("1.0 has promises in its arguments, and not in their place.")
            .expect_error("V02Deferred")
            .rules(["v0-2.to-promise"]),
    ]
}

fn back() -> Vec<CaseBuilder> {
    vec![
        from("back", FROM_TASK, &send_new())
            .title("A task becomes the instruction that it came from.")
            .why("What goes over and back is another instruction.")
            .expect_value(instruction_read(&send()))
            .computed(SHA3)
            .rules(["v0-2.to-subject", "v0-2.to-command"]),
        from("back-with-promise", FROM_TASK, &{
            task("/msg/send", map! { "body" => promise("ok", OTHER) }, *b"")
        })
        .input("links", links(&[(LINK, OTHER)]))
        .title("A promise of a task is one of its instruction.")
        .why("Left as it is, it awaits what will never come.")
        .expect_value(instruction_read(&on_alice(
            "msg/send",
            map! { "body" => promise("ok", LINK) },
        )))
        .computed(SHA3)
        .rules(["v0-2.to-promise"]),
        from("back-from-top", FROM_TASK, &task("/", Value::Map(Vec::new()), *b""))
            .title("The command of a single slash has no counterpart.")
            .why("There is no operation without a segment.")
            .expect_error("V02Operation")
            .rules(["v0-2.to-command"]),
    ]
}

fn wasm() -> Vec<CaseBuilder> {
    let args = |module: Value| {
        map! { "mod" => module, "fun" => "add_one", "params" => list![1] }
    };
    let new = task("/wasm/run", args(MODULE.into()), *b"");
    let wasm = |slug: &str, value: &Value| {
        read(slug, TO_WASM, value)
            .input("subject", ALICE.did())
            .ruling("I12")
            .rules(["v0-2.to-wasm"])
    };
    let old = add_one(1, "");
    let module = Value::link(MODULE.trim_start_matches("ipfs://"));
    vec![
        wasm("wasm", &old)
            .title("A call of a module's function is a task of /wasm/run on a subject of choice.")
            .why("What runs in the field cannot be run on 1.0.")
            .expect_value(task_result(&new))
            .computed(SHA2),
        wasm("wasm-of-another-operation", &with(old.clone(), "op", "wasm/start"))
            .title("Another operation is no call of a module's function.")
            .why("Something else would be run.")
            .expect_error("V02NotWasm"),
        wasm("wasm-with-more", &{
            let input = map! { "func" => "add_one", "args" => list![1], "memory" => 1 };
            with(old.clone(), "input", input)
        })
        .title("A call with something beside function and arguments has no counterpart.")
        .why("It would be lost.")
        .expect_error("V02NotWasm"),
        from("wasm-back", FROM_WASM, &new)
            .title("A task of /wasm/run on a module's URI becomes the call that it came from.")
            .why("What goes over and back is another instruction.")
            .expect_value(map! { "subject" => ALICE.did(), "address" => address(&old) })
            .published(
                "ipvm-wg/homestar at 0f0a4f5, homestar-runtime/tests/fixtures/\
                 test-workflow-add-one.json: what the second task awaits",
            )
            .rules(["v0-2.to-wasm"]),
        from("wasm-back-from-link", FROM_WASM, &task("/wasm/run", args(module), *b""))
            .title("A task on a module by link has no counterpart.")
            .why("It would come back with a URI: two tasks, one instruction.")
            .expect_error("V02NotWasm")
            .rules(["v0-2.to-wasm"]),
    ]
}

fn invocations() -> Vec<CaseBuilder> {
    let asks = map! {
        "run" => send(), "prf" => Value::List(Vec::new()), "meta" => map! { "time" => 100 },
    };
    let expected = map! {
        "iss" => BOB.did(), "sub" => ALICE.did(), "cmd" => "/msg/send",
        "args" => map! { "to" => "bob" }, "nonce" => *b"", "prf" => Value::List(Vec::new()),
        "meta" => map! { "time" => 100 }, "exp" => Value::Null,
    };
    let convert = |slug: &str, value: &Value| {
        read(slug, TO_INVOCATION, value).input("issuer", BOB.did()).ruling("I12")
    };
    vec![
        convert("invocation", &asks)
            .title("A task becomes an invocation with its metadata, to be signed anew.")
            .why("Limits that were set would be lost.")
            .expect_value(Value::from(dag_json::encode(&expected)))
            .rules(["v0-2.to-invocation"]),
        convert("invocation-with-cause", &with(asks.clone(), "cause", Value::link(LINK)))
            .input("links", links(&[(LINK, OTHER)]))
            .title("The cause of a task is the counterpart of the receipt that it names.")
            .why("Where the work came from is lost.")
            .expect_value(Value::from(dag_json::encode(&with(
                expected,
                "cause",
                Value::link(OTHER),
            ))))
            .rules(["v0-2.to-invocation"]),
        convert("invocation-with-proofs", &with(asks.clone(), "prf", list![Value::link(LINK)]))
            .title("A task with proofs has no counterpart.")
            .why("UCANs before 1.0 prove nothing there, and dropped, the task proves less.")
            .expect_error("V02Proofs")
            .rules(["v0-2.to-invocation"]),
        convert("invocation-with-unknown-cause", &with(asks, "cause", Value::link(LINK)))
            .title("A cause without a counterpart is refused.")
            .why("It would name a receipt that there is not.")
            .expect_error("V02UnknownLink")
            .rules(["v0-2.to-invocation"]),
    ]
}

fn receipts() -> Vec<CaseBuilder> {
    let plain = map! { "ran" => Value::link(LINK), "out" => list!["ok", 42] };
    let convert = |slug: &str, value: &Value| {
        read(slug, TO_ATTESTED, value)
            .input("links", links(&[(LINK, OTHER)]))
            .ruling("I12")
            .rules(["v0-2.to-receipt"])
    };
    let twice = map! { "fork" => list![Value::link(LINK)], "join" => Value::link(LINK) };
    let effects = map! { "fork" => list![Value::link(LINK)] };
    let effects_new = map! { "fork" => list![Value::link(OTHER)] };
    let expected = map! { "ran" => Value::link(OTHER), "out" => map! { "ok" => 42 } };
    let refused = |slug: &str, field: &str, value: Value| {
        convert(slug, &with(plain.clone(), field, value)).expect_error("V02NoPlace")
    };
    vec![
        convert("receipt", &plain)
            .title("A receipt says of a task what it said of an invocation.")
            .why("A result is remembered under what nobody asks for.")
            .expect_value(Value::from(dag_json::encode(&expected))),
        convert("receipt-with-effects", &with(plain.clone(), "fx", effects))
            .title("What a receipt asks for goes to the counterparts.")
            .why("It would ask for what there is not.")
            .expect_value(Value::from(dag_json::encode(&with(expected, "fx", effects_new)))),
        convert("receipt-effects-twice", &with(plain.clone(), "fx", twice))
            .ruling("O66")
            .title("A receipt that asks for one task in both ways has no counterpart.")
            .why("There a task may be forked and joined; here it is asked for once.")
            .expect_error("EffectsRequestedTwice"),
        refused("receipt-just", "out", list!["just", 42])
            .title("A result on neither branch has no counterpart.")
            .why("As a success it would say more than was said."),
        refused("receipt-with-issuer", "iss", BOB.did().into())
            .title("A receipt by a delegate has no counterpart.")
            .why("The delegation is not read, and the word would be taken for the executor's."),
        refused("receipt-with-meta", "meta", map! { "op" => "wasm/run" })
            .title("Data beside a result has no counterpart.")
            .why("It would be lost."),
        convert("receipt-with-proofs", &with(plain, "prf", list![Value::link(OTHER)]))
            .title("A receipt with proofs has no counterpart.")
            .why("UCANs before 1.0 prove nothing there.")
            .expect_error("V02Proofs"),
    ]
}
