//! Selectors made segment by segment.

use alloc::{string::String, vec::Vec};
use core::fmt::Write;

use super::{
    Selector, SelectorError,
    selector::{Segment, Step},
};

/// Builds a [`Selector`] from keys and indices, whatever characters the keys have.
///
/// ```
/// use ucan_core::policy::Selector;
///
/// let selector = Selector::builder().key("to").each().key("e-mail address").optional();
/// assert_eq!(selector.build()?.as_str(), r#".to[]["e-mail address"]?"#);
/// # Ok::<(), ucan_core::policy::SelectorError>(())
/// ```
///
/// The text that comes out is the shortest: names follow a dot, other keys stand in
/// brackets and quotes with as few escapes as JSON allows, and a dot stands before a
/// bracket only at the beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "a builder does nothing until it builds"]
pub struct SelectorBuilder {
    segments: Vec<Segment>,
    /// Whether [`SelectorBuilder::optional`] came before any segment.
    dangling: bool,
}

impl Selector {
    /// Begins a selector that selects everything, `.`, until segments are added.
    pub fn builder() -> SelectorBuilder {
        SelectorBuilder::default()
    }
}

impl SelectorBuilder {
    /// Goes on to the value of a map at `key`.
    pub fn key(self, key: impl Into<String>) -> Self {
        self.step(Step::Key(key.into()))
    }

    /// Goes on to the element of a list or of bytes at `index`, from the end if negative.
    pub fn index(self, index: i64) -> Self {
        self.step(Step::Index(index))
    }

    /// Goes on to the elements of a list or of bytes from `start` up to, but without,
    /// `end`, each from the end if negative.
    pub fn slice(self, start: i64, end: i64) -> Self {
        self.step(Step::Slice { start: Some(start), end: Some(end) })
    }

    /// Goes on to the elements from `start` on.
    pub fn slice_from(self, start: i64) -> Self {
        self.step(Step::Slice { start: Some(start), end: None })
    }

    /// Goes on to the elements up to, but without, `end`.
    pub fn slice_to(self, end: i64) -> Self {
        self.step(Step::Slice { start: None, end: Some(end) })
    }

    /// Goes on to all elements of a list or values of a map. What follows applies to
    /// each of them.
    pub fn each(self) -> Self {
        self.step(Step::Each)
    }

    /// Selects `null` where the segment before would select nothing (ruling Q3). Doing
    /// so again changes nothing.
    pub fn optional(mut self) -> Self {
        match self.segments.last_mut() {
            Some(segment) => segment.optional = true,
            None => self.dangling = true,
        }
        self
    }

    /// The selector.
    ///
    /// # Errors
    ///
    /// With offsets into the text that it would have had:
    ///
    /// - [`SelectorError::DanglingOptional`] if `optional` came before any segment.
    /// - [`SelectorError::IntegerOutOfRange`] for an index beyond ±(2^53 − 1).
    /// - [`SelectorError::TooManySegments`].
    pub fn build(self) -> Result<Selector, SelectorError> {
        let mut text = String::from(if self.dangling { ".?" } else { "" });
        for segment in &self.segments {
            // Writing to a string does not fail.
            let _ = write!(text, "{segment}");
        }
        if !text.starts_with('.') {
            text.insert(0, '.');
        }
        Selector::parse(&text)
    }

    fn step(mut self, step: Step) -> Self {
        self.segments.push(Segment { step, optional: false });
        self
    }
}
