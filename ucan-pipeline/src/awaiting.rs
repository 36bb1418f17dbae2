//! Promises in arguments.

use alloc::collections::BTreeSet;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_invocation::{Arguments, Promise};

use crate::place::{Place, Walk};

/// A promise, and where it stands. The branch and the task are the promise's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaiting<'a> {
    /// The promise.
    pub promise: Promise,
    /// Its place in the arguments.
    pub place: Place<'a>,
}

/// The promises in `args`, each with its place, in the order in which they stand there:
/// the entries of maps in the order of their keys' bytes. What is not a promise is data
/// (ruling I4).
///
/// Data of any depth is gone through; none of it is copied.
pub fn promises(args: &Arguments) -> impl Iterator<Item = Awaiting<'_>> {
    let mut walk = Walk::over(args);
    core::iter::from_fn(move || {
        next_promise(&mut walk).map(|promise| Awaiting { promise, place: walk.place() })
    })
}

/// Every task that is awaited in `args`, at any depth.
#[must_use]
pub fn awaited(args: &Arguments) -> BTreeSet<Cid> {
    let mut walk = Walk::over(args);
    core::iter::from_fn(move || next_promise(&mut walk)).map(|promise| *promise.task()).collect()
}

/// The next promise on a walk.
pub(crate) fn next_promise(walk: &mut Walk<'_>) -> Option<Promise> {
    loop {
        let mut found = None;
        let value = walk.next(|value| {
            found = Promise::of(value);
            found.is_none()
        })?;
        // Only maps are promises, and those are asked about on the way in.
        if found.is_some() && matches!(value, Ipld::Map(_)) {
            return found;
        }
    }
}
