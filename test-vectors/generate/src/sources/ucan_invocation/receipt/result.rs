//! What a receipt says: the task, the result, and what is to be done next.

use super::{accepted, accepts, ok, receipt, sorted, task, with_args};
use crate::{Value, case::CaseBuilder, list, map, token::Invocation};

const EXTENSIONS: &str = "UCAN Specification Extensions";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [results(), no_results(), ran(), effects(), fields()].concat()
}

/// A result whose case has the rule of results.
fn results() -> Vec<CaseBuilder> {
    let case = |slug: &str, out: Value| {
        accepts(slug, &receipt(out.clone()))
            .text(EXTENSIONS)
            .section("Receipt Output")
            .ruling("I2")
            .expect_value(accepted(out))
            .rules(["receipt.result"])
    };
    let any = "The shape of a result is the command's.";
    vec![
        case("ok-a-map", ok(map! { "id" => 1, "tags" => list!["a"] }))
            .title("A success may be a map.")
            .why(any),
        case("ok-empty-map", ok(map! {}))
            .title("A success may be an empty map.")
            .why("A command that has nothing to say has succeeded all the same."),
        case("ok-null", ok(Value::Null))
            .title("A success may be null.")
            .why("Null is a value, and the key says which branch it is on."),
        case("ok-false", ok(false))
            .title("A success may be false.")
            .why("Which branch it is says the key, and not what stands under it."),
        case("ok-a-link", ok(task("output"))).title("A success may be a link.").why(any),
        case("ok-looks-like-a-result", ok(map! { "error" => "no" }))
            .title("A success may look like a failure inside.")
            .why("The outermost key decides."),
        case("ok-looks-like-a-promise", ok(map! { "await/ok" => task("other") }))
            .ruling("I4")
            .title("A success that looks like a promise is kept as it is.")
            .why("Nothing in a result is waited for."),
        case("error-a-map", map! { "error" => map! { "name" => "NotFound", "message" => "no" } })
            .title("A failure may be a map with name and message.")
            .why("The text recommends it."),
        case("error-text", map! { "error" => "no" })
            .ruling("I3")
            .title("A failure may be text.")
            .why("A task's own error is carried as it is."),
        case("error-null", map! { "error" => Value::Null })
            .ruling("I3")
            .title("A failure may be null.")
            .why("A task that has nothing to say has failed all the same."),
        case(
            "error-extra-fields",
            map! {
                "error" => map! { "name" => "NotFound", "message" => "no", "path" => "/a" },
            },
        )
        .ruling("I3")
        .title("A failure may say more than name and message.")
        .why("A task's own error is carried as it is."),
    ]
}

fn no_results() -> Vec<CaseBuilder> {
    let why = "What is neither one nor the other, or both, is read in two ways.";
    let mut cases = [
        ("both", map! { "ok" => 1, "error" => "no" }, "both keys"),
        ("neither", map! {}, "no key"),
        ("another-key", map! { "done" => 1 }, "another key"),
        ("upper-case", map! { "Ok" => 1 }, "the key `Ok`"),
        ("a-key-behind", map! { "ok" => 1, "run" => 2 }, "the key `run` beside `ok`"),
        ("a-key-beside", map! { "ok" => 1, "fuel" => 2 }, "the key `fuel` beside `ok`"),
        (
            "error-null-beside",
            map! { "ok" => 1, "error" => Value::Null },
            "`error` null beside `ok`",
        ),
    ]
    .into_iter()
    .map(|(slug, out, what)| {
        accepts(format!("result-{slug}"), &receipt(out))
            .text(EXTENSIONS)
            .section("Receipt Output")
            .ruling("I2")
            .title(format!("A result with {what} is refused."))
            .why(why)
            .expect_error("FieldValue")
            .rules(["receipt.result"])
    })
    .collect::<Vec<_>>();
    for (slug, out, what) in [
        ("null", Value::Null, "null"),
        ("text", "ok".into(), "text"),
        ("a-pair", list!["ok", 42], "a list of branch and value, as in the older texts,"),
    ] {
        cases.push(
            accepts(format!("result-{slug}"), &receipt(out))
                .text(EXTENSIONS)
                .section("Receipt Output")
                .ruling("I2")
                .title(format!("A result that is {what} is refused."))
                .why(why)
                .expect_error("FieldKind")
                .rules(["receipt.result"]),
        );
    }
    cases.push(
        accepts("result-missing", &with_args(map! { "ran" => task("a task") }))
            .text(EXTENSIONS)
            .section("Receipt Output")
            .ruling("I2")
            .title("A receipt without a result is refused.")
            .why("It does not say how the task ended.")
            .expect_error("FieldMissing")
            .rules(["receipt.result"]),
    );
    cases
}

fn ran() -> Vec<CaseBuilder> {
    let inline = map! { "sub" => "did:web:example.com", "cmd" => "/a", "args" => map! {}, "nonce" => [0_u8; 0] };
    let mut cases = [
        ("text", "bafyreigyh2ngfkeyjmzgrrsdqmgfmqibbpmvzxu3yrwbihmwpbzdwjqlcy".into(), "text"),
        ("null", Value::Null, "null"),
        ("inline", inline, "the task itself"),
        ("list", list![task("a task")], "a list of links"),
    ]
    .into_iter()
    .map(|(slug, ran, what)| {
        accepts(format!("ran-{slug}"), &with_args(map! { "ran" => ran, "out" => ok(42) }))
            .text(EXTENSIONS)
            .section("Receipt Ran")
            .ruling("I2")
            .title(format!("A receipt whose task is {what} is refused."))
            .why("A result is found by the link to its task.")
            .expect_error("FieldKind")
            .rules(["receipt.ran"])
    })
    .collect::<Vec<_>>();
    cases.push(
        accepts("ran-missing", &with_args(map! { "out" => ok(42) }))
            .text(EXTENSIONS)
            .section("Receipt Ran")
            .ruling("I2")
            .title("A receipt without a task is refused.")
            .why("It does not say what ended.")
            .expect_error("FieldMissing")
            .rules(["receipt.ran"]),
    );
    cases
}

fn with_effects(fx: Value) -> Invocation {
    with_args(map! { "ran" => task("a task"), "out" => ok(42), "fx" => fx })
}

fn effects() -> Vec<CaseBuilder> {
    let two = || sorted(&["first", "second"]);
    let turned = || match two() {
        Value::List(tasks) => Value::List(tasks.into_iter().rev().collect()),
        other => other,
    };
    let case = |slug: &str, fx: Value| {
        accepts(format!("effects-{slug}"), &with_effects(fx))
            .section("Asserted Effects")
            .ruling("I2")
            .rules(["receipt.effects"])
    };
    let asks = "A receipt may ask for more, and whoever reads it decides.";
    let mut cases = vec![
        case("fork", map! { "fork" => two() })
            .title("Tasks to fork are read in the order of their bytes.")
            .why(asks)
            .expect_value(accepted(ok(42)).with("fork", two())),
        case("join", map! { "join" => task("next") })
            .title("A task to join is read.")
            .why(asks)
            .expect_value(accepted(ok(42)).with("join", task("next"))),
        case("both", map! { "fork" => two(), "join" => task("next") })
            .title("Tasks to fork and one to join are read.")
            .why(asks)
            .expect_value(accepted(ok(42)).with("fork", two()).with("join", task("next"))),
        accepts(
            "effects-of-a-failure",
            &with_args(map! {
                "ran" => task("a task"),
                "out" => map! { "error" => "no" },
                "fx" => map! { "join" => task("clean up") },
            }),
        )
        .section("Asserted Effects")
        .ruling("I2")
        .title("A receipt of a failure may ask for more.")
        .why(asks)
        .expect_value(accepted(map! { "error" => "no" }).with("join", task("clean up")))
        .rules(["receipt.effects"]),
    ];
    for (slug, fx, what, error) in [
        ("list", list![task("first")], "in a list", "FieldKind"),
        ("null", Value::Null, "that are null", "FieldKind"),
        ("fork-a-link", map! { "fork" => task("first") }, "that fork one link", "FieldKind"),
        ("fork-of-text", map! { "fork" => list!["first"] }, "that fork text", "FieldKind"),
        ("fork-null", map! { "fork" => Value::Null }, "that fork null", "FieldKind"),
        ("join-a-list", map! { "join" => two() }, "that join two tasks", "FieldKind"),
        (
            "join-inline",
            map! { "join" => map! { "cmd" => "/a" } },
            "that join a task itself",
            "FieldKind",
        ),
        ("another-key", map! { "spawn" => two() }, "of another kind", "FieldUnknown"),
        ("empty", map! {}, "that ask for nothing", "FieldValue"),
        ("fork-empty", map! { "fork" => list![] }, "that fork nothing", "FieldValue"),
        ("fork-unsorted", map! { "fork" => turned() }, "that are out of order", "FieldValue"),
        (
            "fork-twice",
            map! { "fork" => list![task("first"), task("first")] },
            "that fork a task twice",
            "FieldValue",
        ),
        (
            "fork-and-join-one",
            map! { "fork" => two(), "join" => task("second") },
            "that fork and join one task",
            "FieldValue",
        ),
    ] {
        cases.push(
            case(slug, fx)
                .title(format!("Effects {what} are refused."))
                .why("What one reader runs, another would pass over.")
                .expect_error(error),
        );
    }
    cases
}

fn fields() -> Vec<CaseBuilder> {
    let mut cases = [
        ("of-the-draft-about", "about", task("a task"), "the `about` of the draft"),
        ("of-the-draft-facts", "facts", map! {}, "the `facts` of the draft"),
        ("of-the-draft-run", "run", list![], "the `run` of the draft"),
        ("unknown", "cached", true.into(), "a field that no text knows"),
    ]
    .into_iter()
    .map(|(slug, field, value, what)| {
        let args = Value::Map(vec![
            ("ran".to_owned(), task("a task")),
            ("out".to_owned(), ok(42)),
            (field.to_owned(), value),
        ]);
        accepts(format!("field-{slug}"), &with_args(args))
            .section("`Assertion`")
            .ruling("T4")
            .title(format!("A receipt with {what} in its arguments is refused."))
            .why("A condition that a reader passes over is none.")
            .expect_error("FieldUnknown")
            .rules(["receipt.fields"])
    })
    .collect::<Vec<_>>();
    cases.push(
        accepts("fields", &receipt(ok(1)))
            .section("`Assertion`")
            .ruling("I2")
            .title("A receipt with a task and a result, and nothing else, is accepted.")
            .why("Effects may be left out.")
            .expect_value(accepted(ok(1)))
            .rules(["receipt.fields"]),
    );
    cases
}
