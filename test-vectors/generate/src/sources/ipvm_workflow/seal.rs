//! From labels to links.

use super::{
    WORKFLOW, seal_faults,
    stage::{Task, call, document, draft, empty, entries, link, one, slot, step, task, wasm, with},
};
use crate::{
    Topic, case,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB},
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-workflow",
        "seal",
        "Drafts, sealed: labels become links, and what was left open is filled in. Whatever is \
         sealed stays as it is when it is sealed again.",
        WORKFLOW,
        [links(), filled(), handlers(), seal_faults::cases()].concat(),
    )
}

/// A case that seals this draft; the issuer is Bob.
pub(super) fn seal(slug: &str, draft: Value) -> CaseBuilder {
    seal_for_nobody(slug, draft).input("issuer", BOB.did())
}

/// A case that seals this draft, and nobody says who will sign it.
pub(super) fn seal_for_nobody(slug: &str, draft: Value) -> CaseBuilder {
    case(slug).operation("workflow.seal").input("draft", draft)
}

/// What comes of it: the document, and the IDs by label.
pub(super) fn sealed(document: Value, tasks: &[(&str, &Task)]) -> Value {
    let ids = entries(tasks.iter().map(|(label, task)| (*label, task.id())));
    map! { "document" => document, "ids" => ids }
}

/// The document of these tasks, and their IDs.
fn plainly(tasks: &[(&str, &Task)]) -> Value {
    sealed(document(tasks), tasks)
}

fn edit(value: impl Into<Value>) -> Value {
    wasm("edit", list![value.into()])
}

fn edited(value: impl Into<Value>) -> Task {
    call("edit", list![value.into()])
}

fn links() -> Vec<CaseBuilder> {
    let why = "Who seals it otherwise asks for other tasks, whose results nobody has.";
    let first = edited("a picture");
    let image = |label: &str| one("await/ok", label);
    let branches = list![image("first"), one("await/error", "first"), one("await/*", "first")];
    let second = edited(list![first.ok(), first.error(), first.any()]);
    let deep = edited(map! { "at" => list![map! { "last" => first.ok() }] });
    let chain = [edited(1)];
    let chain = [chain[0].clone(), edited(chain[0].ok())];
    let chain = [chain[0].clone(), chain[1].clone(), edited(chain[1].ok())];
    let outside = edited(list![one("await/ok", link("elsewhere")), first.ok()]);
    let data = list![
        map! { "await/ok" => "first", "x" => 1 },
        one("await/ok", 1),
        one("await", "first"),
        one("await/ok", list!["first"]),
    ];
    let good = |slug: &str, tasks: Vec<(&str, Value)>, sealed: &[(&str, &Task)], title: &str| {
        seal(slug, draft(tasks)).ruling("O44").title(title).why(why).expect_value(plainly(sealed))
    };
    let pure = |args: Value| step("/wasm/run", args);
    vec![
        good(
            "branches",
            vec![("first", pure(edit("a picture"))), ("second", pure(edit(branches)))],
            &[("first", &first), ("second", &second)],
            "A label in the place of a link becomes the link, whichever branch is awaited.",
        )
        .rules(["seal.labels"]),
        good(
            "deep",
            vec![
                ("first", pure(edit("a picture"))),
                ("second", pure(edit(map! { "at" => list![map! { "last" => image("first") }] }))),
            ],
            &[("first", &first), ("second", &deep)],
            "A label is replaced at any depth.",
        ),
        good(
            "against-the-order-of-labels",
            vec![
                ("a", pure(edit(image("b")))),
                ("b", pure(edit(image("c")))),
                ("c", pure(edit(1))),
            ],
            &[("a", &chain[2]), ("b", &chain[1]), ("c", &chain[0])],
            "Tasks are sealed in the order of need, whatever their labels.",
        )
        .rules(["seal.rings"]),
        good(
            "links-stay",
            vec![
                ("first", pure(edit("a picture"))),
                ("second", pure(edit(list![one("await/ok", link("elsewhere")), first.ok()]))),
            ],
            &[("first", &first), ("second", &outside)],
            "Promises that have links already stay as they are.",
        ),
        good(
            "data-stays",
            vec![("first", pure(edit(data.clone())))],
            &[("first", &edited(data))],
            "What only resembles a promise of a label is data.",
        ),
        good(
            "label-of-a-changed-order",
            vec![
                ("ä", pure(edit("a picture"))),
                ("b", pure(edit(list![image("ä"), one("await/error", "ä"), one("await/*", "ä")]))),
            ],
            &[("ä", &first), ("b", &second)],
            "What a task is called is no part of it.",
        ),
        good(
            "twins",
            vec![("one", pure(edit(1))), ("two", pure(edit(1)))],
            &[("one", &chain[0]), ("two", &chain[0])],
            "Two labels of the same work are one task.",
        )
        .ruling("O14"),
        seal("sealed-again", document(&[("first", &first), ("second", &second)]))
            .ruling("O44")
            .title("A sealed document is a draft of itself.")
            .why("Who changes one task would have to write all others anew.")
            .expect_value(plainly(&[("first", &first), ("second", &second)])),
        {
            let fields = |document: Value| {
                let document = with(document, "meta", one("tags", list!["a"]));
                let document = with(document, "parent", list![link("a workflow"), "crop"]);
                let document = with(document, "config", map! { "gas" => 9 });
                with(document, "defaults", map! { "time" => list![1, "minutes"] })
            };
            let own = edited(1).config(map! { "secret" => true });
            let written =
                with(pure(edit(1)), "meta", one("ipvm/config", map! { "secret" => true }));
            seal("other-fields", fields(draft(vec![("a", written)])))
                .section("Envelope")
                .title("Metadata, parent and configurations go into the document as they are.")
                .why(why)
                .expect_value(sealed(fields(document(&[("a", &own)])), &[("a", &own)]))
        },
        {
            let empty_fields = with(
                with(
                    with(draft(vec![("a", pure(edit(1)))]), "meta", empty()),
                    "parent",
                    Value::Null,
                ),
                "catch",
                Value::Null,
            );
            seal("empty-fields", empty_fields)
                .ruling("O44")
                .title("What says nothing is left out.")
                .why("One workflow would have several documents.")
                .expect_value(plainly(&[("a", &chain[0])]))
        },
    ]
}

fn filled() -> Vec<CaseBuilder> {
    let why = "A mutation that is asked for twice is done once; work that is pure is done twice.";
    let classes = map! {
        "/crud/read" => "query",
        "/crud/create" => "mutation",
        "/crud/put" => "idempotent",
    };
    let three = || list![b"nonce number 1", b"nonce number 2", b"nonce number 3"];
    let of = |command: &'static str, text: &str| step(command, one("text", text));
    let done = |command: &'static str, text: &str| task(command, one("text", text));
    let fill = |slug: &str, tasks: Vec<(&str, Value)>, sealed: &[(&str, &Task)], title: &str| {
        seal(slug, draft(tasks))
            .ruling("O46")
            .input("classes", classes.clone())
            .input("nonces", three())
            .title(title)
            .why(why)
            .expect_value(plainly(sealed))
    };
    let on_alice = with(of("/crud/read", "a"), "sub", ALICE.did());
    vec![
        fill(
            "nonces-by-class",
            vec![
                ("d", of("/crud/create", "d")),
                ("c", of("/crud/put", "c")),
                ("b", of("/crud/read", "b")),
                ("a", step("/wasm/run", edit("a"))),
            ],
            &[
                ("a", &edited("a")),
                ("b", &done("/crud/read", "b")),
                ("c", &done("/crud/put", "c")),
                ("d", &done("/crud/create", "d").nonce(*b"nonce number 1")),
            ],
            "Only what does something each time gets a nonce of its own.",
        )
        .rules(["seal.nonces"]),
        fill(
            "nonces-in-the-order-of-labels",
            vec![
                ("b", of("/crud/create", "same")),
                ("a", step("/crud/create", one("text", one("await/ok", "b")))),
                ("c", of("/crud/create", "same")),
            ],
            &{
                let b = done("/crud/create", "same").nonce(*b"nonce number 2");
                let a = task("/crud/create", one("text", b.ok())).nonce(*b"nonce number 1");
                [("a", a), ("b", b), ("c", done("/crud/create", "same").nonce(*b"nonce number 3"))]
            }
            .each_ref()
            .map(|(label, task)| (*label, task)),
            "Nonces are drawn in the order of labels, and make twins two tasks.",
        ),
        fill(
            "nonce-of-what-is-not-known",
            vec![("a", of("/new/thing", "a"))],
            &[("a", &done("/new/thing", "a").nonce(*b"nonce number 1"))],
            "What no handler is declared for does something each time.",
        ),
        fill(
            "nonce-that-is-written",
            vec![
                ("a", with(of("/crud/create", "a"), "nonce", *b"mine")),
                ("b", with(of("/crud/read", "b"), "nonce", *b"too")),
                ("c", with(of("/crud/create", "c"), "nonce", Value::Bytes(Vec::new()))),
            ],
            &[
                ("a", &done("/crud/create", "a").nonce(*b"mine")),
                ("b", &done("/crud/read", "b").nonce(*b"too")),
                ("c", &done("/crud/create", "c")),
            ],
            "A nonce that is written stays, even an empty one.",
        ),
        fill(
            "subjects",
            vec![("a", on_alice), ("b", of("/crud/read", "b"))],
            &[("a", &done("/crud/read", "a").on(ALICE)), ("b", &done("/crud/read", "b"))],
            "A task without a subject is one on the issuer's own.",
        )
        .rules(["seal.subject"]),
        fill(
            "proofs-of-a-draft",
            vec![("a", with(of("/crud/read", "a"), "prf", Value::List(Vec::new())))],
            &[("a", &done("/crud/read", "a"))],
            "A task without proofs says so in the document.",
        ),
    ]
}

fn handlers() -> Vec<CaseBuilder> {
    let why = "A task that fails stays failed where nobody can be asked.";
    let only = edited(1);
    let good = |slug: &str, catch: Value, handler: Task, title: &str| {
        let tasks = [("only", &only)];
        seal(slug, with(draft(vec![("only", step("/wasm/run", edit(1)))]), "catch", catch))
            .section("Exception Handler")
            .ruling("O45")
            .title(title)
            .why(why)
            .expect_value(sealed(with(document(&tasks), "catch", handler.embedded()), &tasks))
    };
    let written = |params: Value| step("/wasm/run", wasm("mend", params));
    let named = call("mend", list![7, slot()]).on(ALICE).nonce(*b"mine").meta(one("x", 1));
    vec![
        good(
            "catch-short",
            link("a module"),
            call("catch", list![slot()]),
            "A link to a module is a call of its function catch.",
        ),
        good(
            "catch-slot-appended",
            written(list![7, "x"]),
            call("mend", list![7, "x", slot()]),
            "A handler without a place for the failure gets it behind its parameters.",
        ),
        good(
            "catch-slot-kept",
            written(list![one("in", slot()), 7]),
            call("mend", list![one("in", slot()), 7]),
            "A place for the failure that is there stays where it is.",
        ),
        good(
            "catch-without-params",
            step("/wasm/run", map! { "mod" => link("a module"), "fun" => "mend" }),
            call("mend", list![slot()]),
            "A handler without parameters is called with the failure alone.",
        ),
        good(
            "catch-as-it-is-written",
            with(
                with(with(written(list![7]), "sub", ALICE.did()), "nonce", *b"mine"),
                "meta",
                one("x", 1),
            ),
            named,
            "What is said of a handler stays.",
        ),
    ]
}
