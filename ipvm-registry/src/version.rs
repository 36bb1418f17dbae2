//! Versions, and what is asked of them.

use alloc::string::{String, ToString};
use core::{cmp::Ordering, fmt, str::FromStr};

/// A version as [Semantic Versioning] 2.0 has it, without build metadata, ordered by
/// precedence.
///
/// Two versions that differ in build metadata alone have one precedence, so that a range
/// could not choose between them: there is none in a release (ruling O83). Equal versions have
/// one text.
///
/// [Semantic Versioning]: https://semver.org/spec/v2.0.0.html
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version(semver::Version);

impl Version {
    /// How many bytes the text of a version may have.
    pub const MAX_LENGTH: usize = 128;

    /// Whether it precedes the release of its number, as `1.0.0-rc.1` does.
    #[must_use]
    pub fn is_prerelease(&self) -> bool {
        !self.0.pre.is_empty()
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp_precedence(&other.0)
    }
}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        if text.len() > Self::MAX_LENGTH {
            return Err(VersionError::TooLong { found: text.len(), maximum: Self::MAX_LENGTH });
        }
        let version: semver::Version = text
            .parse()
            .map_err(|error: semver::Error| VersionError::Form { detail: error.to_string() })?;
        if !version.build.is_empty() {
            return Err(VersionError::BuildMetadata);
        }
        Ok(Self(version))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A range of versions, as Cargo writes it but for one thing: every part begins with its
/// operator (`^1.2`, `~1.2.3`, `=1.0`, `>=1.2, <1.5`, `*`), since what begins with a digit is
/// one exact version.
///
/// Whether a pre-release is meant follows Cargo as well: it is only if a part of the range
/// names a pre-release of the same three numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionRange(semver::VersionReq);

impl VersionRange {
    /// How many bytes the text of a range may have.
    pub const MAX_LENGTH: usize = 256;
    /// Every version that is no pre-release: `*`.
    pub const ANY: Self = Self(semver::VersionReq::STAR);

    /// Whether the version is in the range.
    #[must_use]
    pub fn allows(&self, version: &Version) -> bool {
        self.0.matches(&version.0)
    }
}

impl FromStr for VersionRange {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        if text.len() > Self::MAX_LENGTH {
            return Err(VersionError::TooLong { found: text.len(), maximum: Self::MAX_LENGTH });
        }
        for part in text.split(',').map(str::trim) {
            if !part.starts_with(['=', '<', '>', '^', '~', '*']) {
                return Err(VersionError::Operator { found: part.to_string() });
            }
        }
        if text.contains('+') {
            return Err(VersionError::BuildMetadata);
        }
        let range = text
            .parse()
            .map_err(|error: semver::Error| VersionError::Form { detail: error.to_string() })?;
        Ok(Self(range))
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a text is no version, or no range of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VersionError {
    /// There is build metadata, by which versions cannot be told apart.
    #[error("build metadata has no precedence; leave out what follows the plus sign")]
    BuildMetadata,
    /// It is not what Semantic Versioning writes.
    #[error("not a version such as 1.2.0, nor a range such as ^1.2: {detail}")]
    Form {
        /// What the parser says.
        detail: String,
    },
    /// A part of a range does not begin with an operator.
    #[error("a range says how: write ^{found}, ~{found} or ={found}, and a version in full")]
    Operator {
        /// The part.
        found: String,
    },
    /// It is longer than a version or a range may be.
    #[error("there are {found} bytes, where {maximum} are allowed")]
    TooLong {
        /// How many bytes it has.
        found: usize,
        /// How many it may have.
        maximum: usize,
    },
}
