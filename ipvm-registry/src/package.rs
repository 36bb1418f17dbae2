//! Whose package it is.

use core::{fmt, str::FromStr};

use ucan_core::{Did, DidError};

use crate::name::{NameError, PackageName};

/// A name together with whose name it is: `did:key:z6Mk…/image-ops`.
///
/// The owner is part of it, so that two owners who claim one name have two packages
/// (ruling O83). A fragment in a DID names a key and not another owner: it is not written,
/// and not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Package {
    owner: Did,
    name: PackageName,
}

impl Package {
    /// What `owner` calls `name`.
    #[must_use]
    pub const fn new(owner: Did, name: PackageName) -> Self {
        Self { owner, name }
    }

    /// Whose it is.
    #[must_use]
    pub const fn owner(&self) -> &Did {
        &self.owner
    }

    /// What the owner calls it.
    #[must_use]
    pub const fn name(&self) -> &PackageName {
        &self.name
    }
}

impl FromStr for Package {
    type Err = PackageError;

    fn from_str(text: &str) -> Result<Self, PackageError> {
        let (owner, name) = text.split_once('/').ok_or(PackageError::NoName)?;
        let owner: Did = owner.parse().map_err(PackageError::Owner)?;
        if owner.fragment().is_some() {
            return Err(PackageError::Fragment);
        }
        Ok(Self { owner, name: name.parse().map_err(PackageError::Name)? })
    }
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner.principal(), self.name)
    }
}

/// Why a text names no package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// The DID has a fragment.
    #[error("an owner is named without a fragment, which is that of a key")]
    Fragment,
    /// What follows the slash is no name.
    #[error(transparent)]
    Name(NameError),
    /// No slash separates an owner from a name.
    #[error("a package is written as its owner's DID, a slash and a name")]
    NoName,
    /// What stands before the slash is no DID.
    #[error("the owner: {0}")]
    Owner(DidError),
}
