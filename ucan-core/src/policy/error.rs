//! What is wrong with a policy, and why arguments do not satisfy one.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{
    SelectorError,
    shape::{MAX_NESTING, MAX_STATEMENTS},
};

/// A place in a policy, as the list indices that lead to it from outside.
///
/// `[2]` is the third statement and `[2][1]` the second item of its list, such as its
/// selector. In `["and", [a, b]]` at `[0]`, the statement `b` is at `[0][1][1]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndexPath(Vec<usize>);

impl IndexPath {
    /// The indices, outermost first.
    #[must_use]
    pub fn indices(&self) -> &[usize] {
        &self.0
    }
}

impl<I: Into<Vec<usize>>> From<I> for IndexPath {
    fn from(indices: I) -> Self {
        Self(indices.into())
    }
}

impl fmt::Display for IndexPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("the top");
        }
        self.0.iter().try_for_each(|index| write!(f, "[{index}]"))
    }
}

/// Why something is no policy (UCAN Delegation, Policy; ruling Q10).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// A policy is a list of statements.
    #[error("a policy is a list of statements, found {found}")]
    PolicyNotList {
        /// The kind that was found.
        found: &'static str,
    },
    /// A statement is a list that begins with its operator.
    #[error("the statement at {at} is not a list but {found}")]
    StatementNotList {
        /// Where the statement stands.
        at: IndexPath,
        /// The kind that was found.
        found: &'static str,
    },
    /// A statement is an empty list.
    #[error("the statement at {at} is empty; it must begin with an operator")]
    MissingOperator {
        /// Where the statement stands.
        at: IndexPath,
    },
    /// The operator of a statement is not a string.
    #[error("the operator at {at} is not a string but {found}")]
    OperatorNotString {
        /// Where the operator stands.
        at: IndexPath,
        /// The kind that was found.
        found: &'static str,
    },
    /// The language has no such operator.
    #[error("the operator at {at} is unknown: {operator:?}")]
    UnknownOperator {
        /// Where the operator stands.
        at: IndexPath,
        /// What was found.
        operator: String,
    },
    /// A statement is longer or shorter than its operator demands.
    #[error("the {operator:?} statement at {at} has {found} items instead of {expected}")]
    WrongArity {
        /// Where the statement stands.
        at: IndexPath,
        /// Its operator.
        operator: &'static str,
        /// The items of such a statement, the operator included.
        expected: usize,
        /// The items that there are.
        found: usize,
    },
    /// A selector is not a string.
    #[error("the selector at {at} is not a string but {found}")]
    SelectorNotString {
        /// Where the selector stands.
        at: IndexPath,
        /// The kind that was found.
        found: &'static str,
    },
    /// A selector breaks the syntax of selectors (ruling Q6).
    #[error("the selector at {at} is invalid: {error}")]
    Selector {
        /// Where the selector stands.
        at: IndexPath,
        /// What is wrong with it.
        #[source]
        error: SelectorError,
    },
    /// An inequality compares with something that is not a number.
    #[error("the bound at {at} is not a number but {found}")]
    BoundNotNumber {
        /// Where the bound stands.
        at: IndexPath,
        /// The kind that was found.
        found: &'static str,
    },
    /// The pattern of `like` is not a string.
    #[error("the pattern at {at} is not a string but {found}")]
    PatternNotString {
        /// Where the pattern stands.
        at: IndexPath,
        /// The kind that was found.
        found: &'static str,
    },
    /// The argument of `and` or `or` is not a list.
    #[error("the statements at {at} are not a list but {found}")]
    StatementsNotList {
        /// Where the list should stand.
        at: IndexPath,
        /// The kind that was found.
        found: &'static str,
    },
    /// A number that DAG-CBOR cannot carry: not finite, a negative zero, or an
    /// integer outside of [−2^64, 2^64 − 1] (ruling T3).
    #[error("the number at {at} cannot be encoded in dag-cbor")]
    UnencodableNumber {
        /// Where the number stands, or the value that contains it.
        at: IndexPath,
    },
    /// Statements are nested too deeply.
    #[error("the list at {at} is nested more than {MAX_NESTING} deep")]
    TooDeep {
        /// Where the first statement, or list of statements, beyond [`MAX_NESTING`] stands.
        at: IndexPath,
    },
    /// There are too many statements.
    #[error("the policy has more than {MAX_STATEMENTS} statements")]
    TooManyStatements {
        /// Where the first statement beyond [`MAX_STATEMENTS`] stands.
        at: IndexPath,
    },
    /// A value to compare with is nested too deeply.
    #[error(
        "the value at {at} contains lists or maps that are nested more than {MAX_NESTING} deep"
    )]
    LiteralTooDeep {
        /// Where the value stands.
        at: IndexPath,
    },
}

/// Why arguments are not allowed by a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyFailure {
    /// A statement that must hold does not.
    #[error("the arguments do not satisfy the policy statement at {statement}")]
    Unsatisfied {
        /// The first such statement, looked for inside of `and`.
        statement: IndexPath,
    },
    /// The evaluation was given up; whether the policy holds is not known.
    #[error("evaluating the policy statement at {statement} exceeds the budget of {limit} steps")]
    BudgetExceeded {
        /// The statement at which the budget was used up.
        statement: IndexPath,
        /// The steps that there were at first.
        limit: u64,
    },
}
