//! How content is named in arguments and on command lines (ruling O81).

mod cid_text;
mod data;
mod error;
mod path;
mod percent;

use alloc::string::ToString;
use core::{fmt, str::FromStr};

use cid::Cid;

use crate::shown::shown;

pub use cid_text::parse_cid;
pub use data::DataUri;
pub use error::ReferenceError;
pub use path::ContentPath;

/// The scheme of content by its CID, with an authority.
const IPFS: &str = "ipfs://";
/// The scheme of content by its CID alone.
const CID: &str = "cid:";
/// The scheme of content that is in its own name.
const DATA: &str = "data:";

/// A name of content (ruling O81). The one grammar of the project: a CID, `cid:` and a CID,
/// `ipfs://`, a CID and maybe a path, or a `data:` URI.
///
/// The text is exact: schemes in lower case, a CID as it is written in its base, no query,
/// no fragment, no `.` or `..` and no empty segment in a path. `Display` writes one text for
/// each value, which is read as the same value.
///
/// Exhaustive on purpose: whoever resolves references must know what to do with each.
///
/// ```
/// use ipvm_content::{Reference, ReferenceError};
///
/// let cid = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
/// let named: Reference = format!("ipfs://{cid}/photographs/a%20cat.png").parse()?;
/// let Reference::Ipfs { path, .. } = &named else { panic!() };
/// assert_eq!(path.segments(), ["photographs", "a cat.png"]);
/// assert_eq!(named.to_string().parse(), Ok(named));
///
/// let inline: Reference = "data:text/plain,Hello%21".parse()?;
/// assert_eq!(inline.to_string(), "data:text/plain;base64,SGVsbG8h");
///
/// let refused = "ipns://example.com".parse::<Reference>();
/// assert_eq!(refused, Err(ReferenceError::Ipns));
/// # Ok::<(), ReferenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    /// A block by its CID.
    Cid(Cid),
    /// A block by its CID, or what a path leads to from there through directories of UnixFS.
    Ipfs {
        /// Where the path begins.
        cid: Cid,
        /// The path, which may be empty.
        path: ContentPath,
    },
    /// The content itself.
    Data(DataUri),
}

impl Reference {
    /// Reads a reference within the default limits.
    ///
    /// # Errors
    ///
    /// [`ReferenceError`] as its variants say.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        Self::parse_within(text, &ReferenceLimits::default())
    }

    /// Reads a reference.
    ///
    /// # Errors
    ///
    /// [`ReferenceError`] as its variants say.
    pub fn parse_within(text: &str, limits: &ReferenceLimits) -> Result<Self, ReferenceError> {
        if let Some(rest) = text.strip_prefix(IPFS) {
            let (cid, path) = match rest.split_once('/') {
                None => (rest, ContentPath::default()),
                Some((cid, path)) => (cid, ContentPath::parse(path, limits)?),
            };
            return Ok(Self::Ipfs { cid: parse_cid(cid)?, path });
        }
        if let Some(cid) = text.strip_prefix(CID) {
            return parse_cid(cid).map(Self::Cid);
        }
        if let Some(rest) = text.strip_prefix(DATA) {
            return DataUri::parse(rest, limits).map(Self::Data);
        }
        if text.starts_with("/ipfs/") {
            return Err(ReferenceError::GatewayPath);
        }
        match text.split_once(':') {
            None => parse_cid(text).map(Self::Cid),
            Some(("ipns", _)) => Err(ReferenceError::Ipns),
            Some((scheme @ ("http" | "https"), _)) => {
                Err(ReferenceError::Http { scheme: scheme.to_string() })
            }
            Some((scheme, _)) => Err(ReferenceError::Scheme { found: shown(scheme) }),
        }
    }

    /// The CID in the name. Data has none there; that of its bytes as a raw block is
    /// `Block::raw(data.bytes())`.
    #[must_use]
    pub const fn cid(&self) -> Option<&Cid> {
        match self {
            Self::Cid(cid) | Self::Ipfs { cid, .. } => Some(cid),
            Self::Data(_) => None,
        }
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        Self::parse(text)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cid(cid) => cid.fmt(f),
            Self::Ipfs { cid, path } if path.is_empty() => write!(f, "{IPFS}{cid}"),
            Self::Ipfs { cid, path } => write!(f, "{IPFS}{cid}/{path}"),
            Self::Data(data) => data.fmt(f),
        }
    }
}

/// By its link alone.
impl From<Cid> for Reference {
    fn from(cid: Cid) -> Self {
        Self::Cid(cid)
    }
}

/// Bounds of a reference that comes from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReferenceLimits {
    /// How many bytes of content a `data:` URI may hold. 64 MiB by default, as for values.
    pub data_bytes: usize,
    /// How many bytes the text of a path may have. 4,096 by default.
    pub path_bytes: usize,
    /// How many segments a path may have. 64 by default.
    pub path_segments: usize,
}

impl Default for ReferenceLimits {
    fn default() -> Self {
        Self { data_bytes: 64 << 20, path_bytes: 4 << 10, path_segments: 64 }
    }
}

impl ReferenceLimits {
    /// The same limits with another bound on the content of a `data:` URI, in bytes.
    #[must_use]
    pub const fn with_data_bytes(mut self, bytes: usize) -> Self {
        self.data_bytes = bytes;
        self
    }

    /// The same limits with another bound on the text of a path, in bytes.
    #[must_use]
    pub const fn with_path_bytes(mut self, bytes: usize) -> Self {
        self.path_bytes = bytes;
        self
    }

    /// The same limits with another bound on the number of segments of a path.
    #[must_use]
    pub const fn with_path_segments(mut self, segments: usize) -> Self {
        self.path_segments = segments;
        self
    }
}
