//! Opening the database file, and making a new one.

use std::{fs, io, path::Path};

use ipvm_runtime::store::{Operation, StoreError};
use redb::{Builder, DatabaseError, ReadableDatabase, ReadableTable, TableError};

use crate::{
    directory::{Directory, new_file, remove, sync},
    engine::{Engine, engine_error, guarded, io_error, open_error},
    key_value,
    tables::{ABOUT, FORMAT, FORMAT_VERSION, KEY_VALUE, KEY_VALUE_VERSION, SESSION, TABLES},
    upgrade,
    writer::Due,
};

/// Bytes of pages kept in memory. The operating system caches the file too.
const CACHE_SIZE: usize = 64 * 1024 * 1024;

/// Opens the database at `file` in `directory`, or makes it, and begins a
/// session: returns the session's number, which is never used again.
pub(crate) fn open(
    directory: &Directory,
    file: &Path,
    blocks: &Path,
) -> Result<(Engine, u64), StoreError> {
    let engine = match fs::metadata(file) {
        Ok(found) if found.is_file() => guarded(file, || open_existing(file))?,
        Ok(_) => return Err(StoreError::NotAStore { path: file.to_path_buf() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if blocks.exists() {
                return Err(StoreError::Corrupted {
                    path: directory.path().to_path_buf(),
                    reason: "its blocks are there and its database file is not".to_owned(),
                });
            }
            create(directory, file)?
        }
        Err(error) => return Err(io_error(Operation::Open, file, &error)),
    };
    let session = guarded(file, || begin_session(&engine, file))?;
    Ok((engine, session))
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_SIZE);
    builder
}

fn open_existing(file: &Path) -> Result<Engine, StoreError> {
    // Opening for writing writes. So it is looked at first, and what is not
    // ours stays as it is. A file that was not closed cannot be looked at.
    match builder().open_read_only(file) {
        Ok(database) => check_format(&database, file).map(drop)?,
        Err(DatabaseError::RepairAborted) => {}
        Err(error) => return Err(open_error(file, error)),
    }
    let database = builder().open(file).map_err(|error| open_error(file, error))?;
    let format = check_format(&database, file)?;
    let engine = Engine::new(database);
    if upgrade::FROM.contains(&format) {
        let failed = |error| engine.error(Operation::Write, file, error);
        upgrade::upgrade(&engine, format).map_err(failed)?;
    }
    Ok(engine)
}

/// The layout of the file, if it is one that can be read or upgraded.
fn check_format(database: &impl ReadableDatabase, file: &Path) -> Result<u64, StoreError> {
    match read_format(database) {
        Ok(Some(format)) if format == FORMAT_VERSION || upgrade::FROM.contains(&format) => {
            Ok(format)
        }
        Ok(Some(found)) => Err(StoreError::UnsupportedVersion {
            path: file.to_path_buf(),
            found,
            supported: FORMAT_VERSION,
        }),
        Ok(None) => Err(StoreError::NotAStore { path: file.to_path_buf() }),
        Err(error) => Err(engine_error(Operation::Read, file, error)),
    }
}

/// The layout that the file says it has; `None` if it is somebody else's.
fn read_format(database: &impl ReadableDatabase) -> Result<Option<u64>, redb::Error> {
    let transaction = database.begin_read()?;
    match transaction.open_table(ABOUT) {
        Ok(about) => Ok(about.get(FORMAT)?.map(|format| format.value())),
        Err(
            TableError::TableDoesNotExist(_)
            | TableError::TableTypeMismatch { .. }
            | TableError::TableIsMultimap(_),
        ) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Makes the database under another name first: a file of the right name is
/// always a whole store, and an empty one is damage, not a new store.
fn create(directory: &Directory, file: &Path) -> Result<Engine, StoreError> {
    let unfinished = file.with_extension("redb.new");
    // The lock is held, so this is the leftover of a process that has ended.
    remove(&unfinished)?;
    let made = new_file(&unfinished, true)?;
    let failed = |error| engine_error(Operation::Create, &unfinished, error);
    let database = builder().create_file(made).map_err(|error| failed(error.into()))?;
    let engine = Engine::new(database);
    create_tables(&engine).map_err(failed)?;
    fs::rename(&unfinished, file).map_err(|error| io_error(Operation::Rename, file, &error))?;
    sync(directory.path())?;
    Ok(engine)
}

fn create_tables(engine: &Engine) -> Result<(), redb::Error> {
    let transaction = engine.begin_write(Due::Now)?;
    transaction.open_table(ABOUT)?.insert(FORMAT, FORMAT_VERSION)?;
    for table in TABLES {
        transaction.open_table(table)?;
    }
    Ok(transaction.commit()?)
}

fn begin_session(engine: &Engine, file: &Path) -> Result<u64, StoreError> {
    let failed = |error| engine.error(Operation::Write, file, error);
    check_key_value(engine, file)?;
    let begin = || {
        let transaction = engine.begin_write(Due::Now)?;
        let session = {
            let mut about = transaction.open_table(ABOUT)?;
            let last = about.get(SESSION)?.map_or(0, |session| session.value());
            let session = last.saturating_add(1);
            about.insert(SESSION, session)?;
            about.insert(KEY_VALUE, KEY_VALUE_VERSION)?;
            session
        };
        // They are there already, or the store comes from before there were any.
        for table in key_value::TABLES {
            transaction.open_table(table)?;
        }
        transaction.commit()?;
        Ok(session)
    };
    begin().map_err(failed)
}

/// Looks whether the tables of values by name are there, and laid out as we know
/// them, if the store says that it has them.
fn check_key_value(engine: &Engine, file: &Path) -> Result<(), StoreError> {
    let look = || {
        let transaction = engine.begin_read()?;
        let Some(found) = transaction.open_table(ABOUT)?.get(KEY_VALUE)?.map(|row| row.value())
        else {
            return Ok(None);
        };
        if found == KEY_VALUE_VERSION {
            for table in key_value::TABLES {
                transaction.open_table(table)?;
            }
        }
        Ok(Some(found))
    };
    match look().map_err(|error| engine.error(Operation::Read, file, error))? {
        Some(found) if found != KEY_VALUE_VERSION => Err(StoreError::UnsupportedVersion {
            path: file.to_path_buf(),
            found,
            supported: KEY_VALUE_VERSION,
        }),
        _ => Ok(()),
    }
}
