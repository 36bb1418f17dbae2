//! Why no component was written.

use std::path::PathBuf;

/// A reason for which `encode` stops; its text is what the user reads.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EncodeError {
    /// Not exactly two arguments.
    #[error("expected two arguments: encode CORE.wasm COMPONENT.wasm")]
    Usage,
    /// The core module cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file as named on the command line.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The component cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file as named on the command line.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The bytes are not a core module that a component can be made of.
    #[error("cannot make a component of this module: {reason}")]
    Encode {
        /// The chain of reasons that `wit-component` gives.
        reason: String,
    },
    /// The component's world cannot be read back.
    #[error("cannot read the world of the component: {reason}")]
    Decode {
        /// The chain of reasons that `wit-component` gives.
        reason: String,
    },
    /// The component needs something of its host.
    #[error(
        "the component imports {}, which the host gives no guest: \
         remove what asks for it from the guest", imports.join(", ")
    )]
    Imports {
        /// Every imported function and resource, as `interface#name` or `name`, sorted.
        imports: Vec<String>,
    },
    /// The component can be called in no way.
    #[error("the component exports nothing: the module carries no world, or an empty one")]
    NoExport,
}
