//! What came of it, to standard output.

use std::io;

use serde_json::{Value, json};

use crate::{
    arguments::Format,
    error::CliError,
    terminal::{Output, written},
};

/// In which form.
#[derive(Clone, Copy)]
pub(super) struct Print(pub(super) Format);

impl Print {
    /// One document, or a line for each of these.
    pub(super) fn document(self, json: &Value, lines: &[(&str, String)]) -> Result<(), CliError> {
        let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        self.list(json, lines.iter().map(|(name, value)| format!("{name:width$}  {value}")))
    }

    /// One document, or these lines.
    pub(super) fn list(
        self,
        json: &Value,
        lines: impl Iterator<Item = String>,
    ) -> Result<(), CliError> {
        match self.0 {
            Format::Json => Output::open().line(&json.to_string()),
            Format::Text => Output::open().lines(lines),
        }
    }
}

/// One document of several lists, or a line for each entry, printed while they are found: they may
/// be more than fit into memory.
pub(super) struct Lists<W> {
    format: Format,
    sink: W,
    has_list: bool,
    has_entry: bool,
    /// The first failure, after which nothing more is written.
    written: io::Result<()>,
}

impl Print {
    pub(super) fn lists(self) -> Lists<io::Stdout> {
        Lists::to(io::stdout(), self.0)
    }
}

impl<W: io::Write> Lists<W> {
    const fn to(sink: W, format: Format) -> Self {
        Self { format, sink, has_list: false, has_entry: false, written: Ok(()) }
    }

    /// Begins the list of this name, to which what follows belongs.
    pub(super) fn begin(&mut self, name: &str) {
        if matches!(self.format, Format::Json) {
            let before = if self.has_list { "]," } else { "{" };
            self.write(&format!("{before}{}:[", json!(name)));
        }
        (self.has_list, self.has_entry) = (true, false);
    }

    /// An entry of the list that was begun last.
    pub(super) fn add(&mut self, json: impl FnOnce() -> Value, line: impl FnOnce() -> String) {
        match self.format {
            Format::Json if self.has_entry => self.write(&format!(",{}", json())),
            Format::Json => self.write(&json().to_string()),
            Format::Text => self.write(&format!("{}\n", line())),
        }
        self.has_entry = true;
    }

    /// Ends the document with what came of finding the entries: where that failed, the document
    /// says so, since its last list is not whole then, nor those after it.
    pub(super) fn end<T>(mut self, came: Result<T, CliError>) -> Result<T, CliError> {
        if matches!(self.format, Format::Json) {
            let lists = if self.has_list { "]" } else { "{" };
            let comma = if self.has_list { "," } else { "" };
            let error = came.as_ref().err().map(|error| json!(error.to_string()));
            let error = error.map_or_else(String::new, |error| format!("{comma}\"error\":{error}"));
            self.write(&format!("{lists}{error}}}\n"));
        }
        let came = came?;
        written(self.written.and_then(|()| self.sink.flush()))?;
        Ok(came)
    }

    fn write(&mut self, text: &str) {
        if self.written.is_ok() {
            self.written = self.sink.write_all(text.as_bytes());
        }
    }
}

/// Bytes for people.
pub(super) fn size(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}

#[cfg(test)]
mod tests {
    use ipvm_runtime::store::StoreError;

    use super::*;

    fn printed(format: Format, has_lists: bool, came: Result<u8, CliError>) -> String {
        let mut bytes = Vec::new();
        let mut lists = Lists::to(&mut bytes, format);
        if has_lists {
            two_lists(&mut lists);
        }
        let is_ok = came.is_ok();
        assert_eq!(lists.end(came).is_ok(), is_ok);
        String::from_utf8(bytes).unwrap()
    }

    fn two_lists(lists: &mut Lists<&mut Vec<u8>>) {
        lists.begin("one");
        lists.add(|| json!("a"), || "a".to_owned());
        lists.add(|| json!("b\""), || "b".to_owned());
        lists.begin("two");
        lists.add(|| json!({ "c": 1 }), || "c".to_owned());
    }

    #[test]
    fn several_lists_are_one_document_or_a_line_for_each_entry() {
        let document: Value = serde_json::from_str(&printed(Format::Json, true, Ok(7))).unwrap();
        assert_eq!(document, json!({ "one": ["a", "b\""], "two": [{ "c": 1 }] }));
        assert_eq!(printed(Format::Text, true, Ok(7)), "a\nb\nc\n");
        assert_eq!(printed(Format::Json, false, Ok(7)), "{}\n");
    }

    #[test]
    fn what_fails_in_the_middle_leaves_a_document_that_says_so() {
        let closed = || Err(CliError::Store(StoreError::Closed));
        let told = CliError::Store(StoreError::Closed).to_string();
        let document: Value = serde_json::from_str(&printed(Format::Json, true, closed())).unwrap();
        let expected = json!({ "one": ["a", "b\""], "two": [{ "c": 1 }], "error": told });
        assert_eq!(document, expected);
        assert_eq!(printed(Format::Text, true, closed()), "a\nb\nc\n");
        let none: Value = serde_json::from_str(&printed(Format::Json, false, closed())).unwrap();
        assert_eq!(none, json!({ "error": told }));
    }
}
