//! The store with its executor, and the programs in it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use cid::Cid;
use ipvm_content::parse_cid;
use ipvm_redb::RedbStore;
use ipvm_runtime::{
    Executor, Stores,
    engine::{CodeCache, Component},
};
use ipvm_wasi::Wasi;

use crate::{error::CliError, keys, store_folder::StoreFolder};

/// What guests may import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Imports {
    /// The deterministic WASI.
    Wasi,
    /// Nothing.
    Nothing,
}

/// The executor of a store folder.
pub(crate) struct Host {
    pub(crate) executor: Executor,
    /// Where the private keys are.
    pub(crate) keys: PathBuf,
}

impl Host {
    /// Opens the folder that was named, or the one of this user.
    pub(crate) fn open(named: Option<&Path>, imports: Imports) -> Result<Self, CliError> {
        let folder = StoreFolder::open(named)?;
        let store = Arc::new(RedbStore::open(folder.path())?);
        let keys = folder.keys()?;
        let signer = Arc::new(keys::signer(&keys, "executor")?);
        let cache = CodeCache::open(folder.code(), keys::secret(&keys, "code-cache")?)?;
        let executor = Executor::builder(signer, Stores::from(store)).with_code_cache(cache);
        let executor = match imports {
            Imports::Wasi => executor.with_host(Arc::new(Wasi::new())),
            Imports::Nothing => executor,
        };
        Ok(Self { executor: executor.build()?, keys })
    }

    /// The program in a file, which is taken in, or the one of a CID.
    pub(crate) fn program(&self, named: &str) -> Result<(Cid, Arc<Component>), CliError> {
        let path = Path::new(named);
        let module = if path.exists() {
            let bytes = fs::read(path).map_err(CliError::file(path))?;
            self.executor.publish_component(bytes)?
        } else {
            parse_cid(named).map_err(|_| CliError::NoProgram { program: named.to_owned() })?
        };
        Ok((module, self.executor.component(&module)?))
    }
}
