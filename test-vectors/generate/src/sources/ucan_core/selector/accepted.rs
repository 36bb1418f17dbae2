//! Selectors that are read, and print as they were.

use super::parse;
use crate::case::CaseBuilder;

const TABLE: &str = "The table of the text has it.";
const BYTES: &str = "What is printed differently is signed differently.";

pub(super) fn cases() -> Vec<CaseBuilder> {
    [features(), spellings(), names(), keys()].concat()
}

fn reads(slug: &str, text: &str) -> CaseBuilder {
    parse(slug, text).expect_value(text)
}

fn features() -> Vec<CaseBuilder> {
    vec![
        reads("identity", ".").title("A dot alone.").why(TABLE).rules(["selector.dot"]),
        reads("name", ".foo").title("A name.").why(TABLE).rules(["selector.name"]),
        reads("name-with-a-digit", ".bar0_").title("A name with a digit and _.").why(TABLE),
        reads("names", ".foo.bar.baz").title("Three names.").why(TABLE).rules(["selector.dots"]),
        reads("quoted-dot", r#".["."]"#).title("A dot as a quoted key.").why(TABLE),
        reads("quoted-signs", r#".["$_*"]"#).title("Signs as a quoted key.").why(TABLE),
        reads("quoted-digit", r#".["1"]"#).title("A digit as a quoted key.").why(TABLE),
        reads("values", ".foo[]").title("The values of a collection.").why(TABLE),
        reads("index", ".foo[42]").title("An index.").why(TABLE).rules(["selector.integer"]),
        reads("index-zero", ".foo[0]").title("The index zero.").why(TABLE),
        reads("negative-index", ".foo[-42]").title("A negative index.").why(TABLE),
        reads("slice", ".foo[7:11]").title("A slice.").why(TABLE).rules(["selector.slice"]),
        reads("slice-without-an-end", ".foo[2:]").title("A slice to the end.").why(TABLE),
        reads("slice-without-a-start", ".foo[:42]").title("A slice from the start.").why(TABLE),
        reads("slice-to-a-negative", ".foo[0:-2]").title("A slice up to the last two.").why(TABLE),
        reads("optional-name", ".foo?")
            .title("An optional name.")
            .why(TABLE)
            .rules(["selector.optional"]),
        reads("optional-key", r#".["nope"]?"#).title("An optional quoted key.").why(TABLE),
        reads("everything", r#".foo["a b"][0]?[-1][1:][].bar_??"#)
            .title("All of the features in one selector.")
            .why("Segments follow each other in any order.")
            .rules(["selector.features"]),
    ]
}

fn spellings() -> Vec<CaseBuilder> {
    vec![
        reads("dot-before-a-bracket", ".foo.[0]")
            .ruling("Q6")
            .title("A dot may stand before a bracket.")
            .why(BYTES),
        reads("optional-key-then-name", r#".["a"]?.b"#)
            .ruling("Q6")
            .title("An optional quoted key, and a name behind it.")
            .why("Some grammars know either the quotes or the question mark."),
        reads("repeated-optional", ".foo???")
            .title("Three question marks are kept, though one would do.")
            .why(BYTES),
        reads("bracket-first", ".[0]")
            .ruling("Q6")
            .title("A bracket may be the first segment, behind the dot.")
            .why("Arguments need not be a map."),
        reads("greatest-index", ".[9007199254740991]")
            .ruling("Q6")
            .title("The greatest index.")
            .why("It is the greatest integer that every implementation has.")
            .rules(["selector.range"]),
        reads("least-index", ".[-9007199254740991:]")
            .ruling("Q6")
            .title("The least bound.")
            .why("It is the least integer that every implementation has."),
        reads("most-segments", &(".".to_owned() + &"[0]".repeat(64)))
            .ruling("Q10")
            .title("As many segments as this project's reader allows, 64.")
            .why("Another reader may allow more.")
            .rules(["selector.segments"])
            .tags(["bound"]),
    ]
}

fn names() -> Vec<CaseBuilder> {
    vec![
        reads("underscore", "._").ruling("Q6").title("A name of _ alone.").why("It begins a name."),
        reads("other-script", ".ほげ")
            .ruling("Q6")
            .title("A name in another script.")
            .why("A peer whose expression knows ASCII only selects everything in its place."),
        reads("accented", ".\u{e9}t\u{e9}")
            .ruling("Q6")
            .title("A name with letters beyond ASCII.")
            .why("Letters of any script begin a name and go on with it."),
        reads("hyphen", ".content-type")
            .ruling("Q6")
            .title("A name with a hyphen.")
            .why("A peer reads the first word of it, and selects another value."),
        reads("dollar-inside", ".a$b")
            .ruling("Q6")
            .title("A name with a dollar sign.")
            .why("It goes on with a name, and does not begin one."),
    ]
}

fn keys() -> Vec<CaseBuilder> {
    const RFC: &str = "A quoted key is read by the rules of JSON and printed as it was.";
    vec![
        reads("empty-key", r#".[""]"#)
            .ruling("Q6")
            .title("The empty key.")
            .why("Maps may have it, and no name can be it."),
        reads("key-with-syntax", r#".["a..b]?"]"#)
            .ruling("Q6")
            .title("Dots, brackets and question marks inside of quotes are the key's.")
            .why("A search for them in the whole text finds errors that are none."),
        reads("every-escape", r#".["\"\\\/\b\f\n\r\t\u00e9\uD83D\ude42"]"#)
            .ruling("Q6")
            .title("Every escape of JSON.")
            .why(RFC)
            .rules(["selector.quoted"]),
        reads("needless-escape", r#".["\u0061"]"#)
            .ruling("Q6")
            .title("An escape that is not needed is kept.")
            .why(BYTES),
        reads("delete-character", ".[\"\u{7f}\"]")
            .ruling("Q6")
            .title("The character 7f needs no escape in JSON.")
            .why(RFC),
    ]
}
