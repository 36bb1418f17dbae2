//! An executor with one thread, and somebody who asks it for small sums.

use std::sync::Arc;

use ipld_core::{cid::Cid, ipld::Ipld};
use ipvm_runtime::{Executor, ExecutorBuilder, Stores, engine::EngineConfig};
use ipvm_task::{Module, WasmCall, wasm_run};
use rayon::ThreadPoolBuilder;
use ucan_core::{Check, Did, DidKeyResolver, Envelope, Nonce, Proofs, Timestamp, Verified};
use ucan_invocation::{Authorized, Invocation, Proven, Task};
use varsig::{Block, Ed25519Signer, VerifierSet};

/// A function that adds one.
const ADD_ONE: &str = r#"
(component
  (core module $m
    (func (export "add-one") (param i32) (result i32) local.get 0 i32.const 1 i32.add))
  (core instance $i (instantiate $m))
  (func (export "add-one") (param "x" s32) (result s32)
    (canon lift (core func $i "add-one"))))
"#;

/// The component.
pub(crate) fn component() -> Vec<u8> {
    wat::parse_str(ADD_ONE).expect("the text is a component")
}

/// One who asks.
pub(crate) fn caller(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32])
}

/// The executor's key.
pub(crate) fn key() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[9; 32])
}

/// An executor that runs on this thread, and its component.
pub(crate) fn executor(
    stores: Stores,
    change: impl FnOnce(ExecutorBuilder) -> ExecutorBuilder,
) -> (Executor, Cid) {
    let pool = pool();
    let engine = EngineConfig::default().with_parallelism(1);
    let builder = Executor::builder(Arc::new(key()), stores).with_engine(engine).with_pool(pool);
    let executor = change(builder).build().expect("this machine runs an executor");
    let module = executor.publish_component(component()).expect("it is one, and it is kept");
    (executor, module)
}

/// A pool of this thread alone. A thread can be of one pool only, so there is one.
fn pool() -> Arc<rayon::ThreadPool> {
    use std::sync::OnceLock;
    static POOL: OnceLock<Arc<rayon::ThreadPool>> = OnceLock::new();
    let build = || {
        let pool = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        Arc::new(pool.expect("this thread is of no pool"))
    };
    Arc::clone(POOL.get_or_init(build))
}

/// A signed invocation of `add-one`, on the caller's own authority.
pub(crate) fn signed(caller: &Ed25519Signer, executor: &Did, module: Cid, number: u32) -> Block {
    signed_with(caller, executor, module, Ipld::Integer(number.into()))
}

/// The same with any parameter.
pub(crate) fn signed_with(
    caller: &Ed25519Signer,
    executor: &Did,
    module: Cid,
    param: Ipld,
) -> Block {
    let own = Did::from_signer(caller);
    let call = WasmCall::new(Module::Link(module), "add-one", vec![param]);
    let task = Task::new(own.clone(), wasm_run(), call.to_args(), Nonce::empty());
    let invocation = Invocation::new(own, task.expect("it has a form"))
        .with_audience(executor.clone())
        .with_issued_at(now());
    Envelope::sign(invocation, caller).expect("a key at hand").block().clone()
}

/// The invocation, verified.
pub(crate) fn verified(block: &Block) -> Verified<Invocation> {
    Envelope::<Invocation>::decode(block.bytes())
        .expect("it is one")
        .verify(&DidKeyResolver, &VerifierSet::default())
        .expect("it is signed")
}

/// The task in an invocation, authorised.
pub(crate) fn authorized(block: &Block, executor: &Did) -> Authorized {
    let check = Check::at(now());
    let proven = Proven::prove(&verified(block), &Proofs::new(), &check, Some(executor));
    let proven = proven.expect("it is the caller's own");
    let args = proven.task().args().clone();
    proven.authorize(args, &check, &mut Default::default()).expect("there is no policy")
}

/// The time, by the system.
pub(crate) fn now() -> Timestamp {
    use ipvm_runtime::Clock;
    ipvm_runtime::SystemClock.now()
}
