//! Evaluating statements.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::{
    Budget, BudgetExceeded, Number, PolicyFailure, ResolveError, SegmentError, Selected, Selector,
    Statement, equality::equals,
};

/// Sees an evaluation happen. There is one evaluator, so that what explains a verdict
/// cannot come to another.
pub(super) trait Watch<'e> {
    /// Whether the statements of a conjunction are evaluated also after one of them has
    /// decided the verdict.
    const GOES_ON: bool;

    /// A statement is about to be evaluated.
    fn enter(&mut self, statement: &'e Statement, place: Place);

    /// The selector of the statement selected a value.
    fn selected(&mut self, part: &Selected<'e>);

    /// The selector of the statement selected nothing.
    fn unresolvable(&mut self, segment: usize, error: SegmentError);

    /// The statement that was entered last, and not left, has been evaluated.
    fn leave(&mut self, held: Result<bool, BudgetExceeded>);
}

/// Where in its parent a statement is evaluated.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In the list of a policy, an `and` or an `or`.
    Listed(usize),
    /// Inside of a `not`.
    Inside,
    /// For an element of the collection of a quantifier.
    Element(usize),
}

/// Nobody watches.
pub(super) struct Unwatched;

impl Watch<'_> for Unwatched {
    const GOES_ON: bool = false;

    fn enter(&mut self, _: &Statement, _: Place) {}
    fn selected(&mut self, _: &Selected<'_>) {}
    fn unresolvable(&mut self, _: usize, _: SegmentError) {}
    fn leave(&mut self, _: Result<bool, BudgetExceeded>) {}
}

/// Requires every statement of a conjunction, to which `path` leads.
pub(super) fn require_all<'e, W: Watch<'e>>(
    statements: &'e [Statement],
    value: &Selected<'e>,
    budget: &mut Budget,
    path: &mut Vec<usize>,
    watch: &mut W,
) -> Result<(), PolicyFailure> {
    let mut verdict = Ok(());
    for (index, statement) in statements.iter().enumerate() {
        path.push(index);
        let required = require(statement, index, value, budget, path, watch);
        path.pop();
        let ends = match required {
            Ok(()) => false,
            Err(PolicyFailure::Unsatisfied { .. }) => !W::GOES_ON,
            Err(PolicyFailure::BudgetExceeded { .. }) => true,
        };
        verdict = verdict.and(required);
        if ends {
            break;
        }
    }
    verdict
}

fn require<'e, W: Watch<'e>>(
    statement: &'e Statement,
    index: usize,
    value: &Selected<'e>,
    budget: &mut Budget,
    path: &mut Vec<usize>,
    watch: &mut W,
) -> Result<(), PolicyFailure> {
    let Statement::And(statements) = statement else {
        return match holds(statement, Place::Listed(index), value, budget, watch) {
            Ok(true) => Ok(()),
            Ok(false) => Err(PolicyFailure::Unsatisfied { statement: path.as_slice().into() }),
            Err(BudgetExceeded { limit }) => {
                Err(PolicyFailure::BudgetExceeded { statement: path.as_slice().into(), limit })
            }
        };
    };
    watch.enter(statement, Place::Listed(index));
    let verdict = match budget.spend(1) {
        Ok(()) => {
            path.push(1);
            let verdict = require_all(statements, value, budget, path, watch);
            path.pop();
            verdict
        }
        Err(BudgetExceeded { limit }) => {
            Err(PolicyFailure::BudgetExceeded { statement: path.as_slice().into(), limit })
        }
    };
    watch.leave(match verdict {
        Err(PolicyFailure::BudgetExceeded { limit, .. }) => Err(BudgetExceeded { limit }),
        ref decided => Ok(decided.is_ok()),
    });
    verdict
}

/// Whether a statement holds for `value`. Recurs as deeply as statements are nested,
/// which [`MAX_NESTING`](super::MAX_NESTING) bounds.
fn holds<'e, W: Watch<'e>>(
    statement: &'e Statement,
    place: Place,
    value: &Selected<'e>,
    budget: &mut Budget,
    watch: &mut W,
) -> Result<bool, BudgetExceeded> {
    watch.enter(statement, place);
    let held = evaluate(statement, value, budget, watch);
    watch.leave(held);
    held
}

fn evaluate<'e, W: Watch<'e>>(
    statement: &'e Statement,
    value: &Selected<'e>,
    budget: &mut Budget,
    watch: &mut W,
) -> Result<bool, BudgetExceeded> {
    budget.spend(1)?;
    match statement {
        Statement::Equal { selector, value: literal } => {
            match select(selector, value, budget, watch)? {
                Some(part) => equals(&part, literal, budget),
                None => Ok(false),
            }
        }
        Statement::NotEqual { selector, value: literal } => {
            match select(selector, value, budget, watch)? {
                Some(part) => equals(&part, literal, budget).map(|equal| !equal),
                None => Ok(false),
            }
        }
        Statement::Less { selector, bound } => {
            order(selector, value, budget, watch, *bound, Ordering::is_lt)
        }
        Statement::LessOrEqual { selector, bound } => {
            order(selector, value, budget, watch, *bound, Ordering::is_le)
        }
        Statement::Greater { selector, bound } => {
            order(selector, value, budget, watch, *bound, Ordering::is_gt)
        }
        Statement::GreaterOrEqual { selector, bound } => {
            order(selector, value, budget, watch, *bound, Ordering::is_ge)
        }
        Statement::Like { selector, pattern } => {
            let part = select(selector, value, budget, watch)?;
            let Some(text) = part.as_ref().and_then(Selected::as_str) else {
                return Ok(false);
            };
            budget.spend_each(pattern.as_str().len())?;
            budget.spend_each(text.len())?;
            Ok(pattern.matches(text))
        }
        Statement::And(statements) => {
            for (index, statement) in statements.iter().enumerate() {
                if !holds(statement, Place::Listed(index), value, budget, watch)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Statement::Or(statements) => {
            for (index, statement) in statements.iter().enumerate() {
                if holds(statement, Place::Listed(index), value, budget, watch)? {
                    return Ok(true);
                }
            }
            // One of none: true, as the text demands (ruling Q9).
            Ok(statements.is_empty())
        }
        Statement::Not(statement) => {
            holds(statement, Place::Inside, value, budget, watch).map(|held| !held)
        }
        Statement::All { selector, statement } => {
            let part = select(selector, value, budget, watch)?;
            let Some(elements) = part.as_ref().and_then(Selected::elements) else {
                return Ok(false);
            };
            for (index, element) in elements.enumerate() {
                if !holds(statement, Place::Element(index), &element, budget, watch)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Statement::Any { selector, statement } => {
            let part = select(selector, value, budget, watch)?;
            let Some(elements) = part.as_ref().and_then(Selected::elements) else {
                return Ok(false);
            };
            let none = elements.len() == 0;
            for (index, element) in elements.enumerate() {
                if holds(statement, Place::Element(index), &element, budget, watch)? {
                    return Ok(true);
                }
            }
            // `any` extends `or`, also over nothing (ruling Q9).
            Ok(none)
        }
    }
}

/// What the selector selects. `None`, if that is nothing, makes every statement false,
/// whatever its operator (rulings Q1 and Q2).
fn select<'e, W: Watch<'e>>(
    selector: &Selector,
    value: &Selected<'e>,
    budget: &mut Budget,
    watch: &mut W,
) -> Result<Option<Selected<'e>>, BudgetExceeded> {
    match selector.resolve_in(value.clone(), budget) {
        Ok(part) => {
            watch.selected(&part);
            Ok(Some(part))
        }
        Err(ResolveError::Unresolvable { segment, error }) => {
            watch.unresolvable(segment, error);
            Ok(None)
        }
        Err(ResolveError::BudgetExceeded(exceeded)) => Err(exceeded),
    }
}

fn order<'e, W: Watch<'e>>(
    selector: &Selector,
    value: &Selected<'e>,
    budget: &mut Budget,
    watch: &mut W,
    bound: Number,
    wanted: impl FnOnce(Ordering) -> bool,
) -> Result<bool, BudgetExceeded> {
    let part = select(selector, value, budget, watch)?;
    let number = part.as_ref().and_then(Selected::as_number);
    Ok(number.and_then(|number| number.compare(bound)).is_some_and(wanted))
}
