//! What is allowed, but likely not what was meant.

use alloc::vec::Vec;

use super::{IndexPath, Policy, Statement};

/// A place where a policy likely allows more than was meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyWarning {
    /// `["not", ["==", …]]` also holds where the selector cannot be resolved; `!=`
    /// does not (ruling Q2).
    #[error("the statement at {at} also holds where there is no value; '!=' does not")]
    NegatedEquality {
        /// Where the `not` stands.
        at: IndexPath,
    },
    /// A statement with a selector is inside of a `not`, so that the `not` also holds
    /// where the selector cannot be resolved or the value is of another kind (rulings
    /// Q1, Q2, Q7 and Q8): a forbidden pattern does not keep out what is no string.
    #[error(
        "the statement at {at} is negated, so that no value and a value of another kind pass too"
    )]
    NegatedSelection {
        /// Where the statement with the selector stands.
        at: IndexPath,
    },
    /// `["or", []]` holds (ruling Q9), although no alternative does.
    #[error("the statement at {at} has no alternatives and always holds")]
    NoAlternatives {
        /// Where the `or` stands.
        at: IndexPath,
    },
}

impl Policy {
    /// What is allowed, but likely not what was meant; empty if there is nothing.
    ///
    /// Each `not` turns around what is inside of it, so that nothing is said about a
    /// comparison inside of two.
    #[must_use]
    pub fn warnings(&self) -> Vec<PolicyWarning> {
        let mut walk = Walk::default();
        walk.all(self.statements());
        walk.found
    }
}

#[derive(Default)]
struct Walk {
    path: Vec<usize>,
    negated: bool,
    found: Vec<PolicyWarning>,
}

impl Walk {
    fn at(&self) -> IndexPath {
        self.path.as_slice().into()
    }

    fn inside(&mut self, index: usize, visit: impl FnOnce(&mut Self)) {
        self.path.push(index);
        visit(self);
        self.path.pop();
    }

    fn all(&mut self, statements: &[Statement]) {
        for (index, statement) in statements.iter().enumerate() {
            self.inside(index, |walk| walk.statement(statement));
        }
    }

    /// Recurs as deeply as statements are nested.
    fn statement(&mut self, statement: &Statement) {
        if self.negated && statement.selector().is_some() {
            self.found.push(PolicyWarning::NegatedSelection { at: self.at() });
        }
        match statement {
            Statement::And(statements) => self.inside(1, |walk| walk.all(statements)),
            Statement::Or(statements) => {
                if statements.is_empty() && !self.negated {
                    self.found.push(PolicyWarning::NoAlternatives { at: self.at() });
                }
                self.inside(1, |walk| walk.all(statements));
            }
            Statement::Not(inner) => {
                if !self.negated && matches!(**inner, Statement::Equal { .. }) {
                    self.found.push(PolicyWarning::NegatedEquality { at: self.at() });
                    return;
                }
                self.negated = !self.negated;
                self.inside(1, |walk| walk.statement(inner));
                self.negated = !self.negated;
            }
            Statement::All { statement, .. } | Statement::Any { statement, .. } => {
                self.inside(2, |walk| walk.statement(statement));
            }
            _comparison => {}
        }
    }
}
