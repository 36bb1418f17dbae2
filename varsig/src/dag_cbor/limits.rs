//! How much of what comes from outside is taken.

/// Bounds of a value that comes from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How deep lists and maps may nest. 64 by default: tokens use about eight.
    /// Never more than [`Limits::MAX_DEPTH`], whatever is set here.
    pub depth: usize,
    /// How many bytes the value may have. 64 MiB by default, room for a receipt
    /// that carries a large output.
    pub bytes: usize,
    /// How many items the value may hold, lists, maps and the keys of maps counted.
    /// 4,194,304 by default, as each may cost some hundred bytes of memory once
    /// decoded.
    pub items: usize,
}

impl Limits {
    /// The deepest nesting that can be asked for. The check itself needs no stack;
    /// what reads the value behind it, and whoever walks through it, takes a step of
    /// the stack for each level.
    pub const MAX_DEPTH: usize = 120;

    /// The same limits with another bound on the size in bytes.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// The same limits with another bound on the nesting.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// The same limits with another bound on the number of items.
    #[must_use]
    pub const fn with_items(mut self, items: usize) -> Self {
        self.items = items;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 64, bytes: 64 << 20, items: 4 << 20 }
    }
}
