//! The engine: limits, determinism, and the cache of compiled code.

mod bombs;
mod called_off;
mod guest;
mod profiles;
mod stops;

use std::{fs, path::Path, time::Duration};

use ipld_core::ipld::Ipld;
use ipld_wit::wasmtime::EncodedOutput;
use ipvm_runtime::engine::{
    CacheError, CodeCache, Ended, Engine, EngineConfig, Execution, Limits, LoadError, Stop,
};
use varsig::{Block, dag_cbor};

use crate::{
    stage::{self, number},
    values::LARGE,
};

fn numbers() -> Block {
    Block::raw(stage::component(stage::NUMBERS))
}

fn engine() -> Engine {
    Engine::new(EngineConfig::default(), None).unwrap()
}

/// The DAG-CBOR of a list of arguments.
pub(crate) fn params(params: impl IntoIterator<Item = Ipld>) -> Vec<u8> {
    dag_cbor::encode(&stage::list(params)).unwrap()
}

pub(crate) fn returned(value: &Ipld) -> Ended {
    Ended::Returned(EncodedOutput::Ok(dag_cbor::encode(value).unwrap()))
}

fn call(engine: &Engine, function: &str, param: i128, limits: Limits) -> Execution {
    let component = engine.load(&numbers()).unwrap();
    let function = component.function(function).unwrap();
    engine.call(&component, &function, &params([number(param)]), &limits).unwrap()
}

#[test]
fn the_same_call_takes_the_same_fuel_every_time() {
    let (one, other) = (engine(), engine());
    let limits = Limits::default();
    let first = call(&one, "add-one", 41, limits);
    assert_eq!(first.ended, returned(&number(42)));
    assert!(first.fuel.is_some_and(|fuel| fuel > 0 && fuel < 100), "{first:?}");
    assert_eq!(call(&one, "add-one", 41, limits), first);
    assert_eq!(call(&other, "add-one", 41, limits), first);
}

#[test]
fn fuel_stops_a_guest() {
    let limits = Limits::default().with_fuel(100_000);
    let ended = call(&engine(), "spin", 0, limits).ended;
    assert_eq!(ended, Ended::Stopped(Stop::Fuel));
}

#[test]
fn time_stops_a_guest() {
    let limits = Limits::default().with_time(Duration::from_millis(30));
    let ended = call(&engine(), "spin", 0, limits).ended;
    assert_eq!(ended, Ended::Stopped(Stop::Time));
}

#[test]
fn a_stack_that_overflows_stops_a_guest() {
    let ended = call(&engine(), "deep", 0, Limits::default()).ended;
    assert_eq!(ended, Ended::Stopped(Stop::Stack));
}

#[test]
fn growth_beyond_the_executors_limit_stops_a_guest_without_telling_it() {
    let limits = Limits::default().with_memory(2 << 16);
    let engine = engine();
    let grown = call(&engine, "grow", 1, limits).ended;
    assert_eq!(grown, returned(&number(1)));
    let stopped = call(&engine, "grow", 2, limits).ended;
    assert_eq!(stopped, Ended::Stopped(Stop::Memory));
    // A memory that starts beyond the limit does not start.
    let nothing = Limits::default().with_memory(1);
    let stopped = call(&engine, "add-one", 2, nothing).ended;
    assert_eq!(stopped, Ended::Stopped(Stop::Memory));
}

#[test]
fn growth_beyond_the_modules_own_maximum_fails_as_wasm_says() {
    let ended = call(&engine(), "grow", 3, Limits::default()).ended;
    assert_eq!(ended, returned(&number(-1)));
}

#[test]
fn a_task_cannot_raise_the_executors_limits() {
    let config = EngineConfig::default().with_limits(Limits::default().with_fuel(1000));
    let engine = Engine::new(config, None).unwrap();
    let ended = call(&engine, "spin", 0, Limits::default()).ended;
    assert_eq!(ended, Ended::Stopped(Stop::Fuel));
}

#[test]
fn a_component_that_is_too_large_is_not_compiled() {
    let config = EngineConfig::default().with_component_bytes(100);
    let engine = Engine::new(config, None).unwrap();
    let found = numbers().bytes().len();
    assert_eq!(engine.load(&numbers()).unwrap_err(), LoadError::TooLarge { limit: 100, found });
}

#[test]
fn instances_are_fresh() {
    let engine = engine();
    for _ in 0..3 {
        let grown = call(&engine, "grow", 1, Limits::default()).ended;
        assert_eq!(grown, returned(&number(1)), "the memory was used before");
    }
}

fn cache(folder: &Path, key: u8) -> CodeCache {
    CodeCache::open(folder.join("code"), [key; 32]).unwrap()
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder.join("code")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn compiled_code_is_kept_and_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = Engine::new(EngineConfig::default(), Some(cache(folder.path(), 1))).unwrap();
    first.load(&numbers()).unwrap();
    let kept = entries(folder.path());
    assert_eq!(kept.len(), 1, "{kept:?}");
    let modified = fs::metadata(&kept[0]).unwrap().modified().unwrap();
    for cache in [cache(folder.path(), 1), cache(folder.path(), 1).with_mapped_code()] {
        let second = Engine::new(EngineConfig::default(), Some(cache)).unwrap();
        let ended = call(&second, "add-one", 1, Limits::default()).ended;
        assert_eq!(ended, returned(&number(2)));
        assert_eq!(fs::metadata(&kept[0]).unwrap().modified().unwrap(), modified);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn code_is_mapped_where_that_is_asked_for_and_outlives_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let first = Engine::new(EngineConfig::default(), Some(cache(folder.path(), 1))).unwrap();
    first.load(&numbers()).unwrap();
    let entry = entries(folder.path()).remove(0).canonicalize().unwrap();
    let is_mapped = || {
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        let code = maps.lines().filter(|line| line.contains(entry.to_str().unwrap()));
        code.filter(|line| line.contains("r-xp")).count() > 0
    };
    assert!(!is_mapped());
    let mapping = cache(folder.path(), 1).with_mapped_code();
    let mapping = Engine::new(EngineConfig::default(), Some(mapping)).unwrap();
    mapping.load(&numbers()).unwrap();
    assert!(is_mapped());
    // Somebody puts another file in its place, as the cache does.
    let other = folder.path().join("other");
    fs::write(&other, b"no code").unwrap();
    fs::rename(&other, &entry).unwrap();
    let ended = call(&mapping, "add-one", 1, Limits::default()).ended;
    assert_eq!(ended, returned(&number(2)));
}

#[test]
fn a_forged_entry_is_refused_and_left_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let first = Engine::new(EngineConfig::default(), Some(cache(folder.path(), 1))).unwrap();
    first.load(&numbers()).unwrap();
    let path = entries(folder.path()).remove(0);
    let sound = fs::read(&path).unwrap();

    let refused = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        for cache in [cache(folder.path(), 1), cache(folder.path(), 1).with_mapped_code()] {
            let engine = Engine::new(EngineConfig::default(), Some(cache)).unwrap();
            assert_eq!(
                engine.load(&numbers()).unwrap_err(),
                LoadError::Cache(CacheError::Forged { path: path.clone() })
            );
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
    };
    let mac = sound.len() - 32;
    for index in [0, sound.len() / 2, mac - 1, mac, sound.len() - 1] {
        let mut forged = sound.clone();
        forged[index] ^= 1;
        refused(&forged);
    }
    refused(&sound[..sound.len() - 1]);
    refused(&sound[..10]);
    refused(&[]);
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
