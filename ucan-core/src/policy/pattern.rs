//! The patterns of `like`.

use alloc::{string::String, vec::Vec};
use core::fmt;

/// A pattern for strings with `*` as the only wildcard (UCAN Delegation, Glob
/// Matching).
///
/// `*` stands for any run of characters, none and line breaks included. `\*` is a
/// literal star. A backslash before anything else is a backslash, and therefore `\\*`
/// a backslash and a literal star (ruling Q8). So every string is a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    text: String,
    /// What stands between the wildcards, without escapes: first, middle ones that
    /// are not empty, last. A single one if there is no wildcard.
    pieces: Vec<String>,
}

impl Pattern {
    /// Reads a pattern.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let mut pieces = Vec::new();
        let mut piece = String::new();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\\' if characters.next_if_eq(&'*').is_some() => piece.push('*'),
                '*' => {
                    // Of a run of wildcards the first one does all the work.
                    if pieces.is_empty() || !piece.is_empty() {
                        pieces.push(core::mem::take(&mut piece));
                    }
                }
                other => piece.push(other),
            }
        }
        pieces.push(piece);
        Self { text, pieces }
    }

    /// The pattern that matches `text` and nothing else: each star is escaped.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        Self { text: text.replace('*', r"\*"), pieces: Vec::from([text.into()]) }
    }

    /// The pattern as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the pattern matches the whole of `text`.
    ///
    /// Takes time linear in both lengths: each piece is looked for once, after the
    /// one before it. Its leftmost place is always the right one, because it leaves
    /// the most text for the others.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let (first, middle, last) = match self.pieces.as_slice() {
            [first, middle @ .., last] => (first, middle, last),
            [only] => return text == only,
            [] => return text.is_empty(),
        };
        let Some(mut rest) =
            text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()))
        else {
            return false;
        };
        for piece in middle {
            let Some((_, after)) = rest.split_once(piece.as_str()) else {
                return false;
            };
            rest = after;
        }
        true
    }
}

impl From<&str> for Pattern {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Pattern {
    /// The pattern byte for byte as it was given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{borrow::ToOwned, vec};

    use proptest::prelude::*;

    use super::*;

    fn like(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).matches(text)
    }

    #[test]
    fn agrees_with_the_examples_of_the_text() {
        let pattern = Pattern::new(r"Alice\*, Bob*, Carol.");
        for text in [
            "Alice*, Bob, Carol.",
            "Alice*, Bob, Dan, Erin, Carol.",
            "Alice*, Bob  , Carol.",
            "Alice*, Bob*, Carol.",
        ] {
            assert!(pattern.matches(text), "{text}");
        }
        for text in [
            "Alice*, Bob, Carol",
            "Alice*, Bob*, Carol!",
            "Alice, Bob, Carol.",
            "Alice Cooper, Bob, Carol.",
            " Alice*, Bob, Carol. ",
        ] {
            assert!(!pattern.matches(text), "{text}");
        }
    }

    #[test]
    fn finds_a_later_match_of_the_last_piece() {
        assert!(like("*a", "banana"));
        assert!(like("*.txt", "x.txt.txt"));
        assert!(like("*@example.com", "a@example.com@example.com"));
        assert!(like("a*b*c", "abcbc"));
    }

    #[test]
    fn does_not_use_a_character_twice() {
        assert!(!like("ab*bc", "abc"));
        assert!(like("ab*bc", "abbc"));
        assert!(!like("*a*a*", "a"));
    }

    #[test]
    fn an_escaped_star_is_no_wildcard() {
        assert!(!like(r"foo\*", "foo*bar"));
        assert!(like(r"foo\*", "foo*"));
        assert!(!like(r"a*\*", "axx*y"));
        assert!(like(r"a*\*", "axx*"));
    }

    #[test]
    fn two_backslashes_do_not_free_the_star() {
        assert!(like(r"\\*", r"\*"));
        assert!(!like(r"\\*", r"\anything"));
        assert!(!like(r"\\*", "*"));
    }

    #[test]
    fn other_backslashes_are_literal() {
        assert!(like(r"\n", r"\n"));
        assert!(!like(r"\n", "\n"));
        assert!(like(r"a\", r"a\"));
        assert!(like(r"\?*", r"\?!"));
        assert!(!like(r"\*", r"\"));
    }

    #[test]
    fn a_wildcard_spans_nothing_line_breaks_and_any_script() {
        assert!(like("*", ""));
        assert!(like("**", ""));
        assert!(like("a*b", "ab"));
        assert!(like("a*b", "a\n\r\nb"));
        assert!(like("ほ*げ", "ほ🙂げ"));
    }

    #[test]
    fn there_is_no_other_special_character() {
        assert!(!like("a?c", "abc"));
        assert!(!like("[ab]", "a"));
        assert!(!like("", "a"));
        assert!(like("", ""));
    }

    #[test]
    fn many_wildcards_on_a_long_text_come_to_an_end() {
        let pattern = Pattern::new("*a".repeat(30) + "*b");
        let text = "a".repeat(200_000);
        assert!(!pattern.matches(&text));
        assert!(pattern.matches(&(text + "b")));
        let periodic = Pattern::new("*".to_owned() + &"a".repeat(1000) + "b*");
        assert!(!periodic.matches(&"a".repeat(200_000)));
    }

    /// What the pattern means, told with backtracking.
    fn reference(pattern: &[char], text: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['\\', '*', rest @ ..] => text.first() == Some(&'*') && reference(rest, &text[1..]),
            ['*', rest @ ..] => (0..=text.len()).any(|skip| reference(rest, &text[skip..])),
            [literal, rest @ ..] => text.first() == Some(literal) && reference(rest, &text[1..]),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn agrees_with_a_backtracking_matcher(
            pattern in r"[ab*\\]{0,8}", text in r"[ab*\\]{0,8}",
        ) {
            let expected = reference(
                &pattern.chars().collect::<Vec<_>>(),
                &text.chars().collect::<Vec<_>>(),
            );
            prop_assert_eq!(like(&pattern, &text), expected);
        }

        #[test]
        fn an_escaped_text_matches_only_itself(text in ".{0,12}", other in ".{0,12}") {
            let pattern = text.replace('*', r"\*");
            prop_assert_eq!(Pattern::literal(&text), Pattern::new(pattern.as_str()));
            prop_assert!(like(&pattern, &text));
            prop_assert_eq!(like(&pattern, &other), text == other);
        }

        #[test]
        fn prints_as_given(text in any::<String>()) {
            let pattern = Pattern::new(text.as_str());
            prop_assert_eq!(pattern.as_str(), &text);
        }
    }

    #[test]
    fn keeps_no_empty_piece_between_wildcards() {
        assert_eq!(Pattern::new("a***b**").pieces, vec!["a", "b", ""]);
        assert_eq!(Pattern::new("***").pieces, vec!["", ""]);
    }
}
