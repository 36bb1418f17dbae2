//! Labels in the places of links.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_invocation::{Arguments, Branch, Promise};
use ucan_pipeline::{Place, Segment};
use varsig::dag_cbor::Limits;

/// The value that awaits the `ok` branch of the task labelled `label`.
#[must_use]
pub fn awaits(label: &str) -> Ipld {
    labelled("await/ok", label)
}

/// The value that awaits the `error` branch of the task labelled `label`.
#[must_use]
pub fn awaits_error(label: &str) -> Ipld {
    labelled("await/error", label)
}

/// The value that awaits the whole result of the task labelled `label`, whichever branch
/// it is on.
#[must_use]
pub fn awaits_either(label: &str) -> Ipld {
    labelled("await/*", label)
}

fn labelled(key: &str, label: &str) -> Ipld {
    Ipld::Map(BTreeMap::from([(key.into(), Ipld::String(label.into()))]))
}

/// The label in the place of a promise's link, if one stands there.
fn label_of(value: &Ipld) -> Option<(Option<Branch>, &str)> {
    match Promise::form_of(value) {
        Some((branch, Ipld::String(label))) => Some((branch, label)),
        _ => None,
    }
}

/// Whether arguments as a whole are a promise, of a label or of a link.
pub(super) fn is_whole_promise(args: &Arguments) -> bool {
    args.len() == 1
        && matches!(
            Promise::form_of(&Ipld::Map(args.clone())),
            Some((_, Ipld::String(_) | Ipld::Link(_)))
        )
}

/// What is deeper has no form on the wire, which is found when the task is encoded.
const DEPTH: usize = Limits::MAX_DEPTH;

/// The steps to a value, and the value. It says whether to go on into it.
type Visit<'f, 'a, E> = &'f mut dyn FnMut(&[Segment<'a>], &'a Ipld) -> Result<Onward, E>;

/// Whether a walk goes on into a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Onward {
    Inside,
    Past,
}

fn walk<'a, E>(
    entries: &'a BTreeMap<String, Ipld>,
    way: &mut Vec<Segment<'a>>,
    visit: Visit<'_, 'a, E>,
) -> Result<(), E> {
    for (key, value) in entries {
        way.push(Segment::Key(Cow::Borrowed(key)));
        step(value, way, visit)?;
        way.pop();
    }
    Ok(())
}

fn step<'a, E>(
    value: &'a Ipld,
    way: &mut Vec<Segment<'a>>,
    visit: Visit<'_, 'a, E>,
) -> Result<(), E> {
    if visit(way, value)? == Onward::Past || way.len() > DEPTH {
        return Ok(());
    }
    match value {
        Ipld::Map(map) => walk(map, way, visit),
        Ipld::List(items) => {
            for (index, item) in items.iter().enumerate() {
                way.push(Segment::Index(index));
                step(item, way, visit)?;
                way.pop();
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The first place, in the order of a walk, of a value of which `is` holds.
pub(super) fn first_place(args: &Arguments, is: impl Fn(&Ipld) -> bool) -> Option<Place<'static>> {
    walk(args, &mut Vec::new(), &mut |way, value| match is(value) {
        true => Err(Place::new(way.to_vec()).into_owned()),
        false => Ok(Onward::Inside),
    })
    .err()
}

/// A label that stands somewhere it must not.
pub(super) struct Misplaced {
    pub(super) place: Place<'static>,
    pub(super) label: String,
}

/// Every label in `args`, once.
///
/// # Errors
///
/// The first label for which `known` does not hold, with its place.
pub(super) fn labels(
    args: &Arguments,
    known: impl Fn(&str) -> bool,
) -> Result<BTreeSet<&str>, Misplaced> {
    let mut found = BTreeSet::new();
    walk(args, &mut Vec::new(), &mut |way, value| {
        let Some((_, label)) = label_of(value) else { return Ok(Onward::Inside) };
        if !known(label) {
            return Err(Misplaced { place: place(way, value), label: label.to_owned() });
        }
        found.insert(label);
        Ok(Onward::Past)
    })?;
    Ok(found)
}

/// The place of the label in the promise at the end of `way`.
fn place(way: &[Segment<'_>], promise: &Ipld) -> Place<'static> {
    let mut way = way.to_vec();
    if let Ipld::Map(map) = promise
        && let Some(key) = map.keys().next()
    {
        way.push(Segment::Key(Cow::Borrowed(key)));
    }
    Place::new(way).into_owned()
}

/// Puts links in the places of labels.
pub(super) fn link(args: &mut Arguments, ids: &BTreeMap<String, Cid>) {
    args.values_mut().for_each(|value| link_value(value, ids, 1));
}

fn link_value(value: &mut Ipld, ids: &BTreeMap<String, Cid>, depth: usize) {
    if depth > DEPTH {
        return;
    }
    if let Some((branch, label)) = label_of(value) {
        if let Some(id) = ids.get(label) {
            *value = match branch {
                Some(Branch::Ok) => Promise::ok(*id),
                Some(Branch::Error) => Promise::error(*id),
                None => Promise::any(*id),
            }
            .to_ipld();
        }
        return;
    }
    match value {
        Ipld::List(items) => items.iter_mut().for_each(|it| link_value(it, ids, depth + 1)),
        Ipld::Map(map) => map.values_mut().for_each(|it| link_value(it, ids, depth + 1)),
        _ => {}
    }
}
