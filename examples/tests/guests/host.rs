//! An executor, and somebody who has it run guests.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    Clock as _, Executor, Quiet, Stores, SystemClock, TaskOutcome,
    engine::{Component, EngineConfig, Limits},
    store::MemoryStore,
};
use ipvm_task::{Module, WasmCall, wasm_run};
use ucan_core::{Did, Envelope, Nonce};
use ucan_invocation::{Invocation, Outcome, Task};
use varsig::Ed25519Signer;

use crate::direct::Direct;

/// The folder with the guests.
pub(crate) fn guests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("guests")
}

/// The text of a file among the guests.
pub(crate) fn source(name: &str) -> String {
    fs::read_to_string(guests().join(name)).unwrap()
}

/// One committed component in an executor of its own.
pub(crate) struct Guest {
    executor: Executor,
    module: Cid,
    caller: Ed25519Signer,
    direct: Direct,
}

impl Guest {
    /// Loads `components/NAME.wasm`.
    pub(crate) fn load(name: &str) -> Self {
        Self::open(&guests().join(format!("components/{name}.wasm")))
    }

    /// Loads the component in a file, with limits that a guest can reach within a test.
    pub(crate) fn open(file: &Path) -> Self {
        let limits = Limits::default().with_fuel(100_000_000).with_memory(64 << 20);
        let executor = Executor::builder(
            Arc::new(Ed25519Signer::from_seed(&[9; 32])),
            Stores::from(Arc::new(MemoryStore::new())),
        )
        .with_engine(EngineConfig::default().with_limits(limits).with_parallelism(1))
        .build()
        .unwrap();
        let component = fs::read(file).unwrap();
        let direct = Direct::load(&component);
        let module = executor.publish_component(component).unwrap();
        Self { executor, module, caller: Ed25519Signer::from_seed(&[1; 32]), direct }
    }

    pub(crate) fn component(&self) -> Arc<Component> {
        self.executor.component(&self.module).unwrap()
    }

    /// Each function with its signature, as `ipvm functions` shows them.
    pub(crate) fn signatures(&self) -> Vec<String> {
        let component = self.component();
        let names = component.functions().into_iter();
        names.map(|name| format!("{name}: {}", component.function(&name).unwrap().ty())).collect()
    }

    /// Calls a function as `ipvm run` does: one task, on the authority of the caller.
    pub(crate) fn run(&self, function: &str, params: Vec<Ipld>) -> TaskOutcome {
        let caller = Did::from_signer(&self.caller);
        let call = WasmCall::new(Module::Link(self.module), function, params);
        let task = Task::new(caller.clone(), wasm_run(), call.to_args(), Nonce::empty()).unwrap();
        let now = SystemClock.now();
        let invocation = Invocation::new(caller, task)
            .with_audience(self.executor.did().clone())
            .with_expiration(now.saturating_add(300));
        let signed = Envelope::sign(invocation, &self.caller).unwrap();
        let job = self.executor.receive(signed.bytes(), &[]).unwrap();
        let mut report = self.executor.run(&job, &mut Quiet).unwrap();
        assert_eq!(report.tasks.len(), 1);
        report.tasks.remove(0).outcome
    }

    /// What a guest that keeps the rules gives: by the executor, and without it on both paths of
    /// `ipld-wit`, which is the same.
    pub(crate) fn call(&self, function: &str, params: Vec<Ipld>) -> Outcome {
        let direct = self.direct.call(function, &params);
        let called = format!("{function} {params:?}");
        let outcome = self.receipt(function, params);
        assert_eq!(direct, [outcome.clone(), outcome.clone()], "{called}");
        outcome
    }

    /// What the receipt of a call by the executor says.
    pub(crate) fn receipt(&self, function: &str, params: Vec<Ipld>) -> Outcome {
        match self.run(function, params) {
            TaskOutcome::Executed { receipt } | TaskOutcome::Reused { receipt } => {
                receipt.outcome().expect("it is no secret").clone()
            }
            other => panic!("{function}: {other:?}"),
        }
    }

    /// The same with arguments as people type them.
    ///
    /// # Errors
    ///
    /// What is wrong with an argument, as `ipvm run` says it.
    pub(crate) fn call_typed(&self, function: &str, args: &[String]) -> Result<Outcome, String> {
        let component = self.component();
        let found = component.function(function).map_err(|error| error.to_string())?;
        let params = found.ty().parse_args(args).map_err(|error| format!("{function}: {error}"))?;
        Ok(self.receipt(function, params))
    }
}
