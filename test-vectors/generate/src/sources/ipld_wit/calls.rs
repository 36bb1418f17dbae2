//! Arguments in canonical form, and the branch of the receipt.

use crate::{Value, case, case::CaseBuilder, cid::cid_v1, list};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [canonical(), links(), branches()].concat()
}

fn canonical() -> Vec<CaseBuilder> {
    let call = |slug: &str, title: &str, function: &str, params: &str| {
        case(format!("canonical-{slug}"))
            .section("Laws")
            .operation("ipld-wit.params.canonical")
            .title(title)
            .why("One value has one computation key, so that strangers share its result.")
            .rules(["ipld-wit.params"])
            .input("function", function)
            .input("params", params)
    };
    let hi = format!(r#"[{{"/":"{}"}}]"#, cid_v1(0x55, b"hi"));
    let two = "func(a: u8, b: f64)";
    vec![
        call("same", "Canonical arguments stay as they are.", two, "[1,2.0]")
            .expect_value("[1,2.0]"),
        call("integer-for-a-float", "An integer for a float is the float.", two, "[1,2]")
            .expect_value("[1,2.0]"),
        call(
            "inside",
            "So it is inside of a record.",
            "func(a: record { x: f32 })",
            r#"[{"x":1}]"#,
        )
        .expect_value(r#"[{"x":1.0}]"#),
        call("content", "A link for bytes is the bytes.", "func(a: list<u8>)", &hi)
            .input("contents", list![b"hi"])
            .computed("the generator's own CIDs")
            .expect_value(r#"[{"/":{"bytes":"aGk"}}]"#),
        call("link", "A link for a link is the link.", "func(a: link)", &hi)
            .computed("the generator's own CIDs")
            .expect_value(&*hi),
        call("nothing", "No arguments for no parameters.", "func()", "[]").expect_value("[]"),
        call(
            "like-a-promise",
            "A map that looks like a result is not unwrapped.",
            "func(a: map<string, string>)",
            r#"[{"ok":"x"}]"#,
        )
        .expect_value(r#"[{"ok":"x"}]"#),
        call("too-few", "An argument too few.", two, "[1]").expect_error("WitArgumentCount"),
        call("too-many", "An argument too many.", two, "[1,2.0,3]")
            .expect_error("WitArgumentCount"),
        call(
            "option-left-out",
            "An option at the end is not left out.",
            "func(a: option<u8>)",
            "[]",
        )
        .expect_error("WitArgumentCount"),
        call("some-for-none", "An argument for no parameter.", "func()", "[null]")
            .expect_error("WitArgumentCount"),
        call("order", "Arguments go by position.", two, "[2.0,1]").expect_error("WitKind"),
    ]
}

fn links() -> Vec<CaseBuilder> {
    let of = |slug: &str, title: &str, function: &str, params: &str| {
        case(format!("content-links-{slug}"))
            .section("list of u8")
            .operation("ipld-wit.params.content-links")
            .title(title)
            .why("What must be fetched is known before the call.")
            .rules(["ipld-wit.content"])
            .input("function", function)
            .input("params", params)
    };
    let (a, b) = (cid_v1(0x55, b"a"), cid_v1(0x55, b"b"));
    let json = |cid: &str| format!(r#"{{"/":"{cid}"}}"#);
    let (ja, jb) = (json(&a), json(&b));
    vec![
        of("none", "Bytes are no handle.", "func(a: list<u8>)", r#"[{"/":{"bytes":"AQ"}}]"#)
            .expect_value(list![]),
        of(
            "two",
            "Each handle once, in the order they are met.",
            "func(a: list<list<u8>>, b: option<list<u8>>)",
            &format!("[[{jb},{ja},{jb}],{ja}]"),
        )
        .computed("the generator's own CIDs")
        .expect_value(Value::List(vec![Value::link(b), Value::link(a)])),
        of("links", "A link for a link is no handle.", "func(a: link)", &format!("[{ja}]"))
            .computed("the generator's own CIDs")
            .expect_value(list![]),
        of("refused", "A link for a number is refused.", "func(a: u8)", &format!("[{ja}]"))
            .expect_error("WitKind"),
    ]
}

fn branches() -> Vec<CaseBuilder> {
    let returned = |slug: &str, title: &str, function: &str, value: Option<&str>| {
        let returned = case(format!("branch-{slug}"))
            .section("result")
            .operation("ipld-wit.result.encode")
            .title(title)
            .why("Whether a task failed is said by its type, and carried as it is.")
            .rules(["ipld-wit.result"])
            .input("function", function);
        match value {
            None => returned,
            Some(value) => returned.input("value", value),
        }
    };
    let result = "func() -> result<u8, string>";
    vec![
        returned("value", "A plain value is the ok branch.", "func() -> u8", Some("7"))
            .expect_value(r#"{"ok":7}"#),
        returned("nothing", "No result is an empty map in the ok branch.", "func()", None)
            .expect_value(r#"{"ok":{}}"#),
        returned("ok", "A success is the ok branch.", result, Some("ok(7)"))
            .expect_value(r#"{"ok":7}"#),
        returned("error", "A failure is the error branch.", result, Some(r#"err("x")"#))
            .expect_value(r#"{"error":"x"}"#),
        returned(
            "ok-unit",
            "A success of nothing is an empty map.",
            "func() -> result",
            Some("ok"),
        )
        .expect_value(r#"{"ok":{}}"#),
        returned(
            "error-unit",
            "A failure of nothing is an empty map.",
            "func() -> result",
            Some("err"),
        )
        .expect_value(r#"{"error":{}}"#),
        returned(
            "inner-error",
            "A failure inside of a success stays where it is.",
            "func() -> result<result<u8, string>>",
            Some(r#"ok(err("x"))"#),
        )
        .expect_value(r#"{"ok":{"error":"x"}}"#),
        returned(
            "inside-an-option",
            "A result inside of an option chooses no branch.",
            "func() -> option<result<u8>>",
            Some("some(err)"),
        )
        .expect_value(r#"{"ok":{"error":{}}}"#),
    ]
}
