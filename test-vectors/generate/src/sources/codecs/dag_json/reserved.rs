//! Links, bytes, and maps that look like them.

use super::{accepts, check};
use crate::{case, case::CaseBuilder, hex};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [links(), bytes(), maps()].concat()
}

fn refuses(slug: &str, text: &str, rule: &'static str, error: &'static str) -> CaseBuilder {
    check(slug, text, rule).expect_error(error)
}

fn links() -> Vec<CaseBuilder> {
    let other_base = |slug: &str, cid: &str| {
        refuses(slug, &format!(r#"{{"/":"{cid}"}}"#), "json.link", "JsonNonCanonicalCid")
            .section("Links")
            .ruling("T6")
            .why("Every base is another address for the same link.")
            .computed("multiformats 14.0.5")
    };
    let no_cid = |slug: &str, text: &str| {
        refuses(slug, text, "json.link", "JsonInvalidCid").section("The Reserved Namespace").why(
            "What is no CID links to nothing; as a plain map it could not be told from a link.",
        )
    };
    vec![
        accepts(
            "link-v1",
            r#"{"/":"bafkreiebzrnroamgos2adnbpgw5apo3z4iishhbdx77gldnbk57d4zdio4"}"#,
            "json.link",
        )
        .section("Links")
        .title("A CID of version 1 in base32 is a link.")
        .why("The plain case.")
        .published(
            "ipld/codec-fixtures, cid-bafkreiebzrnroamgos2adnbpgw5apo3z4iishhbdx77gldnbk57d4zdio4",
        ),
        accepts(
            "link-v0",
            r#"{"/":"QmQg1v4o9xdT3Q14wh4S7dxZkDjyZ9ssFzFzyep1YrVJBY"}"#,
            "json.link",
        )
        .section("Links")
        .title("A CID of version 0 in base58 is a link.")
        .why("It has no other form.")
        .published("ipld/codec-fixtures, cid-QmQg1v4o9xdT3Q14wh4S7dxZkDjyZ9ssFzFzyep1YrVJBY"),
        accepts("link-identity", r#"{"/":"bafkqabiaaebagba"}"#, "json.link")
            .section("Links")
            .title("A CID that holds its bytes (the identity hash) is a link.")
            .why("The hash of a link is not judged here.")
            .published("ipld/codec-fixtures, cid-bafkqabiaaebagba"),
        other_base("link-in-base58", "zb2rhfNxX68wqs2N7fejfeQbphvCVPu1oG4DE2SziZnGmpdWW")
            .title("A CID of version 1 in base58 is refused."),
        other_base(
            "link-in-upper-case",
            "BAFKREIEBZRNROAMGOS2ADNBPGW5APO3Z4IISHHBDX77GLDNBK57D4ZDIO4",
        )
        .title("A CID of version 1 in upper case is refused."),
        other_base(
            "link-in-base16",
            "f0155122081cc5b17018674b401b42f35ba07bb79e211239c23bffe658da1577e3e646877",
        )
        .title("A CID of version 1 in base16 is refused."),
        no_cid("link-to-a-word", r#"{"/":"foo"}"#).title("A word is no CID."),
        no_cid("link-to-nothing", r#"{"/":""}"#).title("An empty text is no CID."),
        no_cid("link-cut", r#"{"/":"bafkreiebzrnroamgos2adnbpgw5apo3z4iishhbdx77gldnbk57d4zdio"}"#)
            .title("A CID without its last character is none."),
        no_cid(
            "link-trailing-byte",
            r#"{"/":"bafkreiebzrnroamgos2adnbpgw5apo3z4iishhbdx77gldnbk57d4zdio4aa"}"#,
        )
        .title("A CID with a byte behind its digest is none.")
        .computed("multiformats 14.0.5"),
        no_cid(
            "link-v0-in-base32",
            r#"{"/":"bciqcfllddru65gbqsw23rlgqfh7zjl7r3rwera3ypbmjvevzbx7kgfy"}"#,
        )
        .title("A CID of version 0 in base32 is none.")
        .computed("multiformats 14.0.5"),
        no_cid("link-to-a-path", r#"{"/":"/ipfs/bafkqabiaaebagba"}"#).title("A path is no CID."),
    ]
}

fn bytes() -> Vec<CaseBuilder> {
    let accepted = |slug: &str, base64: &str| {
        accepts(slug, &format!(r#"{{"/":{{"bytes":"{base64}"}}}}"#), "json.bytes").section("Bytes")
    };
    let refused = |slug: &str, base64: &str, error| {
        refuses(slug, &format!(r#"{{"/":{{"bytes":"{base64}"}}}}"#), "json.bytes", error)
            .section("Bytes")
            .why("Every other spelling is another address for the same bytes.")
            .stated("RFC 4648, sections 3.2, 3.5 and 4")
    };
    vec![
        accepted("bytes", "oQ")
            .title("One byte in two characters.")
            .why("The plain case.")
            .published("ipld/codec-fixtures, bytes-a1"),
        accepted("bytes-empty", "")
            .title("No bytes are bytes.")
            .why("Empty is a value like others.")
            .published("ipld/codec-fixtures, bytes-empty"),
        accepted("bytes-plus-and-slash", "+/8")
            .title("The alphabet has + and /.")
            .why("The one for URLs has - and _ instead.")
            .computed("@ipld/dag-json 11.0.1"),
        refused("bytes-padded", "AQI=", "JsonBase64Padding").title("Padding is refused."),
        refused("bytes-padded-twice", "oQ==", "JsonBase64Padding")
            .title("Double padding is refused."),
        refused("bytes-stray-bits", "AQJ", "JsonBase64StrayBits")
            .title("Bits behind the last byte are refused (three characters)."),
        refused("bytes-stray-bits-of-one-byte", "oR", "JsonBase64StrayBits")
            .title("Bits behind the last byte are refused (two characters)."),
        refused("bytes-for-urls", "-_8", "JsonInvalidBase64")
            .title("The alphabet for URLs is refused."),
        refused("bytes-one-character", "A", "JsonInvalidBase64")
            .title("One character alone is refused: it is less than a byte."),
        refused("bytes-with-space", "AQ I", "JsonInvalidBase64")
            .title("A space among the characters is refused."),
        refused("bytes-with-escaped-slash", r"+\/8", "JsonNonCanonicalEscape")
            .title("An escaped slash among the characters is refused."),
        case("decode-bytes-with-multibase")
            .section("Bytes")
            .operation("dag-json.decode")
            .title("The prefix m of an older text is not taken off: moQ is two bytes.")
            .why(
                "Bytes written so a long time ago come out as others, and nothing tells; a reader \
                  that guesses would give one text two meanings.",
            )
            .input("text", r#"{"/":{"bytes":"moQ"}}"#)
            .expect_value(hex!("42 9a84"))
            .computed("@ipld/dag-json 11.0.1")
            .rules(["json.bytes"]),
    ]
}

fn maps() -> Vec<CaseBuilder> {
    let section = "The Reserved Namespace";
    let plain = |slug: &str, text: &str| {
        accepts(slug, text, "json.reserved")
            .section(section)
            .why("Only what could be a link or bytes is kept for them.")
            .computed("@ipld/dag-json 11.0.1")
    };
    let reserved = |slug: &str, text: &str| {
        refuses(slug, text, "json.reserved", "JsonReservedMap")
            .section("Parse rejection modes in the reserved namespace")
            .why(
                "Readers that stop at the first key take it for a link or bytes, others for a map.",
            )
            .computed("@ipld/dag-json 11.0.1 refuses it as well")
    };
    vec![
        plain("slash-and-true", r#"{"/":true}"#).title("The key \"/\" with true is a map."),
        plain("slash-and-number", r#"{"/":1}"#).title("The key \"/\" with a number is a map."),
        plain("slash-and-null-and-more", r#"{"/":null,"a":1}"#)
            .title("The key \"/\" with null and another key are a map."),
        plain("slash-and-empty-map", r#"{"/":{}}"#)
            .title("The key \"/\" with an empty map is a map."),
        plain("slash-and-list", r#"{"/":["foo"]}"#).title("The key \"/\" with a list is a map."),
        plain("slash-and-bytes-of-true", r#"{"/":{"bytes":true}}"#)
            .title("Bytes that are true are a map."),
        plain("slash-and-bytes-of-true-and-more", r#"{"/":{"bytes":true},"bar":"baz"}"#)
            .title("Bytes that are true, and another key, are a map."),
        plain("key-before-bytes", r#"{"/":{"abar":"baz","bytes":"foo"}}"#)
            .title("A key before bytes makes it a map."),
        plain("key-before-slash", r#"{".":1,"/":"foo"}"#)
            .title("A key before the slash makes it a map."),
        plain("slash-in-a-longer-key", r#"{"/a":"foo"}"#)
            .title("A key that starts with a slash is a key like others."),
        reserved("link-and-more", r#"{"/":"foo","bar":"baz"}"#)
            .title("The key \"/\" with a string and another key are refused."),
        reserved("cid-and-more", r#"{"/":"bafkqabiaaebagba","a":1}"#)
            .title("A link and another key are refused."),
        reserved("bytes-and-more", r#"{"/":{"bytes":"AQI"},"bar":"baz"}"#)
            .title("Bytes and another key are refused."),
        reserved("bytes-and-more-inside", r#"{"/":{"bytes":"AQI","foo":"bar"}}"#)
            .title("Bytes and another key beside them are refused."),
    ]
}
