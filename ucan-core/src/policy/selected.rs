//! What a selector selects.

use alloc::{collections::btree_map, string::String, sync::Arc, vec::Vec};
use core::slice;

use ipld_core::ipld::Ipld;

use super::{Number, wire::kind};

/// The one `null` that is selected where there is nothing.
static NULL: Ipld = Ipld::Null;

/// A value that a [`Selector`](super::Selector) selected: a part of the arguments, or
/// a list of such parts, without a copy of any.
///
/// Cloning is cheap, whatever the size of the value.
#[derive(Clone, Debug)]
pub struct Selected<'a>(pub(super) Parts<'a>);

#[derive(Clone, Debug)]
pub(super) enum Parts<'a> {
    /// A value of the arguments, or `null` where there is none.
    One(&'a Ipld),
    /// An element of bytes, which is an integer.
    Byte(u8),
    /// A run of bytes.
    Bytes(&'a [u8]),
    /// A run of the elements of a list.
    Run(&'a [Ipld]),
    /// A list put together from values at several places. Nested no deeper than the
    /// selectors that led here have segments.
    Gathered(Arc<[Selected<'a>]>),
}

impl<'a> Selected<'a> {
    pub(super) const fn one(value: &'a Ipld) -> Self {
        Self(Parts::One(value))
    }

    pub(super) fn null() -> Self {
        Self(Parts::One(&NULL))
    }

    pub(super) fn gathered(values: Vec<Self>) -> Self {
        Self(Parts::Gathered(values.into()))
    }

    /// The selected value itself, if it is one value of the arguments or `null`;
    /// `None` for a slice, for an element of bytes, and for what `[]` gathered.
    #[must_use]
    pub const fn as_ipld(&self) -> Option<&'a Ipld> {
        match self.0 {
            Parts::One(value) => Some(value),
            _ => None,
        }
    }

    /// A copy of the selected value, for those who want to show it. Evaluation makes
    /// none.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        match &self.0 {
            Parts::One(value) => (*value).clone(),
            Parts::Byte(byte) => Ipld::Integer((*byte).into()),
            Parts::Bytes(bytes) => Ipld::Bytes(bytes.to_vec()),
            Parts::Run(items) => Ipld::List(items.to_vec()),
            Parts::Gathered(items) => Ipld::List(items.iter().map(Self::to_ipld).collect()),
        }
    }

    pub(super) const fn as_number(&self) -> Option<Number> {
        match self.0 {
            Parts::One(value) => Number::from_ipld(value),
            // `From` is not yet a const trait.
            #[expect(clippy::as_conversions, reason = "widens")]
            Parts::Byte(byte) => Some(Number::Integer(byte as i128)),
            _ => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&'a str> {
        match self.0 {
            Parts::One(Ipld::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list or the values of a map; `None` for everything else,
    /// also for bytes and strings (rulings Q4 and Q9).
    pub(super) fn elements(&self) -> Option<Elements<'a, '_>> {
        Some(match &self.0 {
            Parts::One(Ipld::List(items)) => Elements::Items(items.iter()),
            Parts::One(Ipld::Map(map)) => Elements::Values(map.values()),
            Parts::Run(items) => Elements::Items(items.iter()),
            Parts::Gathered(items) => Elements::Gathered(items.iter()),
            _ => return None,
        })
    }

    /// What the value is, for messages.
    pub(super) const fn kind(&self) -> &'static str {
        match &self.0 {
            Parts::One(value) => kind(value),
            Parts::Byte(_) => "an integer",
            Parts::Bytes(_) => "bytes",
            Parts::Run(_) | Parts::Gathered(_) => "a list",
        }
    }

    /// The elements that an index can select, if there can be any.
    pub(super) fn indexed_len(&self) -> Option<usize> {
        match &self.0 {
            Parts::One(Ipld::List(items)) => Some(items.len()),
            Parts::One(Ipld::Bytes(bytes)) => Some(bytes.len()),
            Parts::Bytes(bytes) => Some(bytes.len()),
            Parts::Run(items) => Some(items.len()),
            Parts::Gathered(items) => Some(items.len()),
            Parts::One(_) | Parts::Byte(_) => None,
        }
    }

    /// The key of the value at `index` of a map, in the order of the keys.
    pub(super) fn key_at(&self, index: usize) -> Option<&'a str> {
        match self.0 {
            Parts::One(Ipld::Map(map)) => map.keys().nth(index).map(String::as_str),
            _ => None,
        }
    }

    /// Whether this is a list, whose elements `[]` leaves as they are.
    pub(super) const fn is_list(&self) -> bool {
        matches!(self.0, Parts::One(Ipld::List(_)) | Parts::Run(_) | Parts::Gathered(_))
    }
}

/// The elements of a collection.
pub(super) enum Elements<'a, 's> {
    Items(slice::Iter<'a, Ipld>),
    Values(btree_map::Values<'a, String, Ipld>),
    Gathered(slice::Iter<'s, Selected<'a>>),
}

impl<'a> Iterator for Elements<'a, '_> {
    type Item = Selected<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Items(items) => items.next().map(Selected::one),
            Self::Values(values) => values.next().map(Selected::one),
            Self::Gathered(items) => items.next().cloned(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Items(items) => items.size_hint(),
            Self::Values(values) => values.size_hint(),
            Self::Gathered(items) => items.size_hint(),
        }
    }
}

impl ExactSizeIterator for Elements<'_, '_> {}
