//! Why a selector leads nowhere.

use super::{Selected, selector::Step};

/// Why a segment of a selector selects nothing (rulings Q1, Q4 and Q5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum SegmentError {
    /// A key is looked up in what is not a map.
    #[error("{found} has no keys")]
    NoKeys {
        /// The kind of the value.
        found: &'static str,
    },
    /// An index or a slice is applied to what is neither a list nor bytes.
    #[error("{found} has no indices")]
    NoIndices {
        /// The kind of the value.
        found: &'static str,
    },
    /// `[]` is applied to what is neither a list nor a map.
    #[error("{found} has no elements")]
    NoElements {
        /// The kind of the value.
        found: &'static str,
    },
    /// An index is beyond either end of a list or of bytes.
    #[error("the index is out of range, the length is {length}")]
    OutOfRange {
        /// How many elements there are.
        length: usize,
    },
}

impl SegmentError {
    /// Why `step` does not lead anywhere from `value`.
    pub(super) fn of(step: &Step, value: &Selected<'_>) -> Self {
        let found = value.kind();
        match step {
            Step::Key(_) => Self::NoKeys { found },
            Step::Index(_) => value
                .indexed_len()
                .map_or(Self::NoIndices { found }, |length| Self::OutOfRange { length }),
            Step::Slice { .. } => Self::NoIndices { found },
            Step::Each => Self::NoElements { found },
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use ipld_core::{ipld, ipld::Ipld};

    use super::{
        super::{Budget, ResolveError, Selector},
        *,
    };

    fn unresolvable(selector: &str, value: &Ipld) -> ResolveError {
        Selector::parse(selector).unwrap().resolve(value, &mut Budget::default()).unwrap_err()
    }

    #[test]
    fn says_why_a_segment_selects_nothing() {
        let args = ipld!({ "s": "text", "l": [1, 2], "n": null, "m": {}, "f": 1.5, "t": true });
        let why = |selector: &str| unresolvable(selector, &args);
        let nothing = |segment, error| ResolveError::Unresolvable { segment, error };
        let found = "a string";
        assert_eq!(why(".s.x"), nothing(1, SegmentError::NoKeys { found }));
        assert_eq!(why(".s[0]"), nothing(1, SegmentError::NoIndices { found }));
        assert_eq!(why(".s[0:]"), nothing(1, SegmentError::NoIndices { found }));
        assert_eq!(why(".s[]"), nothing(1, SegmentError::NoElements { found }));
        assert_eq!(why(".l[2]"), nothing(1, SegmentError::OutOfRange { length: 2 }));
        assert_eq!(why(".l[1:][-2]"), nothing(2, SegmentError::OutOfRange { length: 1 }));
        assert_eq!(why(".l[][0]"), nothing(2, SegmentError::NoIndices { found: "an integer" }));
        assert_eq!(why(".l[0:].x"), nothing(2, SegmentError::NoKeys { found: "a list" }));
        assert_eq!(why(".l[]?.x"), nothing(2, SegmentError::NoKeys { found: "an integer" }));
        assert_eq!(why(".n.x"), nothing(1, SegmentError::NoKeys { found: "null" }));
        assert_eq!(why(".m[0]"), nothing(1, SegmentError::NoIndices { found: "a map" }));
        assert_eq!(why(".f.x"), nothing(1, SegmentError::NoKeys { found: "a float" }));
        assert_eq!(why(".t.x"), nothing(1, SegmentError::NoKeys { found: "a boolean" }));
        let bytes = Ipld::Bytes([1, 2, 3].into());
        let why = |selector: &str| unresolvable(selector, &bytes);
        assert_eq!(why(".[3]"), nothing(0, SegmentError::OutOfRange { length: 3 }));
        assert_eq!(why(".[1:][2]"), nothing(1, SegmentError::OutOfRange { length: 2 }));
        assert_eq!(why(".[1:].x"), nothing(1, SegmentError::NoKeys { found: "bytes" }));
        assert_eq!(why(".[]"), nothing(0, SegmentError::NoElements { found: "bytes" }));
        assert_eq!(why(".[0].x"), nothing(1, SegmentError::NoKeys { found: "an integer" }));
        assert_eq!(
            why(".[3]").to_string(),
            "segment 0 of the selector selects nothing: the index is out of range, the length is 3"
        );
    }
}
