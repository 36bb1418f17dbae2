//! The people, the programs and the executor that the tests play with.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use crate::kept::{Empty as _, Store};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{Clock, Executor, ExecutorBuilder, Job, JobReport, Quiet, ReceiveError, Stores};
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_workflow::{Draft, TaskDraft};
use ucan_core::{
    Command, Delegation, Did, Envelope, Leeway, Nonce, Policy, Revocations, Timestamp,
};
use varsig::{Block, Ed25519Signer};

/// The time on the stage.
pub(crate) const NOW: i64 = 1_767_225_600;

/// A component with a few small functions, good and bad.
pub(crate) const NUMBERS: &str = r#"
(component
  (core module $m
    (memory (export "memory") 1 3)
    (func (export "add-one") (param i32) (result i32)
      local.get 0 i32.const 1 i32.add)
    (func (export "spin") (param i32) (result i32) (loop br 0) unreachable)
    (func (export "trap") (result i32) unreachable)
    (func $deep (export "deep") (param i32) (result i32)
      local.get 0 i32.const 1 i32.add call $deep i32.const 1 i32.add)
    (func (export "grow") (param i32) (result i32)
      local.get 0 memory.grow)
    ;; result<s32, s32>: the discriminant and the payload, at address 0.
    (func (export "half") (param i32) (result i32)
      (i32.store8 (i32.const 0) (i32.and (local.get 0) (i32.const 1)))
      (i32.store (i32.const 4) (i32.div_s (local.get 0) (i32.const 2)))
      i32.const 0))
  (core instance $i (instantiate $m))
  (func (export "add-one") (param "x" s32) (result s32)
    (canon lift (core func $i "add-one")))
  (func (export "spin") (param "x" s32) (result s32)
    (canon lift (core func $i "spin")))
  (func (export "trap") (result s32)
    (canon lift (core func $i "trap")))
  (func (export "deep") (param "x" s32) (result s32)
    (canon lift (core func $i "deep")))
  (func (export "grow") (param "pages" s32) (result s32)
    (canon lift (core func $i "grow")))
  (func (export "half") (param "x" s32) (result (result s32 (error s32)))
    (canon lift (core func $i "half") (memory $i "memory"))))
"#;

pub(crate) fn component(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap()
}

/// A clock that stands still.
pub(crate) struct Standing(pub i64);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0).unwrap()
    }
}

/// A clock that is set by hand.
pub(crate) struct Moving(AtomicI64);

impl Moving {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(NOW)))
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Moving {
    fn now(&self) -> Timestamp {
        seconds(self.0.load(Ordering::SeqCst))
    }
}

/// Revocations that come in while things go on.
#[derive(Default)]
pub(crate) struct Revoked(Mutex<Vec<Cid>>);

impl Revoked {
    pub(crate) fn revoke(&self, token: Cid) {
        self.0.lock().unwrap().push(token);
    }
}

impl Revocations for Revoked {
    fn is_revoked_by(&self, revoked: &Cid, _revoker: &Did) -> bool {
        self.0.lock().unwrap().contains(revoked)
    }
}

/// An empty store.
pub(crate) fn store() -> Arc<Store> {
    Arc::new(Store::empty())
}

pub(crate) fn seconds(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

pub(crate) fn alice() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[1; 32])
}

pub(crate) fn bob() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[2; 32])
}

pub(crate) fn carol() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[3; 32])
}

pub(crate) fn executor_key() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[9; 32])
}

pub(crate) fn did(signer: &Ed25519Signer) -> Did {
    Did::from_signer(signer)
}

pub(crate) struct Stage {
    pub(crate) executor: Executor,
    pub(crate) store: Arc<Store>,
    /// The published component.
    pub(crate) numbers: Cid,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(set_up: impl FnOnce(ExecutorBuilder) -> ExecutorBuilder) -> Self {
        Self::over(store(), set_up)
    }

    pub(crate) fn over(
        store: Arc<Store>,
        set_up: impl FnOnce(ExecutorBuilder) -> ExecutorBuilder,
    ) -> Self {
        let stores = Stores::from(Arc::clone(&store));
        let builder = Executor::builder(Arc::new(executor_key()), stores)
            .with_clock(Arc::new(Standing(NOW)))
            .with_leeway(Leeway::NONE);
        let executor = set_up(builder).build().unwrap();
        let numbers = executor.publish(component(NUMBERS)).unwrap();
        Self { executor, store, numbers }
    }

    /// Alice lets Bob call anything.
    pub(crate) fn delegation(&self) -> Envelope<Delegation> {
        self.delegation_with(|delegation| delegation)
    }

    pub(crate) fn delegation_with(
        &self,
        change: impl FnOnce(Delegation) -> Delegation,
    ) -> Envelope<Delegation> {
        let delegation =
            Delegation::new(did(&alice()), did(&bob()), did(&alice()), wasm_run(), Nonce::new([7]));
        Envelope::sign(change(delegation), &alice()).unwrap()
    }

    /// A call of the component with small numbers, on Alice's authority.
    pub(crate) fn task(
        &self,
        proof: &Envelope<Delegation>,
        function: &str,
        params: Vec<Ipld>,
    ) -> TaskDraft {
        let call = WasmCall::new(Module::Link(self.numbers), function, params);
        TaskDraft::new(did(&alice()), wasm_run(), call.to_args()).with_proofs(vec![*proof.cid()])
    }

    /// The executor lets Bob do this on what is the executor's.
    pub(crate) fn lent(&self, command: &str) -> Envelope<Delegation> {
        let own = self.executor.did().clone();
        let command: Command = command.parse().unwrap();
        let delegation = Delegation::new(own.clone(), did(&bob()), own, command, Nonce::new([8]));
        Envelope::sign(delegation, &executor_key()).unwrap()
    }

    /// A task on what is the executor's.
    pub(crate) fn effect(
        &self,
        proof: &Envelope<Delegation>,
        command: &str,
        args: Ipld,
        nonce: &[u8],
    ) -> TaskDraft {
        let Ipld::Map(args) = args else { panic!("arguments are a map") };
        TaskDraft::new(self.executor.did().clone(), command.parse().unwrap(), args)
            .with_proofs(vec![*proof.cid()])
            .with_nonce(Nonce::new(nonce))
    }

    /// The draft, signed by Bob for this executor.
    pub(crate) fn signed(&self, draft: Draft) -> Block {
        let invocation = draft
            .seal()
            .unwrap()
            .invocation(did(&bob()), self.executor.did().clone(), Nonce::new([1]))
            .unwrap()
            .with_expiration(seconds(NOW + 60));
        Envelope::sign(invocation, &bob()).unwrap().block().clone()
    }

    pub(crate) fn receive(
        &self,
        draft: Draft,
        proofs: &[&Envelope<Delegation>],
    ) -> Result<Job, ReceiveError> {
        let blocks: Vec<Block> = proofs.iter().map(|proof| proof.block().clone()).collect();
        self.executor.receive(self.signed(draft).bytes(), &blocks)
    }

    pub(crate) fn run(&self, draft: Draft, proof: &Envelope<Delegation>) -> JobReport {
        self.run_with(draft, &[proof])
    }

    pub(crate) fn run_with(&self, draft: Draft, proofs: &[&Envelope<Delegation>]) -> JobReport {
        let job = self.receive(draft, proofs).unwrap();
        self.executor.run(&job, &mut Quiet).unwrap()
    }
}

pub(crate) fn policy(json: &[Ipld]) -> Policy {
    Policy::parse(&Ipld::List(json.to_vec())).unwrap()
}

pub(crate) fn list(items: impl IntoIterator<Item = Ipld>) -> Ipld {
    Ipld::List(items.into_iter().collect())
}

pub(crate) fn text(text: &str) -> Ipld {
    Ipld::String(text.into())
}

pub(crate) fn number(number: i128) -> Ipld {
    Ipld::Integer(number)
}
