//! Which address of one wire is which of the other.

use alloc::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;

use super::ConversionError;
use crate::{outcome::Branch, promise::Promise, task::Arguments};

/// Pairs of addresses: of an instruction and its task, of an invocation and the task that it
/// ran, of two receipts.
///
/// The same work has another address on each wire, so that promises and other links can only
/// be converted once what they name has been. Conversions enter the pairs that they make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    new: BTreeMap<Cid, Cid>,
    old: BTreeMap<Cid, Cid>,
}

impl Links {
    /// No pairs.
    #[must_use]
    pub const fn new() -> Self {
        Self { new: BTreeMap::new(), old: BTreeMap::new() }
    }

    /// Enters a pair; one that is there already may be entered again.
    ///
    /// # Errors
    ///
    /// [`ConversionError::LinkTaken`] if one of the two belongs to another.
    pub fn insert(&mut self, old: Cid, new: Cid) -> Result<(), ConversionError> {
        match (self.new.get(&old), self.old.get(&new)) {
            (None, None) => {
                self.new.insert(old, new);
                self.old.insert(new, old);
                Ok(())
            }
            (Some(found), Some(_)) if *found == new => Ok(()),
            _ => Err(ConversionError::LinkTaken { old, new }),
        }
    }

    /// The counterpart in 1.0.
    ///
    /// # Errors
    ///
    /// [`ConversionError::UnknownLink`].
    pub fn to_new(&self, old: &Cid) -> Result<Cid, ConversionError> {
        self.new.get(old).copied().ok_or(ConversionError::UnknownLink { link: *old })
    }

    /// The counterpart in the older wire.
    ///
    /// # Errors
    ///
    /// [`ConversionError::UnknownLink`].
    pub fn to_old(&self, new: &Cid) -> Result<Cid, ConversionError> {
        self.old.get(new).copied().ok_or(ConversionError::UnknownLink { link: *new })
    }
}

/// The data with every promise in it sent through `link`. Promises have the same form on both
/// wires; other links are data and stay.
pub(super) fn convert_promises(
    data: &Arguments,
    link: &impl Fn(&Cid) -> Result<Cid, ConversionError>,
) -> Result<Arguments, ConversionError> {
    data.iter().map(|(key, value)| Ok((key.clone(), convert(value, link)?))).collect()
}

/// For data that was encoded before, and so is not nested deeply.
fn convert(
    value: &Ipld,
    link: &impl Fn(&Cid) -> Result<Cid, ConversionError>,
) -> Result<Ipld, ConversionError> {
    if let Some(promise) = Promise::of(value) {
        let task = link(promise.task())?;
        return Ok(match promise.branch() {
            Some(Branch::Ok) => Promise::ok(task),
            Some(Branch::Error) => Promise::error(task),
            None => Promise::any(task),
        }
        .to_ipld());
    }
    match value {
        Ipld::List(items) => {
            items.iter().map(|item| convert(item, link)).collect::<Result<_, _>>().map(Ipld::List)
        }
        Ipld::Map(map) => convert_promises(map, link).map(Ipld::Map),
        value => Ok(value.clone()),
    }
}
