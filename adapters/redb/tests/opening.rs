//! A store that cannot be opened is an error, and is left as it is.

use std::{fs, io, path::Path};

use ipvm_redb::{FORMAT_VERSION, RedbStore};
use ipvm_runtime::store::{Blocks, StoreError, Visibility};
use redb::{Database, TableDefinition};
use tempfile::tempdir;
use varsig::Block;

/// The names in a directory, sorted.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("the directory can be read");
    let name = |entry: io::Result<fs::DirEntry>| {
        entry.map(|entry| entry.file_name().to_string_lossy().into_owned())
    };
    let mut names: Vec<String> =
        entries.map(name).collect::<Result<_, _>>().expect("the directory can be read");
    names.sort();
    names
}

#[track_caller]
fn refused(directory: &Path) -> StoreError {
    RedbStore::open(directory).expect_err("the store should not have opened")
}

#[test]
fn refuses_a_path_that_is_a_file() {
    let root = tempdir().unwrap();
    let file = root.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert_eq!(refused(&file), StoreError::NotADirectory { path: file.clone() });
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    assert_eq!(names(root.path()), ["file"]);
}

#[test]
fn refuses_a_path_that_leads_through_a_file() {
    let root = tempdir().unwrap();
    let file = root.path().join("file");
    fs::write(&file, "mine").unwrap();
    for below in [file.join("store"), file.join("a/b")] {
        assert_eq!(refused(&below), StoreError::NotADirectory { path: below.clone() });
    }
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    assert_eq!(names(root.path()), ["file"]);
}

#[test]
fn makes_the_directories_that_are_missing() {
    let root = tempdir().unwrap();
    let directory = root.path().join("a/b/store");
    let store = RedbStore::open(&directory).unwrap();
    assert_eq!(store.directory(), directory);
    drop(store);
    assert_eq!(names(&directory), ["blocks", "lock", "store.redb"]);
}

#[cfg(unix)]
#[test]
fn makes_everything_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempdir().unwrap();
    let directory = root.path().join("store");
    let large = Block::raw(vec![7; 300_000]);
    Blocks::put(&RedbStore::open(&directory).unwrap(), &large, Visibility::Public).unwrap();
    let mut pending = vec![directory];
    let mut files = 0;
    while let Some(path) = pending.pop() {
        let found = fs::metadata(&path).unwrap();
        let mode = found.permissions().mode() & 0o777;
        if found.is_dir() {
            assert_eq!(mode, 0o700, "{}", path.display());
            pending.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            assert_eq!(mode, 0o600, "{}", path.display());
            files += 1;
        }
    }
    assert_eq!(files, 3, "the lock, the database and one large block");
}

#[test]
fn refuses_to_open_twice_and_opens_again_after_closing() {
    let root = tempdir().unwrap();
    let directory = root.path().join("store");
    let store = RedbStore::open(&directory).unwrap();
    assert_eq!(refused(&directory), StoreError::Locked { path: directory.clone() });
    let block = Block::raw(*b"still usable");
    Blocks::put(&store, &block, Visibility::Public).unwrap();
    drop(store);
    let store = RedbStore::open(&directory).unwrap();
    assert_eq!(Blocks::get(&store, block.cid()), Ok(Some(block)));
}

#[test]
fn refuses_a_file_that_is_no_database_and_leaves_it() {
    let root = tempdir().unwrap();
    let file = root.path().join("store.redb");
    let long: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    for garbage in [&b""[..], b"x", b"not a database at all", &[0; 4096], &long] {
        fs::write(&file, garbage).unwrap();
        assert_eq!(refused(root.path()), StoreError::NotAStore { path: file.clone() });
        assert!(fs::read(&file).unwrap() == garbage, "{} bytes changed", garbage.len());
        assert_eq!(names(root.path()), ["lock", "store.redb"]);
    }
}

#[test]
fn refuses_a_directory_in_the_place_of_the_database() {
    let root = tempdir().unwrap();
    let file = root.path().join("store.redb");
    fs::create_dir(&file).unwrap();
    assert_eq!(refused(root.path()), StoreError::NotAStore { path: file.clone() });
    assert_eq!(names(&file), [""; 0]);
}

#[test]
fn refuses_a_database_of_somebody_else() {
    let root = tempdir().unwrap();
    let file = root.path().join("store.redb");
    let theirs: TableDefinition<'_, &str, &str> = TableDefinition::new("theirs");
    let database = Database::create(&file).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction.open_table(theirs).unwrap().insert("key", "value").unwrap();
    transaction.commit().unwrap();
    drop(database);
    let before = fs::read(&file).unwrap();
    assert_eq!(refused(root.path()), StoreError::NotAStore { path: file.clone() });
    assert!(fs::read(&file).unwrap() == before, "the database changed");
}

#[test]
fn refuses_another_version_by_its_number() {
    let root = tempdir().unwrap();
    drop(RedbStore::open(root.path()).unwrap());
    let file = root.path().join("store.redb");
    let about: TableDefinition<'_, &str, u64> = TableDefinition::new("ipvm_store");
    let database = Database::open(&file).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction.open_table(about).unwrap().insert("format", FORMAT_VERSION + 1).unwrap();
    transaction.commit().unwrap();
    drop(database);
    assert_eq!(
        refused(root.path()),
        StoreError::UnsupportedVersion {
            path: file,
            found: FORMAT_VERSION + 1,
            supported: FORMAT_VERSION
        }
    );
}

#[test]
fn refuses_blocks_whose_database_is_gone() {
    let root = tempdir().unwrap();
    drop(RedbStore::open(root.path()).unwrap());
    fs::remove_file(root.path().join("store.redb")).unwrap();
    for _ in 0..2 {
        let error = refused(root.path());
        assert!(matches!(&error, StoreError::Corrupted { path, .. } if path == root.path()));
        assert_eq!(names(root.path()), ["blocks", "lock"]);
    }
}

#[test]
fn refuses_a_database_that_was_cut_short() {
    let root = tempdir().unwrap();
    let store = RedbStore::open(root.path()).unwrap();
    for number in 0..20_u8 {
        let block = Block::raw(vec![number; 50_000]);
        Blocks::put(&store, &block, Visibility::Public).unwrap();
    }
    drop(store);
    let file = root.path().join("store.redb");
    let whole = fs::read(&file).unwrap();
    for length in [0, 4, 9, 64, 320, 4096, 5000, whole.len() / 2, whole.len() - 4096] {
        fs::write(&file, &whole[..length]).unwrap();
        let error = refused(root.path());
        assert!(
            matches!(error, StoreError::NotAStore { .. } | StoreError::Corrupted { .. }),
            "{length} bytes: {error:?}"
        );
        assert!(fs::read(&file).unwrap() == whole[..length], "{length} bytes: changed");
    }
}

#[test]
fn begins_anew_where_making_a_store_was_interrupted() {
    let root = tempdir().unwrap();
    fs::write(root.path().join("store.redb.new"), "half").unwrap();
    drop(RedbStore::open(root.path()).unwrap());
    assert_eq!(names(root.path()), ["blocks", "lock", "store.redb"]);
}

#[test]
fn clears_away_what_was_written_in_half() {
    let root = tempdir().unwrap();
    drop(RedbStore::open(root.path()).unwrap());
    let incoming = root.path().join("blocks/incoming");
    fs::write(incoming.join("0"), "half").unwrap();
    drop(RedbStore::open(root.path()).unwrap());
    assert_eq!(names(&incoming), [""; 0]);
}
