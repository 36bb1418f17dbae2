//! Bounds on what a policy may be, however it was made.

use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use super::{IndexPath, Number, PolicyError, Statement};

/// How deep the lists and maps of a policy may be nested: its own list is the first, that
/// of a statement in it the second. Three more are around it in a token, and the readers
/// of tokens stop at [64](varsig::dag_cbor::Limits), so that every policy that exists fits
/// a token, and every one that came in a token exists.
pub const MAX_NESTING: usize = 61;

/// The most statements of a policy, nested ones included.
pub const MAX_STATEMENTS: usize = 4096;

/// What has been seen of a policy on the way through it.
#[derive(Default)]
pub(super) struct Shape {
    path: Vec<usize>,
    statements: usize,
    /// The lists around where the walk is.
    nesting: usize,
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

    /// Visits a list of statements, or a statement, which is a list too, if it is not
    /// too deep.
    pub(super) fn list<T>(
        &mut self,
        visit: impl FnOnce(&mut Self) -> Result<T, PolicyError>,
    ) -> Result<T, PolicyError> {
        if self.nesting == MAX_NESTING {
            return Err(PolicyError::TooDeep { at: self.at() });
        }
        self.nesting += 1;
        let seen = visit(self)?;
        self.nesting -= 1;
        Ok(seen)
    }

    /// Visits a statement, if it is neither too deep nor one too many.
    pub(super) fn statement<T>(
        &mut self,
        visit: impl FnOnce(&mut Self) -> Result<T, PolicyError>,
    ) -> Result<T, PolicyError> {
        if self.statements == MAX_STATEMENTS {
            return Err(PolicyError::TooManyStatements { at: self.at() });
        }
        self.statements += 1;
        self.list(visit)
    }

    /// Checks a value to compare with, before anything recurs into it.
    pub(super) fn literal(&self, value: &Ipld) -> Result<(), PolicyError> {
        let mut waiting = Vec::from([(value, self.nesting)]);
        while let Some((value, nesting)) = waiting.pop() {
            match value {
                Ipld::List(_) | Ipld::Map(_) if nesting == MAX_NESTING => {
                    return Err(PolicyError::LiteralTooDeep { at: self.at() });
                }
                Ipld::List(items) => waiting.extend(items.iter().map(|item| (item, nesting + 1))),
                Ipld::Map(map) => waiting.extend(map.values().map(|item| (item, nesting + 1))),
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
        self.list(|shape| {
            for (index, statement) in statements.iter().enumerate() {
                shape.item(index, |shape| shape.statement(|shape| shape.inside(statement)))?;
            }
            Ok(())
        })
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
