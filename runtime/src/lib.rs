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
//! use ipvm_runtime::{Executor, Stores, store::MemoryStore};
//! use varsig::Ed25519Signer;
//!
//! let signer = Arc::new(Ed25519Signer::from_seed(&[1; 32]));
//! let executor = Executor::builder(signer, Stores::from(Arc::new(MemoryStore::new()))).build()?;
//! assert!(executor.did().as_str().starts_with("did:key:z6Mk"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `examples/` of the repository goes the whole way, from keys to a result.
//!
//! # What it does not do
//!
//! Handlers for commands other than `/wasm/run`, WASI, queries and mutations are
//! not here yet: a task that needs one is refused by name.

mod cancellation;
pub mod effects;
pub mod engine;
mod executor;
mod handler;
pub mod store;
mod sync;

pub use cancellation::Cancellation;
pub use executor::{
    Admission, Attested, BuildError, Clock, ContentError, Event, Events, Executor, ExecutorBuilder,
    InspectError, Job, JobHandle, JobReport, Observer, PrepareError, PublishError, Quiet,
    ReceiveError, RunError, SettleError, Stores, SystemClock, TaskError, TaskOutcome, TaskReport,
    Unavailable,
};
pub use handler::{Call, Handler, HandlerError, Output, Registration, RegistrationError, Subjects};
