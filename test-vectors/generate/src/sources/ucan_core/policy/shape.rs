//! What is a policy, and what is none.

use super::parse;
use crate::case::CaseBuilder;

const LATE: &str = "A mistake that is found when a token is used is found too late.";
const KEPT: &str = "What is written differently is signed differently.";

/// Policies that are read; all of the texts are canonical.
pub(super) fn read() -> Vec<CaseBuilder> {
    let reads = |slug, policy: &str| parse(slug, policy).expect_value(policy);
    vec![
        reads("no-statements", "[]")
            .title("A policy without statements.")
            .why("It allows everything, and is written in most delegations.")
            .rules(["policy.shape"]),
        reads(
            "every-operator",
            r#"[["==",".a",1],["!=",".a",1],["<",".a",1],["<=",".a",1],[">",".a",1],[">=",".a",1],["like",".a","*"],["and",[["==",".a",1]]],["or",[["==",".a",1]]],["not",["==",".a",1]],["all",".a",["==",".",1]],["any",".a",["==",".",1]]]"#,
        )
        .title("A statement of each operator.")
        .why("There are twelve of them.")
        .rules(["policy.operator", "policy.arity", "policy.selector"]),
        reads("integer-and-float", r#"[["==",".a",1],["==",".a",1.0],[">",".a",-1.5]]"#)
            .title("Integers stay integers, and floats stay floats.")
            .why(KEPT)
            .rules(["policy.bound"]),
        reads("wide-integers", r#"[["<=",".a",18446744073709551615],[">=",".a",-18446744073709551616]]"#)
            .ruling("T5")
            .title("Bounds may have the whole range of DAG-CBOR.")
            .why("The limit of 53 bits is one of times."),
        reads("selector-as-written", r#"[["==",".a???.[0]",1]]"#)
            .ruling("Q6")
            .title("A selector stays as it was written.")
            .why(KEPT),
        reads("pattern-as-written", r#"[["like",".a","\\\\*\\n**"]]"#)
            .ruling("Q8")
            .title("A pattern stays as it was written, stars and backslashes included.")
            .why(KEPT)
            .rules(["policy.pattern"]),
        reads(
            "any-value",
            r#"[["==",".a",{"b":[null,true,{"/":{"bytes":"/w"}},{"/":"bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua"}]}]]"#,
        )
        .title("Any value may be compared with.")
        .why("The text allows all of IPLD there."),
        reads("value-like-a-statement", r#"[["==",".a",["no such operator"]]]"#)
            .title("A value that looks like a statement is a value.")
            .why("What is compared with is no part of the language."),
        reads("deep-connectives", r#"[["not",["or",[["and",[]],["all",".",["any",".",["or",[]]]]]]]]"#)
            .title("Connectives and quantifiers inside of each other.")
            .why("Statements nest."),
    ]
}

pub(super) fn refused() -> Vec<CaseBuilder> {
    [places(), operators(), arities(), kinds(), selectors()].concat()
}

fn refuses(slug: &str, policy: &str, error: &'static str, rule: &'static str) -> CaseBuilder {
    parse(slug, policy).ruling("Q10").why(LATE).expect_error(error).rules([rule])
}

fn places() -> Vec<CaseBuilder> {
    let list = |slug, policy| refuses(slug, policy, "PolicyNotList", "policy.shape");
    let statement = |slug, policy| refuses(slug, policy, "PolicyStatementNotList", "policy.shape");
    vec![
        list("null", "null").title("Null is no policy: an absent policy is an empty list."),
        list("map", r#"{"==":[".a",1]}"#).title("A map is no policy."),
        list("text", r#""[]""#).title("A string is no policy."),
        statement("statement-for-a-policy", r#"["==",".a",1]"#)
            .title("A statement that is not in a list is no policy."),
        statement("map-for-a-statement", r#"[{"op":"=="}]"#).title("A map is no statement."),
        statement("boolean-for-a-statement", "[true]").title("A boolean is no statement."),
        statement("text-inside-of-not", r#"[["not","=="]]"#)
            .title("A string is no statement inside of a not."),
        statement("null-inside-of-and", r#"[["and",[null]]]"#)
            .title("Null is no statement inside of an and."),
    ]
}

fn operators() -> Vec<CaseBuilder> {
    let unknown = |slug, policy| refuses(slug, policy, "PolicyUnknownOperator", "policy.operator");
    let not_text =
        |slug, policy| refuses(slug, policy, "PolicyOperatorNotString", "policy.operator");
    vec![
        refuses("empty-statement", "[[]]", "PolicyMissingOperator", "policy.operator")
            .title("An empty list is no statement."),
        unknown("three-equals", r#"[["===",".a",1]]"#).title("There is no operator ===."),
        unknown("word-for-an-operator", r#"[["eq",".a",1]]"#).title("There is no operator eq."),
        unknown("capitals", r#"[["AND",[]]]"#).title("Operators are in lower case."),
        unknown("operator-with-a-space", r#"[["== ",".a",1]]"#)
            .title("An operator with a space behind it is another."),
        unknown("empty-operator", r#"[["",".a",1]]"#).title("The empty string is no operator."),
        unknown("glob", r#"[["glob",".a","*"]]"#).title("There is no operator glob."),
        unknown("unknown-where-nothing-comes", r#"[["or",[["and",[]],["xor",[]]]]]"#)
            .title("An unknown operator is refused where no evaluation would come to it."),
        not_text("number-for-an-operator", r#"[[1,".a",1]]"#).title("A number is no operator."),
        not_text("list-inside-of-not", r#"[["not",[["==",".a",1]]]]"#)
            .title("A not takes a statement, and no list of them."),
        not_text("list-inside-of-all", r#"[["all",".a",[["==",".",1]]]]"#)
            .section("Policy")
            .title("A quantifier takes a statement, and no list of them.")
            .why("One table of the text says list; its schema and all of its examples say one."),
    ]
}

fn arities() -> Vec<CaseBuilder> {
    let arity = |slug, policy| refuses(slug, policy, "PolicyWrongArity", "policy.arity");
    vec![
        arity("equal-of-two", r#"[["==",".a"]]"#).title("An == without a value is refused."),
        arity("equal-of-four", r#"[["==",".a",1,2]]"#).title("An == with two values is refused."),
        arity("less-of-two", r#"[["<",".a"]]"#).title("A < without a bound is refused."),
        arity("like-of-four", r#"[["like",".a","*","i"]]"#)
            .title("A like with a flag behind the pattern is refused."),
        arity("and-of-one", r#"[["and"]]"#).title("An and without its list is refused."),
        arity("and-of-three", r#"[["and",["==",".a",1],["==",".b",2]]]"#)
            .title("An and with statements in place of a list of them is refused."),
        arity("or-of-three", r#"[["or",[],[]]]"#).title("An or of two lists is refused."),
        arity("not-of-one", r#"[["not"]]"#).title("A not without a statement is refused."),
        arity("not-of-three", r#"[["not",["and",[]],["and",[]]]]"#)
            .title("A not of two statements is refused."),
        arity("all-of-two", r#"[["all",".a"]]"#).title("An all without a statement is refused."),
        arity("any-of-four", r#"[["any",".a",["and",[]],["and",[]]]]"#)
            .title("An any of two statements is refused."),
        arity("all-without-a-selector", r#"[["all",["and",[]]]]"#)
            .title("An all without a selector is refused."),
    ]
}

fn kinds() -> Vec<CaseBuilder> {
    let bound = |slug, policy| refuses(slug, policy, "PolicyBoundNotNumber", "policy.bound");
    let pattern = |slug, policy| refuses(slug, policy, "PolicyPatternNotString", "policy.pattern");
    let list = |slug, policy| refuses(slug, policy, "PolicyStatementsNotList", "policy.shape");
    vec![
        bound("bound-text", r#"[["<",".a","1"]]"#).title("A string is no bound."),
        bound("bound-null", r#"[[">=",".a",null]]"#).title("Null is no bound."),
        bound("bound-boolean", r#"[[">",".a",true]]"#).title("A boolean is no bound."),
        bound("bound-list", r#"[["<=",".a",[1]]]"#).title("A list is no bound."),
        pattern("pattern-number", r#"[["like",".a",1]]"#).title("A number is no pattern."),
        pattern("pattern-list", r#"[["like",".a",["a","b"]]]"#).title("A list is no pattern."),
        pattern("pattern-bytes", r#"[["like",".a",{"/":{"bytes":"Kg"}}]]"#)
            .title("Bytes are no pattern."),
        list("and-map", r#"[["and",{}]]"#).title("A map is no list of statements."),
        list("or-text", r#"[["or","=="]]"#).title("A string is no list of statements."),
    ]
}

fn selectors() -> Vec<CaseBuilder> {
    let selector =
        |slug, policy, error| refuses(slug, policy, error, "policy.selector").ruling("Q6");
    vec![
        selector("selector-number", r#"[["==",0,1]]"#, "PolicySelectorNotString")
            .title("A number is no selector."),
        selector("selector-list", r#"[["==",["a"],1]]"#, "PolicySelectorNotString")
            .title("A list of keys is no selector."),
        selector("selector-null", r#"[["all",null,["and",[]]]]"#, "PolicySelectorNotString")
            .title("Null is no selector."),
        selector("selector-without-a-dot", r#"[["==","a",1]]"#, "SelectorMissingDot")
            .title("A selector that does not parse makes the policy none."),
        selector("selector-of-noise", r#"[["!=",".???!!!",1]]"#, "SelectorDanglingOptional")
            .title("A selector that one peer takes for everything makes the policy none."),
        selector(
            "selector-where-nothing-comes",
            r#"[["or",[["and",[]],["any",".a..b",["and",[]]]]]]"#,
            "SelectorRepeatedDot",
        )
        .title("A selector is read where no evaluation would come to it."),
    ]
}
