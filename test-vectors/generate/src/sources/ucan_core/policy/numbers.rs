//! Numbers: by value, exactly, and nothing else.

use super::{fails, holds};
use crate::case::CaseBuilder;

const TYPES: &str = "One equals 1.0: languages with one type of number cannot tell them apart.";
const ROUNDED: &str = "Rounded to 53 bits, the two are the same, and a limit is off by one.";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [bounds(), types(), exact(), other_kinds()].concat()
}

fn bounds() -> Vec<CaseBuilder> {
    let section = "Comparisons";
    let why = "The bound itself decides between the four operators.";
    let args = r#"{"a":5}"#;
    let yes = |slug, statement| holds(slug, statement, args).section(section).why(why);
    let no = |slug, statement| fails(slug, statement, args).section(section).why(why);
    vec![
        yes("less", r#"["<",".a",6]"#).title("5 < 6."),
        no("not-less", r#"["<",".a",5]"#).title("Not 5 < 5."),
        yes("at-most", r#"["<=",".a",5]"#).title("5 <= 5."),
        no("not-at-most", r#"["<=",".a",4]"#).title("Not 5 <= 4."),
        yes("greater", r#"[">",".a",4]"#).title("5 > 4."),
        no("not-greater", r#"[">",".a",5]"#).title("Not 5 > 5."),
        yes("at-least", r#"[">=",".a",5]"#).title("5 >= 5."),
        no("not-at-least", r#"[">=",".a",6]"#).title("Not 5 >= 6."),
        holds("negative", r#"["<",".a",-1]"#, r#"{"a":-2}"#)
            .section(section)
            .title("-2 < -1.")
            .why("Negative numbers are in order too."),
        fails("not-as-text", r#"["<",".a",9]"#, r#"{"a":10}"#)
            .section(section)
            .title("Not 10 < 9.")
            .why("As texts they would be in the other order."),
    ]
}

fn types() -> Vec<CaseBuilder> {
    let yes = |slug, statement, args| {
        holds(slug, statement, args).ruling("Q7").why(TYPES).rules(["policy.numbers"])
    };
    let no = |slug, statement, args| {
        fails(slug, statement, args).ruling("Q7").why(TYPES).rules(["policy.numbers"])
    };
    vec![
        yes("integer-is-float", r#"["==",".a",1.0]"#, r#"{"a":1}"#).title("1 == 1.0."),
        yes("float-is-integer", r#"["==",".a",1]"#, r#"{"a":1.0}"#).title("1.0 == 1."),
        yes("in-a-list", r#"["==",".a",[1.0]]"#, r#"{"a":[1]}"#)
            .title("[1] == [1.0]: two peers compare numbers by value at the top only."),
        yes("in-a-map", r#"["==",".a",{"b":1}]"#, r#"{"a":{"b":1.0}}"#)
            .title("{\"b\": 1.0} == {\"b\": 1}."),
        no("unequal-types", r#"["!=",".a",1.0]"#, r#"{"a":1}"#).title("Not 1 != 1.0."),
        no("unequal-types-at-depth", r#"["!=",".a",[[1.0]]]"#, r#"{"a":[[1]]}"#)
            .title("Not [[1]] != [[1.0]]."),
        yes("float-bound", r#"["<",".a",1.5]"#, r#"{"a":1}"#).title("1 < 1.5."),
        no("float-bound-below", r#"[">=",".a",1.5]"#, r#"{"a":1}"#).title("Not 1 >= 1.5."),
        yes("negative-fraction", r#"["<",".a",-0.5]"#, r#"{"a":-1}"#)
            .title("-1 < -0.5: cutting off at the point gives -1 < 0, rounding -1 < -1."),
        no("negative-fraction-at-zero", r#"["<=",".a",-0.5]"#, r#"{"a":0}"#)
            .title("Not 0 <= -0.5: cutting off at the point gives 0 <= 0."),
        yes("least-float", r#"[">",".a",0]"#, r#"{"a":5e-324}"#)
            .title("The least float there is, is greater than zero."),
        yes("two-floats", r#"["==",".a",0.1]"#, r#"{"a":0.1}"#).title("0.1 == 0.1."),
        no("two-floats-side-by-side", r#"["==",".a",0.1]"#, r#"{"a":0.10000000000000002}"#)
            .title("Not 0.10000000000000002 == 0.1: there is no tolerance."),
    ]
}

fn exact() -> Vec<CaseBuilder> {
    let yes = |slug, statement, args| {
        holds(slug, statement, args).ruling("Q7").why(ROUNDED).rules(["policy.numbers"])
    };
    let no = |slug, statement, args| {
        fails(slug, statement, args).ruling("Q7").why(ROUNDED).rules(["policy.numbers"])
    };
    vec![
        yes("two-to-the-53", r#"["==",".a",9007199254740992.0]"#, r#"{"a":9007199254740992}"#)
            .title("2^53 is the float 2^53."),
        no("one-more", r#"["==",".a",9007199254740992.0]"#, r#"{"a":9007199254740993}"#)
            .title("2^53 + 1 is not the float 2^53."),
        yes("one-more-is-greater", r#"[">",".a",9007199254740992.0]"#, r#"{"a":9007199254740993}"#)
            .title("2^53 + 1 is greater than the float 2^53."),
        no("one-more-of-integers", r#"["==",".a",9007199254740992]"#, r#"{"a":9007199254740993}"#)
            .title("2^53 + 1 is not 2^53."),
        no(
            "one-more-at-depth",
            r#"["==",".a",[9007199254740992.0]]"#,
            r#"{"a":[9007199254740993]}"#,
        )
        .title("[2^53 + 1] is not the list of the float 2^53."),
        yes(
            "one-less-than-minus",
            r#"["<",".a",-9007199254740992.0]"#,
            r#"{"a":-9007199254740993}"#,
        )
        .title("-2^53 - 1 is less than the float -2^53."),
        yes("64-bits", r#"["<",".a",18446744073709551615]"#, r#"{"a":18446744073709551614}"#)
            .title("2^64 - 2 is less than 2^64 - 1."),
        yes(
            "negative-64-bits",
            r#"[">",".a",-18446744073709551616]"#,
            r#"{"a":-18446744073709551615}"#,
        )
        .title("-2^64 + 1 is greater than -2^64: signed 64 bits wrap around."),
        no(
            "64-bits-and-a-float",
            r#"["==",".a",18446744073709551616.0]"#,
            r#"{"a":18446744073709551615}"#,
        )
        .title("2^64 - 1 is not the float 2^64."),
        yes("large-float", r#"["<",".a",1.5e300]"#, r#"{"a":18446744073709551615}"#)
            .title("2^64 - 1 is less than 1.5e300, which no integer holds."),
    ]
}

fn other_kinds() -> Vec<CaseBuilder> {
    let no = |slug, args| {
        fails(slug, r#"[">=",".a",0]"#, args)
            .section("Comparisons")
            .ruling("Q7")
            .why("The text has it false, and not an exception or a conversion to a number.")
            .rules(["policy.number-kind"])
    };
    vec![
        holds("zero-at-least", r#"[">=",".a",0]"#, r#"{"a":0}"#)
            .section("Comparisons")
            .title("Zero is at least zero.")
            .why("A test for truth takes it for nothing.")
            .rules(["policy.number-kind"]),
        no("digits", r#"{"a":"1"}"#).title("Digits in a string are not at least zero."),
        no("null", r#"{"a":null}"#).title("Null is not at least zero."),
        no("missing", "{}").title("What is missing is not at least zero."),
        no("true", r#"{"a":true}"#).title("True is not at least zero."),
        no("list-of-a-number", r#"{"a":[1]}"#).title("A list of a number is not at least zero."),
        no("bytes", r#"{"a":{"/":{"bytes":"AQ"}}}"#).title("Bytes are not at least zero."),
        fails("null-at-most", r#"["<=",".a",0]"#, r#"{"a":null}"#)
            .section("Comparisons")
            .ruling("Q7")
            .title("Null is not at most zero either.")
            .why("In some languages it is both.")
            .rules(["policy.number-kind"]),
        fails("text-at-most", r#"["<=",".a",0]"#, r#"{"a":""}"#)
            .section("Comparisons")
            .ruling("Q7")
            .title("The empty string is not at most zero.")
            .why("In some languages it is zero.")
            .rules(["policy.number-kind"]),
    ]
}
