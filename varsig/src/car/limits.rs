//! How much of an archive is read.

/// Bounds of an archive that comes from outside.
///
/// Reading allocates no more than what is there: a claimed length beyond the end
/// of the input is refused before anything is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CarLimits {
    /// How many bytes the header may have. 64 KiB by default, room for about
    /// 1,500 roots.
    pub header_bytes: usize,
    /// How many bytes a section may have, which is a CID and its block. 64 MiB by
    /// default, as for values in [`dag_cbor::Limits`](crate::dag_cbor::Limits).
    pub section_bytes: usize,
    /// How many sections there may be. 1,048,576 by default.
    pub sections: usize,
}

impl Default for CarLimits {
    fn default() -> Self {
        Self { header_bytes: 64 << 10, section_bytes: 64 << 20, sections: 1 << 20 }
    }
}

impl CarLimits {
    /// The same limits with another bound on the size of the header in bytes.
    #[must_use]
    pub const fn with_header_bytes(mut self, bytes: usize) -> Self {
        self.header_bytes = bytes;
        self
    }

    /// The same limits with another bound on the size of a section in bytes.
    #[must_use]
    pub const fn with_section_bytes(mut self, bytes: usize) -> Self {
        self.section_bytes = bytes;
        self
    }

    /// The same limits with another bound on the number of sections.
    #[must_use]
    pub const fn with_sections(mut self, sections: usize) -> Self {
        self.sections = sections;
        self
    }
}
