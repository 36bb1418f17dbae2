//! IPVM tasks: what one unit of work is, what it may cost, who may run it, and when its
//! result counts.
//!
//! Implements the task half of the [IPVM Workflow] draft (`ipvm-wg/workflow` at
//! `993447c`: Configuration, Task Configuration, Support Types) on UCAN Invocation, with
//! the strategies of verification of the Job draft and the effects and content handles of
//! the [IPVM Effects] draft (`ipvm-wg/spec` at `9572701` and `22a827f`). Where the texts
//! are silent it follows `docs/rulings.md`.
//!
//! Everything here is data, or a function of its arguments. Planners, executors and
//! marketplaces share it.
//!
//! | | |
//! |---|---|
//! | [`WasmCall`], [`Module`], [`computation_key`] | the arguments of `/wasm/run`, and the address of a computation |
//! | [`Measure`], [`Gas`], [`Price`] | quantities with their units, exact |
//! | [`ConfigLayer`], [`Cascade`], [`TaskConfig`], [`Secrecy`] | limits and secrecy, from the system down to the task, each with its origin |
//! | [`Requested`] | the tasks that a guest asks for beside its result |
//! | [`Annotations`] | tags and author |
//! | [`EffectClass`], [`Allowances`], [`HandlerDeclarations`] | how far a command reaches, and what follows from it |
//! | [`Verification`], [`Case`], [`Verdict`] | how a result is verified, and the judge |
//! | [`Evidence`], [`Finding`] | what shows that somebody's word does not hold, as data that anybody can check |
//! | [`ContentHandle`], [`Custodian`] | content that is known to be here |
//! | [`Offer`], [`Needs`], [`Matching`] | executors and tasks find each other |
//!
//! # A task from its arguments to a result that counts
//!
//! ```
//! use ipld_core::{ipld, ipld::Ipld};
//! use ipvm_task::{
//!     Cascade, Case, ConfigLayer, EffectClass, Matching, Module, Needs, Offer, Terms, WasmCall,
//!     wasm_run,
//! };
//! use ucan_core::{Check, Did, Nonce, Timestamp};
//! use ucan_invocation::{Attestation, Outcome, Task};
//! use ucan_pipeline::Trust;
//! use varsig::{Block, Ed25519Signer};
//!
//! // What is to be done, ...
//! let module = *Block::raw(*b"\0asm").cid();
//! let call = WasmCall::new(Module::Link(module), "add-one", vec![Ipld::Integer(41)]);
//! let subject: Did = "did:web:example.com".parse()?;
//! let task = Task::new(subject, wasm_run(), call.to_args(), Nonce::empty())?;
//! assert_eq!(WasmCall::read(task.args())?, call);
//!
//! // ... what it may cost, and what has to be known before the result counts.
//! let written = ipld!({ "gas": 200, "time": [500, "milli", "seconds"], "check": "replay" });
//! let cascade = Cascade::new(ConfigLayer::read(&written)?);
//! let config = cascade.resolve();
//! assert_eq!(config.work.fuel(), 200_000_000);
//! println!("{}", cascade.explain());
//!
//! // Who may run it, ...
//! let now = Timestamp::from_seconds(1_767_225_600)?;
//! let [executor, other] = [1, 2].map(|seed| Ed25519Signer::from_seed(&[seed; 32]));
//! let terms = Terms::new([wasm_run()]).with_modules([module]).with_checks([config.check.kind()]);
//! let offer = Offer::sign(terms, &executor, now, now.saturating_add(60))?;
//! let needs = Needs::of_task(&task, config.clone());
//! let matching = Matching::rank(&needs, &[offer], &Check::at(now));
//! assert_eq!(matching.best().unwrap().executor, Did::from_signer(&executor));
//!
//! // ... and, once they did, whether that counts.
//! let says = |signer| {
//!     Attestation::new(*task.id(), Outcome::Ok(Ipld::Integer(42)), now).sign(signer)
//! };
//! let trust = Trust::new([Did::from_signer(&other)]);
//! let case = Case::new(task.id(), EffectClass::Pure, &config.check, &trust, now);
//! let claim = says(&executor)?;
//! assert!(case.judge(std::slice::from_ref(&claim)).verdict.accepted().is_none());
//! assert!(case.judge(&[claim, says(&other)?]).verdict.accepted().is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! | Feature | Default | Adds |
//! |---|---|---|
//! | `std` | yes | nothing visible; lets dependencies use the standard library |
//!
//! # What it does not do
//!
//! It runs nothing, fetches nothing and knows no engine: limits are numbers until an
//! executor keeps to them, and a handle is a promise of the executor that made it. It
//! talks to nobody: offers and receipts are brought to it. Proofs of zero knowledge are
//! named and not verified. Money has a unit and no value.
//!
//! [IPVM Workflow]: https://github.com/ipvm-wg/workflow/tree/993447c9a28430afe736c92f449c07fdeea6876f
//! [IPVM Effects]: https://github.com/ipvm-wg/spec/tree/22a827f710fd33565dab7e57e440980dfcdda52a

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod annotations;
mod computation;
mod config;
mod content;
mod effect;
mod evidence;
mod fault;
mod gas;
mod handler;
mod judge;
mod kind;
mod matching;
mod measure;
mod module;
mod needs;
mod offer;
mod price;
mod requested;
mod secrecy;
mod verification;
mod wasm_call;

pub use annotations::Annotations;
pub use computation::{
    ComputationKey, ComputationKeyError, computation_key, computation_key_of_encoded,
};
pub use config::{
    Cascade, ConfigExplanation, ConfigLayer, ConfigLayerError, ConfigRule, Explained, Origin,
    TaskConfig,
};
pub use content::{
    AtFault, CONTENT_READ, ContentHandle, Custodian, LostContent, ResolutionError, Unresolved,
    content_read,
};
pub use effect::{Allowances, EffectClass, Phase, Reuse};
pub use evidence::{Evidence, EvidenceError, EvidenceFormError, EvidenceKind, Finding};
pub use fault::Fault;
pub use gas::{COST_TABLE, FUEL_PER_GAS, Gas, WorkLimit};
pub use handler::{DeclarationError, HandlerDeclaration, HandlerDeclarations};
pub use judge::{
    Acceptance, Case, DisputeReason, Judgement, LeftOut, LeftOutReason, Missing, OutcomeId,
    RefusalReason, Statement, Verdict,
};
pub use matching::{Fit, LimitKind, Match, Matching, Mismatch, Unfit};
pub use measure::{
    InfoSize, InfoUnit, Measure, MeasureError, MeasureRule, Notation, SiPrefix, TimeInterval,
    TimeUnit, Unit,
};
pub use module::{Module, ModuleError, ModuleForm, ModuleReference};
pub use needs::{Locality, Needs};
pub use offer::{OFFER_COMMAND, Offer, OfferError, Terms, offer_command};
pub use price::{Price, PriceError};
pub use requested::{RequestError, RequestPlace, Requested};
pub use secrecy::Secrecy;
pub use verification::{
    Consensus, Optimistic, ProofSystem, Verification, VerificationKind, VerificationRule,
};
pub use wasm_call::{WASM_RUN, WasmCall, WasmCallError, wasm_run};
