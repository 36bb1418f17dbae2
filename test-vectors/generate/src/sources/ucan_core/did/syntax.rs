//! The syntax of DIDs, and when two are the same.

use crate::{case, case::CaseBuilder, map};

const TEXT: &str = "DID Core";
const SECTION: &str = "DID Syntax";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [read(), refused(), fragments(), same()].concat()
}

fn parse(slug: &str, text: &str) -> CaseBuilder {
    case(slug)
        .text(TEXT)
        .section(SECTION)
        .operation("ucan.did.parse")
        .input("text", text)
        .rules(["did.syntax"])
}

fn reads(slug: &str, text: &str) -> CaseBuilder {
    parse(slug, text).expect_value(map! { "text" => text, "principal" => text })
}

fn read() -> Vec<CaseBuilder> {
    let why = "Any method may stand for a principal; only keys need a resolver.";
    vec![
        reads("web", "did:web:example.com").title("A did:web.").why(why).rules(["did.principal"]),
        reads("plc", "did:plc:ewvi7nxzyoun6zhxrhs64oiz").title("A did:plc.").why(why),
        reads("unknown-method", "did:example:123").title("A method that nobody knows.").why(why),
        reads("method-of-digits", "did:3:kjz")
            .title("A method whose name is a digit.")
            .why("The syntax allows digits, also in the first place."),
        reads("segments", "did:web:example.com:user:alice")
            .title("An identifier of several segments.")
            .why("Colons may stand inside of it."),
        reads("empty-segment", "did:web::alice")
            .title("An identifier whose first segment is empty.")
            .why("Only the last segment must not be empty, by the grammar."),
        reads("percent-encoded", "did:web:localhost%3A8080")
            .title("A colon that is percent-encoded.")
            .why("It is how a port is written."),
        reads("every-sign", "did:example:A-z_0.9")
            .title("Capitals and the three signs that an identifier may have.")
            .why("The identifier has case, unlike the method."),
        reads("longest", &format!("did:web:{}", "a".repeat(4088)))
            .ruling("T14")
            .title("A DID as long as this project's reader allows, 4096 bytes.")
            .why("The longest key that is known fits.")
            .tags(["bound"]),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let no_did = |slug, text| {
        parse(slug, text)
            .expect_error("DidNotADid")
            .why("A principal that is not named by a DID cannot be looked up by anybody else.")
    };
    let method = |slug, text| {
        parse(slug, text)
            .expect_error("DidMethod")
            .why("A method in another spelling would be another principal, or the same one.")
    };
    let identifier = |slug, text| {
        parse(slug, text)
            .expect_error("DidIdentifier")
            .why("What some libraries repair, others compare as it is.")
    };
    let resource = |slug, text| {
        parse(slug, text)
            .ruling("T14")
            .expect_error("DidPathOrQuery")
            .why("A path or a query names something of a principal's, and no principal.")
            .rules(["did.principal"])
    };
    vec![
        no_did("empty", "").title("The empty text is no DID."),
        no_did("other-scheme", "https://example.com").title("Another scheme is no DID."),
        no_did("no-scheme", "web:example.com").title("A DID without did: is none."),
        no_did("capital-scheme", "DID:web:example.com").title("The scheme is in lower case."),
        no_did("space-in-front", " did:web:example.com").title("A space in front makes it no DID."),
        no_did("no-identifier", "did:web").title("A method without an identifier is no DID."),
        method("no-method", "did::example").title("An empty method is refused."),
        method("capital-method", "did:Web:example.com")
            .title("A method with a capital is refused."),
        method("method-with-a-hyphen", "did:we-b:example.com")
            .title("A method with a hyphen is refused."),
        identifier("empty-identifier", "did:web:").title("An empty identifier is refused."),
        identifier("colon-at-the-end", "did:web:example.com:")
            .title("A colon at the end is refused."),
        identifier("space-inside", "did:web:example .com").title("A space is refused."),
        identifier("line-end", "did:web:example.com\n").title("A line end is refused."),
        identifier("other-script", "did:web:b\u{fc}cher.example")
            .title("A letter beyond ASCII is refused: it is percent-encoded."),
        identifier("cut-percent", "did:web:a%2").title("A percent sign with one digit is refused."),
        identifier("wrong-percent", "did:web:a%zz")
            .title("A percent sign with other letters is refused."),
        identifier("at-sign", "did:web:alice@example.com").title("An at sign is refused."),
        identifier("null-character", "did:web:a\0b").title("A null character is refused."),
        parse("too-long", &format!("did:web:{}", "a".repeat(4089)))
            .ruling("T14")
            .title("A DID of one byte more than this project's reader allows is refused.")
            .why("A DID is compared and kept in many places; a stranger chooses its length.")
            .expect_error("DidTooLong")
            .tags(["bound"]),
        resource("path", "did:web:example.com/inbox").title("A path is refused."),
        resource("empty-path", "did:web:example.com/").title("A slash at the end is a path."),
        resource("query", "did:web:example.com?versionId=1").title("A query is refused."),
        resource("query-and-fragment", "did:web:example.com?a#key-1")
            .title("A query before a fragment is refused."),
    ]
}

fn fragments() -> Vec<CaseBuilder> {
    let reads = |slug, text: &str| {
        parse(slug, text)
            .text("UCAN Delegation")
            .section("Principal Alignment")
            .expect_value(map! { "text" => text, "principal" => "did:web:example.com" })
            .why("A fragment says with which of a principal's keys was signed.")
    };
    let refused = |slug, text| {
        parse(slug, text)
            .expect_error("DidFragment")
            .why("A DID URL is a URI: a text that is none is read by each library in its way.")
    };
    vec![
        reads("fragment", "did:web:example.com#key-1")
            .title("A fragment is kept, and is no part of the principal."),
        reads("fragment-of-signs", "did:web:example.com#a/b?c:d@e!$&'()*+,;=%20")
            .title("A fragment may have slashes, question marks and the signs of RFC 3986."),
        reads("empty-fragment", "did:web:example.com#").title("A fragment may be empty."),
        refused("two-fragments", "did:web:example.com#a#b").title("A second fragment is refused."),
        refused("fragment-with-a-space", "did:web:example.com#a b")
            .title("A space in a fragment is refused."),
        refused("fragment-of-another-script", "did:web:example.com#schl\u{fc}ssel")
            .title("A letter beyond ASCII in a fragment is refused."),
        refused("fragment-with-a-wrong-percent", "did:web:example.com#a%zz")
            .title("A percent sign with other letters in a fragment is refused."),
        refused("fragment-with-brackets", "did:web:example.com#a[0]")
            .title("Brackets in a fragment are refused."),
    ]
}

fn same() -> Vec<CaseBuilder> {
    let compare = |slug: &str, one: &str, other: &str, same: bool| {
        case(slug)
            .text("UCAN Delegation")
            .section("Principal Alignment")
            .operation("ucan.did.same")
            .input("one", one)
            .input("other", other)
            .expect_value(map! { "same" => same })
    };
    let fragment = "The calculation must not take fragments into account.";
    let verbatim = "Whether two spellings are one is for each method to say, and not all say it.";
    let web = "did:web:example.com";
    vec![
        compare("equal", web, web, true)
            .title("Equal texts are the same principal.")
            .why("The common case.")
            .rules(["did.verbatim"]),
        compare("fragment-on-one-side", web, "did:web:example.com#key-1", true)
            .title("A fragment on one side makes no difference.")
            .why(fragment)
            .rules(["did.fragment"]),
        compare("two-different-fragments", "did:web:example.com#a", "did:web:example.com#b", true)
            .title("Different fragments make no difference.")
            .why(fragment)
            .rules(["did.fragment"]),
        compare("others-with-one-fragment", "did:web:a#key-1", "did:web:b#key-1", false)
            .title("The same fragment does not make two principals one.")
            .why(fragment)
            .rules(["did.fragment"]),
        compare("case-of-the-identifier", web, "did:web:Example.com", false)
            .ruling("T14")
            .title("Case is not folded.")
            .why(verbatim)
            .rules(["did.verbatim"]),
        compare("case-of-a-percent-code", "did:web:a%3a1", "did:web:a%3A1", false)
            .ruling("T14")
            .title("Percent codes are not normalised.")
            .why(verbatim)
            .rules(["did.verbatim"]),
        compare("decoded-percent-code", "did:web:%61", "did:web:a", false)
            .ruling("T14")
            .title("Percent codes are not decoded.")
            .why(verbatim)
            .rules(["did.verbatim"]),
        compare("longer-identifier", web, "did:web:example.com:user", false)
            .ruling("T14")
            .title("A longer identifier is another principal.")
            .why("Comparing beginnings would hand out a whole site for one of its users.")
            .rules(["did.verbatim"]),
        compare("other-method", "did:web:example.com", "did:dns:example.com", false)
            .ruling("T14")
            .title("Another method is another principal.")
            .why("What proves a name in one method proves nothing in another.")
            .rules(["did.verbatim"]),
    ]
}
