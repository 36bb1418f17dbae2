//! Compiled code on disk.
//!
//! To load compiled code is to run it, so every entry carries a MAC under a key
//! that is kept elsewhere, over the component's CID, the engine's configuration
//! and the code. An entry that does not bear it is refused, not run, and not
//! silently replaced either: somebody has been here.
//!
//! This and `code_pages` are the only modules of the crate with `unsafe` in them.

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
use std::sync::Arc;
use std::{
    fmt::Write as _,
    fs::{self, DirBuilder, File, OpenOptions},
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use cid::Cid;
use wasmtime::component::Component as Compiled;
use zeroize::Zeroizing;

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
use super::code_pages::{CodePages, Publisher};

/// How many bytes of memory are kept for reading entries. Fresh memory costs more than what
/// is read into it.
const BUFFER: usize = 8 << 20;

/// A directory with compiled code.
///
/// ```
/// use ipvm_runtime::engine::{CodeCache, Engine, EngineConfig};
///
/// # let folder = tempfile::tempdir()?;
/// # let directory = folder.path().join("code");
/// // The key comes from wherever secrets are kept.
/// let cache = CodeCache::open(&directory, [7; 32])?;
/// let engine = Engine::new(EngineConfig::default(), Some(cache))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct CodeCache {
    directory: PathBuf,
    key: Zeroizing<[u8; 32]>,
    buffer: Mutex<Vec<u8>>,
    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    publisher: Arc<Publisher>,
}

impl CodeCache {
    /// Uses `directory`, which is made if it is not there, for nobody but its
    /// owner. `key` authenticates the entries; keep it outside of the directory.
    ///
    /// # Errors
    ///
    /// [`CacheError::NotPrivate`] if others than the owner may enter the directory,
    /// [`CacheError::Io`] if it cannot be made or read.
    pub fn open(directory: impl Into<PathBuf>, key: [u8; 32]) -> Result<Self, CacheError> {
        let directory = directory.into();
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&directory).map_err(|error| CacheError::io(&directory, &error))?;
        let metadata =
            fs::symlink_metadata(&directory).map_err(|error| CacheError::io(&directory, &error))?;
        #[cfg(unix)]
        if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
            return Err(CacheError::NotPrivate { directory });
        }
        if !metadata.is_dir() {
            return Err(CacheError::NotPrivate { directory });
        }
        Ok(Self {
            directory,
            key: Zeroizing::new(key),
            buffer: Mutex::default(),
            #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
            publisher: Arc::default(),
        })
    }

    /// Has an engine with this configuration load from here.
    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    pub(super) fn configure(&self, config: &mut wasmtime::Config) {
        let publisher = Arc::clone(&self.publisher);
        config.with_custom_code_memory(Some(publisher));
    }

    /// Has an engine with this configuration load from here.
    #[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
    pub(super) const fn configure(&self, _: &mut wasmtime::Config) {}

    /// The code of a component, if it is here for this engine.
    pub(super) fn load(
        &self,
        engine: &wasmtime::Engine,
        component: &Cid,
    ) -> Result<Option<Compiled>, CacheError> {
        let compatibility = compatibility(engine);
        let path = self.path(component, compatibility);
        let io = |error| CacheError::io(&path, &error);
        let mut entry = match File::open(&path) {
            Ok(entry) => entry,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io(error)),
        };
        #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
        if let Some(pages) = CodePages::read(&mut entry).map_err(io)? {
            let length = self.authentic(component, compatibility, pages.bytes(), &path)?.len();
            // SAFETY: as below.
            #[expect(unsafe_code, reason = "loading compiled code; see the SAFETY comment")]
            return Ok(unsafe { pages.into_component(&self.publisher, engine, length) });
        }
        let mut buffer = self.buffer.lock().unwrap_or_else(PoisonError::into_inner);
        buffer.clear();
        entry.read_to_end(&mut buffer).map_err(io)?;
        let code = self.authentic(component, compatibility, &buffer, &path)?;
        // The bytes were read once, into memory of ours, and are those that were
        // authenticated. The engine copies them.
        //
        // SAFETY: `deserialize` demands bytes that `Component::serialize` made. The
        // MAC shows that a holder of the key stored them for this component and
        // this engine configuration, and `store` below is the only such holder.
        #[expect(unsafe_code, reason = "loading compiled code; see the SAFETY comment")]
        let compiled = unsafe { Compiled::deserialize(engine, code) };
        if buffer.capacity() > BUFFER {
            *buffer = Vec::new();
        }
        // Code of another engine version is refused by the engine: compile again.
        Ok(compiled.ok())
    }

    /// The code in an entry that bears our MAC.
    fn authentic<'e>(
        &self,
        component: &Cid,
        compatibility: u64,
        entry: &'e [u8],
        path: &Path,
    ) -> Result<&'e [u8], CacheError> {
        let forged = || CacheError::Forged { path: path.to_owned() };
        let (code, mac) = entry.split_last_chunk().ok_or_else(forged)?;
        // Compared in constant time.
        if self.mac(component, compatibility, code) == *mac { Ok(code) } else { Err(forged()) }
    }

    /// Keeps the code of a component: a temporary file, then a rename, so that no
    /// reader ever sees half of it.
    pub(super) fn store(
        &self,
        engine: &wasmtime::Engine,
        component: &Cid,
        compiled: &Compiled,
    ) -> Result<(), CacheError> {
        let compatibility = compatibility(engine);
        let path = self.path(component, compatibility);
        let Ok(code) = compiled.serialize() else {
            // Without a serialised form there is nothing to keep; the code in
            // memory is as good.
            return Ok(());
        };
        let mac = self.mac(component, compatibility, &code);
        let temporary = self.temporary()?;
        let written = write(&temporary, &[&code, mac.as_bytes()])
            .and_then(|()| fs::rename(&temporary, &path));
        if let Err(error) = written {
            // Best effort: the error that matters is the first.
            let _ = fs::remove_file(&temporary);
            return Err(CacheError::io(&path, &error));
        }
        Ok(())
    }

    /// The MAC of an entry: keyed BLAKE3 twice, so that the code begins where a block does,
    /// which is a third faster.
    fn mac(&self, component: &Cid, compatibility: u64, code: &[u8]) -> blake3::Hash {
        let mut name = component.to_bytes();
        name.extend(compatibility.to_le_bytes());
        let key = Zeroizing::new(*blake3::keyed_hash(&self.key, &name).as_bytes());
        blake3::keyed_hash(&key, code)
    }

    fn path(&self, component: &Cid, compatibility: u64) -> PathBuf {
        self.directory.join(format!("{component}-{compatibility:016x}.code"))
    }

    fn temporary(&self) -> Result<PathBuf, CacheError> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|_| CacheError::Randomness)?;
        let mut name = String::from(".");
        for byte in random {
            // Writing to a string cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        Ok(self.directory.join(name))
    }
}

fn write(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(path)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.sync_all()
}

/// What tells engine configurations apart whose code must not be mixed.
fn compatibility(engine: &wasmtime::Engine) -> u64 {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.finish()
}

impl std::fmt::Debug for CodeCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("CodeCache").field(&self.directory).finish()
    }
}

/// Why compiled code was neither loaded nor kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// An entry was not made with our key.
    #[error(
        "the compiled code in {} was not made by this installation and is refused; \
         find out who put it there, then delete the file", path.display()
    )]
    Forged {
        /// The entry.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("the cache of compiled code at {}: {kind}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// Others than the owner may enter the directory.
    #[error(
        "the cache of compiled code at {} must be a directory that only its owner may enter; \
         run `chmod 700` on it, or name another", directory.display()
    )]
    NotPrivate {
        /// The directory.
        directory: PathBuf,
    },
    /// The system gave no random numbers for a file name.
    #[error("the system gave no random numbers")]
    Randomness,
}

impl CacheError {
    fn io(path: &Path, error: &io::Error) -> Self {
        Self::Io { path: path.to_owned(), kind: error.kind() }
    }
}
