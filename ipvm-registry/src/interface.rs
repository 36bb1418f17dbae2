//! Whether a component has the types that its release says.

use alloc::{
    collections::BTreeSet,
    string::{String, ToString},
};

use cid::Cid;
use ipld_wit::{
    Profile, Refused,
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
    /// function that cannot be compared, [`InterfaceError::TooManyExports`]. By name, the first
    /// that is wrong is reported.
    pub fn check(&self, component: &Block) -> Result<(), InterfaceError> {
        if component.cid() != self.component() {
            return Err(InterfaceError::OtherBlock {
                expected: *self.component(),
                found: *component.cid(),
            });
        }
        let said = Wit::from_text(self.wit(), None).map_err(InterfaceError::Wit)?;
        let found = Wit::from_component(component.bytes()).map_err(InterfaceError::Component)?;
        compare(&said, &found)
    }

    /// How many functions a component may export to be compared: a signature that shares types
    /// within may cost a thousand times its text.
    pub const MAX_EXPORTS: usize = 512;
}

fn names(wit: &Wit) -> Result<BTreeSet<String>, InterfaceError> {
    // One more than is allowed shows that there are too many.
    let names: BTreeSet<_> = wit.export_names().take(ReleaseStatement::MAX_EXPORTS + 1).collect();
    if names.len() > ReleaseStatement::MAX_EXPORTS {
        return Err(InterfaceError::TooManyExports);
    }
    Ok(names)
}

fn compare(said: &Wit, found: &Wit) -> Result<(), InterfaceError> {
    let (names, mut undeclared) = (names(said)?, names(found)?);
    for name in names {
        // One pair at a time, so that no more than two signatures are held.
        let [said, found] = [said, found].map(|wit| wit.export(&name, &WIDEST));
        let (Some(said), Some(found)) = (said, found) else {
            return Err(InterfaceError::Missing { export: name });
        };
        match (said.ty, found.ty) {
            (Err(refused), _) | (_, Err(refused)) => {
                return Err(InterfaceError::Beyond { export: name, refused });
            }
            (Ok(said), Ok(found)) if said != found => {
                let (said, found) = (said.to_string(), found.to_string());
                return Err(InterfaceError::Signature { export: name, said, found });
            }
            (Ok(_), Ok(_)) => undeclared.remove(&name),
        };
    }
    match undeclared.pop_first() {
        Some(export) => Err(InterfaceError::Undeclared { export }),
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
    /// There are more functions than [`ReleaseStatement::MAX_EXPORTS`].
    #[error("there are more than {} exports", ReleaseStatement::MAX_EXPORTS)]
    TooManyExports,
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
