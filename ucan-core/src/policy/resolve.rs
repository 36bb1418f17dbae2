//! Resolving selectors.

use alloc::vec::Vec;
use core::ops::Range;

use ipld_core::ipld::Ipld;

use super::{
    Budget, BudgetExceeded, SegmentError, Selected, Selector,
    selected::Parts,
    selector::{Segment, Step},
};

/// Why a selector selects nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// There is no value at the path; the statement with the selector is false.
    #[error("segment {segment} of the selector selects nothing: {error}")]
    Unresolvable {
        /// The segment that failed, counted from 0.
        segment: usize,
        /// Why it did.
        error: SegmentError,
    },
    /// It takes more steps than are left.
    #[error(transparent)]
    BudgetExceeded(#[from] BudgetExceeded),
}

impl Selector {
    /// What the selector selects of `value`.
    ///
    /// Borrows from `value` and clones nothing of it.
    ///
    /// # Errors
    ///
    /// - [`ResolveError::Unresolvable`] for a key on what is not a map, an index on
    ///   what is neither list nor bytes or beyond its end, a slice on anything else
    ///   than list or bytes, and `[]` on anything else than list or map, where the
    ///   segment is not optional (rulings Q1 and Q3–Q5).
    /// - [`ResolveError::BudgetExceeded`] if `budget` does not suffice.
    pub fn resolve<'a>(
        &self,
        value: &'a Ipld,
        budget: &mut Budget,
    ) -> Result<Selected<'a>, ResolveError> {
        self.resolve_in(Selected::one(value), budget)
    }

    pub(super) fn resolve_in<'a>(
        &self,
        value: Selected<'a>,
        budget: &mut Budget,
    ) -> Result<Selected<'a>, ResolveError> {
        walk(value, self.segments(), 0, budget)
    }
}

/// Follows the segments from `position` on. Recurs once for each `[]`, of which there
/// are as many as a selector has segments at the most.
fn walk<'a>(
    mut value: Selected<'a>,
    segments: &[Segment],
    position: usize,
    budget: &mut Budget,
) -> Result<Selected<'a>, ResolveError> {
    for (position, segment) in segments.iter().enumerate().skip(position) {
        budget.spend(1)?;
        if segment.step == Step::Each
            && let Some(elements) = value.elements()
        {
            let last = position + 1 == segments.len();
            return if last && value.is_list() {
                Ok(value)
            } else {
                gather(elements, segments, position + 1, budget)
            };
        }
        value = match take(&value, &segment.step, budget)? {
            Some(part) => part,
            None if segment.optional => Selected::null(),
            None => {
                let error = SegmentError::of(&segment.step, &value);
                return Err(ResolveError::Unresolvable { segment: position, error });
            }
        };
    }
    Ok(value)
}

/// Maps the rest of the path over the elements of a collection. If that begins with
/// another `[]`, the lists that it gives are spliced together (ruling Q4).
fn gather<'a>(
    elements: impl ExactSizeIterator<Item = Selected<'a>>,
    segments: &[Segment],
    position: usize,
    budget: &mut Budget,
) -> Result<Selected<'a>, ResolveError> {
    budget.spend_each(elements.len())?;
    let splice = segments.get(position).is_some_and(|segment| segment.step == Step::Each);
    let mut gathered = Vec::with_capacity(elements.len());
    for element in elements {
        let part = walk(element, segments, position, budget)?;
        match part.elements() {
            Some(inner) if splice => {
                budget.spend_each(inner.len())?;
                gathered.extend(inner);
            }
            _ => gathered.push(part),
        }
    }
    Ok(Selected::gathered(gathered))
}

/// One step into `value`; `None` if it leads nowhere.
pub(super) fn take<'a>(
    value: &Selected<'a>,
    step: &Step,
    budget: &mut Budget,
) -> Result<Option<Selected<'a>>, BudgetExceeded> {
    let part = match (step, &value.0) {
        (Step::Key(key), Parts::One(Ipld::Map(map))) => {
            budget.spend_bytes(key.len())?;
            // A missing key is a null that is there (ruling Q1).
            Some(map.get(key).map_or_else(Selected::null, Selected::one))
        }
        (Step::Index(index), Parts::One(Ipld::List(items))) => {
            element(items, *index).map(Selected::one)
        }
        (Step::Index(index), Parts::Run(items)) => element(items, *index).map(Selected::one),
        (Step::Index(index), Parts::Gathered(items)) => element(items, *index).cloned(),
        (Step::Index(index), Parts::One(Ipld::Bytes(bytes))) => byte(bytes, *index),
        (Step::Index(index), Parts::Bytes(bytes)) => byte(bytes, *index),
        (Step::Slice { start, end }, parts) => match parts {
            Parts::One(Ipld::List(items)) => {
                items.get(range(*start, *end, items.len())).map(|run| Selected(Parts::Run(run)))
            }
            Parts::Run(items) => {
                items.get(range(*start, *end, items.len())).map(|run| Selected(Parts::Run(run)))
            }
            Parts::Gathered(items) => {
                budget.spend_each(items.len())?;
                items
                    .get(range(*start, *end, items.len()))
                    .map(|run| Selected::gathered(run.to_vec()))
            }
            Parts::One(Ipld::Bytes(bytes)) => {
                bytes.get(range(*start, *end, bytes.len())).map(|run| Selected(Parts::Bytes(run)))
            }
            Parts::Bytes(bytes) => {
                bytes.get(range(*start, *end, bytes.len())).map(|run| Selected(Parts::Bytes(run)))
            }
            _ => None,
        },
        _ => None,
    };
    Ok(part)
}

fn byte<'a>(bytes: &[u8], index: i64) -> Option<Selected<'a>> {
    element(bytes, index).map(|byte| Selected(Parts::Byte(*byte)))
}

/// The element at `index`, counted from the end if negative.
fn element<T>(items: &[T], index: i64) -> Option<&T> {
    let distance = usize::try_from(index.unsigned_abs()).ok()?;
    items.get(if index < 0 { items.len().checked_sub(distance)? } else { distance })
}

/// The indices of a slice of `length` elements: bounds beyond the ends are moved to
/// them, and an end before the start leaves nothing (ruling Q5).
fn range(start: Option<i64>, end: Option<i64>, length: usize) -> Range<usize> {
    let clamp = |bound: i64| {
        let distance = usize::try_from(bound.unsigned_abs()).unwrap_or(usize::MAX);
        if bound < 0 { length.saturating_sub(distance) } else { distance.min(length) }
    };
    let start = start.map_or(0, clamp);
    start..end.map_or(length, clamp).max(start)
}

#[cfg(test)]
mod tests {
    use ipld_core::ipld;

    use super::*;

    /// The segment that selected nothing.
    #[derive(Debug, PartialEq)]
    struct Nothing {
        segment: usize,
    }

    fn resolve(selector: &str, value: &Ipld) -> Result<Ipld, Nothing> {
        let selector = Selector::parse(selector).unwrap();
        match selector.resolve(value, &mut Budget::default()) {
            Ok(selected) => Ok(selected.to_ipld()),
            Err(ResolveError::Unresolvable { segment, .. }) => Err(Nothing { segment }),
            Err(other) => panic!("{other}"),
        }
    }

    fn unresolvable(segment: usize) -> Result<Ipld, Nothing> {
        Err(Nothing { segment })
    }

    #[test]
    fn selects_as_the_examples_of_the_text() {
        let args = ipld!({
            "from": "alice@example.com",
            "to": ["bob@example.com", "carol@not.example.com", "dan@example.com"],
            "cc": ["fraud@example.com"],
            "title": "Meeting Confirmation",
            "body": "I'll see you on Tuesday"
        });
        assert_eq!(resolve(".", &args), Ok(args.clone()));
        assert_eq!(resolve(".title", &args), Ok(ipld!("Meeting Confirmation")));
        assert_eq!(resolve(".cc", &args), Ok(ipld!(["fraud@example.com"])));
        assert_eq!(resolve(".to[1]", &args), Ok(ipld!("carol@not.example.com")));
        assert_eq!(resolve(".to[-1]", &args), Ok(ipld!("dan@example.com")));
        assert_eq!(resolve(".to[99]?", &args), Ok(Ipld::Null));
        assert_eq!(resolve(".to[99]", &args), unresolvable(1));
    }

    #[test]
    fn selects_into_bytes() {
        let bytes = Ipld::Bytes([0xd6, 0xa9, 0xc1, 0x8c, 0xf8, 0xc4].into());
        assert_eq!(resolve(".[3]", &bytes), Ok(ipld!(140)));
        assert_eq!(resolve(".[-6]", &bytes), Ok(ipld!(0xd6)));
        assert_eq!(resolve(".[6]", &bytes), unresolvable(0));
        assert_eq!(resolve(".[1:3]", &bytes), Ok(Ipld::Bytes([0xa9, 0xc1].into())));
        assert_eq!(resolve(".[1:][-2:][0]", &bytes), Ok(ipld!(0xf8)));
        assert_eq!(resolve(".[]", &bytes), unresolvable(0));
        assert_eq!(resolve(".[0][0]", &bytes), unresolvable(1));
        assert_eq!(resolve(".a", &bytes), unresolvable(0));
    }

    #[test]
    fn a_missing_key_is_null_and_ends_the_path() {
        let args = ipld!({ "a": null, "b": 1 });
        assert_eq!(resolve(".x", &args), Ok(Ipld::Null));
        assert_eq!(resolve(".x.y", &args), unresolvable(1));
        for segment in [".y", "[0]", "[1:]", "[]"] {
            assert_eq!(resolve(&(alloc::format!(".a{segment}")), &args), unresolvable(1));
            assert_eq!(resolve(&(alloc::format!(".a{segment}?")), &args), Ok(Ipld::Null));
        }
        assert_eq!(resolve(".b.y", &args), unresolvable(1));
    }

    #[test]
    fn strings_cannot_be_selected_into() {
        let text = ipld!("text");
        for selector in [".[0]", ".[1:]", ".[]", ".a"] {
            assert_eq!(resolve(selector, &text), unresolvable(0), "{selector}");
        }
    }

    #[test]
    fn maps_have_no_indices_and_lists_no_keys() {
        let args = ipld!({ "0": 1, "list": [1] });
        assert_eq!(resolve(".[0]", &args), unresolvable(0));
        assert_eq!(resolve(".[0:]", &args), unresolvable(0));
        assert_eq!(resolve(r#".["0"]"#, &args), Ok(ipld!(1)));
        assert_eq!(resolve(r#".list["0"]"#, &args), unresolvable(1));
    }

    #[test]
    fn an_optional_segment_covers_itself_only() {
        let args = ipld!({ "a": { "b": 1 }, "b": 2 });
        assert_eq!(resolve(".a.b?", &args), Ok(ipld!(1)));
        assert_eq!(resolve(".nope?.x", &args), unresolvable(1));
        assert_eq!(resolve(".a?[99]", &args), unresolvable(1));
        assert_eq!(resolve(".b.x?.y", &args), unresolvable(2));
        assert_eq!(resolve(".b.x?.y?", &args), Ok(Ipld::Null));
        assert_eq!(resolve(".b.x.y?", &args), unresolvable(1));
    }

    #[test]
    fn slices_clamp() {
        let list = ipld!([0, 1, 2, 3]);
        for (selector, expected) in [
            (".[1:3]", ipld!([1, 2])),
            (".[2:]", ipld!([2, 3])),
            (".[:2]", ipld!([0, 1])),
            (".[0:-2]", ipld!([0, 1])),
            (".[-3:-1]", ipld!([1, 2])),
            (".[2:99]", ipld!([2, 3])),
            (".[-99:1]", ipld!([0])),
            (".[3:1]", ipld!([])),
            (".[9:]", ipld!([])),
            (".[:-9]", ipld!([])),
            (".[-9007199254740991:9007199254740991]", ipld!([0, 1, 2, 3])),
            (".[1:][1:]", ipld!([2, 3])),
            (".[1:][-1]", ipld!(3)),
        ] {
            assert_eq!(resolve(selector, &list), Ok(expected), "{selector}");
        }
        assert_eq!(resolve(".[1:][3]", &list), unresolvable(1));
    }

    #[test]
    fn each_of_a_list_is_itself_and_of_a_map_its_values() {
        let args = ipld!({ "list": [1, [2]], "map": { "y": 2, "x": 1 }, "none": [], "nil": {} });
        assert_eq!(resolve(".list[]", &args), Ok(ipld!([1, [2]])));
        assert_eq!(resolve(".map[]", &args), Ok(ipld!([1, 2])));
        assert_eq!(resolve(".none[].x[0]", &args), Ok(ipld!([])));
        assert_eq!(resolve(".nil[]", &args), Ok(ipld!([])));
    }

    #[test]
    fn each_maps_the_rest_of_the_path() {
        let args = ipld!({ "a": [{ "b": [1, 2] }, { "b": [3] }, {}] });
        assert_eq!(resolve(".a[].b", &args), Ok(ipld!([[1, 2], [3], null])));
        assert_eq!(resolve(".a[0:2][].b[0]", &args), Ok(ipld!([1, 3])));
        assert_eq!(resolve(".a[0:2][].b[]", &args), Ok(ipld!([[1, 2], [3]])));
        assert_eq!(resolve(".a[0:2][].b[1:]", &args), Ok(ipld!([[2], []])));
    }

    #[test]
    fn nested_each_splices_one_level() {
        let list = ipld!([[1, [2]], { "x": [3], "y": 4 }, []]);
        assert_eq!(resolve(".[][]", &list), Ok(ipld!([1, [2], [3], 4])));
        assert_eq!(resolve(".[0:1][][1:2][]", &list), Ok(ipld!([[[2]]])));
        assert_eq!(resolve(".[][][]?", &list), Ok(ipld!([null, 2, 3, null])));
        let maps = ipld!([[{ "a": 1 }], [{ "a": 2 }, { "a": 3 }]]);
        assert_eq!(resolve(".[][].a", &maps), Ok(ipld!([1, 2, 3])));
    }

    #[test]
    fn one_unresolvable_child_makes_all_unresolvable() {
        let args = ipld!({ "a": [{ "b": 1 }, 7] });
        assert_eq!(resolve(".a[].b", &args), unresolvable(2));
        assert_eq!(resolve(".a[]?.b", &args), unresolvable(2));
        assert_eq!(resolve(".a[].b?", &args), Ok(ipld!([1, null])));
        assert_eq!(resolve(".a[][]", &args), unresolvable(2));
        assert_eq!(resolve(".a[][]?", &args), Ok(ipld!([1, null])));
    }

    #[test]
    fn borrows_what_it_selects() {
        let args = ipld!({ "a": ["text"] });
        let selector = Selector::parse(".a[0]").unwrap();
        let selected = selector.resolve(&args, &mut Budget::default()).unwrap();
        let there = args.get("a").unwrap().unwrap().get(0).unwrap().unwrap();
        assert!(core::ptr::eq(selected.as_ipld().unwrap(), there));
    }

    #[test]
    fn every_step_is_paid() {
        let args = ipld!({ "a": [[1, 2], [3]] });
        let cost = |selector: &str| {
            let mut budget = Budget::default();
            Selector::parse(selector).unwrap().resolve(&args, &mut budget).unwrap();
            Budget::DEFAULT_STEPS - budget.remaining()
        };
        assert_eq!(cost("."), 0);
        assert_eq!(cost(".a"), 2);
        assert_eq!(cost(".a[0]"), 3);
        // [], its two elements, [] for each of these, and three spliced.
        assert_eq!(cost(".a[][]"), 2 + 1 + 2 + 2 + 3);

        let selector = Selector::parse(".a[][]").unwrap();
        assert_eq!(
            selector.resolve(&args, &mut Budget::new(9)).map(|_| ()),
            Err(ResolveError::BudgetExceeded(BudgetExceeded { limit: 9 }))
        );
    }
}
