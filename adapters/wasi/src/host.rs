//! The host as a whole.

use ipvm_runtime::engine::{
    Guest,
    host::{Host, HostState, Import, Linker},
};
use wasmtime::Result;

use crate::{
    definitions::{Definitions, Names},
    interfaces,
    state::State,
};

/// The name of the profile, which stands behind that of the engine in the computation keys of
/// components that import from it: `ipvm-deterministic-1+wasi-1`.
pub const PROFILE: &str = "wasi-1";

/// How many bytes of each stream are kept unless another number is set.
const OUTPUT: usize = 64 << 10;

/// A deterministic WASI 0.2 for an executor:
/// [`with_host`](ipvm_runtime::ExecutorBuilder::with_host).
#[derive(Clone, Debug)]
pub struct Wasi {
    names: Names,
    output: usize,
}

impl Wasi {
    /// With 64 KiB for each of the two streams that are captured.
    #[must_use]
    pub fn new() -> Self {
        let mut definitions = Definitions::new(None);
        // Without a linker nothing is defined, and so nothing can fail.
        let _ = interfaces::define(&mut definitions);
        Self { names: definitions.into_names(), output: OUTPUT }
    }

    /// Keeps so many bytes of what a guest writes to each of the two streams. The guest may
    /// write more all the same, and cannot tell.
    #[must_use]
    pub const fn with_output(mut self, bytes: usize) -> Self {
        self.output = bytes;
        self
    }
}

impl Default for Wasi {
    fn default() -> Self {
        Self::new()
    }
}

impl Host for Wasi {
    fn profile(&self) -> &str {
        PROFILE
    }

    fn offers(&self, import: &Import) -> bool {
        self.names.has(import)
    }

    fn define(&self, linker: &mut Linker<Guest>) -> Result<()> {
        interfaces::define(&mut Definitions::new(Some(linker)))
    }

    fn state(&self, seed: &[u8]) -> Box<dyn HostState> {
        Box::new(State::new(seed, self.output))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ipvm_runtime::engine::{Engine, EngineConfig, LoadError};
    use varsig::Block;

    use super::*;

    #[test]
    fn everything_that_is_offered_by_name_is_defined() {
        let wasi = Wasi::new();
        let engine = Engine::new(EngineConfig::default(), None).unwrap();
        let engine = engine.with_host(Arc::new(wasi.clone())).unwrap();
        let mut count = 0;
        for (interface, name) in wasi.names.all() {
            let import =
                Import { interface: Some(format!("{interface}@0.2.5").into()), name: name.into() };
            assert!(wasi.offers(&import), "{import}");
            let as_what = |kind| {
                let text = format!(
                    r#"(component (import "{interface}@0.2.5" (instance (export "{name}" {kind}))))"#
                );
                engine.load(&Block::raw(wat::parse_str(text).unwrap())).map(drop)
            };
            // Methods need their resource in their type, without which they are not valid.
            if name.starts_with('[') {
                continue;
            }
            count += 1;
            let found = [as_what("(func)"), as_what("(type (sub resource))")];
            // It is of the one kind or of the other, and never of none.
            let is_missing = |found: &Result<(), LoadError>| match found {
                Err(LoadError::ImportTypes { detail }) => detail.contains("is missing"),
                Err(LoadError::Imports { .. }) => true,
                _ => false,
            };
            assert!(!found.iter().any(is_missing), "{import}: {found:?}");
        }
        assert!(count > 40, "{count}");
    }

    #[test]
    fn every_method_is_of_a_resource_that_is_defined() {
        let wasi = Wasi::new();
        for (interface, name) in wasi.names.all() {
            let Some(method) = name.strip_prefix("[method]") else { continue };
            let (resource, _) = method.split_once('.').unwrap();
            let is_there = wasi.names.all().any(|other| other == (interface, resource));
            assert!(is_there, "{interface}#{name}");
        }
    }
}
