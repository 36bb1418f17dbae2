//! Revocations: taking back a delegation before it expires.
//!
//! Implements [UCAN Revocation] 1.0.0-rc.1 (`ucan-wg/revocation` at `230495e`), ruling P10,
//! and the records of [Revocation Checking] (`fil-forge/ucan-protocol-specs` at `dda8ed6`),
//! without its HTTP.
//!
//! ```text
//! Revoke --sign--> token ... Verified<Invocation> --accept--> Revocation --insert--> RevocationSet
//! ```
//!
//! A revocation is an invocation of `/ucan/revoke`, made by [`Revoke`]. [`Revocation`] is
//! one that was believed: its issuer has the authority in whose name it revokes.
//! [`RevocationSet`] remembers for which tokens that was so, and is what validation asks.
//! It only grows, so the order in which revocations arrive, and how often, does not matter,
//! nor whether they come before the delegations that they are about.
//!
//! ```
//! use ucan_core::{
//!     Check, Delegation, Did, DidKeyResolver, Envelope, Nonce, Proofs, Revocations, Timestamp,
//! };
//! use ucan_invocation::{
//!     Invocation,
//!     revocation::{Revocation, RevocationSet, Revoke},
//! };
//! use varsig::{Ed25519Signer, VerifierSet};
//!
//! let [alice, bob] = [1, 2].map(|seed| Ed25519Signer::from_seed(&[seed; 32]));
//! let [alice_did, bob_did] = [&alice, &bob].map(|it| Did::from_signer(it));
//! let to_bob = Delegation::new(
//!     alice_did.clone(), bob_did, alice_did.clone(), "/msg".parse()?, Nonce::new(*b"to-bob"));
//! let to_bob = Envelope::sign(to_bob, &alice)?;
//!
//! // Alice thinks better of it, and shows that she had a hand in it.
//! let token = Revoke::new(*to_bob.cid()).with_path(vec![*to_bob.cid()]).sign(&alice)?;
//!
//! // Elsewhere, from the bytes.
//! let (resolver, verifiers) = (DidKeyResolver, VerifierSet::default());
//! let mut proofs = Proofs::new();
//! proofs.add(to_bob.block(), &resolver, &verifiers);
//! let received = Envelope::<Invocation>::decode(token.bytes())?.verify(&resolver, &verifiers)?;
//! let check = Check::at(Timestamp::from_seconds(1_767_225_600)?);
//! let revocation = Revocation::accept(&received, &proofs, &check)?;
//!
//! let mut revocations = RevocationSet::new([alice_did.clone()], 1000);
//! revocations.insert(&revocation)?;
//! assert!(revocations.is_revoked_by(to_bob.cid(), &alice_did));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [UCAN Revocation]: https://github.com/ucan-wg/revocation/tree/230495e70fdc5e1b359a9b3517a157852f39d70e
//! [Revocation Checking]: https://github.com/fil-forge/ucan-protocol-specs/tree/dda8ed61ccdf1ade0cc6038cb221febfb1cda393

mod accept;
mod arguments;
mod compact;
mod firehose;
mod record;
mod recorded_at;
mod revoke;
mod set;

pub use self::{
    accept::{Revocation, RevocationError},
    arguments::{REVOKE_COMMAND, RevokeArguments, revoke_command},
    compact::CompactRevocationRecord,
    firehose::{FirehoseCursor, FirehoseError, FirehoseEvent},
    record::{MAX_RECORD_LENGTH, RecordDecodeError, RecordError, RevocationRecord},
    recorded_at::{RecordedAt, RecordedAtError},
    revoke::Revoke,
    set::{RevocationSet, RevocationSetFull},
};
