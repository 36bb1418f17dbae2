//! Whether a component has the types that its release says.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
};

use cid::Cid;
use ipld_wit::{
    FunctionType, Profile, Refused,
    wit::{Wit, WitError},
};
use varsig::Block;

use crate::{resolve::Resolved, statement::ReleaseStatement};

/// Every type that the mapping can tell from another.
const WIDEST: Profile = Profile::STRICT.with_maps().with_fixed_length_lists();

impl ReleaseStatement {
    /// Compares the exports of the component with those of the WIT: the same names, each with
    /// the same signature, whatever its types are called. Imports are not compared; what is
    /// missing is for the engine to say.
    ///
    /// # Errors
    ///
    /// [`InterfaceError::OtherBlock`] if this is another block,
    /// [`InterfaceError::Component`] and [`InterfaceError::Wit`] if one of them cannot be read,
    /// [`InterfaceError::Missing`], [`InterfaceError::Undeclared`] and
    /// [`InterfaceError::Signature`] where they differ, [`InterfaceError::Beyond`] for a
    /// function that cannot be compared. By name, the first that is wrong is reported.
    pub fn check(&self, component: &Block) -> Result<(), InterfaceError> {
        if component.cid() != self.component() {
            return Err(InterfaceError::OtherBlock {
                expected: *self.component(),
                found: *component.cid(),
            });
        }
        let said = Wit::from_text(self.wit(), None).map_err(InterfaceError::Wit)?;
        let found = Wit::from_component(component.bytes()).map_err(InterfaceError::Component)?;
        compare(&exports(&said), &exports(&found))
    }
}

type Exports = BTreeMap<String, Result<FunctionType, Refused>>;

fn exports(wit: &Wit) -> Exports {
    wit.exports(&WIDEST).into_iter().map(|export| (export.name, export.ty)).collect()
}

fn compare(said: &Exports, found: &Exports) -> Result<(), InterfaceError> {
    for (name, said) in said {
        let export = name.clone();
        match (said, found.get(name)) {
            (_, None) => return Err(InterfaceError::Missing { export }),
            (Err(refused), _) | (_, Some(Err(refused))) => {
                return Err(InterfaceError::Beyond { export, refused: refused.clone() });
            }
            (Ok(said), Some(Ok(found))) if said != found => {
                return Err(InterfaceError::Signature {
                    export,
                    said: said.to_string(),
                    found: found.to_string(),
                });
            }
            (Ok(_), Some(Ok(_))) => {}
        }
    }
    match found.keys().find(|name| !said.contains_key(*name)) {
        Some(name) => Err(InterfaceError::Undeclared { export: name.clone() }),
        None => Ok(()),
    }
}

/// A release whose component is at hand, and has the types that the release says.
///
/// Only [`Resolved::check`] and [`Resolved::check_at_hand`] make one.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked<'i> {
    resolved: Resolved<'i>,
    component: Block,
}

impl<'i> Checked<'i> {
    /// What was resolved.
    #[must_use]
    pub const fn resolved(&self) -> &Resolved<'i> {
        &self.resolved
    }

    /// The component itself.
    #[must_use]
    pub const fn component(&self) -> &Block {
        &self.component
    }
}

/// What was resolved, with what is known of its types.
///
/// Exhaustive on purpose: who resolves knows which of the two they have.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution<'i> {
    /// The component is at hand, and has the types that the release says.
    Checked(Checked<'i>),
    /// The component is not at hand: its types are the word of whoever released it.
    Unchecked(Resolved<'i>),
}

impl<'i> Resolution<'i> {
    /// What was resolved, in either case.
    #[must_use]
    pub const fn resolved(&self) -> &Resolved<'i> {
        match self {
            Self::Checked(checked) => checked.resolved(),
            Self::Unchecked(resolved) => resolved,
        }
    }
}

impl<'i> Resolved<'i> {
    /// Checks the component against what the release says of its types.
    ///
    /// # Errors
    ///
    /// As [`ReleaseStatement::check`].
    pub fn check(self, component: Block) -> Result<Checked<'i>, InterfaceError> {
        self.release().statement().check(&component)?;
        Ok(Checked { resolved: self, component })
    }

    /// The same, if `at_hand` has the component.
    ///
    /// # Errors
    ///
    /// As [`ReleaseStatement::check`]. A component that is not at hand is no error, and said.
    pub fn check_at_hand(
        self,
        at_hand: impl FnOnce(&Cid) -> Option<Block>,
    ) -> Result<Resolution<'i>, InterfaceError> {
        match at_hand(self.component()) {
            Some(component) => self.check(component).map(Resolution::Checked),
            None => Ok(Resolution::Unchecked(self)),
        }
    }
}

/// Why a component is not what its release says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InterfaceError {
    /// A function has types that cannot be compared, and could not be called either.
    #[error("the types of `{export}` cannot be compared: {refused}")]
    Beyond {
        /// The name by which it is called.
        export: String,
        /// What the mapping says of it.
        refused: Refused,
    },
    /// The component cannot be read.
    #[error(transparent)]
    Component(WitError),
    /// The WIT has a function that the component lacks.
    #[error("the release says that there is `{export}`, and the component does not export it")]
    Missing {
        /// The name by which it would be called.
        export: String,
    },
    /// It is not the component that is released.
    #[error("{expected} is released, not {found}")]
    OtherBlock {
        /// The component of the release.
        expected: Cid,
        /// The block that was given.
        found: Cid,
    },
    /// A function has other types.
    #[error("the release says that `{export}` is `{said}`, and it is `{found}`")]
    Signature {
        /// The name by which it is called.
        export: String,
        /// Its signature in the WIT.
        said: String,
        /// Its signature in the component.
        found: String,
    },
    /// The component has a function that the WIT lacks.
    #[error("the component exports `{export}`, and the release does not say so")]
    Undeclared {
        /// The name by which it is called.
        export: String,
    },
    /// The WIT of the release cannot be read, or has not exactly one world.
    #[error("the WIT of the release: {0}")]
    Wit(WitError),
}
