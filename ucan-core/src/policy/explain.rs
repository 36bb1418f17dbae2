//! Why a policy holds, or does not, for given arguments.

mod record;
mod report;
mod text;

use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use super::{Budget, IndexPath, Policy, PolicyFailure, SegmentError, Selected, Statement, judge};
use record::Recorder;

/// The most statements that are kept of one list of statements or of one quantifier.
pub const MAX_EXPLAINED_CHILDREN: usize = 32;

/// The most statements that an explanation keeps in all.
pub const MAX_EXPLAINED: usize = 4096;

/// Why a policy holds, or does not, for given arguments: its statements, what their
/// selectors selected, and what came of each. Made by [`Policy::explain`].
///
/// Borrows the policy and the arguments and copies nothing of them. `Display` writes an
/// indented text for people and [`Explanation::to_ipld`] the same as data; both show no
/// more than the beginning of long values. That is still a part of the arguments: an
/// explanation is for those who may see them.
///
/// # What is kept
///
/// Statements are evaluated in the order of [`Policy::judge`], and only those that it
/// needs, with one exception: of the statements of the policy, and of an `and` among
/// them, also those after the first that does not hold, so that all of them can be
/// seen. Of each list the first [`MAX_EXPLAINED_CHILDREN`] are kept, the last one
/// making room for the one that decides, and [`MAX_EXPLAINED`] in all, details of
/// what has been dealt with making room for what comes. What was left out is counted.
#[derive(Clone, Debug)]
pub struct Explanation<'e> {
    verdict: Result<(), PolicyFailure>,
    children: Children<'e>,
}

/// One statement of an [`Explanation`], evaluated for one value.
#[derive(Clone, Debug)]
pub struct Explained<'e> {
    at: IndexPath,
    element: Option<usize>,
    statement: &'e Statement,
    outcome: Outcome,
    selection: Selection<'e>,
    children: Children<'e>,
}

/// What came of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// The budget did not suffice to know.
    BudgetExceeded,
}

/// What the selector of a statement selected.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Selection<'e> {
    /// The statement has no selector, or the budget did not suffice to resolve it.
    None,
    /// A value, which may be `null`.
    Value(Selected<'e>),
    /// Nothing, whereupon the statement is false.
    Nothing {
        /// The segment of the selector that failed, counted from 0.
        segment: usize,
        /// Why it did.
        error: SegmentError,
    },
}

#[derive(Clone, Debug, Default)]
struct Children<'e> {
    kept: Vec<Explained<'e>>,
    /// Evaluated, but not kept.
    omitted: usize,
    /// Not evaluated.
    skipped: usize,
}

impl Policy {
    /// Judges the arguments of an invocation, and keeps what there is to say about it.
    ///
    /// The verdict is that of [`Policy::judge`], for every policy, arguments and budget.
    /// More of `budget` may be spent if the policy does not hold.
    #[must_use]
    pub fn explain<'e>(&'e self, args: &'e Ipld, budget: &mut Budget) -> Explanation<'e> {
        let mut recorder = Recorder::new(self.statements().len());
        let verdict = judge::require_all(
            self.statements(),
            &Selected::one(args),
            budget,
            &mut Vec::new(),
            &mut recorder,
        );
        Explanation { verdict, children: recorder.finish() }
    }
}

impl<'e> Explanation<'e> {
    /// What [`Policy::judge`] says.
    ///
    /// # Errors
    ///
    /// [`PolicyFailure`] if the policy does not hold, or is not known to.
    pub const fn verdict(&self) -> Result<(), &PolicyFailure> {
        match &self.verdict {
            Ok(()) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// The statements of the policy, as far as they were kept.
    #[must_use]
    pub fn statements(&self) -> &[Explained<'e>] {
        &self.children.kept
    }

    /// How many statements of the policy were evaluated, but not kept.
    #[must_use]
    pub const fn omitted(&self) -> usize {
        self.children.omitted
    }

    /// How many statements of the policy were not evaluated, since the budget was used
    /// up.
    #[must_use]
    pub const fn skipped(&self) -> usize {
        self.children.skipped
    }
}

impl<'e> Explained<'e> {
    /// Where the statement stands in the policy.
    #[must_use]
    pub const fn at(&self) -> &IndexPath {
        &self.at
    }

    /// The element of the collection that it was evaluated for, counted from 0, if it
    /// is the inner statement of a quantifier. For a map that is the place of the value
    /// in the order of the keys.
    #[must_use]
    pub const fn element(&self) -> Option<usize> {
        self.element
    }

    /// The statement.
    #[must_use]
    pub const fn statement(&self) -> &'e Statement {
        self.statement
    }

    /// What came of it.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What its selector selected.
    #[must_use]
    pub const fn selection(&self) -> &Selection<'e> {
        &self.selection
    }

    /// The statements inside of it that were evaluated, as far as they were kept: one
    /// for each element in the case of a quantifier.
    #[must_use]
    pub fn children(&self) -> &[Self] {
        &self.children.kept
    }

    /// How many of the statements inside of it were evaluated, but not kept.
    #[must_use]
    pub const fn omitted(&self) -> usize {
        self.children.omitted
    }

    /// How many of the statements or elements inside of it were not evaluated, since
    /// the outcome was known without them or the budget was used up.
    #[must_use]
    pub const fn skipped(&self) -> usize {
        self.children.skipped
    }

    /// How many statements this one and those inside of it are, as far as kept.
    fn count(&self) -> usize {
        1 + self.children.kept.iter().map(Self::count).sum::<usize>()
    }
}
