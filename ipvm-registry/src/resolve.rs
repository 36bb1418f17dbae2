//! From a requirement to one release.

use alloc::vec::Vec;

use cid::Cid;
use ucan_core::TokenCid;

use crate::{
    assertion::{Release, Yank},
    index::{Entry, Index, Shelf},
    package::Package,
    requirement::{Requirement, Versions},
    version::Version,
};

/// The release that a requirement comes to, by what the index knows.
///
/// Nobody has looked into the component: whether its types are those that the release says is
/// not known until it was [checked](Self::check), which gives another type (ruling O84).
///
/// Only [`Index::resolve`] makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolved<'i> {
    release: &'i Release,
    yank: Option<&'i Yank>,
}

impl<'i> Resolved<'i> {
    /// The component.
    #[must_use]
    pub const fn component(&self) -> &'i Cid {
        self.release.statement().component()
    }

    /// Which version it is.
    #[must_use]
    pub const fn version(&self) -> &'i Version {
        self.release.statement().version()
    }

    /// What its types are, by the word of whoever released it.
    #[must_use]
    pub fn wit(&self) -> &'i str {
        self.release.statement().wit()
    }

    /// The release; where several tokens say the same, that with the least CID.
    #[must_use]
    pub const fn release(&self) -> &'i Release {
        self.release
    }

    /// The yank of it, which only who asks for exactly this version can meet.
    #[must_use]
    pub const fn yank(&self) -> Option<&'i Yank> {
        self.yank
    }
}

impl Index {
    /// The release that is meant, by this index: of an exact version that version, yanked or
    /// not, and of a range the highest version in it that is not yanked (ruling O84).
    ///
    /// # Errors
    ///
    /// [`ResolveError::Unknown`] if the owner says nothing of the name,
    /// [`ResolveError::NoMatch`] if no such version was released,
    /// [`ResolveError::Yanked`] if all of them were yanked,
    /// [`ResolveError::Conflict`] if that version is said to be several things: then none is
    /// picked, and neither is a lower version, since that would be for whoever said it to choose,
    /// [`ResolveError::Full`] if there was too much to keep.
    pub fn resolve(&self, requirement: &Requirement) -> Result<Resolved<'_>, ResolveError> {
        let package = requirement.package();
        let versions = match self.shelf(package) {
            None => return Err(ResolveError::Unknown { package: package.clone() }),
            Some(Shelf::Full) => return Err(ResolveError::Full { package: package.clone() }),
            Some(Shelf::Open { versions, .. }) => versions,
        };
        let released = |(_, entry): &(&Version, &Entry)| !entry.releases.is_empty();
        let no_match = || ResolveError::NoMatch { requirement: requirement.clone() };
        let (version, entry) = match requirement.versions() {
            Versions::Exact(version) => {
                versions.get_key_value(version).filter(released).ok_or_else(no_match)?
            }
            Versions::Range(range) => {
                let mut in_range = versions
                    .iter()
                    .rev()
                    .filter(released)
                    .filter(|(version, _)| range.allows(version))
                    .peekable();
                let newest = in_range.peek().map(|(version, _)| *version).ok_or_else(no_match)?;
                in_range.find(|(_, entry)| entry.yank().is_none()).ok_or_else(|| {
                    ResolveError::Yanked { package: package.clone(), newest: newest.clone() }
                })?
            }
        };
        match entry.release() {
            Ok(release) => {
                Ok(Resolved { release: release.ok_or_else(no_match)?, yank: entry.yank() })
            }
            Err(tokens) => Err(ResolveError::Conflict {
                package: package.clone(),
                version: version.clone(),
                tokens: tokens.into_iter().collect(),
            }),
        }
    }
}

/// Why a requirement comes to no release.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// One version is said to be several components, or to have several types.
    #[error(
        "{package}@{version} is released as {} different things; ask its owner, and keep these \
         tokens, which show it: {}",
        .tokens.len(),
        Listed(.tokens)
    )]
    Conflict {
        /// The name.
        package: Package,
        /// The version.
        version: Version,
        /// One token for each thing that is said, sorted: the owner, or a delegate, signed
        /// each of them.
        tokens: Vec<Cid>,
    },
    /// There are more than [`Index::MAX_ASSERTIONS`] assertions of the name.
    #[error("of {package} more than {} assertions are at hand", Index::MAX_ASSERTIONS)]
    Full {
        /// The name.
        package: Package,
    },
    /// The name is known, and no version was released that is allowed.
    #[error("no release at hand is {requirement}")]
    NoMatch {
        /// What was asked for.
        requirement: Requirement,
    },
    /// Nothing is said of the name by that owner.
    #[error("nothing at hand speaks of {package}")]
    Unknown {
        /// The name.
        package: Package,
    },
    /// Every version that is allowed was yanked.
    #[error(
        "every version of {package} in the range is yanked; {package}@{newest} can be asked for by \
         itself"
    )]
    Yanked {
        /// The name.
        package: Package,
        /// The highest of them.
        newest: Version,
    },
}

/// CIDs of tokens one after the other.
struct Listed<'a>(&'a [Cid]);

impl core::fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (index, cid) in self.0.iter().enumerate() {
            write!(f, "{}{}", if index == 0 { "" } else { ", " }, TokenCid(cid))?;
        }
        Ok(())
    }
}
