//! What decoding forgives, and what it does not.

use crate::{case, case::CaseBuilder, hex};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [forgiven(), refused()].concat()
}

fn decode(slug: &str, text: &str) -> CaseBuilder {
    case(slug).section("Serialization").operation("dag-json.decode").input("text", text)
}

fn forgiven() -> Vec<CaseBuilder> {
    let why = "The text asks readers not to insist: people write this, and old data has it.";
    vec![
        decode("decode-white-space", " {\r\n\t\"a\" : [ 1 , 2 ]\n}\n")
            .title("White space between tokens is read over.")
            .why(why)
            .expect_value(hex!("a1 6161 82 01 02"))
            .rules(["json.whitespace"]),
        decode("decode-any-order", r#"{"b":1,"a":2}"#)
            .title("Keys in another order are read.")
            .why(why)
            .expect_value(hex!("a2 6161 02 6162 01"))
            .rules(["json.key-order"]),
        decode("decode-escapes", r#""\u0041\/\u000a\u001F\ud83d\ude00""#)
            .title("Any escape of JSON is read.")
            .why(why)
            .expect_value(hex!("68 41 2f 0a 1f f09f9880"))
            .rules(["json.string"]),
        decode("decode-escaped-slash-as-key", r#"{"\u002f":"bafkqabiaaebagba"}"#)
            .title("A link whose key is escaped is a link.")
            .why("The key is what it means, not how it is written.")
            .expect_value(hex!("d82a 4a 00 01 55 00 05 0001020304"))
            .computed("multiformats 14.0.5: the bytes of the CID")
            .rules(["json.link"]),
        decode("decode-exponent", "1e2")
            .section("Numbers")
            .title("A float with an exponent it does not need is read as a float.")
            .why("It is no integer, though it is whole.")
            .expect_value(hex!("fb 4059000000000000"))
            .rules(["json.number"]),
        decode("decode-trailing-zeros", "[1.50,1.0,1E+2]")
            .section("Numbers")
            .title("Floats in other spellings are read as floats.")
            .why(why)
            .expect_value(hex!("83 fb 3ff8000000000000 fb 3ff0000000000000 fb 4059000000000000"))
            .rules(["json.number"]),
        decode("decode-many-digits", "0.1000000000000000055511151231257827")
            .section("Numbers")
            .title("A float with many digits is the nearest one.")
            .why("Rounding twice, or by powers of ten, gives its neighbour.")
            .expect_value(hex!("fb 3fb999999999999a"))
            .computed("Number of Node 20")
            .rules(["json.number"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let duplicate = |slug: &str, text: &str, offset| {
        decode(slug, text)
            .why(
                "One parser takes the first value, another the last: nothing can be forgiven here.",
            )
            .expect_error_at("JsonDuplicateKey", offset)
            .rules(["json.key-unique"])
    };
    let refused = |slug: &str, text: &str, error: &'static str, rule: &'static str| {
        decode(slug, text).expect_error(error).rules([rule])
    };
    vec![
        duplicate("decode-keys-twice", r#"{"a":1,"a":2}"#, 7).title("One key twice is refused."),
        duplicate("decode-keys-twice-apart", r#"{"a":1,"b":2,"a":3}"#, 13)
            .title("One key twice with another between is refused."),
        duplicate("decode-keys-twice-by-escape", r#"{"a":1,"\u0061":2}"#, 7)
            .title("One key twice, once with an escape, is refused."),
        duplicate("decode-keys-twice-by-pair", r#"{"😀":1,"\ud83d\ude00":2}"#, 10)
            .title("One key twice, once as a surrogate pair, is refused."),
        duplicate("decode-keys-twice-deep", r#"[{"a":{"x":1,"x":1}}]"#, 13)
            .title("One key twice in a map in a map is refused."),
        refused(
            "decode-reserved-in-any-order",
            r#"{"bar":1,"/":"foo"}"#,
            "JsonReservedMap",
            "json.reserved",
        )
        .section("Parse rejection modes in the reserved namespace")
        .title("A string behind \"/\" and another key in front are refused.")
        .why("In order, \"/\" is the first key: what a map means must not hang on the order.")
        .stated("the keys are those of a reserved map once they are sorted"),
        refused(
            "decode-integer-out-of-range",
            "18446744073709551616",
            "JsonIntegerOutOfRange",
            "json.number",
        )
        .section("Numbers")
        .title("2^64 is refused, not rounded.")
        .why("An integer never turns into a float."),
        refused("decode-float-out-of-range", "1e400", "JsonFloatOutOfRange", "json.number")
            .section("Numbers")
            .title("1e400 is refused, not infinite.")
            .why("There is no infinity in the data model."),
        refused("decode-negative-zero", "-0.0", "JsonNegativeZero", "json.number")
            .section("Numbers")
            .ruling("T3")
            .title("-0.0 is refused.")
            .why("It would not be written again as it came."),
        refused("decode-lone-surrogate", r#""\ud800""#, "JsonLoneSurrogate", "json.string")
            .title("Half a surrogate pair is refused.")
            .why("It has no UTF-8; readers put U+FFFD for it and change what was signed."),
        refused(
            "decode-padded-bytes",
            r#"{"/":{"bytes":"oQ=="}}"#,
            "JsonBase64Padding",
            "json.bytes",
        )
        .section("Bytes")
        .title("Padded bytes are refused.")
        .why("The text says without padding, for readers too."),
        refused(
            "decode-stray-bits",
            r#"{"/":{"bytes":"oR"}}"#,
            "JsonBase64StrayBits",
            "json.bytes",
        )
        .section("Bytes")
        .title("Bits behind the last byte are refused.")
        .why("They would be dropped in silence."),
        refused(
            "decode-link-in-base58",
            r#"{"/":"zb2rhfNxX68wqs2N7fejfeQbphvCVPu1oG4DE2SziZnGmpdWW"}"#,
            "JsonNonCanonicalCid",
            "json.link",
        )
        .section("The Reserved Namespace")
        .title("A link in base58 is refused.")
        .why("The text says base32 for version 1, for readers too."),
        refused("decode-no-cid", r#"{"/":"foo"}"#, "JsonInvalidCid", "json.link")
            .section("The Reserved Namespace")
            .title("A link to a word is refused.")
            .why("As a plain map it could not be told from a link."),
        refused("decode-trailing-value", "1 2", "JsonTrailingBytes", "json.complete")
            .title("A second value behind a space is refused.")
            .why("White space is forgiven, another value is not."),
        refused("decode-comma", "[1,]", "JsonUnexpectedToken", "json.complete")
            .title("A comma behind the last item is refused.")
            .why("This is no JSON."),
        refused("decode-cut", "[1", "JsonUnexpectedEnd", "json.complete")
            .title("A list without its end is refused.")
            .why("What is not there must not be filled up."),
    ]
}
