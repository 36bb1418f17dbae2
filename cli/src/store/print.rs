//! What came of it, to standard output.

use std::io::{self, Write as _};

use serde_json::Value;

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

/// Bytes for people.
pub(super) fn size(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}
