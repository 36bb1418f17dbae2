//! What an executor says, before it is signed.

use cid::Cid;
use ucan_core::{Did, Envelope, SignError, Timestamp};
use varsig::Signer;

use super::{Receipt, ReceiptMeta, statement::Statement};
use crate::{effects::Effects, failure::Failure, outcome::Outcome};

/// What an executor is about to attest to.
#[derive(Clone, Debug)]
pub struct Attestation {
    ran: Cid,
    outcome: Outcome,
    effects: Effects,
    issued_at: Timestamp,
    expiration: Option<Timestamp>,
    meta: ReceiptMeta,
}

impl Attestation {
    /// The word that `ran` ended in `outcome`, given at `issued_at`, for ever.
    #[must_use]
    pub fn new(ran: Cid, outcome: Outcome, issued_at: Timestamp) -> Self {
        Self {
            ran,
            outcome,
            effects: Effects::default(),
            issued_at,
            expiration: None,
            meta: ReceiptMeta::default(),
        }
    }

    /// The word that the executor itself failed to run `ran`, given at `issued_at`, and
    /// marked as such: no task can say this of itself (ruling I3).
    #[must_use]
    pub fn fault(ran: Cid, failure: Failure, issued_at: Timestamp) -> Self {
        let meta = ReceiptMeta::default().with_fault();
        Self::new(ran, failure.into(), issued_at).with_meta(meta)
    }

    /// Sets until when the result may be used for memory and promises, for what is
    /// not pure.
    #[must_use]
    pub const fn with_expiration(mut self, expiration: Timestamp) -> Self {
        self.expiration = Some(expiration);
        self
    }

    /// Asks for more tasks.
    #[must_use]
    pub fn with_effects(mut self, effects: Effects) -> Self {
        self.effects = effects;
        self
    }

    /// Says more about how the result was come by.
    #[must_use]
    pub fn with_meta(mut self, meta: ReceiptMeta) -> Self {
        self.meta = meta;
        self
    }

    /// Signs it as the executor, who is issuer and subject (ruling I2).
    ///
    /// # Errors
    ///
    /// [`SignError`] as [`Envelope::sign`] gives it.
    pub fn sign(self, executor: &dyn Signer) -> Result<Receipt, SignError> {
        self.sign_as(Did::from_signer(executor), executor)
    }

    /// [Signs](Self::sign) it as the executor whose DID is at hand: to write one down costs some
    /// hundredths of a signature.
    ///
    /// # Errors
    ///
    /// [`SignError`] as [`Envelope::sign`] gives it; [`SignError::IssuerMismatch`] if `did` is a
    /// `did:key` of another key.
    pub fn sign_as(self, did: Did, executor: &dyn Signer) -> Result<Receipt, SignError> {
        let statement = Statement {
            issuer: did.clone(),
            executor: did,
            ran: self.ran,
            outcome: self.outcome,
            effects: self.effects,
            issued_at: Some(self.issued_at),
            expiration: self.expiration,
            meta: self.meta,
        };
        let (block, statement) = Envelope::sign(statement, executor)?.into_parts();
        Ok(Receipt::of(block, statement))
    }
}
