//! The step from evidence to what it shows.

use alloc::vec::Vec;

use ucan_core::{Check, DecodeError, Envelope, Proofs, Resolver, Verified, VerifyError};
use ucan_invocation::{Invocation, Promise, Receipt, Task};
use varsig::{Block, VerifierSet};

use super::{Content, Evidence, EvidenceError, EvidenceFormError, EvidenceKind, Finding, Pair};
use crate::{
    effect::EffectClass,
    fault::Fault,
    handler::HandlerDeclarations,
    judge::{OutcomeId, Statement},
};

impl Evidence {
    /// Puts two receipts together that do not fit together: of one executor, or of two.
    /// `proofs` are the delegations by which somebody else signed for an executor, and
    /// `handlers` says how far the command reaches.
    ///
    /// # Errors
    ///
    /// [`EvidenceError`] for the first rule that is broken: then they do fit together, or
    /// cannot be held against each other.
    pub fn between(
        task: &Task,
        receipts: [&Receipt; 2],
        proofs: &[Block],
        handlers: &HandlerDeclarations,
    ) -> Result<Self, EvidenceError> {
        let mut receipts = receipts;
        receipts.sort_by_key(|receipt| *receipt.cid());
        let class = class(task, handlers)?;
        if receipts[0].cid() == receipts[1].cid() {
            return Err(EvidenceError::SameOutcome);
        }
        let kind = if receipts[0].executor() == receipts[1].executor() {
            EvidenceKind::Equivocation
        } else if class.is_once {
            EvidenceKind::RanTwice
        } else {
            EvidenceKind::Contradiction
        };
        if proofs.len() > Self::MAX_PROOFS {
            return Err(EvidenceFormError::Proofs { found: proofs.len() }.into());
        }
        judge(kind, task, receipts, handlers)?;
        let mut proofs = proofs.to_vec();
        proofs.sort_by_key(|block| *block.cid());
        proofs.dedup();
        let receipts = receipts.map(|receipt| receipt.block().clone());
        let task = task.clone();
        Ok(Self::write(Content::Pair(Pair { kind, task, receipts, proofs }))?)
    }

    /// Checks the evidence from its bytes on: every signature, every chain, and what makes
    /// two receipts evidence. `handlers` says how far commands reach, in the eyes of
    /// whoever checks; `check` is for chains of delegates.
    ///
    /// Whether a receipt has expired does not matter: of what goes stale nobody is accused,
    /// and what was said of the rest stays said.
    ///
    /// # Errors
    ///
    /// [`EvidenceError`] for the first rule that is broken, in this order: form of the
    /// tokens, signatures, receipts and their chains, the task, its class, the executors,
    /// faults, sources, computations, outcomes.
    pub fn check(
        &self,
        handlers: &HandlerDeclarations,
        check: &Check<'_>,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
    ) -> Result<Finding, EvidenceError> {
        let pair = match &self.content {
            Content::Token(token) => return not_signed(token, resolver, verifiers),
            Content::Pair(pair) => pair,
        };
        let mut proofs = Proofs::new();
        for block in &pair.proofs {
            proofs.add(block, resolver, verifiers);
        }
        let mut decoded = Vec::with_capacity(2);
        for (index, block) in pair.receipts.iter().enumerate() {
            let token = |error| EvidenceError::Token { index, error };
            decoded.push(Envelope::<Invocation>::decode_block(block.clone()).map_err(token)?);
        }
        let mut verified = Vec::with_capacity(2);
        for (index, envelope) in decoded.into_iter().enumerate() {
            let signature = |error| EvidenceError::Signature { index, error };
            verified.push(envelope.verify(resolver, verifiers).map_err(signature)?);
        }
        let accept = |(index, verified): (usize, &Verified<Invocation>)| {
            Receipt::accept(verified, &proofs, check)
                .map_err(|error| EvidenceError::Receipt { index, error })
        };
        let receipts = verified.iter().enumerate().map(accept).collect::<Result<Vec<_>, _>>()?;
        let [first, second] = receipts.as_slice() else {
            return Err(EvidenceFormError::Receipts { found: receipts.len() }.into());
        };
        judge(pair.kind, &pair.task, [first, second], handlers)
    }
}

/// What a token shows that is not signed.
fn not_signed(
    token: &Block,
    resolver: &dyn Resolver,
    verifiers: &VerifierSet<'_>,
) -> Result<Finding, EvidenceError> {
    let envelope = Envelope::<Invocation>::decode_block(token.clone())
        .map_err(|error: DecodeError| EvidenceError::Token { index: 0, error })?;
    let named = envelope.unverified_payload().issuer().clone();
    match envelope.verify(resolver, verifiers) {
        Ok(_) => Err(EvidenceError::SignatureHolds),
        Err(VerifyError::InvalidSignature | VerifyError::AlgorithmMismatch) => {
            Ok(Finding::NotSigned { token: *token.cid(), named })
        }
        Err(error) => Err(EvidenceError::SignatureUndecided(error)),
    }
}

/// How far a task reaches, as far as it matters here.
#[derive(Clone, Copy)]
struct Class {
    class: EffectClass,
    is_reproducible: bool,
    /// It must not be done twice.
    is_once: bool,
}

fn class(task: &Task, handlers: &HandlerDeclarations) -> Result<Class, EvidenceError> {
    let command = task.command();
    let declared = handlers
        .of(command)
        .ok_or_else(|| EvidenceError::NotDeclared { command: command.clone() })?;
    let allows = declared.allows();
    Ok(Class {
        class: declared.class(),
        is_reproducible: allows.reproducible,
        is_once: !allows.take_over,
    })
}

/// What two receipts show that are believed to be their issuers', in the order of their
/// CIDs.
fn judge(
    kind: EvidenceKind,
    task: &Task,
    receipts: [&Receipt; 2],
    handlers: &HandlerDeclarations,
) -> Result<Finding, EvidenceError> {
    if task.args().values().any(Promise::stands_in) {
        return Err(EvidenceError::OpenPromise);
    }
    for (index, receipt) in receipts.into_iter().enumerate() {
        let found = receipt.meta().resolved.unwrap_or_else(|| *receipt.ran());
        if found != *task.id() {
            return Err(EvidenceError::AnotherTask { index, expected: *task.id(), found });
        }
    }
    let Class { class, is_reproducible, is_once } = class(task, handlers)?;
    match kind {
        EvidenceKind::RanTwice if !is_once => return Err(EvidenceError::NotOnce { class }),
        EvidenceKind::RanTwice => {}
        _ if !is_reproducible => return Err(EvidenceError::NotReproducible { class }),
        _ => {}
    }
    let executors = receipts.map(Receipt::executor);
    match (kind, executors[0] == executors[1]) {
        (EvidenceKind::Equivocation, false) => {
            return Err(EvidenceError::TwoExecutors { executors: executors.map(Clone::clone) });
        }
        (EvidenceKind::Contradiction | EvidenceKind::RanTwice, true) => {
            return Err(EvidenceError::OneExecutor { executor: executors[0].clone() });
        }
        _ => {}
    }
    for (index, receipt) in receipts.into_iter().enumerate() {
        if let Some(fault) = Fault::of(receipt)
            && !fault.is_some_and(Fault::is_lasting)
        {
            return Err(EvidenceError::Passing { index, fault });
        }
    }
    for (index, receipt) in receipts.into_iter().enumerate() {
        if let Some(from) = receipt.meta().from {
            return Err(EvidenceError::Taken { index, from });
        }
    }
    if let [Some(a), Some(b)] = receipts.map(|receipt| receipt.meta().computation)
        && a != b
    {
        return Err(EvidenceError::OtherComputation { keys: [a, b] });
    }
    let statements = [statement(receipts[0])?, statement(receipts[1])?];
    if kind != EvidenceKind::RanTwice && statements[0].outcome == statements[1].outcome {
        return Err(EvidenceError::SameOutcome);
    }
    let task = *task.id();
    Ok(match kind {
        EvidenceKind::Equivocation => Finding::Equivocation { task, statements },
        EvidenceKind::RanTwice => Finding::RanTwice { task, statements },
        _ => Finding::Contradiction { task, statements },
    })
}

fn statement(receipt: &Receipt) -> Result<Statement, EvidenceError> {
    // What was read as DAG-CBOR can be written as such.
    let outcome = OutcomeId::of(receipt).map_err(|_| EvidenceFormError::TooLarge)?;
    Ok(Statement {
        executor: receipt.executor().clone(),
        outcome,
        receipt: *receipt.cid(),
        issued_at: receipt.issued_at(),
    })
}
