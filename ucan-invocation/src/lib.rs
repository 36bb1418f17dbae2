//! UCAN invocations: from "may" to "do", and the receipt for it.
//!
//! Implements [UCAN Invocation] 1.0.0-rc.1 (`ucan-wg/invocation` at `445f444`), with
//! receipts as invocations of `/ucan/assert/receipt` and the decisions of
//! `docs/rulings.md` (groups P and I).
//!
//! ```text
//! Verified<Invocation> --prove--> Proven --authorize (arguments resolved)--> Authorized
//! ```
//!
//! [`Proven`] says that a chain of delegations carries the authority for the task;
//! [`Authorized`] that every policy also holds for the arguments as they will be
//! used, now. Each has one named constructor, so that no executor can be handed
//! less.
//!
//! ```
//! use ucan_core::{Check, Did, DidKeyResolver, Envelope, Nonce, Proofs, Timestamp};
//! use ucan_invocation::{Invocation, Proven, Task};
//! use varsig::{Ed25519Signer, VerifierSet};
//!
//! let alice = Ed25519Signer::from_seed(&[1; 32]);
//! let did = Did::from_signer(&alice);
//! let task = Task::new(did.clone(), "/msg/send".parse()?, Default::default(), Nonce::empty())?;
//! let token = Envelope::sign(Invocation::new(did, task), &alice)?;
//!
//! let received = Envelope::<Invocation>::decode(token.bytes())?;
//! let verified = received.verify(&DidKeyResolver, &VerifierSet::default())?;
//! let now = Timestamp::from_seconds(1_767_225_600)?;
//! let proven = Proven::prove(&verified, &Proofs::new(), &Check::at(now), None)?;
//! let authorized = proven.authorize(
//!     proven.task().args().clone(), &Check::at(now), &mut Default::default())?;
//! assert_eq!(authorized.task().id(), proven.task().id());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is where
//!
//! | To | Use |
//! |---|---|
//! | ask for something | [`Task::idempotent`] or [`Task::unique`], [`Invocation`] |
//! | ask for many things at once | [`Batch`] of [`EmbeddedTask`]s, [`SignedBatch`] |
//! | take from a container what is ours | [`Inbox`] |
//! | let anybody do something | [`PublicResource`], [`Proven::prove_public`] |
//! | do each thing once | [`Authorized::replay_key`], [`ReplayWindow`], [`ReplayTable`] |
//! | say how it ended | [`Attestation`], [`Failure`], [`Receipt`] |
//! | bring somebody else's receipt | [`Conclusion`] |
//! | state something for ever | [`Invocation::stating`] |
//! | read and write the wire before 1.0 | [`v0_2`] |
//!
//! # Features
//!
//! | Feature | Default | Adds |
//! |---|---|---|
//! | `std` | yes | [`InMemoryReplayWindow`] can be shared between threads; dependencies may use the standard library |
//!
//! # What it does not do
//!
//! It runs nothing, remembers nothing and reads no clock. It recognises promises,
//! because authority must not be judged while one is left; finding what they stand
//! for is the work of `ucan-pipeline`. Revocations are in [`revocation`]. Tokens of UCAN
//! before 1.0 are not read.
//!
//! [UCAN Invocation]: https://github.com/ucan-wg/invocation/tree/445f4440f23524f3d36174cac0bcf2f1fe040f87

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod arguments;
mod authorized;
mod batch;
mod conclusion;
mod effects;
mod embedded_task;
mod failure;
mod inbox;
mod invocation;
mod outcome;
mod promise;
mod proven;
mod public_resource;
mod receipt;
mod replay;
pub mod revocation;
mod slot;
mod task;
pub mod v0_2;

pub use authorized::{AuthorizeError, Authorized};
pub use batch::{Batch, BatchError, SignedBatch};
pub use conclusion::{CONCLUDE_COMMAND, Conclusion, ConclusionError, conclude_command};
pub use effects::{Effects, RequestedTwice};
pub use embedded_task::EmbeddedTask;
pub use failure::Failure;
pub use inbox::{Inbox, Unreadable, UnreadableReason};
pub use invocation::Invocation;
pub use outcome::{Branch, Outcome};
pub use promise::Promise;
pub use proven::{AudienceCheck, ProveError, Proven};
pub use public_resource::PublicResource;
pub use receipt::{
    Attestation, RECEIPT_COMMAND, RecallError, Receipt, ReceiptError, ReceiptMeta, Vouched,
    receipt_command,
};
pub use replay::{
    Admitted, Backing, InMemoryReplayWindow, ReplayAddress, ReplayError, ReplayKey, ReplayLimits,
    ReplayTable, ReplayWindow,
};
pub use slot::Slot;
pub use task::{Arguments, Task};

/// What [`arguments!`] is made of.
#[doc(hidden)]
pub mod __written {
    pub use ipld_core::{ipld, ipld::Ipld};
}
