//! What is a promise.

use super::{LINK, OTHER, promise};
use crate::{Value, case, case::CaseBuilder, list, map};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let find = |slug: &str, value: Value| {
        case(slug).operation("ucan.v0-2.await.find").input("value", value)
    };
    let found =
        |branch: &str| list![map! { "branch" => branch, "instruction" => Value::link(LINK) }];
    let data = |slug: &str, value: Value| {
        case(slug)
            .operation("ucan.v0-2.await.is-promise")
            .input("value", value)
            .section("9.1 Schema")
            .expect_value(map! { "promise" => false })
            .why("One peer takes any map with one link for a promise, and waits for the data.")
            .rules(["v0-2.promise"])
    };
    vec![
        find("ok", promise("ok", LINK))
            .section("9.2.1 Success")
            .title("A promise of a success has the key await/ok.")
            .why("The task is run before its input is there.")
            .expect_value(found("ok"))
            .rules(["v0-2.promise"]),
        find("error", promise("error", LINK))
            .section("9.2.2 Failure")
            .title("A promise of a failure has the key await/error.")
            .why("Taken for one of a success, it is filled with what nobody asked for.")
            .expect_value(found("error"))
            .rules(["v0-2.promise"]),
        find("any", promise("*", LINK))
            .section("9.2.3 Result")
            .title("A promise of either has the key await/*.")
            .why("The branch is part of what is asked for.")
            .expect_value(found("any"))
            .rules(["v0-2.promise"]),
        find(
            "deep",
            map! { "a" => list![map! { "b" => promise("ok", LINK) }, promise("error", OTHER)] },
        )
        .section("9 Pipelines")
        .title("Promises are found at any depth.")
        .why("One peer looks at the top of the arguments only, and runs with holes in them.")
        .expect_value(list![
            map! { "branch" => "ok", "instruction" => Value::link(LINK) },
            map! { "branch" => "error", "instruction" => Value::link(OTHER) },
        ])
        .rules(["v0-2.promise"]),
        case("is-promise")
            .operation("ucan.v0-2.await.is-promise")
            .input("value", promise("ok", LINK))
            .section("9.1 Schema")
            .title("A map with the one key await/ok over a link is a promise.")
            .why("What asks for a result is handed the link.")
            .expect_value(map! { "promise" => true })
            .rules(["v0-2.promise"]),
        data("one-link", map! { "image" => Value::link(LINK) })
            .title("A map with one link under another key is data."),
        data("other-branch", map! { "await/maybe" => Value::link(LINK) })
            .title("A map with a link under a branch that there is not is data."),
        data("capitals", map! { "await/OK" => Value::link(LINK) })
            .title("A map with a link under a branch in capitals is data."),
        data("no-branch", map! { "await" => Value::link(LINK) })
            .title("A map with a link under await alone is data."),
        data("two-keys", map! { "await/ok" => Value::link(LINK), "x" => 1 })
            .title("A map with a second key is data."),
        data(
            "two-branches",
            map! { "await/ok" => Value::link(LINK), "await/error" => Value::link(LINK) },
        )
        .title("A map with two branches is data."),
        data("text-for-a-link", map! { "await/ok" => LINK })
            .title("A map with a CID in text is data."),
        data("bare-link", Value::link(LINK)).title("A link is data."),
        data("tagged-list", list!["ok", Value::link(LINK)])
            .title("A list of a tag and a link is data."),
    ]
}
