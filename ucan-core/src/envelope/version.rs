//! The version of a token.

use core::fmt;

/// The version in a payload's tag (ruling T1). It is signed, and never rewritten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UcanVersion {
    /// `1.0.0`, which is written unless the caller asks for the other.
    #[default]
    V1_0_0,
    /// `1.0.0-rc.1`, which peers still write and some insist on.
    V1_0_0Rc1,
}

impl UcanVersion {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "1.0.0" => Some(Self::V1_0_0),
            "1.0.0-rc.1" => Some(Self::V1_0_0Rc1),
            _ => None,
        }
    }
}

impl fmt::Display for UcanVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1_0_0 => "1.0.0",
            Self::V1_0_0Rc1 => "1.0.0-rc.1",
        })
    }
}
