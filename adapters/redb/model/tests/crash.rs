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

fn loaded(number: usize) -> (Address, Cid) {
    let name = format!("loaded {number}");
    (Address::Task(cid(&name)), cid(&format!("receipt of {name}")))
}

/// What a load and others beside it were told.
#[derive(Debug, Default)]
struct Told {
    /// What was loaded, in this order.
    loaded: Vec<usize>,
    /// How many of them have to stay.
    due: usize,
    /// What others put meanwhile.
    put: Vec<Address>,
}

/// Loads results while others write and claim, until it is killed; what is left is a first part
/// of the load, with whatever has to stay.
fn a_load_is_killed(fails: bool) {
    let world = World::new(fails);
    let told = Arc::<Mutex<Told>>::default();
    {
        let (first, told, world) = (world.start(), Arc::clone(&told), Arc::clone(&world));
        side_by_side(3, move |thread| match thread {
            0 => {
                for _ in 0..drawn(8) {
                    pause();
                }
                world.disk.kill();
            }
            1 => {
                for number in 0..4 {
                    if first.store.load_results(&[loaded(number)]).is_ok() {
                        get(&told).loaded.push(number);
                    }
                    let before = get(&told).loaded.len();
                    if drawn(4) == 0 && first.store.end_load().is_ok() {
                        let mut told = get(&told);
                        told.due = told.due.max(before);
                    }
                }
            }
            _ => {
                for attempt in 0..2 {
                    let before = get(&told).loaded.len();
                    let other = Address::Task(cid(&format!("other {attempt}")));
                    if first.store.remember(&[other], &cid("receipt of another")).is_ok() {
                        let mut told = get(&told);
                        told.put.push(other);
                        told.due = told.due.max(before);
                    }
                    // Whoever is told that it is done will not do it.
                    let (address, receipt) = loaded(drawn(4));
                    let Address::Task(task) = address else { continue };
                    let is_told = if drawn(2) == 0 {
                        first.store.lookup(&address) == Ok(Some(receipt))
                    } else {
                        let claim = first.store.claim(&task, Mutation, Duration::from_secs(60));
                        claim == Ok(Claim::Done(receipt))
                    };
                    if is_told {
                        get(&told).put.push(address);
                    }
                }
            }
        });
    }
    world.disk.mend();
    let next = world.start();
    let told = get(&told);
    let stands = |number: &usize| {
        let (address, receipt) = loaded(*number);
        next.store.lookup(&address) == Ok(Some(receipt))
    };
    let standing = told.loaded.iter().take_while(|number| stands(number)).count();
    assert!(standing >= told.due, "{standing} of {told:?}");
    assert!(!told.loaded[standing..].iter().any(stands), "{standing} of {told:?}, and later ones");
    for address in &told.put {
        assert!(next.store.lookup(address).is_ok_and(|found| found.is_some()), "{address}");
    }
}

#[test]
fn of_a_load_that_is_killed_a_first_part_stays_with_all_that_others_were_told() {
    explore(|| a_load_is_killed(false));
}

#[test]
fn of_a_load_that_is_killed_a_first_part_stays_when_the_disk_fails_as_well() {
    explore(|| a_load_is_killed(true));
}

#[test]
fn nothing_is_begun_twice_or_lost_when_a_process_is_killed() {
    explore(|| a_process_is_killed(false));
}

#[test]
fn nothing_is_begun_twice_or_lost_when_the_disk_fails_as_well() {
    explore(|| a_process_is_killed(true));
}
