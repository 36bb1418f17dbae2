//! Keys, what is missing, and question marks.

use super::{selects, selects_nothing};
use crate::case::CaseBuilder;

const LINK: &str = r#"{"/":"bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua"}"#;

pub(super) fn cases() -> Vec<CaseBuilder> {
    [present(), missing(), on_other_kinds(), optional()].concat()
}

fn present() -> Vec<CaseBuilder> {
    let mail = r#"{"from":"alice","size":7,"to":["bob","carol"]}"#;
    let quoted = |slug, selector, value, expected| {
        selects(slug, selector, value, expected)
            .ruling("Q6")
            .why("The key is taken as it is, without folding or normalising.")
    };
    vec![
        selects("identity", ".", mail, mail)
            .title("A dot selects everything.")
            .why("The top is the arguments themselves."),
        selects("name", ".from", mail, r#""alice""#)
            .title("A name selects the value at a key.")
            .why("The common case.")
            .rules(["resolve.key"]),
        selects("list", ".to", mail, r#"["bob","carol"]"#)
            .title("A name selects a list whole.")
            .why("A selector gives one value, and no stream of them."),
        selects("path", ".a.b.c", r#"{"a":{"b":{"c":1}}}"#, "1")
            .title("Names follow each other.")
            .why("Selectors are resolved from left to right."),
        selects("null-that-is-there", ".a", r#"{"a":null}"#, "null")
            .title("A null that is there is selected.")
            .why("It is a value like others."),
        selects("link", ".a", &format!(r#"{{"a":{LINK}}}"#), LINK)
            .title("A link is a value, and is not followed.")
            .why("What stands behind a link is no part of the arguments."),
        quoted("quoted-key", r#".["a b"]"#, r#"{"a b":1}"#, "1").title("A quoted key."),
        quoted("quoted-key-behind-a-name", r#".a["b"]"#, r#"{"a":{"b":1}}"#, "1")
            .title("A quoted key behind a name: one peer stops at the name."),
        quoted("escaped-key", r#".["\u0061\n"]"#, r#"{"a\n":1}"#, "1")
            .title("The escapes of a quoted key stand for their characters."),
        quoted("surrogates", r#".["\ud83d\ude42"]"#, r#"{"🙂":1}"#, "1")
            .title("A surrogate pair stands for one character."),
        quoted("empty-key", r#".[""]"#, r#"{"":1}"#, "1").title("The empty key."),
        quoted("key-like-syntax", r#".[".[]?"]"#, r#"{".[]?":1}"#, "1")
            .title("A key that looks like a selector."),
        quoted("key-like-a-number", r#".["0"]"#, r#"{"0":1}"#, "1")
            .title("A key that looks like a number."),
        quoted("other-script", ".ほげ", r#"{"ほげ":1}"#, "1").title("A name in another script."),
        quoted("hyphen", ".a-b", r#"{"a":2,"a-b":1}"#, "1")
            .title("A name with a hyphen is not cut at it."),
        quoted("case", ".A", r#"{"A":1,"a":2}"#, "1").title("Case counts in keys."),
        quoted("composed", ".\u{e9}", "{\"e\u{301}\":2,\"\u{e9}\":1}", "1")
            .title("A letter with its accent is not a letter and an accent."),
        quoted("decomposed", ".[\"e\u{301}\"]", "{\"\u{e9}\":1}", "null")
            .title("A letter and an accent are not a letter with its accent."),
        quoted("dot-before-a-bracket", ".a.[0]", r#"{"a":[1]}"#, "1")
            .title("A dot before a bracket changes nothing."),
    ]
}

fn missing() -> Vec<CaseBuilder> {
    let null = |slug, selector, value| {
        selects(slug, selector, value, "null")
            .ruling("Q1")
            .why("The text wants null for a key that is missing; most peers fail there.")
    };
    let nothing = |slug, selector, value| {
        selects_nothing(slug, selector, value)
            .ruling("Q1")
            .why("The null of a missing key leads no further.")
    };
    const INHERITED: &str = "Objects of some languages have keys that nobody put there.";
    vec![
        null("missing-key", ".x", "{}").title("A missing key selects null.").rules(["resolve.key"]),
        null("missing-quoted-key", r#".["x"]"#, r#"{"a":1}"#)
            .title("A missing quoted key selects null."),
        null("missing-inside", ".a.x", r#"{"a":{}}"#)
            .title("A missing key of a map inside selects null."),
        null("constructor", ".constructor", "{}")
            .title("The key constructor is missing where it is.")
            .why(INHERITED),
        null("proto", ".__proto__", "{}")
            .title("The key __proto__ is missing where it is.")
            .why(INHERITED),
        nothing("key-of-a-missing-key", ".x.y", "{}")
            .title("A key of what is missing selects nothing.")
            .rules(["resolve.key"]),
        nothing("index-of-a-missing-key", ".x[0]", "{}")
            .title("An index of what is missing selects nothing.")
            .rules(["resolve.index"]),
        nothing("slice-of-a-missing-key", ".x[0:]", "{}")
            .title("A slice of what is missing selects nothing.")
            .rules(["resolve.slice"]),
        nothing("values-of-a-missing-key", ".x[]", "{}")
            .title("The values of what is missing are nothing.")
            .rules(["resolve.each"]),
        nothing("key-of-null", ".a.x", r#"{"a":null}"#)
            .title("A key of a null that is there selects nothing.")
            .rules(["resolve.key"]),
    ]
}

fn on_other_kinds() -> Vec<CaseBuilder> {
    let nothing = |slug, value| {
        selects_nothing(slug, ".x", value)
            .ruling("Q1")
            .why("Only maps have keys; a null here would let a policy pass.")
            .rules(["resolve.key"])
    };
    vec![
        nothing("key-of-a-list", "[1]").title("A list has no keys."),
        nothing("key-of-a-string", r#""x""#).title("A string has no keys."),
        nothing("key-of-an-integer", "1").title("An integer has no keys."),
        nothing("key-of-a-float", "1.5").title("A float has no keys."),
        nothing("key-of-a-boolean", "true").title("A boolean has no keys."),
        nothing("key-of-bytes", r#"{"/":{"bytes":"eA"}}"#).title("Bytes have no keys."),
        nothing("key-of-a-link", LINK).title("A link has no keys."),
        selects_nothing("quoted-number-on-a-list", r#".["0"]"#, "[1]")
            .ruling("Q1")
            .title("A key that looks like a number is no index.")
            .why("Lists of some languages are maps in disguise.")
            .rules(["resolve.key"]),
        selects_nothing("length-of-a-list", ".length", "[1]")
            .ruling("Q1")
            .title("A list has no key length.")
            .why("Lists of some languages are maps in disguise.")
            .rules(["resolve.key"]),
    ]
}

fn optional() -> Vec<CaseBuilder> {
    let null = |slug, selector, value| {
        selects(slug, selector, value, "null")
            .ruling("Q3")
            .why("The text wants null where the segment would fail otherwise.")
            .rules(["resolve.optional"])
    };
    let nothing = |slug, selector, value| {
        selects_nothing(slug, selector, value)
            .ruling("Q3")
            .why("A question mark is for its own segment, and neither for later nor for earlier ones.")
            .rules(["resolve.optional"])
    };
    vec![
        null("optional-index", ".[99]?", "[1]").title("An optional index beyond the end is null."),
        null("optional-key-of-a-number", ".a.b?", r#"{"a":1}"#)
            .title("An optional key of a number is null."),
        null("optional-missing-key", ".x?", "{}").title("An optional missing key is null."),
        null("optional-slice-of-a-string", ".[0:]?", r#""abc""#)
            .title("An optional slice of a string is null."),
        null("optional-values-of-a-number", ".[]?", "1")
            .title("The optional values of a number are null."),
        null("repeated-optional", ".[99]???", "[1]")
            .section("Selectors")
            .title("Three question marks are one."),
        null("optional-after-optional", ".a.b?.c?", r#"{"a":1}"#)
            .title("A segment behind an optional one may be optional too."),
        selects("optional-that-is-there", ".a?.b", r#"{"a":{"b":1}}"#, "1")
            .ruling("Q3")
            .title("A question mark changes nothing where the value is there.")
            .why("It is no test and no end of the path."),
        nothing("key-behind-an-optional", ".a.b?.c", r#"{"a":1}"#)
            .title("A key of the null that a question mark gave selects nothing."),
        nothing("index-behind-an-optional", ".x?[0]", "{}")
            .title("An index of the null that a question mark gave selects nothing."),
        nothing("optional-at-the-end", ".a.b.c?", r#"{"a":1}"#)
            .section("Selectors")
            .title("A segment that fails ends the path, though a later one is optional."),
    ]
}
