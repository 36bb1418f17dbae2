//! Evaluating statements.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::{
    Budget, BudgetExceeded, Number, PolicyFailure, ResolveError, Selected, Selector, Statement,
    equality::equals,
};

/// Requires every statement of a conjunction; `path` leads to it and is left where it
/// was, unless one does not hold.
pub(super) fn require_all(
    statements: &[Statement],
    value: &Selected<'_>,
    budget: &mut Budget,
    path: &mut Vec<usize>,
) -> Result<(), PolicyFailure> {
    for (index, statement) in statements.iter().enumerate() {
        path.push(index);
        require(statement, value, budget, path)?;
        path.pop();
    }
    Ok(())
}

fn require(
    statement: &Statement,
    value: &Selected<'_>,
    budget: &mut Budget,
    path: &mut Vec<usize>,
) -> Result<(), PolicyFailure> {
    let held = match statement {
        Statement::And(statements) => match budget.spend(1) {
            Ok(()) => {
                path.push(1);
                require_all(statements, value, budget, path)?;
                path.pop();
                return Ok(());
            }
            Err(exceeded) => Err(exceeded),
        },
        other => holds(other, value, budget),
    };
    match held {
        Ok(true) => Ok(()),
        Ok(false) => Err(PolicyFailure::Unsatisfied { statement: path.clone().into() }),
        Err(BudgetExceeded { limit }) => {
            Err(PolicyFailure::BudgetExceeded { statement: path.clone().into(), limit })
        }
    }
}

/// Whether a statement holds for `value`. Recurs as deeply as statements are nested,
/// which [`MAX_DEPTH`](super::MAX_DEPTH) bounds.
fn holds(
    statement: &Statement,
    value: &Selected<'_>,
    budget: &mut Budget,
) -> Result<bool, BudgetExceeded> {
    budget.spend(1)?;
    match statement {
        Statement::Equal { selector, value: literal } => {
            compare(selector, value, budget, |part, budget| equals(part, literal, budget))
        }
        Statement::NotEqual { selector, value: literal } => {
            compare(selector, value, budget, |part, budget| {
                equals(part, literal, budget).map(|equal| !equal)
            })
        }
        Statement::Less { selector, bound } => {
            order(selector, value, budget, *bound, Ordering::is_lt)
        }
        Statement::LessOrEqual { selector, bound } => {
            order(selector, value, budget, *bound, Ordering::is_le)
        }
        Statement::Greater { selector, bound } => {
            order(selector, value, budget, *bound, Ordering::is_gt)
        }
        Statement::GreaterOrEqual { selector, bound } => {
            order(selector, value, budget, *bound, Ordering::is_ge)
        }
        Statement::Like { selector, pattern } => {
            compare(selector, value, budget, |part, budget| {
                let Some(text) = part.as_str() else {
                    return Ok(false);
                };
                budget.spend_each(pattern.as_str().len())?;
                budget.spend_each(text.len())?;
                Ok(pattern.matches(text))
            })
        }
        Statement::And(statements) => {
            for statement in statements {
                if !holds(statement, value, budget)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Statement::Or(statements) => {
            for statement in statements {
                if holds(statement, value, budget)? {
                    return Ok(true);
                }
            }
            // One of none: true, as the text demands (ruling Q9).
            Ok(statements.is_empty())
        }
        Statement::Not(statement) => holds(statement, value, budget).map(|held| !held),
        Statement::All { selector, statement } => {
            compare(selector, value, budget, |part, budget| {
                let Some(elements) = part.elements() else {
                    return Ok(false);
                };
                for element in elements {
                    if !holds(statement, &element, budget)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            })
        }
        Statement::Any { selector, statement } => {
            compare(selector, value, budget, |part, budget| {
                let Some(elements) = part.elements() else {
                    return Ok(false);
                };
                let none = elements.len() == 0;
                for element in elements {
                    if holds(statement, &element, budget)? {
                        return Ok(true);
                    }
                }
                // `any` extends `or`, also over nothing (ruling Q9).
                Ok(none)
            })
        }
    }
}

/// Resolves the selector and judges what it selects. Nothing there is false, whatever
/// the operator (rulings Q1 and Q2).
fn compare<'a>(
    selector: &Selector,
    value: &Selected<'a>,
    budget: &mut Budget,
    judge: impl FnOnce(&Selected<'a>, &mut Budget) -> Result<bool, BudgetExceeded>,
) -> Result<bool, BudgetExceeded> {
    match selector.resolve_in(value.clone(), budget) {
        Ok(part) => judge(&part, budget),
        Err(ResolveError::Unresolvable { .. }) => Ok(false),
        Err(ResolveError::BudgetExceeded(exceeded)) => Err(exceeded),
    }
}

fn order(
    selector: &Selector,
    value: &Selected<'_>,
    budget: &mut Budget,
    bound: Number,
    wanted: impl FnOnce(Ordering) -> bool,
) -> Result<bool, BudgetExceeded> {
    compare(selector, value, budget, |part, _| {
        Ok(part.as_number().and_then(|number| number.compare(bound)).is_some_and(wanted))
    })
}
