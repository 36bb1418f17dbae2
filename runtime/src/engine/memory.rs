//! Finding a way to have linear memories on this machine.

use wasmtime::{
    Engine, Result, Store,
    component::{Component, Linker},
};

use super::{
    code_cache::CodeCache,
    config::{EngineConfig, Memory},
};

/// The smallest component with a memory:
/// `(component (core module (memory 1)) (core instance (instantiate 0)))`.
const PROBE: [u8; 29] = [
    0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, 0x01, 0x0d, 0x00, 0x61, 0x73, 0x6d, 0x01, 0x00,
    0x00, 0x00, 0x05, 0x03, 0x01, 0x00, 0x01, 0x02, 0x04, 0x01, 0x00, 0x00, 0x00,
];

/// An engine with memories of this kind, which was seen to give one. An engine can
/// often be made where its memories cannot.
pub(super) fn engine(
    config: &EngineConfig,
    memory: Memory,
    cache: Option<&CodeCache>,
) -> Result<Engine> {
    let engine = Engine::new(&config.wasmtime(memory, cache))?;
    let probe = Component::from_binary(&engine, &PROBE)?;
    let mut store = Store::new(&engine, ());
    if config.profile.counts_fuel() {
        store.set_fuel(1)?;
    }
    store.set_epoch_deadline(1);
    Linker::new(&engine).instantiate(&mut store, &probe)?;
    Ok(engine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probe_is_what_it_says() {
        let text = "(component (core module (memory 1)) (core instance (instantiate 0)))";
        assert_eq!(wat::parse_str(text).unwrap(), PROBE);
    }

    #[test]
    fn the_kind_that_needs_least_can_be_had_wherever_any_can() {
        let moving = engine(&EngineConfig::default(), Memory::Moving, None);
        assert!(moving.is_ok(), "{:?}", moving.err());
    }
}
