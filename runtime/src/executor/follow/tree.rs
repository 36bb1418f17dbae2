//! The job, what it asks for, what that asks for, and so on.

use std::{
    collections::{BTreeMap, VecDeque},
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use cid::Cid;
use ucan_pipeline::awaited;

use super::{
    super::{
        Job, JobHandle, JobReport,
        error::RunError,
        requests::{TaskRequest, asked, links},
    },
    Asked, FollowEnd, FollowError, FollowEvent, FollowLimit, Followed, FollowedOutcome,
    FollowedTask, Following, Invoker,
    report::attested,
};

/// Everything that was asked for so far.
pub(super) struct Tree<'t> {
    following: &'t Following<'t>,
    invoker: &'t mut dyn Invoker,
    observer: &'t mut dyn FnMut(FollowEvent),
    waker: Waker,
    /// The tasks that are there, by ID.
    nodes: BTreeMap<Cid, Node>,
    /// Requests that were not answered yet, in the order in which they came.
    queue: VecDeque<Waiting>,
    running: Vec<Running>,
    /// How many requests were answered, or are being.
    taken: u32,
    root: Option<JobReport>,
    tasks: Vec<Arc<FollowedTask>>,
    spent: Option<FollowLimit>,
    cancelled: bool,
    left: Vec<TaskRequest>,
}

/// How far a task of the tree is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Node {
    /// It may get a receipt yet.
    Open,
    /// It has one.
    Attested,
    /// It has none, and gets none.
    Nothing,
    /// It was asked for by its address, and it is not known what it is.
    Unknown,
}

/// A request that was not answered yet.
struct Waiting {
    request: TaskRequest,
    depth: u32,
}

/// A job that runs.
struct Running {
    /// What it is the answer to; `None` of the job at the root.
    answers: Option<(TaskRequest, u32)>,
    job: Job,
    handle: JobHandle,
    /// How many of its events were told.
    told: usize,
}

impl<'t> Tree<'t> {
    /// Starts the job.
    pub(super) fn new(
        following: &'t Following<'t>,
        waker: Waker,
        invoker: &'t mut dyn Invoker,
        observer: &'t mut dyn FnMut(FollowEvent),
    ) -> Result<Self, RunError> {
        let job = following.job.clone();
        let handle = following.executor.submit(&job)?;
        let nodes = job.tasks().map(|task| (*task.id(), Node::Open)).collect();
        Ok(Self {
            following,
            invoker,
            observer,
            waker,
            nodes,
            queue: VecDeque::new(),
            running: vec![Running { answers: None, job, handle, told: 0 }],
            taken: 0,
            root: None,
            tasks: Vec::new(),
            spent: None,
            cancelled: false,
            left: Vec::new(),
        })
    }

    /// Answers nothing any more, and stops what can be stopped.
    pub(super) fn cancel(&mut self) {
        if !self.cancelled {
            self.cancelled = true;
            self.running.iter().for_each(|running| running.handle.cancel());
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.running.is_empty() && self.queue.is_empty()
    }

    /// Tells what happened, and takes in what ended.
    pub(super) fn take_in(&mut self) {
        let mut context = Context::from_waker(&self.waker);
        let mut ended = Vec::new();
        let mut going = Vec::new();
        for mut running in self.running.drain(..) {
            // Before the events are looked at, so that none is left behind.
            let polled = Pin::new(&mut running.handle).poll(&mut context);
            let task = running.answers.as_ref().map(|(request, _)| *request.id());
            while let Some(event) = running.handle.event(running.told) {
                running.told += 1;
                (self.observer)(FollowEvent::Job { task, event });
            }
            match polled {
                Poll::Ready(report) => ended.push((running, report)),
                Poll::Pending => going.push(running),
            }
        }
        self.running = going;
        for (running, report) in ended {
            self.ended(running, report);
        }
    }

    fn ended(&mut self, running: Running, report: JobReport) {
        let Running { answers, job, .. } = running;
        for task in &report.tasks {
            self.settle(&task.task, task.attested().is_some());
        }
        let depth = answers.as_ref().map_or(0, |(_, depth)| *depth);
        let asks: Vec<_> = asked(&report).into_iter().flat_map(links).collect();
        match answers {
            None => self.root = Some(report),
            Some((request, depth)) => {
                self.settle(request.id(), attested(&report).is_some());
                self.answered(request, depth, FollowedOutcome::Ran(report));
            }
        }
        for (request, is_known) in asks {
            self.requested(request, is_known, depth.saturating_add(1), &job);
        }
    }

    fn settle(&mut self, task: &Cid, is_attested: bool) {
        let node = self.nodes.entry(*task).or_insert(Node::Open);
        if *node != Node::Attested {
            *node = if is_attested { Node::Attested } else { Node::Nothing };
        }
    }

    /// Takes up a request, unless the task is there already.
    fn requested(&mut self, request: TaskRequest, is_known: bool, depth: u32, job: &Job) {
        // What was only named before may be spelled out now.
        if self.nodes.get(request.id()).is_some_and(|node| is_known || *node != Node::Unknown) {
            return;
        }
        self.nodes.insert(*request.id(), Node::Open);
        let core = &self.following.executor.0;
        match core.requested_task(&request, is_known, job) {
            Ok(task) => {
                let request = request.found(task);
                (self.observer)(FollowEvent::Requested(request.clone()));
                self.queue.push_back(Waiting { request, depth });
            }
            Err(error) => {
                (self.observer)(FollowEvent::Requested(request.clone()));
                let refused = FollowedOutcome::Refused(FollowError::Store(error));
                self.settle(request.id(), false);
                self.answered(request, depth, refused);
            }
        }
    }

    fn answered(&mut self, request: TaskRequest, depth: u32, outcome: FollowedOutcome) {
        let task = Arc::new(FollowedTask { request, depth, outcome });
        (self.observer)(FollowEvent::Answered(Arc::clone(&task)));
        self.tasks.push(task);
    }

    /// Answers every request for which the time has come.
    pub(super) fn start(&mut self) {
        // An answer may be what another request waits for.
        loop {
            let mut still = VecDeque::new();
            let mut is_same = true;
            while let Some(waiting) = self.queue.pop_front() {
                match self.wait_for(&waiting) {
                    Some(_) if !self.cancelled => still.push_back(waiting),
                    _ => {
                        is_same = false;
                        self.answer(waiting);
                    }
                }
            }
            self.queue = still;
            if is_same {
                break;
            }
        }
        // Nobody waits for what nobody runs; it cannot be, since an ID is a hash.
        if self.running.is_empty() {
            for waiting in std::mem::take(&mut self.queue) {
                self.left.push(waiting.request);
            }
        }
    }

    /// A task of the tree that a request awaits and that may get a receipt yet.
    fn wait_for(&self, waiting: &Waiting) -> Option<Cid> {
        self.awaits(waiting, |node| node == Node::Open)
    }

    fn awaits(&self, waiting: &Waiting, is: impl Fn(Node) -> bool) -> Option<Cid> {
        let task = waiting.request.released()?;
        let mut awaited = awaited(task.args()).into_iter();
        awaited.find(|id| self.nodes.get(id).is_some_and(|node| is(*node)))
    }

    fn answer(&mut self, waiting: Waiting) {
        let budget = self.following.budget;
        let over = if waiting.depth > budget.depth {
            Some(FollowLimit::Depth)
        } else if self.taken >= budget.tasks {
            Some(FollowLimit::Tasks)
        } else {
            None
        };
        if self.cancelled || over.is_some() {
            self.spent = self.spent.or_else(|| over.filter(|_| !self.cancelled));
            self.settle(waiting.request.id(), false);
            self.left.push(waiting.request);
            return;
        }
        self.taken += 1;
        match self.invoked(&waiting) {
            Ok((job, handle)) => {
                // Of a workflow there are more.
                for task in job.tasks() {
                    self.nodes.entry(*task.id()).or_insert(Node::Open);
                }
                let answers = Some((waiting.request, waiting.depth));
                self.running.push(Running { answers, job, handle, told: 0 });
            }
            Err(outcome) => {
                self.settle(waiting.request.id(), false);
                if outcome == FollowedOutcome::Unknown {
                    self.nodes.insert(*waiting.request.id(), Node::Unknown);
                }
                self.answered(waiting.request, waiting.depth, outcome);
            }
        }
    }

    /// Has a request invoked, and starts it.
    fn invoked(&mut self, waiting: &Waiting) -> Result<(Job, JobHandle), FollowedOutcome> {
        let request = &waiting.request;
        let following = self.following;
        let Some(task) = request.released() else { return Err(FollowedOutcome::Unknown) };
        let is_lost = |node| matches!(node, Node::Nothing | Node::Unknown);
        if let Some(task) = self.awaits(waiting, is_lost) {
            return Err(FollowedOutcome::Awaits { task });
        }
        let core = &following.executor.0;
        let asked = Asked {
            request,
            task,
            caller: following.job.issuer(),
            executor: &core.did,
            check: &core.check(),
            depth: waiting.depth,
        };
        let signed = self.invoker.invoke(&asked).map_err(FollowedOutcome::Declined)?;
        let mut own = awaited(task.args());
        own.retain(|id| self.nodes.get(id) == Some(&Node::Attested));
        let job = following.received(request, &signed, own).map_err(FollowedOutcome::Refused)?;
        let handle = following
            .executor
            .submit(&job)
            .map_err(|error| FollowedOutcome::Refused(FollowError::Run(error)))?;
        Ok((job, handle))
    }

    pub(super) fn into_report(self) -> Followed {
        let end = match self.spent {
            _ if self.cancelled => FollowEnd::Cancelled,
            Some(limit) => FollowEnd::Spent(limit),
            None => FollowEnd::Complete,
        };
        let job = self.root.unwrap_or(JobReport { tasks: vec![], results: None, receipt: None });
        Followed { job, tasks: self.tasks, end, left: self.left }
    }
}
