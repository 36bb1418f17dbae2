//! The module of the same name of the runtime, from its own files.

#[path = "../../src/store/blocks.rs"]
mod blocks;
#[path = "../../src/store/cid_key.rs"]
mod cid_key;
#[path = "../../src/store/claims.rs"]
mod claims;
#[path = "../../src/store/damage.rs"]
mod damage;
#[path = "../../src/store/error.rs"]
mod error;
#[path = "../../src/store/inventory.rs"]
mod inventory;
#[path = "../../src/store/load.rs"]
mod load;
#[path = "../../src/store/lookup.rs"]
mod lookup;
#[path = "../../src/store/memo.rs"]
mod memo;
#[expect(dead_code, reason = "values by name take no part in claims")]
#[path = "../../src/store/memory.rs"]
mod memory;
#[path = "../../src/store/memory_inventory.rs"]
mod memory_inventory;
#[path = "../../src/store/receipt_tables.rs"]
mod receipt_tables;
#[path = "../../src/store/receipts.rs"]
mod receipts;
#[path = "../../src/store/salvage.rs"]
mod salvage;
#[path = "../../src/store/sweep.rs"]
mod sweep;

pub use blocks::{Blocks, Visibility};
use cid_key::RoleKey;
pub(crate) use cid_key::{AddressKey, CidKey};
pub use claims::{ClaimTable, may_be_repeated};
pub use damage::{Damage, Lost};
pub use error::{Operation, StoreError};
pub use inventory::{
    BegunMutation, BlockEntry, Inventory, KeptBlock, MemoEntry, Remembered, Removed,
};
pub use ipvm_task::EffectClass;
pub use load::Load;
pub use lookup::{About, CalledFunction, Lookup, Role};
pub use memo::{Address, Claim, Committed, Fence, Memo, Revision};
pub use memory::MemoryStore;
pub use receipts::{ReceiptRecord, Receipts};
pub use salvage::Salvaged;
pub use sweep::{Sweep, SweepTable, Writing};

/// What stands in the place of the module of that name.
mod key_value {
    /// No values.
    #[derive(Debug, Default)]
    pub(super) struct KeyValueTables;
}
