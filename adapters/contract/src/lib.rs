//! The contract that every store of the IPVM runtime has to keep, as tests.
//!
//! For whoever writes a store: make this crate a dev-dependency and call, from tests
//! of your own, the suites of the traits that the store implements.
//!
//! ```
//! use ipvm_runtime::store::MemoryStore;
//!
//! ipvm_store_contract::blocks(MemoryStore::new);
//! ipvm_store_contract::receipts(MemoryStore::new);
//! ipvm_store_contract::memo(MemoryStore::new);
//! ipvm_store_contract::inventory(MemoryStore::new);
//! ipvm_store_contract::key_value(MemoryStore::new);
//! ```
//!
//! | Trait | Its rules | What it keeps over a restart |
//! |---|---|---|
//! | [`Blocks`] | [`blocks()`] | [`durable_blocks`] |
//! | [`Receipts`] | [`receipts()`] | [`durable_receipts`] |
//! | [`Memo`] | [`memo()`], with threads that race | [`durable_memo`] |
//! | [`KeyValue`] | [`key_value()`], with threads that race | [`durable_key_value`] |
//! | [`Inventory`] and [`Load`](ipvm_runtime::store::Load) | [`inventory()`], with threads that put while another sweeps | [`durable_inventory`] |
//! | the first three in one | | [`durable()`] |
//!
//! # What a suite asks for
//!
//! - **An empty store for each rule.** `make` is called once per rule, up to some thirty
//!   times, and the store is dropped before the next is made. One that lives in a
//!   database on a server takes another table, prefix or database each time; a counter
//!   behind the closure does it.
//! - **The same store again.** `open` of the durable suites is called with the name of
//!   the rule: the first time with a name the store is empty, after that everything is
//!   in it. A handle is dropped before the next is opened. No two rules have one name, so
//!   that all durable suites may share a place.
//! - **Nothing else.** Nothing waits for time to pass, since leases are of no length or
//!   longer than any test; nothing is drawn at random; no network, no directory, no
//!   async runtime is asked for.
//!
//! # When a rule is broken
//!
//! Each rule is a function whose name says it, and its source is the long form. A
//! suite goes through all of them and then panics with the names of those that are
//! broken; what was found stands above that, in the panic of the rule itself. A store
//! that says `Err` where nothing is wrong with it breaks the rule at hand. A panic of
//! the store counts as broken too.
//!
//! # What it does not do
//!
//! No suite asserts how long something takes, or sees what a dying machine leaves behind. A durable store needs tests of its own for:
//!
//! - **The end of the process at any moment**: kill it, open the store again, and look
//!   for all that was acknowledged, beside loads and without them; of a load there is a
//!   first part.
//! - **Damage**: change bytes behind its back. It has to answer with the error of the
//!   trait, [`StoreError::Damaged`](ipvm_runtime::store::StoreError::Damaged) and its
//!   like, never with other bytes, and never as if nothing had been there.
//! - **Opening**: what is no store, belongs to another version, or is in use, is an error
//!   and stays as it is.
//! - **Several processes**, if it allows them: the racing rules here are threads on one
//!   handle.
//!
//! `tests/` of `ipvm-redb` has all of these and may serve as a model.

#![forbid(unsafe_code)]

mod blocks;
mod durable;
mod inventory;
mod key_value;
mod load;
mod memo;
mod race;
mod receipts;
mod sample;
mod sweep;

use std::panic::{AssertUnwindSafe, catch_unwind};

use ipvm_runtime::store::{Blocks, Inventory, KeyValue, Memo, Receipts};

/// Checks the contract of [`Blocks`]. `make` makes an empty store each time.
///
/// # Panics
///
/// If the store breaks a rule, with the names of all that it breaks.
pub fn blocks<S: Blocks + 'static>(make: impl Fn() -> S) {
    check("blocks", blocks::CASES, |_, case| case(&make()));
}

/// Checks the contract of [`Receipts`]. `make` makes an empty store each time.
///
/// # Panics
///
/// If the store breaks a rule, with the names of all that it breaks.
pub fn receipts<S: Receipts + 'static>(make: impl Fn() -> S) {
    check("receipts", receipts::CASES, |_, case| case(&make()));
}

/// Checks the contract of [`Memo`], also with threads that race. `make` makes
/// an empty store each time.
///
/// # Panics
///
/// If the store breaks a rule, with the names of all that it breaks.
pub fn memo<S: Memo + 'static>(make: impl Fn() -> S) {
    let cases = [memo::CASES, race::CASES].concat();
    check("memo", &cases, |_, case| case(&make()));
}

/// Checks the contract of [`KeyValue`], also with threads that race. `make` makes an
/// empty store each time.
///
/// # Panics
///
/// If the store breaks a rule, with the names of all that it breaks.
pub fn key_value<S: KeyValue + 'static>(make: impl Fn() -> S) {
    check("key_value", key_value::CASES, |_, case| case(&make()));
}

/// Checks the contract of [`Inventory`], with that of
/// [`Load`](ipvm_runtime::store::Load), also with threads that put
/// while another one sweeps. `make` makes an empty store each time.
///
/// # Panics
///
/// If the store breaks a rule, with the names of all that it breaks.
pub fn inventory<S: Inventory + 'static>(make: impl Fn() -> S) {
    let cases = [inventory::CASES, load::CASES, sweep::CASES].concat();
    check("inventory", &cases, |_, case| case(&make()));
}

/// Checks what a store keeps over a restart of what keeps house: pins, owners, what was
/// loaded, and what was removed. `open` is as for [`durable_blocks`].
///
/// # Panics
///
/// If the store breaks a rule, with the names of all that it breaks.
pub fn durable_inventory<S: Inventory + 'static>(open: impl Fn(&str) -> S) {
    check("durable_inventory", durable::INVENTORY, |name, case| case(&|| Box::new(open(name))));
}

/// Checks what a store of blocks, receipts and results has to keep over a restart:
/// [`durable_blocks`], [`durable_receipts`] and [`durable_memo`]. `open` opens the store
/// of the given name, as they say.
///
/// # Panics
///
/// If the store breaks a rule, with the names of all of its suite that it breaks.
pub fn durable<S: Blocks + Receipts + Memo + 'static>(open: impl Fn(&str) -> S) {
    durable_blocks(&open);
    durable_receipts(&open);
    durable_memo(&open);
}

/// Checks what a store of blocks has to keep over a restart. `open` opens the store of
/// the given name, empty the first time and with everything in it after that; one
/// handle is dropped before the next is opened.
///
/// # Panics
///
/// If the store breaks a rule, with the names of all that it breaks.
pub fn durable_blocks<S: Blocks + 'static>(open: impl Fn(&str) -> S) {
    check("durable_blocks", durable::BLOCKS, |name, case| case(&|| Box::new(open(name))));
}

/// Checks what a store of receipts has to keep over a restart. `open` is as for
/// [`durable_blocks`].
///
/// # Panics
///
/// If the store breaks a rule, with the names of all that it breaks.
pub fn durable_receipts<S: Receipts + 'static>(open: impl Fn(&str) -> S) {
    check("durable_receipts", durable::RECEIPTS, |name, case| case(&|| Box::new(open(name))));
}

/// Checks what a store of results and claims has to keep over a restart. `open` is as
/// for [`durable_blocks`].
///
/// # Panics
///
/// If the store breaks a rule, with the names of all that it breaks.
pub fn durable_memo<S: Memo + 'static>(open: impl Fn(&str) -> S) {
    check("durable_memo", durable::MEMO, |name, case| case(&|| Box::new(open(name))));
}

/// Checks what a store of values by name has to keep over a restart. `open` is as for
/// [`durable_blocks`].
///
/// # Panics
///
/// If the store breaks a rule, with the names of all that it breaks.
pub fn durable_key_value<S: KeyValue + 'static>(open: impl Fn(&str) -> S) {
    check("durable_key_value", durable::KEY_VALUE, |name, case| case(&|| Box::new(open(name))));
}

/// Runs every case of a suite, and panics if there were any that did.
#[track_caller]
fn check<C: Copy>(suite: &str, cases: &[(&'static str, C)], run: impl Fn(&'static str, C)) {
    let mut broken = Vec::new();
    for (name, case) in cases {
        println!("{suite}: {name}");
        // The store of the case has ended with it; nobody looks at it again.
        if catch_unwind(AssertUnwindSafe(|| run(name, *case))).is_err() {
            broken.push(*name);
        }
    }
    assert!(
        broken.is_empty(),
        "the store breaks {} of {} rules of `{suite}`: {}",
        broken.len(),
        cases.len(),
        broken.join(", ")
    );
}

/// A case of a suite, with its name.
type Case<T> = (&'static str, fn(&T));

/// The cases of a suite, each under the name of its function.
macro_rules! cases {
    ($($case:ident),+ $(,)?) => { &[$((stringify!($case), $case)),+] };
}
use cases;
