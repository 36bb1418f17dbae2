//! Calls with types that are known when compiling.

use std::time::Duration;

use ipvm_runtime::engine::{Limits, Profile};
use wasmtime::{
    Config, Engine, Error, OptLevel, PoolingAllocationConfig, Result, Store, StoreLimits,
    StoreLimitsBuilder, UpdateDeadline,
    component::{
        Component, ComponentExportIndex, ComponentNamedList, InstancePre, Lift, Linker, Lower,
    },
};

/// A component in an engine that is set up like ours.
pub(crate) struct Direct {
    pre: InstancePre<StoreLimits>,
    limits: Limits,
    counts_fuel: bool,
}

/// A function that was looked up before.
pub(crate) struct Function(ComponentExportIndex);

impl Direct {
    pub(crate) fn new(profile: Profile, component: &[u8]) -> Result<Self> {
        let engine = Engine::new(&config(profile))?;
        let component = Component::new(&engine, component)?;
        let pre = Linker::new(&engine).instantiate_pre(&component)?;
        Ok(Self { pre, limits: Limits::default(), counts_fuel: profile.counts_fuel() })
    }

    pub(crate) fn function(&self, name: &str) -> Result<Function> {
        let index = self.pre.component().get_export_index(None, name);
        index.map(Function).ok_or_else(|| Error::msg("the function is missing"))
    }

    /// A store with all limits.
    fn store(&self) -> Result<Store<StoreLimits>> {
        let memory = usize::try_from(self.limits.memory)?;
        let limits = StoreLimitsBuilder::new().memory_size(memory).build();
        let mut store = Store::new(self.pre.engine(), limits);
        store.limiter(|limits| limits);
        store.set_hostcall_fuel(1 << 30);
        store.set_epoch_deadline(1);
        let end = std::time::Instant::now() + Duration::from_secs(300);
        store.epoch_deadline_callback(move |_| {
            Ok(if std::time::Instant::now() < end {
                UpdateDeadline::Continue(1)
            } else {
                UpdateDeadline::Interrupt
            })
        });
        if self.counts_fuel {
            store.set_fuel(self.limits.fuel)?;
        }
        Ok(store)
    }

    /// An instance, and nothing else.
    pub(crate) fn instantiate(&self) -> Result<()> {
        let mut store = self.store()?;
        self.pre.instantiate(&mut store)?;
        Ok(())
    }

    /// A call in an instance of its own, and the fuel that it took.
    pub(crate) fn call<P, R>(&self, function: &Function, params: P) -> Result<(R, Option<u64>)>
    where
        P: ComponentNamedList + Lower,
        R: Lift,
        (R,): ComponentNamedList + Lift,
    {
        let mut store = self.store()?;
        let instance = self.pre.instantiate(&mut store)?;
        let function = instance.get_typed_func::<P, (R,)>(&mut store, &function.0)?;
        let (result,) = function.call(&mut store, params)?;
        let left = if self.counts_fuel { Some(store.get_fuel()?) } else { None };
        Ok((result, left.map(|left| self.limits.fuel - left)))
    }
}

/// As the engine of the runtime is set up. No clock ticks in this one.
fn config(profile: Profile) -> Config {
    let slots = 2;
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(slots)
        .total_core_instances(slots * 8)
        .total_memories(slots * 4)
        .total_tables(slots * 8)
        .max_memories_per_component(4)
        .max_tables_per_component(8)
        .max_core_instances_per_component(8)
        .table_elements((1 << 20) + 1);
    let mut config = Config::new();
    config
        .consume_fuel(profile.counts_fuel())
        .cranelift_nan_canonicalization(profile.is_deterministic())
        .cranelift_opt_level(OptLevel::Speed)
        .epoch_interruption(true)
        .wasm_relaxed_simd(false)
        .relaxed_simd_deterministic(true)
        .wasm_memory64(false)
        .max_wasm_stack(512 << 10)
        .wasm_backtrace_max_frames(None)
        .allocation_strategy(pool);
    config
}
