//! Integers and floats.

use super::{accepts, refuses};
use crate::case::CaseBuilder;

const NUMBER: &str = "json.number";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [integers(), floats(), spellings(), broken()].concat()
}

fn integers() -> Vec<CaseBuilder> {
    let accepted = |slug: &str, text: &str| {
        accepts(slug, text, NUMBER)
            .section("Numbers")
            .why("Integers are whole and exact, also where JavaScript's numbers are not.")
            .computed("@ipld/dag-json 11.0.1")
    };
    let refused = |slug: &str, text: &str| {
        refuses(slug, text, NUMBER, "JsonIntegerOutOfRange", 0)
            .section("Numbers")
            .ruling("T3")
            .why("A reader that goes over to a float changes the value.")
            .stated("beyond what DAG-CBOR can say")
    };
    vec![
        accepted("integer", "42").title("42 is an integer."),
        accepted("integer-zero", "0").title("0 is an integer."),
        accepted("integer-negative", "-1").title("-1 is an integer."),
        accepted("integer-beyond-53-bits", "9007199254740993")
            .title("2^53 + 1 is an integer, and not its even neighbour."),
        accepted("integer-2-63", "9223372036854775808").title("2^63 is an integer."),
        accepted("integer-2-64-minus-1", "18446744073709551615")
            .title("2^64 - 1 is the largest integer."),
        accepted("integer-minus-2-64", "-18446744073709551616")
            .title("-2^64 is the smallest integer."),
        refused("integer-2-64", "18446744073709551616").title("2^64 is refused."),
        refused("integer-beyond-minus-2-64", "-18446744073709551617")
            .title("-2^64 - 1 is refused."),
        refused(
            "integer-of-60-digits",
            "100000000000000000000000000000000000000000000000000000000000",
        )
        .title("10^59 as an integer is refused."),
    ]
}

/// Floats in the one spelling: ECMAScript's, and `.0` where it has neither point nor exponent.
fn floats() -> Vec<CaseBuilder> {
    let accepted = |slug: &str, text: &str| {
        accepts(slug, text, NUMBER)
            .section("Numbers")
            .why("A float has one spelling: the digits of ECMAScript, and a point or an exponent.")
            .computed("Number.prototype.toString of Node 20, with .0 behind whole numbers")
    };
    vec![
        accepted("float", "1.5").title("1.5 is a float."),
        accepted("float-whole", "1.0")
            .title("1.0 is a float, and not the integer 1.")
            .why("Without the point it would come back as an integer, which is another value."),
        accepted("float-zero", "0.0").title("0.0 is a float."),
        accepted("float-shortest", "0.1").title("0.1 stands for the float next to it."),
        accepted("float-small-without-exponent", "0.000001")
            .title("A millionth is written without an exponent."),
        accepted("float-small-with-exponent", "1e-7").title("A tenth of that is written with one."),
        accepted("float-large-without-exponent", "100000000000000000000.0")
            .title("1e20 is written without an exponent."),
        accepted("float-large-with-exponent", "1e+21")
            .title("1e21 is written with one, and with its sign."),
        accepted("float-largest", "1.7976931348623157e+308").title("The largest float."),
        accepted("float-smallest", "5e-324").title("The smallest positive float."),
    ]
}

/// The same floats in other spellings.
fn spellings() -> Vec<CaseBuilder> {
    let refused = |slug: &str, text: &str| {
        refuses(slug, text, NUMBER, "JsonNonCanonicalFloat", 0)
            .section("Numbers")
            .why("Every other spelling is another address for the same float.")
            .stated("Number.prototype.toString of ECMAScript gives another text")
    };
    let zero = |slug: &str, text: &str| {
        refuses(slug, text, NUMBER, "JsonNegativeZero", 0)
            .section("Numbers")
            .ruling("T3")
            .why("It is equal to zero, and equal values have equal bytes.")
    };
    vec![
        refused("float-with-trailing-zero", "1.50").title("1.50 is refused."),
        refused("float-with-two-zeros", "1.00").title("1.00 is refused."),
        refused("float-with-needless-exponent", "1e2").title("1e2 instead of 100.0 is refused."),
        refused("float-with-capital-exponent", "1E+21").title("1E+21 instead of 1e+21 is refused."),
        refused("float-without-sign-of-exponent", "1e21")
            .title("1e21 instead of 1e+21 is refused."),
        refused("float-with-zero-in-exponent", "1e-07").title("1e-07 instead of 1e-7 is refused."),
        refused("float-without-exponent", "0.0000001")
            .title("0.0000001 instead of 1e-7 is refused."),
        refused("float-early-exponent", "1e-6").title("1e-6 instead of 0.000001 is refused."),
        refused("float-with-more-digits", "0.1000000000000000055511151231257827")
            .title("0.1 in all its digits is refused."),
        refused("float-with-one-digit-too-many", "0.30000000000000000")
            .title("0.3 in seventeen digits is refused."),
        refused("float-too-small", "1e-400")
            .title("1e-400 is zero, and refused as a spelling of it."),
        zero("negative-zero", "-0").title("-0 as an integer is refused."),
        zero("negative-zero-float", "-0.0").title("-0.0 is refused."),
    ]
}

fn broken() -> Vec<CaseBuilder> {
    let refused = |slug: &str, text: &str, error| {
        refuses(slug, text, NUMBER, error, 0)
            .section("Numbers")
            .why("Parsers forgive it, and read different numbers.")
            .stated("RFC 8259, section 6")
    };
    vec![
        refused("leading-zero", "01", "JsonLeadingZero").title("01 is refused."),
        refused("leading-zero-behind-sign", "-01", "JsonLeadingZero").title("-01 is refused."),
        refused("leading-zero-of-a-float", "00.5", "JsonLeadingZero").title("00.5 is refused."),
        refused("no-digit-behind-point", "[1.]", "JsonInvalidNumber")
            .title("A point without a digit behind it is refused.")
            .expect_error_at("JsonInvalidNumber", 1),
        refused("no-digit-in-exponent", "[1e]", "JsonInvalidNumber")
            .title("An exponent without a digit is refused.")
            .expect_error_at("JsonInvalidNumber", 1),
        refused("sign-alone", "[-]", "JsonInvalidNumber")
            .title("A sign alone is refused.")
            .expect_error_at("JsonInvalidNumber", 1),
        refused("no-digit-before-point", ".5", "JsonUnexpectedToken")
            .title("A point without a digit before it is refused."),
        refused("plus-sign", "+1", "JsonUnexpectedToken").title("A plus sign is refused."),
        refused("hexadecimal", "0x10", "JsonTrailingBytes")
            .title("Hexadecimal is refused: a zero, and bytes behind it.")
            .expect_error_at("JsonTrailingBytes", 1),
        refused("float-too-large", "1e+309", "JsonFloatOutOfRange")
            .title("1e309 is refused.")
            .why("A reader that makes it infinite has a value that nobody can write."),
    ]
}
