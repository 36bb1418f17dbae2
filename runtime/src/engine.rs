//! The WebAssembly engine: deterministic, limited, and quick on the second call.
//!
//! Knows components, types and limits; knows nothing of tokens. A component is
//! compiled once per engine configuration, and its code kept in memory and, with a
//! [`CodeCache`], on disk. Every call gets a fresh instance.
//!
//! # What stops a guest
//!
//! Whatever a guest does, a call comes to an end, and [`Stop`] says which limit ended it.
//! [Fuel](Limits::fuel) and [time](Limits::time) are counted in loops, in calls, and within
//! bulk instructions; [memory](Limits::memory) whenever a memory or a table is made or
//! grows; the stack whenever a function is entered; values while they are handed over. A
//! guest is in its own code, or in the engine's, which hands over arguments and results: of
//! those there are never more than [`EngineConfig::value_bytes`]. Or it is in a function of
//! the [`Host`], if there is one: that is charged, and never waits.
//!
//! A [`Cancellation`](crate::Cancellation) ends a call from outside.
//!
//! # Imports
//!
//! By itself an engine gives a guest nothing, and refuses a component that imports anything
//! but types. A [`Host`], which an adapter brings, has functions that may be
//! imported ([`Engine::with_host`]).

mod call;
mod code_cache;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod code_pages;
mod component;
mod config;
mod error;
mod guest;
pub mod host;
mod imports;
mod limiter;
mod memory;
mod output;
mod profile;
mod shape;
mod slots;
mod ticker;
mod watch;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use cid::Cid;
use varsig::Block;
use wasmtime::component::Linker;

pub use self::{
    call::{CallOptions, Ended, Execution, Stop},
    code_cache::{CacheError, CodeCache},
    component::{Component, Function},
    config::{EngineConfig, Limits},
    error::{CallError, EngineError, FunctionError, LoadError},
    guest::Guest,
    output::{CapturedOutput, CapturedStream},
    profile::Profile,
};
use self::{config::Memory, host::Host, slots::Slots, ticker::Ticker};

/// Compiles components and calls their functions. Share it behind an [`Arc`].
pub struct Engine {
    config: EngineConfig,
    /// The engines to try, the quickest first, and what components may import from each.
    engines: Vec<Linker<Guest>>,
    host: Option<Arc<dyn Host>>,
    pooled: bool,
    cache: Option<CodeCache>,
    loaded: Mutex<Loaded>,
    /// Held while compiling, so that one component is compiled once.
    compiling: Mutex<()>,
    slots: Slots,
    _ticker: Ticker,
}

/// Compiled components, the oldest going first when there are too many.
#[derive(Default)]
struct Loaded {
    by_cid: HashMap<Cid, Arc<Component>>,
    order: VecDeque<Cid>,
}

impl Engine {
    /// An engine with this configuration, and a place on disk for compiled code.
    ///
    /// Instances come from a pool if the address space for one can be had, and
    /// are made on demand otherwise; where even that takes too much address space,
    /// memories are moved when they grow. Results and fuel are the same.
    ///
    /// # Errors
    ///
    /// [`EngineError::Unavailable`] if this machine cannot run the engine,
    /// [`EngineError::Ticker`] if its clock thread cannot be started.
    pub fn new(config: EngineConfig, cache: Option<CodeCache>) -> Result<Self, EngineError> {
        let pooled = memory::engine(&config, Memory::Pooled, cache.as_ref()).ok();
        let is_pooled = pooled.is_some();
        // Where address space is short, memories are grown by moving them: slower, and
        // the same in everything that a guest can see.
        let on_demand = memory::engine(&config, Memory::Reserved, cache.as_ref())
            .or_else(|_| memory::engine(&config, Memory::Moving, cache.as_ref()))
            .map_err(|error| EngineError::Unavailable { detail: format!("{error:#}") })?;
        let engines: Vec<_> = pooled.into_iter().chain([on_demand]).collect();
        let ticker = Ticker::start(engines.clone())
            .map_err(|error| EngineError::Ticker { kind: error.kind() })?;
        Ok(Self {
            slots: Slots::new(config.slots()),
            config,
            engines: engines.iter().map(Linker::new).collect(),
            host: None,
            pooled: is_pooled,
            cache,
            loaded: Mutex::default(),
            compiling: Mutex::default(),
            _ticker: ticker,
        })
    }

    /// Lets components import what `host` offers. Before anything is loaded.
    ///
    /// # Errors
    ///
    /// [`EngineError::Host`] if it cannot define that.
    pub fn with_host(mut self, host: Arc<dyn Host>) -> Result<Self, EngineError> {
        for linker in &mut self.engines {
            host.define(linker)
                .map_err(|error| EngineError::Host { detail: format!("{error:#}") })?;
        }
        self.host = Some(host);
        Ok(self)
    }

    /// The [identifier](Profile::id) of the profile. What is part of a computation key is the
    /// [profile of the component](Component::profile), which begins with it.
    #[must_use]
    pub const fn profile(&self) -> &'static str {
        self.config.profile.id()
    }

    /// How this engine is set up.
    #[must_use]
    pub const fn config(&self) -> &EngineConfig {
        &self.config
    }

    /// Whether instances come from a pool.
    #[must_use]
    pub const fn is_pooled(&self) -> bool {
        self.pooled
    }

    /// The limits that no task may exceed.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.config.limits
    }

    /// Loads the component in `block`: from memory, from the cache on disk, or by
    /// compiling it.
    ///
    /// # Errors
    ///
    /// [`LoadError`], see there.
    pub fn load(&self, block: &Block) -> Result<Arc<Component>, LoadError> {
        if let Some(component) = self.loaded(block.cid()) {
            return Ok(component);
        }
        let _compiling = self.compiling.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(component) = self.loaded(block.cid()) {
            return Ok(component);
        }
        let component = Arc::new(self.load_afresh(block)?);
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.by_cid.insert(*block.cid(), Arc::clone(&component));
        loaded.order.push_back(*block.cid());
        if loaded.order.len() > self.config.loaded_components
            && let Some(oldest) = loaded.order.pop_front()
        {
            loaded.by_cid.remove(&oldest);
        }
        Ok(component)
    }

    fn loaded(&self, cid: &Cid) -> Option<Arc<Component>> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.by_cid.get(cid).map(Arc::clone)
    }

    fn load_afresh(&self, block: &Block) -> Result<Component, LoadError> {
        component::check_layer(block.bytes())?;
        let (limit, found) = (self.config.component_bytes, block.bytes().len());
        if found > limit {
            return Err(LoadError::TooLarge { limit, found });
        }
        let mut refused = None;
        // A component may be too large for the pool's slots; the engine without a
        // pool takes it then.
        let host = self.host.as_deref();
        for linker in &self.engines {
            let profile = self.profile();
            match Component::load(linker, host, profile, block, limit, self.cache.as_ref()) {
                Err(error @ LoadError::Invalid { .. }) => refused = Some(error),
                other => return other,
            }
        }
        Err(refused.unwrap_or(LoadError::NotAComponent))
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("config", &self.config)
            .field("cache", &self.cache)
            .finish_non_exhaustive()
    }
}
