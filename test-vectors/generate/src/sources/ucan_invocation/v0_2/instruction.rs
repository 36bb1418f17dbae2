//! Instructions, and the form of the slides.

use super::{LINK, MODULE, SHA3, add_one, call, instruction_read, promise, read, with, without};
use crate::{Value, case, case::CaseBuilder, dag_cbor, list, map};

const READ: &str = "ucan.v0-2.instruction.read";
const CALL: &str = "ucan.v0-2.call.read";
/// Whose figures the published ones are.
const ADD_ONE: &str = "ipvm-wg/homestar at 0f0a4f5, homestar-runtime/tests/fixtures/\
                       test-workflow-add-one.json: what the second task awaits";
const NONCED: &str = "ipvm-wg/homestar at 0f0a4f5, homestar-runtime/tests/fixtures/\
                      test-workflow-add-one-nonced.json: what a later task awaits";
const IMAGES: &str = "ipvm-wg/homestar at 0f0a4f5, homestar-runtime/tests/fixtures/\
                      test-workflow-image-pipeline.json: what a later task awaits";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [published(), fields(), operations_and_resources(), nonces(), slides()].concat()
}

/// Reading this instruction gives this address and itself.
fn at(slug: &str, value: &Value, address: &str) -> CaseBuilder {
    let expected = map! { "address" => address, "dag-json" => crate::dag_json::encode(value) };
    read(slug, READ, value).ruling("I12").expect_value(expected).rules(["v0-2.address"])
}

fn published() -> Vec<CaseBuilder> {
    let plain = add_one(1, "");
    let address = "bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du";
    let text_nonce = "bafyrmigh2n5i4iyl6mcfssv7lzx6yalwyslszngacuo3iw3mr3fgl3sopa";
    let image = "bafybeiejevluvtoevgk66plh5t6xiy3ikyuuxg3vgofuvpeckb6eadresm";
    let cropped = "bafyrmib46dl7oaksq4fo4oyvcqewe7ojybgchufmrpjovqto3wovsq5jjq";
    let run = |function: &str, args: Value| {
        map! {
            "rsc" => MODULE,
            "op" => "wasm/run",
            "input" => map! { "func" => function, "args" => args },
            "nnc" => "",
        }
    };
    let crop = run("crop", list![Value::link(image), 150, 350, 500, 500]);
    let rotate = run("rotate90", list![promise("ok", cropped)]);
    vec![
        at("add-one", &plain, address)
            .title("A call of add_one has the address that a workflow of the field awaits.")
            .why("Whoever hashes otherwise finds none of the results that are there.")
            .published(ADD_ONE)
            .rules(["v0-2.fields"]),
        at("nonce-in-text", &add_one(1, "1sod60ml6g26mfhsrsa0"), text_nonce)
            .title("A nonce in text stays text, and is addressed so.")
            .why("Turned into the bytes that it stands for, it would be another instruction.")
            .published(NONCED),
        at(
            "nonce-in-bytes",
            &add_one(
                promise("ok", text_nonce),
                *b"\xa1\x52\x3c\x5e\x21\x62\x79\xcf\x9c\xd9\x71\xd2",
            ),
            "bafyrmiasmpmbcnvm2mgmk772wy2mmioxmlhu7zndmphy5rw2xssuh2fwle",
        )
        .title("A nonce in bytes stays bytes, and is addressed so.")
        .why("Turned into text, it would be another instruction.")
        .published(NONCED),
        at("link-as-argument", &crop, cropped)
            .title("A link among the arguments is a link, and no promise.")
            .why("The image that is to be cropped would be waited for like a result.")
            .published(IMAGES),
        at(
            "promise-as-argument",
            &rotate,
            "bafyrmiekrfvz5lglddmnkm2l2tia43tagziokpamjipleen7spxizchxbu",
        )
        .title("A promise among the arguments is part of what is addressed.")
        .why("An address over the resolved argument finds another instruction.")
        .published(IMAGES),
        read("missing-nonce", READ, &without(plain.clone(), "nnc"))
            .ruling("I12")
            .title("A nonce that is missing is written as an empty text.")
            .why("Peers do so before they hash: without it the same work has two addresses.")
            .expect_value(instruction_read(&plain))
            .published(ADD_ONE)
            .rules(["v0-2.address", "v0-2.nonce"]),
        case("from-dag-json")
            .operation("ucan.v0-2.instruction.from-dag-json")
            .ruling("I12")
            .title("Text in any layout becomes the same instruction.")
            .why("The address is over DAG-CBOR, however the instruction arrives.")
            .input(
                "text",
                format!(
                    "{{ \"rsc\": \"{MODULE}\", \"op\": \"wasm\\/run\",\n  \"input\": \
                     {{\"func\": \"add_one\", \"args\": [1]}} }}"
                ),
            )
            .expect_value(instruction_read(&plain))
            .published(ADD_ONE)
            .rules(["v0-2.address"]),
    ]
}

fn fields() -> Vec<CaseBuilder> {
    let plain = add_one(1, "");
    let bare = map! { "rsc" => "https://example.com/users/editors", "op" => "crud/read" };
    let full = with(with(bare.clone(), "nnc", ""), "input", Value::Map(Vec::new()));
    let deferred = map! {
        "rsc" => promise("ok", LINK),
        "op" => "crud/read",
        "input" => promise("*", LINK),
        "nnc" => promise("error", LINK),
    };
    let refused = |slug: &str, value: Value| read(slug, READ, &value);
    vec![
        read("missing-input", READ, &bare)
            .section("3.2.4 Input")
            .title("An input that is missing is the empty map.")
            .why("The text says so; hashed without it, the instruction has another address.")
            .expect_value(instruction_read(&full))
            .computed(SHA3)
            .rules(["v0-2.input"]),
        read("promises-in-place-of-fields", READ, &deferred)
            .section("9 Pipelines")
            .title("Any field but the operation may be a promise.")
            .why("An instruction whose resource is only known later is refused as malformed.")
            .expect_value(instruction_read(&deferred))
            .computed(SHA3)
            .rules(["v0-2.promise-field"]),
        refused("operation-as-promise", with(plain.clone(), "op", promise("ok", LINK)))
            .section("9 Pipelines")
            .title("The operation may not be a promise.")
            .why("What is to be done would be known only after it was allowed.")
            .expect_error("FieldKind")
            .rules(["v0-2.promise-field"]),
        refused("input-as-list", with(plain.clone(), "input", list![true]))
            .section("3.2.4 Input")
            .title("An input that is a list is refused.")
            .why("One peer takes any value here; the text demands a map.")
            .expect_error("FieldKind")
            .rules(["v0-2.input"]),
        refused("missing-resource", without(plain.clone(), "rsc"))
            .section("3.1 Schema")
            .title("An instruction without a resource is refused.")
            .why("Nothing says on what to act.")
            .expect_error("FieldMissing")
            .rules(["v0-2.fields"]),
        refused("missing-operation", without(plain.clone(), "op"))
            .section("3.1 Schema")
            .title("An instruction without an operation is refused.")
            .why("Nothing says what to do.")
            .expect_error("FieldMissing")
            .rules(["v0-2.fields"]),
        refused("unknown-field", with(plain.clone(), "sub", "did:web:example.com"))
            .section("3.1 Schema")
            .title("A field of 1.0 in an instruction is refused.")
            .why("Passed over, it would say something to one reader and nothing to another.")
            .expect_error("FieldUnknown")
            .rules(["v0-2.fields"]),
        case("trailing-byte")
            .operation(READ)
            .ruling("T3")
            .title("A byte behind an instruction is refused.")
            .why("The same instruction would have as many addresses as one likes.")
            .input("bytes", [dag_cbor::encode(&plain), vec![0]].concat())
            .expect_error_at("CborTrailingBytes", length(&plain))
            .rules(["v0-2.address"]),
    ]
}

fn length(value: &Value) -> u32 {
    u32::try_from(dag_cbor::encode(value).len()).unwrap_or(u32::MAX)
}

fn operations_and_resources() -> Vec<CaseBuilder> {
    let plain = add_one(1, "");
    let mixed = with(with(plain.clone(), "op", "Wasm/RUN"), "rsc", "HTTPS://example.com");
    let cid = MODULE.trim_start_matches("ipfs://");
    let refused =
        |slug: &str, field: &str, new: &str| read(slug, READ, &with(plain.clone(), field, new));
    vec![
        read("text-as-it-is", READ, &mixed)
            .section("3.2.1 Resource")
            .title("The text of an operation and of a resource is kept as it is.")
            .why("Folded or normalised, it has another address than the one that was sent.")
            .expect_value(instruction_read(&mixed))
            .computed(SHA3)
            .rules(["v0-2.operation", "v0-2.resource"]),
        read("resource-as-link", READ, &with(plain.clone(), "rsc", Value::link(cid)))
            .ruling("I12")
            .title("A link in place of a resource is read as its ipfs URI.")
            .why("The field does so, and awaits the address of what it wrote.")
            .expect_value(instruction_read(&plain))
            .published(ADD_ONE)
            .rules(["v0-2.resource"]),
        refused("resource-without-scheme", "rsc", "example.com/blog")
            .section("3.2.1 Resource")
            .title("A resource without a scheme is refused.")
            .why("It is no URI, and two readers will complete it in two ways.")
            .expect_error("V02Resource")
            .rules(["v0-2.resource"]),
        refused("resource-with-space", "rsc", "https://example.com/a b")
            .section("3.2.1 Resource")
            .title("A resource with a space is refused.")
            .why("Peers escape it before they hash.")
            .expect_error("V02Resource")
            .rules(["v0-2.resource"]),
        refused("operation-with-space", "op", " wasm/run")
            .section("3.2.3 Ability")
            .title("White space around an operation is refused.")
            .why("One peer cuts it off on one of its ways in: one text, two addresses.")
            .expect_error("V02Operation")
            .rules(["v0-2.operation"]),
        refused("operation-of-1-0", "op", "/wasm/run")
            .section("3.2.3 Ability")
            .title("A command of 1.0 is no operation.")
            .why("It would become a command with two slashes in front.")
            .expect_error("V02Operation")
            .rules(["v0-2.operation"]),
    ]
}

fn nonces() -> Vec<CaseBuilder> {
    let plain = add_one(1, "");
    let refused = |slug: &str, new: Value| {
        read(slug, READ, &with(plain.clone(), "nnc", new)).rules(["v0-2.nonce"])
    };
    vec![
        refused("nonce-null", Value::Null)
            .section("3.2.6 Nonce")
            .title("A nonce that is null is refused.")
            .why("One peer reads every strange nonce as none, so that what is unique is not.")
            .expect_error("FieldKind"),
        refused("nonce-number", 7.into())
            .section("3.2.6 Nonce")
            .title("A nonce that is a number is refused.")
            .why("One peer reads every strange nonce as none, so that what is unique is not.")
            .expect_error("FieldKind"),
        refused("nonce-of-3-bytes", (*b"abc").into())
            .ruling("I12")
            .title("A nonce of three bytes is refused.")
            .why("The field has 12 or 16.")
            .expect_error("V02Nonce"),
        refused("nonce-not-ascii", "é".into())
            .section("3.2.6 Nonce")
            .title("A nonce of text that is not ASCII is refused.")
            .why("The text demands ASCII.")
            .expect_error("V02Nonce"),
    ]
}

fn slides() -> Vec<CaseBuilder> {
    let text = map! { "uri" => MODULE, "call" => "wasm/run", "input" => call(1) };
    let expected = map! {
        "address" => "bafyrmihmxmsbt4n3g6dzmj7rho34mzfbaoqqbsfcq7etsogslqftbyj7du",
        "dag-json" => crate::dag_json::encode(&text),
    };
    let refused = |slug: &str, operation, value: &Value| {
        read(slug, operation, value).ruling("I12").rules(["v0-2.slides"])
    };
    vec![
        read("slides", CALL, &text)
            .ruling("I12")
            .title("The form of the later slides says the same as an instruction.")
            .why("What was written for the slides cannot be run.")
            .expect_value(expected)
            .published(ADD_ONE)
            .rules(["v0-2.slides"]),
        refused("slides-as-instruction", READ, &text)
            .title("The form of the later slides is not taken for an instruction.")
            .why("A reader that guesses takes one thing for another some day.")
            .expect_error("FieldMissing"),
        refused("instruction-as-slides", CALL, &add_one(1, ""))
            .title("An instruction is not taken for the form of the later slides.")
            .why("A reader that guesses takes one thing for another some day.")
            .expect_error("FieldMissing"),
        refused("slides-with-more", CALL, &with(text, "input", with(call(1), "x", 1)))
            .title("The input of the later slides has a function and arguments alone.")
            .why("What is passed over is not part of what comes out.")
            .expect_error("FieldUnknown"),
    ]
}
