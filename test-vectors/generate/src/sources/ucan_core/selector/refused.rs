//! Texts that are no selectors.

use super::parse;
use crate::case::CaseBuilder;

/// What goes wrong everywhere here.
const OPEN: &str = "A reader that skips what it cannot read selects something else, or everything.";
const FORM: &str = "An index with two spellings is a selector with two spellings.";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [dots(), optionals(), names(), brackets(), integers(), keys()].concat()
}

fn dots() -> Vec<CaseBuilder> {
    let missing = |slug, text| {
        parse(slug, text)
            .ruling("Q6")
            .why(OPEN)
            .expect_error("SelectorMissingDot")
            .rules(["selector.dot"])
    };
    let repeated = |slug, text, offset| {
        parse(slug, text)
            .why("The text forbids it by name: in jq it is a recursive descent.")
            .expect_error_at("SelectorRepeatedDot", offset)
            .rules(["selector.dots"])
    };
    let trailing = |slug, text| {
        parse(slug, text)
            .ruling("Q6")
            .why(OPEN)
            .expect_error("SelectorTrailingDot")
            .rules(["selector.dots"])
    };
    vec![
        missing("empty", "").title("The empty text is refused."),
        missing("no-dot", "foo").title("A name without its dot is refused."),
        missing("no-dot-before-a-bracket", "[0]").title("A bracket without the dot is refused."),
        missing("space-in-front", " .foo").title("A space in front is refused."),
        repeated("two-dots", "..", 1).title("Two dots are refused."),
        repeated("three-dots", "...", 1).title("Three dots are refused."),
        repeated("two-dots-inside", ".a..b", 3).title("Two dots inside are refused."),
        repeated("two-dots-before-a-bracket", ".a..[0]", 3)
            .title("Two dots before a bracket are refused."),
        trailing("dot-at-the-end", ".a.").title("A dot behind a name is refused."),
        trailing("dot-behind-a-bracket", ".a[0].").title("A dot behind a bracket is refused."),
        trailing("dot-behind-an-optional", ".a?.")
            .title("A dot behind a question mark is refused."),
    ]
}

fn optionals() -> Vec<CaseBuilder> {
    let dangling = |slug, text, offset| {
        parse(slug, text)
            .ruling("Q6")
            .why(OPEN)
            .expect_error_at("SelectorDanglingOptional", offset)
            .rules(["selector.optional"])
    };
    vec![
        dangling("optional-nothing", ".?", 1)
            .title("A question mark behind the first dot is refused."),
        dangling("optional-nothing-then-a-name", ".?.a", 1)
            .title("A question mark behind the first dot is refused before a name too."),
        dangling("optional-dot", ".a.?", 3).title("A question mark behind a dot is refused."),
        dangling("noise", ".???!!!", 1)
            .title("Question and exclamation marks are refused: one peer takes them for a dot."),
    ]
}

fn names() -> Vec<CaseBuilder> {
    let name = |slug, text, offset| {
        parse(slug, text)
            .ruling("Q6")
            .why(OPEN)
            .expect_error_at("SelectorUnexpectedCharacter", offset)
            .rules(["selector.name"])
    };
    let jq = |slug, text, offset| {
        parse(slug, text)
            .section("Differences from jq")
            .why("The text allows none of it: policies are not programs.")
            .expect_error_at("SelectorUnexpectedCharacter", offset)
            .rules(["selector.features"])
    };
    vec![
        name("digit-first", ".1a", 1).title("A name that begins with a digit is refused."),
        name("hyphen-first", ".-a", 1).title("A name that begins with a hyphen is refused."),
        name("dollar-first", ".$a", 1).title("A name that begins with a dollar sign is refused."),
        name("space-inside", ".a b", 2).title("A space in a name is refused."),
        name("space-behind", ".a ", 2).title("A space behind a name is refused."),
        name("pictograph", ".🙂", 1).title("A pictograph is no letter."),
        name("combining-mark", ".e\u{301}", 2)
            .title("A letter and a combining mark are no name: they are quoted."),
        name("exclamation-behind", ".foo!", 4).title("An exclamation mark is refused."),
        name("name-behind-a-bracket", ".a[0]b", 5)
            .title("A name behind a bracket without a dot is refused."),
        name("name-behind-an-optional", ".a?b", 3)
            .title("A name behind a question mark without a dot is refused."),
        name("closing-bracket", ".a]", 2).title("A bracket that nothing opened is refused."),
        name("quotes-behind-a-dot", ".\"a\"", 1)
            .title("Quotes without brackets are refused, though jq has them."),
        jq("pipe", ".a|.b", 2).title("A pipe is refused."),
        jq("comma", ".a,.b", 2).title("A comma is refused."),
        jq("alternative", ".a//.b", 2).title("An alternative is refused."),
        jq("arithmetic", ".a+1", 2).title("Arithmetic is refused."),
        jq("assignment", ".a=1", 2).title("An assignment is refused."),
    ]
}

fn brackets() -> Vec<CaseBuilder> {
    let bracket = |slug, text| {
        parse(slug, text)
            .why(OPEN)
            .expect_error_at("SelectorInvalidBracket", 1)
            .rules(["selector.features"])
    };
    vec![
        bracket("open", ".[").title("A bracket that is not closed is refused."),
        bracket("open-index", ".[0").title("An index whose bracket is not closed is refused."),
        bracket("open-key", ".[\"a\"").title("A key whose bracket is not closed is refused."),
        bracket("space-before-an-index", ".[ 0]").title("A space before an index is refused."),
        bracket("space-behind-an-index", ".[0 ]").title("A space behind an index is refused."),
        bracket("single-quotes", ".['a']").title("Single quotes are refused."),
        bracket("bare-key", ".[a]").title("A key without quotes is refused."),
        bracket("star", ".[*]").title("A star in brackets is refused."),
        bracket("slice-with-a-step", ".[0:4:2]").title("A slice with a step is refused."),
        bracket("two-keys", r#".["a","b"]"#).title("Two keys in one bracket are refused."),
        bracket("decimal", ".[1.0]").title("An index with a point is refused."),
        bracket("exponent", ".[1e3]").title("An index with an exponent is refused."),
        bracket("filter", ".[?(@.a)]").title("A filter is refused."),
        parse("slice-of-everything", ".[:]")
            .ruling("Q5")
            .title("A slice without start and end is refused.")
            .why("It is what is there already, and one more spelling of it.")
            .expect_error_at("SelectorUnboundedSlice", 1)
            .rules(["selector.slice"]),
        parse("too-many-segments", &(".".to_owned() + &"[0]".repeat(65)))
            .ruling("Q10")
            .title("One segment more than this project's reader allows is refused.")
            .why("A reader that goes into each of them needs an end.")
            .expect_error("SelectorTooManySegments")
            .rules(["selector.segments"])
            .tags(["bound"]),
    ]
}

fn integers() -> Vec<CaseBuilder> {
    let form = |slug, text, offset| {
        parse(slug, text)
            .ruling("Q6")
            .why(FORM)
            .expect_error_at("SelectorInvalidInteger", offset)
            .rules(["selector.integer"])
    };
    let range = |slug, text, offset| {
        parse(slug, text)
            .ruling("Q6")
            .why("An index that wraps around or is rounded selects another element.")
            .expect_error_at("SelectorIntegerOutOfRange", offset)
            .rules(["selector.range"])
    };
    vec![
        form("zero-in-front", ".[01]", 2).title("A zero in front is refused."),
        form("two-zeros", ".[00]", 2).title("Two zeros are refused."),
        form("minus-zero", ".[-0]", 2).title("Minus zero is refused."),
        form("minus-zero-as-a-start", ".[-0:1]", 2).title("Minus zero is refused as a start."),
        form("zero-in-front-of-an-end", ".[1:01]", 4)
            .title("A zero in front of an end is refused."),
        form("minus-alone", ".[-]", 2).title("A minus alone is refused."),
        form("plus", ".[+1]", 2).title("A plus sign is refused."),
        range("index-beyond", ".[9007199254740992]", 2).title("The index 2^53 is refused."),
        range("negative-index-beyond", ".[-9007199254740992]", 2)
            .title("The index minus 2^53 is refused."),
        range("bound-beyond", ".[:9007199254740992]", 3).title("The end 2^53 is refused."),
        range("64-bits", ".[18446744073709551616]", 2)
            .title("The index 2^64, which wraps around to zero, is refused."),
        range("many-digits", &format!(".[{}]", "9".repeat(100)), 2)
            .title("An index of a hundred digits is refused."),
    ]
}

fn keys() -> Vec<CaseBuilder> {
    let escape = |slug, text| {
        parse(slug, text)
            .ruling("Q6")
            .why("JSON has no such escape, and no other reader would read the same key.")
            .expect_error_at("SelectorInvalidEscape", 3)
            .rules(["selector.quoted"])
    };
    let control = |slug, text| {
        parse(slug, text)
            .ruling("Q6")
            .why("JSON has control characters escaped.")
            .expect_error_at("SelectorControlCharacter", 3)
            .rules(["selector.quoted"])
    };
    vec![
        parse("unclosed-key", ".[\"a")
            .ruling("Q6")
            .title("A key without closing quotes is refused.")
            .why(OPEN)
            .expect_error_at("SelectorUnclosedKey", 2)
            .rules(["selector.quoted"]),
        parse("escaped-closing-quotes", r#".["\"]"#)
            .ruling("Q6")
            .title("Escaped quotes do not close a key.")
            .why("Who ends the key there reads another one.")
            .expect_error_at("SelectorUnclosedKey", 2)
            .rules(["selector.quoted"]),
        escape("unknown-escape", r#".["\a"]"#).title("An unknown escape is refused."),
        escape("hexadecimal-escape", r#".["\x41"]"#).title("An escape of two digits is refused."),
        escape("short-escape", r#".["\u12"]"#)
            .title("An escape with two of four digits is refused."),
        escape("signed-escape", r#".["\u+123"]"#)
            .title("An escape with a sign among its digits is refused."),
        escape("high-surrogate-alone", r#".["\uD83D"]"#)
            .title("The first half of a surrogate pair alone is refused."),
        escape("low-surrogate-alone", r#".["\uDE42"]"#)
            .title("The second half of a surrogate pair alone is refused."),
        escape("two-high-surrogates", r#".["\uD83D\uD83D"]"#)
            .title("Two first halves of surrogate pairs are refused."),
        control("line-end", ".[\"\n\"]").title("A line end in a key is refused."),
        control("zero", ".[\"\0\"]").title("A zero in a key is refused."),
        control("tab", ".[\"\t\"]").title("A tab in a key is refused."),
    ]
}
