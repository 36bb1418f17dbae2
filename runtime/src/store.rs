//! Where content, receipts and remembered results are kept.
//!
//! Small traits, all synchronous, object-safe and independent of each other, so
//! that an embedder may keep content in one place and claims in another:
//!
//! | Trait | Maps | Reads are |
//! |---|---|---|
//! | [`Blocks`] | CID → bytes, with who may read them and whose they are (ruling I11) | verified against the CID |
//! | [`Receipts`] | CID → signed receipt, and task, input, output, of one subject or of all → receipts | verified against the CID |
//! | [`Memo`] | address of a result → receipt, and who is at work on it (rulings I6, I10) | first entry wins |
//! | [`KeyValue`] | subject and key → value, and task → what it did to one | verified against the CID |
//!
//! The executor needs the first three. The last is for the effects that keep
//! values by name, and costs nothing where they are not used. [`Inventory`] says what
//! a store holds, for those who keep house, and [`Load`] takes in very much at a time.
//!
//! # What a store promises
//!
//! - What a call has acknowledged is durable when the call returns, as far as
//!   the store is durable at all ([`MemoryStore`] is not). Of what is loaded, it is
//!   so when the load is ended ([`Load`]).
//! - A store that cannot be opened is an error, and is never replaced by an
//!   empty one.
//! - A damaged block or receipt is [`StoreError::Damaged`], never other bytes
//!   and never silently absent. For pure and query tasks a caller treats it as
//!   a miss; for a mutation it is indeterminate, and the store sees to that
//!   itself: see [`Memo::forget`].
//! - At most one claimant at a time holds a task, and of two that race exactly
//!   one wins. A mutation whose holder vanished is never handed on.
//!
//! The crate `ipvm-store-contract` checks these promises; every store has to
//! pass it.

mod blocks;
mod cid_key;
mod claims;
mod damage;
mod error;
mod inventory;
mod key_value;
mod load;
mod lookup;
mod memo;
mod memory;
mod memory_inventory;
mod receipt_tables;
mod receipts;
mod salvage;
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
pub use key_value::{
    Change, Condition, KEY_LIMIT, Key, KeyError, KeyValue, KeyValueError, Listed, Namespace,
    Outcome, Previous, VALUE_LIMIT, ValueTooLarge,
};
pub use load::Load;
pub use lookup::{About, CalledFunction, Lookup, Role};
pub use memo::{Address, Claim, Committed, Fence, Memo, Revision};
pub use memory::MemoryStore;
pub use receipts::{ReceiptRecord, Receipts};
pub use salvage::Salvaged;
pub use sweep::{Sweep, SweepTable, Writing};
