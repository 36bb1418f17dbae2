//! Compiled code on disk: kept, used again, and refused if it is not ours.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ipvm_runtime::engine::{CacheError, CodeCache, Ended, Engine, EngineConfig, Limits, LoadError};
use varsig::Block;

use super::{call, numbers, params, returned};
use crate::{
    stage::{self, number},
    values::LARGE,
};

/// What comes back from [`bulky`].
const LAST: u8 = 77;

fn cache(folder: &Path, key: u8) -> CodeCache {
    CodeCache::open(folder.join("code"), [key; 32]).unwrap()
}

fn engine(folder: &Path) -> Engine {
    Engine::new(EngineConfig::default(), Some(cache(folder, 1))).unwrap()
}

pub(super) fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder.join("code")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// A component with more than half a megabyte of data, which is part of its code. Its function
/// `last` answers with the last byte.
fn bulky() -> Block {
    const SIZE: usize = 700 << 10;
    let data = format!("{}\\{LAST:02x}", "m".repeat(SIZE - 1));
    let last = SIZE - 1;
    Block::raw(stage::component(&format!(
        r#"(component
          (core module $code
            (memory 1)
            (data $data "{data}")
            (func (export "last") (result i32)
              (memory.init $data (i32.const 8) (i32.const {last}) (i32.const 1))
              (i32.load8_u (i32.const 8))))
          (core instance $code (instantiate $code))
          (func (export "last") (result s32) (canon lift (core func $code "last"))))"#
    )))
}

fn last(engine: &Engine) -> Ended {
    let component = engine.load(&bulky()).unwrap();
    let function = component.function("last").unwrap();
    engine.call(&component, &function, &params([]), &Limits::default()).unwrap().ended
}

#[test]
fn compiled_code_is_kept_and_used_again() {
    let folder = tempfile::tempdir().unwrap();
    engine(folder.path()).load(&numbers()).unwrap();
    let kept = entries(folder.path());
    assert_eq!(kept.len(), 1, "{kept:?}");
    let modified = fs::metadata(&kept[0]).unwrap().modified().unwrap();
    let second = engine(folder.path());
    let ended = call(&second, "add-one", 1, Limits::default()).ended;
    assert_eq!(ended, returned(&number(2)));
    assert_eq!(fs::metadata(&kept[0]).unwrap().modified().unwrap(), modified);
}

#[test]
fn large_code_is_kept_and_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = engine(folder.path());
    assert_eq!(last(&first), returned(&number(LAST.into())));
    let entry = entries(folder.path()).remove(0);
    let modified = fs::metadata(&entry).unwrap().modified().unwrap();
    let second = engine(folder.path());
    assert_eq!(last(&second), returned(&number(LAST.into())));
    assert_eq!(fs::metadata(&entry).unwrap().modified().unwrap(), modified);
}

#[test]
fn code_that_was_loaded_does_not_change_with_its_entry() {
    for large in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let block = if large { bulky() } else { numbers() };
        engine(folder.path()).load(&block).unwrap();
        let entry = entries(folder.path()).remove(0);
        let second = engine(folder.path());
        second.load(&block).unwrap();
        // The same file, and not one that takes its name.
        let zeros = vec![0; fs::read(&entry).unwrap().len()];
        fs::write(&entry, zeros).unwrap();
        fs::OpenOptions::new().write(true).open(&entry).unwrap().set_len(0).unwrap();
        if large {
            assert_eq!(last(&second), returned(&number(LAST.into())));
        } else {
            let ended = call(&second, "add-one", 1, Limits::default()).ended;
            assert_eq!(ended, returned(&number(2)));
        }
    }
}

#[test]
fn large_code_lives_as_long_as_anybody_uses_it() {
    let folder = tempfile::tempdir().unwrap();
    engine(folder.path()).load(&bulky()).unwrap();
    // Nothing is kept by the engine, so that every component is its user's alone.
    let config = EngineConfig::default().with_loaded_components(0);
    let engine = Engine::new(config, Some(cache(folder.path(), 1))).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    assert_eq!(last(&engine), returned(&number(LAST.into())));
                }
            });
        }
    });
}

#[test]
fn a_forged_entry_is_refused_and_left_where_it_is() {
    for block in [numbers(), bulky()] {
        let folder = tempfile::tempdir().unwrap();
        engine(folder.path()).load(&block).unwrap();
        let path = entries(folder.path()).remove(0);
        let sound = fs::read(&path).unwrap();

        let refused = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            assert_eq!(
                engine(folder.path()).load(&block).unwrap_err(),
                LoadError::Cache(CacheError::Forged { path: path.clone() })
            );
            assert_eq!(fs::read(&path).unwrap(), bytes);
        };
        let mac = sound.len() - 32;
        for index in [0, sound.len() / 2, mac - 1, mac, sound.len() - 1] {
            let mut forged = sound.clone();
            forged[index] ^= 1;
            refused(&forged);
        }
        let mut longer = sound.clone();
        longer.push(0);
        refused(&longer);
        refused(&sound[..sound.len() - 1]);
        refused(&sound[..10]);
        refused(&[]);
    }
}

#[test]
fn an_entry_of_another_component_or_another_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::new(EngineConfig::default(), Some(cache(folder.path(), 1))).unwrap();
    engine.load(&numbers()).unwrap();
    let entry = entries(folder.path()).remove(0);

    // Somebody with write access names good code of one component for another.
    let large = Block::raw(stage::component(LARGE));
    let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
    let other = name.replace(&numbers().cid().to_string(), &large.cid().to_string());
    let path = entry.with_file_name(other);
    fs::copy(&entry, &path).unwrap();
    assert_eq!(engine.load(&large).unwrap_err(), LoadError::Cache(CacheError::Forged { path }));

    let stranger = Engine::new(EngineConfig::default(), Some(cache(folder.path(), 2))).unwrap();
    assert_eq!(
        stranger.load(&numbers()).unwrap_err(),
        LoadError::Cache(CacheError::Forged { path: entry })
    );
}

#[cfg(unix)]
#[test]
fn a_cache_that_others_may_enter_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("code");
    fs::create_dir(&directory).unwrap();
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(
        CodeCache::open(&directory, [1; 32]).unwrap_err(),
        CacheError::NotPrivate { directory: directory.clone() }
    );
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o700)).unwrap();
    assert!(CodeCache::open(&directory, [1; 32]).is_ok());
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&directory, &link).unwrap();
    assert!(matches!(CodeCache::open(&link, [1; 32]), Err(CacheError::NotPrivate { .. })));
}
