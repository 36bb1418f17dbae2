//! The first byte, and what it says.

use super::stage::{
    COMPUTED, container, content, empty, holding, holding_all, raw, read, standard, stored, tokens,
    url,
};
use crate::{Value, case, case::CaseBuilder};

const TABLE: &str = "The text demands all six of every reader.";
const OTHER: &str = "What is read under two names is bundled under two, and compared as neither.";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [known(), unknown(), base64()].concat()
}

fn known() -> Vec<CaseBuilder> {
    let case = |slug, first, name, encode: &dyn Fn(&[u8]) -> Vec<u8>| {
        read(slug, container(first, encode))
            .expect_value(holding_all(name))
            .why(TABLE)
            .rules(["container.header"])
    };
    let peer = |slug, first, name, encode: &dyn Fn(&[u8]) -> Vec<u8>| {
        read(slug, container(first, encode))
            .ruling("T12")
            .expect_value(holding_all(name))
            .why("One peer and its text on HTTP headers write this byte.")
    };
    let gzip_standard = |content: &[u8]| standard(&stored(content));
    let gzip_url = |content: &[u8]| url(&stored(content));
    vec![
        case("raw", b'@', "raw", &raw).title("Bytes as they are, 0x40."),
        case("base64", b'B', "base64", &standard)
            .title("Base64 with padding, 0x42.")
            .rules(["container.base64"]),
        case("base64url", b'C', "base64url", &url)
            .title("Base64 of URLs, 0x43.")
            .rules(["container.base64"]),
        case("raw-gzip", b'M', "raw+gzip", &stored).title("Compressed, 0x4d."),
        case("base64-gzip", b'O', "base64+gzip", &gzip_standard)
            .title("Compressed, in base64 with padding, 0x4f."),
        case("base64url-gzip", b'P', "base64url+gzip", &gzip_url)
            .title("Compressed, in base64 of URLs, 0x50."),
        peer("peer-raw-gzip", b'D', "raw+gzip", &stored).title("Compressed, under 0x44."),
        peer("peer-base64-gzip", b'E', "base64+gzip", &gzip_standard)
            .title("Compressed, in base64 with padding, under 0x45."),
        peer("peer-base64url-gzip", b'F', "base64url+gzip", &gzip_url)
            .title("Compressed, in base64 of URLs, under 0x46."),
    ]
}

fn unknown() -> Vec<CaseBuilder> {
    let case = |slug, first| {
        read(slug, container(first, raw))
            .why(OTHER)
            .expect_error("ContainerUnknownEncoding")
            .rules(["container.header"])
    };
    vec![
        read("no-bytes", [])
            .title("No bytes at all are no container.")
            .why("The first byte is not optional.")
            .expect_error("ContainerEmpty")
            .rules(["container.header"]),
        read("no-header", empty())
            .title("CBOR without a first byte is no container: its own first byte is none.")
            .why(OTHER)
            .expect_error("ContainerUnknownEncoding")
            .rules(["container.header"]),
        case("zero", 0).title("The byte 0x00 names no encoding."),
        case("letter-a", b'A').title("The byte 0x41, between two that are known, names none."),
        case("letter-n", b'N').title("The byte 0x4e, between two that are known, names none."),
        case("small-letter", b'm').title("The letter of an encoding in lower case names none."),
    ]
}

fn base64() -> Vec<CaseBuilder> {
    let case = |slug, bytes: Vec<u8>| {
        read(slug, bytes).why(OTHER).expect_error("ContainerBase64").rules(["container.base64"])
    };
    let [a, ..] = tokens();
    // One to three bytes longer than what base64 takes without padding.
    let text = |encode: fn(&[u8]) -> Vec<u8>| container(b'B', encode)[1..].to_vec();
    let with = |first, text: &[u8]| [&[first], text].concat();
    let padded = text(standard);
    let unpadded = padded.iter().copied().filter(|byte| *byte != b'=').collect::<Vec<_>>();
    let mut stray = padded.clone();
    if let Some(last) = stray.iter_mut().rfind(|byte| **byte != b'=') {
        // The next letter of the alphabet sets the least of the bits that stand for nothing.
        *last += 1;
    }
    let broken = [&padded[..76], b"\n", &padded[76..]].concat();
    vec![
        case("standard-without-padding", with(b'B', &unpadded))
            .title("Base64 with padding, without its padding."),
        case("url-with-padding", {
            let text = String::from_utf8(padded.clone()).unwrap_or_default();
            with(b'C', text.replace('+', "-").replace('/', "_").as_bytes())
        })
        .title("Base64 of URLs, with padding."),
        case("standard-in-the-alphabet-of-urls", {
            let text = String::from_utf8(padded.clone()).unwrap_or_default();
            with(b'B', text.replace('+', "-").replace('/', "_").as_bytes())
        })
        .title("Base64 under 0x42 in the alphabet of URLs."),
        case("url-in-the-standard-alphabet", with(b'C', &unpadded))
            .title("Base64 under 0x43 in the standard alphabet."),
        case("stray-bits", with(b'B', &stray))
            .title("Base64 whose last letter sets bits behind the last byte."),
        case("line-end", with(b'B', &broken)).title("Base64 with a line end in it."),
        case("space-behind", with(b'B', &[&padded[..], b" "].concat()))
            .title("Base64 with a space behind it."),
        case("bytes-under-base64", with(b'B', &content(&[&a]))).title("CBOR under 0x42."),
    ]
}

pub(super) fn http_headers() -> Vec<CaseBuilder> {
    let read = |slug: &str, value: String| {
        case(slug)
            .text("HTTP Header UCAN Invocation")
            .section("Container Encoding")
            .operation("ucan.http-header.read")
            .input("value", value)
            .computed(COMPUTED)
    };
    let text = |first, encode: &dyn Fn(&[u8]) -> Vec<u8>| {
        let [a, ..] = tokens();
        String::from_utf8([vec![first], encode(&content(&[&a]))].concat()).unwrap_or_default()
    };
    let one = |encoding: &str| {
        let [a, ..] = tokens();
        holding(encoding, &[&a], Vec::<Value>::new(), true, 0)
    };
    let accepted = |slug, value, encoding| {
        read(slug, value)
            .why("Receivers must accept all four encodings of the text.")
            .expect_value(one(encoding))
            .rules(["http-header.text"])
    };
    let refused = |slug, value: &str, error| {
        read(slug, value.to_owned())
            .why("Only what is text survives the way through servers and proxies.")
            .expect_error(error)
            .rules(["http-header.text"])
    };
    let gzip_standard = |content: &[u8]| standard(&stored(content));
    let gzip_url = |content: &[u8]| url(&stored(content));
    let value = text(b'B', &standard);
    vec![
        accepted("header-base64", value.clone(), "base64").title("0x42 in a header."),
        accepted("header-base64url", text(b'C', &url), "base64url").title("0x43 in a header."),
        accepted("header-base64-gzip", text(b'E', &gzip_standard), "base64+gzip")
            .title("0x45 in a header."),
        accepted("header-base64url-gzip", text(b'F', &gzip_url), "base64url+gzip")
            .title("0x46 in a header."),
        refused("header-raw", "@\u{1}", "HttpHeaderNotAscii")
            .title("A control character is refused, whatever is around it."),
        refused("header-of-raw-bytes", "@abc", "HttpHeaderNotText")
            .title("An encoding that is not text is refused, though its bytes are letters here."),
        refused("header-of-compressed-bytes", "Mabc", "HttpHeaderNotText")
            .title("A compressed encoding that is not text is refused."),
        refused("header-with-a-line-end", &format!("{value}\r\n"), "HttpHeaderNotAscii")
            .title("A line end behind the value is refused."),
        refused("header-beyond-ascii", &format!("{value}\u{e9}"), "HttpHeaderNotAscii")
            .title("A letter beyond ASCII is refused."),
    ]
}
