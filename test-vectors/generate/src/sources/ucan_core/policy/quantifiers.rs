//! `all` and `any`.

use super::judge;
use crate::case::CaseBuilder;

pub(super) fn cases() -> Vec<CaseBuilder> {
    [elements(), nothing(), no_collections(), nested()].concat()
}

fn case(slug: &str, statement: &str, args: &str, holds: bool) -> CaseBuilder {
    judge(slug, statement, args, holds).section("Quantification")
}

fn elements() -> Vec<CaseBuilder> {
    let numbers = r#"{"a":[1,2,3]}"#;
    let why = "The inner statement is judged for every element by itself.";
    let map = "Over a map a quantifier goes through the values, and drops the keys.";
    let all = |slug, statement, args, holds| {
        case(slug, statement, args, holds).why(why).rules(["policy.all"])
    };
    let any = |slug, statement, args, holds| {
        case(slug, statement, args, holds).why(why).rules(["policy.any"])
    };
    vec![
        all("all", r#"["all",".a",[">",".",0]]"#, numbers, true)
            .title("All are greater than zero."),
        all("not-all", r#"["all",".a",[">",".",1]]"#, numbers, false)
            .title("All but the first are greater than one."),
        all("all-but-the-last", r#"["all",".a",["<",".",3]]"#, numbers, false)
            .title("All but the last are less than three."),
        any("any", r#"["any",".a",["==",".",3]]"#, numbers, true).title("The last one is three."),
        any("not-any", r#"["any",".a",["==",".",4]]"#, numbers, false).title("None is four."),
        all(
            "all-missing",
            r#"["all",".a",[">",".b",0]]"#,
            r#"{"a":[{"b":1},{"b":2},{"z":3}]}"#,
            false,
        )
        .title("An element without the key fails an all."),
        any(
            "any-missing",
            r#"["any",".a",["==",".b",2]]"#,
            r#"{"a":[{"b":1},{"b":2},{"z":3}]}"#,
            true,
        )
        .title("An element without the key does not fail an any."),
        all("all-of-a-map", r#"["all",".a",[">",".",0]]"#, r#"{"a":{"x":1,"y":2}}"#, true)
            .ruling("Q9")
            .why(map)
            .title("All values of a map are greater than zero."),
        all("not-all-of-a-map", r#"["all",".a",[">",".",1]]"#, r#"{"a":{"x":1,"y":2}}"#, false)
            .ruling("Q9")
            .why(map)
            .title("Not all values of a map are greater than one."),
        any("any-of-a-map", r#"["any",".a",["==",".",2]]"#, r#"{"a":{"x":1,"y":2}}"#, true)
            .ruling("Q9")
            .why(map)
            .title("One value of a map is two."),
        any("no-key-of-a-map", r#"["any",".a",["==",".","x"]]"#, r#"{"a":{"x":1,"y":2}}"#, false)
            .ruling("Q9")
            .why(map)
            .title("The key of a map is none of its values."),
        any("any-of-the-top", r#"["any",".",["==",".",2]]"#, r#"{"x":1,"y":2}"#, true)
            .ruling("Q9")
            .why(map)
            .title("The arguments themselves are a map to quantify over."),
        any("any-of-values", r#"["any",".a[]",["==",".",2]]"#, r#"{"a":{"x":1,"y":2}}"#, true)
            .ruling("Q4")
            .why("What [] gives is a list.")
            .title("The values of a map by [] are a list to quantify over."),
        any("any-of-a-slice", r#"["any",".a[1:]",["==",".",1]]"#, numbers, false)
            .ruling("Q5")
            .title("An element that a slice leaves out is not looked at."),
        all(
            "all-of-a-connective",
            r#"["all",".a",["or",[["==",".",1],[">",".",1]]]]"#,
            numbers,
            true,
        )
        .title("The inner statement may be a connective."),
        all("all-of-a-not", r#"["all",".a",["not",["==",".",4]]]"#, numbers, true)
            .title("The inner statement may be a not."),
    ]
}

fn nothing() -> Vec<CaseBuilder> {
    let why = "A quantifier extends and and or, which hold over nothing.";
    let case = |slug, statement, args, rule, holds| {
        case(slug, statement, args, holds).ruling("Q9").why(why).rules([rule])
    };
    let none = r#"["==",".",1]"#;
    let all = format!(r#"["all",".a",{none}]"#);
    let any = format!(r#"["any",".a",{none}]"#);
    vec![
        case("all-of-no-elements", &all, r#"{"a":[]}"#, "policy.all", true)
            .title("An all over an empty list holds."),
        case("all-of-no-values", &all, r#"{"a":{}}"#, "policy.all", true)
            .title("An all over an empty map holds."),
        case("any-of-no-elements", &any, r#"{"a":[]}"#, "policy.any", true)
            .title("An any over an empty list holds: peers are of both opinions."),
        case("any-of-no-values", &any, r#"{"a":{}}"#, "policy.any", true)
            .title("An any over an empty map holds."),
        case(
            "any-of-an-empty-slice",
            r#"["any",".a[1:]",["==",".",1]]"#,
            r#"{"a":[0]}"#,
            "policy.any",
            true,
        )
        .title("An any over an empty slice holds."),
        case(
            "not-any-of-no-elements",
            &format!(r#"["not",{any}]"#),
            r#"{"a":[]}"#,
            "policy.any",
            false,
        )
        .title("The not of an any over an empty list does not hold."),
    ]
}

fn no_collections() -> Vec<CaseBuilder> {
    let why = "The text has it false, and not an exception, nor a list of the one value.";
    let all = r#"["all",".a",["and",[]]]"#;
    let any = r#"["any",".a",["and",[]]]"#;
    let no = |slug, statement, args| {
        case(slug, statement, args, false).ruling("Q9").why(why).rules(["policy.collection"])
    };
    vec![
        case("collection", all, r#"{"a":[1]}"#, true)
            .title("A list is a collection.")
            .why("The other side of what follows.")
            .rules(["policy.collection"]),
        no("all-of-a-string", all, r#"{"a":"text"}"#).title("An all over a string is false."),
        no("any-of-a-string", any, r#"{"a":"text"}"#).title("An any over a string is false."),
        no("all-of-an-empty-string", all, r#"{"a":""}"#)
            .title("An all over the empty string is false: it is no empty collection."),
        no("all-of-bytes", all, r#"{"a":{"/":{"bytes":"AQI"}}}"#)
            .title("An all over bytes is false."),
        no("any-of-bytes", any, r#"{"a":{"/":{"bytes":"AQI"}}}"#)
            .title("An any over bytes is false."),
        no("all-of-a-number", all, r#"{"a":1}"#).title("An all over a number is false."),
        no("any-of-a-boolean", any, r#"{"a":true}"#).title("An any over a boolean is false."),
        no("all-of-null", all, r#"{"a":null}"#).title("An all over null is false."),
        no("any-of-what-is-missing", any, "{}")
            .title("An any over what is missing is false: null is no empty collection."),
        no(
            "any-of-a-link",
            any,
            r#"{"a":{"/":"bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua"}}"#,
        )
        .title("An any over a link is false."),
    ]
}

fn nested() -> Vec<CaseBuilder> {
    let statement = r#"["all",".teams",["any",".members",["==",".role","lead"]]]"#;
    let section = "Nested Quantification";
    let why = "Each quantifier makes its element the top for what is inside of it.";
    let case = |slug, args, holds| {
        judge(slug, statement, args, holds)
            .section(section)
            .why(why)
            .rules(["policy.all", "policy.any"])
    };
    vec![
        case(
            "every-team-has-a-lead",
            r#"{"teams":[{"members":[{"role":"lead"},{"role":"dev"}]},{"members":[{"role":"lead"}]}]}"#,
            true,
        )
        .title("In every team somebody leads."),
        case(
            "one-team-has-no-lead",
            r#"{"teams":[{"members":[{"role":"lead"}]},{"members":[{"role":"dev"}]}]}"#,
            false,
        )
        .title("In one team nobody leads."),
        case("one-team-has-no-members", r#"{"teams":[{"members":[]}]}"#, true)
            .ruling("Q9")
            .title("A team without members passes: an any over nothing holds."),
        case("one-team-has-no-list", r#"{"teams":[{}]}"#, false)
            .ruling("Q9")
            .title("A team without a list of members does not pass."),
        judge(
            "inner-selector-begins-at-the-element",
            r#"["any",".a",["==",".b",1]]"#,
            r#"{"a":[{"b":2}],"b":1}"#,
            false,
        )
        .section("Quantification")
        .title("The selector inside of a quantifier begins at the element.")
        .why("Begun at the arguments, it would find what the caller put there.")
        .rules(["policy.any"]),
        judge("list-of-lists", r#"["all",".a",["all",".",[">",".",0]]]"#, r#"{"a":[[1,2],[3]]}"#, true)
            .section(section)
            .title("A quantifier over the lists of a list.")
            .why(why),
    ]
}
