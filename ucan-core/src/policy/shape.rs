//! Bounds on what a policy may be, however it was made.

use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use super::{IndexPath, Number, PolicyError, Statement};

/// How deep statements may be nested: a statement of the policy is at depth 1, one
/// inside of it at depth 2. No policy that fits the nesting of a token is deeper.
pub const MAX_DEPTH: usize = 64;

/// The most statements of a policy, nested ones included.
pub const MAX_STATEMENTS: usize = 4096;

/// How deep the lists and maps of a value to compare with may be nested. No value
/// that fits the nesting of a token is deeper.
pub const MAX_LITERAL_DEPTH: usize = 64;

/// What has been seen of a policy on the way through it.
#[derive(Default)]
pub(super) struct Shape {
    path: Vec<usize>,
    statements: usize,
    depth: usize,
}

impl Shape {
    /// Where the walk is.
    pub(super) fn at(&self) -> IndexPath {
        self.path.clone().into()
    }

    /// Visits the item at `index` of where the walk is.
    pub(super) fn item<T>(
        &mut self,
        index: usize,
        visit: impl FnOnce(&mut Self) -> Result<T, PolicyError>,
    ) -> Result<T, PolicyError> {
        self.path.push(index);
        let seen = visit(self)?;
        self.path.pop();
        Ok(seen)
    }

    /// Visits a statement, if it is neither too deep nor one too many.
    pub(super) fn statement<T>(
        &mut self,
        visit: impl FnOnce(&mut Self) -> Result<T, PolicyError>,
    ) -> Result<T, PolicyError> {
        if self.depth == MAX_DEPTH {
            return Err(PolicyError::TooDeep { at: self.at() });
        }
        if self.statements == MAX_STATEMENTS {
            return Err(PolicyError::TooManyStatements { at: self.at() });
        }
        self.depth += 1;
        self.statements += 1;
        let seen = visit(self)?;
        self.depth -= 1;
        Ok(seen)
    }

    /// Checks a value to compare with, before anything recurs into it.
    pub(super) fn literal(&self, value: &Ipld) -> Result<(), PolicyError> {
        let mut waiting = Vec::from([(value, 0)]);
        while let Some((value, depth)) = waiting.pop() {
            match value {
                Ipld::List(_) | Ipld::Map(_) if depth == MAX_LITERAL_DEPTH => {
                    return Err(PolicyError::LiteralTooDeep { at: self.at() });
                }
                Ipld::List(items) => waiting.extend(items.iter().map(|item| (item, depth + 1))),
                Ipld::Map(map) => waiting.extend(map.values().map(|item| (item, depth + 1))),
                other => Number::from_ipld(other).map_or(Ok(()), |number| self.number(number))?,
            }
        }
        Ok(())
    }

    /// Checks that DAG-CBOR can carry a number (ruling T3).
    pub(super) fn number(&self, number: Number) -> Result<(), PolicyError> {
        const CBOR: core::ops::RangeInclusive<i128> = -(1 << 64)..=(1 << 64) - 1;
        let encodable = match number {
            Number::Integer(integer) => CBOR.contains(&integer),
            Number::Float(float) => {
                float.is_finite() && !(float == 0.0 && float.is_sign_negative())
            }
        };
        if encodable { Ok(()) } else { Err(PolicyError::UnencodableNumber { at: self.at() }) }
    }

    /// Checks statements that were made, not read.
    pub(super) fn statements(&mut self, statements: &[Statement]) -> Result<(), PolicyError> {
        for (index, statement) in statements.iter().enumerate() {
            self.item(index, |shape| shape.statement(|shape| shape.inside(statement)))?;
        }
        Ok(())
    }

    fn inside(&mut self, statement: &Statement) -> Result<(), PolicyError> {
        match statement {
            Statement::Equal { value, .. } | Statement::NotEqual { value, .. } => {
                self.item(2, |shape| shape.literal(value))
            }
            Statement::Less { bound, .. }
            | Statement::LessOrEqual { bound, .. }
            | Statement::Greater { bound, .. }
            | Statement::GreaterOrEqual { bound, .. } => self.item(2, |shape| shape.number(*bound)),
            Statement::Like { .. } => Ok(()),
            Statement::And(statements) | Statement::Or(statements) => {
                self.item(1, |shape| shape.statements(statements))
            }
            Statement::Not(statement) => {
                self.item(1, |shape| shape.statement(|shape| shape.inside(statement)))
            }
            Statement::All { statement, .. } | Statement::Any { statement, .. } => {
                self.item(2, |shape| shape.statement(|shape| shape.inside(statement)))
            }
        }
    }
}
