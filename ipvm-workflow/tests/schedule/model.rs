//! Workflows with known answers, and one who gives them in some order.

use std::collections::{BTreeMap, BTreeSet};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::EffectClass;
use ipvm_workflow::{
    Branches, Ended, Flow, FlowStep, HandlerEnded, NoReceipt, Schedule, Start, State,
};
use ucan_invocation::Branch;

pub(crate) const OK: Branches = Branches::NONE.with(Some(Branch::Ok));
pub(crate) const ERROR: Branches = Branches::NONE.with(Some(Branch::Error));
pub(crate) const ANY: Branches = Branches::NONE.with(None);

/// Any CID: that of a text.
pub(crate) fn id(text: &str) -> Cid {
    *varsig::Block::raw(text.as_bytes()).cid()
}

/// How a task ends if it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Ok,
    Error,
    None,
}

/// What the handler answers about a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Ok,
    Rewire(String),
    Msg,
    Nonsense,
    Error,
    None,
}

#[derive(Clone, Debug)]
pub(crate) struct ModelTask {
    pub(crate) class: EffectClass,
    pub(crate) task: Cid,
    pub(crate) awaits: BTreeMap<String, Branches>,
    pub(crate) fate: Fate,
    pub(crate) reply: Reply,
}

/// A workflow, and how each of its tasks ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) tasks: BTreeMap<String, ModelTask>,
    pub(crate) has_handler: bool,
}

impl Model {
    pub(crate) fn new() -> Self {
        Self { tasks: BTreeMap::new(), has_handler: true }
    }

    pub(crate) fn without_handler(mut self) -> Self {
        self.has_handler = false;
        self
    }

    pub(crate) fn task(
        mut self,
        label: &str,
        class: EffectClass,
        awaits: &[(&str, Branches)],
    ) -> Self {
        let awaits = awaits.iter().map(|(label, it)| ((*label).to_owned(), *it)).collect();
        let (task, fate, reply) = (id(label), Fate::Ok, Reply::Nonsense);
        self.tasks.insert(label.to_owned(), ModelTask { class, task, awaits, fate, reply });
        self
    }

    pub(crate) fn pure(self, label: &str, awaits: &[(&str, Branches)]) -> Self {
        self.task(label, EffectClass::Pure, awaits)
    }

    pub(crate) fn mutation(self, label: &str, awaits: &[(&str, Branches)]) -> Self {
        self.task(label, EffectClass::Mutation, awaits)
    }

    pub(crate) fn failing(mut self, label: &str, reply: Reply) -> Self {
        let task = self.tasks.get_mut(label).unwrap();
        (task.fate, task.reply) = (Fate::Error, reply);
        self
    }

    pub(crate) fn refused(mut self, label: &str) -> Self {
        self.tasks.get_mut(label).unwrap().fate = Fate::None;
        self
    }

    pub(crate) fn flow(&self) -> Flow {
        let steps = self.tasks.iter().map(|(label, task)| {
            let step = FlowStep::new(task.task, task.class);
            let step = task.awaits.iter().fold(step, |step, (other, it)| step.awaiting(other, *it));
            (label.clone(), step)
        });
        Flow::new(&steps.collect(), self.has_handler).unwrap()
    }

    /// How the task ends; a broken promise always ends in its own error.
    pub(crate) fn ended(&self, label: &str, broken: bool) -> Ended {
        let receipt = id(&format!("receipt of {label}"));
        if broken {
            return Ended::Error { receipt, error: ipld!({ "name": "BranchMismatch" }) };
        }
        match self.tasks[label].fate {
            Fate::Ok => Ended::Ok { receipt },
            Fate::Error => Ended::Error { receipt, error: ipld!({ "about": label }) },
            Fate::None => Ended::None { reason: NoReceipt::Refused },
        }
    }

    pub(crate) fn handler_ended(&self, label: &str) -> HandlerEnded {
        let receipt = id(&format!("handler for {label}"));
        let ok = |output: Ipld| HandlerEnded::Ok { receipt, output };
        match &self.tasks[label].reply {
            Reply::Ok => ok(ipld!({ "ok": 1 })),
            Reply::Rewire(target) => ok(ipld!({ "rewire": target.clone() })),
            Reply::Msg => ok(ipld!({ "msg": "it is so" })),
            Reply::Nonsense => ok(ipld!({ "ok": 1, "msg": "it is so" })),
            Reply::Error => HandlerEnded::Error { receipt },
            Reply::None => HandlerEnded::None,
        }
    }
}

/// A walk through a model, which checks each step of it.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    pub(crate) model: &'a Model,
    pub(crate) flow: Flow,
    pub(crate) schedule: Schedule,
    pub(crate) in_hand: Vec<Start>,
    /// The labels of tasks that were run, those whose promise was broken, those about
    /// which the handler was asked, and those that were never handed out.
    pub(crate) run: BTreeSet<String>,
    pub(crate) broken: BTreeSet<String>,
    pub(crate) asked: BTreeSet<String>,
    pub(crate) skipped: BTreeMap<String, NoReceipt>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(model: &'a Model) -> Self {
        let flow = model.flow();
        Self {
            model,
            schedule: Schedule::new(&flow),
            flow,
            in_hand: Vec::new(),
            run: BTreeSet::new(),
            broken: BTreeSet::new(),
            asked: BTreeSet::new(),
            skipped: BTreeMap::new(),
        }
    }

    /// Takes what is ready, if anything is, and checks that it may start.
    pub(crate) fn take(&mut self) -> Option<Start> {
        let start = self.schedule.ready()?;
        let label = start.label().to_owned();
        let schedule = &self.schedule;
        let on = |other: &String| match schedule.state(other) {
            Some(State::Ended(branch)) => branch,
            other => panic!("`{label}` was handed out before its input ended: {other:?}"),
        };
        let awaits = &self.model.tasks[&label].awaits;
        let kept = awaits.iter().all(|(other, branches)| branches.accept(on(other)));
        let is_mutation = self.model.tasks[&label].class == EffectClass::Mutation;
        if is_mutation && !matches!(start, Start::Handler { .. }) {
            for other in self.model.tasks.keys() {
                if self.flow.is_in_transaction(other).unwrap() {
                    assert_eq!(on(other), Branch::Ok, "`{label}` started before `{other}` is well");
                }
            }
        }
        match &start {
            Start::Task { .. } => {
                assert!(kept && self.run.insert(label));
            }
            Start::Mismatch { .. } => {
                assert!(!kept && self.broken.insert(label));
            }
            Start::Handler { failure, .. } => {
                assert_eq!(failure.label(), label);
                assert_eq!(failure.task(), &self.model.tasks[&label].task);
                assert!(self.model.has_handler);
                assert_eq!(self.flow.is_in_transaction(&label), Some(true));
                assert!(self.run.contains(&label) && self.asked.insert(label));
            }
            _ => unreachable!(),
        }
        self.in_hand.push(start.clone());
        Some(start)
    }

    /// Says how the nth of what is in hand ended.
    pub(crate) fn answer(&mut self, nth: usize) {
        let start = self.in_hand.remove(nth);
        let label = start.label();
        match &start {
            Start::Task { .. } => {
                self.schedule.complete(label, self.model.ended(label, false)).unwrap();
            }
            Start::Mismatch { .. } => {
                self.schedule.complete(label, self.model.ended(label, true)).unwrap();
            }
            Start::Handler { .. } => {
                self.schedule.handled(label, self.model.handler_ended(label)).unwrap();
            }
            _ => unreachable!(),
        }
        while let Some((label, reason)) = self.schedule.skipped() {
            assert_eq!(self.skipped.insert(label.to_owned(), reason), None);
        }
    }

    /// Goes on to the end, in an order that `choices` give and, once these are used up,
    /// that of the schedule.
    pub(crate) fn go_on(&mut self, choices: &[u8]) {
        let mut choices = choices.iter().map(|choice| usize::from(*choice));
        loop {
            let choice = choices.next().unwrap_or(0);
            // Odd choices wait for an answer first, where there is something to wait for.
            if !self.in_hand.is_empty() && choice % 2 == 1 {
                self.answer(choice / 2 % self.in_hand.len());
            } else if self.take().is_none() {
                if self.in_hand.is_empty() {
                    break;
                }
                self.answer(choice / 2 % self.in_hand.len());
            }
        }
    }

    pub(crate) fn to_the_end(model: &'a Model, choices: &[u8]) -> Self {
        let mut walk = Self::new(model);
        walk.go_on(choices);
        assert!(walk.schedule.is_over(), "{:?}", walk.schedule);
        walk
    }

    pub(crate) fn states(&self) -> Vec<(&str, State)> {
        self.schedule.labels().map(|label| (label, self.schedule.state(label).unwrap())).collect()
    }
}
