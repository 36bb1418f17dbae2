//! Agents that can be asked.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

use ipvm_task::{Judgement, Missing, Verdict, Verification};
use ucan_core::Did;

use super::{Agent, Answer, Conduct, Inquiry, InquiryReport, NotAsked};

/// How long answers are waited for, unless another time is set.
const PATIENCE: Duration = Duration::from_secs(30);

/// Agents that can be asked, and how long they are waited for.
///
/// ```
/// # use std::sync::Arc;
/// # use ipvm_runtime::{Executor, Stores, agent::{Agent, Inquiry, Panel}, store::MemoryStore};
/// # use ipvm_task::{Consensus, HandlerDeclarations, Module, Verification, WasmCall, wasm_run};
/// # use ucan_core::{Check, Did, Envelope, Timestamp};
/// # use ucan_invocation::{Invocation, Task};
/// # use ucan_pipeline::Trust;
/// # use varsig::{Block, Ed25519Signer};
/// # let program: Arc<[u8]> = wat::parse_str(r#"(component
/// #   (core module $m (func (export "f") (param i32) (result i32)
/// #     (i32.add (local.get 0) (i32.const 1))))
/// #   (core instance $i (instantiate $m))
/// #   (func (export "add-one") (param "x" s32) (result s32) (canon lift (core func $i "f"))))"#)?.into();
/// let executor = |seed| -> Result<Executor, Box<dyn std::error::Error>> {
///     let signer = Arc::new(Ed25519Signer::from_seed(&[seed; 32]));
///     Ok(Executor::builder(signer, Stores::from(Arc::new(MemoryStore::new()))).build()?)
/// };
/// let (one, two) = (executor(1)?, executor(2)?);
/// let agents = vec![one.did().clone(), two.did().clone()];
/// let seats: [Arc<dyn Agent>; 2] = [Arc::new(one), Arc::new(two)];
/// let panel = Panel::new(seats)?;
///
/// let alice = Ed25519Signer::from_seed(&[9; 32]);
/// let me = Did::from_signer(&alice);
/// let program = Block::raw(program);
/// let call = WasmCall::new(Module::Link(*program.cid()), "add-one", vec![41.into()]);
/// let task = Task::idempotent(me.clone(), wasm_run(), call.to_args())?;
///
/// // One invocation for each of them, and what they need to run it.
/// let mut blocks = vec![program];
/// for agent in &agents {
///     let asked = Invocation::new(me.clone(), task.clone()).with_audience(agent.clone());
///     blocks.push(Envelope::sign(asked, &alice)?.block().clone());
/// }
/// let strategy = Verification::Consensus(Consensus::new(agents, None)?);
/// let (handlers, trust) = (HandlerDeclarations::built_in(), Trust::default());
/// let now = Check::at(Timestamp::from_seconds(1_767_225_600)?);
/// let inquiry = Inquiry::new(&task, &strategy, &handlers, &trust, now).with_blocks(blocks);
/// let report = panel.ask(&inquiry);
/// assert_eq!(report.accepted().unwrap().outcome(), &ucan_invocation::Outcome::Ok(42.into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Panel {
    pub(super) seats: Vec<Seat>,
    pub(super) patience: Duration,
    listener: Option<Listener>,
}

/// Who is told what came of each asking.
type Listener = Arc<dyn Fn(&InquiryReport) + Send + Sync>;

/// The seat of an agent.
pub(super) struct Seat {
    pub(super) agent: Arc<dyn Agent>,
    /// How many answers it owes.
    pub(super) owes: Arc<AtomicUsize>,
}

impl Seat {
    pub(super) fn did(&self) -> &Did {
        self.agent.did()
    }
}

impl Panel {
    /// How many agents may have a seat.
    pub const MOST_SEATS: usize = 64;

    /// How many answers an agent may owe before it is not asked any more: a thread waits for
    /// each of them, however long it takes.
    pub const MOST_OWED: usize = 16;

    /// A panel of these agents, who are asked in this order where the strategy does not
    /// say whom to ask.
    ///
    /// # Errors
    ///
    /// [`PanelError::Repeated`] if two have the same DID, [`PanelError::TooMany`] if there
    /// are more than [`Self::MOST_SEATS`].
    pub fn new(agents: impl IntoIterator<Item = Arc<dyn Agent>>) -> Result<Self, PanelError> {
        let mut seen = BTreeSet::new();
        let mut seats = Vec::new();
        for agent in agents {
            if !seen.insert(agent.did().clone()) {
                return Err(PanelError::Repeated { agent: agent.did().clone() });
            }
            if seats.len() == Self::MOST_SEATS {
                return Err(PanelError::TooMany);
            }
            seats.push(Seat { agent, owes: Arc::default() });
        }
        Ok(Self { seats, patience: PATIENCE, listener: None })
    }

    /// Waits so long for the answers to one question; 30 seconds unless set.
    #[must_use]
    pub const fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Tells `listener` what comes of each asking: who did what, and the evidence.
    #[must_use]
    pub fn reporting_to(
        mut self,
        listener: impl Fn(&InquiryReport) + Send + Sync + 'static,
    ) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// Asks whom the strategy wants to hear, until there is a verdict or nobody is left to
    /// ask: all agents of a consensus at once; as many trusted ones as are still needed for
    /// confirmations, and the referee in a dispute; one trusted agent after the other, and
    /// then anybody, for a replay.
    #[must_use]
    pub fn ask(&self, inquiry: &Inquiry<'_>) -> InquiryReport {
        let case = inquiry.case();
        let mut receipts = inquiry.known.clone();
        let mut answers = Vec::new();
        let mut rest = self.order(inquiry, &mut answers);
        let mut referee = match inquiry.strategy {
            Verification::Optimistic(it) => Some(it.referee().clone()),
            _ => None,
        };
        let judgement = loop {
            let judgement = case.judge(&receipts);
            let wave: Vec<&Seat> = match &judgement.verdict {
                // A majority of those that say one thing still is one (ruling O38).
                Verdict::Disputed { .. }
                    if matches!(inquiry.strategy, Verification::Consensus(_)) =>
                {
                    let heard = |seat: &&Seat| {
                        receipts.iter().any(|receipt| receipt.executor() == seat.did())
                    };
                    rest.drain(..).filter(|seat| !heard(seat)).collect()
                }
                Verdict::Disputed { .. } => match referee.take() {
                    Some(referee) => self.seat(&referee, &mut answers).into_iter().collect(),
                    None => Vec::new(),
                },
                _ => {
                    let wanted = wanted(&judgement, inquiry, rest.front().copied());
                    let next = rest.drain(..wanted.min(rest.len()));
                    next.filter(|seat| is_missing(&judgement, seat.did())).collect()
                }
            };
            if wave.is_empty() {
                break judgement;
            }
            let given = self.put(&wave, inquiry);
            receipts.extend(given.iter().filter_map(|answer| answer.conduct.receipt().cloned()));
            answers.extend(given);
        };
        let evidence = inquiry.evidence(&judgement, &receipts, &answers);
        let task = *inquiry.task.id();
        let report = InquiryReport { task, judgement, answers, receipts, evidence };
        if let Some(listener) = &self.listener {
            listener(&report);
        }
        report
    }

    /// Whom the strategy wants to hear, in the order in which they are asked.
    fn order(&self, inquiry: &Inquiry<'_>, answers: &mut Vec<Answer>) -> VecDeque<&Seat> {
        let trusted = |seat: &&Seat| inquiry.trust.counts(seat.did());
        match inquiry.strategy {
            Verification::Attestation => self.seats.iter().filter(trusted).collect(),
            Verification::Oracle(oracle) => self.seat(oracle, answers).into_iter().collect(),
            Verification::Consensus(consensus) => {
                consensus.agents().iter().filter_map(|it| self.seat(it, answers)).collect()
            }
            Verification::Optimistic(optimistic) => {
                let referee = optimistic.referee();
                self.seats.iter().filter(trusted).filter(|it| it.did() != referee).collect()
            }
            Verification::Replay => {
                let others = self.seats.iter().filter(|seat| !trusted(seat));
                self.seats.iter().filter(trusted).chain(others).collect()
            }
            _ => VecDeque::new(),
        }
    }

    fn seat(&self, agent: &Did, answers: &mut Vec<Answer>) -> Option<&Seat> {
        let found = self.seats.iter().find(|seat| seat.did() == agent);
        if found.is_none() {
            let conduct = Conduct::NotAsked { why: NotAsked::NoSeat };
            answers.push(Answer { agent: agent.clone(), conduct, time: Duration::ZERO });
        }
        found
    }
}

/// Whether the word of an agent is not there already.
fn is_missing(judgement: &Judgement, agent: &Did) -> bool {
    match &judgement.verdict {
        Verdict::Pending { missing: Missing::Agents { silent, .. } } => silent.contains(agent),
        _ => true,
    }
}

/// How many are asked next, of those that are left.
fn wanted(judgement: &Judgement, inquiry: &Inquiry<'_>, next: Option<&Seat>) -> usize {
    match &judgement.verdict {
        Verdict::Pending { missing } => match missing {
            Missing::Agents { .. } => usize::MAX,
            Missing::Confirmations { agree, needed } => {
                usize::try_from(needed.saturating_sub(*agree)).unwrap_or(usize::MAX)
            }
            // Others are of no use before one that is trusted has run it.
            Missing::Replay => {
                usize::from(next.is_some_and(|seat| inquiry.trust.counts(seat.did())))
            }
            _ => 1,
        },
        _ => 0,
    }
}

impl std::fmt::Debug for Panel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seats: Vec<&Did> = self.seats.iter().map(Seat::did).collect();
        f.debug_struct("Panel").field("seats", &seats).finish_non_exhaustive()
    }
}

/// Why there is no panel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PanelError {
    /// One agent would have two votes.
    #[error("{agent} has a seat already")]
    Repeated {
        /// The agent.
        agent: Did,
    },
    /// There are too many agents.
    #[error("a panel has {} seats at the most", Panel::MOST_SEATS)]
    TooMany,
}
