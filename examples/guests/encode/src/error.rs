//! Why no component was written.

use std::path::PathBuf;

/// A reason for which `encode` stops; its text is what the user reads.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EncodeError {
    /// Other arguments than a source and a component.
    #[error(
        "expected `encode [--wit DIR] SOURCE COMPONENT.wasm`, where SOURCE is a core module or a \
         component, as .wasm or as text, and DIR the WIT of a module that does not carry its own"
    )]
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
    /// The source is taken for text, as it does not begin like a binary, and is not WAT.
    #[error("cannot read the source as text: {reason}")]
    Text {
        /// What is wrong, with line and column.
        reason: String,
    },
    /// There is no world for the module.
    #[error("cannot take a world from {}: {reason}", path.display())]
    Wit {
        /// The folder, or file, as named on the command line.
        path: PathBuf,
        /// The chain of reasons that `wit-parser` gives.
        reason: String,
    },
    /// A world was named for something that has one.
    #[error("the source is a component already, which has its world in it: leave out --wit")]
    WitOfComponent,
    /// The source is a component, and wrong.
    #[error("the component is not valid: {reason}")]
    Invalid {
        /// What the validator says.
        reason: String,
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
    #[error(
        "the component exports nothing: the module carries no world, which `--wit DIR` gives it, \
         or an empty one"
    )]
    NoExport,
}
