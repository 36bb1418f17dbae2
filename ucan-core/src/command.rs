//! Commands: the verb of a capability.

use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};

/// A command, such as `/msg/send` (UCAN Core, Command; ruling T13).
///
/// ```
/// use ucan_core::{Command, CommandError};
///
/// let crypto: Command = "/crypto".parse()?;
/// assert!(crypto.covers(&"/crypto/sign".parse()?));
/// assert!(!crypto.covers(&"/cryptocurrency".parse()?));
/// assert_eq!("/Crypto".parse::<Command>(), Err(CommandError::NotLowercase));
/// # Ok::<(), CommandError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Command(String);

impl Command {
    /// The command that proves every other: `/`.
    #[must_use]
    pub fn top() -> Self {
        Self("/".to_string())
    }

    /// The text of the command.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts between the slashes, of which `/` has none.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|segment| !segment.is_empty())
    }

    /// Whether the command is in the namespace `/ucan`, which the text keeps for
    /// commands of its own (UCAN Core, Reserved Commands).
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        self.segments().next() == Some("ucan")
    }

    /// Whether authority for `self` is authority for `other`: they are equal, or
    /// `self` is a whole-segment prefix. `/crypto` covers `/crypto/sign`, never
    /// `/cryptocurrency`.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        if self.0 == "/" {
            return true;
        }
        match other.0.strip_prefix(self.0.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with('/'),
            None => false,
        }
    }
}

impl FromStr for Command {
    type Err = CommandError;

    fn from_str(text: &str) -> Result<Self, CommandError> {
        check(text)?;
        Ok(Self(text.to_string()))
    }
}

impl TryFrom<String> for Command {
    type Error = CommandError;

    /// As [`str::parse`], without a copy.
    fn try_from(text: String) -> Result<Self, CommandError> {
        check(&text)?;
        Ok(Self(text))
    }
}

fn check(text: &str) -> Result<(), CommandError> {
    let Some(rest) = text.strip_prefix('/') else {
        return Err(CommandError::NoLeadingSlash);
    };
    if !rest.is_empty() {
        if rest.ends_with('/') {
            return Err(CommandError::TrailingSlash);
        }
        if rest.split('/').any(str::is_empty) {
            return Err(CommandError::EmptySegment);
        }
    }
    let lowercase = if text.is_ascii() {
        !text.bytes().any(|byte| byte.is_ascii_uppercase())
    } else {
        text.to_lowercase() == text
    };
    if lowercase { Ok(()) } else { Err(CommandError::NotLowercase) }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no command (UCAN Core, Segment Structure).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// Two slashes stand side by side.
    #[error("a command has no empty segments")]
    EmptySegment,
    /// The first character is not a slash.
    #[error("a command begins with a slash")]
    NoLeadingSlash,
    /// A character has a lower case form that differs from it.
    #[error("a command is written in lower case")]
    NotLowercase,
    /// The last character is a slash.
    #[error("a command does not end with a slash")]
    TrailingSlash,
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn command(text: &str) -> Command {
        text.parse().unwrap()
    }

    #[test]
    fn reads_the_examples_of_the_text() {
        for text in ["/", "/crud", "/crud/create", "/foo/bar/baz/qux/quux", "/ほげ/ふが"] {
            assert_eq!(command(text).to_string(), text);
            assert_eq!(Command::try_from(text.to_string()), Ok(command(text)));
        }
        assert_eq!(command("/"), Command::top());
    }

    #[test]
    fn lower_case_is_what_lower_casing_leaves_alone() {
        // Also without case, with a sharp s, a sigma at the end, and a combining accent.
        for text in ["/1-2_3", "/a b", "/straße", "/ὀδυσσεύς", "/e\u{301}", "/ə", "/🎈"]
        {
            assert_eq!(command(text).as_str(), text);
        }
        // Capitals of every kind, a title case, Turkish, and a sigma that lower-casing
        // changes at the end of a word.
        for text in ["/A", "/aZ", "/É", "/ǅ", "/İ", "/Ⅷ", "/Ⓐ", "/ΟΔΟΣ", "/𐐀"] {
            assert_eq!(text.parse::<Command>(), Err(CommandError::NotLowercase), "{text}");
        }
    }

    #[test]
    fn has_segments_and_knows_the_reserved_ones() {
        let segments = |text| command(text).segments().map(str::to_string).collect::<Vec<_>>();
        assert_eq!(segments("/"), Vec::<String>::new());
        assert_eq!(segments("/crud/create"), ["crud", "create"]);
        for text in ["/ucan", "/ucan/revoke", "/ucan/assert/receipt"] {
            assert!(command(text).is_reserved(), "{text}");
        }
        for text in ["/", "/ucans", "/ucan-x/y", "/msg/ucan"] {
            assert!(!command(text).is_reserved(), "{text}");
        }
    }

    #[test]
    fn refuses_each_broken_form() {
        assert_eq!("".parse::<Command>(), Err(CommandError::NoLeadingSlash));
        assert_eq!("crud".parse::<Command>(), Err(CommandError::NoLeadingSlash));
        assert_eq!("/crud/".parse::<Command>(), Err(CommandError::TrailingSlash));
        assert_eq!("//".parse::<Command>(), Err(CommandError::TrailingSlash));
        assert_eq!("//crud".parse::<Command>(), Err(CommandError::EmptySegment));
        assert_eq!("/a//b".parse::<Command>(), Err(CommandError::EmptySegment));
        assert_eq!("/Crud".parse::<Command>(), Err(CommandError::NotLowercase));
        assert_eq!("/Ä".parse::<Command>(), Err(CommandError::NotLowercase));
    }

    #[test]
    fn covers_whole_segments_only() {
        assert!(command("/crypto").covers(&command("/crypto")));
        assert!(command("/crypto").covers(&command("/crypto/sign")));
        assert!(!command("/crypto").covers(&command("/cryptocurrency")));
        assert!(!command("/crypto").covers(&command("/stack/pop")));
        assert!(!command("/crypto/sign").covers(&command("/crypto")));
        assert!(Command::top().covers(&command("/crypto")));
        assert!(!command("/crypto").covers(&Command::top()));
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_prints_as_it_came(text in "(/|\\PC|/[a-z]){0,8}") {
            let expected = text.starts_with('/')
                && (text == "/" || text.split('/').skip(1).all(|segment| !segment.is_empty()))
                && text.to_lowercase() == text;
            let read = text.parse::<Command>();
            prop_assert_eq!(read.is_ok(), expected, "{:?}", read);
            if let Ok(read) = read {
                prop_assert_eq!(read.as_str(), &*text);
                let joined: String = read.segments().flat_map(|segment| ["/", segment]).collect();
                prop_assert_eq!(if joined.is_empty() { "/" } else { &joined }, text);
            }
        }

        #[test]
        fn a_command_covers_what_has_its_segments_in_front(
            a in "/|(/[a-b]{1,2}){1,3}", b in "/|(/[a-b]{1,2}){1,3}",
        ) {
            let (a, b) = (command(&a), command(&b));
            let prefix = b.segments().take(a.segments().count());
            prop_assert_eq!(a.covers(&b), prefix.eq(a.segments()));
        }

        #[test]
        fn covering_is_a_partial_order(
            a in "(/[a-c]){1,3}", b in "(/[a-c]){1,3}", c in "(/[a-c]){1,3}",
        ) {
            let (a, b, c) = (command(&a), command(&b), command(&c));
            prop_assert!(a.covers(&a));
            prop_assert!(!(a.covers(&b) && b.covers(&a)) || a == b);
            prop_assert!(!(a.covers(&b) && b.covers(&c)) || a.covers(&c));
        }
    }
}
