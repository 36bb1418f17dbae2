//! Where something stands in arguments.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use ipld_core::ipld::Ipld;
use ucan_invocation::Arguments;

use crate::quote;

/// One step from a value into it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment<'a> {
    /// To the entry of a map with this key.
    Key(Cow<'a, str>),
    /// To this item of a list, from 0.
    Index(usize),
}

/// A place in arguments: the steps from the top. It prints as the selector of UCAN
/// Delegation that leads there, such as `.to[2]["first name"]`.
///
/// Keys are borrowed from the arguments where places are found by the many: a key may be
/// long, and stand on the way to each of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'a>(Vec<Segment<'a>>);

impl<'a> Place<'a> {
    /// The place at the end of these steps.
    #[must_use]
    pub const fn new(segments: Vec<Segment<'a>>) -> Self {
        Self(segments)
    }

    /// The steps, from the top.
    #[must_use]
    pub fn segments(&self) -> &[Segment<'a>] {
        &self.0
    }

    /// The same place with keys of its own.
    #[must_use]
    pub fn into_owned(self) -> Place<'static> {
        let owned = self.0.into_iter().map(|segment| match segment {
            Segment::Key(key) => Segment::Key(Cow::Owned(key.into_owned())),
            Segment::Index(index) => Segment::Index(index),
        });
        Place(owned.collect())
    }

    /// What stands there, if anything does.
    #[must_use]
    pub fn in_arguments<'b>(&self, args: &'b Arguments) -> Option<&'b Ipld> {
        let (Segment::Key(first), rest) = self.0.split_first()? else { return None };
        rest.iter().try_fold(args.get(first.as_ref())?, |value, segment| match (segment, value) {
            (Segment::Key(key), Ipld::Map(map)) => map.get(key.as_ref()),
            (Segment::Index(index), Ipld::List(items)) => items.get(*index),
            _ => None,
        })
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !matches!(self.0.first(), Some(Segment::Key(key)) if is_plain(key)) {
            f.write_str(".")?;
        }
        for segment in &self.0 {
            match segment {
                Segment::Key(key) if is_plain(key) => write!(f, ".{key}")?,
                Segment::Key(key) => write!(f, "[{}]", quote::json(key))?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// Whether a key can stand behind a dot.
fn is_plain(key: &str) -> bool {
    let mut characters = key.chars();
    characters.next().is_some_and(|first| first == '_' || first.is_ascii_alphabetic())
        && characters.all(|other| other == '_' || other.is_ascii_alphanumeric())
}

/// What is left of a list or a map.
enum Rest<'a> {
    Items(core::iter::Enumerate<core::slice::Iter<'a, Ipld>>),
    Entries(alloc::collections::btree_map::Iter<'a, String, Ipld>),
}

impl<'a> Rest<'a> {
    fn of(value: &'a Ipld) -> Option<Self> {
        match value {
            Ipld::List(items) => Some(Self::Items(items.iter().enumerate())),
            Ipld::Map(map) => Some(Self::Entries(map.iter())),
            _ => None,
        }
    }

    fn next(&mut self) -> Option<(Segment<'a>, &'a Ipld)> {
        match self {
            Self::Items(items) => items.next().map(|(index, item)| (Segment::Index(index), item)),
            Self::Entries(entries) => {
                entries.next().map(|(key, value)| (Segment::Key(Cow::Borrowed(key)), value))
            }
        }
    }
}

/// A walk through data of any depth, without recursion: the entries of maps in the order
/// of their keys' bytes, and what stands in a value directly after it.
pub(crate) struct Walk<'a> {
    open: Vec<Rest<'a>>,
    way: Vec<Segment<'a>>,
}

impl<'a> Walk<'a> {
    /// Through all values of `args`, not `args` themselves.
    pub(crate) fn over(args: &'a Arguments) -> Self {
        Self { open: Vec::from([Rest::Entries(args.iter())]), way: Vec::new() }
    }

    /// Through all values in `value`, not itself.
    pub(crate) fn into(value: &'a Ipld) -> Self {
        Self { open: Rest::of(value).into_iter().collect(), way: Vec::new() }
    }

    /// The next value, which is gone into if `inside` says so.
    pub(crate) fn next(&mut self, inside: impl FnOnce(&'a Ipld) -> bool) -> Option<&'a Ipld> {
        loop {
            // The way to a value that was not gone into, or has been gone through.
            self.way.truncate(self.open.len().saturating_sub(1));
            let Some((segment, value)) = self.open.last_mut()?.next() else {
                self.open.pop();
                continue;
            };
            self.way.push(segment);
            if let Some(rest) = Rest::of(value).filter(|_| inside(value)) {
                self.open.push(rest);
            }
            return Some(value);
        }
    }

    /// The way to the value that [`Walk::next`] gave last.
    pub(crate) fn way(&self) -> &[Segment<'a>] {
        &self.way
    }

    /// The place of the value that [`Walk::next`] gave last.
    pub(crate) fn place(&self) -> Place<'a> {
        Place(self.way.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{collections::BTreeMap, string::ToString, vec};

    fn key(key: &str) -> Segment<'_> {
        Segment::Key(key.into())
    }

    #[test]
    fn a_place_prints_as_the_selector_that_leads_there() {
        for (segments, text) in [
            (vec![], "."),
            (vec![key("to"), Segment::Index(2), key("first name")], ".to[2][\"first name\"]"),
            (vec![key("a"), key("_b1")], ".a._b1"),
            (vec![key("1")], ".[\"1\"]"),
            (vec![key("\"\n\\")], ".[\"\\\"\\u000a\\\\\"]"),
            (vec![key("")], ".[\"\"]"),
        ] {
            let text_of = Place::new(segments).to_string();
            assert_eq!(text_of, text);
            text_of.parse::<ucan_core::policy::Selector>().unwrap();
        }
    }

    #[test]
    fn what_is_found_on_a_walk_stands_at_its_place() {
        let args = Arguments::from([
            (
                "b".into(),
                Ipld::List(vec![Ipld::Null, Ipld::Map(BTreeMap::new()), Ipld::Bool(true)]),
            ),
            ("a".into(), Ipld::Map(BTreeMap::from([("x".into(), Ipld::Integer(7))]))),
        ]);
        let mut walk = Walk::over(&args);
        let mut seen = Vec::new();
        while let Some(value) = walk.next(|_| true) {
            assert_eq!(walk.place().in_arguments(&args), Some(value));
            seen.push(walk.place().into_owned().to_string());
        }
        assert_eq!(seen, [".a", ".a.x", ".b", ".b[0]", ".b[1]", ".b[2]"]);
    }

    #[test]
    fn nothing_stands_where_the_steps_do_not_fit() {
        let args = Arguments::from([("a".into(), Ipld::List(vec![]))]);
        for segments in [
            vec![],
            vec![Segment::Index(0)],
            vec![key("b")],
            vec![key("a"), Segment::Index(0)],
            vec![key("a"), key("0")],
        ] {
            assert_eq!(Place::new(segments).in_arguments(&args), None);
        }
    }
}
