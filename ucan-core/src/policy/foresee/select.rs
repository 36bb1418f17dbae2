//! Selecting, where parts of the value are open.

use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use super::{
    super::{
        Budget, BudgetExceeded, Selected, Selector,
        resolve::take,
        selector::{Segment, Step},
    },
    open,
};

/// What a selector selects.
pub(super) enum Selection<'e> {
    /// A value, which may be open itself or hold what is.
    Value(Selected<'e>),
    /// Nothing, whatever the open parts will be.
    Nothing,
    /// The way leads through these.
    Open(Vec<&'e Ipld>),
}

pub(super) fn select<'e>(
    selector: &Selector,
    value: Selected<'e>,
    is_open: &dyn Fn(&Ipld) -> bool,
    budget: &mut Budget,
) -> Result<Selection<'e>, BudgetExceeded> {
    walk(value, selector.segments(), 0, is_open, budget)
}

/// Follows the segments as [`Selector::resolve`] does, until something is open.
fn walk<'e>(
    mut value: Selected<'e>,
    segments: &[Segment],
    position: usize,
    is_open: &dyn Fn(&Ipld) -> bool,
    budget: &mut Budget,
) -> Result<Selection<'e>, BudgetExceeded> {
    for (position, segment) in segments.iter().enumerate().skip(position) {
        budget.spend(1)?;
        if let Some(open) = open(&value, is_open) {
            return Ok(Selection::Open([open].into()));
        }
        if segment.step == Step::Each
            && let Some(elements) = value.elements()
        {
            let last = position + 1 == segments.len();
            return if last && value.is_list() {
                Ok(Selection::Value(value))
            } else {
                gather(elements, segments, position + 1, is_open, budget)
            };
        }
        value = match take(&value, &segment.step, budget)? {
            Some(part) => part,
            None if segment.optional => Selected::null(),
            None => return Ok(Selection::Nothing),
        };
    }
    Ok(Selection::Value(value))
}

/// Maps the rest of the path over the elements of a collection. One that leads nowhere
/// decides, whatever is open beside it.
fn gather<'e>(
    elements: impl ExactSizeIterator<Item = Selected<'e>>,
    segments: &[Segment],
    position: usize,
    is_open: &dyn Fn(&Ipld) -> bool,
    budget: &mut Budget,
) -> Result<Selection<'e>, BudgetExceeded> {
    budget.spend_each(elements.len())?;
    let splice = segments.get(position).is_some_and(|segment| segment.step == Step::Each);
    let (mut gathered, mut on) = (Vec::with_capacity(elements.len()), Vec::new());
    for element in elements {
        let part = match walk(element, segments, position, is_open, budget)? {
            Selection::Value(part) => part,
            Selection::Nothing => return Ok(Selection::Nothing),
            Selection::Open(open) => {
                on.extend(open);
                continue;
            }
        };
        match part.elements() {
            Some(inner) if splice => {
                budget.spend_each(inner.len())?;
                gathered.extend(inner);
            }
            _ => gathered.push(part),
        }
    }
    Ok(if on.is_empty() {
        Selection::Value(Selected::gathered(gathered))
    } else {
        Selection::Open(on)
    })
}
