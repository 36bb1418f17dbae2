//! How much one conversion may take.

use core::fmt;

/// How much one conversion (of all arguments, or of one value) may take.
///
/// The defaults are 64 levels, 2²⁴ elements and 256 MiB.
///
/// # Examples
///
/// ```
/// use ipld_wit::Budget;
///
/// let small = Budget::default().with_bytes(64 * 1024);
/// assert_eq!(small.bytes(), 65_536);
/// assert_eq!(small.depth(), 64);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    depth: usize,
    elements: usize,
    bytes: usize,
}

impl Budget {
    /// No bound, for work that is linear in data already held in memory.
    pub(crate) const UNBOUNDED: Self =
        Self { depth: usize::MAX, elements: usize::MAX, bytes: usize::MAX };

    /// Levels of nesting: a scalar is one level, a list of scalars two.
    ///
    /// A type has at most [`Type::MAX_DEPTH`](crate::Type::MAX_DEPTH) levels, so a greater number
    /// here changes nothing.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Values in all: each argument, element, field, payload counts as one; the bytes of a
    /// `list<u8>` do not.
    #[must_use]
    pub const fn elements(&self) -> usize {
        self.elements
    }

    /// Bytes in all strings and byte lists, the content that Links stand for included. On the way
    /// out the names of fields, cases and labels count as well, since the type supplies them.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The same budget with another [`depth`](Self::depth).
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// The same budget with another number of [`elements`](Self::elements).
    #[must_use]
    pub const fn with_elements(mut self, elements: usize) -> Self {
        self.elements = elements;
        self
    }

    /// The same budget with another number of [`bytes`](Self::bytes).
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self { depth: 64, elements: 1 << 24, bytes: 256 << 20 }
    }
}

/// One of the bounds of a [`Budget`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// [`Budget::depth`]
    Depth,
    /// [`Budget::elements`]
    Elements,
    /// [`Budget::bytes`]
    Bytes,
}

/// Which bound was exceeded, and what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// The bound.
    pub limit: Limit,
    /// What the budget allowed in all.
    pub maximum: usize,
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let maximum = self.maximum;
        match self.limit {
            Limit::Depth => write!(f, "nested deeper than {maximum} levels"),
            Limit::Elements => write!(f, "more than {maximum} elements in all"),
            Limit::Bytes => write!(f, "more than {maximum} bytes in all"),
        }
    }
}

/// What is left of a budget while a conversion runs.
pub(crate) struct Meter {
    budget: Budget,
    elements: usize,
    bytes: usize,
}

impl Meter {
    pub(crate) const fn new(budget: Budget) -> Self {
        Self { budget, elements: budget.elements, bytes: budget.bytes }
    }

    pub(crate) const fn level(&self, depth: usize) -> Result<(), Exceeded> {
        if depth > self.budget.depth {
            return Err(Exceeded { limit: Limit::Depth, maximum: self.budget.depth });
        }
        Ok(())
    }

    pub(crate) fn elements(&mut self, count: usize) -> Result<(), Exceeded> {
        let exceeded = Exceeded { limit: Limit::Elements, maximum: self.budget.elements };
        self.elements = self.elements.checked_sub(count).ok_or(exceeded)?;
        Ok(())
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Result<(), Exceeded> {
        let exceeded = Exceeded { limit: Limit::Bytes, maximum: self.budget.bytes };
        self.bytes = self.bytes.checked_sub(count).ok_or(exceeded)?;
        Ok(())
    }
}
