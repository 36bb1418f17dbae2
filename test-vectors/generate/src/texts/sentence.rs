//! The sentences of a text in Markdown that demand something.

use sha2::{Digest, Sha256};

/// A sentence with `MUST`, `MUST NOT`, `REQUIRED`, `SHALL` or `SHALL NOT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The heading that it stands under, without markup.
    pub section: String,
    /// Which of the sentences under this heading that demand something, from 1.
    pub ordinal: usize,
    /// Its text on one line. A row of a table is one sentence.
    pub text: String,
}

impl Sentence {
    /// The first eight hexadecimal digits of the SHA2-256 of the text.
    #[must_use]
    pub fn digest(&self) -> String {
        let digest = Sha256::digest(self.text.as_bytes());
        digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Those of `markdown`, in its order. Code, comments, targets of links and the sentence that
/// says what the words of RFC 2119 mean are left out.
#[must_use]
pub fn sentences(markdown: &str) -> Vec<Sentence> {
    let mut reader = Reader::default();
    for line in markdown.lines() {
        reader.line(line);
    }
    reader.end_block();
    reader.found
}

#[derive(Default)]
struct Reader {
    section: String,
    count: usize,
    block: String,
    in_code: bool,
    in_comment: bool,
    found: Vec<Sentence>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
        if line.starts_with("```") || line.starts_with("~~~") {
            self.end_block();
            self.in_code = !self.in_code;
        } else if self.in_code {
        } else if self.in_comment || line.starts_with("<!--") {
            self.in_comment = !line.ends_with("-->");
        } else if line.starts_with('#') {
            self.end_block();
            self.section = heading(line);
            self.count = 0;
        } else if line.is_empty() || is_target(line) {
            self.end_block();
        } else if line.starts_with('|') {
            self.end_block();
            self.take(line);
        } else {
            if let Some(item) = list_item(line) {
                self.end_block();
                self.block.push_str(item);
                return;
            }
            if !self.block.is_empty() {
                self.block.push(' ');
            }
            self.block.push_str(line);
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        let mut rest = block.as_str();
        while let Some(end) = sentence_end(rest) {
            let (sentence, behind) = rest.split_at(end);
            self.take(sentence);
            rest = behind.trim_start();
        }
        self.take(rest);
    }

    fn take(&mut self, sentence: &str) {
        let demands = words(sentence).any(|word| matches!(word, "MUST" | "REQUIRED" | "SHALL"));
        if !demands || sentence.contains("\"RECOMMENDED\"") {
            return;
        }
        self.count += 1;
        self.found.push(Sentence {
            section: self.section.clone(),
            ordinal: self.count,
            text: sentence.split_whitespace().collect::<Vec<_>>().join(" "),
        });
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric())
}

/// The heading without its marks and the brackets of links.
fn heading(line: &str) -> String {
    line.trim_matches('#').trim().replace(['[', ']'], "")
}

/// `[name]: target`, but not the text of a footnote.
fn is_target(line: &str) -> bool {
    line.starts_with('[') && !line.starts_with("[^") && line.contains("]: ")
}

/// What stands behind the mark of a list item.
fn list_item(line: &str) -> Option<&str> {
    if let Some(item) = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)) {
        return Some(item);
    }
    let item = line.trim_start_matches(|character: char| character.is_ascii_digit());
    if item.len() == line.len() { None } else { item.strip_prefix(". ") }
}

/// Where the first sentence of `text` ends, if another follows it.
fn sentence_end(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find(['.', '?', '!', ':']) {
        let stop = from + found + 1;
        let closing = |character: char| matches!(character, '_' | '*' | ')' | '"' | ']');
        let behind = text.get(stop..)?.trim_start_matches(closing);
        let end = text.len() - behind.len();
        let next = behind.trim_start();
        let begins = next.starts_with(|character: char| {
            character.is_uppercase() || matches!(character, '`' | '[' | '(' | '_' | '*' | '"')
        });
        let short = ["e.g.", "i.e.", "etc.", "vs.", "cf."]
            .iter()
            .any(|word| text.get(..stop).is_some_and(|before| before.ends_with(word)));
        let is_colon = text.get(..stop).is_some_and(|before| before.ends_with(':'));
        if begins && next.len() < behind.len() && !short && !is_colon {
            return Some(end);
        }
        from = stop;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(markdown: &str) -> Vec<(String, usize, String)> {
        sentences(markdown).into_iter().map(|it| (it.section, it.ordinal, it.text)).collect()
    }

    fn sentence(section: &str, ordinal: usize, text: &str) -> (String, usize, String) {
        (section.to_owned(), ordinal, text.to_owned())
    }

    #[test]
    fn takes_the_sentences_with_the_words_and_no_others() {
        let markdown = "# 1 A [Thing]\n\nIt is red. It MUST be\nround, e.g. `o`. It SHOULD shine. \
                        It must not MUSTER. SHALL it end?\n## 2 B\n> It MUST NOT break.\n";
        assert_eq!(
            found(markdown),
            [
                sentence("1 A Thing", 1, "It MUST be round, e.g. `o`."),
                sentence("1 A Thing", 2, "SHALL it end?"),
                sentence("2 B", 1, "It MUST NOT break."),
            ]
        );
    }

    #[test]
    fn items_and_rows_are_sentences_of_their_own() {
        let markdown = "These are REQUIRED:\n- a MUST\n- b\n1. c MUST\n| `d` | REQUIRED. Yes |\n";
        assert_eq!(
            found(markdown),
            [
                sentence("", 1, "These are REQUIRED:"),
                sentence("", 2, "a MUST"),
                sentence("", 3, "c MUST"),
                sentence("", 4, "| `d` | REQUIRED. Yes |"),
            ]
        );
    }

    #[test]
    fn leaves_out_code_comments_targets_and_what_the_words_mean() {
        let markdown = "<!-- MUST -->\nThe words \"MUST\" and \"RECOMMENDED\" are those of RFC 2119.\n\
                        ``` md\n# MUST\n```\n[MUST]: #must\n[^note]: A note MUST count.\n";
        assert_eq!(found(markdown), [sentence("", 1, "[^note]: A note MUST count.")]);
    }

    #[test]
    fn another_line_break_is_the_same_sentence() {
        let digest = |markdown| sentences(markdown).first().map(Sentence::digest);
        assert_eq!(digest("It MUST\nbe."), digest("It  MUST be."));
        assert_ne!(digest("It MUST be."), digest("It MUST NOT be."));
    }
}
