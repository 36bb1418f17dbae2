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
//! # Delegate, attenuate, validate, understand a refusal
//!
//! Alice lets Bob send messages of up to 1,000 bytes in her name. Bob hands on less of
//! it: Carol may write to one domain only.
//!
//! ```
//! use ipld_core::ipld;
//! use ucan_core::{
//!     Chain, Check, Claim, Delegation, Did, DidKeyResolver, Envelope, Nonce, Proofs, Timestamp,
//!     Validity, policy::Budget,
//! };
//! use varsig::{Block, Ed25519Signer, VerifierSet};
//!
//! let [alice, bob, carol] = [1, 2, 3].map(|seed| Ed25519Signer::from_seed(&[seed; 32]));
//! let did = |signer: &Ed25519Signer| Did::from_signer(signer);
//! let nonce = || Nonce::from_random([7; 12]); // twelve bytes that you draw
//!
//! let to_bob =
//!     Delegation::new(did(&alice), did(&bob), did(&alice), "/msg".parse()?, nonce())
//!         .with_policy(r#"[["<=", ".size", 1000]]"#.parse()?);
//! let to_carol =
//!     Delegation::new(did(&bob), did(&carol), did(&alice), "/msg/send".parse()?, nonce())
//!         .with_policy(r#"[["like", ".to", "*@example.com"]]"#.parse()?);
//! let tokens = [Envelope::sign(to_bob, &alice)?, Envelope::sign(to_carol, &bob)?];
//!
//! // Elsewhere, from the bytes alone. What is wrong with a token is reported at its place.
//! let mut proofs = Proofs::new();
//! for token in &tokens {
//!     proofs.add(&Block::dag_cbor(token.bytes())?, &DidKeyResolver, &VerifierSet::default());
//! }
//! let invocation = Block::raw(*b"the token in which it is claimed");
//! let claim = Claim {
//!     token: invocation.cid(),
//!     twins: &[],
//!     issuer: &did(&carol),
//!     subject: &did(&alice),
//!     command: &"/msg/send".parse()?,
//!     validity: Validity::ALWAYS,
//!     proofs: &tokens.each_ref().map(|token| *token.cid()), // root first
//! };
//! let chain = Chain::prove(&claim, &proofs, &Check::at(Timestamp::from_seconds(1_767_225_600)?))?;
//! let small = ipld!({"to": "dan@example.com", "size": 12});
//! chain.judge(&small, &mut Budget::default())?;
//!
//! // A refusal names the hop, the rule and the value.
//! let large = ipld!({"to": "dan@example.com", "size": 2000});
//! assert!(chain.judge(&large, &mut Budget::default()).is_err());
//! let why = chain.explain(&large, &mut Budget::default()).to_string();
//! assert!(why.contains("`.size` is 2000, which is not at most 1000"), "{why}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Chains that come again and again go through [`ValidatedProofs`], which spares their
//! signature checks; a [`Finder`] builds the list of proofs for what one wants to do from
//! a [`ProofStore`]; [`container`] and [`http_header`] carry tokens from place to place.
//! Many signatures at a time are verified by [`Envelope::verify_all`], which says of each
//! what is true of it alone.
//!
//! # Features
//!
//! | Feature | Default | Adds |
//! |---|---|---|
//! | `std` | yes | [`Timestamp`] from and to the system's time; [`Revocations`] behind a `RwLock`; [`DidKeyCache`] |
//! | `aws-lc` | | the fast native provider of `varsig`, with the same verdicts |
//! | `rsa`, `bls` | | `did:key` and signatures of these types, where the verifiers allow them |
//!
//! # What it does not do
//!
//! It opens no socket, reads no clock and draws no randomness: keys of other DID
//! methods, the time, nonces, proofs and revocations are arguments. What a revocation
//! reaches is judged here ([`Revocations`]), and so is the path by which a revoker shows
//! a place before the token ([`PathWitness`]). A revocation itself is an invocation, and
//! is read by `ucan-invocation`.
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
mod token_cid;
mod token_set;
mod validated;

pub use chain::{
    Chain, ChainError, ChainExplanation, Check, Claim, HopExplanation, HopPolicy,
    MAX_EXPLAINED_HOPS, ProofError, ProofRule, Proofs,
};
pub use command::{Command, CommandError};
pub use delegation::Delegation;
#[cfg(any(test, feature = "std"))]
pub use did::DidKeyCache;
pub use did::{
    Did, DidError, DidKeyResolver, FallbackResolver, MapResolver, ResolveError, Resolver,
};
pub use envelope::{DecodeError, Envelope, Payload, SignError, UcanVersion, Verified, VerifyError};
pub use fields::{FieldError, FieldRule, Fields};
pub use nonce::Nonce;
pub use policy::Policy;
pub use revocation::{NoRevocations, PathWitness, Revocations, WitnessError};
pub use store::{
    FindError, Finder, FoundProofs, InMemoryProofStore, Lookup, PassedOver, Preference, ProofStore,
    ProofStoreFull, Visitor, Wanted,
};
pub use time::{Leeway, Timestamp, TimestampOutOfRange, Validity};
pub use token_cid::TokenCid;
pub use token_set::TokenSet;
pub use validated::ValidatedProofs;

/// Signed data beside the claim, of no meaning to proof chains
/// (UCAN Core, Meta).
pub type Meta = alloc::collections::BTreeMap<alloc::string::String, ipld_core::ipld::Ipld>;
