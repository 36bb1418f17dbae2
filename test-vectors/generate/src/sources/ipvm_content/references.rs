//! Names of content.

use crate::{
    Topic, case,
    case::CaseBuilder,
    cid::{RAW, cid_bytes_v1, cid_v1},
    map,
    sources::URI,
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-content",
        "references",
        "How content is named in arguments and on command lines.",
        URI,
        [cids(), schemes(), paths(), data()].concat(),
    )
}

const WHY: &str = "Two readers that take one name for two things read two things.";

fn hello() -> String {
    cid_v1(RAW, b"hello")
}

fn read(slug: &str, text: impl Into<String>, title: &str) -> CaseBuilder {
    case(slug)
        .ruling("O81")
        .operation("content.reference.read")
        .input("text", text.into())
        .title(title)
        .why(WHY)
}

fn at_cid(written: &str) -> Value {
    map! { "form" => "cid", "cid" => Value::link(written), "written" => written }
}

fn at_path(segments: &[&str], written: &str) -> Value {
    let path = segments.iter().map(|segment| Value::from(*segment)).collect();
    map! {
        "form" => "ipfs",
        "cid" => Value::link(hello()),
        "path" => Value::List(path),
        "written" => format!("ipfs://{}{written}", hello()),
    }
}

fn inline(media_type: &str, bytes: &[u8], written: &str) -> Value {
    map! { "form" => "data", "media-type" => media_type, "bytes" => bytes, "written" => written }
}

fn cids() -> Vec<CaseBuilder> {
    const ZERO: &str = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn";
    let hex: String =
        cid_bytes_v1(RAW, b"hello").iter().map(|byte| format!("{byte:02x}")).collect();
    let cid = |case: CaseBuilder| case.rules(["reference.cid"]);
    let bad = |slug: &str, text: String, title: &str| {
        cid(read(slug, text, title)).expect_error("ReferenceCid")
    };
    vec![
        cid(read("cid", hello(), "A CID names content.")).expect_value(at_cid(&hello())),
        cid(read("cid-of-version-zero", ZERO, "A CID of version 0 names content."))
            .expect_value(at_cid(ZERO)),
        cid(read("cid-in-base16", format!("f{hex}"), "A CID may be in any base."))
            .expect_value(at_cid(&hello())),
        bad(
            "cid-in-both-cases",
            format!("b{}", hello()[1..].to_uppercase()),
            "Letters of a base that has them in lower case are in lower case.",
        ),
        bad("cid-with-more", format!("f{hex}00"), "Bytes behind a CID are refused."),
        bad("cid-with-blank", format!(" {}", hello()), "A blank is no part of a CID."),
        bad(
            "cid-zero-with-base",
            format!("z{ZERO}"),
            "A CID of version 0 has no letter for its base.",
        ),
        bad("no-cid", "hello".into(), "A word is no CID."),
        bad("nothing", String::new(), "Nothing names nothing."),
        bad(
            "cid-with-query",
            format!("ipfs://{}?format=raw", hello()),
            "A query behind a CID is refused.",
        ),
        bad(
            "cid-with-fragment",
            format!("ipfs://{}#top", hello()),
            "A fragment behind a CID is refused.",
        ),
    ]
}

fn schemes() -> Vec<CaseBuilder> {
    let scheme = |case: CaseBuilder| case.rules(["reference.scheme"]);
    let bad = |slug: &str, text: String, error: &'static str, title: &str| {
        scheme(read(slug, text, title)).expect_error(error)
    };
    vec![
        scheme(read("scheme-cid", format!("cid:{}", hello()), "A CID may stand behind cid:."))
            .expect_value(at_cid(&hello())),
        scheme(read(
            "scheme-ipfs",
            format!("ipfs://{}", hello()),
            "A CID may stand behind ipfs://.",
        ))
        .expect_value(at_path(&[], "")),
        bad(
            "scheme-in-capitals",
            format!("IPFS://{}", hello()),
            "ReferenceScheme",
            "A scheme is in lower case.",
        ),
        bad(
            "scheme-without-slashes",
            format!("ipfs:{}", hello()),
            "ReferenceScheme",
            "Two slashes stand behind ipfs:.",
        ),
        bad(
            "scheme-file",
            "file:///etc/passwd".into(),
            "ReferenceScheme",
            "A file of the machine is no content.",
        ),
        bad(
            "scheme-ipns",
            "ipns://example.com".into(),
            "ReferenceIpns",
            "A name that may change is refused.",
        ),
        bad(
            "scheme-https",
            "https://example.com/photo.png".into(),
            "ReferenceHttp",
            "A place on the web is refused.",
        ),
        bad(
            "scheme-http",
            "http://example.com/photo.png".into(),
            "ReferenceHttp",
            "A place on the web without a lock is refused.",
        ),
        bad(
            "gateway-path",
            format!("/ipfs/{}", hello()),
            "ReferenceGatewayPath",
            "A path of a gateway is no URI.",
        ),
    ]
}

fn paths() -> Vec<CaseBuilder> {
    let path = |slug: &str, path: &str, title: &str| {
        read(slug, format!("ipfs://{}/{path}", hello()), title)
    };
    let good = |slug: &str, text: &str, segments: &[&str], written: &str, title: &str| {
        path(slug, text, title).expect_value(at_path(segments, written))
    };
    let bad = |slug: &str, text: &str, error: &'static str, rule: &'static str, title: &str| {
        path(slug, text, title).expect_error(error).rules([rule])
    };
    let (segment, percent, bounds) = ("reference.segment", "reference.percent", "reference.bounds");
    vec![
        good("path", "a/b", &["a", "b"], "/a/b", "A path has names between slashes.")
            .rules([segment, bounds]),
        good(
            "path-with-blank",
            "a%20cat.png",
            &["a cat.png"],
            "/a%20cat.png",
            "A blank is encoded.",
        )
        .rules([percent]),
        good(
            "path-in-polish",
            "%c4%85",
            &["\u{105}"],
            "/%C4%85",
            "A letter beyond ASCII is encoded, and digits may be in lower case.",
        )
        .rules([percent]),
        good(
            "path-encoded-for-nothing",
            "%61%3a",
            &["a:"],
            "/a:",
            "What need not be encoded may be.",
        )
        .rules([percent]),
        good(
            "path-with-percent",
            "%252C",
            &["%2C"],
            "/%252C",
            "A percent sign is encoded, and decoded once.",
        )
        .rules([percent]),
        good("path-of-dots", "...", &["..."], "/...", "Three dots are a name.").rules([segment]),
        bad("path-ends", "", "ReferenceEmptySegment", segment, "No slash stands at the end."),
        bad("path-empty-segment", "a//b", "ReferenceEmptySegment", segment, "No name is empty."),
        bad("path-dot", "./a", "ReferenceDotSegment", segment, "One dot is no name."),
        bad("path-dots", "a/../b", "ReferenceDotSegment", segment, "Two dots are no name."),
        bad(
            "path-dots-encoded",
            "a/%2e%2E/b",
            "ReferenceDotSegment",
            segment,
            "Two dots are no name when they are encoded.",
        ),
        bad("path-slash-encoded", "a%2Fb", "ReferenceSegment", segment, "A slash is in no name."),
        bad("path-nul", "a%00", "ReferenceSegment", segment, "A NUL is in no name."),
        bad("path-not-utf-8", "%ff", "ReferenceNotUtf8", segment, "A name is UTF-8."),
        bad(
            "path-percent-alone",
            "100%",
            "ReferencePercent",
            percent,
            "A percent sign does not stand alone.",
        ),
        bad(
            "path-percent-word",
            "%zz",
            "ReferencePercent",
            percent,
            "Behind a percent sign stand hexadecimal digits.",
        ),
        bad(
            "path-blank",
            "a cat.png",
            "ReferenceUnencoded",
            percent,
            "A blank does not stand for itself.",
        ),
        bad(
            "path-letter",
            "\u{105}",
            "ReferenceUnencoded",
            percent,
            "A letter beyond ASCII does not stand for itself.",
        ),
        bad(
            "path-query",
            "a?b",
            "ReferenceUnencoded",
            percent,
            "A query behind a path is refused.",
        ),
        bad(
            "path-fragment",
            "a#b",
            "ReferenceUnencoded",
            percent,
            "A fragment behind a path is refused.",
        ),
        bad(
            "path-of-many",
            &["a"; 65].join("/"),
            "ReferenceTooLong",
            bounds,
            "A path of 65 names is refused.",
        )
        .tags(["bound"]),
        bad(
            "path-too-long",
            &"a".repeat(4097),
            "ReferenceTooLong",
            bounds,
            "A path of 4,097 bytes is refused.",
        )
        .tags(["bound"]),
    ]
}

fn data() -> Vec<CaseBuilder> {
    let (coded, kind) = ("reference.data", "reference.media-type");
    let good = |slug: &str, text: &str, value: Value, title: &str| {
        read(slug, text, title).text("RFC 2397").expect_value(value).rules([coded, kind])
    };
    let bad = |slug: &str, text: &str, error: &'static str, rule: &'static str, title: &str| {
        read(slug, text, title).text("RFC 2397").expect_error(error).rules([rule])
    };
    vec![
        good(
            "data-in-base64",
            "data:application/wasm;base64,AGFzbQ==",
            inline("application/wasm", b"\0asm", "data:application/wasm;base64,AGFzbQ=="),
            "Data may be in base64.",
        ),
        good(
            "data-as-text",
            "data:,A%20brief%20note",
            inline("", b"A brief note", "data:;base64,QSBicmllZiBub3Rl"),
            "Data may be percent-encoded, and is written in base64.",
        ),
        good("data-of-nothing", "data:,", inline("", b"", "data:;base64,"), "Data may be nothing."),
        good(
            "data-with-parameter",
            "data:text/plain;charset=utf-8,%C3%A9/?a,b",
            inline(
                "text/plain;charset=utf-8",
                "\u{e9}/?a,b".as_bytes(),
                "data:text/plain;charset=utf-8;base64,w6kvP2EsYg==",
            ),
            "A media type may have parameters.",
        ),
        bad(
            "data-without-comma",
            "data:text/plain",
            "ReferenceNoData",
            coded,
            "Data stands behind a comma.",
        ),
        bad(
            "data-without-padding",
            "data:;base64,AGFzbQ",
            "ReferenceBase64",
            coded,
            "Base64 has its padding.",
        ),
        bad(
            "data-with-stray-bits",
            "data:;base64,AGFzbR==",
            "ReferenceBase64",
            coded,
            "Base64 has no bits that stand for nothing.",
        ),
        bad(
            "data-of-urls",
            "data:;base64,-_-_",
            "ReferenceBase64",
            coded,
            "Base64 is not that of URLs.",
        ),
        bad(
            "data-with-padding-encoded",
            "data:;base64,AGFzbQ%3D%3D",
            "ReferenceBase64",
            coded,
            "Base64 is not percent-encoded.",
        ),
        bad(
            "data-with-blank",
            "data:,a b",
            "ReferenceUnencoded",
            coded,
            "A blank in data is encoded.",
        ),
        bad(
            "data-cut-short",
            "data:,%4",
            "ReferencePercent",
            coded,
            "In data two digits stand behind a percent sign.",
        ),
        bad(
            "data-of-no-type",
            "data:text,a",
            "ReferenceMediaType",
            kind,
            "A media type has two parts.",
        ),
        bad(
            "data-of-no-parameter",
            "data:text/plain;charset,a",
            "ReferenceMediaType",
            kind,
            "A parameter has a value.",
        ),
    ]
}
