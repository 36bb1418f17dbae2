//! Why a text names no content.

use alloc::string::String;

/// Why a text names no content (ruling O81).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// The data of a `data:` URI is not padded base64.
    #[error("the data: URI is not in padded base64")]
    Base64,
    /// A CID has to stand there.
    #[error("`{found}` is no CID")]
    Cid {
        /// The text, cut short.
        found: String,
    },
    /// A `data:` URI holds more than is taken.
    #[error("the data: URI holds more than {limit} bytes; name the content by its CID")]
    DataTooLarge {
        /// The limit in force, in bytes.
        limit: usize,
    },
    /// A path has a segment `.` or `..`.
    #[error("a path has a segment . or ..; write the path without")]
    DotSegment,
    /// A path has an empty segment: two slashes in a row, or one at the end.
    #[error("a path has an empty segment; one slash stands between two names, and none at the end")]
    EmptySegment,
    /// A path of a gateway in place of a URI.
    #[error("a path that begins with /ipfs/ is no URI; write ipfs:// and the CID")]
    GatewayPath,
    /// Content by its place.
    #[error(
        "what {scheme}:// names may be other content tomorrow; fetch it, and name it by its CID"
    )]
    Http {
        /// The scheme: `http` or `https`.
        scheme: String,
    },
    /// A name that somebody may change.
    #[error("what ipns:// names may change; resolve it, and name the content by its CID")]
    Ipns,
    /// The media type of a `data:` URI is none.
    #[error("`{found}` is no media type")]
    MediaType {
        /// The text, cut short.
        found: String,
    },
    /// A `data:` URI without a comma.
    #[error("the data: URI has no comma before its data")]
    NoData,
    /// The text of a path is longer than is taken.
    #[error("the path has more than {limit} bytes")]
    PathTooLong {
        /// The limit in force, in bytes.
        limit: usize,
    },
    /// A percent sign without two hexadecimal digits.
    #[error("a percent sign stands without two hexadecimal digits")]
    PercentEncoding,
    /// A segment of a path holds a slash or a NUL.
    #[error("a name in the path holds a slash or a NUL: `{found}`")]
    RestrictedCharacter {
        /// The segment, decoded and cut short.
        found: String,
    },
    /// Any other scheme.
    #[error("the scheme `{found}` is not supported; use a CID, cid:, ipfs:// or data:")]
    Scheme {
        /// The scheme, cut short.
        found: String,
    },
    /// A segment of a path is not UTF-8 once it is decoded.
    #[error("a name in the path is not UTF-8: `{found}`")]
    SegmentNotUtf8 {
        /// The segment as it is written, cut short.
        found: String,
    },
    /// A path has more segments than are taken.
    #[error("the path has more than {limit} segments")]
    TooManySegments {
        /// The limit in force.
        limit: usize,
    },
    /// A byte that has to be percent-encoded: a blank, a query, a fragment, a letter beyond
    /// ASCII.
    #[error("the byte {byte:#04x} has to be percent-encoded, as %{byte:02X}")]
    Unencoded {
        /// The byte.
        byte: u8,
    },
}
