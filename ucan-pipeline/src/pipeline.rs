//! Many tasks that wait, and receipts as they come.

mod progress;
mod waiting;

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use cid::Cid;
use ucan_core::{Did, Timestamp};
use ucan_invocation::{Arguments, Outcome, Receipt};

pub use self::progress::{Admission, KeyInUse, Progress};

use self::waiting::Waiting;
use crate::{
    awaiting::awaited,
    resolve::{Step, check_written, resolve_with},
    settled::{AdmitError, Settled, Standing, addresses},
    trust::{Quorum, Trust},
};

/// Tasks that wait for others, under keys of the caller's: labels, or the CIDs of their
/// invocations.
///
/// A receipt touches the tasks that await its task and no other: what it costs does not
/// grow with what else waits. Every function that is told the time drops first what has
/// expired, and says whom that sends back to waiting.
///
/// Where all receipts of a task agree, the order in which receipts come changes neither
/// which tasks become ready nor their arguments.
#[derive(Clone, Debug)]
pub struct Pipeline<K> {
    trust: Trust,
    /// What counts for everybody.
    shared: Settled,
    /// What counts for those who name its executor only.
    named: BTreeMap<Did, Named>,
    /// When something ends in the table of an executor.
    named_ends: BTreeSet<(Timestamp, Did)>,
    /// Tasks that expiry sent back to waiting, and of which nobody was told yet.
    untold: BTreeSet<K>,
    places: BTreeMap<K, usize>,
    waiting: Vec<Option<Waiting<K>>>,
    free: Vec<usize>,
    /// Who awaits a task.
    dependents: BTreeMap<Cid, BTreeSet<usize>>,
}

#[derive(Clone, Debug, Default)]
struct Named {
    settled: Settled,
    /// When something ends in the table, as it stands among those of all.
    ends: BTreeSet<Timestamp>,
    /// How many waiting tasks name this executor.
    by: usize,
}

impl<K: Ord + Clone> Pipeline<K> {
    /// An empty pipeline in which these executors count for all who wait. To them comes,
    /// for each task, the executor that its invocation names (ruling I7).
    #[must_use]
    pub const fn new(trust: Trust) -> Self {
        Self {
            trust,
            shared: Settled::new(),
            named: BTreeMap::new(),
            named_ends: BTreeSet::new(),
            untold: BTreeSet::new(),
            places: BTreeMap::new(),
            waiting: Vec::new(),
            free: Vec::new(),
            dependents: BTreeMap::new(),
        }
    }

    /// Sets the verification strategy of one task: so many of these executors settle it.
    /// Only receipts that are admitted from now on are counted.
    pub fn demand(&mut self, task: Cid, quorum: Quorum) {
        self.trust.demand(task, quorum);
    }

    /// Lets a task wait under `key`. `executor` is the one that its invocation names, its
    /// audience or else its subject; receipts of that one count for this task. It is held
    /// only if [`Progress::Waiting`] is given. Whom expiry sends back to waiting at `now` is
    /// told with the next admission.
    ///
    /// # Errors
    ///
    /// [`KeyInUse`] if a task waits under that key.
    pub fn wait(
        &mut self,
        key: K,
        args: Arguments,
        executor: Option<Did>,
        now: Timestamp,
    ) -> Result<Progress, KeyInUse> {
        if self.places.contains_key(&key) {
            return Err(KeyInUse);
        }
        self.drop_expired(now);
        if let Err(error) = check_written(&args) {
            return Ok(Progress::Refused(error));
        }
        let known = |task: Cid| (task, self.find(&task, executor.as_ref()).is_some());
        let awaits: Box<[_]> = awaited(&args).into_iter().map(known).collect();
        let missing = awaits.iter().filter(|(_, known)| !known).count();
        let waiting = Waiting { key, args, executor, awaits, missing };
        if missing == 0 {
            return Ok(self.finish(&waiting));
        }
        self.hold(waiting);
        Ok(Progress::Waiting { missing })
    }

    /// Takes in a receipt, as [`Settled::admit`] does.
    ///
    /// # Errors
    ///
    /// As [`Settled::admit`]; [`AdmitError::NotTrusted`] also if the executor's word counts
    /// only for those who name it, and none of them awaits the task. It may be handed in
    /// again. Whom expiry sends back to waiting at `now` is told with the next admission.
    pub fn admit(&mut self, receipt: &Receipt, now: Timestamp) -> Result<Admission<K>, AdmitError> {
        self.take_in(receipt, now, |settled, trust| settled.admit(receipt, trust, now))
    }

    /// Takes in a receipt that is never remembered, as [`Settled::admit_passing`] does.
    ///
    /// # Errors
    ///
    /// As [`Pipeline::admit`].
    pub fn admit_passing(
        &mut self,
        receipt: &Receipt,
        now: Timestamp,
    ) -> Result<Admission<K>, AdmitError> {
        self.take_in(receipt, now, |settled, trust| settled.admit_passing(receipt, trust, now))
    }

    /// Takes in a receipt of anybody, whose task was run again and came out as `ours`, as
    /// [`Settled::confirm`] does.
    ///
    /// # Errors
    ///
    /// As [`Settled::confirm`].
    pub fn confirm(
        &mut self,
        receipt: &Receipt,
        ours: &Outcome,
        now: Timestamp,
    ) -> Result<Admission<K>, AdmitError> {
        self.drop_expired(now);
        let standings = self.shared.confirm(receipt, ours, now)?;
        Ok(self.admission(receipt, standings))
    }

    /// Drops results that may not be used at `now` any more. Gives the tasks that wait for
    /// them again.
    pub fn expire(&mut self, now: Timestamp) -> BTreeMap<K, Progress> {
        self.drop_expired(now);
        self.told(BTreeMap::new())
    }

    /// Lets go of a task that waits. Gives whether there was one.
    pub fn cancel(&mut self, key: &K) -> bool {
        let place = self.places.get(key).copied();
        place.and_then(|place| self.release(place)).is_some()
    }

    /// What a waiting task still needs, sorted; `None` if none waits under that key.
    pub fn needs(&self, key: &K) -> Option<impl Iterator<Item = &Cid>> {
        let waiting = self.waiting.get(*self.places.get(key)?)?.as_ref()?;
        Some(waiting.awaits.iter().filter(|(_, known)| !known).map(|(task, _)| task))
    }

    /// Every task that somebody waits for, sorted: what to ask for. A task may be settled
    /// for one who waits and not for another.
    pub fn needed(&self) -> impl Iterator<Item = &Cid> {
        self.dependents.iter().filter_map(|(task, dependents)| {
            let misses = |place: &usize| {
                let waiting = self.waiting.get(*place).and_then(Option::as_ref);
                waiting.is_some_and(|it| it.knows(task) == Some(false))
            };
            dependents.iter().any(misses).then_some(task)
        })
    }

    /// The keys of the tasks that wait, sorted.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> {
        self.places.keys()
    }

    /// How many tasks wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether no task waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The results that count for all who wait.
    #[must_use]
    pub const fn settled(&self) -> &Settled {
        &self.shared
    }

    fn take_in(
        &mut self,
        receipt: &Receipt,
        now: Timestamp,
        admit: impl Fn(&mut Settled, &Trust) -> Result<BTreeMap<Cid, Standing>, AdmitError>,
    ) -> Result<Admission<K>, AdmitError> {
        self.drop_expired(now);
        let shared = admit(&mut self.shared, &self.trust);
        let executor = receipt.executor();
        let wanted = !self.trust.counts(executor) && self.is_wanted_of(receipt, executor);
        let named = match self.named.get_mut(executor).filter(|_| wanted) {
            Some(named) => {
                let trust = Trust::default().naming(executor.clone());
                let standings = admit(&mut named.settled, &trust)?;
                if let Some(end) = receipt.expiration() {
                    named.ends.insert(end);
                    self.named_ends.insert((end, executor.clone()));
                }
                Some(standings)
            }
            None => None,
        };
        let standings = match (shared, named) {
            (Ok(standings), _) => standings,
            (Err(_), Some(standings)) => standings,
            (Err(error), None) => return Err(error),
        };
        Ok(self.admission(receipt, standings))
    }

    fn admission(&mut self, receipt: &Receipt, standings: BTreeMap<Cid, Standing>) -> Admission<K> {
        let mut touched = BTreeMap::new();
        addresses(receipt).for_each(|task| self.touch(&task, &mut touched));
        Admission { standings, touched: self.told(touched) }
    }

    fn drop_expired(&mut self, now: Timestamp) {
        let mut dropped = self.shared.expire(now);
        while let Some((end, executor)) = self.named_ends.pop_first() {
            if end >= now {
                self.named_ends.insert((end, executor));
                break;
            }
            if let Some(named) = self.named.get_mut(&executor) {
                named.ends.remove(&end);
                dropped.extend(named.settled.expire(now));
            }
        }
        let mut touched = BTreeMap::new();
        dropped.iter().for_each(|task| self.touch(task, &mut touched));
        self.untold.extend(touched.into_keys());
    }

    /// What was touched, with those who were not told before.
    fn told(&mut self, mut touched: BTreeMap<K, Progress>) -> BTreeMap<K, Progress> {
        for key in core::mem::take(&mut self.untold) {
            let place = self.places.get(&key).copied();
            let waiting = place.and_then(|place| self.waiting.get(place)?.as_ref());
            if let Some(Waiting { missing, .. }) = waiting {
                touched.insert(key, Progress::Waiting { missing: *missing });
            }
        }
        touched
    }

    /// Whether somebody who names `executor` awaits what the receipt settles.
    fn is_wanted_of(&self, receipt: &Receipt, executor: &Did) -> bool {
        self.named.contains_key(executor)
            && addresses(receipt).any(|task| {
                self.dependents.get(&task).into_iter().flatten().any(|place| {
                    let waiting = self.waiting.get(*place).and_then(Option::as_ref);
                    waiting.is_some_and(|it| it.executor.as_ref() == Some(executor))
                })
            })
    }

    /// The table in which a task is settled for those who name `executor`.
    fn find(&self, task: &Cid, executor: Option<&Did>) -> Option<&Settled> {
        let named = executor.and_then(|executor| self.named.get(executor));
        let tables = [Some(&self.shared), named.map(|named| &named.settled)];
        tables.into_iter().flatten().find(|settled| settled.get(task).is_some())
    }

    /// Looks again at those who await a task.
    fn touch(&mut self, task: &Cid, touched: &mut BTreeMap<K, Progress>) {
        let places: Vec<usize> = self.dependents.get(task).into_iter().flatten().copied().collect();
        for place in places {
            let Some(waiting) = self.waiting.get(place).and_then(Option::as_ref) else { continue };
            let known = self.find(task, waiting.executor.as_ref()).is_some();
            let Some(waiting) = self.waiting.get_mut(place).and_then(Option::as_mut) else {
                continue;
            };
            if !waiting.learn(task, known) {
                continue;
            }
            let (key, missing) = (waiting.key.clone(), waiting.missing);
            if missing > 0 {
                touched.insert(key, Progress::Waiting { missing });
                continue;
            }
            // Resolved before it is let go: with the last who names an executor, what
            // counts only for that one goes too.
            let resolved = self.waiting.get(place).and_then(Option::as_ref);
            touched.extend(resolved.map(|waiting| (key, self.finish(waiting))));
            self.release(place);
        }
    }

    /// Resolves a task for which everything is settled.
    fn finish(&self, waiting: &Waiting<K>) -> Progress {
        let executor = waiting.executor.as_ref();
        let passing = waiting.awaits.iter().any(|(task, _)| {
            self.find(task, executor).is_some_and(|settled| settled.is_passing(task))
        });
        let results = |task: &Cid| self.find(task, executor).and_then(|settled| settled.get(task));
        match resolve_with(&waiting.args, &results) {
            Ok(Step::Ready(args)) => Progress::Ready { args, passing },
            Ok(Step::BranchMismatch(mismatch)) => Progress::BranchMismatch { mismatch, passing },
            Ok(Step::Need(tasks)) => Progress::Waiting { missing: tasks.len() },
            Err(error) => Progress::Refused(error),
        }
    }

    fn hold(&mut self, waiting: Waiting<K>) {
        let place = self.free.pop().unwrap_or_else(|| {
            self.waiting.push(None);
            self.waiting.len() - 1
        });
        for (task, _) in &waiting.awaits {
            self.dependents.entry(*task).or_default().insert(place);
        }
        if let Some(executor) = &waiting.executor {
            self.named.entry(executor.clone()).or_default().by += 1;
        }
        self.places.insert(waiting.key.clone(), place);
        if let Some(slot) = self.waiting.get_mut(place) {
            *slot = Some(waiting);
        }
    }

    fn release(&mut self, place: usize) -> Option<Waiting<K>> {
        let waiting = self.waiting.get_mut(place)?.take()?;
        self.places.remove(&waiting.key);
        self.free.push(place);
        for (task, _) in &waiting.awaits {
            if let Some(dependents) = self.dependents.get_mut(task) {
                dependents.remove(&place);
                if dependents.is_empty() {
                    self.dependents.remove(task);
                }
            }
        }
        if let Some(executor) = &waiting.executor
            && let Some(named) = self.named.get_mut(executor)
        {
            named.by -= 1;
            if named.by == 0 {
                for end in core::mem::take(&mut named.ends) {
                    self.named_ends.remove(&(end, executor.clone()));
                }
                self.named.remove(executor);
            }
        }
        Some(waiting)
    }
}

#[cfg(test)]
mod tests {
    use ipld_core::ipld::Ipld;
    use ucan_invocation::{Attestation, Promise};
    use varsig::{Block, Ed25519Signer};

    use super::*;

    #[test]
    fn of_an_executor_whom_nobody_names_any_more_nothing_is_left() {
        let now = Timestamp::EPOCH;
        let executor = Ed25519Signer::from_seed(&[7; 32]);
        let did = Did::from_signer(&executor);
        let mut pipeline = Pipeline::new(Trust::default());
        for number in 0..3_u32 {
            let task = *Block::raw(number.to_be_bytes()).cid();
            let args = Arguments::from([("x".into(), Promise::ok(task).to_ipld())]);
            pipeline.wait(number, args, Some(did.clone()), now).unwrap();
            let receipt = Attestation::new(task, Outcome::Ok(Ipld::Null), now)
                .with_expiration(now.saturating_add(9))
                .sign(&executor)
                .unwrap();
            let admission = pipeline.admit(&receipt, now).unwrap();
            assert!(matches!(admission.touched[&number], Progress::Ready { .. }));
        }
        assert!(pipeline.is_empty() && pipeline.named.is_empty());
        assert!(pipeline.named_ends.is_empty(), "{:?}", pipeline.named_ends);
    }
}
