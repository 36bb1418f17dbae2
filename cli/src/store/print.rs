//! What came of it, to standard output.

use std::io::{self, Write as _};

use serde_json::{Value, json};

use crate::{arguments::Format, error::CliError};

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
        let mut out = io::stdout().lock();
        match self.0 {
            Format::Json => writeln!(out, "{json}"),
            Format::Text => lines.into_iter().try_for_each(|line| writeln!(out, "{line}")),
        }
        .map_err(CliError::Output)
    }
}

/// One document of several lists, or a line for each entry, printed while they are found: they may
/// be more than fit into memory.
pub(super) struct Lists {
    format: Format,
    has_list: bool,
    has_entry: bool,
    /// The first failure, after which nothing more is written.
    written: io::Result<()>,
}

impl Print {
    pub(super) const fn lists(self) -> Lists {
        Lists { format: self.0, has_list: false, has_entry: false, written: Ok(()) }
    }
}

impl Lists {
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

    /// The end of the document; without it, it is none.
    pub(super) fn end(mut self) -> Result<(), CliError> {
        if matches!(self.format, Format::Json) {
            self.write(if self.has_list { "]}\n" } else { "{}\n" });
        }
        self.written.and_then(|()| io::stdout().flush()).map_err(CliError::Output)
    }

    fn write(&mut self, text: &str) {
        if self.written.is_ok() {
            self.written = io::stdout().write_all(text.as_bytes());
        }
    }
}

/// Bytes for people.
pub(super) fn size(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}
