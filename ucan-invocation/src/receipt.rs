//! Receipts: the signed word of an executor on how a task ended.

use alloc::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    Chain, ChainError, Check, Claim, Command, Did, Envelope, FieldError, FieldRule, Fields, Meta,
    Nonce, Proofs, SignError, Timestamp, Validity, Verified,
};
use varsig::{Block, Signer};

use crate::{
    invocation::Invocation,
    outcome::{Effects, Outcome},
    task::{Arguments, Task},
};

/// The command whose invocation is a receipt (ruling I2).
pub const RECEIPT_COMMAND: &str = "/ucan/assert/receipt";

/// [`RECEIPT_COMMAND`] as a command.
#[must_use]
pub fn receipt_command() -> Command {
    RECEIPT_COMMAND.parse().expect("the constant is a command")
}

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

/// What a receipt says beside the result, under keys of our own in `meta`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ReceiptMeta {
    /// `ipvm/fault`: the error is the executor's, not the task's own (ruling I3).
    pub fault: bool,
    /// `ipvm/resolved`: the ID of the task with its promises replaced (ruling I6 b).
    pub resolved: Option<Cid>,
    /// `ipvm/computation`: the computation key (ruling I6 c).
    pub computation: Option<Cid>,
    /// `ipvm/from`: the receipt from which a known result was taken (ruling I6).
    pub from: Option<Cid>,
    /// `ipvm/fuel`: the fuel that the computation used.
    pub fuel: Option<u64>,
}

impl ReceiptMeta {
    /// The computation key set.
    #[must_use]
    pub const fn with_computation(mut self, key: Option<Cid>) -> Self {
        self.computation = key;
        self
    }

    /// The resolved task set.
    #[must_use]
    pub const fn with_resolved(mut self, task: Option<Cid>) -> Self {
        self.resolved = task;
        self
    }

    /// The source of a known result set.
    #[must_use]
    pub const fn with_from(mut self, receipt: Cid) -> Self {
        self.from = Some(receipt);
        self
    }

    /// Marked as an error of the executor.
    #[must_use]
    pub const fn with_fault(mut self) -> Self {
        self.fault = true;
        self
    }

    /// The fuel set.
    #[must_use]
    pub const fn with_fuel(mut self, fuel: Option<u64>) -> Self {
        self.fuel = fuel;
        self
    }

    fn write(&self) -> Option<Meta> {
        let mut meta = Meta::new();
        if self.fault {
            meta.insert("ipvm/fault".into(), Ipld::Bool(true));
        }
        for (key, link) in [
            ("ipvm/resolved", self.resolved),
            ("ipvm/computation", self.computation),
            ("ipvm/from", self.from),
        ] {
            if let Some(link) = link {
                meta.insert(key.into(), Ipld::Link(link));
            }
        }
        if let Some(fuel) = self.fuel {
            meta.insert("ipvm/fuel".into(), Ipld::Integer(fuel.into()));
        }
        (!meta.is_empty()).then_some(meta)
    }

    fn read(meta: Option<&Meta>) -> Result<Self, FieldError> {
        // Other keys of `meta` are other people's; only ours are read.
        let mut ours: Meta = Meta::new();
        for (key, value) in meta.into_iter().flatten() {
            if matches!(
                key.as_str(),
                "ipvm/fault" | "ipvm/resolved" | "ipvm/computation" | "ipvm/from" | "ipvm/fuel"
            ) {
                ours.insert(key.clone(), value.clone());
            }
        }
        let mut fields = Fields::new(ours);
        let value_error = |key, expected| FieldError::new(key, FieldRule::Value { expected });
        Ok(Self {
            fault: match fields.optional("ipvm/fault") {
                None => false,
                Some(Ipld::Bool(true)) => true,
                Some(_) => return Err(value_error("ipvm/fault", "true")),
            },
            resolved: fields.optional_link("ipvm/resolved")?,
            computation: fields.optional_link("ipvm/computation")?,
            from: fields.optional_link("ipvm/from")?,
            fuel: match fields.optional("ipvm/fuel") {
                None => None,
                Some(Ipld::Integer(fuel)) => Some(
                    u64::try_from(fuel)
                        .map_err(|_| value_error("ipvm/fuel", "an integer of 64 bits"))?,
                ),
                Some(_) => return Err(value_error("ipvm/fuel", "an integer of 64 bits")),
            },
        })
    }
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
        let did = Did::from_signer(executor);
        let mut args = Arguments::from([
            ("ran".into(), Ipld::Link(self.ran)),
            ("out".into(), self.outcome.to_ipld()),
        ]);
        if !self.effects.is_empty() {
            let mut effects = BTreeMap::new();
            if !self.effects.fork.is_empty() {
                let fork = self.effects.fork.iter().copied().map(Ipld::Link).collect();
                effects.insert("fork".into(), Ipld::List(fork));
            }
            if let Some(join) = self.effects.join {
                effects.insert("join".into(), Ipld::Link(join));
            }
            args.insert("fx".into(), Ipld::Map(effects));
        }
        let task = Task::new(did.clone(), receipt_command(), args, Nonce::empty())
            .map_err(SignError::Encode)?;
        let mut invocation = Invocation::new(did.clone(), task).with_issued_at(self.issued_at);
        if let Some(expiration) = self.expiration {
            invocation = invocation.with_expiration(expiration);
        }
        if let Some(meta) = self.meta.write() {
            invocation = invocation.with_meta(meta);
        }
        let envelope = Envelope::sign(invocation, executor)?;
        Ok(Receipt {
            block: envelope.block().clone(),
            executor: did,
            ran: self.ran,
            outcome: self.outcome,
            effects: self.effects,
            issued_at: Some(self.issued_at),
            expiration: self.expiration,
            meta: self.meta,
        })
    }
}

/// A receipt that was verified, or was signed here.
///
/// Only [`Attestation::sign`] and [`Receipt::accept`] make one.
#[derive(Clone, Debug)]
pub struct Receipt {
    block: Block,
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
        let (ran, outcome, effects) = read_args(task.args()).map_err(ReceiptError::Field)?;
        Ok(Self {
            block: verified.envelope().block().clone(),
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

    /// What it says beside the result.
    #[must_use]
    pub const fn meta(&self) -> &ReceiptMeta {
        &self.meta
    }
}

fn read_args(args: &Arguments) -> Result<(Cid, Outcome, Effects), FieldError> {
    let mut fields = Fields::new(args.clone());
    let ran = fields.link("ran")?;
    let outcome = Outcome::of(fields.map("out")?).ok_or_else(|| {
        let expected = "a map with exactly one key, `ok` or `error`";
        FieldError::new("out", FieldRule::Value { expected })
    })?;
    let mut effects = Effects::default();
    if let Some(map) = fields.optional_map("fx")? {
        let mut inner = Fields::new(map);
        effects.fork = inner.optional_links("fork")?.unwrap_or_default();
        effects.join = inner.optional_link("join")?;
        inner.finish()?;
    }
    fields.finish()?;
    Ok((ran, outcome, effects))
}

/// Why an invocation is not taken for a receipt.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// An audience other than the executor is named.
    #[error("a receipt names no audience but its executor; this names {found}")]
    Audience {
        /// The audience found.
        found: Did,
    },
    /// The issuer may not attest for the executor.
    #[error(transparent)]
    Chain(ChainError),
    /// It is an invocation of something else.
    #[error("a receipt is an invocation of {RECEIPT_COMMAND}, not of {found}")]
    Command {
        /// The command found.
        found: Command,
    },
    /// An argument is malformed.
    #[error(transparent)]
    Field(FieldError),
}
