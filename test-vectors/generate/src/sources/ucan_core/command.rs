//! Commands and what they prove.

use crate::{Topic, case, case::CaseBuilder, map, sources::UCAN};

const SECTION: &str = "Segment Structure";
const TWO_SPELLINGS: &str =
    "Two spellings of one command would be compared as two, and a narrower one might slip through.";
const SEGMENTS: &str =
    "Comparing beginnings of texts in place of segments hands out what was never delegated.";

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "command",
        "Commands: which texts are commands, and which command proves which.",
        UCAN,
        [read(), refused(), proves(), proves_not(), reserved()].concat(),
    )
}

fn parse(slug: &str, text: &str) -> CaseBuilder {
    case(slug).section(SECTION).operation("ucan.command.parse").input("text", text)
}

fn reads(slug: &str, text: &str) -> CaseBuilder {
    parse(slug, text).expect_value(text)
}

fn proving(slug: &str, prover: &str, wanted: &str, proves: bool) -> CaseBuilder {
    case(slug)
        .section(SECTION)
        .operation("ucan.command.proves")
        .input("prover", prover)
        .input("wanted", wanted)
        .expect_value(map! { "proves" => proves })
}

fn read() -> Vec<CaseBuilder> {
    const VALID: &str = "The text lists such commands as valid.";
    vec![
        reads("top", "/")
            .title("The slash alone is a command.")
            .why("It is the only command that ends with a slash.")
            .rules(["command.trailing-slash", "command.leading-slash"]),
        reads("one-segment", "/crud").title("A command of one segment.").why(VALID),
        reads("two-segments", "/crypto/sign")
            .title("A command of two segments.")
            .why(VALID)
            .rules(["command.segments", "command.case"]),
        reads("five-segments", "/foo/bar/baz/qux/quux")
            .title("A command of five segments.")
            .why("There is no limit of depth in the text."),
        reads("other-script", "/ほげ/ふが")
            .title("A command in a script without case.")
            .why("Lower case is asked for, not ASCII."),
        reads("accents", "/prüfe/straße")
            .title("Small letters beyond ASCII, one of them without a capital of its own.")
            .why("A reader that allows ASCII only refuses what others delegate.")
            .ruling("T13"),
        reads("final-sigma", "/\u{1f40}\u{3b4}\u{3c5}\u{3c3}\u{3c3}\u{3b5}\u{3cd}\u{3c2}")
            .title("A Greek word with both of the small sigmas.")
            .why("Folding case makes one letter of them, and would change the text.")
            .ruling("T13"),
        reads("digits-and-signs", "/2fa/a.b-c_d~1")
            .title("Digits and signs have no case and may stand anywhere.")
            .why("The text asks for slashes and lower case, and for nothing else.")
            .ruling("T13"),
        reads("dots-are-segments", "/a/../b")
            .title("Two dots are a segment like any other.")
            .why("A command is no path of files: normalising it changes what was delegated.")
            .ruling("T13"),
        reads("decomposed", "/cafe\u{301}")
            .title("A letter with a combining accent is kept as it is.")
            .why(TWO_SPELLINGS)
            .ruling("T13"),
    ]
}

fn refused() -> Vec<CaseBuilder> {
    let no_slash = |slug, text| {
        parse(slug, text)
            .expect_error("CommandNoLeadingSlash")
            .why(TWO_SPELLINGS)
            .rules(["command.leading-slash"])
    };
    let trailing = |slug, text| {
        parse(slug, text)
            .expect_error("CommandTrailingSlash")
            .why("With a slash behind it, the command would not prove itself.")
            .rules(["command.trailing-slash"])
    };
    let empty = |slug, text| {
        parse(slug, text)
            .ruling("T13")
            .expect_error("CommandEmptySegment")
            .why("Some readers drop empty segments and others count them.")
            .rules(["command.segments"])
    };
    let case = |slug, text| {
        parse(slug, text)
            .ruling("T13")
            .expect_error("CommandNotLowerCase")
            .why("Two commands that differ in case only look the same to who signs them.")
            .rules(["command.case"])
    };
    vec![
        no_slash("empty", "").title("The empty text is refused."),
        no_slash("no-slash", "crud/read").title("A command without its first slash is refused."),
        no_slash("space-in-front", " /crud").title("A space in front of the slash is refused."),
        no_slash("backslash", "\\crud").title("A backslash is no slash."),
        trailing("slash-at-the-end", "/crud/").title("A slash at the end is refused."),
        trailing("two-slashes", "//").title(
            "Two slashes are refused as what they end with: one peer takes them for the top.",
        ),
        empty("empty-segment-first", "//crud").title("An empty segment at the start is refused."),
        empty("empty-segment-inside", "/crud//read").title("An empty segment inside is refused."),
        case("capital", "/Crud").title("A capital is refused."),
        case("capital-at-the-end", "/crud/reaD").title("A capital in the last place is refused."),
        case("capital-beyond-ascii", "/Äpfel")
            .title("A capital beyond ASCII is refused: peers look at ASCII only."),
        case("capital-of-another-script", "/мир/Труд").title("A Cyrillic capital is refused."),
        case("capital-without-the-category", "/\u{24b6}")
            .title("A capital in a circle, which Unicode counts as a symbol, is refused."),
        case("capital-sigma", "/\u{3a3}")
            .title("A capital sigma, which has two lower cases, is refused."),
        case("title-case", "/\u{1c5}")
            .title("A letter in title case, neither small nor capital, is refused."),
    ]
}

fn proves() -> Vec<CaseBuilder> {
    let case = |slug, prover, wanted| proving(slug, prover, wanted, true);
    vec![
        case("itself", "/crypto/sign", "/crypto/sign")
            .title("A command proves itself.")
            .why("Delegating on exactly what one has is the common case.")
            .rules(["command.proves"]),
        case("child", "/crypto", "/crypto/sign")
            .title("A command proves one that is longer by a segment.")
            .why("Narrowing is what delegation is for.")
            .rules(["command.proves"]),
        case("grandchild", "/crud", "/crud/mutate/create")
            .title("A command proves one that is longer by two segments.")
            .why("Authority reaches to every depth.")
            .rules(["command.proves"]),
        case("top-proves-any", "/", "/crypto/sign")
            .title("The slash alone proves a command.")
            .why("The top reaches everything; comparing with a slash put behind it would not.")
            .section("`/` AKA \"Top\"")
            .rules(["command.top"]),
        case("top-proves-itself", "/", "/")
            .title("The slash alone proves itself.")
            .why("It is a command like others in this.")
            .section("`/` AKA \"Top\"")
            .rules(["command.top"]),
        case("child-of-another-script", "/ほげ", "/ほげ/ふが")
            .title("A command of another script proves a longer one.")
            .why("Segments are cut at slashes, and never inside of a character."),
        case("dots-are-not-resolved", "/a", "/a/../b")
            .title("Two dots in a segment do not lead out of the command before them.")
            .why("Only the text counts; the command wanted begins with all of the prover's segments.")
            .ruling("T13")
            .rules(["command.verbatim"]),
    ]
}

fn proves_not() -> Vec<CaseBuilder> {
    let case = |slug, prover, wanted| {
        proving(slug, prover, wanted, false).why(SEGMENTS).rules(["command.proves"])
    };
    vec![
        case("same-beginning", "/crypto", "/cryptocurrency")
            .title("A command does not prove one that only begins with the same letters."),
        case("same-beginning-inside", "/a/b", "/a/bc/d")
            .title("The same holds for a segment inside."),
        case("same-beginning-of-another-script", "/ほげ", "/ほげほげ")
            .title("The same holds for a segment of another script."),
        case("another", "/crypto", "/stack/pop").title("A command does not prove another."),
        case("sibling", "/crud/read", "/crud/update")
            .title("A command does not prove one beside it."),
        case("parent", "/crypto/sign", "/crypto")
            .title("A command does not prove a shorter one.")
            .why("That would widen authority."),
        case("not-the-top", "/crypto", "/")
            .title("A command does not prove the slash alone.")
            .why("That would turn any authority into all of it.")
            .rules(["command.top"]),
        case("segment-of-the-end", "/sign", "/crypto/sign")
            .title("A command does not prove one that ends with it."),
        case("other-composition", "/caf\u{e9}", "/cafe\u{301}")
            .title("A letter with its accent does not prove a letter and an accent.")
            .why("What is normalised on one side only grants what nobody signed.")
            .ruling("T13")
            .rules(["command.verbatim"]),
        proving("prover-is-no-command", "/crypto/", "/crypto/sign", false)
            .title("What is no command proves nothing: it is refused.")
            .why("A slash at the end would make the comparison of beginnings come out right.")
            .expect_error("CommandTrailingSlash"),
    ]
}

fn reserved() -> Vec<CaseBuilder> {
    let reserved = |slug, text: &str, reserved: bool| {
        case(slug)
            .section("`/ucan` Namespace")
            .operation("ucan.command.reserved")
            .input("text", text)
            .expect_value(map! { "reserved" => reserved })
            .why("A command of somebody's own in it may mean another thing to everybody else.")
            .rules(["command.reserved"])
    };
    vec![
        reserved("reserved", "/ucan/revoke", true).title("A command of the text is reserved."),
        reserved("reserved-unknown", "/ucan/assert/anything", true)
            .title("A command in the namespace that nobody knows is reserved."),
        reserved("reserved-alone", "/ucan", true)
            .title("The namespace alone is reserved: it proves all of it."),
        reserved("not-reserved-beginning", "/ucans/revoke", false)
            .title("A segment that only begins with the same letters is not reserved."),
        reserved("not-reserved-inside", "/msg/ucan/revoke", false)
            .title("The segment in another place is not reserved."),
        reserved("not-reserved-top", "/", false)
            .title("The slash alone is a command of everybody's."),
    ]
}
