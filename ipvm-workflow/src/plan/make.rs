//! Making a plan, in time and memory that grow with tasks and edges.

use std::{collections::BTreeMap, sync::Arc};

use cid::Cid;
use ipvm_task::{EffectClass, HandlerDeclaration, Secrecy};
use ucan_core::{Chain, Delegation, Timestamp, Verified, policy::Budget};
use ucan_invocation::{Branch, EmbeddedTask, Promise};

use super::{
    Authority, Awaited, Estimate, Expiration, FindingState, Limits, Plan, PlanPart, PlanWarning,
    PlannedHandler, PlannedTask, Planner, PolicyStanding, Prediction, Stage, Standing, Stopped,
    Totals,
    estimate::Cost,
    planner::Source,
    stage::{Staged, stages},
};
use crate::{
    branches::Branches,
    document::{Document, Step, failure_slot},
};

/// A plan that is being made. Tasks are known by their place in the order of labels.
struct Making<'p> {
    planner: &'p Planner<'p>,
    source: &'p Source<'p>,
    document: &'p Document,
    labels: Vec<&'p String>,
    steps: Vec<&'p Step>,
    awaits: Vec<Vec<usize>>,
    /// The first label of each task.
    by_id: BTreeMap<&'p Cid, usize>,
    declarations: Vec<Option<&'p HandlerDeclaration>>,
    classes: Vec<EffectClass>,
    stages: Vec<Staged>,
    stage_of: Vec<usize>,
    /// The steps that may still be spent on policies.
    policy_steps: u64,
    proofs: BTreeMap<Cid, Arc<Verified<Delegation>>>,
    warnings: Vec<PlanWarning>,
}

impl Planner<'_> {
    pub(super) fn make(&self, document: &Document, source: &Source<'_>) -> Plan {
        let (labels, steps): (Vec<_>, Vec<_>) = document.steps().iter().unzip();
        let places: BTreeMap<&String, usize> =
            labels.iter().enumerate().map(|(place, label)| (*label, place)).collect();
        let place = |label: &String| places.get(label).copied();
        let awaits: Vec<Vec<usize>> =
            steps.iter().map(|step| step.awaits().keys().filter_map(place).collect()).collect();
        let order: Vec<usize> = document.order().iter().filter_map(place).collect();
        let mut by_id = BTreeMap::new();
        for (place, step) in steps.iter().enumerate() {
            by_id.entry(step.task().id()).or_insert(place);
        }
        let declarations: Vec<_> =
            steps.iter().map(|step| self.handlers.of(step.task().command())).collect();
        let class = |declared: &Option<&HandlerDeclaration>| {
            declared.map_or(EffectClass::Mutation, HandlerDeclaration::class)
        };
        let classes: Vec<_> = declarations.iter().map(class).collect();
        let (stages, stage_of) = stages(&order, &classes, &awaits);
        let making = Making {
            planner: self,
            source,
            document,
            labels,
            steps,
            awaits,
            by_id,
            declarations,
            classes,
            stages,
            stage_of,
            policy_steps: self.policy_steps,
            proofs: BTreeMap::new(),
            warnings: Vec::new(),
        };
        making.finish(&order)
    }
}

impl<'p> Making<'p> {
    fn finish(mut self, order: &[usize]) -> Plan {
        self.same_tasks();
        let mut planned: Vec<Option<PlannedTask>> = vec![None; self.steps.len()];
        for &task in order {
            self.structure(task);
            planned[task] = Some(self.task(task, &planned));
        }
        let handler = self.document.handler().map(|embedded| self.handler(embedded, &planned));

        let mut totals = Totals::default();
        let mut costs = Vec::with_capacity(planned.len());
        for task in planned.iter().flatten() {
            costs.push(match task.likely_fuel {
                _ if task.same_as.is_some() || !task.prediction.runs() => Cost::None,
                Some(fuel) => Cost::Fuel(fuel),
                None => Cost::Unknown,
            });
            if costs.last() != Some(&Cost::None) {
                totals.add(&task.limits);
            }
        }
        let estimate =
            Estimate::of(&costs, &self.awaits, &|task| self.is_transaction(task), &|task| {
                self.labels[task].clone()
            });
        let Self { labels, stages, source, proofs, warnings, .. } = self;
        let label = |task: usize| labels[task].clone();
        let stages = stages.into_iter().map(|Staged { kind, tasks, width, length }| Stage {
            kind,
            tasks: tasks.into_iter().map(label).collect(),
            width,
            length,
        });
        let stages = stages.collect();
        let tasks = labels.iter().map(|label| (*label).clone()).zip(planned.into_iter().flatten());
        Plan {
            issuer: source.issuer().clone(),
            tasks: tasks.collect(),
            stages,
            handler,
            warnings,
            estimate,
            totals,
            proofs,
        }
    }

    fn label(&self, task: usize) -> String {
        self.labels[task].clone()
    }

    fn is_transaction(&self, task: usize) -> bool {
        self.stages[self.stage_of[task]].kind.is_transaction()
    }

    fn same_tasks(&mut self) {
        let mut labels = BTreeMap::<usize, Vec<String>>::new();
        for (task, step) in self.steps.iter().enumerate() {
            let first = self.by_id.get(step.task().id()).copied().unwrap_or(task);
            if first != task {
                let same = labels.entry(first).or_insert_with(|| vec![self.labels[first].clone()]);
                same.push(self.labels[task].clone());
            }
        }
        self.warnings.extend(labels.into_values().map(|tasks| PlanWarning::SameTask { tasks }));
    }

    /// What can be said of a task by its class and by what it awaits.
    fn structure(&mut self, task: usize) {
        let step = self.steps[task];
        let class = self.classes[task];
        let command = step.task().command();
        let mut warnings = Vec::new();
        if Promise::is_whole(step.task().args()) {
            warnings.push(PlanWarning::WholeArguments { task: self.label(task) });
        }
        if self.declarations[task].is_none() {
            let command = command.clone();
            warnings.push(PlanWarning::UndeclaredCommand { task: self.label(task), command });
        }
        let allows = self.declarations[task].map_or_else(|| class.allows(), |it| it.allows());
        if !allows.empty_nonce && step.task().nonce().is_empty() {
            let command = command.clone();
            warnings.push(PlanWarning::EmptyNonce { task: self.label(task), command });
        }
        let awaits = &self.awaits[task];
        let first = |class| awaits.iter().find(|other| self.classes[**other] == class);
        if let Some(mutation) = first(EffectClass::Mutation) {
            let mutation = self.label(*mutation);
            warnings.push(PlanWarning::HangsOnMutation { task: self.label(task), mutation });
        }
        if class == EffectClass::Query
            && self.is_transaction(task)
            && let Some(computation) = first(EffectClass::Pure)
        {
            let (task, computation) = (self.label(task), self.label(*computation));
            warnings.push(PlanWarning::QueryBehindComputation { task, computation });
        }
        let has_mutations = self.stages.last().is_some_and(|stage| !stage.kind.is_transaction());
        for (other, branches) in awaits.iter().zip(step.awaits().values()) {
            let (label, awaited) = (self.label(task), self.label(*other));
            if let Some(stopped) = self.stopped(task, *other, *branches, has_mutations) {
                warnings.push(match stopped {
                    None => PlanWarning::NeverKept { task: label, awaited },
                    Some(stopped) => PlanWarning::AwaitsError { task: label, awaited, stopped },
                });
            }
        }
        self.warnings.append(&mut warnings);
    }

    /// What never happens since `task` awaits these branches of `other`: nothing
    /// special, or that promises of both branches are kept, or something else.
    fn stopped(
        &self,
        task: usize,
        other: usize,
        branches: Branches,
        has_mutations: bool,
    ) -> Option<Option<Stopped>> {
        if branches.accept(Branch::Ok) {
            return None;
        }
        if !branches.accept(Branch::Error) {
            return Some(None);
        }
        Some(Some(match (self.is_transaction(other), self.is_transaction(task)) {
            (true, true) if has_mutations => Stopped::Mutations,
            (true, false) => Stopped::Task,
            _ => Stopped::Success,
        }))
    }

    fn task(&mut self, task: usize, planned: &[Option<PlannedTask>]) -> PlannedTask {
        let (step, class) = (self.steps[task], self.classes[task]);
        let cascade = step.cascade().clone().with_system(self.planner.system.clone());
        let config = cascade.explain();
        let limits = Limits::new(&config, &self.planner.executor);
        let before = |other: &usize| planned.get(*other).and_then(Option::as_ref);
        let reads_secret: Vec<String> = self.awaits[task]
            .iter()
            .filter(|other| before(other).is_some_and(|it| it.secrecy.is_secret()))
            .map(|other| self.label(*other))
            .collect();
        let secrecy = Secrecy::of(config.secret.value, !reads_secret.is_empty());
        let prediction = self.predict(task, planned);
        let likely_fuel = prediction
            .receipt()
            .and_then(|remembered| remembered.fuel)
            .or_else(|| self.planner.knowledge.likely_fuel(step.task()));
        let label = self.label(task);
        if secrecy == Secrecy::Declassified {
            let part = PlanPart::Task(label.clone());
            self.warnings.push(PlanWarning::Declassified { part, sources: reads_secret.clone() });
        }
        if let (Some(likely), limit, true) = (likely_fuel, limits.work.fuel(), prediction.runs())
            && likely > limit
        {
            self.warnings.push(PlanWarning::LikelyStopped { task: label.clone(), likely, limit });
        }
        match &prediction {
            Prediction::AlreadyDone(remembered) => {
                let (task, receipt) = (label.clone(), remembered.receipt);
                self.warnings.push(PlanWarning::AlreadyDone { task, receipt });
            }
            Prediction::Mismatch { awaited, branch } => {
                let (task, awaited) = (label.clone(), awaited.clone());
                self.warnings.push(PlanWarning::Mismatch { task, awaited, branch: *branch });
            }
            _ => {}
        }
        let authority = self.authority(Some(&label), step.embedded());
        let same_as = self.by_id.get(step.task().id()).filter(|first| **first != task);
        PlannedTask {
            task: *step.task().id(),
            same_as: same_as.map(|first| self.label(*first)),
            subject: step.task().subject().clone(),
            command: step.task().command().clone(),
            class,
            declared: self.declarations[task].is_some(),
            stage: self.stage_of[task],
            awaits: step.awaits().clone(),
            awaits_outside: step.awaits_outside().clone(),
            config,
            limits,
            secrecy,
            reads_secret,
            prediction,
            likely_fuel,
            authority,
        }
    }

    /// Whether a task runs. What it awaits was planned before it.
    fn predict(&self, task: usize, planned: &[Option<PlannedTask>]) -> Prediction {
        let step = self.steps[task];
        let knowledge = self.planner.knowledge;
        let mut all_known =
            step.awaits_outside().iter().all(|outside| knowledge.remembered(outside).is_some());
        for (other, branches) in self.awaits[task].iter().zip(step.awaits().values()) {
            let Some(other_task) = planned.get(*other).and_then(Option::as_ref) else { continue };
            let Some(branch) = other_task.prediction.branch() else {
                all_known = false;
                continue;
            };
            // A handler may make a value of the error.
            let mended = branch == Branch::Error
                && self.document.handler().is_some()
                && self.is_transaction(*other);
            if !branches.accept(branch) && !mended {
                return Prediction::Mismatch { awaited: Awaited::Task(self.label(*other)), branch };
            }
            all_known &= !mended && other_task.prediction.receipt().is_some();
        }
        let is_mutation = self.classes[task] == EffectClass::Mutation;
        let has_inputs = !self.awaits[task].is_empty() || !step.awaits_outside().is_empty();
        match knowledge.remembered(step.task().id()) {
            Some(remembered) if all_known && is_mutation => Prediction::AlreadyDone(remembered),
            Some(remembered) if all_known => Prediction::Remembered(remembered),
            _ if has_inputs && !is_mutation => Prediction::MayBeRemembered,
            _ => Prediction::WillRun,
        }
    }

    fn handler(
        &mut self,
        embedded: &EmbeddedTask,
        planned: &[Option<PlannedTask>],
    ) -> PlannedHandler {
        let authority = self.authority(None, embedded);
        let cascade = self.document.handler_cascade().cloned().unwrap_or_default();
        let config = cascade.with_system(self.planner.system.clone()).explain();
        if !self.stages.iter().any(|stage| stage.kind.is_transaction()) {
            self.warnings.push(PlanWarning::HandlerUnused);
        }
        // It is called with the failure of any task of the transaction.
        let sources: Vec<String> = planned
            .iter()
            .enumerate()
            .filter(|(task, _)| self.is_transaction(*task))
            .filter(|(_, it)| it.as_ref().is_some_and(|it| it.secrecy.is_secret()))
            .map(|(task, _)| self.label(task))
            .collect();
        let flag = config.secret.value;
        let secrecy = Secrecy::of(flag, !sources.is_empty());
        if secrecy == Secrecy::Declassified {
            let part = PlanPart::Handler;
            self.warnings.push(PlanWarning::Declassified { part, sources });
        }
        let task = embedded.task();
        PlannedHandler {
            task: *task.id(),
            subject: task.subject().clone(),
            command: task.command().clone(),
            config,
            secrecy,
            authority,
        }
    }

    /// By what authority the task with this label would run; without one, the handler.
    fn authority(&mut self, label: Option<&str>, embedded: &EmbeddedTask) -> Authority {
        let chain = self.planner.chain(self.source, label, embedded);
        let part = label.map_or(PlanPart::Handler, |label| PlanPart::Task(label.to_owned()));
        let policies = match &chain {
            Ok(chain) => {
                self.expires_early(&part, chain);
                let named = chain.proofs().zip(chain.delegations());
                self.proofs.extend(named.map(|(cid, token)| (*cid, Arc::clone(token))));
                self.policies(label, chain, embedded)
            }
            Err(_) => PolicyStanding::default(),
        };
        let authority = Authority::of(embedded, &chain, self.planner.proofs, policies);
        self.about_authority(&part, &authority);
        authority
    }

    fn policies(
        &mut self,
        label: Option<&str>,
        chain: &Chain,
        embedded: &EmbeddedTask,
    ) -> PolicyStanding {
        let awaited = |task: &Cid| match self.by_id.get(task) {
            Some(place) => Awaited::Task(self.label(*place)),
            None => Awaited::Outside(*task),
        };
        let slot = label.is_none().then(failure_slot);
        // No more than an executor would spend on it.
        let steps = self.policy_steps.min(Budget::DEFAULT_STEPS);
        let mut budget = Budget::new(steps);
        let standing = PolicyStanding::of(chain, embedded, slot.as_ref(), &awaited, &mut budget);
        self.policy_steps -= steps - budget.remaining();
        standing
    }

    fn expires_early(&mut self, part: &PlanPart, chain: &Chain) {
        let Some(workflow) = self.source.validity(self.planner.validity) else { return };
        let mut first: Option<(Timestamp, usize, Cid)> = None;
        for (proof, (cid, token)) in chain.proofs().zip(chain.delegations()).enumerate() {
            if let Some(end) = token.payload().validity().expiration()
                && first.is_none_or(|(earliest, ..)| end < earliest)
            {
                first = Some((end, proof, *cid));
            }
        }
        let Some((expiration, proof, cid)) = first else { return };
        let workflow = match workflow.expiration() {
            Some(end) if end <= expiration => return,
            Some(end) => Expiration::At(end),
            None => Expiration::Never,
        };
        let part = part.clone();
        self.warnings.push(PlanWarning::ProofExpires { part, proof, cid, expiration, workflow });
    }

    fn about_authority(&mut self, part: &PlanPart, authority: &Authority) {
        match &authority.standing {
            Standing::Own | Standing::Proven { .. } => {}
            Standing::Missing(missing) => {
                let (part, missing) = (part.clone(), missing.clone());
                self.warnings.push(PlanWarning::MissingProofs { part, missing });
            }
            Standing::Refused(error) => {
                let (part, error) = (part.clone(), error.clone());
                self.warnings.push(PlanWarning::Chain { part, error });
            }
        }
        let failing =
            authority.policies.findings.iter().filter(|it| it.state == FindingState::Fails);
        self.warnings.extend(failing.map(|finding| PlanWarning::Policy {
            part: part.clone(),
            proof: finding.proof,
            cid: finding.cid,
            statement: finding.statement,
        }));
    }
}
