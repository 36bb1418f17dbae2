//! What is wanted of which package.

use core::{fmt, str::FromStr};

use crate::{
    package::{Package, PackageError},
    version::{Version, VersionError, VersionRange},
};

/// Which versions of a package are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Versions {
    /// This one, yanked or not.
    Exact(Version),
    /// The highest in the range that is not yanked.
    Range(VersionRange),
}

impl FromStr for Versions {
    type Err = VersionError;

    /// Reads what begins with a digit as one version, and anything else as a range.
    fn from_str(text: &str) -> Result<Self, VersionError> {
        match text.as_bytes().first() {
            Some(b'0'..=b'9') => text.parse().map(Self::Exact),
            _ => text.parse().map(Self::Range),
        }
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(version) => version.fmt(f),
            Self::Range(range) => range.fmt(f),
        }
    }
}

/// A package and the versions of it that will do: `did:key:z6Mk…/image-ops@^1.2`. Without a
/// version any will do that is no pre-release.
///
/// ```
/// use ipvm_registry::{Requirement, Versions};
///
/// let exact: Requirement = "did:web:alice.example/image-ops@1.2.0".parse()?;
/// assert!(matches!(exact.versions(), Versions::Exact(_)));
/// let range: Requirement = "did:web:alice.example/image-ops@>=1.2,<2".parse()?;
/// assert_eq!(range.to_string(), "did:web:alice.example/image-ops@>=1.2, <2");
/// # Ok::<(), ipvm_registry::RequirementError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Requirement {
    package: Package,
    versions: Versions,
}

impl Requirement {
    /// These versions of `package`.
    #[must_use]
    pub const fn new(package: Package, versions: Versions) -> Self {
        Self { package, versions }
    }

    /// Of what.
    #[must_use]
    pub const fn package(&self) -> &Package {
        &self.package
    }

    /// Which versions.
    #[must_use]
    pub const fn versions(&self) -> &Versions {
        &self.versions
    }
}

impl FromStr for Requirement {
    type Err = RequirementError;

    fn from_str(text: &str) -> Result<Self, RequirementError> {
        let (package, versions) = match text.split_once('@') {
            Some((package, versions)) => {
                (package, versions.parse().map_err(RequirementError::Version)?)
            }
            None => (text, Versions::Range(VersionRange::ANY)),
        };
        let package = package.parse().map_err(RequirementError::Package)?;
        Ok(Self { package, versions })
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.package, self.versions)
    }
}

/// Why a text is no requirement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequirementError {
    /// What stands before the at sign names no package.
    #[error(transparent)]
    Package(PackageError),
    /// What follows the at sign says nothing of versions.
    #[error(transparent)]
    Version(VersionError),
}
