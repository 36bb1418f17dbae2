//! Promises of this wire.

use cid::Cid;
use ipld_core::ipld::Ipld;

use crate::{outcome::Branch, promise::Promise, task::Arguments};

/// The place of a value that an instruction will give (section 9.1).
///
/// A map with exactly one key, `await/ok`, `await/error` or `await/*`, over a link. Any
/// other map is data, also one whose only value is a link: `{"image": link}` awaits nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Await(Promise);

impl Await {
    /// Awaits the value on the `ok` branch of `instruction`.
    #[must_use]
    pub const fn ok(instruction: Cid) -> Self {
        Self(Promise::ok(instruction))
    }

    /// Awaits the value on the `error` branch of `instruction`.
    #[must_use]
    pub const fn error(instruction: Cid) -> Self {
        Self(Promise::error(instruction))
    }

    /// Awaits the whole result of `instruction`, whichever branch it is on.
    #[must_use]
    pub const fn any(instruction: Cid) -> Self {
        Self(Promise::any(instruction))
    }

    /// The branch that is awaited; `None` for either.
    #[must_use]
    pub const fn branch(&self) -> Option<Branch> {
        self.0.branch()
    }

    /// The address of the instruction that is awaited.
    #[must_use]
    pub const fn instruction(&self) -> &Cid {
        self.0.task()
    }

    /// Reads a value that has the form of a promise, and none that has not.
    #[must_use]
    pub fn of(value: &Ipld) -> Option<Self> {
        Promise::of(value).map(Self)
    }

    /// The promise as it stands in an instruction.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        self.0.to_ipld()
    }
}

/// A field of an instruction that may be a promise in place of its value. All may but the
/// operation (section 9).
#[derive(Clone, Debug, PartialEq)]
pub enum Deferrable<T> {
    /// The value.
    Value(T),
    /// A promise of it.
    Await(Await),
}

impl<T> Deferrable<T> {
    /// The value, if it is here.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Await(_) => None,
        }
    }

    /// Reads a promise, or what `value` makes of anything else.
    pub(super) fn read<E>(wire: Ipld, value: impl FnOnce(Ipld) -> Result<T, E>) -> Result<Self, E> {
        match Await::of(&wire) {
            Some(promise) => Ok(Self::Await(promise)),
            None => value(wire).map(Self::Value),
        }
    }

    pub(super) fn to_ipld(&self, value: impl FnOnce(&T) -> Ipld) -> Ipld {
        match self {
            Self::Value(it) => value(it),
            Self::Await(promise) => promise.to_ipld(),
        }
    }
}

/// Whether data for an input as a whole would be read as a promise.
pub(super) fn is_promise(input: &Arguments) -> bool {
    Promise::is_whole(input)
}
