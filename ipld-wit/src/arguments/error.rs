//! What can be wrong with the text of an argument.

use alloc::string::String;

use crate::path::Path;

/// Why texts are no arguments of a function.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArgumentError {
    /// The function takes another number of arguments.
    #[error("expected {expected} arguments, found {found}: {signature}")]
    Count {
        /// How many parameters the function has.
        expected: usize,
        /// How many texts there are.
        found: usize,
        /// The signature, as text.
        signature: String,
    },
    /// A text is no value of its parameter.
    #[error("{path} at byte {offset}: expected {expected}, {fault}")]
    Text {
        /// Where in the arguments the value stands.
        path: Path,
        /// Where in the text of the argument, in bytes from its start.
        offset: usize,
        /// The type, as text.
        expected: String,
        /// What is wrong.
        fault: ArgumentFault,
    },
}

/// What is wrong with the text of a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArgumentFault {
    /// The text ends before the value does.
    #[error("but the text ends here")]
    End,
    /// A character that no value of the type has there.
    #[error("found {0:?}")]
    Unexpected(char),
    /// The value ends before the text does.
    #[error("but more text follows it")]
    MoreText,
    /// A number that the type does not hold.
    #[error("found a number out of its range")]
    OutOfRange,
    /// An integer that the float type cannot hold exactly.
    #[error("found an integer that it cannot hold exactly")]
    Inexact,
    /// NaN or an infinity, where the signature wants none.
    #[error("and a finite one")]
    NonFinite,
    /// No character in the quotation marks, or several.
    #[error("found none or several")]
    NotOneChar,
    /// A backslash with something behind it that is no escape.
    #[error("found an escape that there is not")]
    Escape,
    /// A word that is no case, label or field of the type.
    #[error("which has no `{name}`")]
    UnknownName {
        /// The word, cut if it is long.
        name: String,
    },
    /// A field that is not there.
    #[error("but the field `{name}` is missing")]
    MissingField {
        /// The field.
        name: String,
    },
    /// A field, a flag or the key of a map that stands twice.
    #[error("but this one stands twice")]
    Twice,
    /// More or fewer elements than the type has.
    #[error("with {elements} elements, found {found}")]
    Length {
        /// How many there must be.
        elements: usize,
        /// How many there are.
        found: usize,
    },
    /// A payload for a case that carries none, or none for one that does.
    #[error("where the payload of `{name}` is {}", if *.found { "one too many" } else { "missing" })]
    Payload {
        /// The case.
        name: String,
        /// Whether the text has a payload.
        found: bool,
    },
    /// `null` for an option of something that has a case of this name.
    #[error("where null may be nothing or a case; write none or some(null)")]
    AmbiguousNull,
    /// The text of a link that is no CID.
    #[error("but this is no CID")]
    NotACid,
    /// The text of bytes that is not base64 without padding.
    #[error("but this is not base64 without padding")]
    NotBase64,
}
