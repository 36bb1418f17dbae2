//! Standard output and standard error.
//!
//! Whoever reads them may go away, and may be a terminal, which obeys what it is shown. Neither is
//! to end a command in the middle of its work.

use std::{
    fmt,
    io::{self, IsTerminal as _, StdoutLock, Write as _},
};

use crate::error::CliError;

/// Writes a line to standard error, if anybody reads it.
macro_rules! say {
    ($($text:tt)*) => { $crate::terminal::write_error(&format!($($text)*)) };
}
pub(crate) use say;

/// What [`say!`] does. What it is handed may hold text of others: of documents, archives, guests.
pub(crate) fn write_error(text: &str) {
    // There is nobody to be told that nobody reads.
    let _ = io::stderr().lock().write_all(format!("{}\n", for_terminals(text)).as_bytes());
}

/// What came of writing to standard output. That nobody reads any more is no error: the command
/// goes on to its end, and its exit status says what came of it.
pub(crate) fn written(came: io::Result<()>) -> Result<(), CliError> {
    match came {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        came => came.map_err(CliError::Output),
    }
}

/// Standard output.
pub(crate) struct Output(StdoutLock<'static>);

impl Output {
    pub(crate) fn open() -> Self {
        Self(io::stdout().lock())
    }

    pub(crate) fn is_terminal(&self) -> bool {
        self.0.is_terminal()
    }

    /// A text and the end of its line.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), CliError> {
        match self.is_terminal() {
            true => self.bytes(format!("{}\n", for_terminals(text)).as_bytes()),
            false => self.bytes(format!("{text}\n").as_bytes()),
        }
    }

    /// Several of them.
    pub(crate) fn lines(&mut self, lines: impl Iterator<Item = String>) -> Result<(), CliError> {
        let mut text = lines.fold(String::new(), |text, line| text + &line + "\n");
        match text.pop() {
            Some(_) => self.line(&text),
            None => Ok(()),
        }
    }

    /// Bytes as they are, for whatever is no terminal.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        // What is left in the buffer when the process ends is written without a word if it fails.
        written(self.0.write_all(bytes).and_then(|()| self.0.flush()))
    }
}

/// A text without the characters by which it could command a terminal, or be read in another order
/// than it has.
pub(crate) fn for_terminals(text: &str) -> String {
    let shown = |it: char| matches!(it, '\n' | '\t') || !(it.is_control() || turns(it));
    text.chars().map(|it| if shown(it) { it } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// Whether it turns the direction of what follows.
const fn turns(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// A text of others that is to stay within a line, so that it cannot pass for a message of ours.
pub(crate) struct Line<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for Line<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_string().replace('\r', "\\r").replace('\n', "\\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_shown_commands_a_terminal_or_turns_its_text() {
        assert_eq!(for_terminals("ä\tb\n✓"), "ä\tb\n✓");
        for hostile in
            "\u{1b}\u{7}\u{8}\r\u{7f}\u{9b}\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}"
                .chars()
        {
            assert_eq!(for_terminals(&hostile.to_string()), "\u{fffd}", "{hostile:?}");
        }
    }

    #[test]
    fn a_text_of_others_stays_within_its_line() {
        assert_eq!(Line("a\r\nerror: b").to_string(), "a\\r\\nerror: b");
    }

    #[test]
    fn that_nobody_reads_any_more_is_no_error() {
        let came = |kind: io::ErrorKind| written(Err(kind.into())).map_err(|it| it.to_string());
        assert_eq!(came(io::ErrorKind::BrokenPipe), Ok(()));
        let full = CliError::Output(io::ErrorKind::StorageFull.into()).to_string();
        assert_eq!(came(io::ErrorKind::StorageFull), Err(full));
    }
}
