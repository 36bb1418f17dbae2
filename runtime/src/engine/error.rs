//! What can go wrong before a call.

use std::io;

use ipld_wit::wasmtime::{ArgumentsError, Refused};

use super::{code_cache::CacheError, host::Import};

/// Why there is no engine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The host could not define what components may import.
    #[error("the imports for components could not be defined: {detail}")]
    Host {
        /// What the engine said.
        detail: String,
    },
    /// The thread that counts time for time limits could not be started.
    #[error("the clock thread of the engine could not be started: {kind}")]
    Ticker {
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// This machine cannot run the engine.
    #[error("the wasm engine is not available on this machine: {detail}")]
    Unavailable {
        /// What the engine said.
        detail: String,
    },
}

/// Why a block is not a component that can be run here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The cache of compiled code refused.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The bytes are a core module, not a component.
    #[error(
        "the module is a core wasm module, not a component; wrap it with `wasm-tools component new`"
    )]
    CoreModule,
    /// The component imports what this engine does not offer: without a
    /// [`Host`](super::host::Host) anything but types.
    #[error("the component imports what is not offered here: {}", one_by_one(missing))]
    Imports {
        /// All of it.
        missing: Vec<Import>,
    },
    /// The component imports what is offered here, as something else.
    #[error("the component imports something of another type than is offered here: {detail}")]
    ImportTypes {
        /// What the engine said.
        detail: String,
    },
    /// The bytes begin like a component but do not hold one.
    #[error("the module is not a valid component: {detail}")]
    Invalid {
        /// What the engine said.
        detail: String,
    },
    /// The bytes are no wasm at all.
    #[error("the module is not a WebAssembly component")]
    NotAComponent,
    /// The component is larger than this executor compiles, as it is or with what it
    /// instantiates more than once counted as often.
    #[error("the component has {found} bytes; this executor takes {limit}")]
    TooLarge {
        /// How many bytes it may have.
        limit: usize,
        /// How many it has.
        found: usize,
    },
    /// The component is made of too many instances of modules and components.
    #[error("the component is made of {found} instances; this executor takes {limit}")]
    TooManyInstances {
        /// How many there may be.
        limit: u64,
        /// How many there are.
        found: u64,
    },
    /// There are components in components in components, too deep.
    #[error("the component has components in it more than {limit} deep")]
    TooDeep {
        /// How deep they may be.
        limit: usize,
    },
    /// The component instantiates a component that was imported, or that an instance
    /// exports. How large that gets cannot be seen without doing it.
    #[error("the component instantiates a component that is not defined in it")]
    UndefinedComponent,
}

/// Why a call was not made: a mistake of the host, never of the guest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The arguments are none of the function.
    #[error(transparent)]
    Arguments(ArgumentsError),
    /// The function is of another component.
    #[error("the component does not have the function")]
    NoFunction,
}

/// Why a function cannot be called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FunctionError {
    /// The component exports no such function.
    #[error("the component exports no function `{function}`; it exports {}", list(available))]
    NotFound {
        /// The name that was asked for.
        function: String,
        /// The names there are.
        available: Vec<String>,
    },
    /// The signature has a type that has no IPLD form.
    #[error("the function `{function}` cannot be called with IPLD data: {reason}")]
    Refused {
        /// The name that was asked for.
        function: String,
        /// Which type, where, and why.
        reason: Refused,
    },
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn one_by_one(imports: &[Import]) -> String {
    imports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
