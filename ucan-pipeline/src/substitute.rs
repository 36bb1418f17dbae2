//! Putting results in the place of promises.

use alloc::{borrow::Cow, collections::BTreeMap, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_invocation::{Arguments, Branch, Outcome, Promise};

use crate::{
    awaiting::next_promise,
    mismatch::BranchMismatch,
    place::{Place, Segment, Walk},
    resolve::{ResolveError, Results},
};

/// How much memory the values put in place of promises may take together, in bytes.
///
/// One result may be awaited in many places, each of which takes a copy: without a
/// bound, a small document could ask for any amount.
pub const MAX_SUBSTITUTED: u64 = 256 << 20;

/// How deep lists and maps may nest in arguments, which are a map themselves. With the
/// map of the task around it, that is what DAG-CBOR may have (ruling O8).
pub const MAX_DEPTH: usize = 63;

/// What a value takes in memory beside its own bytes, about.
const NODE: u64 = 128;

/// Refuses arguments that nest too deep. After this it is safe to recurse into them.
pub(crate) fn check_depth(args: &Arguments) -> Result<(), ResolveError> {
    let mut walk = Walk::over(args);
    while let Some(value) = walk.next(|_| true) {
        // The steps so far went into as many lists and maps; this is one more.
        if is_nested(value) && walk.way().len() + 1 > MAX_DEPTH {
            return Err(too_deep(walk.place()));
        }
    }
    Ok(())
}

fn too_deep(place: Place<'_>) -> ResolveError {
    ResolveError::TooDeep { limit: MAX_DEPTH, place: place.into_owned() }
}

const fn is_nested(value: &Ipld) -> bool {
    matches!(value, Ipld::List(_) | Ipld::Map(_))
}

/// Judges every promise where it stands, in order, before any is replaced. All that is
/// awaited is there.
pub(crate) fn judge(
    args: &Arguments,
    results: &Results<'_>,
) -> Result<Result<(), BranchMismatch>, ResolveError> {
    // What was found of each result that is used.
    let mut depths: BTreeMap<Cid, usize> = BTreeMap::new();
    let mut walk = Walk::over(args);
    while let Some(promise) = next_promise(&mut walk) {
        let task = *promise.task();
        let (from, outcome) = results(&task).ok_or(ResolveError::NotSettled { task })?;
        let got = outcome.branch();
        if let Some(expected) = promise.branch().filter(|expected| *expected != got) {
            return Ok(Err(BranchMismatch { expected, got, from: *from }));
        }
        let depth = match depths.get(&task) {
            Some(depth) => *depth,
            None => *depths.entry(task).or_insert(depth_of_data(outcome.value(), task)?),
        };
        // `await/*` puts the map with the branch around the value.
        let depth = depth + usize::from(promise.branch().is_none());
        if depth > 0 && walk.way().len() + depth > MAX_DEPTH {
            return Err(too_deep(walk.place()));
        }
        let link = promise.branch().is_some() && matches!(outcome.value(), Ipld::Link(_));
        if link && makes_promise(args, &walk) {
            return Err(ResolveError::MakesPromise { task, place: walk.place().into_owned() });
        }
    }
    check_size(args, results).map(Ok)
}

/// Refuses results that together are too large for the places in which they are awaited.
/// Each is measured once.
fn check_size(args: &Arguments, results: &Results<'_>) -> Result<(), ResolveError> {
    let (mut sizes, mut total) = (BTreeMap::new(), 0_u64);
    let mut walk = Walk::over(args);
    while let Some(promise) = next_promise(&mut walk) {
        let measure = || results(promise.task()).map_or(0, |(_, outcome)| size(outcome.value()));
        total = total.saturating_add(*sizes.entry(*promise.task()).or_insert_with(measure));
    }
    if total > MAX_SUBSTITUTED {
        return Err(ResolveError::TooLarge { limit: MAX_SUBSTITUTED });
    }
    Ok(())
}

/// What a value takes in memory, about.
fn size(value: &Ipld) -> u64 {
    let mut total = own_size(value);
    let mut walk = Walk::into(value);
    while let Some(inner) = walk.next(|_| true) {
        total = total.saturating_add(own_size(inner));
    }
    total
}

/// What a value takes without those in it.
fn own_size(value: &Ipld) -> u64 {
    let bytes = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let content = match value {
        Ipld::String(text) => bytes(text.len()),
        Ipld::Bytes(content) => bytes(content.len()),
        Ipld::Map(map) => map.keys().map(|key| bytes(key.len())).fold(0, u64::saturating_add),
        _ => 0,
    };
    content.saturating_add(NODE)
}

/// How many lists and maps nest in a result, which must not hold a promise.
fn depth_of_data(value: &Ipld, task: Cid) -> Result<usize, ResolveError> {
    let mut depth = usize::from(is_nested(value));
    let mut walk = Walk::into(value);
    if Promise::of(value).is_some() {
        return Err(ResolveError::OutputHoldsPromise { task });
    }
    while let Some(inner) = walk.next(|_| true) {
        if Promise::of(inner).is_some() {
            return Err(ResolveError::OutputHoldsPromise { task });
        }
        if is_nested(inner) {
            depth = depth.max(walk.way().len() + 1);
        }
    }
    Ok(depth)
}

/// Whether a link, put where the walk is, makes a promise of the map around it: what
/// stands there now is one itself, so that the map is data as it is written.
fn makes_promise(args: &Arguments, walk: &Walk<'_>) -> bool {
    let Some((Segment::Key(key), around)) = walk.way().split_last() else { return false };
    let entry = BTreeMap::from([(Cow::into_owned(key.clone()), Ipld::Null)]);
    if Promise::form_of(&Ipld::Map(entry)).is_none() {
        return false;
    }
    match (around, Place::new(Vec::from(around)).in_arguments(args)) {
        ([], _) => args.len() == 1,
        (_, Some(Ipld::Map(map))) => map.len() == 1,
        _ => false,
    }
}

/// The arguments with every promise replaced, after [`judge`].
pub(crate) fn substitute(
    args: &Arguments,
    results: &Results<'_>,
) -> Result<Arguments, ResolveError> {
    args.iter().map(|(key, value)| Ok((key.clone(), replaced(value, results)?))).collect()
}

fn replaced(value: &Ipld, results: &Results<'_>) -> Result<Ipld, ResolveError> {
    if let Some(promise) = Promise::of(value) {
        let task = *promise.task();
        let (_, outcome) = results(&task).ok_or(ResolveError::NotSettled { task })?;
        return Ok(kept(&promise, outcome));
    }
    Ok(match value {
        Ipld::List(items) => {
            let items = items.iter().map(|item| replaced(item, results));
            Ipld::List(items.collect::<Result<_, _>>()?)
        }
        Ipld::Map(map) => Ipld::Map(substitute(map, results)?),
        other => other.clone(),
    })
}

/// What stands in the place of a promise: the value, or for either branch the whole
/// result with its tag (UCAN Promise, Happy Path).
fn kept(promise: &Promise, outcome: &Outcome) -> Ipld {
    match promise.branch() {
        None => outcome.to_ipld(),
        Some(Branch::Ok | Branch::Error) => outcome.value().clone(),
    }
}
