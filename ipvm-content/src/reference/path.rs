//! Paths through directories.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{
    ReferenceError, ReferenceLimits,
    percent::{decode, encode, is_path_byte},
};
use crate::shown::shown;

/// A path through directories of UnixFS, from a CID on. It may be empty.
///
/// A segment is text that is not empty, not `.` or `..`, and has neither a slash nor a NUL:
/// any other name can be in a directory and cannot be reached by a path (UnixFS, Restricted
/// Names).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentPath(Vec<String>);

impl ContentPath {
    /// A path of these segments, which are not percent-encoded.
    ///
    /// # Errors
    ///
    /// [`ReferenceError::EmptySegment`], [`ReferenceError::DotSegment`] and
    /// [`ReferenceError::RestrictedCharacter`] for a segment that none may be.
    pub fn new<S: Into<String>>(
        segments: impl IntoIterator<Item = S>,
    ) -> Result<Self, ReferenceError> {
        let checked = segments.into_iter().map(Into::into).map(|segment| {
            check(&segment)?;
            Ok(segment)
        });
        checked.collect::<Result<_, _>>().map(Self)
    }

    /// Reads the text behind the first slash: segments in percent-encoding.
    pub(super) fn parse(text: &str, limits: &ReferenceLimits) -> Result<Self, ReferenceError> {
        if text.len() > limits.path_bytes {
            return Err(ReferenceError::PathTooLong { limit: limits.path_bytes });
        }
        let mut segments = Vec::new();
        for written in text.split('/') {
            if segments.len() == limits.path_segments {
                return Err(ReferenceError::TooManySegments { limit: limits.path_segments });
            }
            let bytes = decode(written, is_path_byte)?;
            let segment = String::from_utf8(bytes)
                .map_err(|_| ReferenceError::SegmentNotUtf8 { found: shown(written) })?;
            check(&segment)?;
            segments.push(segment);
        }
        Ok(Self(segments))
    }

    /// The segments, decoded.
    #[must_use]
    pub fn segments(&self) -> &[String] {
        &self.0
    }

    /// Whether it leads nowhere but to where it begins.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The segments in percent-encoding with slashes between them.
impl fmt::Display for ContentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = String::new();
        for (index, segment) in self.0.iter().enumerate() {
            if index > 0 {
                written.push('/');
            }
            encode(segment, &mut written);
        }
        f.write_str(&written)
    }
}

fn check(segment: &str) -> Result<(), ReferenceError> {
    match segment {
        "" => Err(ReferenceError::EmptySegment),
        "." | ".." => Err(ReferenceError::DotSegment),
        _ if segment.contains(['/', '\0']) => {
            Err(ReferenceError::RestrictedCharacter { found: shown(segment) })
        }
        _ => Ok(()),
    }
}
