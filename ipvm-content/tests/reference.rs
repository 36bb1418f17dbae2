//! Names of content.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use cid::Cid;
use ipvm_content::{ContentPath, DataUri, Reference, ReferenceError as Error, ReferenceLimits};
use proptest::prelude::*;
use varsig::Block;

const HELLO: &str = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";

fn parse(text: &str) -> Result<Reference, Error> {
    text.parse()
}

fn hello() -> Cid {
    *Block::raw(*b"hello").cid()
}

fn ipfs(segments: &[&str]) -> Reference {
    Reference::Ipfs { cid: hello(), path: ContentPath::new(segments.iter().copied()).unwrap() }
}

#[test]
fn a_cid_is_named_with_a_scheme_or_without() {
    assert_eq!(parse(HELLO), Ok(Reference::Cid(hello())));
    assert_eq!(parse(&format!("cid:{HELLO}")), Ok(Reference::Cid(hello())));
    assert_eq!(parse(&format!("ipfs://{HELLO}")), Ok(ipfs(&[])));
    assert_eq!(parse(&format!("ipfs://{HELLO}/a/b")), Ok(ipfs(&["a", "b"])));
}

#[test]
fn a_cid_has_one_text_in_its_base() {
    let hex: String = hello().to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(parse(&format!("f{hex}")), Ok(Reference::Cid(hello())));
    assert_eq!(parse(&format!("B{}", HELLO[1..].to_uppercase())), Ok(Reference::Cid(hello())));
    let refused = |text: String| {
        let found: String = text.chars().take(32).collect();
        assert_eq!(parse(&text), Err(Error::Cid { found }), "{text}");
    };
    for text in ["", "Q", "hello", "b", "/", "ba/ba", "\u{e9}\u{e9}"] {
        refused(text.into());
    }
    refused(format!("{HELLO}a"));
    refused(format!("f{hex}00"));
    refused(format!("b{}", HELLO[1..].to_uppercase()));
    refused(format!(" {HELLO}"));
    refused(format!("z{}", "Qm".repeat(1000)));
    let zero = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn";
    assert_eq!(parse(zero), Ok(Reference::Cid(zero.parse().unwrap())));
    refused(format!("z{zero}"));
}

#[test]
fn other_schemes_are_refused_with_what_to_do() {
    assert_eq!(parse("ipns://example.com"), Err(Error::Ipns));
    for scheme in ["http", "https"] {
        let refused = Err(Error::Http { scheme: scheme.into() });
        assert_eq!(parse(&format!("{scheme}://example.com/ipfs/{HELLO}")), refused);
    }
    for (text, found) in
        [("ipfs:x", "ipfs"), ("IPFS://x", "IPFS"), ("file:///etc", "file"), (":", "")]
    {
        assert_eq!(parse(text), Err(Error::Scheme { found: found.into() }), "{text}");
    }
    assert_eq!(parse(&format!("/ipfs/{HELLO}")), Err(Error::GatewayPath));
    let long = format!("{}\u{1b}:", "x".repeat(31));
    let found = format!("{}\u{fffd}", "x".repeat(31));
    assert_eq!(parse(&long), Err(Error::Scheme { found }));
}

#[test]
fn a_path_has_one_meaning_or_none() {
    let path = |path: &str| parse(&format!("ipfs://{HELLO}/{path}"));
    assert_eq!(path("a%20cat.png"), Ok(ipfs(&["a cat.png"])));
    assert_eq!(path("%61"), Ok(ipfs(&["a"])));
    assert_eq!(path("%C4%85/%c4%99"), Ok(ipfs(&["\u{105}", "\u{119}"])));
    assert_eq!(path("%252C"), Ok(ipfs(&["%2C"])));
    assert_eq!(path("...:@!$&'()*+,;=~_-"), Ok(ipfs(&["...:@!$&'()*+,;=~_-"])));
    for empty in ["", "a/", "/a", "a//b"] {
        assert_eq!(path(empty), Err(Error::EmptySegment), "{empty}");
    }
    for dots in [".", "a/..", "%2e", "..", "a/%2E./b"] {
        assert_eq!(path(dots), Err(Error::DotSegment), "{dots}");
    }
    for wrong in ["%", "%2", "%zz", "a%2/b"] {
        assert_eq!(path(wrong), Err(Error::PercentEncoding), "{wrong}");
    }
    for (wrong, byte) in
        [("a b", b' '), ("a?b", b'?'), ("a#b", b'#'), ("\u{e9}", 0xc3), ("a\\b", b'\\')]
    {
        assert_eq!(path(wrong), Err(Error::Unencoded { byte }), "{wrong}");
    }
    let refused = Err(Error::RestrictedCharacter { found: "a/b".into() });
    assert_eq!(path("a%2Fb"), refused);
    let refused = Err(Error::RestrictedCharacter { found: "\u{fffd}".into() });
    assert_eq!(path("%00"), refused);
    assert_eq!(path("x/%ff"), Err(Error::SegmentNotUtf8 { found: "%ff".into() }));
    assert_eq!(path(&"a/".repeat(64)), Err(Error::TooManySegments { limit: 64 }));
    assert!(path(&["a"; 64].join("/")).is_ok());
    assert!(path(&"a".repeat(4096)).is_ok());
    assert_eq!(path(&"a".repeat(4097)), Err(Error::PathTooLong { limit: 4096 }));
}

#[test]
fn a_query_or_a_fragment_is_no_part_of_a_cid() {
    for end in ["?format=raw", "#top", "."] {
        let text = format!("{HELLO}{end}");
        let found = HELLO[..32].to_owned();
        assert_eq!(parse(&format!("ipfs://{text}")), Err(Error::Cid { found }));
    }
}

#[test]
fn data_is_base64_or_percent_encoded() {
    let data = |media_type: &str, bytes: &[u8]| {
        Ok(Reference::Data(DataUri::new(media_type, bytes).unwrap()))
    };
    assert_eq!(parse("data:,"), data("", b""));
    assert_eq!(parse("data:,A%20brief%20note"), data("", b"A brief note"));
    assert_eq!(parse("data:application/wasm;base64,AGFzbQ=="), data("application/wasm", b"\0asm"));
    assert_eq!(parse("data:;base64,aGk="), data("", b"hi"));
    let parameters = "text/plain;charset=utf-8";
    assert_eq!(parse("data:text/plain;charset=utf-8,%ff/?a,b"), data(parameters, b"\xff/?a,b"));
    for coded in ["AGFzbQ", "AGFzbR==", "AGFz bQ==", "AGFzbQ==\n", "-_-_", "A", "AGFzbQ%3D%3D"] {
        assert_eq!(parse(&format!("data:;base64,{coded}")), Err(Error::Base64), "{coded:?}");
    }
    assert_eq!(parse("data:"), Err(Error::NoData));
    assert_eq!(parse("data:text/plain"), Err(Error::NoData));
    assert_eq!(parse("data:,a b"), Err(Error::Unencoded { byte: b' ' }));
    assert_eq!(parse("data:,%4"), Err(Error::PercentEncoding));
    for wrong in ["text", "/", "text/", "a b/c", ";x", "text/plain;", "a/b;c=\"d\""] {
        let refused = Err(Error::MediaType { found: wrong.into() });
        assert_eq!(parse(&format!("data:{wrong},")), refused, "{wrong}");
    }
}

#[test]
fn data_beyond_the_limit_is_not_decoded() {
    let limits = ReferenceLimits::default().with_data_bytes(4);
    let within = |text: &str| Reference::parse_within(text, &limits).map(drop);
    let refused = Err(Error::DataTooLarge { limit: 4 });
    assert_eq!(within("data:;base64,AGFzbQ=="), Ok(()));
    assert_eq!(within("data:;base64,AGFzbQE="), refused);
    assert_eq!(within(&format!("data:;base64,{}", "?".repeat(100))), refused);
    assert_eq!(within("data:,%41%41%41%41"), Ok(()));
    assert_eq!(within("data:,AAAAA"), refused);
    assert_eq!(within(&format!("data:,{}", " ".repeat(100))), refused);
}

proptest! {
    #[test]
    fn every_reference_is_read_again_from_its_text(
        segments in proptest::collection::vec("[^/\0]{1,12}", 0..5),
        bytes in proptest::collection::vec(any::<u8>(), 0..64),
        kind in 0..3,
    ) {
        let segments = segments.into_iter().filter(|it| !matches!(it.as_str(), "." | ".."));
        let reference = match kind {
            0 => Reference::Cid(hello()),
            1 => Reference::Ipfs { cid: hello(), path: ContentPath::new(segments).unwrap() },
            _ => Reference::Data(DataUri::new("image/png", bytes).unwrap()),
        };
        let text = reference.to_string();
        prop_assert_eq!(text.parse::<Reference>(), Ok(reference.clone()));
        prop_assert!(text.is_ascii());
    }

    #[test]
    fn no_text_makes_it_panic(text in ".{0,80}", scheme in 0_usize..5) {
        let scheme = ["", "data:", "ipfs://", "cid:", "data:;base64,"][scheme];
        if let Ok(reference) = parse(&format!("{scheme}{text}")) {
            prop_assert_eq!(reference.to_string().parse(), Ok(reference));
        }
    }
}
