//! Where a program is.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use cid::Cid;
use ipld_core::ipld::Ipld;

/// The scheme of a module inside of the task itself.
const DATA: &str = "data:application/wasm;base64,";
/// The scheme of a module by its CID.
const IPFS: &str = "ipfs://";

/// The program of a wasm task: a link, an `ipfs://` or `data:` URI, or bytes.
///
/// Exhaustive on purpose: an executor must know what to do with each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Module {
    /// A CID, from a link or an `ipfs://` URI without a path.
    Link(Cid),
    /// The program itself.
    Inline(Vec<u8>),
}

impl Module {
    /// Reads the `mod` argument.
    ///
    /// # Errors
    ///
    /// [`ModuleError::Kind`] unless it is a link, a string or bytes,
    /// [`ModuleError::Scheme`] for a URI of another scheme,
    /// [`ModuleError::Cid`] or [`ModuleError::Base64`] for one whose content is
    /// malformed, [`ModuleError::Path`] for an `ipfs://` URI with a path.
    pub fn read(value: &Ipld) -> Result<Self, ModuleError> {
        match value {
            Ipld::Link(cid) => Ok(Self::Link(*cid)),
            Ipld::Bytes(bytes) => Ok(Self::Inline(bytes.clone())),
            Ipld::String(uri) => Self::parse(uri),
            _ => Err(ModuleError::Kind),
        }
    }

    fn parse(uri: &str) -> Result<Self, ModuleError> {
        if let Some(cid) = uri.strip_prefix(IPFS) {
            if cid.contains('/') {
                return Err(ModuleError::Path);
            }
            // The CID parser would skip over an `/ipfs/` inside; none is left here.
            return cid.parse().map(Self::Link).map_err(|_| ModuleError::Cid);
        }
        if let Some(encoded) = uri.strip_prefix(DATA) {
            return decode_base64(encoded).map(Self::Inline).ok_or(ModuleError::Base64);
        }
        let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
        Err(ModuleError::Scheme { found: scheme.chars().take(32).collect::<String>() })
    }

    /// The `mod` argument: a link, or bytes.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        match self {
            Self::Link(cid) => Ipld::Link(*cid),
            Self::Inline(bytes) => Ipld::Bytes(bytes.clone()),
        }
    }
}

/// Standard base64 with padding, by the multibase prefix for it.
fn decode_base64(encoded: &str) -> Option<Vec<u8>> {
    let mut text = 'M'.to_string();
    text.push_str(encoded);
    multibase::decode(text).ok().map(|(_, bytes)| bytes)
}

/// Why a value names no program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModuleError {
    /// The data of a `data:` URI is not padded base64.
    #[error("the data: URI is not in padded base64")]
    Base64,
    /// The text after `ipfs://` is no CID.
    #[error("the text after ipfs:// is no CID")]
    Cid,
    /// The value is neither a link nor a string nor bytes.
    #[error("a module is a link, a URI or bytes")]
    Kind,
    /// An `ipfs://` URI goes on after the CID.
    #[error("paths in ipfs:// URIs are not supported; name the module's own CID")]
    Path,
    /// The URI has a scheme that is not read here.
    #[error("the scheme `{found}` is not supported; use ipfs:// or data:application/wasm;base64,")]
    Scheme {
        /// The scheme found.
        found: String,
    },
}
