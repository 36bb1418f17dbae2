//! Segments that this build cannot interpret, kept as they came.

use core::fmt;

/// The most segments that are kept. The longest header of the text has six
/// behind the version; what is longer is refused rather than stored.
pub(crate) const MOST: usize = 8;

/// The segments of a part of a header that this build does not know.
///
/// They are kept so that a header can be shown and written back unchanged.
/// Nothing else can be done with them: no verifier takes them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Segments {
    /// Unused places are zero, so that equality may compare them.
    values: [u64; MOST],
    length: usize,
}

impl Segments {
    /// The given codes, of which those beyond the first eight are left out.
    pub(crate) fn of(codes: &[u64]) -> Self {
        let mut segments = Self { values: [0; MOST], length: 0 };
        codes.iter().map_while(|code| segments.push(*code)).for_each(drop);
        segments
    }

    /// Appends a segment; `None` when there is no room.
    pub(crate) fn push(&mut self, value: u64) -> Option<()> {
        *self.values.get_mut(self.length)? = value;
        self.length += 1;
        Some(())
    }

    /// The codes, in the order of the header; at least one.
    #[must_use]
    pub fn as_slice(&self) -> &[u64] {
        self.values.get(..self.length).unwrap_or_default()
    }
}

impl fmt::Debug for Segments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Segments({self})")
    }
}

impl fmt::Display for Segments {
    /// The codes in hexadecimal, with a space between two.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, code) in self.as_slice().iter().enumerate() {
            write!(f, "{}{code:#x}", if index == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}
