//! Statements.

use alloc::{boxed::Box, vec::Vec};

use ipld_core::ipld::Ipld;

use super::{
    Number, Pattern, PolicyError, Selector,
    operator::Operator,
    shape::Shape,
    wire::{read_statement, write_statement},
};

/// A condition on a value (UCAN Delegation, Policy).
///
/// Made by the functions of this module, such as [`equal`], or read by
/// [`Policy::parse`](super::Policy::parse). Where the selector cannot be resolved,
/// every statement with a selector is false (ruling Q1).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Statement {
    /// See [`equal`].
    Equal {
        /// What is compared.
        selector: Selector,
        /// What it must be.
        value: Ipld,
    },
    /// See [`not_equal`].
    NotEqual {
        /// What is compared.
        selector: Selector,
        /// What it must not be.
        value: Ipld,
    },
    /// See [`less`].
    Less {
        /// What is compared.
        selector: Selector,
        /// What it must be less than.
        bound: Number,
    },
    /// See [`at_most`].
    LessOrEqual {
        /// What is compared.
        selector: Selector,
        /// The greatest number that it may be.
        bound: Number,
    },
    /// See [`greater`].
    Greater {
        /// What is compared.
        selector: Selector,
        /// What it must be greater than.
        bound: Number,
    },
    /// See [`at_least`].
    GreaterOrEqual {
        /// What is compared.
        selector: Selector,
        /// The least number that it may be.
        bound: Number,
    },
    /// See [`like`].
    Like {
        /// What is matched.
        selector: Selector,
        /// What it must match.
        pattern: Pattern,
    },
    /// See [`and`].
    And(Vec<Self>),
    /// See [`or`].
    Or(Vec<Self>),
    /// See [`not`].
    Not(Box<Self>),
    /// See [`all`].
    All {
        /// The collection.
        selector: Selector,
        /// What must hold for every element.
        statement: Box<Self>,
    },
    /// See [`any`].
    Any {
        /// The collection.
        selector: Selector,
        /// What must hold for one element.
        statement: Box<Self>,
    },
}

impl Statement {
    /// Reads one statement, as it stands in the list that a policy is.
    ///
    /// # Errors
    ///
    /// [`PolicyError`], a variant for each broken rule, with its place in the statement.
    pub fn parse(ipld: &Ipld) -> Result<Self, PolicyError> {
        read_statement(ipld, &mut Shape::default())
    }

    /// Writes the statement as it was read.
    ///
    /// Recurs as deeply as the statement is nested; for one that is part of a policy
    /// [`MAX_NESTING`](super::MAX_NESTING) bounds that.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        write_statement(self)
    }

    /// The operator as it is written, such as `"<="`.
    #[must_use]
    pub const fn operator(&self) -> &'static str {
        Operator::of(self).name()
    }

    /// The selector; `None` for `and`, `or` and `not`, which have none.
    #[must_use]
    pub const fn selector(&self) -> Option<&Selector> {
        match self {
            Self::Equal { selector, .. }
            | Self::NotEqual { selector, .. }
            | Self::Less { selector, .. }
            | Self::LessOrEqual { selector, .. }
            | Self::Greater { selector, .. }
            | Self::GreaterOrEqual { selector, .. }
            | Self::Like { selector, .. }
            | Self::All { selector, .. }
            | Self::Any { selector, .. } => Some(selector),
            Self::And(_) | Self::Or(_) | Self::Not(_) => None,
        }
    }
}

/// `==`: the selected value is `value`, compared at every depth, numbers by their
/// value (ruling Q7).
#[must_use]
pub fn equal(selector: Selector, value: impl Into<Ipld>) -> Statement {
    Statement::Equal { selector, value: value.into() }
}

/// `!=`: there is a selected value, and it is not `value` (ruling Q2).
#[must_use]
pub fn not_equal(selector: Selector, value: impl Into<Ipld>) -> Statement {
    Statement::NotEqual { selector, value: value.into() }
}

/// `<`: the selected value is a number less than `bound`.
#[must_use]
pub fn less(selector: Selector, bound: impl Into<Number>) -> Statement {
    Statement::Less { selector, bound: bound.into() }
}

/// `<=`: the selected value is a number and not greater than `bound`.
#[must_use]
pub fn at_most(selector: Selector, bound: impl Into<Number>) -> Statement {
    Statement::LessOrEqual { selector, bound: bound.into() }
}

/// `>`: the selected value is a number greater than `bound`.
#[must_use]
pub fn greater(selector: Selector, bound: impl Into<Number>) -> Statement {
    Statement::Greater { selector, bound: bound.into() }
}

/// `>=`: the selected value is a number and not less than `bound`.
#[must_use]
pub fn at_least(selector: Selector, bound: impl Into<Number>) -> Statement {
    Statement::GreaterOrEqual { selector, bound: bound.into() }
}

/// `like`: the selected value is a string that `pattern` matches as a whole.
#[must_use]
pub fn like(selector: Selector, pattern: impl Into<Pattern>) -> Statement {
    Statement::Like { selector, pattern: pattern.into() }
}

/// `and`: every statement holds; true if there is none.
#[must_use]
pub fn and(statements: impl Into<Vec<Statement>>) -> Statement {
    Statement::And(statements.into())
}

/// `or`: one of the statements holds; true also if there is none (ruling Q9).
#[must_use]
pub fn or(statements: impl Into<Vec<Statement>>) -> Statement {
    Statement::Or(statements.into())
}

/// `not`: the statement does not hold.
///
/// Around a statement with a selector this is also true where the selector cannot be
/// resolved or the value is of the wrong kind: prefer [`not_equal`] to `not(equal(…))`.
/// [`Policy::warnings`](super::Policy::warnings) finds such places (ruling Q2).
#[must_use]
pub fn not(statement: Statement) -> Statement {
    Statement::Not(Box::new(statement))
}

/// `all`: the selected value is a list or map, and the statement holds for each of
/// its elements or values; true if there is none (ruling Q9).
///
/// The selectors of the inner statement begin at the element.
#[must_use]
pub fn all(selector: Selector, statement: Statement) -> Statement {
    Statement::All { selector, statement: Box::new(statement) }
}

/// `any`: the selected value is a list or map, and the statement holds for one of its
/// elements or values; true also if there is none (ruling Q9).
///
/// The selectors of the inner statement begin at the element.
#[must_use]
pub fn any(selector: Selector, statement: Statement) -> Statement {
    Statement::Any { selector, statement: Box::new(statement) }
}
