//! An engine or an executor with WASI, and who has it run guests.

use std::sync::Arc;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipld_wit::wasmtime::EncodedOutput;
use ipvm_runtime::{
    Clock as _, Executor, ExecutorBuilder, Quiet, Stores, SystemClock, TaskReport,
    engine::{
        CallOptions, CapturedOutput, Component, Ended, Engine, EngineConfig, Execution, LoadError,
    },
    store::MemoryStore,
};
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_wasi::Wasi;
use ucan_core::{Did, Envelope, Nonce};
use ucan_invocation::{Invocation, Task};
use varsig::{Block, Ed25519Signer, dag_cbor};

pub(crate) fn block(text: &str) -> Block {
    Block::raw(wat::parse_str(text).unwrap())
}

/// A component under an engine by itself.
pub(crate) struct Guest {
    engine: Engine,
    component: Arc<Component>,
}

impl Guest {
    pub(crate) fn new(text: &str) -> Self {
        Self::with(text, EngineConfig::default())
    }

    pub(crate) fn with(text: &str, config: EngineConfig) -> Self {
        Self::hosted(text, config, Wasi::new())
    }

    pub(crate) fn hosted(text: &str, config: EngineConfig, wasi: Wasi) -> Self {
        let engine = Engine::new(config, None).unwrap().with_host(Arc::new(wasi)).unwrap();
        let component = engine.load(&block(text)).unwrap();
        Self { engine, component }
    }

    /// Calls `run` with a number.
    pub(crate) fn run(&self, number: u64, options: impl Into<CallOptions>) -> Execution {
        let function = self.component.function("run").unwrap();
        let params = dag_cbor::encode(&Ipld::List(vec![Ipld::Integer(number.into())])).unwrap();
        self.engine.call_with(&self.component, &function, &params, &options.into()).unwrap()
    }

    /// The same, with the limits of the engine and no seed.
    pub(crate) fn easily(&self, number: u64) -> Execution {
        self.run(number, *self.engine.limits())
    }
}

pub(crate) fn load(text: &str) -> Result<Arc<Component>, LoadError> {
    let engine = Engine::new(EngineConfig::default(), None).unwrap();
    engine.with_host(Arc::new(Wasi::new())).unwrap().load(&block(text))
}

pub(crate) fn returned(number: u64) -> Ended {
    let value = dag_cbor::encode(&Ipld::Integer(number.into())).unwrap();
    Ended::Returned(EncodedOutput::Ok(value))
}

/// An executor with WASI.
pub(crate) struct Stage {
    pub(crate) executor: Executor,
    pub(crate) store: Arc<MemoryStore>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(set_up: impl FnOnce(ExecutorBuilder) -> ExecutorBuilder) -> Self {
        let store = Arc::new(MemoryStore::new());
        let stores = Stores::from(Arc::clone(&store));
        Self::over(store, stores, set_up)
    }

    pub(crate) fn over(
        store: Arc<MemoryStore>,
        stores: Stores,
        set_up: impl FnOnce(ExecutorBuilder) -> ExecutorBuilder,
    ) -> Self {
        let builder = Executor::builder(Arc::new(Ed25519Signer::from_seed(&[9; 32])), stores)
            .with_host(Arc::new(Wasi::new()));
        Self { executor: set_up(builder).build().unwrap(), store }
    }

    pub(crate) fn publish(&self, text: &str) -> Cid {
        self.executor.publish_component(wat::parse_str(text).unwrap()).unwrap()
    }

    /// Has somebody call `run` with a number, on their own authority.
    pub(crate) fn run(&self, who: u8, module: Cid, number: u64) -> TaskReport {
        self.run_with(who, module, number, |invocation| invocation)
    }

    pub(crate) fn run_with(
        &self,
        who: u8,
        module: Cid,
        number: u64,
        change: impl FnOnce(Invocation) -> Invocation,
    ) -> TaskReport {
        self.call(who, module, "run", vec![Ipld::Integer(number.into())], change)
    }

    /// Has somebody call a function, on their own authority.
    pub(crate) fn call(
        &self,
        who: u8,
        module: Cid,
        function: &str,
        params: Vec<Ipld>,
        change: impl FnOnce(Invocation) -> Invocation,
    ) -> TaskReport {
        let signer = Ed25519Signer::from_seed(&[who; 32]);
        let caller = Did::from_signer(&signer);
        let call = WasmCall::new(Module::Link(module), function, params);
        let task = Task::new(caller.clone(), wasm_run(), call.to_args(), Nonce::empty()).unwrap();
        let invocation = Invocation::new(caller, task)
            .with_audience(self.executor.did().clone())
            .with_expiration(SystemClock.now().saturating_add(300));
        let signed = Envelope::sign(change(invocation), &signer).unwrap();
        let job = self.executor.receive(signed.bytes(), &[]).unwrap();
        let mut report = self.executor.run(&job, &mut Quiet).unwrap();
        assert_eq!(report.tasks.len(), 1);
        report.tasks.remove(0)
    }
}

pub(crate) fn silent() -> CapturedOutput {
    CapturedOutput::default()
}
