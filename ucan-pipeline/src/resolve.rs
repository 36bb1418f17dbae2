//! How far resolution gets.

use alloc::collections::BTreeSet;

use cid::Cid;
use ucan_invocation::{Arguments, Outcome, Promise};

use crate::{
    awaiting::awaited, mismatch::BranchMismatch, place::Place, settled::Settled, substitute,
};

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

/// Takes resolution of `args` as far as `settled` allows.
///
/// Nothing is said but [`Step::Need`] until everything awaited is settled: what is then
/// said does not depend on the order in which results came. If several results are on
/// the wrong branch, or cannot be used, it is the first that counts, in the order of
/// [`promises`](crate::promises).
///
/// # Errors
///
/// [`ResolveError::ArgsArePromise`] if the arguments as a whole have the form of a
/// promise, [`ResolveError::TooDeep`] and [`ResolveError::TooLarge`] if what is there or
/// would be there is beyond bounds, [`ResolveError::OutputHoldsPromise`] if a result to be
/// put in place contains the form of a promise, [`ResolveError::MakesPromise`] if it would
/// have that form together with what stands around it: put in place, it could no longer
/// be told from one (ruling I4).
pub fn resolve(args: &Arguments, settled: &Settled) -> Result<Step, ResolveError> {
    resolve_with(args, &|task| settled.get(task))
}

/// Where results are found, by task: the receipt to name, and the outcome.
pub type Results<'a> = dyn Fn(&Cid) -> Option<(&'a Cid, &'a Outcome)> + 'a;

/// Takes resolution of `args` as far as `results` allows, for whoever keeps results
/// otherwise than in [`Settled`]: an executor whose workflow mended one, for example.
/// That each of them counts (ruling I7) is the caller's word.
///
/// `results` must say the same of a task each time.
///
/// # Errors
///
/// As [`resolve`].
pub fn resolve_with(args: &Arguments, results: &Results<'_>) -> Result<Step, ResolveError> {
    check_written(args)?;
    let needed: BTreeSet<Cid> =
        awaited(args).into_iter().filter(|task| results(task).is_none()).collect();
    if !needed.is_empty() {
        return Ok(Step::Need(needed));
    }
    // Judged before anything is copied.
    Ok(match substitute::judge(args, results)? {
        Ok(()) => Step::Ready(substitute::substitute(args, results)?),
        Err(mismatch) => Step::BranchMismatch(mismatch),
    })
}

/// What can be said of arguments before anything is settled.
pub(crate) fn check_written(args: &Arguments) -> Result<(), ResolveError> {
    if Promise::is_whole(args) {
        return Err(ResolveError::ArgsArePromise);
    }
    substitute::check_depth(args)
}

/// Why a promise cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// The arguments as a whole are a promise; only what stands in them may be.
    #[error("the arguments as a whole are a promise; only values in them may be")]
    ArgsArePromise,
    /// A result and what stands around it would together have the form of a promise.
    #[error("the result of task {task} would form a promise with the map around `{place}`")]
    MakesPromise {
        /// The task whose result it is.
        task: Cid,
        /// Where it was to be put.
        place: Place<'static>,
    },
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
    /// The arguments nest too deep, or would with a result in its place: there could be no
    /// task with them.
    #[error("the arguments nest deeper than {limit} levels at `{place}`")]
    TooDeep {
        /// The limit, [`MAX_DEPTH`](crate::MAX_DEPTH).
        limit: usize,
        /// The outermost place that is too deep, or that of the promise.
        place: Place<'static>,
    },
    /// The results would take more memory than may be put in place of promises.
    #[error("the awaited results would take more than {limit} bytes; await each in fewer places")]
    TooLarge {
        /// The limit, [`MAX_SUBSTITUTED`](crate::MAX_SUBSTITUTED).
        limit: u64,
    },
}
