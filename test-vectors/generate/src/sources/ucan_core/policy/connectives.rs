//! `and`, `or` and `not`.

use super::{fails, holds};
use crate::case::CaseBuilder;

const ARGS: &str = r#"{"age":35,"name":"Kim"}"#;

pub(super) fn cases() -> Vec<CaseBuilder> {
    [and(), or(), not()].concat()
}

fn and() -> Vec<CaseBuilder> {
    let why = "Every inner statement has to be true.";
    let case = |slug, statement, yes| {
        super::judge(slug, statement, ARGS, yes).section("And").why(why).rules(["policy.and"])
    };
    vec![
        case("and-both", r#"["and",[["==",".name","Kim"],[">=",".age",21]]]"#, true)
            .title("An and of two that hold."),
        case("and-one", r#"["and",[["==",".name","Kim"],[">=",".age",65]]]"#, false)
            .title("An and of one that holds and one that does not."),
        case("and-none-of-them", r#"["and",[["==",".name","Bo"],[">=",".age",65]]]"#, false)
            .title("An and of two that do not hold."),
        case("and-of-nothing", r#"["and",[]]"#, true)
            .ruling("Q9")
            .title("An and of nothing holds."),
        case("not-and-of-nothing", r#"["not",["and",[]]]"#, false)
            .ruling("Q9")
            .title("The not of an and of nothing does not hold."),
    ]
}

fn or() -> Vec<CaseBuilder> {
    let why = "One inner statement has to be true.";
    let case = |slug, statement, yes| {
        super::judge(slug, statement, ARGS, yes).section("Or").why(why).rules(["policy.or"])
    };
    vec![
        case("or-first", r#"["or",[["==",".name","Kim"],[">",".age",65]]]"#, true)
            .title("An or whose first holds."),
        case("or-last", r#"["or",[["==",".name","Bo"],[">",".age",21]]]"#, true)
            .title("An or whose last holds."),
        case("or-none", r#"["or",[["==",".name","Bo"],[">",".age",65]]]"#, false)
            .title("An or of which none holds."),
        case("or-of-nothing", r#"["or",[]]"#, true)
            .ruling("Q9")
            .title("An or of nothing holds.")
            .why("The text says so, although it is not what logic has it to be."),
        case("not-or-of-nothing", r#"["not",["or",[]]]"#, false)
            .ruling("Q9")
            .title("The not of an or of nothing does not hold.")
            .why("The text says so, although it is not what logic has it to be."),
    ]
}

fn not() -> Vec<CaseBuilder> {
    let why = "A not inverts what is inside.";
    vec![
        holds("not-false", r#"["not",["==",".name","Bo"]]"#, ARGS)
            .section("Not")
            .title("The not of what does not hold.")
            .why(why)
            .rules(["policy.not"]),
        fails("not-true", r#"["not",["==",".name","Kim"]]"#, ARGS)
            .section("Not")
            .title("The not of what holds.")
            .why(why)
            .rules(["policy.not"]),
        holds("not-and", r#"["not",["and",[["==",".name","Kim"],[">",".age",65]]]]"#, ARGS)
            .section("Not")
            .title("The not of an and of which one does not hold.")
            .why(why),
        holds("not-not", r#"["not",["not",["==",".name","Kim"]]]"#, ARGS)
            .section("Not")
            .title("Two nots are none.")
            .why(why),
        fails(
            "not-is-not-for-what-follows",
            r#"["not",["==",".name","Bo"]],["==",".age",36]"#,
            ARGS,
        )
        .section("Not")
        .title("A not does not reach the statement behind it.")
        .why("A flag that is not reset inverts the rest of the policy."),
    ]
}
