//! What the rows of a page are.

use std::fmt;

/// What the rows of a page are, in the order in which the pages come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Blocks,
    Receipts,
    Begun,
    Results,
    Pins,
    End,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Blocks, Self::Receipts, Self::Begun, Self::Results, Self::Pins, Self::End];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Receipts => "receipts",
            Self::Begun => "begun",
            Self::Results => "results",
            Self::Pins => "pins",
            Self::End => "end",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
