//! Mutations that were begun, so that the workflow stays where it is (ruling O77).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use cid::Cid;
use ipvm_task::EffectClass;
use ipvm_workflow::{Handled, Workflow, rethrown};
use ucan_invocation::{Outcome, Receipt, Task};
use ucan_pipeline::{Step as Resolution, awaited, resolve_with};

use super::{
    super::{Core, Job},
    ArchiveJobError, ByTask,
};
use crate::store::{Address, Claim, StoreError};

/// In how many ways the promises of one mutation may be replaced; where the receipts leave more
/// of them open, nobody knows which of them was begun.
const RESOLUTIONS: usize = 256;

/// What may stand in the place of a promise, each with the receipt that says it.
#[derive(Default)]
struct Outcomes {
    found: Vec<(Cid, Outcome)>,
    /// There is something more, which cannot be read.
    is_partial: bool,
}

impl Outcomes {
    fn add(&mut self, receipt: &Cid, outcome: Outcome) {
        if self.found.iter().all(|(_, known)| *known != outcome) {
            self.found.push((*receipt, outcome));
        }
    }
}

impl Core {
    /// Makes sure that no mutation was begun without an end, or came to one that `receipts`,
    /// which go along, do not tell of.
    pub(super) fn nothing_half_done(
        &self,
        job: &Job,
        workflow: &Workflow,
        receipts: &ByTask,
    ) -> Result<(), ArchiveJobError> {
        let mut labels: Labels<'_> = BTreeMap::new();
        for (label, task) in &job.0.tasks {
            labels.entry(*task.proven.task().id()).or_default().push(label);
        }
        for (label, task) in &job.0.tasks {
            let written = task.proven.task();
            // What nobody runs here any more may have been one.
            let is_other = self
                .runner(written)
                .is_ok_and(|runner| runner.remembered_as() != EffectClass::Mutation);
            if is_other {
                continue;
            }
            let label = || label.clone();
            let Some(resolved) = self.resolutions(written, job, workflow, &labels)? else {
                return Err(ArchiveJobError::Indeterminate { label: label() });
            };
            let along = receipts.get(written.id()).map_or(&[][..], Vec::as_slice);
            for id in resolved {
                match self.progress_of(&id)? {
                    Progress::NotBegun => {}
                    Progress::Begun => {
                        return Err(ArchiveJobError::Indeterminate { label: label() });
                    }
                    Progress::Done(receipt) => {
                        let is_along = along.iter().any(|it| {
                            it.meta().resolved.as_ref().unwrap_or_else(|| it.ran()) == &id
                        });
                        if !is_along {
                            return Err(ArchiveJobError::DoneHere { label: label(), receipt });
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn progress_of(&self, resolved: &Cid) -> Result<Progress, ArchiveJobError> {
        // Asked for as if it could be repeated: what was begun as a mutation is told all the
        // same, and who begins it meanwhile is neither kept from it nor finds it begun.
        let memo = self.stores.memo();
        let claim = memo.claim(resolved, EffectClass::Query, Duration::ZERO);
        Ok(match claim.map_err(ArchiveJobError::Store)? {
            Claim::Won(fence) => match memo.release(fence) {
                Ok(()) => Progress::NotBegun,
                Err(StoreError::Fenced { .. }) => Progress::Begun,
                Err(error) => return Err(ArchiveJobError::Store(error)),
            },
            Claim::Done(receipt) => Progress::Done(receipt),
            Claim::Held | Claim::Indeterminate => Progress::Begun,
        })
    }

    /// The IDs of everything that a task may have been resolved to, by all receipts that are
    /// here of what it awaits: those that do not go along, and that are of no use any more,
    /// included. None if that cannot be told.
    fn resolutions(
        &self,
        written: &Task,
        job: &Job,
        workflow: &Workflow,
        labels: &Labels<'_>,
    ) -> Result<Option<BTreeSet<Cid>>, ArchiveJobError> {
        let awaits = awaited(written.args());
        if awaits.is_empty() {
            return Ok(Some([*written.id()].into()));
        }
        // What its own receipts say, one that says that it is indeterminate among them.
        let (own, _) = self.receipts_on(written.id())?;
        let own = own.iter().filter(|receipt| receipt.ran() == written.id());
        let mut resolved: BTreeSet<Cid> = own.filter_map(|it| it.meta().resolved).collect();
        let is_told = !resolved.is_empty();
        let (mut sources, mut is_partial, mut ways) = (Vec::new(), false, 1_usize);
        for id in awaits {
            let outcomes = self.outcomes_of(&id, job, workflow, labels)?;
            is_partial |= outcomes.is_partial;
            ways = ways.saturating_mul(outcomes.found.len());
            sources.push((id, outcomes.found));
        }
        if is_partial && !is_told || ways > RESOLUTIONS {
            return Ok(None);
        }
        // If one of them has not ended, there is no way, and it was not begun.
        for way in 0..ways {
            let mut left = way;
            let chosen: BTreeMap<Cid, &(Cid, Outcome)> = sources
                .iter()
                .filter_map(|(id, outcomes)| {
                    let pick = left.checked_rem(outcomes.len())?;
                    left /= outcomes.len();
                    Some((*id, outcomes.get(pick)?))
                })
                .collect();
            let results = |id: &Cid| chosen.get(id).map(|(receipt, outcome)| (receipt, outcome));
            let task = match resolve_with(written.args(), &results) {
                Ok(Resolution::Ready(args)) => written.with_args(args).ok(),
                // A promise that is broken begins nothing.
                Ok(Resolution::BranchMismatch(_)) => continue,
                Ok(Resolution::Need(_)) | Err(_) => None,
            };
            let Some(task) = task else { return Ok(None) };
            resolved.insert(*task.id());
        }
        Ok(Some(resolved))
    }

    /// The outcomes of a task that is awaited, before and after catching.
    fn outcomes_of(
        &self,
        id: &Cid,
        job: &Job,
        workflow: &Workflow,
        labels: &Labels<'_>,
    ) -> Result<Outcomes, ArchiveJobError> {
        let mut outcomes = Outcomes::default();
        let labels = labels.get(id).into_iter().flatten();
        let mut left: Vec<(Option<String>, Cid)> =
            labels.map(|label| (Some((*label).clone()), *id)).collect();
        if left.is_empty() {
            left.push((None, *id));
        }
        let catches = workflow.document().handler().is_some();
        let mut seen = BTreeSet::new();
        while let Some((label, id)) = left.pop() {
            if !seen.insert(label.clone()) {
                continue;
            }
            let (receipts, is_partial) = self.receipts_on(&id)?;
            outcomes.is_partial |= is_partial;
            for receipt in receipts {
                outcomes.add(receipt.cid(), receipt.outcome().clone());
                let (Outcome::Error(error), Some(label), true) =
                    (receipt.outcome(), &label, catches)
                else {
                    continue;
                };
                let Some(call) = self.handled(label, &id, &receipt, job, workflow) else {
                    outcomes.is_partial = true;
                    continue;
                };
                let (answers, is_partial) = self.receipts_on(&call)?;
                outcomes.is_partial |= is_partial;
                for answer in answers {
                    let Outcome::Ok(value) = answer.outcome() else { continue };
                    match Handled::read(value.clone()) {
                        Ok(Handled::Ok(value)) => outcomes.add(answer.cid(), Outcome::Ok(value)),
                        Ok(Handled::Msg(message)) => {
                            let error = rethrown(&message, error.clone());
                            outcomes.add(answer.cid(), error.into());
                        }
                        Ok(Handled::Rewire(other)) => {
                            let task = job.0.tasks.get(&other).map(|it| *it.proven.task().id());
                            left.extend(task.map(|task| (Some(other), task)));
                        }
                        // It mended nothing.
                        Err(_) => {}
                    }
                }
            }
        }
        Ok(outcomes)
    }

    /// All receipts of a task, secrets included, and whether there are more that cannot be
    /// read.
    fn receipts_on(&self, task: &Cid) -> Result<(Vec<Arc<Receipt>>, bool), ArchiveJobError> {
        let mut cids = BTreeSet::new();
        let apart = self.stores.has_secrets_apart().then(|| self.stores.secrets());
        for receipts in [Some(self.stores.receipts()), apart].into_iter().flatten() {
            cids.extend(receipts.by_task(task).map_err(ArchiveJobError::Store)?);
        }
        match self.stores.memo().lookup(&Address::Task(*task)) {
            Ok(known) => cids.extend(known),
            Err(StoreError::DamagedEntry { .. }) => {}
            Err(error) => return Err(ArchiveJobError::Store(error)),
        }
        let (mut found, mut is_partial) = (Vec::new(), false);
        for cid in cids {
            match self.receipt(&cid).map_err(ArchiveJobError::Store)? {
                Some(receipt) => found.push(receipt),
                None => is_partial = true,
            }
        }
        Ok((found, is_partial))
    }
}

/// The labels of each task.
type Labels<'a> = BTreeMap<Cid, Vec<&'a String>>;

/// How far a mutation came.
enum Progress {
    NotBegun,
    /// Nobody knows how far.
    Begun,
    /// To its end, under this receipt.
    Done(Cid),
}
