//! The folder with everything the command keeps.

use std::{
    fs::{self, DirBuilder},
    path::{Path, PathBuf},
};

use etcetera::{BaseStrategy as _, choose_base_strategy};

use crate::error::CliError;

/// The folder, with a place for each kind of thing:
///
/// ```text
/// store.redb, blocks/   content and receipts
/// code/                 compiled code, authenticated by keys/code-cache.key
/// keys/                 private keys, readable by their owner only
/// ```
#[derive(Debug)]
pub(crate) struct StoreFolder(PathBuf);

impl StoreFolder {
    /// The folder that was named, or the one of this user, which may not be there.
    pub(crate) fn named(named: Option<&Path>) -> Result<Self, CliError> {
        Ok(Self(match named {
            Some(path) => path.to_owned(),
            None => {
                choose_base_strategy().map_err(|_| CliError::NoStoreFolder)?.data_dir().join("ipvm")
            }
        }))
    }

    /// The same, for who writes to it: the folder is made.
    pub(crate) fn open(named: Option<&Path>) -> Result<Self, CliError> {
        let folder = Self::named(named)?;
        private_folder(&folder.0)?;
        Ok(folder)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Whether there is a store in it.
    pub(crate) fn has_store(&self) -> bool {
        self.0.join("store.redb").exists()
    }

    /// Where compiled code is kept.
    pub(crate) fn code(&self) -> PathBuf {
        self.0.join("code")
    }

    /// Where keys are kept; the folder is made.
    pub(crate) fn keys(&self) -> Result<PathBuf, CliError> {
        let path = self.0.join("keys");
        private_folder(&path)?;
        Ok(path)
    }
}

fn private_folder(path: &Path) -> Result<(), CliError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(CliError::file(path))?;
    if !fs::metadata(path).map_err(CliError::file(path))?.is_dir() {
        let error = std::io::Error::from(std::io::ErrorKind::NotADirectory);
        return Err(CliError::File { path: path.to_owned(), error });
    }
    Ok(())
}
