//! Promises of labels.

use ipld_core::ipld::Ipld;
use ucan_invocation::Promise;

use super::error::ReadError;
use crate::draft::{Offence, Replaced, awaits, replace};

/// The key of a promise.
const KEY: &str = "ucan/promise";

/// What stands for the invocation that the promise itself is in.
const HERE: &str = "/";

enum Wrong {
    Form,
    Elsewhere,
    Data,
}

/// Replaces the promises in a field of a task by labels.
pub(super) fn convert(task: &str, field: &str, value: &mut Ipld) -> Result<(), ReadError> {
    replace(field, value, &mut one).map_err(|Offence { place, error }| {
        let task = task.to_owned();
        match error {
            Wrong::Form => ReadError::Promise { task, place },
            Wrong::Elsewhere => ReadError::OtherInvocation { task, place },
            Wrong::Data => ReadError::LooksLikePromise { task, place },
        }
    })
}

fn one(value: &Ipld) -> Result<Replaced, Wrong> {
    if matches!(Promise::form_of(value), Some((_, Ipld::String(_) | Ipld::Link(_)))) {
        return Err(Wrong::Data);
    }
    let Ipld::Map(map) = value else { return Ok(Replaced::No) };
    let (1, Some(promise)) = (map.len(), map.get(KEY)) else { return Ok(Replaced::No) };
    let Ipld::List(items) = promise else { return Err(Wrong::Form) };
    match items.as_slice() {
        [Ipld::String(here), Ipld::String(label)] if here == HERE => {
            Ok(Replaced::By(awaits(label)))
        }
        [Ipld::Link(_) | Ipld::String(_), Ipld::String(_)] => Err(Wrong::Elsewhere),
        _ => Err(Wrong::Form),
    }
}
