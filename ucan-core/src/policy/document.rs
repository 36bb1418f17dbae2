//! The policy as a whole.

use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use super::{
    Budget, PolicyError, PolicyFailure, Selected, Statement,
    judge::{self, Unwatched},
    shape::Shape,
    wire::{kind, read_statements, write_statements},
};

/// Statements that the arguments of an invocation must all satisfy (UCAN Delegation,
/// Policy).
///
/// Within the bounds that the [module](super) names, however it was made. What was
/// read is written again byte for byte.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy(Vec<Statement>);

impl Policy {
    /// The policy that allows everything.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Vec::new())
    }

    /// A policy of `statements`.
    ///
    /// # Errors
    ///
    /// [`PolicyError::TooDeep`], [`PolicyError::TooManyStatements`],
    /// [`PolicyError::LiteralTooDeep`] or [`PolicyError::UnencodableNumber`]; nothing
    /// else can be wrong with statements that exist.
    pub fn new(statements: Vec<Statement>) -> Result<Self, PolicyError> {
        Shape::default().statements(&statements)?;
        Ok(Self(statements))
    }

    /// Reads the `pol` field of a delegation.
    ///
    /// # Errors
    ///
    /// [`PolicyError`], a variant for each broken rule, with its place.
    pub fn parse(ipld: &Ipld) -> Result<Self, PolicyError> {
        match ipld {
            Ipld::List(items) => read_statements(items, &mut Shape::default()).map(Self),
            other => Err(PolicyError::PolicyNotList { found: kind(other) }),
        }
    }

    /// Writes the policy as it was read: selectors byte for byte, integers as
    /// integers, floats as floats.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        write_statements(&self.0)
    }

    /// The statements, all of which must hold.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.0
    }

    /// Judges the arguments of an invocation.
    ///
    /// They must not contain promises any more (ruling P5), because a promise would be
    /// compared as the map that it is written as.
    ///
    /// # Errors
    ///
    /// - [`PolicyFailure::Unsatisfied`] for the first statement that does not hold,
    ///   looked for inside of `and`.
    /// - [`PolicyFailure::BudgetExceeded`] if `budget` does not suffice. The token is
    ///   to be refused then, as in the other case (ruling Q10).
    pub fn judge(&self, args: &Ipld, budget: &mut Budget) -> Result<(), PolicyFailure> {
        let mut path = Vec::new();
        judge::require_all(&self.0, &Selected::one(args), budget, &mut path, &mut Unwatched)
    }
}

impl TryFrom<&Ipld> for Policy {
    type Error = PolicyError;

    fn try_from(ipld: &Ipld) -> Result<Self, PolicyError> {
        Self::parse(ipld)
    }
}

impl From<&Policy> for Ipld {
    fn from(policy: &Policy) -> Self {
        policy.to_ipld()
    }
}
