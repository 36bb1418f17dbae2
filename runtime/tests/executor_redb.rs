//! The executor, from outside, over the store on disk: the same tests as over the one in
//! memory.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

#[path = "executor/agents.rs"]
mod agents;
#[path = "executor/asking.rs"]
mod asking;
#[path = "executor/authority.rs"]
mod authority;
#[path = "executor/awaiting.rs"]
mod awaiting;
#[path = "executor/catch.rs"]
mod catch;
#[path = "executor/content.rs"]
mod content;
#[path = "executor/effects.rs"]
mod effects;
#[path = "executor/follow.rs"]
mod follow;
#[path = "executor/limits.rs"]
mod limits;
#[path = "executor/moving.rs"]
mod moving;
#[path = "executor/moving_content.rs"]
mod moving_content;
#[path = "executor/moving_mutations.rs"]
mod moving_mutations;
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
        Address, Blocks, Claim, Committed, EffectClass, Fence, Lookup, Memo, ReceiptRecord,
        Receipts, StoreError, Visibility,
    };
    use tempfile::TempDir;
    use ucan_core::Did;
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

        fn put_for(&self, blocks: &[Block], owner: &Did) -> Result<(), StoreError> {
            self.redb.put_for(blocks, owner)
        }

        fn belongs_to(&self, cid: &Cid, owner: &Did) -> Result<bool, StoreError> {
            self.redb.belongs_to(cid, owner)
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

        fn record(&self, receipt: &Cid) -> Result<Option<ReceiptRecord>, StoreError> {
            self.redb.record(receipt)
        }

        fn find(
            &self,
            lookup: &Lookup<'_>,
            after: Option<&Cid>,
            limit: usize,
        ) -> Result<Vec<Cid>, StoreError> {
            self.redb.find(lookup, after, limit)
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
