//! Commands: the verb of a capability.

use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};

/// A command, such as `/msg/send` (UCAN Core, Command; ruling T13).
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
        if text.to_lowercase() != text {
            return Err(CommandError::NotLowercase);
        }
        Ok(Self(text.to_string()))
    }
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
    use proptest::prelude::*;

    fn command(text: &str) -> Command {
        text.parse().unwrap()
    }

    #[test]
    fn reads_the_examples_of_the_text() {
        for text in ["/", "/crud", "/crud/create", "/foo/bar/baz/qux/quux", "/ほげ/ふが"] {
            assert_eq!(command(text).to_string(), text);
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
