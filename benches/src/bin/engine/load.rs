//! Compiled code from the cache on disk.

use std::{env, error::Error, fs, io::Write, process};

use ipvm_benches::{Table, alone, beside};
use ipvm_runtime::engine::{CodeCache, Engine, EngineConfig};
use wasmtime::{Config, component::Component};

use crate::{example, trivial::microseconds};

pub(crate) fn measure(table: &mut Table<impl Write>) -> Result<(), Box<dyn Error>> {
    let folder = env::temp_dir().join(format!("ipvm-benches-{}", process::id()));
    let result = in_folder(table, &folder);
    fs::remove_dir_all(&folder)?;
    result
}

fn in_folder(
    table: &mut Table<impl Write>,
    folder: &std::path::Path,
) -> Result<(), Box<dyn Error>> {
    let pictures = example("guests/components/image-ops.wasm")?;
    // Nothing is kept in memory, so that each time is like the first of a process.
    let config = EngineConfig::default().with_loaded_components(0);
    let engine = Engine::new(config, Some(CodeCache::open(folder, [7; 32])?))?;
    engine.load(&pictures)?;
    let from_memory = Engine::new(EngineConfig::default(), None)?;
    from_memory.load(&pictures)?;

    table.part("loading image-ops, 296 KB", "compiling")?;
    // On this thread, whose time is measured.
    let compiler = wasmtime::Engine::new(Config::new().parallel_compilation(false))?;
    let load = || engine.load(&pictures).expect("it is in the cache");
    let measured = beside(load, || Component::new(&compiler, pictures.bytes()));
    let bar = microseconds(measured.nanoseconds, 500.0);
    table.row("from disk", measured.nanoseconds, measured.other, bar)?;
    let measured = alone(|| from_memory.load(&pictures).expect("it is there"));
    let bar = microseconds(measured.nanoseconds, 1.0);
    table.row("from memory", measured.nanoseconds, f64::NAN, bar)?;
    Ok(())
}
