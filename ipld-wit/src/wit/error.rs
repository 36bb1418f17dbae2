//! Why there is nothing to read.

use alloc::string::String;

/// Why WIT text, or the metadata of a component, could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WitError {
    /// The bytes are no valid component, or its types are none that WIT could have declared.
    #[error("the component cannot be read: {detail}")]
    Component {
        /// What the reader says.
        detail: String,
    },
    /// The bytes are a WIT package in binary form: types, and nothing that could be called.
    #[error("the bytes are a WIT package, which holds no code; give a component")]
    Package,
    /// The text is larger than [`Wit::MAX_TEXT_BYTES`](super::Wit::MAX_TEXT_BYTES).
    #[error("the WIT text has {found} bytes, where {maximum} are allowed")]
    TextTooLarge {
        /// How many bytes it has.
        found: usize,
        /// The greatest number.
        maximum: usize,
    },
    /// The text is no WIT, or nests its types deeper than the parser goes.
    #[error("{detail}")]
    Text {
        /// What the parser says, with line and column.
        detail: String,
    },
    /// The texts declare more than [`Wit::MAX_INTERFACES`](super::Wit::MAX_INTERFACES).
    #[error("the WIT texts have {found} interfaces and worlds, where {maximum} are allowed")]
    TooManyInterfaces {
        /// How many interfaces and worlds there are.
        found: usize,
        /// The greatest number.
        maximum: usize,
    },
    /// There is no such world, or none was named and there is not exactly one.
    #[error("no world was found: {detail}")]
    World {
        /// What is wrong.
        detail: String,
    },
}
