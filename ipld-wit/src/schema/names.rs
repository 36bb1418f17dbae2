//! Names for types that have none.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};

use crate::types::Type;

/// Gives each type one name, and no name twice.
pub(super) struct Names<'f> {
    taken: BTreeSet<String>,
    given: BTreeMap<&'f Type, String>,
}

impl<'f> Names<'f> {
    /// With these names not to be given.
    pub(super) fn without<'n>(reserved: impl IntoIterator<Item = &'n str>) -> Self {
        let taken = reserved.into_iter().map(ToString::to_string).collect();
        Self { taken, given: BTreeMap::new() }
    }

    /// The name that was given to a type.
    pub(super) fn of(&self, ty: &Type) -> Option<&str> {
        self.given.get(ty).map(String::as_str)
    }

    /// A new name for a type, near to the wish.
    pub(super) fn give(&mut self, ty: &'f Type, wish: &str, joint: &str) -> String {
        let name = self.take(wish, joint);
        self.given.insert(ty, name.clone());
        name
    }

    /// A new name for something else, near to the wish.
    pub(super) fn take(&mut self, wish: &str, joint: &str) -> String {
        let mut name = wish.to_string();
        let mut number = 1;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{wish}{joint}{number}");
        }
        name
    }
}
