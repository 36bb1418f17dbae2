//! Containers in HTTP headers, as text in and text out.
//!
//! Implements [HTTP Header UCAN Invocation] (`fil-forge/ucan-protocol-specs` at
//! `dda8ed6`) as far as it goes without a connection. A request carries its
//! invocation and proofs under [`NAME`], so that the body stays free; the response
//! carries the receipt under the same name, and names it in `Vary`.
//!
//! That text has bytes of its own for what is compressed, `0x45` and `0x46`. All
//! are read; what is written follows the [`Profile`](crate::container::Profile) of
//! the writer. Uncompressed text is the same for everybody.
//!
//! ```
//! use ucan_core::{
//!     container::{ContainerLimits, ContainerWriter, Encoding, Profile},
//!     http_header::{self, HeaderValue},
//! };
//!
//! let writer = ContainerWriter::new().with_profile(Profile::Ucantone);
//! let value = HeaderValue::write(&writer, Encoding::Base64Gzip)?;
//! assert!(value.as_str().starts_with('E'));
//! assert!(!value.exceeds_recommended_size());
//!
//! let container = http_header::read(value.as_str(), &ContainerLimits::http_header())?;
//! assert!(container.tokens().blocks().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [HTTP Header UCAN Invocation]: https://github.com/fil-forge/ucan-protocol-specs/blob/dda8ed61ccdf1ade0cc6038cb221febfb1cda393/http-header-ucan-invocation.md

use alloc::string::String;
use core::fmt;

use crate::container::{Container, ContainerError, ContainerLimits, ContainerWriter, Encoding};

/// The name of the header, in requests and responses (HTTP Header).
pub const NAME: &str = "X-UCAN-Container";

/// How many bytes a value should have at most (Oversize Headers). Common servers
/// refuse a request whose headers have more than twice as many in all.
pub const RECOMMENDED_BYTES: usize = 4 << 10;

/// The value of a header: a container in visible ASCII.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HeaderValue(String);

impl HeaderValue {
    /// Writes a container as the value of a header.
    ///
    /// The text advises [`Encoding::Base64Gzip`] under
    /// [`Profile::Ucantone`](crate::container::Profile::Ucantone). Everybody reads
    /// [`Encoding::Base64`] and [`Encoding::Base64Url`].
    ///
    /// # Errors
    ///
    /// [`HeaderValueError::NotText`] for an encoding that is not text.
    pub fn write(writer: &ContainerWriter, encoding: Encoding) -> Result<Self, HeaderValueError> {
        if !encoding.is_text() {
            return Err(HeaderValueError::NotText { encoding });
        }
        String::from_utf8(writer.to_bytes(encoding))
            .map(Self)
            .map_err(|_| HeaderValueError::NotText { encoding })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, without a copy.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether the value is longer than [`RECOMMENDED_BYTES`], and so may be refused
    /// by servers on the way.
    #[must_use]
    pub const fn exceeds_recommended_size(&self) -> bool {
        self.0.len() > RECOMMENDED_BYTES
    }
}

impl fmt::Display for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a container from the value of a header.
///
/// Spaces around the value are not part of it; HTTP libraries remove them.
///
/// # Errors
///
/// [`HeaderValueError::NotAscii`] for a character that no header may hold,
/// [`HeaderValueError::NotText`] for an encoding that is not text,
/// [`HeaderValueError::Container`] for what is no container.
pub fn read(value: &str, limits: &ContainerLimits) -> Result<Container, HeaderValueError> {
    if let Some(offset) = value.bytes().position(|byte| !byte.is_ascii_graphic()) {
        return Err(HeaderValueError::NotAscii { offset });
    }
    if let Some((encoding, _)) =
        value.bytes().next().and_then(Encoding::from_header_byte).filter(|(it, _)| !it.is_text())
    {
        return Err(HeaderValueError::NotText { encoding });
    }
    Container::read(value.as_bytes(), limits).map_err(HeaderValueError::Container)
}

/// The one token of a request that is for this server (HTTP Header, Request).
///
/// `is_for_us` says whether a token is addressed to the server: whether the
/// audience of an invocation, or its subject if it names no audience, is the
/// server's DID. Other tokens may be there for context and are passed over. More
/// than one is refused, because there is one body to answer with.
///
/// ```
/// use ucan_core::http_header::{AddressedError, addressed};
///
/// let audiences = ["did:web:us", "did:web:them"];
/// assert_eq!(addressed(audiences, |it| *it == "did:web:us"), Ok("did:web:us"));
/// assert_eq!(addressed(audiences, |it| *it == "did:web:you"), Err(AddressedError::Nobody));
/// let twice = ["did:web:us", "did:web:us"];
/// let several = Err(AddressedError::Several { found: 2 });
/// assert_eq!(addressed(twice, |it| *it == "did:web:us"), several);
/// ```
///
/// # Errors
///
/// [`AddressedError::Nobody`] if no token is for the server,
/// [`AddressedError::Several`] if more than one is.
pub fn addressed<T>(
    tokens: impl IntoIterator<Item = T>,
    is_for_us: impl Fn(&T) -> bool,
) -> Result<T, AddressedError> {
    let mut ours = tokens.into_iter().filter(is_for_us);
    let first = ours.next().ok_or(AddressedError::Nobody)?;
    match ours.count() {
        0 => Ok(first),
        others => Err(AddressedError::Several { found: others.saturating_add(1) }),
    }
}

/// Why text is no container in a header, or a container has no such text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderValueError {
    /// The text is no container.
    #[error(transparent)]
    Container(ContainerError),
    /// A character is not visible ASCII.
    #[error("byte {offset} of the header's value is not visible ASCII")]
    NotAscii {
        /// Where, in bytes.
        offset: usize,
    },
    /// The encoding is not text; headers take those in base64.
    #[error("a header takes containers in base64, not {encoding:?}")]
    NotText {
        /// The encoding.
        encoding: Encoding,
    },
}

/// Why a request does not say what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressedError {
    /// No invocation is addressed to this server.
    #[error("no invocation is addressed to this server")]
    Nobody,
    /// More than one is.
    #[error("{found} invocations are addressed to this server; a request carries one")]
    Several {
        /// How many are.
        found: usize,
    },
}
