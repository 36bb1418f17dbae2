//! Values written and read.

use crate::{case, case::CaseBuilder, hex};

const BOTH: &str = "@ipld/dag-cbor 10.0.2 and @ipld/dag-json 11.0.1";

pub(super) fn cases() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for (slug, title, why, dag_json, bytes) in [
        (
            "map",
            "A map is written with its keys in order.",
            "The payload of the signature cases.",
            r#"{"count":42,"hello":"world"}"#,
            hex!("a2 65636f756e74 182a 6568656c6c6f 65776f726c64").as_slice(),
        ),
        (
            "map-by-length",
            "A map is written with the shorter keys first, whatever the order of JSON.",
            "DAG-JSON and DAG-CBOR have different orders.",
            r#"{"":4,"a":3,"aa":2,"b":1}"#,
            &hex!("a4 60 04 6161 03 6162 01 626161 02"),
        ),
        (
            "map-beyond-ascii",
            "A map is written with its keys by length and bytes of their UTF-8.",
            "Languages that sort by UTF-16 units have another order.",
            r#"{"z":2,"é":1,"｡":4,"😀":3}"#,
            &hex!("a4 617a 02 62c3a9 01 63efbda1 04 64f09f9880 03"),
        ),
        (
            "largest-integer",
            "2^64 - 1 is written in nine bytes.",
            "Peers that keep integers in floats lose it.",
            "18446744073709551615",
            &hex!("1bffffffffffffffff"),
        ),
        (
            "smallest-integer",
            "-2^64 is written in nine bytes.",
            "It does not fit 64 signed bits.",
            "-18446744073709551616",
            &hex!("3bffffffffffffffff"),
        ),
        (
            "float",
            "1.5 is written in 64 bits.",
            "CBOR libraries write 16 bits where they fit.",
            "1.5",
            &hex!("fb 3ff8000000000000"),
        ),
        (
            "bytes",
            "Bytes are a byte string.",
            "Not a text in base64.",
            r#"{"/":{"bytes":"+/8"}}"#,
            &hex!("42 fbff"),
        ),
        (
            "link",
            "A link is tag 42, a zero byte and the CID.",
            "The zero byte is left of the days when it named a base.",
            r#"{"/":"bafkreiebzrnroamgos2adnbpgw5apo3z4iishhbdx77gldnbk57d4zdio4"}"#,
            &hex!(
                "d82a 5825 00 01551220",
                "81cc5b17018674b401b42f35ba07bb79e211239c23bffe658da1577e3e646877",
            ),
        ),
        (
            "nested",
            "Lists, maps, bytes, numbers and the three simple values.",
            "All kinds but links and floats in one value.",
            r#"{"bytes":{"/":{"bytes":"AQID"}},"list":[1,-1,[true,false,null]]}"#,
            &hex!("a2 646c697374 83 01 20 83 f5 f4 f6 656279746573 43 010203"),
        ),
    ] {
        cases.push(
            case(format!("encode-{slug}"))
                .section("Strictness")
                .operation("dag-cbor.encode")
                .title(title)
                .why(why)
                .input("dag-json", dag_json)
                .expect_value(bytes)
                .computed(computed(slug))
                .rules([rule(slug)]),
        );
        cases.push(
            case(format!("decode-{slug}"))
                .section("Strictness")
                .operation("dag-cbor.decode")
                .title(title.replace("is written", "is read as it was written"))
                .why(why)
                .input("bytes", bytes)
                .expect_value(dag_json)
                .computed(computed(slug))
                .rules([rule(slug)]),
        );
    }
    cases.extend(floats());
    cases
}

/// JavaScript sorts the text of one of them in another way, so it is not asked there.
fn computed(slug: &str) -> &'static str {
    if slug == "map-beyond-ascii" {
        "@ipld/dag-cbor 10.0.2; the order of the text is stated"
    } else {
        BOTH
    }
}

fn rule(slug: &str) -> &'static str {
    match slug {
        "map" | "map-by-length" | "map-beyond-ascii" => "cbor.key-order",
        "float" => "cbor.float-width",
        "link" => "cbor.cid",
        _ => "cbor.shortest",
    }
}

/// Floats that DAG-JSON cannot say, or says in its own way.
fn floats() -> [CaseBuilder; 6] {
    let case = |slug: &str, float64: [u8; 8]| {
        case(slug)
            .section("Strictness")
            .ruling("T3")
            .operation("dag-cbor.encode")
            .input("float64", float64)
    };
    let refused = |slug: &str, float64: [u8; 8]| {
        case(slug, float64)
            .why("A writer that writes it makes bytes that no strict reader takes.")
            .expect_error("CborUnrepresentable")
            .rules(["cbor.float-finite"])
    };
    [
        case("encode-whole-float", hex!("3ff0000000000000"))
            .title("1.0 is written as a float.")
            .why("As an integer it would be another value.")
            .expect_value(hex!("fb 3ff0000000000000"))
            .rules(["cbor.float-width"]),
        case("encode-subnormal", hex!("0000000000000001"))
            .title("The smallest positive float is written as it is.")
            .why("Arithmetic that flushes it to zero changes the value.")
            .expect_value(hex!("fb 0000000000000001"))
            .rules(["cbor.float-finite"]),
        case("encode-negative-zero", hex!("8000000000000000"))
            .title("Negative zero is written as zero.")
            .why("The two are equal, and equal values have equal bytes.")
            .expect_value(hex!("fb 0000000000000000"))
            .rules(["cbor.float-finite"]),
        refused("encode-nan", hex!("7ff8000000000000")).title("NaN is not written."),
        refused("encode-infinity", hex!("7ff0000000000000")).title("Infinity is not written."),
        refused("encode-negative-infinity", hex!("fff0000000000000"))
            .title("Negative infinity is not written."),
    ]
}
