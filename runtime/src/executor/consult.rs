//! Tasks whose result counts only when others have been asked.

use std::sync::Arc;

use cid::Cid;
use ipvm_task::{Case, Fault, OutcomeId, TaskConfig, Verdict, Verification, VerificationKind};
use ucan_invocation::{Promise, Proven, Receipt, ReceiptMeta};
use varsig::Block;

use super::{
    Core,
    error::{InquiryError, PrepareError, TaskError},
    execute::{Done, How, Run, Step},
    job::{JobTask, Runner},
    receipts::record_of,
    traced::Traced,
};
use crate::{
    agent::{Inquiry, InquiryReport},
    store::{StoreError, Visibility},
};

impl Core {
    /// Judges, before anything is run, whether a task can be verified as it asks for, other
    /// than by the word of this executor (ruling O73).
    pub(super) fn prepare_inquiry(
        &self,
        task: &JobTask,
        runner: &Runner<'_>,
    ) -> Result<(), PrepareError> {
        let (check, proven) = (&task.config.check, &task.proven);
        self.can_inquire(check, proven, runner)?;
        proven.authorize_as_written(&self.check(), &mut Default::default())?;
        Ok(())
    }

    fn can_inquire(
        &self,
        check: &Verification,
        proven: &Proven,
        runner: &Runner<'_>,
    ) -> Result<(), PrepareError> {
        if self.panel.is_none() {
            return Err(PrepareError::Verification { check: check.kind() });
        }
        // The issuer has signed an invocation for each agent, and knew no results then.
        if proven.task().args().values().any(Promise::stands_in) {
            return Err(InquiryError::OpenPromise { check: check.kind() }.into());
        }
        let id = proven.task().id();
        let case = Case::new(id, runner.class(), check, &self.trust, self.clock.now());
        if let Verdict::Refused { why } = case.judge(&[]).verdict {
            return Err(InquiryError::Refused { why }.into());
        }
        Ok(())
    }

    /// Asks the panel about a task, and attests to the result if it counts.
    pub(super) fn consult(&self, run: &Run<'_>) -> Result<Step, TaskError> {
        let (strategy, proven) = (&run.config.check, run.proven);
        let runner = self.runner(run.authorized.resolved())?;
        self.can_inquire(strategy, proven, &runner)?;
        proven.recheck(&self.check()).map_err(PrepareError::Chain)?;
        let Some(panel) = &self.panel else {
            return Err(PrepareError::Verification { check: strategy.kind() }.into());
        };
        let task = run.authorized.task();
        let mut known = self.word_on(task.id())?;
        if self.takes_part(strategy) {
            match self.own_word(run, &mut known)? {
                Step::Done(_) => {}
                waits => return Ok(waits),
            }
        }
        let received = &run.job.0;
        let blocks: Vec<Block> =
            received.tokens.iter().chain(received.content.values()).cloned().collect();
        let handlers = self.registry.declarations();
        let ask = |known: Vec<Receipt>| {
            let inquiry = Inquiry::new(task, strategy, handlers, &self.trust, self.check())
                .with_blocks(blocks.iter().cloned())
                .with_known(known)
                .with_patience(self.limits(run.config).time)
                .on_pool(&self.pool);
            panel.ask(&inquiry)
        };
        let mut report = ask(known);
        // Of a dispute this executor may be the one to decide.
        if let (Verdict::Disputed { .. }, Verification::Optimistic(optimistic)) =
            (&report.judgement.verdict, strategy)
            && optimistic.referee() == &self.did
        {
            let mut heard = report.receipts.clone();
            match self.own_word(run, &mut heard)? {
                Step::Done(_) => {}
                waits => {
                    self.keep(run, &report)?;
                    return Ok(waits);
                }
            }
            report = ask(heard);
        }
        self.concluded(run, report).map(Step::Done)
    }

    /// Whether the strategy wants to hear this executor from the beginning.
    fn takes_part(&self, strategy: &Verification) -> bool {
        match strategy {
            Verification::Consensus(consensus) => consensus.agents().contains(&self.did),
            Verification::Oracle(oracle) => oracle == &self.did,
            Verification::Optimistic(optimistic) => optimistic.referee() != &self.did,
            Verification::Replay => true,
            _ => false,
        }
    }

    /// Runs the task here, as if it asked for no more than that.
    fn own_word(&self, run: &Run<'_>, known: &mut Vec<Receipt>) -> Result<Step, TaskError> {
        let mut config = run.config.clone();
        config.check = Verification::Attestation;
        let step = self.execute(&Run { config: &config, ..*run })?;
        if let Step::Done(done) = &step {
            let receipt = done.receipt.as_ref().clone();
            known.retain(|other| other.cid() != receipt.cid());
            // Ours is heard however many others there are.
            known.insert(0, receipt);
        }
        Ok(step)
    }

    /// What is kept of the words of executors on a task, with the receipts that they name.
    fn word_on(&self, task: &Cid) -> Result<Vec<Receipt>, StoreError> {
        let mut found = Vec::new();
        for cid in self.stores.receipts().by_task(task)?.iter().take(Inquiry::MOST_KNOWN / 2) {
            let mut next = Some(*cid);
            // A receipt that cites a receipt that cites: as deep as is any use.
            for _ in 0..4 {
                let Some(cid) = next else { break };
                let Some(receipt) = self.receipt(&cid)? else { break };
                next = receipt.meta().from;
                found.push(receipt.as_ref().clone());
            }
        }
        found.truncate(Inquiry::MOST_KNOWN);
        Ok(found)
    }

    /// Keeps the receipts that came, and the evidence; those of a secret task apart, and
    /// no evidence, which would tell it.
    fn keep(&self, run: &Run<'_>, report: &InquiryReport) -> Result<(), StoreError> {
        let secret = run.circumstances.secret;
        let traced = Traced::of(run);
        for receipt in &report.receipts {
            let secret = secret || receipt.meta().secret;
            let receipts = if secret { self.stores.secrets() } else { self.stores.receipts() };
            let is_new = receipt.ran() == run.written() && receipt.executor() != &self.did;
            if !is_new || matches!(receipts.get(receipt.cid()), Ok(Some(_))) {
                continue;
            }
            receipts.put(&record_of(receipt, traced.clone()))?;
        }
        if !secret {
            let evidence = report.evidence.iter();
            let blocks: Vec<_> =
                evidence.map(|it| (it.block().clone(), Visibility::Restricted)).collect();
            if !blocks.is_empty() {
                self.stores.blocks().put_all(&blocks)?;
            }
        }
        Ok(())
    }

    /// Attests to a result that counts, naming a receipt that carries it.
    fn concluded(&self, run: &Run<'_>, report: InquiryReport) -> Result<Done, TaskError> {
        self.keep(run, &report)?;
        let Some(carrier) = report.accepted() else {
            let evidence = report.evidence.iter().map(|it| *it.block().cid()).collect();
            let verdict = Box::new(report.judgement.verdict);
            return Err(TaskError::Unverified { verdict, evidence });
        };
        let passing = run.circumstances.passing;
        let secret = run.circumstances.secret || carrier.meta().secret;
        // What this executor came to itself, it does not attest to otherwise.
        let of_ours =
            |receipt: &&Receipt| receipt.executor() == &self.did && receipt.meta().from.is_none();
        if of_ours(&carrier) {
            let receipt = Arc::new(carrier.clone());
            return Ok(Done { receipt, how: How::Executed, passing, secret });
        }
        let ours = report.receipts.iter().find(of_ours).filter(|receipt| {
            Fault::of(receipt).is_none_or(|it| it.is_some_and(Fault::is_lasting))
                && receipt.ran() == run.written()
        });
        if let Some(ours) = ours
            && OutcomeId::of(ours)? != OutcomeId::of(carrier)?
        {
            return Err(TaskError::Dissent { ours: *ours.cid(), theirs: *carrier.cid() });
        }
        let meta = ReceiptMeta::default()
            .with_from(*carrier.cid())
            .with_known(carrier.meta().known.iter().copied())
            .with_secret(secret);
        let meta = if carrier.meta().fault { meta.with_fault() } else { meta };
        let said = (carrier.outcome().clone(), carrier.effects().clone());
        let (id, expiration) = (*run.written(), carrier.expiration());
        let receipt = self.attest_asking(&id, Traced::of(run), said, meta, expiration)?;
        Ok(Done { receipt, how: How::Executed, passing, secret })
    }
}

/// Whether more than the word of this executor is asked for.
pub(super) fn is_asked_for(config: &TaskConfig) -> bool {
    config.check.kind() != VerificationKind::Attestation
}
