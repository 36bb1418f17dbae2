//! Statements as IPLD data: reading and writing.

use alloc::{boxed::Box, vec::Vec};

use ipld_core::ipld::Ipld;

use super::{Number, Pattern, PolicyError, Selector, Statement, operator::Operator, shape::Shape};

/// Reads the statements of a list.
pub(super) fn read_statements(
    items: &[Ipld],
    shape: &mut Shape,
) -> Result<Vec<Statement>, PolicyError> {
    shape.list(|shape| {
        items
            .iter()
            .enumerate()
            .map(|(index, item)| shape.item(index, |shape| read_statement(item, shape)))
            .collect()
    })
}

pub(super) fn read_statement(ipld: &Ipld, shape: &mut Shape) -> Result<Statement, PolicyError> {
    shape.statement(|shape| {
        let Ipld::List(items) = ipld else {
            return Err(PolicyError::StatementNotList { at: shape.at(), found: kind(ipld) });
        };
        let Some(first) = items.first() else {
            return Err(PolicyError::MissingOperator { at: shape.at() });
        };
        let operator = shape.item(0, |shape| read_operator(first, shape))?;
        match operator {
            Operator::Equal => {
                let (selector, value) = read_selection(operator, items, shape, read_literal)?;
                Ok(Statement::Equal { selector, value })
            }
            Operator::NotEqual => {
                let (selector, value) = read_selection(operator, items, shape, read_literal)?;
                Ok(Statement::NotEqual { selector, value })
            }
            Operator::Less => {
                let (selector, bound) = read_selection(operator, items, shape, read_bound)?;
                Ok(Statement::Less { selector, bound })
            }
            Operator::LessOrEqual => {
                let (selector, bound) = read_selection(operator, items, shape, read_bound)?;
                Ok(Statement::LessOrEqual { selector, bound })
            }
            Operator::Greater => {
                let (selector, bound) = read_selection(operator, items, shape, read_bound)?;
                Ok(Statement::Greater { selector, bound })
            }
            Operator::GreaterOrEqual => {
                let (selector, bound) = read_selection(operator, items, shape, read_bound)?;
                Ok(Statement::GreaterOrEqual { selector, bound })
            }
            Operator::Like => {
                let (selector, pattern) = read_selection(operator, items, shape, read_pattern)?;
                Ok(Statement::Like { selector, pattern })
            }
            Operator::And => read_joined(operator, items, shape).map(Statement::And),
            Operator::Or => read_joined(operator, items, shape).map(Statement::Or),
            Operator::Not => {
                let [_, statement] = exactly(operator, items, shape)?;
                let statement = shape.item(1, |shape| read_statement(statement, shape))?;
                Ok(Statement::Not(Box::new(statement)))
            }
            Operator::All => {
                let (selector, inner) = read_selection(operator, items, shape, read_statement)?;
                Ok(Statement::All { selector, statement: Box::new(inner) })
            }
            Operator::Any => {
                let (selector, inner) = read_selection(operator, items, shape, read_statement)?;
                Ok(Statement::Any { selector, statement: Box::new(inner) })
            }
        }
    })
}

fn read_operator(ipld: &Ipld, shape: &Shape) -> Result<Operator, PolicyError> {
    let Ipld::String(name) = ipld else {
        return Err(PolicyError::OperatorNotString { at: shape.at(), found: kind(ipld) });
    };
    Operator::parse(name)
        .ok_or_else(|| PolicyError::UnknownOperator { at: shape.at(), operator: name.clone() })
}

/// The items of a statement, if there are `N`.
fn exactly<'i, const N: usize>(
    operator: Operator,
    items: &'i [Ipld],
    shape: &Shape,
) -> Result<&'i [Ipld; N], PolicyError> {
    items.try_into().map_err(|_| PolicyError::WrongArity {
        at: shape.at(),
        operator: operator.name(),
        expected: N,
        found: items.len(),
    })
}

/// Reads `[operator, selector, argument]`.
fn read_selection<T>(
    operator: Operator,
    items: &[Ipld],
    shape: &mut Shape,
    read_argument: impl FnOnce(&Ipld, &mut Shape) -> Result<T, PolicyError>,
) -> Result<(Selector, T), PolicyError> {
    let [_, selector, argument] = exactly(operator, items, shape)?;
    let selector = shape.item(1, |shape| match selector {
        Ipld::String(text) => {
            Selector::parse(text).map_err(|error| PolicyError::Selector { at: shape.at(), error })
        }
        other => Err(PolicyError::SelectorNotString { at: shape.at(), found: kind(other) }),
    })?;
    let argument = shape.item(2, |shape| read_argument(argument, shape))?;
    Ok((selector, argument))
}

/// Reads `[operator, [statement, …]]`.
fn read_joined(
    operator: Operator,
    items: &[Ipld],
    shape: &mut Shape,
) -> Result<Vec<Statement>, PolicyError> {
    let [_, statements] = exactly(operator, items, shape)?;
    shape.item(1, |shape| match statements {
        Ipld::List(statements) => read_statements(statements, shape),
        other => Err(PolicyError::StatementsNotList { at: shape.at(), found: kind(other) }),
    })
}

fn read_literal(ipld: &Ipld, shape: &mut Shape) -> Result<Ipld, PolicyError> {
    shape.literal(ipld)?;
    Ok(ipld.clone())
}

fn read_bound(ipld: &Ipld, shape: &mut Shape) -> Result<Number, PolicyError> {
    let bound = Number::from_ipld(ipld)
        .ok_or_else(|| PolicyError::BoundNotNumber { at: shape.at(), found: kind(ipld) })?;
    shape.number(bound)?;
    Ok(bound)
}

fn read_pattern(ipld: &Ipld, shape: &mut Shape) -> Result<Pattern, PolicyError> {
    match ipld {
        Ipld::String(text) => Ok(Pattern::new(text.as_str())),
        other => Err(PolicyError::PatternNotString { at: shape.at(), found: kind(other) }),
    }
}

/// Writes statements as they were read.
pub(super) fn write_statements(statements: &[Statement]) -> Ipld {
    Ipld::List(statements.iter().map(write_statement).collect())
}

pub(super) fn write_statement(statement: &Statement) -> Ipld {
    let argument = match statement {
        Statement::Equal { value, .. } | Statement::NotEqual { value, .. } => value.clone(),
        Statement::Less { bound, .. }
        | Statement::LessOrEqual { bound, .. }
        | Statement::Greater { bound, .. }
        | Statement::GreaterOrEqual { bound, .. } => (*bound).into(),
        Statement::Like { pattern, .. } => pattern.as_str().into(),
        Statement::And(statements) | Statement::Or(statements) => write_statements(statements),
        Statement::Not(statement)
        | Statement::All { statement, .. }
        | Statement::Any { statement, .. } => write_statement(statement),
    };
    let operator = Some(statement.operator().into());
    let selector = statement.selector().map(|selector| selector.as_str().into());
    Ipld::List([operator, selector, Some(argument)].into_iter().flatten().collect())
}

/// What a value is, for error messages.
pub(super) const fn kind(ipld: &Ipld) -> &'static str {
    match ipld {
        Ipld::Null => "null",
        Ipld::Bool(_) => "a boolean",
        Ipld::Integer(_) => "an integer",
        Ipld::Float(_) => "a float",
        Ipld::String(_) => "a string",
        Ipld::Bytes(_) => "bytes",
        Ipld::List(_) => "a list",
        Ipld::Map(_) => "a map",
        Ipld::Link(_) => "a link",
    }
}
