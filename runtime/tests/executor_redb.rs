//! The executor, from outside, over the store on disk: the same tests as over the one in
//! memory.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

#[path = "executor/agents.rs"]
mod agents;
#[path = "executor/asking.rs"]
mod asking;
#[path = "executor/authority.rs"]
mod authority;
#[path = "executor/catch.rs"]
mod catch;
#[path = "executor/effects.rs"]
mod effects;
#[path = "executor/follow.rs"]
mod follow;
#[path = "executor/limits.rs"]
mod limits;
#[path = "executor/mutations.rs"]
mod mutations;
#[path = "executor/reexecute.rs"]
mod reexecute;
#[path = "executor/refusals.rs"]
mod refusals;
#[path = "executor/requests.rs"]
mod requests;
#[path = "executor/reuse.rs"]
mod reuse;
#[path = "executor/secrets.rs"]
mod secrets;
#[path = "executor/spot_check.rs"]
mod spot_check;
#[path = "executor/stage.rs"]
mod stage;
#[path = "executor/submit.rs"]
mod submit;

/// What is kept where.
mod kept {
    use std::{ops::Deref, time::Duration};

    use cid::Cid;
    use ipvm_redb::RedbStore;
    use ipvm_runtime::store::{
        Address, Blocks, Claim, Committed, EffectClass, Fence, Memo, ReceiptRecord, Receipts,
        StoreError, Visibility,
    };
    use tempfile::TempDir;
    use varsig::Block;

    /// A store in a folder that goes with it.
    pub(crate) struct Store {
        redb: RedbStore,
        _folder: TempDir,
    }

    pub(crate) trait Empty {
        fn empty() -> Self;
    }

    impl Empty for Store {
        fn empty() -> Self {
            let folder = tempfile::tempdir().unwrap();
            Self { redb: RedbStore::open(folder.path().join("store")).unwrap(), _folder: folder }
        }
    }

    impl Deref for Store {
        type Target = RedbStore;

        fn deref(&self) -> &RedbStore {
            &self.redb
        }
    }

    impl Blocks for Store {
        fn get(&self, cid: &Cid) -> Result<Option<Block>, StoreError> {
            Blocks::get(&self.redb, cid)
        }

        fn put_all(&self, blocks: &[(Block, Visibility)]) -> Result<(), StoreError> {
            self.redb.put_all(blocks)
        }

        fn visibility(&self, cid: &Cid) -> Result<Option<Visibility>, StoreError> {
            self.redb.visibility(cid)
        }
    }

    impl Receipts for Store {
        fn put(&self, record: &ReceiptRecord) -> Result<(), StoreError> {
            Receipts::put(&self.redb, record)
        }

        fn get(&self, receipt: &Cid) -> Result<Option<Block>, StoreError> {
            Receipts::get(&self.redb, receipt)
        }

        fn page(&self, after: Option<&Cid>, limit: usize) -> Result<Vec<Cid>, StoreError> {
            self.redb.page(after, limit)
        }

        fn by_task(&self, task: &Cid) -> Result<Vec<Cid>, StoreError> {
            self.redb.by_task(task)
        }

        fn by_input(&self, input: &Cid) -> Result<Vec<Cid>, StoreError> {
            self.redb.by_input(input)
        }

        fn by_output(&self, output: &Cid) -> Result<Vec<Cid>, StoreError> {
            self.redb.by_output(output)
        }
    }

    impl Memo for Store {
        fn lookup(&self, address: &Address) -> Result<Option<Cid>, StoreError> {
            self.redb.lookup(address)
        }

        fn claim(
            &self,
            task: &Cid,
            effect: EffectClass,
            lease: Duration,
        ) -> Result<Claim, StoreError> {
            self.redb.claim(task, effect, lease)
        }

        fn commit(
            &self,
            fence: Fence,
            addresses: &[Address],
            receipt: &Cid,
        ) -> Result<Committed, StoreError> {
            self.redb.commit(fence, addresses, receipt)
        }

        fn release(&self, fence: Fence) -> Result<(), StoreError> {
            self.redb.release(fence)
        }

        fn abandon(&self, fence: Fence) -> Result<(), StoreError> {
            self.redb.abandon(fence)
        }

        fn remember(&self, addresses: &[Address], receipt: &Cid) -> Result<Committed, StoreError> {
            self.redb.remember(addresses, receipt)
        }

        fn forget(&self, address: &Address, receipt: &Cid) -> Result<(), StoreError> {
            self.redb.forget(address, receipt)
        }
    }
}
