//! `wasi:filesystem`: no directory is open to a guest, and so it has no file.

use ipvm_runtime::engine::host::Resource;
use wasmtime::Result;

use crate::definitions::Definitions;

struct Descriptor;
struct DirectoryEntryStream;

pub(super) fn define(definitions: &mut Definitions<'_>) -> Result<()> {
    definitions
        .interface("wasi:filesystem/preopens")?
        .function("get-directories", |_, ()| Ok((Vec::<(Resource<Descriptor>, String)>::new(),)))?;
    definitions
        .interface("wasi:filesystem/types")?
        .resource::<Descriptor>("descriptor")?
        .resource::<DirectoryEntryStream>("directory-entry-stream")?
        .never_called(&[
            "[method]descriptor.read-via-stream",
            "[method]descriptor.write-via-stream",
            "[method]descriptor.append-via-stream",
            "[method]descriptor.advise",
            "[method]descriptor.sync-data",
            "[method]descriptor.get-flags",
            "[method]descriptor.get-type",
            "[method]descriptor.set-size",
            "[method]descriptor.set-times",
            "[method]descriptor.read",
            "[method]descriptor.write",
            "[method]descriptor.read-directory",
            "[method]descriptor.sync",
            "[method]descriptor.create-directory-at",
            "[method]descriptor.stat",
            "[method]descriptor.stat-at",
            "[method]descriptor.set-times-at",
            "[method]descriptor.link-at",
            "[method]descriptor.open-at",
            "[method]descriptor.readlink-at",
            "[method]descriptor.remove-directory-at",
            "[method]descriptor.rename-at",
            "[method]descriptor.symlink-at",
            "[method]descriptor.unlink-file-at",
            "[method]descriptor.is-same-object",
            "[method]descriptor.metadata-hash",
            "[method]descriptor.metadata-hash-at",
            "[method]directory-entry-stream.read-directory-entry",
            // Of an error of a stream, which there is none of.
            "filesystem-error-code",
        ])?;
    Ok(())
}
