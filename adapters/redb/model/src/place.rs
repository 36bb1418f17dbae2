//! What a store does with its directory, done with a disk in memory.

/// Opening the database.
pub(crate) mod database {
    use std::path::Path;

    use ipvm_runtime::store::StoreError;

    use crate::{directory::Directory, disk::Disk, engine::Engine};

    /// Opens the disk of that name and begins a session.
    pub(crate) fn open(
        directory: &Directory,
        _file: &Path,
        _blocks: &Path,
    ) -> Result<(Engine, u64), StoreError> {
        let (disk, session) = Disk::begin_session(directory.path())?;
        Ok((Engine::new(disk, session), session))
    }
}

/// The directory.
pub(crate) mod directory {
    use std::path::{Path, PathBuf};

    use ipvm_runtime::store::StoreError;

    /// The name of a disk.
    #[derive(Debug)]
    pub(crate) struct Directory(PathBuf);

    impl Directory {
        pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
            Ok(Self(path.to_path_buf()))
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }
    }
}

/// Nobody brings anything to the disk meanwhile: what is not due is lost if it can be.
pub(crate) mod flusher {
    use std::{io, path::Path};

    pub(crate) struct Flusher;

    impl Flusher {
        pub(crate) fn start(_path: &Path) -> io::Result<Self> {
            Ok(Self)
        }

        pub(crate) fn ask(&self) {}

        pub(crate) fn is_busy(&self) -> bool {
            false
        }

        pub(crate) fn has_failed(&self) -> bool {
            false
        }

        pub(crate) fn end(self) -> io::Result<()> {
            Ok(())
        }
    }
}

/// Large blocks, of which there are none.
pub(crate) mod files {
    use std::path::PathBuf;

    use ipvm_runtime::store::StoreError;

    #[derive(Debug)]
    pub(crate) struct Files;

    impl Files {
        pub(crate) fn open(_root: PathBuf) -> Result<Self, StoreError> {
            Ok(Self)
        }
    }
}
