//! What a panel is asked, and what comes of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use cid::Cid;
use ipvm_task::{
    Cascade, Case, ConfigLayer, EffectClass, Evidence, HandlerDeclarations, Judgement, Statement,
    Verdict, Verification, VerificationKind,
};
use rayon::ThreadPool;
use ucan_core::{Check, Did, Envelope, Meta};
use ucan_invocation::{Invocation, Receipt, Task};
use ucan_pipeline::Trust;
use varsig::Block;

use super::{Answer, Conduct, NotAsked};

/// A task, how its result is to be verified, and the invocations by which agents may be
/// asked.
#[derive(Clone)]
pub struct Inquiry<'a> {
    pub(super) task: &'a Task,
    pub(super) class: EffectClass,
    pub(super) strategy: &'a Verification,
    pub(super) trust: &'a Trust,
    pub(super) check: Check<'a>,
    handlers: &'a HandlerDeclarations,
    /// By whom they name.
    invocations: BTreeMap<Did, Result<Block, NotAsked>>,
    pub(super) blocks: Arc<[Block]>,
    pub(super) known: Vec<Receipt>,
    pub(super) patience: Option<Duration>,
    /// Whose threads must not stand still while they wait.
    pub(super) pool: Option<&'a ThreadPool>,
}

impl<'a> Inquiry<'a> {
    /// How many receipts that were there before are looked at, at the most.
    pub const MOST_KNOWN: usize = 64;

    /// A task without promises. `handlers` says how far its command reaches, `trust` whose
    /// word counts by itself, and `check` has the time.
    #[must_use]
    pub fn new(
        task: &'a Task,
        strategy: &'a Verification,
        handlers: &'a HandlerDeclarations,
        trust: &'a Trust,
        check: Check<'a>,
    ) -> Self {
        Self {
            task,
            // What nothing is declared for is a mutation (ruling O48).
            class: handlers.of(task.command()).map_or(EffectClass::Mutation, |it| it.class()),
            strategy,
            trust,
            check,
            handlers,
            invocations: BTreeMap::new(),
            blocks: Arc::new([]),
            known: Vec::new(),
            patience: None,
            pool: None,
        }
    }

    /// With what the agents get beside their invocations: delegations, programs and
    /// content. The invocations of this task among them are those by which agents are asked.
    #[must_use]
    pub fn with_blocks(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        let mut others = Vec::new();
        for block in blocks {
            match invocation(&block, self.task) {
                // Of several for one agent they all ask for the same: the first that serves.
                Some((agent, found)) => {
                    let held = self.invocations.entry(agent).or_insert(Err(NotAsked::NoInvocation));
                    if held.is_err() {
                        *held = found;
                    }
                }
                None => others.push(block),
            }
        }
        self.blocks = others.into();
        self
    }

    /// With receipts that are there already, which count like those that come: up to
    /// [`Self::MOST_KNOWN`].
    #[must_use]
    pub fn with_known(mut self, receipts: impl IntoIterator<Item = Receipt>) -> Self {
        self.known.extend(receipts);
        self.known.truncate(Self::MOST_KNOWN);
        self
    }

    /// Waits so long for answers, if the panel would wait longer.
    #[must_use]
    pub const fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = Some(patience);
        self
    }

    pub(crate) const fn on_pool(mut self, pool: &'a ThreadPool) -> Self {
        self.pool = Some(pool);
        self
    }

    pub(super) fn case(&self) -> Case<'a> {
        let mut case =
            Case::new(self.task.id(), self.class, self.strategy, self.trust, self.check.now());
        case.leeway = self.check.leeway();
        case
    }

    pub(super) fn invocation(&self, agent: &Did) -> Result<&Block, NotAsked> {
        match self.invocations.get(agent) {
            Some(found) => found.as_ref().map_err(|why| *why),
            None => Err(NotAsked::NoInvocation),
        }
    }

    /// What shows that words do not hold.
    pub(super) fn evidence(
        &self,
        judgement: &Judgement,
        receipts: &[Receipt],
        answers: &[Answer],
    ) -> Vec<Evidence> {
        let mut found: BTreeMap<Cid, Evidence> = BTreeMap::new();
        let mut add = |evidence: Evidence| {
            found.insert(*evidence.block().cid(), evidence);
        };
        for answer in answers {
            if let Conduct::NotSigned { evidence: Some(evidence), .. } = &answer.conduct {
                add(evidence.clone());
            }
        }
        let by_cid: BTreeMap<&Cid, &Receipt> =
            receipts.iter().map(|receipt| (receipt.cid(), receipt)).collect();
        let between = |a: &Receipt, b: &Receipt| {
            Evidence::between(self.task, [a, b], &[], self.handlers).ok()
        };
        let shown = |statement: &Statement| by_cid.get(&statement.receipt).copied();
        // Whoever says two things, whether or not they were heard.
        let mut convicted = BTreeSet::new();
        let all: Vec<&Receipt> = by_cid.values().copied().collect();
        for (index, a) in all.iter().enumerate() {
            for b in &all[index + 1..] {
                if a.executor() == b.executor()
                    && !convicted.contains(a.executor())
                    && let Some(evidence) = between(a, b)
                {
                    convicted.insert(a.executor());
                    add(evidence);
                }
            }
        }
        let (one, others): (Option<&Statement>, &[Statement]) = match &judgement.verdict {
            Verdict::Accepted(acceptance) => (acceptance.carried_by.first(), &acceptance.dissent),
            Verdict::Disputed { evidence, .. } => (evidence.first(), evidence),
            _ => (None, &[]),
        };
        if let Some(one) = one.and_then(shown) {
            for other in others.iter().filter_map(shown) {
                if other.executor() != one.executor()
                    && let Some(evidence) = between(one, other)
                {
                    add(evidence);
                }
            }
        }
        found.into_values().collect()
    }
}

impl std::fmt::Debug for Inquiry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inquiry")
            .field("task", self.task.id())
            .field("strategy", self.strategy)
            .finish_non_exhaustive()
    }
}

/// Whom an invocation of this task names, and whether it may be asked with it. Whether the
/// invocation is signed and proven is for the agent to see.
fn invocation(block: &Block, task: &Task) -> Option<(Did, Result<Block, NotAsked>)> {
    let envelope = Envelope::<Invocation>::decode_block(block.clone()).ok()?;
    let payload = envelope.unverified_payload();
    if payload.task().id() != task.id() {
        return None;
    }
    let none = Meta::new();
    let config = ConfigLayer::of_task(payload.meta().unwrap_or(&none));
    let attests = config.is_ok_and(|layer| {
        Cascade::new(layer).resolve().check.kind() == VerificationKind::Attestation
    });
    let found = if attests { Ok(block.clone()) } else { Err(NotAsked::Nested) };
    Some((payload.executor().clone(), found))
}

/// What came of asking a panel.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InquiryReport {
    /// The ID of the task.
    pub task: Cid,
    /// What the judge says.
    pub judgement: Judgement,
    /// What each agent did, in the order in which they were asked.
    pub answers: Vec<Answer>,
    /// All receipts that the judge was shown.
    pub receipts: Vec<Receipt>,
    /// What shows to anybody that words do not hold, by CID.
    pub evidence: Vec<Evidence>,
}

impl InquiryReport {
    /// A receipt that carries the result, if it counts.
    #[must_use]
    pub fn accepted(&self) -> Option<&Receipt> {
        let acceptance = self.judgement.verdict.accepted()?;
        let first = acceptance.carried_by.first()?;
        self.receipts.iter().find(|receipt| *receipt.cid() == first.receipt)
    }
}
