//! Where a program is.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_content::{ContentPath, DataUri, Reference, ReferenceLimits};
use varsig::Block;

use crate::kind::shown;

/// The scheme of a module inside of the task itself.
const DATA: &str = "data:application/wasm;base64,";
/// The scheme of a module by its CID.
const IPFS: &str = "ipfs://";
/// The media type of a module.
const MEDIA_TYPE: &str = "application/wasm";

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
        ModuleReference::read(value).map(|reference| reference.module)
    }

    /// Of the references of the project (ruling O81), those that name a program as the text
    /// has it: `ipfs://` and a CID, or the whole of it in base64 with its media type.
    fn parse(uri: &str) -> Result<Self, ModuleError> {
        // How much there may be is for those to say who took in the arguments.
        let limits = ReferenceLimits::default().with_data_bytes(usize::MAX);
        let parsed = Reference::parse_within(uri, &limits);
        if let Some(named) = uri.strip_prefix(IPFS) {
            return match parsed {
                Ok(Reference::Ipfs { cid, path }) if path.is_empty() => Ok(Self::Link(cid)),
                _ if named.contains('/') => Err(ModuleError::Path),
                _ => Err(ModuleError::Cid),
            };
        }
        if uri.starts_with(DATA) {
            return match parsed {
                Ok(Reference::Data(data)) => Ok(Self::Inline(data.into_bytes())),
                _ => Err(ModuleError::Base64),
            };
        }
        let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
        Err(ModuleError::Scheme { found: shown(scheme) })
    }

    /// The `mod` argument in its shortest form: a link, or bytes.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        match self {
            Self::Link(cid) => Ipld::Link(*cid),
            Self::Inline(bytes) => Ipld::Bytes(bytes.clone()),
        }
    }

    /// The CID of the program: the one that was named, or that of the bytes.
    #[must_use]
    pub fn cid(&self) -> Cid {
        match self {
            Self::Link(cid) => *cid,
            Self::Inline(bytes) => *Block::raw(bytes.as_slice()).cid(),
        }
    }
}

/// A program, with the form in which it is named. The form matters to the ID of a task,
/// which covers the arguments as they are written (ruling I1), and to nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleReference {
    module: Module,
    written: Ipld,
}

impl ModuleReference {
    /// Reads the `mod` argument, and keeps it as it is.
    ///
    /// # Errors
    ///
    /// As [`Module::read`].
    pub fn read(value: &Ipld) -> Result<Self, ModuleError> {
        let module = match value {
            Ipld::Link(cid) => Module::Link(*cid),
            Ipld::Bytes(bytes) => Module::Inline(bytes.clone()),
            Ipld::String(uri) => Module::parse(uri)?,
            _ => return Err(ModuleError::Kind),
        };
        Ok(Self { module, written: value.clone() })
    }

    /// Names a program by a URI: `ipfs://` and its CID, or `data:` and all of it.
    #[must_use]
    pub fn by_uri(module: Module) -> Self {
        let reference = match &module {
            Module::Link(cid) => Reference::Ipfs { cid: *cid, path: ContentPath::default() },
            Module::Inline(bytes) => Reference::Data(
                DataUri::new(MEDIA_TYPE, bytes.as_slice()).expect("`application/wasm` is one"),
            ),
        };
        let uri = reference.to_string();
        Self { module, written: Ipld::String(uri) }
    }

    /// The program.
    #[must_use]
    pub const fn module(&self) -> &Module {
        &self.module
    }

    /// The form in which it is named.
    #[must_use]
    pub const fn form(&self) -> ModuleForm {
        match (&self.module, &self.written) {
            (Module::Link(_), Ipld::String(_)) => ModuleForm::IpfsUri,
            (Module::Link(_), _) => ModuleForm::Link,
            (Module::Inline(_), Ipld::String(_)) => ModuleForm::DataUri,
            (Module::Inline(_), _) => ModuleForm::Bytes,
        }
    }

    /// The `mod` argument, as it was read.
    #[must_use]
    pub const fn to_ipld(&self) -> &Ipld {
        &self.written
    }
}

/// By its shortest form: a link, or bytes.
impl From<Module> for ModuleReference {
    fn from(module: Module) -> Self {
        Self { written: module.to_ipld(), module }
    }
}

/// By its link.
impl From<Cid> for ModuleReference {
    fn from(program: Cid) -> Self {
        Module::Link(program).into()
    }
}

/// The forms in which a program is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModuleForm {
    /// A link.
    Link,
    /// The string `ipfs://` and a CID.
    IpfsUri,
    /// Bytes.
    Bytes,
    /// The string `data:application/wasm;base64,` and base64 with padding.
    DataUri,
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
