//! What is a promise, and where it stands.

use super::{
    PROMISE,
    stage::{await_any, await_error, await_ok, nested, one, task},
};
use crate::{Topic, case, case::CaseBuilder, list, map, value::Value};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-pipeline",
        "promises",
        "What is a promise, and where it stands: a map with exactly one key, whose value is a link. \
         Anything else is data.",
        PROMISE,
        [forms(), data(), places(), of_a_task()].concat(),
    )
}

fn find(slug: &str, args: Value, found: Vec<Value>) -> CaseBuilder {
    case(slug)
        .section("Promise Format")
        .operation("ucan.pipeline.promises")
        .input("args", args)
        .expect_value(found)
}

fn at(place: Vec<Value>, branch: &str, name: &str) -> Value {
    map! { "place" => place, "branch" => branch, "task" => task(name) }
}

fn forms() -> Vec<CaseBuilder> {
    let form = |slug, promise, branch| {
        find(slug, map! { "x" => promise }, vec![at(vec!["x".into()], branch, "a")])
            .why("There are three tags, and each selects something else.")
    };
    vec![
        form("await-ok", await_ok("a"), "ok").title("A promise of the ok branch."),
        form("await-error", await_error("a"), "error").title("A promise of the error branch."),
        form("await-any", await_any("a"), "*").title("A promise of either branch."),
    ]
}

fn data() -> Vec<CaseBuilder> {
    let link = || task("a");
    let data = |slug: &str, value: Value, title: &str| {
        find(slug, map! { "x" => value }, vec![])
            .ruling("I4")
            .title(title)
            .why("Who takes data for a promise waits for ever, or changes what was signed.")
    };
    vec![
        data("label", one("await/ok", "crop"), "A label in place of the link is data."),
        data("null", one("await/ok", Value::Null), "Null in place of the link is data."),
        data(
            "cid-as-text",
            one("await/ok", "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"),
            "The text of a CID in place of the link is data.",
        ),
        data("bytes", one("await/ok", vec![1_u8, 2]), "Bytes in place of the link are data."),
        data(
            "list-of-link",
            one("await/ok", list![link()]),
            "A list with a link in place of the link is data.",
        ),
        data(
            "two-keys",
            map! { "await/ok" => link(), "x" => 1 },
            "A map with another key beside the tag is data.",
        ),
        data(
            "two-tags",
            map! { "await/error" => link(), "await/ok" => link() },
            "A map with two tags is data.",
        ),
        data("another-key", one("image", link()), "A map of one other key with a link is data."),
        data("upper-case", one("await/OK", link()), "The tag in upper case is data."),
        data("another-branch", one("await/fail", link()), "A tag of no branch is data."),
        data("no-branch", one("await", link()), "The tag without a branch is data."),
        data("empty-branch", one("await/", link()), "The tag with an empty branch is data."),
        data("space", one("await/ok ", link()), "A space behind the tag makes it data."),
        data("slash", one("/await/ok", link()), "A slash before the tag makes it data."),
        data("branch-alone", one("ok", link()), "A branch by itself is data."),
        data(
            "older-tag",
            one("ucan/await", list!["ok", link()]),
            "The tag of older texts is data.",
        ),
        data("link", link(), "A link by itself is data."),
        data("empty-map", Value::Map(Vec::new()), "A map without keys is data."),
        data("pair", list!["await/ok", link()], "A list of tag and link is data."),
        data(
            "key-of-map",
            one("x", one("await/ok", Value::Bool(true))),
            "True for a link is data.",
        ),
    ]
}

fn places() -> Vec<CaseBuilder> {
    let why = "A promise may stand at any depth, and each has its own place.";
    let deep = |slug: &str, args, found, title: &str| find(slug, args, found).title(title).why(why);
    let in_lists = |lists: usize| {
        let mut place: Vec<Value> = vec!["x".into()];
        place.extend((0..lists).map(|_| Value::from(0)));
        vec![at(place, "ok", "a")]
    };
    vec![
        deep(
            "in-a-list",
            map! { "to" => list!["bob@example.com", "carol@example.com", await_ok("a")] },
            vec![at(vec!["to".into(), 2.into()], "ok", "a")],
            "A promise among the items of a list, as in the text.",
        ),
        deep(
            "in-a-map",
            map! { "x" => map! { "y" => await_any("a"), "z" => 1 } },
            vec![at(vec!["x".into(), "y".into()], "*", "a")],
            "A promise in a map in the arguments.",
        ),
        deep(
            "ten-lists-deep",
            map! { "x" => nested(await_ok("a"), 10) },
            in_lists(10),
            "A promise inside of ten lists.",
        ),
        deep(
            "sixty-one-lists-deep",
            map! { "x" => nested(await_ok("a"), 61) },
            in_lists(61),
            "A promise as deep as a task may be.",
        ),
        deep(
            "several-in-order",
            map! {
                "b" => await_ok("b"),
                "a" => list![await_error("a"), one("z", await_any("c"))],
                "aa" => await_ok("a"),
            },
            vec![
                at(vec!["a".into(), 0.into()], "error", "a"),
                at(vec!["a".into(), 1.into(), "z".into()], "*", "c"),
                at(vec!["aa".into()], "ok", "a"),
                at(vec!["b".into()], "ok", "b"),
            ],
            "Several promises, in the order of the bytes of the keys.",
        ),
        deep(
            "inside-of-what-looks-like-one",
            map! { "x" => one("await/ok", await_ok("a")) },
            vec![at(vec!["x".into(), "await/ok".into()], "ok", "a")],
            "A promise in place of the link of what would be one.",
        ),
        deep(
            "beside-a-label",
            map! { "x" => list![one("await/ok", "crop"), await_ok("a")] },
            vec![at(vec!["x".into(), 1.into()], "ok", "a")],
            "A promise beside a label.",
        ),
        deep(
            "none",
            map! { "from" => "alice@example.com", "n" => list![1, Value::Null] },
            vec![],
            "Arguments without a promise.",
        ),
    ]
}

fn of_a_task() -> Vec<CaseBuilder> {
    let codec = |slug: &str, cid: &str, title: &str| {
        let link = Value::link(cid);
        find(
            slug,
            map! { "x" => one("await/ok", link.clone()) },
            vec![map! { "place" => list!["x"], "branch" => "ok", "task" => link }],
        )
        .title(title)
        .why("A link cannot be seen to be that of a task; one that is not is never settled.")
    };
    vec![
        codec(
            "dag-cbor-and-sha2",
            "bafyreifepiu23okq5zuyvyhsoiazv2icw2van3s7ko6d3ixl5jx2yj2yhu",
            "A promise of a task as the texts of today write its ID.",
        ),
        codec(
            "raw-and-blake3",
            "bafkr4ig4o5mwufavfewt4jurycn7g7dby2tcwg5q2ii2y6idnwguoyeruq",
            "A promise of the example in the text, whose link has another codec and hash.",
        ),
    ]
}
