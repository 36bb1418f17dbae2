//! Values written and read.

use crate::{case, case::CaseBuilder, hex};

const BOTH: &str = "@ipld/dag-cbor 10.0.2 and @ipld/dag-json 11.0.1";
const ECMASCRIPT: &str = "Number.prototype.toString of Node 20, with .0 behind whole numbers";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [pairs(), floats(), refused()].concat()
}

/// A value in both encodings, written and read.
fn pair(
    slug: &str,
    title: &str,
    why: &'static str,
    rule: &'static str,
    dag_cbor: &[u8],
    text: &str,
) -> [CaseBuilder; 2] {
    [
        case(format!("encode-{slug}"))
            .section("Serialization")
            .operation("dag-json.encode")
            .title(format!("{title} is written in its one form."))
            .why(why)
            .input("dag-cbor", dag_cbor)
            .expect_value(text)
            .rules([rule]),
        case(format!("decode-{slug}"))
            .section("Serialization")
            .operation("dag-json.decode")
            .title(format!("{title} is read from its one form."))
            .why(why)
            .input("text", text)
            .expect_value(dag_cbor)
            .rules([rule]),
    ]
}

fn pairs() -> Vec<CaseBuilder> {
    [
        pair(
            "map",
            "A map",
            "The payload of the signature cases.",
            "json.key-order",
            &hex!("a2 65636f756e74 182a 6568656c6c6f 65776f726c64"),
            r#"{"count":42,"hello":"world"}"#,
        ),
        pair(
            "map-by-bytes",
            "A map whose keys are in another order in DAG-CBOR",
            "DAG-JSON and DAG-CBOR have different orders.",
            "json.key-order",
            &hex!("a4 60 04 6161 03 6162 01 626161 02"),
            r#"{"":4,"a":3,"aa":2,"b":1}"#,
        ),
        pair(
            "string",
            "A string with everything that is escaped and some that is not",
            "Each language's encoder escapes something else.",
            "json.string",
            &hex!("75 61 22 5c 08 0c 0a 0d 09 01 1f 7f e280a8 c3a9 f09f9880 2f"),
            "\"a\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\u{7f}\u{2028}é😀/\"",
        ),
        pair(
            "largest-integer",
            "2^64 - 1",
            "Peers that keep integers in floats lose it.",
            "json.number",
            &hex!("1bffffffffffffffff"),
            "18446744073709551615",
        ),
        pair(
            "smallest-integer",
            "-2^64",
            "It does not fit 64 signed bits.",
            "json.number",
            &hex!("3bffffffffffffffff"),
            "-18446744073709551616",
        ),
        pair(
            "float",
            "1.5",
            "The plain case of a float.",
            "json.number",
            &hex!("fb 3ff8000000000000"),
            "1.5",
        ),
        pair(
            "bytes",
            "A byte string",
            "No padding, and the alphabet with + and /.",
            "json.bytes",
            &hex!("42 fbff"),
            r#"{"/":{"bytes":"+/8"}}"#,
        ),
        pair(
            "link",
            "A link",
            "Base32 in lower case.",
            "json.link",
            &hex!(
                "d82a 5825 00 01551220",
                "81cc5b17018674b401b42f35ba07bb79e211239c23bffe658da1577e3e646877",
            ),
            r#"{"/":"bafkreiebzrnroamgos2adnbpgw5apo3z4iishhbdx77gldnbk57d4zdio4"}"#,
        ),
        pair(
            "link-v0",
            "A link of version 0",
            "It keeps its version and its base.",
            "json.link",
            &hex!(
                "d82a 5823 00 1220",
                "22ad631c69ee983095b5b8acd029ff94aff1dc6c48837878589a92b90dfea317",
            ),
            r#"{"/":"QmQg1v4o9xdT3Q14wh4S7dxZkDjyZ9ssFzFzyep1YrVJBY"}"#,
        ),
        pair(
            "map-with-slash",
            "A map with the key \"/\" that is neither link nor bytes",
            "Not every map with that key is kept.",
            "json.reserved",
            &hex!("a2 612e 01 612f 63666f6f"),
            r#"{".":1,"/":"foo"}"#,
        ),
    ]
    .concat()
    .into_iter()
    .map(|case| case.computed(BOTH))
    .collect()
}

/// Floats as ECMAScript writes them, and `.0`.
fn floats() -> Vec<CaseBuilder> {
    let why = "A float has one spelling, and is no integer when it is read again.";
    let pair = |slug: &str, title: &str, bits: [u8; 8], text: &str| {
        pair(slug, title, why, "json.number", &[[0xfb].as_slice(), &bits].concat(), text)
    };
    [
        pair("whole-float", "1.0", hex!("3ff0000000000000"), "1.0"),
        pair("float-zero", "0.0", hex!("0000000000000000"), "0.0"),
        pair("float-0-1", "0.1", hex!("3fb999999999999a"), "0.1"),
        pair("float-1e20", "1e20", hex!("4415af1d78b58c40"), "100000000000000000000.0"),
        pair("float-1e21", "1e21", hex!("444b1ae4d6e2ef50"), "1e+21"),
        pair("float-1e-6", "A millionth", hex!("3eb0c6f7a0b5ed8d"), "0.000001"),
        pair("float-1e-7", "A tenth of a millionth", hex!("3e7ad7f29abcaf48"), "1e-7"),
        pair(
            "float-largest",
            "The largest float",
            hex!("7fefffffffffffff"),
            "1.7976931348623157e+308",
        ),
        pair("float-smallest", "The smallest positive float", hex!("0000000000000001"), "5e-324"),
        pair("float-2-53", "2^53 as a float", hex!("4340000000000000"), "9007199254740992.0"),
    ]
    .concat()
    .into_iter()
    .map(|case| case.section("Numbers").computed(ECMASCRIPT))
    .collect()
}

fn refused() -> Vec<CaseBuilder> {
    let reserved = |slug: &str, dag_cbor: &[u8]| {
        case(slug)
            .section("Parse rejection modes in the reserved namespace")
            .operation("dag-json.encode")
            .why("There is no escape for it: written down, it would come back as something else.")
            .input("dag-cbor", dag_cbor)
            .expect_error("JsonReservedMap")
            .rules(["json.reserved"])
    };
    vec![
        reserved("encode-map-like-a-link", &hex!("a1 612f 63666f6f"))
            .title("A map that would be a link is not written."),
        reserved("encode-map-like-a-link-and-more", &hex!("a2 612f 63666f6f 6362617201"))
            .title("A map that starts like a link is not written."),
        reserved("encode-map-like-bytes", &hex!("a1 612f a1 656279746573 63666f6f"))
            .title("A map that would be bytes is not written."),
        reserved("encode-map-like-bytes-inside", &hex!("81 a1 612f a1 656279746573 60"))
            .title("A map in a list that would be bytes is not written."),
    ]
}
