//! Receipts.

use super::{LINK, OTHER, SHA3, address, read, signature, with, without};
use crate::{
    Value, case,
    case::CaseBuilder,
    dag_cbor, dag_json, list, map,
    people::{BOB, MALLORY},
};

const READ: &str = "ucan.v0-2.receipt.read";
const VERIFY: &str = "ucan.v0-2.receipt.verify";
const FIELD: &str = "ucan.v0-2.receipt.from-field-capsule";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [results(), effects(), fields(), capsules(), signing()].concat()
}

fn receipt(out: Value) -> Value {
    map! { "ran" => Value::link(LINK), "out" => out }
}

/// How the field writes the same.
fn in_field(receipt: Value, out: Value) -> Value {
    let receipt = with(with(receipt, "out", out), "meta", Value::Map(Vec::new()));
    with(with(receipt, "prf", Value::List(Vec::new())), "iss", Value::Null)
}

fn result(value: &Value, text: Option<&Value>, field: Option<&Value>) -> Value {
    let written =
        |value: Option<&Value>| value.map_or(Value::Null, |value| dag_json::encode(value).into());
    map! { "address" => address(value), "text" => written(text), "field" => written(field) }
}

fn results() -> Vec<CaseBuilder> {
    let text = receipt(map! { "ok" => 42 });
    let field = in_field(text.clone(), list!["ok", 42]);
    let error = receipt(map! { "error" => map! { "http/status" => 401 } });
    let error_field = in_field(error.clone(), list!["error", map! { "http/status" => 401 }]);
    let just = in_field(text.clone(), list!["just", 42]);
    let refused = |slug: &str, out: Value| {
        read(slug, READ, &receipt(out)).expect_error("V02Output").rules(["v0-2.result"])
    };
    vec![
        read("ok-as-map", READ, &text)
            .section("6.2.1 Success")
            .title("A success is a map with the key ok.")
            .why("This is the form of the text.")
            .expect_value(result(&text, Some(&text), Some(&field)))
            .computed(SHA3)
            .rules(["v0-2.result"]),
        read("ok-as-list", READ, &field)
            .ruling("I12")
            .title("A success is a list of ok and the value.")
            .why("This is the form of the field.")
            .expect_value(result(&field, Some(&text), Some(&field)))
            .computed(SHA3)
            .rules(["v0-2.result"]),
        read("error-as-map", READ, &error)
            .section("6.2.2 Failure")
            .title("A failure is a map with the key error.")
            .why("A failure that is read as a success is handed on as one.")
            .expect_value(result(&error, Some(&error), Some(&error_field)))
            .computed(SHA3)
            .rules(["v0-2.result"]),
        read("just", READ, &just)
            .ruling("I12")
            .title("A value on neither branch is read, and has no place in the text.")
            .why("The field has it; written as a success, it would say more than was said.")
            .expect_value(result(&just, None, Some(&just)))
            .computed(SHA3)
            .rules(["v0-2.result"]),
        refused("two-branches", map! { "ok" => 1, "error" => 2 })
            .section("6.1 Schema")
            .title("A result on both branches is refused.")
            .why("Two readers take two branches."),
        refused("no-branch", Value::Map(Vec::new()))
            .section("6.1 Schema")
            .title("A result on no branch is refused.")
            .why("Nothing is said."),
        refused("just-as-map", map! { "just" => 1 })
            .section("6.1 Schema")
            .title("A value on neither branch has no form in the text.")
            .why("Nobody writes it so."),
        refused("list-of-three", list!["ok", 1, 2])
            .ruling("I12")
            .title("A list of a tag and two values is no result.")
            .why("The second value would be lost."),
        refused("bare-value", 42.into())
            .section("6.1 Schema")
            .title("A value without a branch is no result.")
            .why("A failure would pass for a success."),
    ]
}

fn effects() -> Vec<CaseBuilder> {
    let asks = |fork: Value| {
        with(
            receipt(map! { "ok" => 1 }),
            "fx",
            map! { "fork" => fork, "join" => Value::link(LINK) },
        )
    };
    let value = asks(list![Value::link(LINK), Value::link(OTHER)]);
    vec![
        read("effects", READ, &value)
            .section("7.3.1 Effect with fork & join")
            .title("Forks are read in the order of the examples, which the field has no place for.")
            .why("The text demands one order and shows another; refused, its own examples fail.")
            .expect_value(result(&value, Some(&value), None))
            .computed(SHA3)
            .rules(["v0-2.effects"]),
        read("fork-twice", READ, &asks(list![Value::link(LINK), Value::link(LINK)]))
            .section("7.2.1 Forked Task Invocations")
            .title("A fork that stands twice is refused.")
            .why("It would be run twice.")
            .expect_error("V02DuplicateLink")
            .rules(["v0-2.effects"]),
        read("unknown-effect", READ, &with(value, "fx", map! { "spawn" => Value::link(LINK) }))
            .section("7.1 Schema")
            .title("An effect of another name is refused.")
            .why("What is asked for would not be done, and nobody would know.")
            .expect_error("FieldUnknown")
            .rules(["v0-2.effects"]),
    ]
}

fn fields() -> Vec<CaseBuilder> {
    let plain = receipt(map! { "ok" => 1 });
    vec![
        read("issuer-in-null", READ, &in_field(plain.clone(), map! { "ok" => 1 }))
            .ruling("I12")
            .title("An issuer that is null is none.")
            .why("The field writes it so.")
            .expect_value(result(
                &in_field(plain.clone(), map! { "ok" => 1 }),
                Some(&plain),
                Some(&in_field(plain.clone(), list!["ok", 1])),
            ))
            .computed(SHA3)
            .rules(["v0-2.receipt"]),
        read("issuer-that-is-no-did", READ, &with(plain.clone(), "iss", "bob"))
            .section("8.1.5 Receipt Issuer")
            .title("An issuer that is no DID is refused.")
            .why("One peer reads a malformed issuer as none: the receipt would be the executor's.")
            .expect_error("FieldDid")
            .rules(["v0-2.receipt"]),
        read("missing-ran", READ, &without(plain.clone(), "ran"))
            .section("8.1.1 Ran Invocation")
            .title("A receipt of nothing is refused.")
            .why("It could be shown for anything.")
            .expect_error("FieldMissing")
            .rules(["v0-2.receipt"]),
        read("proofs-in-text", READ, &with(plain, "prf", "none"))
            .section("8.1.6 Proofs")
            .title("Proofs of a receipt that are text are refused.")
            .why("One peer reads malformed proofs as none.")
            .expect_error("FieldKind")
            .rules(["v0-2.receipt"]),
    ]
}

fn capsules() -> Vec<CaseBuilder> {
    let inside = in_field(receipt(map! { "ok" => 1 }), list!["ok", 1]);
    let capsule = |receipt: Value| map! { "ipvm/receipt" => receipt };
    let refused = |slug: &str, value: Value, error: &'static str| {
        read(slug, FIELD, &value).ruling("I12").expect_error(error).rules(["v0-2.capsule"])
    };
    vec![
        read("field-capsule", FIELD, &capsule(with(inside.clone(), "version", "0.2.0")))
            .ruling("I12")
            .title("A receipt travels with its version, and is addressed without it.")
            .why("With the version among its fields it has another address.")
            .expect_value(map! { "address" => address(&inside) })
            .computed(SHA3)
            .rules(["v0-2.capsule"]),
        refused(
            "field-capsule-version",
            capsule(with(inside.clone(), "version", "0.3.0")),
            "V02Version",
        )
        .title("A receipt of another version is refused.")
        .why("It may mean something else."),
        refused("field-capsule-without-version", capsule(inside.clone()), "FieldMissing")
            .title("A receipt without its version does not travel.")
            .why("It may mean something else."),
        refused("other-capsule", map! { "ucan/receipt@0.2.0" => inside }, "V02Capsule")
            .title("A receipt under another key is refused.")
            .why("The key says what stands under it."),
    ]
}

fn signing() -> Vec<CaseBuilder> {
    let plain = with(receipt(map! { "ok" => 42 }), "meta", map! { "retries" => 2 });
    let over = |value: &Value| signature(BOB, &dag_cbor::encode(value));
    let signed = with(plain.clone(), "sig", over(&plain));
    let verify = |slug: &str, value: &Value| {
        case(slug)
            .operation(VERIFY)
            .input("bytes", dag_cbor::encode(value))
            .input("executor", BOB.did())
            .section("8.1.7 Signature")
    };
    let by_delegate = with(plain.clone(), "iss", MALLORY.did());
    let delegate_signed =
        with(by_delegate.clone(), "sig", signature(MALLORY, &dag_cbor::encode(&by_delegate)));
    let field = in_field(plain.clone(), list!["ok", 42]);
    vec![
        verify("signed", &signed)
            .title("A receipt is signed over everything but its signature.")
            .why("Signed over anything else, it is nobody else's word.")
            .expect_valid()
            .rules(["v0-2.receipt-signature"]),
        verify("signed-under-s", &with(plain.clone(), "s", over(&plain)))
            .title("The signature may stand under the name of the examples.")
            .why("The text has two names for it.")
            .expect_valid()
            .rules(["v0-2.receipt-signature"]),
        verify("signed-in-the-form-of-the-field", &with(field.clone(), "sig", over(&field)))
            .title("What is signed is the receipt as it came, whatever its form.")
            .why("Rewritten before it is verified, a good receipt does not verify.")
            .expect_valid()
            .rules(["v0-2.receipt-signature"]),
        verify("two-signatures", &with(signed.clone(), "s", over(&plain)))
            .title("A receipt with a signature under both names is refused.")
            .why("One of them is under no signature.")
            .expect_error("V02TwoSignatures")
            .rules(["v0-2.receipt-signature"]),
        verify("changed", &with(signed, "out", map! { "ok" => 43 }))
            .title("A receipt whose result was changed is refused.")
            .why("Results could be forged.")
            .expect_error("InvalidSignature")
            .rules(["v0-2.receipt-signature"]),
        verify("unsigned", &plain)
            .title("A receipt without a signature is nobody's word.")
            .why("The field has no others, and they are not taken for an executor's.")
            .expect_error("V02Unsigned")
            .rules(["v0-2.receipt-signature"]),
        verify("delegate", &delegate_signed)
            .section("8.1.5 Receipt Issuer")
            .title("A receipt that another issuer signed for the executor is refused.")
            .why("The delegation is a UCAN before 1.0, which is not read: anybody could be named.")
            .expect_error("V02Delegate")
            .rules(["v0-2.receipt-signature"]),
        verify("issuer-is-the-executor", &{
            let named = with(plain, "iss", BOB.did());
            with(named.clone(), "sig", over(&named))
        })
        .section("8.1.5 Receipt Issuer")
        .title("An executor may be named as the issuer.")
        .why("It says what is so anyway.")
        .expect_valid()
        .rules(["v0-2.receipt-signature"]),
    ]
}
