//! How much of a file is read.

/// Bounds of a file that comes from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileLimits {
    /// How many bytes the file may have. 64 MiB by default, as for values.
    pub bytes: u64,
    /// How many blocks may be visited, each as often as it stands in the file, and those of
    /// the directories on the way. 65,536 by default: 16 GiB in the parts that writers make.
    pub blocks: usize,
    /// How deep parts may nest below the file. 32 by default; balanced trees of writers have
    /// four for a terabyte.
    pub depth: usize,
    /// How many blocks are asked for at a time, and held. 16 by default.
    pub ahead: usize,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self { bytes: 64 << 20, blocks: 1 << 16, depth: 32, ahead: 16 }
    }
}

impl FileLimits {
    /// The same limits with another bound on the size of the file in bytes.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: u64) -> Self {
        self.bytes = bytes;
        self
    }

    /// The same limits with another bound on the number of visits to blocks.
    #[must_use]
    pub const fn with_blocks(mut self, blocks: usize) -> Self {
        self.blocks = blocks;
        self
    }

    /// The same limits with another bound on the nesting of parts.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// The same limits with another number of blocks that are asked for at a time; at least
    /// one is.
    #[must_use]
    pub const fn with_ahead(mut self, ahead: usize) -> Self {
        self.ahead = ahead;
        self
    }
}
