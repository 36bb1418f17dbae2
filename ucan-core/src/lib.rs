//! The core of UCAN: who may do what, and how that is proven.
//!
//! Implements the [UCAN specification] 1.0.0 (`ucan-wg/spec` at `9955aa1`) and
//! [UCAN Delegation] 1.0.0-rc.1 (`ucan-wg/delegation` at `e108236`), with the decisions of
//! `docs/rulings.md` (groups T, P and Q) where the texts are silent.
//!
//! The way of a token through this crate, each step with a type of its own:
//!
//! ```text
//! bytes --decode--> Envelope<T> --verify--> Verified<T> --prove--> Chain
//! ```
//!
//! [`Envelope`] has been read but not believed. Only [`Envelope::verify`] makes a
//! [`Verified`], and only [`Chain::prove`] a [`Chain`], the evidence that a line of
//! delegations carries authority from a subject to an issuer.
//!
//! ```
//! use ucan_core::{Command, Delegation, Did, Envelope, Nonce, Policy, Resolver};
//! use varsig::{Ed25519Signer, VerifierSet};
//!
//! let alice = Ed25519Signer::from_seed(&[1; 32]);
//! let bob = Did::from_signer(&Ed25519Signer::from_seed(&[2; 32]));
//! let delegation = Delegation::new(
//!     Did::from_signer(&alice),
//!     bob.clone(),
//!     Did::from_signer(&alice),
//!     "/msg/send".parse::<Command>()?,
//!     Nonce::new([0; 12]),
//! );
//! let token = Envelope::sign(delegation, &alice)?;
//!
//! // Elsewhere, from the bytes alone:
//! let received = Envelope::<Delegation>::decode(token.bytes())?;
//! let verified = received.verify(&ucan_core::DidKeyResolver, &VerifierSet::default())?;
//! assert_eq!(verified.payload().audience(), &bob);
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
//! It opens no socket, reads no clock and draws no randomness: keys of other DID
//! methods, the time, nonces, proofs and revocations are arguments. Revocation
//! tokens are not read here yet.
//!
//! [UCAN specification]: https://github.com/ucan-wg/spec/tree/9955aa1fb7b32897f80b57651f4ee8b22ebf35a7
//! [UCAN Delegation]: https://github.com/ucan-wg/delegation/tree/e108236e32ed264b1054b879fcf7ff2afce0ec73

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod chain;
mod command;
pub mod container;
mod delegation;
mod did;
mod envelope;
mod fields;
pub mod http_header;
mod nonce;
pub mod policy;
mod revocation;
mod store;
mod time;
mod token_set;
mod validated;

pub use chain::{
    Chain, ChainError, ChainExplanation, Check, Claim, HopExplanation, HopPolicy,
    MAX_EXPLAINED_HOPS, ProofError, ProofRule, Proofs,
};
pub use command::{Command, CommandError};
pub use delegation::Delegation;
pub use did::{
    Did, DidError, DidKeyResolver, FallbackResolver, MapResolver, ResolveError, Resolver,
};
pub use envelope::{DecodeError, Envelope, Payload, SignError, UcanVersion, Verified, VerifyError};
pub use fields::{FieldError, FieldRule, Fields};
pub use nonce::Nonce;
pub use policy::Policy;
pub use revocation::{NoRevocations, Revocations};
pub use store::{
    FindError, Finder, FoundProofs, InMemoryProofStore, Lookup, PassedOver, Preference, ProofStore,
    ProofStoreFull, Visitor, Wanted,
};
pub use time::{Leeway, Timestamp, TimestampOutOfRange, Validity};
pub use token_set::TokenSet;
pub use validated::ValidatedProofs;

/// Signed data beside the claim, of no meaning to proof chains
/// (UCAN Core, Meta).
pub type Meta = alloc::collections::BTreeMap<alloc::string::String, ipld_core::ipld::Ipld>;
