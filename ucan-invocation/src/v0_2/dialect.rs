//! The two ways in which this wire is written.

use core::fmt;

/// Whose way of writing is used. Both are read, and neither is ever guessed.
///
/// | | [`Dialect::Text`] | [`Dialect::Field`] |
/// |---|---|---|
/// | a result | `{"ok": value}` | `["ok", value]` |
/// | no `cause`, no `iss` | left out | `null` |
/// | empty `meta`; empty `prf` of a receipt | left out | `{}`; `[]` |
/// | `auth` of an invocation, `sig` and `fx` of a receipt | written | no place, refused |
/// | the tag `just` of a result | no place, refused | written |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// As the schema of UCAN Invocation 0.2 and its examples have it.
    Text,
    /// As Homestar writes, which is what is out there.
    Field,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "the text of 0.2",
            Self::Field => "the form in the field",
        })
    }
}
