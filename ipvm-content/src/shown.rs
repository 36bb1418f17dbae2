//! What is said of a text that is not the one expected.

use alloc::string::String;

/// The most characters of a foreign text that an error repeats.
const SHOWN: usize = 32;

/// The beginning of a text, without what a terminal would obey.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(SHOWN).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
