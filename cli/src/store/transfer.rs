//! `ipvm store export` and `ipvm store import`.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use ipvm_housekeeping::{ExportError, ExportOptions, ImportOptions, SyncedFile};
use ipvm_runtime::{
    Clock as _, SystemClock,
    store::{Damage, StoreError},
};
use serde_json::json;
use ucan_core::Did;

use super::{any, existing, print, tell};
use crate::{
    arguments::{StoreOptions, TransferOptions},
    error::CliError,
    keys,
    progress::Progress,
    store_folder::StoreFolder,
    terminal::say,
};

pub(super) fn export(
    path: &Path,
    told: &ExportOptions,
    options: &StoreOptions,
) -> Result<bool, CliError> {
    let store = existing(options.store.as_deref())?;
    if fs::symlink_metadata(path).is_ok() {
        return Err(CliError::FileExists { path: path.to_owned() });
    }
    // Under its own name is only what is whole, also if this ends in the middle.
    let part = part(path);
    let file = create(&part)?;
    let progress = Progress::on_terminals();
    let written = SyncedFile::new(file)
        .map_err(CliError::file(path))
        .and_then(|file| Ok(ipvm_housekeeping::export(&store, told, file, &mut tell(&progress))?));
    drop(progress);
    let synced = written.and_then(|(exported, file)| {
        file.finish().map_err(CliError::file(path))?;
        rename(&part, path)?;
        Ok(exported)
    });
    let exported = match synced {
        Ok(exported) => exported,
        Err(error) => {
            // Best effort: what is left of it is not taken for an export by anybody.
            let _ = fs::remove_file(&part);
            return Err(match error {
                CliError::Export(error @ ExportError::Store(StoreError::Corrupted { .. })) => {
                    CliError::ExportDamaged { error: error.into() }
                }
                error => error,
            });
        }
    };
    tell_unreadable(&exported.unreadable);
    for cid in &exported.damaged {
        say!("note: {cid} is damaged and was left out; run `ipvm store check`");
    }
    if exported.secret > 0 {
        say!("note: {} secret receipts were left out; --secrets has them", exported.secret);
    }
    let root = exported.root.map(|root| root.to_string()).unwrap_or_default();
    print::Print(options.format).document(
        &json!({
            "root": root,
            "blocks": exported.blocks,
            "bytes": exported.bytes,
            "receipts": exported.receipts,
            "results": exported.results,
            "mutations": exported.begun,
            "pins": exported.pins,
            "leftOut": {
                "damaged": exported.damaged.len(),
                "secret": exported.secret,
                "results": exported.without_receipt,
                "unreadable": tables(&exported.unreadable),
            },
        }),
        &[
            ("root", root.clone()),
            ("blocks", exported.blocks.to_string()),
            ("receipts", exported.receipts.to_string()),
            ("content", print::size(exported.bytes)),
            ("results", exported.results.to_string()),
            ("mutations begun", exported.begun.to_string()),
            ("pins", exported.pins.to_string()),
        ],
    )?;
    Ok(exported.damaged.is_empty() && exported.unreadable.is_empty())
}

/// Where a file stands until it is whole.
fn part(path: &Path) -> PathBuf {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    part.into()
}

/// A new file, in the place of what an export left that was interrupted.
fn create(part: &Path) -> Result<File, CliError> {
    let mut open = OpenOptions::new();
    open.write(true).create_new(true);
    // What is private in the store is private in the file.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    match open.open(part) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(part).and_then(|()| open.open(part))
        }
        opened => opened,
    }
    .map_err(CliError::file(part))
}

/// Gives a file that is whole its name. Nothing that has come there meanwhile is replaced.
fn rename(part: &Path, path: &Path) -> Result<(), CliError> {
    let exists = || CliError::FileExists { path: path.to_owned() };
    match fs::hard_link(part, path) {
        Ok(()) => fs::remove_file(part).map_err(CliError::file(part)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(exists()),
        // Not every file system has links, and a rename would replace.
        Err(_) if fs::symlink_metadata(path).is_ok() => Err(exists()),
        Err(_) => fs::rename(part, path).map_err(CliError::file(path)),
    }
}

/// The tables of which not all could be read, each once.
fn tables(unreadable: &[Damage]) -> BTreeSet<&'static str> {
    unreadable.iter().map(|damage| damage.table).collect()
}

fn tell_unreadable(unreadable: &[Damage]) {
    let tables = tables(unreadable);
    for table in &tables {
        say!(
            "note: rows of the table {table} cannot be read, and what only they say was left out; \
             `ipvm store check` tells what other rows say of it"
        );
    }
    if ["mutations", "claims", "memo"].iter().any(|table| tables.contains(table)) {
        say!(
            "note: mutations may be among it that were begun: see to it that none is run a second \
             time where this is taken in"
        );
    }
}

pub(super) fn import(options: &TransferOptions) -> Result<bool, CliError> {
    let path = &options.file;
    let file = File::open(path).map_err(CliError::file(path))?;
    let store = any(options.store.store.as_deref())?;
    let folder = StoreFolder::open(options.store.store.as_deref())?;
    let executor = Did::from_signer(&keys::signer(&folder.keys()?, "executor")?);
    // A store may hold larger blocks than are taken in from elsewhere. A section takes no memory
    // before its bytes have come, so that a file takes no more of it than it is long.
    let length = file.metadata().map_err(CliError::file(path))?.len();
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let told = ImportOptions::at(SystemClock.now())
        // A pipe has no length.
        .with_section_bytes(length.max(ImportOptions::SECTION_BYTES))
        .trusting(options.trust.iter().cloned().chain([executor]));
    let progress = Progress::on_terminals();
    let imported = ipvm_housekeeping::import(&store, &told, file, &mut tell(&progress));
    drop(progress);
    let imported =
        imported.map_err(|error| CliError::Import { path: path.clone(), error: error.into() })?;
    for (executor, results) in &imported.untrusted {
        say!(
            "note: {results} results are the word of {executor} and were left out; \
             --trust {executor} takes them"
        );
    }
    if imported.unverified > 0 {
        say!(
            "note: {} receipts were left out, since who signed them cannot be verified here",
            imported.unverified
        );
    }
    print::Print(options.store.format).document(
        &json!({
            "blocks": imported.blocks,
            "bytes": imported.bytes,
            "receipts": imported.receipts,
            "results": imported.results,
            "mutations": { "settled": imported.settled, "indeterminate": imported.indeterminate },
            "pins": imported.pins,
            "stood": imported.stood,
            "leftOut": {
                "receipts": imported.unverified,
                "unanswered": imported.unanswered,
                "untrusted": imported.untrusted_results(),
            },
        }),
        &[
            ("blocks", imported.blocks.to_string()),
            ("receipts", imported.receipts.to_string()),
            ("content", print::size(imported.bytes)),
            ("results", imported.results.to_string()),
            (
                "mutations",
                format!("{} settled, {} indeterminate", imported.settled, imported.indeterminate),
            ),
            ("pins", imported.pins.to_string()),
            ("results stood already", imported.stood.to_string()),
        ],
    )?;
    Ok(true)
}
