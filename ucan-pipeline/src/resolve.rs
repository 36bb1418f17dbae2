//! Putting results in the place of promises.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::ToString,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_invocation::{Arguments, Branch, Outcome, Promise};

use crate::settled::Settled;

/// How much memory the values put in place of promises may take together, in bytes.
///
/// One result may be awaited in many places, each of which takes a copy: without a
/// bound, a small document could ask for any amount.
pub const MAX_SUBSTITUTED: u64 = 256 << 20;

/// What a value takes in memory beside its own bytes, about.
const NODE: u64 = 128;

/// How far resolution got.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// These tasks must be settled first.
    Need(BTreeSet<Cid>),
    /// The arguments, with no promise left.
    Ready(Arguments),
    /// A task ended on the branch that was not awaited. The waiting task ends
    /// with this as its error (UCAN Promise, Branch Mismatch; ruling I5).
    BranchMismatch(BranchMismatch),
}

/// A result on the other branch than was awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BranchMismatch {
    /// The branch that was awaited.
    pub expected: Branch,
    /// The branch of the result.
    pub got: Branch,
    /// The receipt with the result.
    pub from: Cid,
}

impl BranchMismatch {
    /// The value on the error branch of the waiting task's receipt.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        Ipld::Map(BTreeMap::from([
            ("name".into(), Ipld::String("BranchMismatch".into())),
            (
                "message".into(),
                Ipld::String(alloc::format!(
                    "awaited the {} branch of a task that ended on the {} branch",
                    self.expected,
                    self.got
                )),
            ),
            ("expected".into(), Ipld::String(self.expected.to_string())),
            ("got".into(), Ipld::String(self.got.to_string())),
            ("from".into(), Ipld::Link(self.from)),
        ]))
    }
}

/// Every task that is awaited in `args`, at any depth.
#[must_use]
pub fn awaited(args: &Arguments) -> BTreeSet<Cid> {
    let mut found = BTreeSet::new();
    args.values().for_each(|value| collect(value, &mut found));
    found
}

fn collect(value: &Ipld, found: &mut BTreeSet<Cid>) {
    if let Some(promise) = Promise::of(value) {
        found.insert(*promise.task());
        return;
    }
    match value {
        Ipld::List(items) => items.iter().for_each(|item| collect(item, found)),
        Ipld::Map(map) => map.values().for_each(|item| collect(item, found)),
        _ => {}
    }
}

/// Takes resolution of `args` as far as `settled` allows.
///
/// # Errors
///
/// [`ResolveError::ArgsArePromise`] if the arguments as a whole have the form of a
/// promise, [`ResolveError::TooLarge`] if the results would take too much memory,
/// [`ResolveError::OutputHoldsPromise`] if a result contains the form of a promise:
/// put in place, it could no longer be told from one (ruling I4).
pub fn resolve(args: &Arguments, settled: &Settled) -> Result<Step, ResolveError> {
    if Promise::is_whole(args) {
        return Err(ResolveError::ArgsArePromise);
    }
    let needed: BTreeSet<Cid> =
        awaited(args).into_iter().filter(|task| settled.get(task).is_none()).collect();
    if !needed.is_empty() {
        return Ok(Step::Need(needed));
    }
    // Reckoned before anything is copied.
    let total = sum(args.values(), settled, &mut BTreeMap::new());
    total.ok_or(ResolveError::TooLarge { limit: MAX_SUBSTITUTED })?;
    let mut resolved = Arguments::new();
    for (key, value) in args {
        match substitute(value, settled)? {
            Ok(value) => resolved.insert(key.clone(), value),
            Err(mismatch) => return Ok(Step::BranchMismatch(mismatch)),
        };
    }
    Ok(Step::Ready(resolved))
}

/// The sum, unless it is more than may be put in place.
fn within(a: u64, b: u64) -> Option<u64> {
    a.checked_add(b).filter(|sum| *sum <= MAX_SUBSTITUTED)
}

/// What the results awaited in `value` take in memory, if that is within bounds.
/// Each result is measured once.
fn substituted(value: &Ipld, settled: &Settled, sizes: &mut BTreeMap<Cid, u64>) -> Option<u64> {
    if let Some(promise) = Promise::of(value) {
        let size = *sizes.entry(*promise.task()).or_insert_with(|| {
            settled.get(promise.task()).map_or(0, |(_, outcome)| size(outcome.value()))
        });
        return within(0, size);
    }
    match value {
        Ipld::List(items) => sum(items.iter(), settled, sizes),
        Ipld::Map(map) => sum(map.values(), settled, sizes),
        _ => Some(0),
    }
}

fn sum<'a>(
    values: impl Iterator<Item = &'a Ipld>,
    settled: &Settled,
    sizes: &mut BTreeMap<Cid, u64>,
) -> Option<u64> {
    let mut total = 0;
    for value in values {
        total = within(total, substituted(value, settled, sizes)?)?;
    }
    Some(total)
}

/// What a value takes in memory, about.
fn size(value: &Ipld) -> u64 {
    let bytes = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let own = match value {
        Ipld::String(text) => bytes(text.len()),
        Ipld::Bytes(content) => bytes(content.len()),
        Ipld::List(items) => items.iter().map(size).fold(0, u64::saturating_add),
        Ipld::Map(map) => map
            .iter()
            .map(|(key, value)| bytes(key.len()).saturating_add(size(value)))
            .fold(0, u64::saturating_add),
        _ => 0,
    };
    own.saturating_add(NODE)
}

type Substituted = Result<Ipld, BranchMismatch>;

fn substitute(value: &Ipld, settled: &Settled) -> Result<Substituted, ResolveError> {
    if let Some(promise) = Promise::of(value) {
        return keep(promise, settled);
    }
    Ok(match value {
        Ipld::List(items) => items
            .iter()
            .map(|item| substitute(item, settled))
            .collect::<Result<Result<_, _>, _>>()?
            .map(Ipld::List),
        Ipld::Map(map) => map
            .iter()
            .map(|(key, item)| {
                substitute(item, settled).map(|item| item.map(|item| (key.clone(), item)))
            })
            .collect::<Result<Result<_, _>, _>>()?
            .map(Ipld::Map),
        other => Ok(other.clone()),
    })
}

fn keep(promise: Promise, settled: &Settled) -> Result<Substituted, ResolveError> {
    let task = *promise.task();
    let Some((from, outcome)) = settled.get(&task) else {
        return Err(ResolveError::NotSettled { task });
    };
    if Promise::stands_in(outcome.value()) {
        return Err(ResolveError::OutputHoldsPromise { task });
    }
    Ok(match (promise.branch(), outcome) {
        (None, outcome) => Ok(outcome.to_ipld()),
        (Some(Branch::Ok), Outcome::Ok(value)) | (Some(Branch::Error), Outcome::Error(value)) => {
            Ok(value.clone())
        }
        (Some(expected), outcome) => {
            Err(BranchMismatch { expected, got: outcome.branch(), from: *from })
        }
    })
}

/// Why a promise cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// The arguments as a whole are a promise; only what stands in them may be.
    #[error("the arguments as a whole are a promise; only values in them may be")]
    ArgsArePromise,
    /// A task is not settled although it was found to be; cannot happen while
    /// `settled` is not changed meanwhile.
    #[error("task {task} is not settled")]
    NotSettled {
        /// The task.
        task: Cid,
    },
    /// A result contains the form of a promise.
    #[error("the result of task {task} contains a promise and cannot be used as an argument")]
    OutputHoldsPromise {
        /// The task whose result it is.
        task: Cid,
    },
    /// The results would take more memory than may be put in place of promises.
    #[error("the awaited results would take more than {limit} bytes; await each in fewer places")]
    TooLarge {
        /// The limit, [`MAX_SUBSTITUTED`].
        limit: u64,
    },
}
