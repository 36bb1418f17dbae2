//! `[]`: the values of a collection, and what follows it.

use super::{selects, selects_nothing};
use crate::case::CaseBuilder;

const MAPPED: &str = "What follows is applied to every child; peers fail here, or stop.";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [values(), paths(), nested(), failing()].concat()
}

fn selects_q4(slug: &str, selector: &str, value: &str, expected: &str) -> CaseBuilder {
    selects(slug, selector, value, expected).ruling("Q4")
}

fn values() -> Vec<CaseBuilder> {
    let noop = "On lists it changes nothing.";
    let extract = "On maps it gives the values and drops the keys.";
    vec![
        selects_q4("values-of-a-list", ".[]", "[1,[2],{}]", "[1,[2],{}]")
            .title("The values of a list are the list, lists inside of it included.")
            .why(noop)
            .rules(["resolve.each"]),
        selects_q4("values-of-an-empty-list", ".[]", "[]", "[]")
            .title("The values of an empty list are an empty list.")
            .why(noop),
        selects_q4("values-of-a-map", ".[]", r#"{"a":1,"b":[2]}"#, "[1,[2]]")
            .title("The values of a map are a list.")
            .why(extract)
            .rules(["resolve.each"]),
        selects_q4("values-of-an-empty-map", ".[]", "{}", "[]")
            .title("The values of an empty map are an empty list.")
            .why(extract),
        selects_q4("optional-values", ".[]?", "[1]", "[1]")
            .title("A question mark changes nothing where there are values.")
            .why(noop),
    ]
}

fn paths() -> Vec<CaseBuilder> {
    let list = r#"[{"b":[1,2]},{"b":[3]}]"#;
    vec![
        selects_q4("key-of-each", ".[].b", list, "[[1,2],[3]]")
            .title("A key behind [] is that of every child.")
            .why(MAPPED)
            .rules(["resolve.children"]),
        selects_q4("key-of-each-value-of-a-map", ".[].x", r#"{"a":{"x":1},"b":{"x":2}}"#, "[1,2]")
            .title("A key behind [] is that of every value of a map.")
            .why(MAPPED),
        selects_q4("path-of-each", ".[].b[0]", list, "[1,3]")
            .title("A longer path behind [] is that of every child.")
            .why(MAPPED),
        selects_q4("index-of-each", ".[][0]", "[[1,2],[3]]", "[1,3]")
            .title("An index behind [] is that of every child, and not of the list.")
            .why(MAPPED),
        selects_q4("slice-of-each", ".[][1:]", "[[1,2],[3]]", "[[2],[]]")
            .title("A slice behind [] is that of every child.")
            .why(MAPPED),
        selects_q4("missing-key-of-each", ".[].b", r#"[{"b":1},{}]"#, "[1,null]")
            .title("A child without the key gives null.")
            .why("A missing key is null here as everywhere; the child is not left out."),
        selects_q4("path-of-no-children", ".[].x[0].y", "[]", "[]")
            .title("A path behind [] over no children gives an empty list.")
            .why("There is nothing that could fail."),
    ]
}

fn nested() -> Vec<CaseBuilder> {
    const LEVEL: &str = "Two [] side by side take two levels apart, and no more than these.";
    vec![
        selects_q4("each-of-each", ".[][]", "[[1,[2]],[3]]", "[1,[2],3]")
            .title("Two [] side by side splice one level.")
            .why(LEVEL),
        selects_q4("each-of-each-of-maps", ".[][]", r#"[{"a":1,"b":2},[3]]"#, "[1,2,3]")
            .title("Two [] splice the values of maps as well.")
            .why(LEVEL),
        selects_q4("each-of-each-of-each", ".[][][]", "[[[1],[2,[3]]],[[4]]]", "[1,2,[3],4]")
            .title("Three [] side by side splice two levels.")
            .why(LEVEL),
        selects_q4("key-of-each-of-each", ".[][].a", r#"[[{"a":1}],[{"a":2},{"a":3}]]"#, "[1,2,3]")
            .title("A key behind two [] is that of the children of the children.")
            .why(LEVEL),
        selects_q4(
            "each-then-a-key-then-each",
            ".[].b[]",
            r#"[{"b":[1,2]},{"b":[3]}]"#,
            "[[1,2],[3]]",
        )
        .title("Two [] with a key between them splice nothing.")
        .why("Only what [] gives directly is spliced; other lists are not flattened."),
    ]
}

fn failing() -> Vec<CaseBuilder> {
    let nothing = |slug, selector, value| {
        selects_nothing(slug, selector, value)
            .ruling("Q4")
            .why("A child that is left out silently lets a policy about all of them pass.")
            .rules(["resolve.children"])
    };
    let null = |slug, selector, value, expected| {
        selects_q4(slug, selector, value, expected)
            .why("An optional segment gives null for the child at which it fails.")
            .rules(["resolve.children", "resolve.optional"])
    };
    let kind = |slug, value| {
        selects_nothing(slug, ".[]", value)
            .ruling("Q4")
            .why("Only lists and maps have values.")
            .rules(["resolve.each"])
    };
    vec![
        nothing("one-child-fails", ".[].b", r#"[{"b":1},7]"#)
            .title("One child that fails makes the whole select nothing."),
        nothing("last-child-fails", ".[][1]", "[[1,2],[3]]")
            .title("One child that is too short makes the whole select nothing."),
        nothing("one-child-has-no-values", ".[][]", "[[1],2]")
            .title("One child without values makes the whole select nothing."),
        nothing("optional-each-is-not-for-children", ".[]?.b", "[7]")
            .title("A question mark behind [] is not for what follows it."),
        null("optional-key-of-each", ".[].b?", r#"[{"b":1},7]"#, "[1,null]")
            .title("A child at which an optional key fails gives null."),
        null("optional-each-of-each", ".[][]?", "[[1],2]", "[1,null]")
            .title("A child without values gives null to an optional []."),
        null("path-behind-optional", ".[].b?.c?", r#"[{"b":{"c":1}},{}]"#, "[1,null]")
            .title("The path goes on for the other children."),
        kind("values-of-a-number", "1").title("A number has no values."),
        kind("values-of-null", "null").title("Null has no values."),
        kind("values-of-a-boolean", "true").title("A boolean has no values."),
    ]
}
