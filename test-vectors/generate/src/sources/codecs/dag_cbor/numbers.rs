//! Integers, lengths, floats and simple values.

use super::{accepts, refuses};
use crate::{case::CaseBuilder, hex};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [integers(), lengths(), floats(), simple_values()].concat()
}

fn integers() -> Vec<CaseBuilder> {
    let shortest = "cbor.shortest";
    let long = |slug: &str, bytes: &[u8]| {
        refuses(slug, bytes, shortest, "CborNotShortest", 0)
            .why("Each longer form of an integer is another CID for the same value.")
    };
    let whole = "Peers that keep integers in 64 signed bits, or in floats, lose this one.";
    vec![
        accepts(
            "integers-at-the-widths",
            hex!("8b 00 17 1818 18ff 190100 19ffff 1a00010000 1affffffff 1b0000000100000000 20 37"),
            shortest,
        )
        .title("The first and last integers of each width are canonical.")
        .why("Off by one at a width, and the same integer has two forms or none."),
        accepts("integer-2-64-minus-1", hex!("1bffffffffffffffff"), shortest)
            .title("2^64 - 1 is the largest integer.")
            .why(whole),
        accepts("integer-minus-2-64", hex!("3bffffffffffffffff"), shortest)
            .title("-2^64 is the smallest integer.")
            .why(whole),
        long("integer-23-in-2-bytes", &hex!("1817")).title("23 in two bytes is refused."),
        long("integer-255-in-3-bytes", &hex!("1900ff")).title("255 in three bytes is refused."),
        long("integer-65535-in-5-bytes", &hex!("1a0000ffff"))
            .title("65535 in five bytes is refused."),
        long("integer-2-32-minus-1-in-9-bytes", &hex!("1b00000000ffffffff"))
            .title("2^32 - 1 in nine bytes is refused."),
        long("integer-minus-24-in-2-bytes", &hex!("3817")).title("-24 in two bytes is refused."),
        refuses("long-integer-inside", hex!("82 01 a1 6161 1800"), shortest, "CborNotShortest", 5)
            .title("An integer in a map in a list is held to the same rule.")
            .why("A check of the outermost item alone guards nothing."),
        refuses("bignum", hex!("c2 49 010000000000000000"), "cbor.tag", "CborUnsupportedTag", 0)
            .title("2^64 as a bignum (tag 2) is refused.")
            .why("DAG-CBOR has no bignums; the data model's integers end at 64 bits here."),
    ]
}

fn lengths() -> Vec<CaseBuilder> {
    let long = |slug: &str, bytes: &[u8], what: &str| {
        refuses(slug, bytes, "cbor.shortest", "CborNotShortest", 0)
            .title(format!("The length of {what} in two bytes where one does is refused."))
            .why("Lengths are integers too.")
    };
    let open = |slug: &str, bytes: &[u8], what: &str| {
        refuses(slug, bytes, "cbor.definite", "CborIndefiniteLength", 0)
            .title(format!("{what} of open length is refused."))
            .why("With open lengths every value has as many forms as it has cuts.")
    };
    vec![
        long("long-length-of-bytes", &hex!("5801 00"), "bytes"),
        long("long-length-of-text", &hex!("7801 61"), "a text"),
        long("long-length-of-list", &hex!("9801 00"), "a list"),
        long("long-length-of-map", &hex!("b801 616100"), "a map"),
        refuses("long-tag", hex!("d9002a 4100"), "cbor.shortest", "CborNotShortest", 0)
            .title("Tag 42 in three bytes is refused.")
            .why("Tags are integers too."),
        refuses("long-length-of-key", hex!("a1 780161 00"), "cbor.shortest", "CborNotShortest", 1)
            .title("The length of a key in two bytes is refused.")
            .why("Keys are read by other code than values in some parsers."),
        open("open-bytes", &hex!("5f 4100 ff"), "A byte string"),
        open("open-text", &hex!("7f 6161 ff"), "A text"),
        open("open-list", &hex!("9f 00 ff"), "A list"),
        open("open-map", &hex!("bf 6161 00 ff"), "A map"),
        refuses("open-key", hex!("a1 7f 6161 ff 00"), "cbor.definite", "CborIndefiniteLength", 1)
            .title("A key of open length is refused.")
            .why("Keys are read by other code than values in some parsers."),
        refuses("lone-break", hex!("ff"), "cbor.definite", "CborIndefiniteLength", 0)
            .title("A break code alone is refused.")
            .why("It ends something that never began."),
        refuses("break-in-list", hex!("81 ff"), "cbor.definite", "CborIndefiniteLength", 1)
            .title("A break code in a list of known length is refused.")
            .why("It ends something that never began."),
        refuses("reserved-head", hex!("1c"), "cbor.shortest", "CborReservedHead", 0)
            .title("A byte that CBOR reserves (28 to 30 as additional information) is refused.")
            .why("What it will mean one day is not known."),
        accepts("definite-lengths", hex!("84 40 60 80 a0"), "cbor.definite")
            .title("Empty bytes, text, list and map of known length are canonical.")
            .why("Zero is a length."),
    ]
}

fn floats() -> Vec<CaseBuilder> {
    let finite = |slug: &str, bytes: &[u8], error| {
        refuses(slug, bytes, "cbor.float-finite", error, 0)
            .why("It is not equal to itself, or equal to something else: it has no one meaning.")
    };
    vec![
        accepts("float-in-64-bits", hex!("fb 3ff8000000000000"), "cbor.float-width")
            .title("1.5 in 64 bits is canonical.")
            .why("DAG-CBOR has one width, not the shortest that fits."),
        accepts("whole-float", hex!("fb 3ff0000000000000"), "cbor.float-width")
            .title("1.0 is a float and stays one.")
            .why("A codec that writes it as the integer 1 changes the CID."),
        accepts("float-zero", hex!("fb 0000000000000000"), "cbor.float-finite")
            .title("Positive zero as a float is canonical.")
            .why("Only the negative one is refused."),
        accepts(
            "float-subnormal",
            hex!("82 fb 0000000000000001 fb 7fefffffffffffff"),
            "cbor.float-finite",
        )
        .title("The smallest and the largest positive float are canonical.")
        .why("Subnormal numbers are finite."),
        refuses("float-in-16-bits", hex!("f9 3e00"), "cbor.float-width", "CborNarrowFloat", 0)
            .title("1.5 in 16 bits is refused.")
            .why("CBOR's own canonical form is this one; DAG-CBOR's is not."),
        refuses("float-in-32-bits", hex!("fa 3fc00000"), "cbor.float-width", "CborNarrowFloat", 0)
            .title("1.5 in 32 bits is refused.")
            .why("The same float would have another CID."),
        finite("nan", &hex!("fb 7ff8000000000000"), "CborNonFiniteFloat").title("NaN is refused."),
        finite("nan-with-payload", &hex!("fb 7ff0000000000001"), "CborNonFiniteFloat")
            .title("A signalling NaN with bits of its own is refused."),
        finite("infinity", &hex!("fb 7ff0000000000000"), "CborNonFiniteFloat")
            .title("Infinity is refused."),
        finite("negative-infinity", &hex!("fb fff0000000000000"), "CborNonFiniteFloat")
            .title("Negative infinity is refused."),
        finite("negative-zero", &hex!("fb 8000000000000000"), "CborNegativeZero")
            .title("Negative zero is refused."),
        refuses("nan-in-16-bits", hex!("f9 7e00"), "cbor.float-width", "CborNarrowFloat", 0)
            .title("NaN in 16 bits is refused for its width.")
            .why("It breaks two rules; the width is seen first."),
        refuses(
            "nan-inside",
            hex!("a1 6178 81 fb 7ff8000000000000"),
            "cbor.float-finite",
            "CborNonFiniteFloat",
            4,
        )
        .title("NaN in a list in a map is refused where it stands.")
        .why("The place helps whoever made it."),
    ]
}

fn simple_values() -> Vec<CaseBuilder> {
    let refused = |slug: &str, bytes: &[u8]| {
        refuses(slug, bytes, "cbor.simple", "CborUnsupportedSimple", 0)
            .why("The data model has false, true and null; the rest has no place in it.")
    };
    vec![
        accepts("false-true-null", hex!("83 f4 f5 f6"), "cbor.simple")
            .title("False, true and null are canonical.")
            .why("They are the whole list."),
        refused("undefined", &hex!("f7")).title("Undefined is refused."),
        refused("simple-0", &hex!("e0")).title("The simple value 0 is refused."),
        refused("simple-19", &hex!("f3")).title("The simple value 19 is refused."),
        refused("simple-255", &hex!("f8 ff"))
            .title("The simple value 255 in two bytes is refused."),
        refused("false-in-2-bytes", &hex!("f8 14")).title("False in two bytes is refused."),
    ]
}
