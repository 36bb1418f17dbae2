//! Workers of one process that want the same task.
//!
//! `InFlight` and `Claimed` are the executor's own. The order in which a worker
//! goes through them is that of `Core::execute`, written again here without the
//! task itself.

#[path = "../../src/executor/claimed.rs"]
mod claimed;
#[path = "../../src/executor/in_flight.rs"]
mod in_flight;

use std::{sync::Arc, time::Duration};

use shuttle::sync::mpsc;

use self::{claimed::Claimed, in_flight::InFlight};
use crate::{
    scenario::{Ledger, SharedMemo, cid, contended, contended_address, drawn, pause, side_by_side},
    store::{Claim, EffectClass, MemoryStore},
};

/// How far a worker got.
enum Step {
    /// There is a result.
    Done,
    /// It is not known what became of it.
    Indeterminate,
    /// Another worker is at it.
    InFlight,
    /// It came to nothing.
    Failed,
}

/// What may happen to a worker that has the claim.
#[derive(Clone, Copy)]
enum Fate {
    /// It comes to a result.
    Success,
    /// It finds that nothing was done.
    NotDone,
    /// It fails in the middle.
    Unknown,
}

struct Core {
    memo: SharedMemo,
    in_flight: InFlight,
    class: EffectClass,
    ledger: Ledger,
}

/// However the workers meet, one runs the task, the others are told when it has
/// ended, and none waits for ever. A worker that fails leaves a pure task free
/// and a mutation as it was: free if nothing was done, and otherwise
/// indeterminate.
///
/// # Panics
///
/// If a rule is broken.
pub fn a_task_is_run_by_one_worker(class: EffectClass) {
    let core = Arc::new(Core {
        memo: Arc::new(MemoryStore::new()),
        in_flight: InFlight::default(),
        class,
        ledger: Ledger::default(),
    });
    let shared = Arc::clone(&core);
    side_by_side(3, move |number| core.work(number));

    let result = shared.memo.lookup(&contended_address()).expect("the memo answers");
    let claim = shared.memo.claim(&contended(), class, Duration::ZERO);
    match claim.expect("the memo answers") {
        Claim::Done(receipt) => assert_eq!(Some(receipt), result),
        Claim::Won(_) => assert!(result.is_none() && !shared.ledger.is_begun()),
        Claim::Indeterminate => assert!(result.is_none() && shared.ledger.is_begun()),
        Claim::Held => panic!("nobody is at it any more"),
    }
}

impl Core {
    fn work(self: &Arc<Self>, number: usize) {
        loop {
            match self.attempt(number) {
                Step::Done | Step::Indeterminate | Step::Failed => return,
                Step::InFlight => {
                    let (tell, told) = mpsc::channel();
                    let core = Arc::clone(self);
                    let waiter = Box::new(move || {
                        // It may do whatever a worker does.
                        drop(core.in_flight.begin(cid("another")));
                        tell.send(()).expect("somebody waits");
                    });
                    self.in_flight.when_ended(&contended(), waiter);
                    told.recv().expect("it is told");
                }
            }
        }
    }

    fn is_known(&self) -> bool {
        self.memo.lookup(&contended_address()).expect("the memo answers").is_some()
    }

    fn attempt(&self, number: usize) -> Step {
        if self.is_known() {
            return Step::Done;
        }
        let Some(_running) = self.in_flight.begin(contended()) else { return Step::InFlight };
        if self.is_known() {
            return Step::Done;
        }
        let claim = self.memo.claim(&contended(), self.class, Duration::MAX);
        let mut claimed = match claim.expect("the memo answers") {
            Claim::Won(fence) => Claimed::new(self.memo.as_ref(), fence),
            Claim::Indeterminate => return Step::Indeterminate,
            // A single flight: whoever had it has given it back, or ended with a result
            // that was seen above.
            Claim::Held | Claim::Done(_) => panic!("two workers are at it"),
        };
        let fate = [Fate::Success, Fate::Success, Fate::NotDone, Fate::Unknown][drawn(4)];
        let is_mutation = self.class == EffectClass::Mutation;
        if is_mutation {
            claimed.begin();
        }
        pause();
        match fate {
            Fate::NotDone => {
                claimed.undone();
                return Step::Failed;
            }
            Fate::Unknown => {
                if is_mutation {
                    self.ledger.begin(number);
                }
                return Step::Failed;
            }
            Fate::Success => self.ledger.begin(number),
        }
        pause();
        let fence = claimed.take().expect("it was not taken before");
        let receipt = cid(&format!("receipt of {number}"));
        let committed = self.memo.commit(fence, &[], &receipt).expect("nobody took it over");
        self.ledger.committed(number);
        self.ledger.entered(receipt, committed);
        Step::Done
    }
}
