//! Two results of one task that drew: the dispute is about the task (rulings O15 and O63).

use std::{sync::Arc, time::Duration};

use cid::Cid;
use ipvm_runtime::{
    Clock as _, Stores, SystemClock, TaskOutcome,
    store::{
        Address, Claim, Committed, EffectClass, Fence, Memo, MemoryStore, ReceiptRecord,
        Receipts as _, StoreError,
    },
};
use ucan_invocation::{Attestation, Outcome};
use varsig::Ed25519Signer;

use crate::{guests::sometimes_random, stage::Stage};

/// A memo in which another result turns up just before a commit.
struct Late {
    store: Arc<MemoryStore>,
    wrong: Cid,
    task: Cid,
}

impl Memo for Late {
    fn lookup(&self, address: &Address) -> Result<Option<Cid>, StoreError> {
        self.store.lookup(address)
    }

    fn claim(&self, task: &Cid, effect: EffectClass, lease: Duration) -> Result<Claim, StoreError> {
        self.store.claim(task, effect, lease)
    }

    fn commit(
        &self,
        fence: Fence,
        addresses: &[Address],
        receipt: &Cid,
    ) -> Result<Committed, StoreError> {
        let _ = self.store.remember(&[Address::Task(self.task)], &self.wrong)?;
        self.store.commit(fence, addresses, receipt)
    }

    fn release(&self, fence: Fence) -> Result<(), StoreError> {
        self.store.release(fence)
    }

    fn abandon(&self, fence: Fence) -> Result<(), StoreError> {
        self.store.abandon(fence)
    }

    fn remember(&self, addresses: &[Address], receipt: &Cid) -> Result<Committed, StoreError> {
        self.store.remember(addresses, receipt)
    }

    fn forget(&self, address: &Address, receipt: &Cid) -> Result<(), StoreError> {
        self.store.forget(address, receipt)
    }
}

#[test]
fn two_results_of_a_task_that_drew_are_a_dispute_about_the_task() {
    // Elsewhere, to know the task and its result.
    let elsewhere = Stage::new();
    let module = elsewhere.publish(&sometimes_random());
    let right = elsewhere.run(1, module, 5);

    let store = Arc::new(MemoryStore::new());
    let executor = Ed25519Signer::from_seed(&[9; 32]);
    let wrong = Attestation::new(right.task, Outcome::Ok(7.into()), SystemClock.now())
        .sign(&executor)
        .unwrap();
    store.put(&ReceiptRecord::new(wrong.block().clone(), right.task)).unwrap();
    let late = Late { store: Arc::clone(&store), wrong: *wrong.cid(), task: right.task };
    let stores = Stores::new(store.clone(), store.clone(), Arc::new(late));
    let stage = Stage::over(store, stores, |builder| builder);
    let module = stage.publish(&sometimes_random());

    let first = stage.run(1, module, 5);
    let evidence = first.attested().unwrap().released();
    assert_eq!(evidence.fault().unwrap().unwrap().name(), "Nondeterministic");
    // The task stands in the place of the computation key that there is none of.
    let mark = Address::Computation(right.task);
    assert_eq!(stage.store.lookup(&mark), Ok(Some(*evidence.cid())));
    // From then on it is run each time, and neither result is taken.
    for _ in 0..2 {
        let again = stage.run(1, module, 5);
        assert!(matches!(again.outcome, TaskOutcome::Executed { .. }), "{}", again.outcome);
        assert_eq!(again.result(), right.result());
    }
    // Another task of the same call is not in dispute: it is remembered.
    let other = stage.run(2, module, 5);
    assert!(other.is_ok());
    // What does not draw is as it was.
    assert!(stage.run(1, module, 4).is_ok());
}
