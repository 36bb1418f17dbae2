//! What the rows of a page are.

use std::fmt;

/// What the rows of a page are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

    /// Whether a page may come after one of another kind: those of blocks and of receipts take
    /// turns, and then come the others, each after the one before.
    pub(crate) const fn may_follow(self, before: Self) -> bool {
        self.place() >= before.place()
    }

    const fn place(self) -> u8 {
        match self {
            Self::Blocks | Self::Receipts => 0,
            Self::Begun => 1,
            Self::Results => 2,
            Self::Pins => 3,
            Self::End => 4,
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
