//! How one end leads to others.

use cid::Cid;
use ucan_invocation::Branch;

use super::{
    Flow, NoReceipt, Schedule, ScheduleError,
    flat::{index, number},
    rings::in_rings,
};
use crate::catch::{Answer, Effective, HandlerFailure};

/// Where a task stands, and what has to be known of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Waiting,
    /// It may be handed out; whether only to be told that its promise is broken.
    Ready {
        broken: bool,
    },
    Running {
        broken: bool,
    },
    /// It failed, and the question to the handler was not handed out.
    Failed,
    /// The handler was asked.
    Asked,
    /// It ends as this one ends.
    Rewired(u32),
    Ended(End),
}

/// How a task ended, after catching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// As its own receipt says.
    Own,
    /// With the value of the handler.
    Mended,
    /// With the error of the handler.
    Rethrown,
    /// As this one, which itself was not rewired.
    As(u32),
    None(NoReceipt),
}

impl Schedule {
    /// A walk in which everything waits.
    pub(super) fn waiting(flow: Flow) -> Self {
        let shape = &flow.0;
        let tasks = shape.labels.len();
        let mut open: Vec<u32> = (0..number(tasks))
            .map(|place| {
                let twin = usize::from(shape.twin[index(place)].is_some());
                number(shape.awaits.of(place).len() + twin)
            })
            .collect();
        for place in &shape.gated {
            open[index(*place)] += 1;
        }
        Self {
            stages: vec![Stage::Waiting; tasks],
            open,
            own: vec![None; tasks],
            mended: vec![false; tasks],
            caught: Default::default(),
            rewired: Default::default(),
            ready: Default::default(),
            failures: Default::default(),
            skipped: Default::default(),
            running: 0,
            left: tasks,
            transaction_left: shape.beyond.iter().filter(|beyond| !**beyond).count(),
            transaction_failed: false,
            cancelled: false,
            searches: 0,
            flow,
        }
    }

    /// Makes ready what awaits nothing.
    pub(super) fn begin(&mut self) {
        let none: Vec<u32> =
            (0..number(self.open.len())).filter(|place| self.open[index(*place)] == 0).collect();
        for place in none {
            self.stages[index(place)] = Stage::Ready { broken: false };
            self.ready.insert(place);
        }
        if self.transaction_left == 0 {
            let ended = self.open_gate();
            self.end_all(ended);
        }
    }

    pub(super) fn label(&self, place: u32) -> &str {
        &self.flow.0.labels[index(place)]
    }

    pub(super) fn place(&self, label: &str) -> Result<u32, ScheduleError> {
        let unknown = || ScheduleError::UnknownLabel { label: label.to_owned() };
        self.flow.0.find(label).ok_or_else(unknown)
    }

    /// Whether the handler is asked about a task that fails now.
    pub(super) fn catches(&self, place: u32) -> bool {
        self.flow.0.has_handler && !self.flow.0.beyond[index(place)] && !self.cancelled
    }

    /// The task whose outcome is the effective outcome of this one.
    fn source(&self, place: u32) -> u32 {
        match self.stages[index(place)] {
            Stage::Ended(End::As(source)) => source,
            _ => place,
        }
    }

    pub(super) fn effective_at(&self, place: u32) -> Option<Effective> {
        let source = self.source(place);
        let Stage::Ended(end) = self.stages[index(source)] else { return None };
        let (branch, receipt) = self.own[index(source)]?;
        let handler = || -> Option<Cid> { self.caught.get(&source)?.ran };
        match end {
            End::Own => Some(Effective::Own { branch, receipt }),
            End::Mended => Some(Effective::Mended { failed: receipt, handler: handler()? }),
            End::Rethrown => Some(Effective::Rethrown { failed: receipt, handler: handler()? }),
            End::As(_) | End::None(_) => None,
        }
    }

    /// The branch of the effective outcome, if there is one.
    pub(super) fn branch(&self, place: u32) -> Option<Branch> {
        let source = self.source(place);
        match self.stages[index(source)] {
            Stage::Ended(End::Own) => self.own[index(source)].map(|(branch, _)| branch),
            Stage::Ended(End::Mended) => Some(Branch::Ok),
            Stage::Ended(End::Rethrown) => Some(Branch::Error),
            _ => None,
        }
    }

    /// Has a task that failed end as the one labelled `target`, at once or later, or
    /// refuses to.
    pub(super) fn rewire(&mut self, place: u32, target: String) -> (Answer, Option<End>) {
        let refused = |why| (Answer::Failed(why), Some(End::Own));
        let Some(to) = self.flow.0.find(&target) else {
            return refused(HandlerFailure::UnknownTarget);
        };
        if to == place {
            return refused(HandlerFailure::Itself);
        }
        if self.flow.0.beyond[index(to)] {
            return refused(HandlerFailure::BeyondTransaction);
        }
        match self.end_as(to) {
            Some(Ok(end)) => (Answer::Rewire(target), Some(end)),
            Some(Err(why)) => refused(why),
            None => {
                self.stages[index(place)] = Stage::Rewired(to);
                self.rewired.entry(to).or_default().push(place);
                (Answer::Rewire(target), None)
            }
        }
    }

    /// How what is rewired to a task ends; `None` if that has not ended.
    fn end_as(&self, target: u32) -> Option<Result<End, HandlerFailure>> {
        let Stage::Ended(end) = self.stages[index(target)] else { return None };
        Some(match end {
            End::None(_) => Err(HandlerFailure::TargetWithoutReceipt),
            _ => Ok(End::As(self.source(target))),
        })
    }

    /// Ends a task, and all that ends with it.
    pub(super) fn end(&mut self, place: u32, end: End) {
        self.end_all(vec![(place, end)]);
    }

    fn end_all(&mut self, mut ended: Vec<(u32, End)>) {
        while let Some((place, end)) = ended.pop() {
            self.stages[index(place)] = Stage::Ended(end);
            self.left -= 1;
            if !self.flow.0.beyond[index(place)] {
                self.transaction_left -= 1;
                self.transaction_failed |= self.branch(place) != Some(Branch::Ok);
                if self.transaction_left == 0 {
                    ended.extend(self.open_gate());
                }
            }
            let flow = self.flow.clone();
            for follower in flow.0.followers.of(place) {
                ended.extend(self.one_less(*follower));
            }
            for rewired in self.rewired.remove(&place).unwrap_or_default() {
                if self.stages[index(rewired)] != Stage::Rewired(place) {
                    continue;
                }
                match self.end_as(place) {
                    Some(Ok(end)) => ended.push((rewired, end)),
                    Some(Err(why)) => ended.push((rewired, self.refuse(rewired, why))),
                    None => {}
                }
            }
        }
    }

    /// Tells the mutations that the transaction has ended; gives those that end with it.
    fn open_gate(&mut self) -> Vec<(u32, End)> {
        let flow = self.flow.clone();
        flow.0.gated.iter().filter_map(|place| self.one_less(*place)).collect()
    }

    /// Tells a task that one of those that it awaits has ended. If that was the last, it
    /// becomes ready, or ends, which is given.
    fn one_less(&mut self, place: u32) -> Option<(u32, End)> {
        let open = &mut self.open[index(place)];
        *open -= 1;
        if *open > 0 || self.stages[index(place)] != Stage::Waiting {
            return None;
        }
        match self.judge(place) {
            Ok(broken) => {
                self.stages[index(place)] = Stage::Ready { broken };
                self.ready.insert(place);
                None
            }
            Err(reason) => {
                self.skipped.push_back(place);
                Some((place, End::None(reason)))
            }
        }
    }

    /// Whether a task may run, all that it awaits having ended: `true` if a promise of
    /// it is broken, and the reason if it does not even get a receipt.
    fn judge(&mut self, place: u32) -> Result<bool, NoReceipt> {
        let flow = self.flow.clone();
        if self.cancelled {
            return Err(NoReceipt::Cancelled);
        }
        if flow.0.beyond[index(place)] && self.transaction_failed {
            return Err(NoReceipt::Transaction);
        }
        let (mut broken, mut mended) = (false, false);
        for (awaited, branches) in flow.0.awaits.of(place) {
            let branch = self.branch(*awaited).ok_or(NoReceipt::Awaited)?;
            broken |= !branches.accept(branch);
            mended |= self.mended[index(*awaited)]
                || self.stages[index(*awaited)] != Stage::Ended(End::Own);
        }
        if let Some(twin) = flow.0.twin[index(place)] {
            self.branch(twin).ok_or(NoReceipt::Awaited)?;
        }
        self.mended[index(place)] = mended;
        Ok(broken)
    }

    /// Takes a rewiring back; the task ends as it had.
    fn refuse(&mut self, place: u32, why: HandlerFailure) -> End {
        if let Some(caught) = self.caught.get_mut(&place) {
            caught.answer = Answer::Failed(why);
        }
        End::Own
    }

    /// If nothing can go on, and so tasks wait for each other: takes rewirings back until
    /// something can.
    pub(super) fn go_on(&mut self) {
        while self.left > 0
            && self.running == 0
            && self.ready.is_empty()
            && self.failures.is_empty()
        {
            // Some may have ended since; these wait for nothing.
            let waiting: Vec<u32> = self.rewired.values().flatten().copied().collect();
            let (refused, why) = if self.searches < Self::MAX_RING_SEARCHES {
                self.searches += 1;
                let next = |place: u32, at: usize| self.waits_for(place, at);
                (in_rings(self.stages.len(), &waiting, next), HandlerFailure::Ring)
            } else {
                self.rewired.clear();
                (waiting, HandlerFailure::TooManyRings)
            };
            let mut ended: Vec<(u32, End)> = Vec::new();
            for place in refused {
                let stage = &mut self.stages[index(place)];
                if matches!(stage, Stage::Rewired(_)) {
                    // So that the end of one does not take the others along.
                    *stage = Stage::Asked;
                    ended.push((place, self.refuse(place, why)));
                }
            }
            if ended.is_empty() {
                // Without rewirings nothing waits in a ring, since a flow has none.
                return;
            }
            self.end_all(ended);
        }
    }

    /// The tasks for whose end a task waits, one after the other.
    fn waits_for(&self, place: u32, at: usize) -> Option<u32> {
        match self.stages[index(place)] {
            Stage::Rewired(to) => (at == 0).then_some(to),
            Stage::Waiting => {
                let awaits = self.flow.0.awaits.of(place);
                match awaits.get(at) {
                    Some((awaited, _)) => Some(*awaited),
                    None if at == awaits.len() => self.flow.0.twin[index(place)],
                    None => None,
                }
            }
            _ => None,
        }
    }
}
