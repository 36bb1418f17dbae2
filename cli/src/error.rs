//! What the command can fail with.

use std::{
    io,
    path::{Path, PathBuf},
};

use ipld_wit::ArgumentError;
use ipvm_runtime::{
    BuildError, InspectError, PublishError, ReceiveError, RunError,
    engine::{CacheError, FunctionError},
    store::StoreError,
};
use ipvm_task::DeclarationError;
use ipvm_workflow::SealError;
use ucan_core::{CommandError, SignError, container::ContainerError};
use varsig::dag_cbor::EncodeError;

use crate::{plan::FormError, terminal::Line};

#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error("{function}: {error}")]
    Argument { function: String, error: ArgumentError },
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Cache(#[from] CacheError),
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error("{0}; declare each command once")]
    Declaration(#[from] DeclarationError),
    #[error(transparent)]
    Collect(#[from] ipvm_housekeeping::CollectError),
    #[error(
        "{damaged} blocks or receipts that are kept are damaged, and what only they link to would \
         go; run `ipvm store check`, put them again, or say --despite-damage"
    )]
    DamagedRoots { damaged: usize },
    #[error("{}: {}", path.display(), Line(.error))]
    Document { path: PathBuf, error: FormError },
    #[error(transparent)]
    Export(#[from] ipvm_housekeeping::ExportError),
    #[error(
        "{error}; if there is none, `ipvm store export --salvage FILE` takes out what can be read, \
         for `ipvm store import` into another store"
    )]
    ExportDamaged { error: Box<ipvm_housekeeping::ExportError> },
    #[error("{} is already there; name another file, or remove it", path.display())]
    FileExists { path: PathBuf },
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Function(#[from] FunctionError),
    #[error(
        "{}: {error}; what was taken in until then is whole, and stays; content that its receipts name \
         may be missing until the whole archive is taken in",
        path.display()
    )]
    Import { path: PathBuf, error: Box<ipvm_housekeeping::ImportError> },
    #[error(transparent)]
    Inspect(#[from] InspectError),
    #[error("it has {} functions; name one with --fun:\n{}", functions.len(), functions.join("\n"))]
    ManyFunctions { functions: Vec<String> },
    #[error("it exports no function that could be called")]
    NoFunction,
    #[error("{program} is neither a file nor a CID")]
    NoProgram { program: String },
    #[error("the result has no form in DAG-JSON: {0}; its receipt is kept")]
    Json(#[from] varsig::dag_json::EncodeError),
    #[error("{id} stands for no case; `ipvm conformance list` prints all ids")]
    NoCase { id: String },
    #[error("no case has all that was asked for: a layer, a tag and an id are each needed")]
    NoCases,
    #[error("no folder test-vectors is here or above; name it with --vectors DIR or $IPVM_VECTORS")]
    NoVectors,
    #[error(transparent)]
    Vectors(#[from] ipvm_conformance::LoadError),
    #[error(transparent)]
    Exceptions(#[from] ipvm_conformance::ExceptionsError),
    #[error(transparent)]
    Peers(#[from] ipvm_conformance::interop::PeersError),
    #[error(transparent)]
    Implementation(#[from] ipvm_conformance::StartError),
    #[error("a request that is none of test-vectors/protocol.md, or nobody who reads: {0}")]
    Serve(io::Error),
    #[error("--keep takes one of all, current and none, or only the DIDs of subjects")]
    KeepRules,
    #[error("there is no store in {}; name another folder with --store DIR", path.display())]
    NoStore { path: PathBuf },
    #[error("no folder for the store is known on this system; name one with --store DIR")]
    NoStoreFolder,
    #[error(
        "{} can be read by others than its owner; a key must be private: run `chmod 600` on it \
         if nobody has read it, or delete it to get a new one", path.display()
    )]
    KeyNotPrivate { path: PathBuf },
    #[error("the result is neither bytes nor text, so nothing was written to {}", path.display())]
    NotContent { path: PathBuf },
    #[error("{} holds no key; delete it to get a new one", path.display())]
    NotAKey { path: PathBuf },
    #[error("{}: neither a delegation nor a container of tokens: {error}", path.display())]
    Proofs { path: PathBuf, error: ContainerError },
    #[error(transparent)]
    Publish(#[from] PublishError),
    #[error("the system gave no random numbers")]
    Randomness,
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error(transparent)]
    Policy(#[from] ucan_core::policy::PolicyError),
    #[error(transparent)]
    Selector(#[from] ucan_core::policy::SelectorError),
    #[error("workflow {workflow} was refused: {error}")]
    Receive { workflow: &'static str, error: ReceiveError },
    #[error("the task was refused: {0}")]
    ReceiveTask(ReceiveError),
    #[error("the task was refused before it started, and nothing was written: {0}")]
    RunTask(RunError),
    #[error("workflow {workflow} was refused before it started, and nothing was written: {error}")]
    Run { workflow: &'static str, error: Box<RunError> },
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("{}: {}", path.display(), Line(.error))]
    Sealing { path: PathBuf, error: SealError },
    #[error(transparent)]
    Sign(#[from] SignError),
    #[error("{error}; try again when that has ended, or name another with --store DIR")]
    StoreInUse { error: StoreError },
    #[error("the store: {0}")]
    Store(StoreError),
    #[error(transparent)]
    Time(#[from] ucan_core::TimestampOutOfRange),
    #[error("standard output: {0}")]
    Output(io::Error),
}

impl CliError {
    /// Whether the call itself is the mistake: its words stand for nothing, or do not go together.
    pub(crate) const fn is_mistake_in_call(&self) -> bool {
        matches!(
            self,
            Self::Argument { .. }
                | Self::Declaration(_)
                | Self::Exceptions(_)
                | Self::Implementation(_)
                | Self::KeepRules
                | Self::ManyFunctions { .. }
                | Self::NoCase { .. }
                | Self::NoCases
                | Self::NoProgram { .. }
                | Self::NoStoreFolder
                | Self::NoVectors
                | Self::Peers(_)
                | Self::Vectors(_)
        )
    }

    /// Names the file with which something went wrong.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::File { path, error }
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Locked { .. } => Self::StoreInUse { error },
            error => Self::Store(error),
        }
    }
}
