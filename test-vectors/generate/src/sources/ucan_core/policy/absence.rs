//! What is missing, and what cannot be resolved.

use super::{fails, holds};
use crate::case::CaseBuilder;

/// `.a` is a string, so that a key of it selects nothing.
const ARGS: &str = r#"{"a":"text","l":[{"b":1},7]}"#;

pub(super) fn cases() -> Vec<CaseBuilder> {
    [missing(), selectors(), unresolvable(), negated(), optional(), children()].concat()
}

/// Selectors that a reader who skips what it does not know takes for shorter ones: then `!=`
/// compares something else, and holds.
fn selectors() -> Vec<CaseBuilder> {
    let why = "A part of a selector that is skipped turns a ban into a permission.";
    let bans = |slug: &str, statement: &str, args: &str, title: &str| {
        fails(slug, statement, args).ruling("Q1").title(title).why(why).rules(["policy.inequality"])
    };
    vec![
        bans(
            "not-equal-quoted",
            r#"["!=",".[\"role\"]","guest"]"#,
            r#"{"role":"guest"}"#,
            "!= looks at the quoted key that is named, and not at all arguments.",
        ),
        bans(
            "not-equal-quoted-inside",
            r#"["!=",".a[\"b\"]",1]"#,
            r#"{"a":{"b":1}}"#,
            "!= looks at the quoted key inside, and not at the map around it.",
        ),
        bans(
            "not-equal-of-another-script",
            r#"["!=",".ほげ",1]"#,
            r#"{"ほげ":1}"#,
            "!= looks at a key of another script.",
        ),
        bans(
            "not-equal-of-a-name-of-the-host",
            r#"["!=",".constructor",null]"#,
            "{}",
            "A key that every object of some language has is missing nevertheless.",
        ),
    ]
}

fn missing() -> Vec<CaseBuilder> {
    let why = "The text wants null for a key that is missing, and most peers fail there.";
    vec![
        holds("missing-is-null", r#"["==",".x",null]"#, "{}")
            .ruling("Q1")
            .title("What is missing equals null.")
            .why(why),
        fails("missing-is-not-null", r#"["!=",".x",null]"#, "{}")
            .ruling("Q1")
            .title("What is missing is not unequal to null.")
            .why(why)
            .rules(["policy.inequality"]),
        holds("missing-is-unequal", r#"["!=",".x",1]"#, "{}")
            .ruling("Q1")
            .title("What is missing is null, hence unequal to one.")
            .why("It is a value, and another one: whoever forbids a value has to demand the key.")
            .rules(["policy.inequality"]),
        fails("missing-is-nothing-else", r#"["==",".x",""]"#, "{}")
            .ruling("Q1")
            .title("What is missing does not equal the empty string.")
            .why("Null is not empty, nor zero, nor false."),
    ]
}

fn unresolvable() -> Vec<CaseBuilder> {
    let no = |slug, statement| {
        fails(slug, statement, ARGS)
            .ruling("Q1")
            .why("The text has the statement false, and neither an exception nor null.")
            .rules(["policy.unresolvable"])
    };
    vec![
        holds("resolvable", r#"["==",".a","text"]"#, ARGS)
            .title("A selector that resolves.")
            .why("The other side of what follows.")
            .rules(["policy.unresolvable"]),
        no("unresolvable-equal", r#"["==",".a.x","text"]"#).title("== of nothing is false."),
        no("unresolvable-equal-null", r#"["==",".a.x",null]"#)
            .title("== of nothing is false for null too."),
        no("unresolvable-less", r#"["<",".a.x",1]"#).title("< of nothing is false."),
        no("unresolvable-at-most", r#"["<=",".a.x",1]"#).title("<= of nothing is false."),
        no("unresolvable-greater", r#"[">",".a.x",-1]"#).title("> of nothing is false."),
        no("unresolvable-at-least", r#"[">=",".a.x",-1]"#).title(">= of nothing is false."),
        no("unresolvable-like", r#"["like",".a.x","*"]"#).title("like of nothing is false."),
        no("unresolvable-all", r#"["all",".a.x",["and",[]]]"#).title("all of nothing is false."),
        no("unresolvable-any", r#"["any",".a.x",["and",[]]]"#).title("any of nothing is false."),
        no("index-out-of-range", r#"["!=",".l[9]",1]"#)
            .ruling("Q2")
            .title("!= of an index beyond the end is false."),
        no("unresolvable-not-equal", r#"["!=",".a.x",1]"#)
            .ruling("Q2")
            .title("!= of nothing is false: all peers that answer have it so, and it fails closed.")
            .rules(["policy.inequality"]),
        no("unresolvable-not-equal-null", r#"["!=",".a.x",null]"#)
            .ruling("Q2")
            .title("!= of nothing is false for null too."),
        no("unresolvable-in-and", r#"["and",[["==",".a","text"],["!=",".a.x",1]]]"#)
            .title("A statement of nothing fails the and around it."),
        holds("unresolvable-in-or", r#"["or",[["==",".a.x",1],["==",".a","text"]]]"#, ARGS)
            .ruling("Q1")
            .title("A statement of nothing does not fail the or around it.")
            .why("It is false, and no exception."),
    ]
}

fn negated() -> Vec<CaseBuilder> {
    let yes = |slug, statement| {
        holds(slug, statement, ARGS)
            .section("Not")
            .ruling("Q2")
            .why("A not inverts what is inside, as the text forces; builders warn of it.")
            .rules(["policy.not"])
    };
    vec![
        yes("not-equal-of-nothing", r#"["not",["==",".a.x",1]]"#)
            .title("The not of == of nothing is true, although != is false there."),
        yes("not-unequal-of-nothing", r#"["not",["!=",".a.x",1]]"#)
            .title("The not of != of nothing is true."),
        yes("not-less-of-nothing", r#"["not",["<",".a.x",1]]"#)
            .title("The not of < of nothing is true."),
        yes("not-less-of-text", r#"["not",["<",".a",1]]"#)
            .title("The not of < of a string is true."),
        yes("not-like-of-nothing", r#"["not",["like",".a.x","*"]]"#)
            .title("The not of like of nothing is true."),
        yes("not-all-of-nothing", r#"["not",["all",".a.x",["and",[]]]]"#)
            .title("The not of all of nothing is true."),
        yes("not-any-of-text", r#"["not",["any",".a",["and",[]]]]"#)
            .title("The not of any over a string is true."),
        fails("not-not-of-nothing", r#"["not",["not",["==",".a.x",1]]]"#, ARGS)
            .section("Not")
            .ruling("Q2")
            .title("Two nots around == of nothing are false again.")
            .why("A third value that stays undecided under not would be another language.")
            .rules(["policy.not"]),
    ]
}

fn optional() -> Vec<CaseBuilder> {
    let why = "A question mark gives null, which is a value to be compared.";
    vec![
        holds("optional-is-null", r#"["==",".a.x?",null]"#, ARGS)
            .ruling("Q3")
            .title("An optional key of a string equals null.")
            .why(why),
        holds("optional-is-unequal", r#"["!=",".a.x?",1]"#, ARGS)
            .ruling("Q3")
            .title("An optional key of a string is unequal to one.")
            .why(why),
        fails("optional-passes-nothing-else", r#"[">",".a.x?",0]"#, ARGS)
            .ruling("Q3")
            .title("An optional key of a string is not greater than zero.")
            .why("One peer lets a question mark pass every operator."),
        fails("optional-like", r#"["like",".x?","*"]"#, ARGS)
            .ruling("Q3")
            .title("An optional key that is missing is like no pattern.")
            .why("One peer lets a question mark pass every operator."),
        fails("optional-all", r#"["all",".x?",["and",[]]]"#, ARGS)
            .ruling("Q3")
            .title("The null of a question mark is no collection.")
            .why("One peer lets a question mark pass every operator."),
        holds("optional-inside", r#"["any",".l",["==",".b?",null]]"#, ARGS)
            .ruling("Q3")
            .title("A question mark works inside of a quantifier.")
            .why("The element is the top there; one peer knows it at the top only."),
        fails("behind-optional", r#"["==",".a.x?.y",null]"#, ARGS)
            .ruling("Q3")
            .title("A key behind an optional one selects nothing.")
            .why("The question mark is for its own segment."),
    ]
}

fn children() -> Vec<CaseBuilder> {
    let why = "A child that is left out silently lets a policy about all of them pass.";
    vec![
        fails("all-of-children", r#"["all",".l[].b",[">",".",0]]"#, ARGS)
            .ruling("Q4")
            .title("An all over what [] cannot gather whole is false.")
            .why(why)
            .rules(["policy.unresolvable"]),
        fails("any-of-children", r#"["any",".l[].b",[">",".",0]]"#, ARGS)
            .ruling("Q4")
            .title("An any over what [] cannot gather whole is false.")
            .why("What is selected is nothing, whatever some of the children are.")
            .rules(["policy.unresolvable"]),
        fails("all-of-optional-children", r#"["all",".l[].b?",[">",".",0]]"#, ARGS)
            .ruling("Q4")
            .title("The null that a child contributes counts under all.")
            .why(why),
        holds("any-of-optional-children", r#"["any",".l[].b?",[">",".",0]]"#, ARGS)
            .ruling("Q4")
            .title("The other children count under any.")
            .why("An optional segment keeps the children that resolve."),
        fails("equal-without-the-child", r#"["==",".l[].b?",[1]]"#, ARGS)
            .ruling("Q4")
            .title("What [] gathers has a null for the child at which it failed.")
            .why(why),
        fails("all-inside-of-elements", r#"["all",".l",[">",".b",0]]"#, ARGS)
            .ruling("Q1")
            .title("A statement of nothing is false for its element, so that the all is.")
            .why("An exception would end the evaluation, and a skip would let it pass.")
            .rules(["policy.unresolvable"]),
        holds("any-inside-of-elements", r#"["any",".l",[">",".b",0]]"#, ARGS)
            .ruling("Q1")
            .title("A statement of nothing is false for its element, and the any goes on.")
            .why("An exception would end the evaluation."),
    ]
}
