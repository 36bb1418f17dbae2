//! What may run next.

mod flat;
mod flow;
mod progress;
mod rings;
mod words;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cid::Cid;
use ucan_invocation::Branch;

use self::{
    flat::{index, number},
    progress::{End, Stage},
};
pub use self::{
    flow::{Flow, FlowError, FlowStep},
    words::{Ended, HandlerEnded, Input, NoReceipt, ScheduleError, Start, State},
};
use crate::catch::{Answer, Caught, CaughtFailure, Effective, Handled, HandlerFailure};

/// The walk through a workflow, without threads and without clocks: ask with
/// [`ready`](Self::ready) what may run next, and say how it went.
///
/// The same answers give the same end, in whatever order they come; after a
/// [cancellation](Self::cancel) that depends on what had begun. The whole walk costs
/// what grows with tasks and what they await.
///
/// # The outcome after catching
///
/// A task of the [transaction](Flow) that ends on its error branch is caught, if there is
/// an exception handler. What waits for it waits for the handler's answer too, and sees
/// the *effective* outcome: the task's own, or what the handler put in its place.
///
/// * `ok`: the task ends with this value instead.
/// * `rewire`: it ends as another task of the transaction ends. If that ends without a
///   receipt, the first stays failed.
/// * `msg`: it stays failed, with another error.
/// * An answer that is none, or a handler that fails, mends nothing: the task stays failed
///   with its own error. Nobody is asked about failures of the handler.
///
/// Nobody is asked about a task whose promise was broken, since it never ran: it is
/// mended by mending what it awaits. Nor about what lies beyond the transaction, where
/// nothing can be undone.
///
/// Rewirings may have tasks wait for each other: a task rewired to one that awaits it, or
/// two that are rewired to each other. Such rings are looked for when nothing else can go
/// on, which every order of the answers comes to in the same state; then all rewirings in
/// rings are refused together. After [`MAX_RING_SEARCHES`](Self::MAX_RING_SEARCHES) of
/// these, every rewiring that still waits at such a point is refused.
///
/// # Mutations
///
/// They start when every task of the transaction has ended with the effective branch
/// `ok`. If one has not, none of them ever starts, nor what hangs on one.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use cid::Cid;
/// use ipvm_task::EffectClass::{Mutation, Pure};
/// use ipvm_workflow::{Branches, Ended, Flow, FlowStep, Schedule, Start};
/// use ucan_invocation::Branch;
///
/// let id = |text: &str| *varsig::Block::raw(text.as_bytes()).cid();
/// let ok = Branches::NONE.with(Some(Branch::Ok));
/// let steps = BTreeMap::from([
///     ("resize".to_string(), FlowStep::new(id("resize"), Pure)),
///     ("publish".to_string(), FlowStep::new(id("publish"), Mutation).awaiting("resize", ok)),
/// ]);
/// let mut schedule = Schedule::new(&Flow::new(&steps, false)?);
/// assert_eq!(schedule.ready(), Some(Start::Task { label: "resize".into() }));
/// assert_eq!(schedule.ready(), None);
/// schedule.complete("resize", Ended::Ok { receipt: id("receipt") })?;
/// assert_eq!(schedule.ready(), Some(Start::Task { label: "publish".into() }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Schedule {
    flow: Flow,
    stages: Vec<Stage>,
    /// How many of those that each awaits have not ended; mutations await the end of the
    /// transaction as one more.
    open: Vec<u32>,
    /// How each ended before catching.
    own: Vec<Option<(Branch, Cid)>>,
    /// Whether what each awaits came by mending.
    mended: Vec<bool>,
    caught: BTreeMap<u32, Caught>,
    /// By the task that they are rewired to, those that may still wait for it.
    rewired: BTreeMap<u32, Vec<u32>>,
    ready: BTreeSet<u32>,
    failures: BTreeMap<u32, CaughtFailure>,
    skipped: VecDeque<u32>,
    running: usize,
    /// How many have not ended; of the transaction alone, too.
    left: usize,
    transaction_left: usize,
    transaction_failed: bool,
    cancelled: bool,
    searches: u32,
}

impl Schedule {
    /// How often rings of rewirings are looked for, each time through all that waits.
    pub const MAX_RING_SEARCHES: u32 = 64;

    /// The beginning of the walk.
    #[must_use]
    pub fn new(flow: &Flow) -> Self {
        let mut schedule = Self::waiting(flow.clone());
        schedule.begin();
        schedule
    }

    /// The walk through one task by itself, which awaits nothing and is not caught.
    #[must_use]
    pub fn single(label: &str, task: Cid) -> Self {
        Self::new(&Flow::single(label, task))
    }

    /// Takes what is to be done next, each at most once: of several the first by the
    /// place in the dataflow, then by label. Nothing is to be done now if this gives
    /// `None`.
    pub fn ready(&mut self) -> Option<Start> {
        let task = self.ready.first().copied();
        let failed = self.failures.first_key_value().map(|(place, _)| *place);
        let is_handler = match (task, failed) {
            (None, None) => return None,
            (Some(task), Some(failed)) => failed < task,
            (None, Some(_)) => true,
            (Some(_), None) => false,
        };
        self.running += 1;
        if is_handler {
            let (place, failure) = self.failures.pop_first()?;
            self.stages[index(place)] = Stage::Asked;
            return Some(Start::Handler { label: self.label(place).to_owned(), failure });
        }
        let place = self.ready.pop_first()?;
        let label = self.label(place).to_owned();
        let stage = &mut self.stages[index(place)];
        let broken = matches!(stage, Stage::Ready { broken: true });
        *stage = Stage::Running { broken };
        Some(if broken { Start::Mismatch { label } } else { Start::Task { label } })
    }

    /// Takes the label of a task that has ended and will never be handed out, with the
    /// reason; each once.
    pub fn skipped(&mut self) -> Option<(&str, NoReceipt)> {
        let place = self.skipped.pop_front()?;
        match self.stages[index(place)] {
            Stage::Ended(End::None(reason)) => Some((self.label(place), reason)),
            _ => None,
        }
    }

    /// Says how a task ended that was handed out as [`Start::Task`] or
    /// [`Start::Mismatch`].
    ///
    /// # Errors
    ///
    /// [`ScheduleError::UnknownLabel`], [`ScheduleError::NotRunning`],
    /// [`ScheduleError::PromiseBroken`] and [`ScheduleError::Encode`]. Nothing has
    /// changed then, and what was running still is.
    pub fn complete(&mut self, label: &str, ended: Ended) -> Result<(), ScheduleError> {
        let place = self.place(label)?;
        let Stage::Running { broken } = self.stages[index(place)] else {
            return Err(ScheduleError::NotRunning { label: label.to_owned() });
        };
        let end = match ended {
            Ended::Ok { .. } if broken => {
                return Err(ScheduleError::PromiseBroken { label: label.to_owned() });
            }
            Ended::Ok { receipt } => {
                self.own[index(place)] = Some((Branch::Ok, receipt));
                End::Own
            }
            Ended::Error { receipt, error } => {
                if !broken && self.catches(place) {
                    let task = self.flow.0.tasks[index(place)];
                    let failure = CaughtFailure::new(label, task, error).map_err(|error| {
                        ScheduleError::Encode { label: label.to_owned(), error }
                    })?;
                    self.stages[index(place)] = Stage::Failed;
                    self.failures.insert(place, failure);
                }
                self.own[index(place)] = Some((Branch::Error, receipt));
                End::Own
            }
            Ended::None { reason } => End::None(reason),
        };
        self.running -= 1;
        if !matches!(self.stages[index(place)], Stage::Failed) {
            self.end(place, end);
            self.go_on();
        }
        Ok(())
    }

    /// Says how the exception handler ended, which was asked about the task labelled
    /// `label` by [`Start::Handler`].
    ///
    /// # Errors
    ///
    /// [`ScheduleError::UnknownLabel`] and [`ScheduleError::NotAsked`]; nothing has
    /// changed then.
    pub fn handled(&mut self, label: &str, ended: HandlerEnded) -> Result<(), ScheduleError> {
        let place = self.place(label)?;
        if !matches!(self.stages[index(place)], Stage::Asked) {
            return Err(ScheduleError::NotAsked { label: label.to_owned() });
        }
        let (ran, answer, end) = match ended {
            HandlerEnded::Ok { receipt, output } => {
                let (answer, end) = match Handled::read(output) {
                    Ok(Handled::Ok(_)) => (Answer::Ok, Some(End::Mended)),
                    Ok(Handled::Msg(_)) => (Answer::Msg, Some(End::Rethrown)),
                    Ok(Handled::Rewire(target)) => self.rewire(place, target),
                    Err(_) => (Answer::Failed(HandlerFailure::Output), Some(End::Own)),
                };
                (Some(receipt), answer, end)
            }
            HandlerEnded::Error { receipt } => {
                (Some(receipt), Answer::Failed(HandlerFailure::Error), Some(End::Own))
            }
            HandlerEnded::None => (None, Answer::Failed(HandlerFailure::NoReceipt), Some(End::Own)),
        };
        self.running -= 1;
        self.caught.insert(place, Caught { ran, answer });
        if let Some(end) = end {
            self.end(place, end);
        }
        self.go_on();
        Ok(())
    }

    /// Starts nothing any more. What runs may end, and says so as ever; what has failed
    /// and was not asked about stays failed; all else ends without a receipt.
    pub fn cancel(&mut self) {
        if self.cancelled || self.is_over() {
            return;
        }
        self.cancelled = true;
        for place in std::mem::take(&mut self.failures).into_keys() {
            self.end(place, End::Own);
        }
        self.ready.clear();
        for place in 0..number(self.stages.len()) {
            if matches!(self.stages[index(place)], Stage::Waiting | Stage::Ready { .. }) {
                self.skipped.push_back(place);
                self.end(place, End::None(NoReceipt::Cancelled));
            }
        }
        self.go_on();
    }

    /// Whether every task has ended.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.left == 0
    }

    /// The labels of the tasks, in order.
    pub fn labels(&self) -> impl ExactSizeIterator<Item = &str> {
        self.flow.0.by_label.iter().map(|place| self.label(*place))
    }

    /// Where a task stands.
    #[must_use]
    pub fn state(&self, label: &str) -> Option<State> {
        let place = self.flow.0.find(label)?;
        Some(match self.stages[index(place)] {
            Stage::Waiting => State::Waiting,
            Stage::Ready { .. } => State::Ready,
            Stage::Running { .. } => State::Running,
            Stage::Failed | Stage::Asked => State::Caught,
            Stage::Rewired(_) => State::Rewired,
            Stage::Ended(End::None(reason)) => State::None(reason),
            Stage::Ended(_) => State::Ended(self.branch(place)?),
        })
    }

    /// The branch on which a task ended before catching, and the receipt of that; `None`
    /// if there is none by now.
    #[must_use]
    pub fn own(&self, label: &str) -> Option<(Branch, &Cid)> {
        let own = self.own[index(self.flow.0.find(label)?)].as_ref();
        own.map(|(branch, receipt)| (*branch, receipt))
    }

    /// How the exception handler answered about a task, if it did.
    #[must_use]
    pub fn caught(&self, label: &str) -> Option<&Caught> {
        self.caught.get(&self.flow.0.find(label)?)
    }

    /// The outcome of a task after catching, rewirings followed to the end; `None` if it
    /// has not ended, or without a receipt.
    #[must_use]
    pub fn effective(&self, label: &str) -> Option<Effective> {
        self.effective_at(self.flow.0.find(label)?)
    }

    /// What a task awaits in this workflow, in the order of the labels, with the
    /// outcomes to put in the places of its promises; `None` as long as one of them has
    /// not ended with a receipt, and for a label that no task has.
    #[must_use]
    pub fn inputs(&self, label: &str) -> Option<Vec<Input<'_>>> {
        let shape = &self.flow.0;
        let awaits = shape.awaits.of(shape.find(label)?);
        awaits
            .iter()
            .map(|(awaited, _)| {
                let effective = self.effective_at(*awaited)?;
                let task = &shape.tasks[index(*awaited)];
                Some(Input { label: self.label(*awaited), task, effective })
            })
            .collect()
    }

    /// Whether an outcome that a task awaits came by mending, or was made from one that
    /// did. Its own receipt then is not what the task as written gives, whose promises
    /// name tasks by their IDs: elsewhere, with no handler or another, these end
    /// otherwise. It may be remembered under the task as resolved, whose arguments hold
    /// the values that were put in, and never under the task as written.
    ///
    /// It is known once the task is ready; `false` before, and for a label that no task
    /// has.
    #[must_use]
    pub fn is_mended(&self, label: &str) -> bool {
        self.flow.0.find(label).is_some_and(|place| self.mended[index(place)])
    }
}
