//! Receipts: the signed word of an executor on how a task ended.

mod attestation;
mod error;
mod meta;
mod pick;
mod statement;
mod vouched;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    Chain, Check, Claim, Command, Did, FieldError, FieldRule, Fields, Leeway, Proofs, Timestamp,
    Validity, Verified,
};
use varsig::Block;

pub use self::{
    attestation::Attestation,
    error::ReceiptError,
    meta::ReceiptMeta,
    vouched::{RecallError, Vouched},
};
use crate::{
    effects::Effects, failure::Failure, invocation::Invocation, outcome::Outcome, task::Arguments,
};

/// The command whose invocation is a receipt (ruling I2).
pub const RECEIPT_COMMAND: &str = "/ucan/assert/receipt";

/// [`RECEIPT_COMMAND`] as a command.
#[must_use]
pub fn receipt_command() -> Command {
    RECEIPT_COMMAND.parse().expect("the constant is a command")
}

/// A receipt that was verified, or was signed here.
///
/// Only [`Attestation::sign`] and [`Receipt::accept`] make one.
#[derive(Clone, Debug)]
pub struct Receipt {
    block: Block,
    /// Who signed: the executor, or whom it let do so.
    issuer: Did,
    executor: Did,
    ran: Cid,
    outcome: Outcome,
    effects: Effects,
    issued_at: Option<Timestamp>,
    expiration: Option<Timestamp>,
    meta: ReceiptMeta,
}

impl Receipt {
    /// Accepts somebody's receipt: an invocation of [`RECEIPT_COMMAND`] that the
    /// executor issued, or a delegate with a chain for that command from it.
    ///
    /// Expiry does not undo an attestation, so the receipt's own is not judged; one
    /// that is not valid yet is refused all the same.
    ///
    /// # Errors
    ///
    /// [`ReceiptError::Command`] for another command, [`ReceiptError::Audience`] if
    /// an audience other than the subject is named, [`ReceiptError::Field`] for
    /// malformed arguments, [`ReceiptError::Chain`] if the issuer may not attest
    /// for the subject.
    pub fn accept(
        verified: &Verified<Invocation>,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, ReceiptError> {
        let invocation = verified.payload();
        let task = invocation.task();
        if task.command().as_str() != RECEIPT_COMMAND {
            return Err(ReceiptError::Command { found: task.command().clone() });
        }
        if invocation.executor() != task.subject() {
            return Err(ReceiptError::Audience { found: invocation.executor().clone() });
        }
        Chain::prove(
            &Claim {
                token: verified.cid(),
                twins: verified.twins(),
                issuer: invocation.issuer(),
                subject: task.subject(),
                command: task.command(),
                validity: Validity::new(invocation.validity().not_before(), None),
                proofs: invocation.proofs(),
            },
            proofs,
            check,
        )
        .and_then(|chain| chain.judge(&Ipld::Map(task.args().clone()), &mut Default::default()))
        .map_err(ReceiptError::Chain)?;
        let (ran, outcome, effects) =
            read_args(task.args().clone()).map_err(ReceiptError::Field)?;
        Ok(Self {
            block: verified.envelope().block().clone(),
            issuer: invocation.issuer().clone(),
            executor: task.subject().clone(),
            ran,
            outcome,
            effects,
            issued_at: invocation.issued_at(),
            expiration: invocation.validity().expiration(),
            meta: ReceiptMeta::read(invocation.meta()).map_err(ReceiptError::Field)?,
        })
    }

    /// The receipt's CID.
    #[must_use]
    pub const fn cid(&self) -> &Cid {
        self.block.cid()
    }

    /// The signed token.
    #[must_use]
    pub const fn block(&self) -> &Block {
        &self.block
    }

    /// Who signed: the executor, or a delegate of it.
    #[must_use]
    pub const fn issuer(&self) -> &Did {
        &self.issuer
    }

    /// Who ran the task.
    #[must_use]
    pub const fn executor(&self) -> &Did {
        &self.executor
    }

    /// The ID of the task, as written.
    #[must_use]
    pub const fn ran(&self) -> &Cid {
        &self.ran
    }

    /// How it ended.
    #[must_use]
    pub const fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// What it asks for next.
    #[must_use]
    pub const fn effects(&self) -> &Effects {
        &self.effects
    }

    /// When the executor says it was issued.
    #[must_use]
    pub const fn issued_at(&self) -> Option<Timestamp> {
        self.issued_at
    }

    /// Until when the result may be used for memory and promises.
    #[must_use]
    pub const fn expiration(&self) -> Option<Timestamp> {
        self.expiration
    }

    /// Whether the result may be used at `now`, for memory and for promises, where the
    /// task is not pure (ruling I2).
    ///
    /// The result of a pure task is the same at every time, so its use never ends,
    /// whatever the receipt says; nor does the attestation of any task: that this was
    /// the result when the receipt was issued stays true.
    #[must_use]
    pub fn is_current(&self, now: Timestamp, leeway: Leeway) -> bool {
        Validity::new(Some(Timestamp::MIN), self.expiration).contains(now, leeway)
    }

    /// What the executor failed at, if it says that it did: an error that it marks as
    /// its own. What a task says of itself is not among these, whatever it looks like
    /// (ruling I3).
    ///
    /// # Errors
    ///
    /// [`FieldError`] if the error is marked as the executor's, and has not the form of
    /// one: see [`Failure::read`].
    pub fn fault(&self) -> Option<Result<Failure, FieldError>> {
        match &self.outcome {
            Outcome::Error(value) if self.meta.fault => Some(Failure::read(value)),
            _ => None,
        }
    }

    /// What it says beside the result.
    #[must_use]
    pub const fn meta(&self) -> &ReceiptMeta {
        &self.meta
    }
}

fn read_args(args: Arguments) -> Result<(Cid, Outcome, Effects), FieldError> {
    let mut fields = Fields::new(args);
    let ran = fields.link("ran")?;
    let outcome = Outcome::of(fields.map("out")?).ok_or_else(|| {
        let expected = "a map with exactly one key, `ok` or `error`";
        FieldError::new("out", FieldRule::Value { expected })
    })?;
    let effects = fields.optional_map("fx")?.map(Effects::read).transpose()?.unwrap_or_default();
    fields.finish()?;
    Ok((ran, outcome, effects))
}
