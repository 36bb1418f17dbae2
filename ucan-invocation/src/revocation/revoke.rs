//! A revocation in the making.

use alloc::vec::Vec;

use cid::Cid;
use ucan_core::{Did, Envelope, Meta, Nonce, SignError, Timestamp};
use varsig::Signer;

use super::arguments::{RevokeArguments, revoke_command};
use crate::{invocation::Invocation, task::Task};

/// What somebody is about to revoke (UCAN Revocation, Invoking Revocation).
///
/// ```
/// use ucan_core::Did;
/// use ucan_invocation::revocation::Revoke;
/// use varsig::{Block, Ed25519Signer};
///
/// let zelda = Ed25519Signer::from_seed(&[1; 32]);
/// let alice: Did = "did:web:alice.example".parse()?;
/// let [to_zelda, to_bob] = [b"to-zelda", b"to-bob--"].map(|it| *Block::raw(*it).cid());
///
/// // Zelda revokes in Alice's name, as Alice has allowed her to.
/// let token = Revoke::new(to_bob)
///     .with_path(vec![to_bob])
///     .in_the_name_of(alice.clone(), vec![to_zelda])
///     .sign(&zelda)?;
/// let invocation = token.unverified_payload();
/// assert_eq!(invocation.task().subject(), &alice);
/// assert!(invocation.task().nonce().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Revoke {
    arguments: RevokeArguments,
    subject: Option<Did>,
    proofs: Vec<Cid>,
    audience: Option<Did>,
    meta: Option<Meta>,
    issued_at: Option<Timestamp>,
    expiration: Option<Timestamp>,
}

impl Revoke {
    /// Revokes the delegation `revoked` in the name of whoever signs, for ever.
    pub const fn new(revoked: Cid) -> Self {
        Self {
            arguments: RevokeArguments { revoke: revoked, path: None },
            subject: None,
            proofs: Vec::new(),
            audience: None,
            meta: None,
            issued_at: None,
            expiration: None,
        }
    }

    /// Names delegations that lead from a root to the revoked one, root first, with the
    /// revoker among their issuers (UCAN Revocation, Path Witness). Who keeps revocations
    /// for others asks for it: see [`ucan_core::PathWitness`].
    pub fn with_path(mut self, path: Vec<Cid>) -> Self {
        self.arguments.path = Some(path);
        self
    }

    /// Revokes in the name of `subject`, by these proofs, root first, that it has delegated
    /// `/ucan/revoke` (UCAN Revocation, Delegating Revocation).
    pub fn in_the_name_of(mut self, subject: Did, proofs: Vec<Cid>) -> Self {
        self.subject = Some(subject);
        self.proofs = proofs;
        self
    }

    /// Names the service that is to take it. Others may believe it all the same.
    pub fn with_audience(mut self, audience: Did) -> Self {
        self.audience = Some(audience);
        self
    }

    /// Adds data beside the task, such as a reason.
    pub fn with_meta(mut self, meta: Meta) -> Self {
        self.meta = Some(meta);
        self
    }

    /// Claims when this was issued.
    pub const fn with_issued_at(mut self, issued_at: Timestamp) -> Self {
        self.issued_at = Some(issued_at);
        self
    }

    /// Sets the last second in which it may be accepted. Whom it reaches later, it does not
    /// tell anything; what was accepted stays revoked. There is seldom a reason for an end.
    pub const fn with_expiration(mut self, expiration: Timestamp) -> Self {
        self.expiration = Some(expiration);
        self
    }

    /// Signs it. The nonce is empty, as to revoke twice is to revoke once (ruling T11).
    ///
    /// # Errors
    ///
    /// [`SignError`] as [`Envelope::sign`] gives it.
    pub fn sign(self, revoker: &dyn Signer) -> Result<Envelope<Invocation>, SignError> {
        let issuer = Did::from_signer(revoker);
        let subject = self.subject.unwrap_or_else(|| issuer.clone());
        let args = self.arguments.to_arguments();
        let task = Task::new(subject, revoke_command(), args, Nonce::empty())
            .map_err(SignError::Encode)?;
        let mut invocation = Invocation::new(issuer, task).with_proofs(self.proofs);
        if let Some(audience) = self.audience {
            invocation = invocation.with_audience(audience);
        }
        if let Some(meta) = self.meta {
            invocation = invocation.with_meta(meta);
        }
        if let Some(issued_at) = self.issued_at {
            invocation = invocation.with_issued_at(issued_at);
        }
        if let Some(expiration) = self.expiration {
            invocation = invocation.with_expiration(expiration);
        }
        Envelope::sign(invocation, revoker)
    }
}
