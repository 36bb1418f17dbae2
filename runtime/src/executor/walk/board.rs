//! What can be seen of a job.

use std::{
    collections::HashMap,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    task::Waker,
};

use ipvm_workflow::{Schedule, WorkflowResults};

use super::Held;
use crate::{
    executor::{Attested, Event, JobReport},
    store::CidKey,
};

/// What can be seen of a job. It holds nothing of the executor, so that whoever waits for
/// the end sees it when no worker does any more: the store may be closed then.
pub(super) struct Board {
    pub(super) state: Mutex<State>,
    pub(super) changed: Condvar,
}

pub(super) struct State {
    pub(super) schedule: Schedule,
    /// Who sleeps until something changes. To wake nobody costs as much as to wake somebody.
    pub(super) sleepers: usize,
    /// Workers that are at it, or will be.
    pub(super) workers: usize,
    /// How it ended, until the last worker has left.
    pub(super) pending: Option<Closed>,
    /// The receipts of the job so far, by CID.
    pub(super) held: HashMap<CidKey, Held>,
    pub(super) running: usize,
    pub(super) log: Vec<Event>,
    pub(super) wakers: Vec<Waker>,
    pub(super) is_ending: bool,
    /// It is to go on elsewhere.
    pub(super) is_suspended: bool,
    pub(super) closed: Option<Closed>,
}

/// What the end of a job adds to what happened in it.
#[derive(Clone)]
pub(super) struct Closed {
    pub(super) results: Option<WorkflowResults>,
    pub(super) receipt: Option<Attested>,
}

impl State {
    /// The report of the job, when it has ended.
    pub(super) fn report(&self) -> Option<JobReport> {
        let Closed { results, receipt } = self.closed.clone()?;
        let mut tasks = Vec::with_capacity(self.schedule.labels().len());
        tasks.extend(self.log.iter().filter_map(|event| match event {
            Event::Finished(report) => Some(report.as_ref().clone()),
            _ => None,
        }));
        Some(JobReport { tasks, results, receipt })
    }
}

impl Board {
    /// A job of which nothing has begun.
    pub(super) fn new(schedule: Schedule) -> Self {
        let state = State {
            schedule,
            sleepers: 0,
            workers: 0,
            pending: None,
            held: HashMap::new(),
            running: 0,
            log: Vec::new(),
            wakers: Vec::new(),
            is_ending: false,
            is_suspended: false,
            closed: None,
        };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A worker has let go of everything.
    pub(super) fn left(&self) {
        self.state().workers -= 1;
        self.publish();
    }

    /// Tells everybody of the end, when the last worker has left.
    pub(super) fn publish(&self) {
        let mut state = self.state();
        if state.workers > 0 {
            return;
        }
        let Some(closed) = state.pending.take() else { return };
        state.log.push(Event::Ended);
        state.closed = Some(closed);
        let (wakers, sleepers) = (std::mem::take(&mut state.wakers), state.sleepers);
        drop(state);
        if sleepers > 0 {
            self.changed.notify_all();
        }
        wakers.into_iter().for_each(Waker::wake);
    }
}
