//! Who is at work on what, for stores that only one process can have open.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use cid::Cid;

use super::{CidKey, Claim, EffectClass, Fence, Revision, StoreError};

/// The claims of one session of a store, in memory.
///
/// The state machine that [`MemoryStore`](super::MemoryStore) and embedded
/// stores share. It knows no results and does no I/O: the store looks for a
/// remembered result first, under the same lock, and makes durable what has to
/// be. Time is an argument.
#[derive(Debug)]
pub struct ClaimTable {
    session: u64,
    issued: u64,
    standing: HashMap<CidKey, Standing>,
}

#[derive(Debug)]
struct Standing {
    effect: EffectClass,
    revision: Revision,
    /// When the lease ends.
    until: Until,
    /// A commit is on its way to the disk: nobody may take the claim over.
    committing: bool,
}

#[derive(Clone, Copy, Debug)]
enum Until {
    Time(Instant),
    Forever,
    /// The holder is gone.
    Over,
}

impl Standing {
    fn has_ended(&self, now: Instant) -> bool {
        !self.committing
            && match self.until {
                Until::Time(end) => end <= now,
                Until::Forever => false,
                Until::Over => true,
            }
    }
}

impl ClaimTable {
    /// An empty table. `session` must never have been used before with the
    /// same store.
    #[must_use]
    pub fn new(session: u64) -> Self {
        Self { session, issued: 0, standing: HashMap::new() }
    }

    /// Takes in the claim of a mutation that an earlier session left behind:
    /// it is indeterminate until it is settled.
    pub fn restore(&mut self, task: Cid, revision: Revision) {
        let effect = EffectClass::Mutation;
        self.standing.insert(
            (&task).into(),
            Standing { effect, revision, until: Until::Over, committing: false },
        );
    }

    /// Decides a claim, at the time `now`. Never [`Claim::Done`]: the store has
    /// looked for that before.
    pub fn claim(
        &mut self,
        task: &Cid,
        effect: EffectClass,
        lease: Duration,
        now: Instant,
    ) -> Claim {
        if let Some(standing) = self.standing.get(&task.into()) {
            if !standing.has_ended(now) {
                return Claim::Held;
            }
            if !may_be_repeated(standing.effect) {
                return Claim::Indeterminate;
            }
        }
        let until = now.checked_add(lease).map_or(Until::Forever, Until::Time);
        let revision = self.next_revision();
        self.standing.insert(task.into(), Standing { effect, revision, until, committing: false });
        Claim::Won(Fence::new(*task, revision))
    }

    /// The effect class under which `task` is claimed.
    #[must_use]
    pub fn effect(&self, task: &Cid) -> Option<EffectClass> {
        self.standing.get(&task.into()).map(|standing| standing.effect)
    }

    /// Keeps the claim from being taken over while its result is written, and
    /// returns its effect class.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`] if the claim is no longer this fence's.
    pub fn begin_commit(&mut self, fence: &Fence) -> Result<EffectClass, StoreError> {
        let standing = self.held_by(fence)?;
        standing.committing = true;
        Ok(standing.effect)
    }

    /// Ends what [`ClaimTable::begin_commit`] began: drops the claim if the
    /// result was `written`, otherwise leaves it as it was before.
    pub fn end_commit(&mut self, fence: &Fence, written: bool) {
        if let Ok(standing) = self.held_by(fence) {
            standing.committing = false;
            if written {
                self.standing.remove(&fence.task().into());
            }
        }
    }

    /// Drops the claim.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`] if the claim is no longer this fence's.
    pub fn release(&mut self, fence: &Fence) -> Result<(), StoreError> {
        self.held_by(fence)?;
        self.standing.remove(&fence.task().into());
        Ok(())
    }

    /// Ends the lease of the claim now.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`] if the claim is no longer this fence's.
    pub fn abandon(&mut self, fence: &Fence) -> Result<(), StoreError> {
        self.held_by(fence)?.until = Until::Over;
        Ok(())
    }

    /// Makes the mutation `task` indeterminate, since the record of what it did
    /// is lost. A claim that stands already keeps its revision and its lease.
    /// Returns the revision that stands.
    pub fn lose(&mut self, task: &Cid) -> Revision {
        if let Some(standing) = self.standing.get_mut(&task.into()) {
            standing.effect = EffectClass::Mutation;
            return standing.revision;
        }
        let revision = self.next_revision();
        self.restore(*task, revision);
        revision
    }

    fn next_revision(&mut self) -> Revision {
        // 2^64 claims in one session do not happen; saturating keeps it total.
        self.issued = self.issued.saturating_add(1);
        Revision { session: self.session, number: self.issued }
    }

    fn held_by(&mut self, fence: &Fence) -> Result<&mut Standing, StoreError> {
        self.standing
            .get_mut(&fence.task().into())
            .filter(|standing| standing.revision == fence.revision())
            .ok_or_else(|| StoreError::Fenced { task: *fence.task() })
    }
}

/// Whether a task of this class may be run a second time when nobody knows
/// what became of the first. Classes to come count as mutations.
#[must_use]
pub const fn may_be_repeated(effect: EffectClass) -> bool {
    matches!(effect, EffectClass::Pure | EffectClass::Query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use varsig::Block;

    fn task() -> Cid {
        *Block::raw(*b"task").cid()
    }

    #[track_caller]
    fn won(claim: Claim) -> Fence {
        match claim {
            Claim::Won(fence) => fence,
            other => panic!("expected a won claim, got {other:?}"),
        }
    }

    #[test]
    fn a_lease_ends_at_its_end_and_not_before() {
        let (mut table, start) = (ClaimTable::new(1), Instant::now());
        let lease = Duration::from_secs(10);
        let first = won(table.claim(&task(), EffectClass::Pure, lease, start));
        let before = start + Duration::from_millis(9_999);
        assert_eq!(table.claim(&task(), EffectClass::Pure, lease, before), Claim::Held);
        let second = won(table.claim(&task(), EffectClass::Pure, lease, start + lease));
        assert!(second.revision() > first.revision());
        assert_eq!(table.begin_commit(&first), Err(StoreError::Fenced { task: task() }));
    }

    #[test]
    fn a_lease_too_long_for_the_clock_never_ends() {
        let (mut table, start) = (ClaimTable::new(1), Instant::now());
        let _fence = won(table.claim(&task(), EffectClass::Pure, Duration::MAX, start));
        let later = start + Duration::from_secs(1 << 32);
        assert_eq!(table.claim(&task(), EffectClass::Pure, Duration::ZERO, later), Claim::Held);
    }

    #[test]
    fn nobody_takes_over_while_a_commit_is_on_its_way() {
        let (mut table, now) = (ClaimTable::new(1), Instant::now());
        let fence = won(table.claim(&task(), EffectClass::Query, Duration::ZERO, now));
        assert_eq!(table.begin_commit(&fence), Ok(EffectClass::Query));
        assert_eq!(table.claim(&task(), EffectClass::Query, Duration::ZERO, now), Claim::Held);
        table.end_commit(&fence, false);
        let _second = won(table.claim(&task(), EffectClass::Query, Duration::ZERO, now));
        assert_eq!(table.release(&fence), Err(StoreError::Fenced { task: task() }));
    }

    #[test]
    fn a_restored_claim_is_settled_by_its_own_fence_only() {
        let (mut table, now) = (ClaimTable::new(2), Instant::now());
        let old = Revision { session: 1, number: 1 };
        table.restore(task(), old);
        let claim = table.claim(&task(), EffectClass::Mutation, Duration::ZERO, now);
        assert_eq!(claim, Claim::Indeterminate);
        let forged = Fence::new(task(), Revision { session: 2, number: 1 });
        assert_eq!(table.begin_commit(&forged), Err(StoreError::Fenced { task: task() }));
        assert_eq!(table.begin_commit(&Fence::new(task(), old)), Ok(EffectClass::Mutation));
    }
}
