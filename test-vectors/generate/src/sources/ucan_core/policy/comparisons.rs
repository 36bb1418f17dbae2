//! `==`, `!=` and `like`.

use super::{fails, holds};
use crate::case::CaseBuilder;

const DEEP: &str =
    "Equality is of the whole value, at every depth, and takes arguments as they are.";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [policies(), equal(), order(), not_equal(), like()].concat()
}

fn policies() -> Vec<CaseBuilder> {
    let why = "The list of a policy is an and: who looks at the first or any one grants too much.";
    vec![
        holds("no-statements", "", r#"{"a":1}"#)
            .title("A policy without statements allows everything.")
            .why("It is the policy of most delegations."),
        holds("two-that-hold", r#"["==",".a",1],["==",".b",2]"#, r#"{"a":1,"b":2}"#)
            .title("Two statements that hold.")
            .why(why)
            .rules(["policy.conjunction"]),
        fails("first-fails", r#"["==",".a",1],["==",".b",2]"#, r#"{"a":0,"b":2}"#)
            .title("The first of two statements does not hold.")
            .why(why)
            .rules(["policy.conjunction"]),
        fails("last-fails", r#"["==",".a",1],["==",".b",2]"#, r#"{"a":1,"b":0}"#)
            .title("The last of two statements does not hold.")
            .why(why)
            .rules(["policy.conjunction"]),
        holds("other-arguments", r#"["==",".a",1]"#, r#"{"a":1,"z":[{"y":"x"}]}"#)
            .title("Arguments that no statement is about are free.")
            .why("A policy constrains what it names."),
    ]
}

fn equal() -> Vec<CaseBuilder> {
    let section = "Comparisons";
    let same = |slug, statement, args| {
        holds(slug, statement, args).section(section).why(DEEP).rules(["policy.equality"])
    };
    let differs = |slug, statement, args| {
        fails(slug, statement, args).section(section).why(DEEP).rules(["policy.equality"])
    };
    const CID: &str = "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua";
    let link = format!(r#"{{"/":"{CID}"}}"#);
    vec![
        same("equal-text", r#"["==",".a","draft"]"#, r#"{"a":"draft"}"#)
            .title("Two equal strings."),
        differs("other-text", r#"["==",".a","draft"]"#, r#"{"a":"Draft"}"#)
            .title("Strings that differ in case."),
        differs("other-composition", "[\"==\",\".a\",\"caf\u{e9}\"]", "{\"a\":\"cafe\u{301}\"}")
            .title("Strings that differ in composition.")
            .rules(["policy.verbatim"]),
        same("equal-deep", r#"["==",".",{"a":[1,{"b":3}]}]"#, r#"{"a":[1,{"b":3}]}"#)
            .title("Two equal maps of lists of maps.")
            .rules(["policy.verbatim"]),
        differs("other-deep", r#"["==",".a",[1,{"b":3}]]"#, r#"{"a":[1,{"b":4}]}"#)
            .title("Lists that differ at depth."),
        differs("longer-list", r#"["==",".a",[1,2]]"#, r#"{"a":[1,2,3]}"#)
            .title("A list that only begins with the other."),
        differs("other-order", r#"["==",".a",[1,2]]"#, r#"{"a":[2,1]}"#)
            .title("Lists in another order."),
        differs("more-keys", r#"["==",".a",{"b":1}]"#, r#"{"a":{"b":1,"c":2}}"#)
            .title("A map with one key more."),
        differs("fewer-keys", r#"["==",".a",{"b":1,"c":2}]"#, r#"{"a":{"b":1}}"#)
            .title("A map with one key less."),
        differs("null-is-no-missing-key", r#"["==",".a",{"b":null}]"#, r#"{"a":{}}"#)
            .title("A key with null is not a missing key, inside of a value."),
        differs("element-is-no-list", r#"["==",".a",[1]]"#, r#"{"a":1}"#)
            .title("A value is not a list of it."),
        differs("text-is-no-number", r#"["==",".a","1"]"#, r#"{"a":1}"#)
            .title("A number is not its digits."),
        differs("true-is-no-number", r#"["==",".a",1]"#, r#"{"a":true}"#).title("True is not one."),
        differs("empty-is-not-null", r#"["==",".a",null]"#, r#"{"a":""}"#)
            .title("The empty string is not null."),
        same("equal-bytes", r#"["==",".a",{"/":{"bytes":"/w"}}]"#, r#"{"a":{"/":{"bytes":"/w"}}}"#)
            .title("Two equal byte strings."),
        differs("bytes-are-no-text", r#"["==",".a","a"]"#, r#"{"a":{"/":{"bytes":"YQ"}}}"#)
            .title("Bytes are not the text that they spell."),
        differs("bytes-are-no-list", r#"["==",".a",[97]]"#, r#"{"a":{"/":{"bytes":"YQ"}}}"#)
            .title("Bytes are not the list of their numbers."),
        same("equal-links", &format!(r#"["==",".a",{link}]"#), &format!(r#"{{"a":{link}}}"#))
            .title("Two equal links."),
        differs(
            "link-is-no-text",
            &format!(r#"["==",".a","{CID}"]"#),
            &format!(r#"{{"a":{link}}}"#),
        )
        .title("A link is not its text."),
        same("equal-slice", r#"["==",".a[1:]",[2,3]]"#, r#"{"a":[1,2,3]}"#)
            .title("A slice is a list to be compared."),
        differs("slice-goes-on", r#"["==",".a[1:]",[2]]"#, r#"{"a":[1,2,3]}"#)
            .title("A slice that only begins with the list."),
        differs("slice-ends-early", r#"["==",".a[1:]",[2,3,4]]"#, r#"{"a":[1,2,3]}"#)
            .title("A slice that the list only begins with."),
        same("equal-empty-slice", r#"["==",".a[5:]",[]]"#, r#"{"a":[1]}"#)
            .title("An empty slice is an empty list."),
        same(
            "equal-slice-of-bytes",
            r#"["==",".a[1:]",{"/":{"bytes":"AgM"}}]"#,
            r#"{"a":{"/":{"bytes":"AQID"}}}"#,
        )
        .ruling("Q5")
        .title("A slice of bytes is bytes to be compared."),
        differs(
            "slice-of-bytes-goes-on",
            r#"["==",".a[1:]",{"/":{"bytes":"Ag"}}]"#,
            r#"{"a":{"/":{"bytes":"AQID"}}}"#,
        )
        .ruling("Q5")
        .title("A slice of bytes that only begins with the others."),
        differs("gathered-goes-on", r#"["==",".a[].b",[1]]"#, r#"{"a":[{"b":1},{"b":2}]}"#)
            .ruling("Q4")
            .title("What [] gathers only begins with the list."),
        same("equal-gathered", r#"["==",".a[].b",[1,null]]"#, r#"{"a":[{"b":1},{}]}"#)
            .ruling("Q4")
            .title("What [] gathers is a list to be compared."),
        same("equal-byte", r#"["==",".a[0]",255]"#, r#"{"a":{"/":{"bytes":"/w"}}}"#)
            .ruling("Q5")
            .title("A byte is an integer to be compared."),
    ]
}

/// In which order a map gives its values.
fn order() -> Vec<CaseBuilder> {
    let why = "DAG-CBOR has shorter keys first, and whoever takes its order judges otherwise.";
    let args = r#"{"aa":2,"b":1}"#;
    vec![
        holds("values-in-the-order-of-the-bytes", r#"["==",".[]",[2,1]]"#, args)
            .ruling("O27")
            .title("The values of a map come in the order of the bytes of their keys.")
            .why(why),
        fails("values-in-the-order-of-the-lengths", r#"["==",".[]",[1,2]]"#, args)
            .ruling("O27")
            .title("The values of a map do not come in the order of the lengths of their keys.")
            .why(why),
    ]
}

fn not_equal() -> Vec<CaseBuilder> {
    let section = "Comparisons";
    let rule = ["policy.inequality"];
    vec![
        holds("not-equal", r#"["!=",".a",1]"#, r#"{"a":2}"#)
            .section(section)
            .title("Another number is not equal.")
            .why("The common case.")
            .rules(rule),
        fails("not-not-equal", r#"["!=",".a",1]"#, r#"{"a":1}"#)
            .section(section)
            .title("The same number is not unequal.")
            .why("The common case.")
            .rules(rule),
        holds("not-equal-of-other-kinds", r#"["!=",".a",1]"#, r#"{"a":"1"}"#)
            .section(section)
            .title("A value of another kind is not equal.")
            .why("It is a value, and another one.")
            .rules(rule),
        fails("not-not-equal-at-depth", r#"["!=",".a",[{"b":1}]]"#, r#"{"a":[{"b":1}]}"#)
            .section(section)
            .title("Equal values at depth are not unequal.")
            .why("A comparison of identities instead of values lets everything pass.")
            .rules(rule),
    ]
}

fn like() -> Vec<CaseBuilder> {
    let section = "Glob Matching";
    let no_text = |slug, args| {
        fails(slug, r#"["like",".a","*"]"#, args)
            .section(section)
            .why("The text has it false, and not an exception or a conversion to text.")
            .rules(["policy.like"])
    };
    vec![
        holds("like", r#"["like",".a","*@example.com"]"#, r#"{"a":"alice@example.com"}"#)
            .section(section)
            .title("A string that is like the pattern.")
            .why("The common case.")
            .rules(["policy.like"]),
        fails("unlike", r#"["like",".a","*@example.com"]"#, r#"{"a":"alice@example.org"}"#)
            .section(section)
            .title("A string that is not like the pattern.")
            .why("The common case."),
        no_text("like-number", r#"{"a":1}"#).title("A number is like no pattern."),
        no_text("like-null", r#"{"a":null}"#).title("Null is like no pattern."),
        no_text("like-missing", "{}").title("What is missing is like no pattern."),
        no_text("like-list", r#"{"a":["b"]}"#).title("A list of a string is like no pattern."),
        no_text("like-bytes", r#"{"a":{"/":{"bytes":"YQ"}}}"#).title("Bytes are like no pattern."),
        no_text(
            "like-link",
            r#"{"a":{"/":"bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua"}}"#,
        )
        .title("A link is like no pattern."),
    ]
}
