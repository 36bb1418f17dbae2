//! Text of others, for people.

use std::fmt;

/// The most characters of a label that people are shown.
const MAX_SHOWN: usize = 80;

/// A label as people see it: in backticks if it is plain, or else quoted with escapes, so
/// that it cannot move the cursor, end a line or read backwards. A long one is cut.
pub(super) struct Label<'a>(pub(super) &'a str);

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |character: char| {
            character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '/' | '@')
        };
        let cut = Cut::of(self.0);
        if !self.0.is_empty() && self.0.chars().all(plain) {
            write!(f, "`{}{}`", cut.start, cut.rest())
        } else {
            write!(f, "{:?}{}", cut.start, cut.rest())
        }
    }
}

/// Text of others within a line, such as a command: what would move the cursor, end the line
/// or read backwards is escaped.
pub(super) struct Line<T>(pub(super) T);

impl<T: fmt::Display> fmt::Display for Line<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Write::write_fmt(&mut Escaping(f), format_args!("{}", self.0))
    }
}

struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl fmt::Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| self.write_char(character))
    }

    fn write_char(&mut self, character: char) -> fmt::Result {
        // Quotation marks are shown as they are; of all else the escape is longer only
        // where the character itself cannot be shown.
        if matches!(character, '"' | '\'' | '\\') || character.escape_debug().len() == 1 {
            fmt::Write::write_char(self.0, character)
        } else {
            write!(self.0, "{}", character.escape_debug())
        }
    }
}

/// Labels with commas between them, not more than a few.
pub(super) struct Labels<'a>(pub(super) &'a [String]);

impl fmt::Display for Labels<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, self.0.iter().map(|label| Label(label)))
    }
}

/// The most items that are listed for people.
const MAX_LISTED: usize = 16;

/// Writes items with commas between them, and the number of those that are too many.
pub(super) fn list(
    f: &mut impl fmt::Write,
    items: impl ExactSizeIterator<Item = impl fmt::Display>,
) -> fmt::Result {
    let more = items.len().saturating_sub(MAX_LISTED);
    for (number, item) in items.take(MAX_LISTED).enumerate() {
        write!(f, "{}{item}", if number > 0 { ", " } else { "" })?;
    }
    if more > 0 {
        write!(f, " and {more} more")?;
    }
    Ok(())
}

/// A text of which no more than the beginning is shown.
pub(super) struct Cut<'a> {
    pub(super) start: &'a str,
    is_cut: bool,
}

impl<'a> Cut<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        match text.char_indices().nth(MAX_SHOWN) {
            Some((end, _)) => Self { start: &text[..end], is_cut: true },
            None => Self { start: text, is_cut: false },
        }
    }

    /// What stands for the rest.
    pub(super) const fn rest(&self) -> &'static str {
        if self.is_cut { "…" } else { "" }
    }

    /// The beginning, and what stands for the rest.
    pub(super) fn to_text(&self) -> String {
        format!("{}{}", self.start, self.rest())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_pass_for_anything_else() {
        for (label, shown) in [
            ("dns-update", "`dns-update`"),
            ("", "\"\""),
            ("two words", "\"two words\""),
            ("a`b", "\"a`b\""),
            ("\u{1b}[31m\n", "\"\\u{1b}[31m\\n\""),
            ("\u{202e}x", "\"\\u{202e}x\""),
        ] {
            assert_eq!(Label(label).to_string(), shown);
        }
    }

    #[test]
    fn a_long_label_is_cut_between_characters() {
        let label = "ä".repeat(81);
        assert_eq!(Label(&label).to_string(), format!("\"{}\"…", "ä".repeat(80)));
        let label = "a".repeat(80);
        assert_eq!(Label(&label).to_string(), format!("`{label}`"));
    }

    #[test]
    fn nothing_within_a_line_leaves_it() {
        assert_eq!(Line("/a\n\u{1b}[2J\u{202e}\"ä\"").to_string(), r#"/a\n\u{1b}[2J\u{202e}"ä""#);
    }

    #[test]
    fn of_many_items_the_number_is_said() {
        let mut text = String::new();
        list(&mut text, [1; 18].into_iter()).unwrap();
        assert_eq!(text, format!("{}1 and 2 more", "1, ".repeat(15)));
    }
}
