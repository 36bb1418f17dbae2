//! The patterns of `like`.

use crate::{Topic, case, case::CaseBuilder, map, sources::DELEGATION};

const SECTION: &str = "Glob Matching";
const TEXT: &str = "The text lists it.";
const PUBLISHED: &str = "UCAN Delegation, Glob Matching";

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "pattern",
        "The patterns of like: a star is any run of characters, and the backslash before a star \
         is the only escape.",
        DELEGATION,
        [examples(), wildcards(), escapes(), literals(), long()].concat(),
    )
}

fn like(slug: &str, pattern: &str, text: &str, matches: bool) -> CaseBuilder {
    case(slug)
        .section(SECTION)
        .operation("ucan.pattern.matches")
        .input("pattern", pattern)
        .input("text", text)
        .expect_value(map! { "matches" => matches })
}

fn examples() -> Vec<CaseBuilder> {
    let like = |slug, text, matches| {
        like(slug, r"Alice\*, Bob*, Carol.", text, matches).why(TEXT).published(PUBLISHED)
    };
    vec![
        like("text-nothing", "Alice*, Bob, Carol.", true)
            .title("The text's pattern: the wildcard is nothing."),
        like("text-two-names", "Alice*, Bob, Dan, Erin, Carol.", true)
            .title("The text's pattern: the wildcard is two names."),
        like("text-spaces", "Alice*, Bob  , Carol.", true)
            .title("The text's pattern: the wildcard is two spaces."),
        like("text-star", "Alice*, Bob*, Carol.", true)
            .title("The text's pattern: the wildcard is a star."),
        like("text-no-full-stop", "Alice*, Bob, Carol", false)
            .title("The text's pattern: the full stop at the end is missing."),
        like("text-exclamation", "Alice*, Bob*, Carol!", false)
            .title("The text's pattern: the full stop is not a wildcard."),
        like("text-no-star", "Alice, Bob, Carol.", false)
            .title("The text's pattern: the star behind Alice is missing."),
        like("text-other-name", "Alice Cooper, Bob, Carol.", false)
            .title("The text's pattern: the star behind Alice is no wildcard."),
        like("text-space-around", " Alice*, Bob, Carol. ", false)
            .title("The text's pattern: space in front and behind counts."),
    ]
}

fn wildcards() -> Vec<CaseBuilder> {
    let like = |slug, pattern, text, matches| {
        like(slug, pattern, text, matches).ruling("Q8").rules(["pattern.wildcard"])
    };
    const GREED: &str = "A matcher that never goes back, or goes back to the wrong place, fails.";
    vec![
        like("star-and-nothing", "*", "", true)
            .title("A star matches the empty text.")
            .why("A wildcard is zero or more characters."),
        like("two-stars", "a**b", "ab", true)
            .title("Two stars match nothing as one does.")
            .why("As many wildcards as one likes may be there."),
        like("line-end", "a*b", "a\nb", true)
            .title("A star matches a line end.")
            .why("The dot of regular expressions does not, and one peer uses it."),
        like("line-ends-and-separators", "a*b", "a\r\n\u{85}\u{2028}\0b", true)
            .title("A star matches every kind of line end, and zero.")
            .why("A text that ends at the first of them could carry anything behind it."),
        like("any-script", "ほ*げ", "ほ🙂🙂げ", true)
            .title("A star matches characters of several bytes.")
            .why("A matcher of bytes or of UTF-16 must not stop inside of one."),
        like("last-piece-twice", "*.txt", "x.txt.txt", true)
            .title("The piece behind the last star may stand there earlier as well.")
            .why(GREED),
        like("middle-piece-twice", "a*b*c", "abcbc", true)
            .title("The last piece is looked for at the end, and not at its first place.")
            .why(GREED),
        like("no-character-twice", "ab*bc", "abc", false)
            .title("A character does not serve two pieces.")
            .why("Looking at beginning and end alone, each by itself, lets it pass."),
        like("pieces-side-by-side", "ab*bc", "abbc", true)
            .title("Pieces may stand side by side.")
            .why("A wildcard may be nothing."),
        like("pieces-in-order", "*a*b*", "ba", false)
            .title("Pieces stand in the order of the pattern.")
            .why("Looking for each piece by itself lets it pass."),
        like("not-enough", "*a*a*", "a", false)
            .title("Two pieces need two places.")
            .why("Looking for each piece by itself lets it pass."),
    ]
}

fn escapes() -> Vec<CaseBuilder> {
    let like = |slug, pattern, text, matches| {
        like(slug, pattern, text, matches).ruling("Q8").rules(["pattern.escape"])
    };
    const STAR: &str = "An escape that is not honoured turns an exact rule into one for everybody.";
    const TWO: &str = "Only a backslash and a star are an escape: two backslashes do not make one, \
                       so that the second still quotes the star.";
    const PLAIN: &str = "There is no other escape, so the backslash stands for itself.";
    vec![
        like("escaped-star", r"a\*", "a*", true).title("An escaped star is a star.").why(STAR),
        like("escaped-star-is-no-wildcard", r"a\*", "abc", false)
            .title("An escaped star is no wildcard.")
            .why(STAR),
        like("escaped-star-without-its-backslash", r"a\*", r"a\*", false)
            .title("The backslash of an escape is no part of the text.")
            .why(STAR),
        like("wildcard-then-escaped-star", r"a*\*", "abc*", true)
            .title("A wildcard and an escaped star side by side.")
            .why("The pieces are cut at wildcards only."),
        like("wildcard-then-missing-star", r"a*\*", "abc*d", false)
            .title("What follows the wildcard is still the end.")
            .why(STAR),
        like("two-backslashes-and-a-star", r"\\*", r"\*", true)
            .title("Two backslashes and a star are a backslash and a star.")
            .why(TWO),
        like("two-backslashes-free-no-star", r"\\*", r"\anything", false)
            .title("Two backslashes do not make the star behind them a wildcard.")
            .why(TWO),
        like("two-backslashes", r"a\\b", r"a\\b", true)
            .title("Two backslashes are two backslashes.")
            .why(PLAIN),
        like("two-backslashes-are-not-one", r"a\\b", r"a\b", false)
            .title("Two backslashes are not one.")
            .why(PLAIN),
        like("backslash-and-letter", r"a\nb", r"a\nb", true)
            .title("A backslash and a letter are these two characters.")
            .why(PLAIN),
        like("backslash-and-letter-is-no-line-end", r"a\nb", "a\nb", false)
            .title("A backslash and an n are no line end.")
            .why(PLAIN),
        like("backslash-at-the-end", r"a\", r"a\", true)
            .title("A backslash at the end is a backslash.")
            .why("A matcher that looks behind it reads too far, or refuses the pattern."),
    ]
}

fn literals() -> Vec<CaseBuilder> {
    let like = |slug, pattern, text, matches| {
        like(slug, pattern, text, matches).rules(["pattern.literal"])
    };
    const SPECIAL: &str = "The star is the only special character; a pattern that is handed to a \
                           library of globs or regular expressions has others.";
    const WHOLE: &str = "A pattern is for the whole text; a search inside of it is not what was \
                         signed.";
    vec![
        like("exact", "alice@example.com", "alice@example.com", true)
            .title("A pattern without a star is the text.")
            .why(WHOLE),
        like("something-in-front", "bob", "not bob", false)
            .title("Something in front of the pattern is refused.")
            .why(WHOLE),
        like("something-behind", "*@example.com", "a@example.com.evil.test", false)
            .title("Something behind the last piece is refused.")
            .why(WHOLE),
        like("empty", "", "", true).title("The empty pattern is the empty text.").why(WHOLE),
        like("empty-is-not-all", "", "a", false)
            .title("The empty pattern matches nothing else.")
            .why("A test for truth takes it for no pattern at all."),
        like("question-mark", "a?c", "abc", false)
            .title("A question mark is not any character.")
            .why(SPECIAL),
        like("brackets", "[ab]", "a", false).title("Brackets are no class.").why(SPECIAL),
        like("dot", "a.c", "abc", false).title("A dot is not any character.").why(SPECIAL),
        like("plus", "a+", "aa", false).title("A plus repeats nothing.").why(SPECIAL),
        like("anchors", "^a$", "^a$", true).title("Anchors are characters.").why(SPECIAL),
        like("braces", "{a,b}", "a", false).title("Braces are no choice.").why(SPECIAL),
        like("double-star-and-slash", "a*c", "a/b/c", true)
            .title("A star matches slashes.")
            .why("Globs for files stop at them.")
            .ruling("Q8"),
        like("case", "Alice", "alice", false)
            .title("Case counts.")
            .why("Nothing is folded or normalised."),
        like("composition", "caf\u{e9}", "cafe\u{301}", false)
            .title("A letter with its accent is not a letter and an accent.")
            .why("Nothing is folded or normalised."),
    ]
}

fn long() -> Vec<CaseBuilder> {
    const TIME: &str = "Matchers that try every place of every star take minutes for it, and any \
                        stranger may send it.";
    let stars = "*a".repeat(29) + "*b";
    vec![
        like("sixty-characters-of-stars", &stars, &"a".repeat(60), false)
            .ruling("Q8")
            .title("A pattern of 60 characters with 30 stars does not match 60 letters, at once.")
            .why(TIME)
            .rules(["pattern.wildcard"]),
        like("sixty-characters-of-stars-matched", &stars, &("a".repeat(60) + "b"), true)
            .ruling("Q8")
            .title("The same pattern matches where its last letter is there.")
            .why(TIME),
        like(
            "long-piece-almost",
            &("*".to_owned() + &"a".repeat(100) + "b*"),
            &"a".repeat(1000),
            false,
        )
        .ruling("Q8")
        .title("A long piece that is almost there at every place does not match.")
        .why("Looking for a piece may take the product of the lengths if done carelessly.")
        .rules(["pattern.wildcard"]),
    ]
}
