//! Processes that end between any two steps, and disks that fail.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use cid::Cid;
use ipvm_redb_model::{Disk, RedbStore};
use ipvm_runtime::{
    explore::explore,
    scenario::{
        Ledger, cid, contended, contended_address, drawn, drawn_lease, pause, side_by_side,
    },
    store::{
        Address, Claim, Committed,
        EffectClass::{Mutation, Query},
        Fence, Memo, StoreError,
    },
};

/// What outlives every process: the disk, and what has been done in the world.
#[derive(Debug)]
struct World {
    path: PathBuf,
    disk: Arc<Disk>,
    ledger: Ledger,
    /// What was acknowledged to stand where.
    acknowledged: Mutex<Vec<(Address, Cid)>>,
    /// Fences of claimants that somebody may still have.
    left: Mutex<Vec<Fence>>,
}

/// A process that has the store open.
#[derive(Clone, Debug)]
struct Process {
    world: Arc<World>,
    store: Arc<RedbStore>,
    session: u64,
}

impl World {
    fn new(fails: bool) -> Arc<Self> {
        let (path, disk) = Disk::new(fails);
        let (ledger, acknowledged, left) = Default::default();
        Arc::new(Self { path, disk, ledger, acknowledged, left })
    }

    fn start(self: &Arc<Self>) -> Process {
        let store = RedbStore::open(Path::new(&self.path)).expect("the store opens");
        Process { world: Arc::clone(self), store: Arc::new(store), session: self.disk.session() }
    }
}

/// Looks at what observers wrote down, which is no step of the model.
fn get<T>(notes: &Mutex<T>) -> MutexGuard<'_, T> {
    notes.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for World {
    fn drop(&mut self) {
        Disk::remove(&self.path);
    }
}

impl Process {
    /// Whether it goes on. There is no step of the model between this answer
    /// and what is done upon it.
    fn is_alive(&self) -> bool {
        self.world.disk.session() == self.session
    }

    fn acknowledge(&self, address: Address, receipt: Cid, committed: &Committed) {
        let standing = match committed {
            Committed::First => receipt,
            Committed::Already(other) => *other,
        };
        get(&self.world.acknowledged).push((address, standing));
    }

    fn contend(&self, who: usize) {
        let ledger = &self.world.ledger;
        match self.store.claim(&contended(), Mutation, drawn_lease()) {
            Ok(Claim::Won(fence)) => match drawn(4) {
                0 => drop(self.store.release(fence)),
                what => {
                    if !self.is_alive() {
                        return;
                    }
                    ledger.begin(who);
                    pause();
                    if what == 1 {
                        get(&self.world.left).push(fence);
                    } else {
                        self.commit(fence, &format!("receipt of {who}"));
                    }
                }
            },
            Ok(Claim::Indeterminate) if drawn(3) == 0 => {
                let receipt = cid(&format!("settled by {who}"));
                if let Ok(settled) = self.store.remember(&[contended_address()], &receipt) {
                    self.acknowledge(contended_address(), receipt, &settled);
                }
            }
            Ok(Claim::Done(receipt)) => {
                self.acknowledge(contended_address(), receipt, &Committed::First);
            }
            Ok(Claim::Held | Claim::Indeterminate) | Err(_) => {}
        }
    }

    fn commit(&self, fence: Fence, name: &str) {
        let (receipt, written) = (cid(name), Address::Task(cid(&format!("{name}, as written"))));
        match self.store.commit(fence, &[written], &receipt) {
            Ok(committed) => {
                self.acknowledge(contended_address(), receipt, &committed);
                self.acknowledge(written, receipt, &Committed::First);
            }
            // The holder of a mutation is never fenced.
            Err(error) => assert_ne!(error, StoreError::Fenced { task: contended() }),
        }
    }

    /// What was left behind by claimants that come back.
    fn commit_late(&self) {
        let left: Vec<Fence> = get(&self.world.left).drain(..).collect();
        for fence in left {
            self.commit(fence, "late receipt");
        }
    }
}

/// Runs two processes one after the other, the first until it is killed at some
/// point, and looks at what a third one finds.
fn a_process_is_killed(fails: bool) {
    let world = World::new(fails);
    {
        let first = world.start();
        let world = Arc::clone(&world);
        side_by_side(3, move |number| {
            if number > 0 {
                for attempt in 0..2 {
                    first.contend(number * 10 + attempt);
                    pause();
                }
                return;
            }
            for _ in 0..4 {
                pause();
            }
            world.disk.kill();
            let second = world.start();
            for attempt in 0..2 {
                second.contend(100 + attempt);
            }
            if drawn(2) == 0 {
                second.commit_late();
            }
        });
    }
    world.disk.mend();
    let third = world.start();
    for (address, receipt) in get(&world.acknowledged).iter() {
        assert_eq!(third.store.lookup(address), Ok(Some(*receipt)), "{address} was acknowledged");
    }
    if world.ledger.is_begun() {
        for effect in [Query, Mutation] {
            match third.store.claim(&contended(), effect, Duration::ZERO) {
                Ok(Claim::Done(_) | Claim::Indeterminate) => {}
                other => panic!("{other:?} as {effect:?} after it was begun"),
            }
        }
    }
}

#[test]
fn nothing_is_begun_twice_or_lost_when_a_process_is_killed() {
    explore(|| a_process_is_killed(false));
}

#[test]
fn nothing_is_begun_twice_or_lost_when_the_disk_fails_as_well() {
    explore(|| a_process_is_killed(true));
}
