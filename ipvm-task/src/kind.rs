//! What is said of a value that is not the one expected.

use alloc::string::String;

use ipld_core::ipld::Ipld;

/// The most characters of a foreign text that an error repeats.
const SHOWN: usize = 32;

/// The kind of a value in the words of the IPLD data model.
pub(crate) const fn kind(value: &Ipld) -> &'static str {
    match value {
        Ipld::Null => "null",
        Ipld::Bool(_) => "boolean",
        Ipld::Integer(_) => "integer",
        Ipld::Float(_) => "float",
        Ipld::String(_) => "string",
        Ipld::Bytes(_) => "bytes",
        Ipld::List(_) => "list",
        Ipld::Map(_) => "map",
        Ipld::Link(_) => "link",
    }
}

/// The beginning of a text, without what a terminal would obey.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(SHOWN).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_text_is_cut_and_made_harmless() {
        assert_eq!(shown(&"é".repeat(1000)), "é".repeat(32));
        assert_eq!(shown("\u{1b}[2J"), "\u{fffd}[2J");
    }
}
