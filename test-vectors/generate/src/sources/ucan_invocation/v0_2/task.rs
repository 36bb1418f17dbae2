//! Tasks, and the authorizations over them.

use super::{LINK, OTHER, SHA3, add_one, address, read, signature, with, without};
use crate::{
    Value, case,
    case::CaseBuilder,
    cid_v1, dag_cbor, dag_json, list, map,
    people::{ALICE, MALLORY},
};

const READ: &str = "ucan.v0-2.task.read";
const VERIFY: &str = "ucan.v0-2.authorization.verify";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [reading(), proofs(), signing(), scopes()].concat()
}

/// A task with its instruction behind a link, as the text has it.
fn by_link() -> Value {
    map! { "run" => Value::link(LINK), "prf" => list![Value::link(OTHER)] }
}

fn result(bytes: &Value, instruction: String, text: &Value, field: &Value) -> Value {
    map! {
        "address" => address(bytes),
        "instruction" => Value::link(instruction),
        "text" => dag_json::encode(text),
        "field" => dag_json::encode(field),
    }
}

fn reading() -> Vec<CaseBuilder> {
    let text = by_link();
    let empty = Value::Map(Vec::new());
    let field = with(with(text.clone(), "meta", empty.clone()), "cause", Value::Null);
    let inline = map! {
        "run" => add_one(1, ""),
        "meta" => map! { "memory" => 4_294_967_296_i64, "time" => 100_000 },
        "prf" => Value::List(Vec::new()),
        "cause" => Value::Null,
    };
    let inline_text = without(inline.clone(), "cause");
    let bare = with(inline_text.clone(), "run", without(add_one(1, ""), "nnc"));
    let cause = with(text.clone(), "cause", Value::link(LINK));
    let cause_field = with(cause.clone(), "meta", empty);
    let add_one = address(&add_one(1, ""));
    vec![
        read("by-link", READ, &text)
            .section("5.1 Task")
            .title("A task names its instruction by a link, and leaves out what it does not have.")
            .why("This is the form of the text.")
            .expect_value(result(&text, LINK.into(), &text, &field))
            .computed(SHA3)
            .rules(["v0-2.task"]),
        read("inline", READ, &inline)
            .ruling("I12")
            .title("A task holds its instruction itself, and a null where there is no cause.")
            .why("This is the form of the field.")
            .expect_value(result(&inline, add_one.clone(), &inline_text, &inline))
            .computed(SHA3)
            .rules(["v0-2.task"]),
        read("inline-without-nonce", READ, &bare)
            .ruling("I12")
            .title(
                "The address of a task is over its bytes, that of its instruction over all fields.",
            )
            .why("A signature is over the task as it came, and a promise over the instruction.")
            .expect_value(result(&bare, add_one, &inline_text, &inline))
            .computed(SHA3)
            .rules(["v0-2.task", "v0-2.address"]),
        read("cause", READ, &cause)
            .section("5.1.4 Optional Cause")
            .title("A task names the receipt that asked for it.")
            .why("Where the work came from is lost.")
            .expect_value(result(&cause, LINK.into(), &cause, &cause_field))
            .computed(SHA3)
            .rules(["v0-2.task"]),
        read("cause-in-text", READ, &with(text.clone(), "cause", LINK))
            .section("5.1.4 Optional Cause")
            .title("A cause in text is refused.")
            .why("One peer reads a malformed cause as none.")
            .expect_error("FieldKind")
            .rules(["v0-2.task"]),
        read("missing-run", READ, &without(text.clone(), "run"))
            .section("5.1.1 Instruction")
            .title("A task without an instruction is refused.")
            .why("There is nothing to run.")
            .expect_error("FieldMissing")
            .rules(["v0-2.task"]),
        read("meta-as-list", READ, &with(text.clone(), "meta", list![1]))
            .section("5.1.2 Metadata")
            .title("Metadata in a list is refused.")
            .why("A list has no keys by which anybody could find anything.")
            .expect_error("FieldKind")
            .rules(["v0-2.task"]),
        read("auth-in-task", READ, &with(text, "auth", Value::link(OTHER)))
            .section("5.2 (Signed) Invocation")
            .title("An authorization among the fields of a task is refused.")
            .why("Some examples have it there, and the schema does not: two shapes, two addresses.")
            .expect_error("FieldUnknown")
            .rules(["v0-2.task"]),
    ]
}

fn proofs() -> Vec<CaseBuilder> {
    let none = with(by_link(), "prf", Value::List(Vec::new()));
    let field = with(with(none.clone(), "meta", Value::Map(Vec::new())), "cause", Value::Null);
    let refused = |slug: &str, new: Value| {
        read(slug, READ, &with(by_link(), "prf", new))
            .section("5.1.3 Proofs")
            .why("One peer reads malformed proofs as none, and then asks for none.")
            .expect_error("FieldKind")
            .rules(["v0-2.proofs"])
    };
    vec![
        read("no-proofs", READ, &none)
            .section("5.1.3 Proofs")
            .title("An empty list of proofs is no proofs.")
            .why("It is what the field sends.")
            .expect_value(result(&none, LINK.into(), &none, &field))
            .computed(SHA3)
            .rules(["v0-2.proofs"]),
        refused("proofs-null", Value::Null).title("Proofs that are null are refused."),
        refused("proofs-as-map", Value::Map(Vec::new()))
            .title("Proofs that are a map are refused."),
        refused("proofs-as-link", Value::link(OTHER))
            .title("A proof that stands in no list is refused."),
        refused("proof-in-text", list![OTHER]).title("A proof in text is refused."),
        read("proofs-missing", READ, &without(by_link(), "prf"))
            .section("5.1.3 Proofs")
            .title("A task without the field of its proofs is refused.")
            .why("The text demands it, and what is forgotten is not empty.")
            .expect_error("FieldMissing")
            .rules(["v0-2.proofs"]),
    ]
}

/// A scope and what is over it.
fn authorization(scope: Value, signature: Value) -> Value {
    map! { "scope" => scope, "s" => signature }
}

fn verify(slug: &str, authorization: &Value) -> CaseBuilder {
    verify_task(slug, authorization, &by_link())
}

fn verify_task(slug: &str, authorization: &Value, task: &Value) -> CaseBuilder {
    case(slug)
        .operation(VERIFY)
        .input("authorization", dag_cbor::encode(authorization))
        .input("invoker", ALICE.did())
        .input("task", dag_cbor::encode(task))
}

/// The link of the field to [`by_link`].
fn link() -> Value {
    Value::link(address(&by_link()))
}

fn signing() -> Vec<CaseBuilder> {
    let scope = list![link()];
    let message = dag_cbor::encode(&scope);
    let good = signature(ALICE, &message);
    let Value::Bytes(bytes) = good.clone() else { return Vec::new() };
    let mut header = bytes.clone();
    header.splice(..4, [0x34, 0x40]);
    let mut long = bytes.clone();
    long.push(0);
    let all = dag_cbor::encode(&map! { "scope" => scope.clone() });
    let refused = |slug: &str, signature: Value| {
        verify(slug, &authorization(scope.clone(), signature)).section("4.2.2 Signature")
    };
    vec![
        verify("signed", &authorization(scope.clone(), good))
            .section("4.2.2 Signature")
            .title("A signature over the list of links in DAG-CBOR asks for the task in it.")
            .why("Signed over anything else, it is nobody else's signature.")
            .expect_valid()
            .rules(["v0-2.authorization"]),
        refused("signed-by-another", signature(MALLORY, &message))
            .title("A signature by somebody else than the invoker is refused.")
            .why("Anybody could ask in the name of the invoker.")
            .expect_error("InvalidSignature")
            .rules(["v0-2.authorization"]),
        refused("signed-over-the-map", signature(ALICE, &all))
            .title("A signature over the map around the scope is refused.")
            .why("The text says that it is over the field.")
            .expect_error("InvalidSignature")
            .rules(["v0-2.authorization"]),
        refused("signed-over-another-order", {
            let turned = dag_cbor::encode(&list![Value::link(OTHER), link()]);
            signature(ALICE, &turned)
        })
        .title("A signature over other links is refused.")
        .why("A task could be put into a scope that was signed for others.")
        .expect_error("InvalidSignature")
        .rules(["v0-2.authorization"]),
        refused("signature-with-open-code", Value::Bytes(header))
            .title("A code of which the texts do not say what is signed is refused by name.")
            .why("What is signed would be guessed.")
            .expect_error("V02OpenSignature")
            .rules(["v0-2.signature-form"]),
        refused("signature-longer-than-stated", Value::Bytes(long))
            .title("A signature that goes on behind its length is refused.")
            .why("One signature would have many spellings, and its content many addresses.")
            .expect_error("V02SignatureForm")
            .rules(["v0-2.signature-form"]),
        refused("signature-in-text", "7aEDQ".into())
            .title("A signature in text is refused.")
            .why("Base64 that is not marked as bytes is a string.")
            .expect_error("FieldKind")
            .rules(["v0-2.signature-form"]),
    ]
}

fn scopes() -> Vec<CaseBuilder> {
    let signed = |scope: Value| {
        let message = dag_cbor::encode(&scope);
        authorization(scope, signature(ALICE, &message))
    };
    let sha2 = cid_v1(crate::DAG_CBOR, &dag_cbor::encode(&by_link()));
    let raw = cid_v1(crate::RAW, &dag_cbor::encode(&by_link()));
    let instruction = map! {
        "run" => add_one(1, ""), "meta" => Value::Map(Vec::new()),
        "prf" => Value::List(Vec::new()), "cause" => Value::Null,
    };
    let refused = |slug: &str, scope: Value| {
        verify(slug, &signed(scope))
            .section("5 Task")
            .expect_error("V02NotInScope")
            .rules(["v0-2.scope"])
    };
    vec![
        verify("scope-with-sha2-256", &signed(list![Value::link(sha2), Value::link(OTHER)]))
            .section("4.3 DAG-JSON Example")
            .title("A task is also named by its CID with SHA2-256.")
            .why("The examples of the text have those.")
            .expect_valid()
            .rules(["v0-2.scope", "v0-2.signature-form"]),
        refused("scope-without-the-task", list![Value::link(OTHER)])
            .title("A task that is not in the scope is not asked for.")
            .why("A signature for one task would do for any."),
        refused("scope-empty", Value::List(Vec::new()))
            .title("An empty scope asks for nothing.")
            .why("A signature for nothing would do for anything."),
        refused("scope-with-another-codec", list![Value::link(raw)])
            .title("The same hash under another codec does not name a task.")
            .why("It names plain bytes."),
        verify_task(
            "scope-with-the-instruction",
            &signed(list![Value::link(address(&add_one(1, "")))]),
            &instruction,
        )
        .section("5 Task")
        .title("An instruction in the scope asks for none of the tasks around it.")
        .why("Whoever is allowed an instruction would choose its limits and proofs.")
        .expect_error("V02NotInScope")
        .rules(["v0-2.scope"]),
    ]
}
