//! An embeddable executor for authorised WebAssembly tasks.
//!
//! It composes the spec crates: it takes a signed invocation or workflow, proves
//! every chain, resolves promises, judges policies on the resolved arguments, runs
//! components deterministically, signs a receipt per task, and remembers results
//! so that nothing is computed twice. It has no opinion about networks: bytes come
//! in, receipts go out.
//!
//! ```
//! use std::sync::Arc;
//! use ipvm_runtime::{Executor, Job, store::MemoryStore};
//! use ipvm_task::WasmCall;
//! use ucan_core::Did;
//! use ucan_invocation::Outcome;
//! use varsig::Ed25519Signer;
//!
//! # let program = wat::parse_str(r#"(component
//! #   (core module $m (func (export "f") (param i32) (result i32)
//! #     (i32.add (local.get 0) (i32.const 1))))
//! #   (core instance $i (instantiate $m))
//! #   (func (export "add-one") (param "x" s32) (result s32) (canon lift (core func $i "f"))))"#)?;
//! let signer = Arc::new(Ed25519Signer::from_seed(&[9; 32])); // draw yours at random
//! let me = Did::from_signer(signer.as_ref());
//! let executor = Executor::builder(signer.clone(), Arc::new(MemoryStore::new())).build()?;
//! let module = executor.publish_component(program)?;
//! let task = WasmCall::new(module, "add-one", vec![41.into()]).to_task(me)?;
//! let token = executor.request(task, signer.as_ref())?; // or whatever bytes came in
//! let job = executor.receive(token.bytes(), &[])?; // decoded, verified, proven
//! let report = executor.submit(&job)?.wait(); // or `.await`, in any runtime
//! let result = report.task(Job::SINGLE).and_then(|task| task.result());
//! assert_eq!(result, Some(&Outcome::Ok(42.into())));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `examples/` of the repository has this as `minimal.rs`, and goes on from there:
//! `embed.rs` with delegations and a workflow, `handlers.rs` with queries and mutations
//! of one's own, `catch.rs` with an exception handler, `report/` with servers that fail.
//!
//! # What guests ask for
//!
//! A guest may return requests for other tasks beside its result. They stand in its receipt,
//! and nothing comes of them: [`Executor::requested`] tells them, and [`Executor::follow`]
//! runs a job together with what it asks for, as far as an [`Invoker`] signs for it, on the
//! authority of the job's own issuer, and within a [`FollowBudget`].
//!
//! # Content
//!
//! A task reads what was [published](Executor::publish), what came with it, what belongs to its
//! subject ([`Executor::keep_for`]), and what somebody lets its issuer read by a delegation of
//! `/content/read`. What is not here is looked for by a [`Resolver`], if there is one; bytes are
//! hashed before they are used. [`Executor::reverse_lookup`] finds by a CID what was computed from
//! content and what it came from, and [`effects::lookup`] lets others find what is theirs.
//!
//! # Moving
//!
//! [`JobHandle::suspend`] and [`Executor::archive`] put a workflow with all that belongs to it into
//! one file; [`Executor::resume`] goes on with it, here or elsewhere, and repeats nothing that an
//! executor did which is trusted there. [`Executor::count_on`] takes a single receipt.
//!
//! # What it does not do
//!
//! `/wasm/run` is built in, and a component gets no imports: WASI is in a crate of its own,
//! `ipvm-wasi`, which an executor can be [given](ExecutorBuilder::with_host). Other commands are
//! run by the handlers that an embedder registers ([`Registration`]); without one a task is
//! refused by name.

pub mod agent;
mod cancellation;
pub mod effects;
pub mod engine;
mod executor;
mod handler;
mod nonce;
mod owed;
pub mod store;
mod sync;

pub use cancellation::Cancellation;
pub use executor::{
    Admission, AdoptError, ArchiveJobError, Asked, Attested, BuildError, Clock, Confirmed,
    ContentError, CountError, Custody, Declined, Event, Events, Executor, ExecutorBuilder,
    FetchBounds, FetchError, FetchLimits, FollowBudget, FollowEnd, FollowError, FollowEvent,
    FollowLimit, Followed, FollowedOutcome, FollowedTask, Following, FoundReceipt, InquiryError,
    InspectError, Invoker, InvokerError, Job, JobHandle, JobReport, NotCounted, NotReproducible,
    Observer, PrepareError, PublishError, Quiet, ReExecution, ReceiveError, Refuted, Resolver,
    ResumeError, Resumed, ReverseLookup, RunError, SettleError, SignedInvocation, SigningInvoker,
    SpotCheck, SpotFault, SpotFinding, SpotReport, Stores, SystemClock, TaskError, TaskOutcome,
    TaskReport, TaskRequest, ThreadEnd, Unavailable, Undecided,
};
pub use handler::{
    Call, Handler, HandlerError, KeepError, Output, Registration, RegistrationError, Subjects,
};
pub use nonce::{NoRandomness, random_nonce};
