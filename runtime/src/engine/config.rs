//! How an engine is set up, and the limits.

use std::time::Duration;

use wasmtime::{Config, PoolingAllocationConfig};

use super::{code_cache::CodeCache, limiter::TABLE_ELEMENTS, profile::Profile};

/// What a task may use at the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Fuel, in the units of [`Profile::Deterministic`]: about one per instruction. Under
    /// [`Profile::Fast`] no fuel is counted, and this says nothing.
    pub fuel: u64,
    /// Bytes of all linear memories and all tables of the component's instances together. An
    /// element of a table counts as eight bytes.
    pub memory: u64,
    /// Time on the clock, from when a call is asked for. It ends a guest at the first tick
    /// after it, and there is one every ten milliseconds.
    pub time: Duration,
    /// Bytes added to the store: the outcome as it is kept, in DAG-CBOR, and each block that a
    /// handler keeps, once. The executor sees to this one; a call of the engine keeps nothing.
    pub disk: u64,
}

impl Default for Limits {
    /// 500 billion units of fuel, 1 GiB of memory, five minutes and 1 GiB in the store.
    fn default() -> Self {
        Self {
            fuel: 500_000_000_000,
            memory: 1 << 30,
            time: Duration::from_secs(300),
            disk: 1 << 30,
        }
    }
}

impl Limits {
    /// With so much fuel.
    #[must_use]
    pub const fn with_fuel(mut self, fuel: u64) -> Self {
        self.fuel = fuel;
        self
    }

    /// With so many bytes of memory.
    #[must_use]
    pub const fn with_memory(mut self, bytes: u64) -> Self {
        self.memory = bytes;
        self
    }

    /// With so much time.
    #[must_use]
    pub const fn with_time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// With so many bytes in the store.
    #[must_use]
    pub const fn with_disk(mut self, bytes: u64) -> Self {
        self.disk = bytes;
        self
    }
}

/// How an engine is set up.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EngineConfig {
    /// What decides results: deterministic, unless this engine is for work of one's own.
    pub profile: Profile,
    /// The limits that no task may exceed.
    pub limits: Limits,
    /// How many tasks may run at once, 1 to 256. The pool has room for that many, and more
    /// wait until one of them has ended.
    pub parallelism: u32,
    /// How many bytes the byte lists and strings of the arguments of one call may have,
    /// and how many those of its result: each for itself. The names of fields and cases
    /// count in a result. Values, bytes aside, are bounded as
    /// [`Budget`](ipld_wit::Budget) does by default.
    pub value_bytes: usize,
    /// How many bytes a component may have. Compiling takes time and memory in
    /// proportion, and nothing else bounds it.
    pub component_bytes: usize,
    /// How many compiled components are kept in memory, the oldest going first.
    pub loaded_components: usize,
}

impl Default for EngineConfig {
    /// The deterministic profile, the default limits, a task per processor, 256 MiB of values, which is what the
    /// mapping takes by default, and components of up to 64 MiB, several times what
    /// JavaScript or Python in a component take, of which 64 are kept in memory.
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            profile: Profile::Deterministic,
            limits: Limits::default(),
            parallelism: u32::try_from(processors).unwrap_or(1),
            value_bytes: 256 << 20,
            component_bytes: 64 << 20,
            loaded_components: 64,
        }
    }
}

/// Where linear memories come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Memory {
    /// From a pool of slots, reserved once.
    Pooled,
    /// From the system, each with 4 GiB of address space.
    Reserved,
    /// From the system, as large as they are, moved when they grow.
    Moving,
}

impl EngineConfig {
    /// With another profile.
    #[must_use]
    pub const fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// With other limits.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// With room for so many tasks at once.
    #[must_use]
    pub const fn with_parallelism(mut self, tasks: u32) -> Self {
        self.parallelism = tasks;
        self
    }

    /// With arguments and with results of so many bytes.
    #[must_use]
    pub const fn with_value_bytes(mut self, bytes: usize) -> Self {
        self.value_bytes = bytes;
        self
    }

    /// With components of up to so many bytes.
    #[must_use]
    pub const fn with_component_bytes(mut self, bytes: usize) -> Self {
        self.component_bytes = bytes;
        self
    }

    /// With so many compiled components in memory.
    #[must_use]
    pub const fn with_loaded_components(mut self, components: usize) -> Self {
        self.loaded_components = components;
        self
    }

    pub(super) fn wasmtime(&self, memory: Memory, cache: Option<&CodeCache>) -> Config {
        let mut config = Config::new();
        self.profile.configure(&mut config);
        config.wasm_component_model(true);
        if let Some(cache) = cache {
            cache.configure(&mut config);
        }
        match memory {
            Memory::Pooled => {
                config.allocation_strategy(self.pool());
            }
            Memory::Reserved => {}
            Memory::Moving => {
                config
                    .memory_reservation(0)
                    .memory_reservation_for_growth(1 << 20)
                    .memory_guard_size(64 << 10);
            }
        }
        config
    }

    /// How many calls run at once.
    pub(super) fn slots(&self) -> u32 {
        self.parallelism.clamp(1, 256)
    }

    fn pool(&self) -> PoolingAllocationConfig {
        // A component holds a few core modules, of which mostly one has a memory.
        let slots = self.slots();
        let mut pool = PoolingAllocationConfig::new();
        pool.total_component_instances(slots)
            .total_core_instances(slots * 8)
            .total_memories(slots * 4)
            .total_tables(slots * 8)
            .max_memories_per_component(4)
            .max_tables_per_component(8)
            // Never what a guest sees first: one more than any table may have.
            .table_elements(TABLE_ELEMENTS + 1)
            .max_core_instances_per_component(8);
        pool
    }
}
