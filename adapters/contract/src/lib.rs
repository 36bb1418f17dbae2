//! The contract that every store of the IPVM runtime has to keep, as tests.
//!
//! One function for each trait of [`ipvm_runtime::store`], and one for what a
//! durable store keeps over a restart. Call them from tests of the store:
//!
//! ```
//! use ipvm_runtime::store::MemoryStore;
//!
//! ipvm_store_contract::blocks(MemoryStore::new);
//! ipvm_store_contract::receipts(MemoryStore::new);
//! ipvm_store_contract::memo(MemoryStore::new);
//! ```
//!
//! A broken rule is a panic; the last line printed before it names the rule.
//! Nothing here waits for time to pass: leases are of no length, or longer than
//! any test.

#![forbid(unsafe_code)]

mod blocks;
mod durable;
mod memo;
mod race;
mod receipts;
mod sample;

use ipvm_runtime::store::{Blocks, Memo, Receipts};

/// Checks the contract of [`Blocks`]. `make` makes an empty store each time.
///
/// # Panics
///
/// If the store breaks a rule.
pub fn blocks<S: Blocks + 'static>(make: impl Fn() -> S) {
    for (name, case) in blocks::CASES {
        println!("blocks: {name}");
        case(&make());
    }
}

/// Checks the contract of [`Receipts`]. `make` makes an empty store each time.
///
/// # Panics
///
/// If the store breaks a rule.
pub fn receipts<S: Receipts + 'static>(make: impl Fn() -> S) {
    for (name, case) in receipts::CASES {
        println!("receipts: {name}");
        case(&make());
    }
}

/// Checks the contract of [`Memo`], also with threads that race. `make` makes
/// an empty store each time.
///
/// # Panics
///
/// If the store breaks a rule.
pub fn memo<S: Memo + 'static>(make: impl Fn() -> S) {
    for (name, case) in memo::CASES.iter().chain(race::CASES) {
        println!("memo: {name}");
        case(&make());
    }
}

/// Checks what has to outlive the process. `open` opens the store of the given
/// name, empty the first time and with everything in it after that; one handle
/// is dropped before the next is opened.
///
/// # Panics
///
/// If the store breaks a rule.
pub fn durable<S: Blocks + Receipts + Memo>(open: impl Fn(&str) -> S) {
    for (name, case) in durable::CASES {
        println!("durable: {name}");
        case(&|| Box::new(open(name)));
    }
}

/// All three traits in one, for the cases that need them together.
trait Store: Blocks + Receipts + Memo {}
impl<S: Blocks + Receipts + Memo> Store for S {}

/// A case of a suite, with its name.
type Case<T> = (&'static str, fn(&T));

/// The cases of a suite, each under the name of its function.
macro_rules! cases {
    ($($case:ident),+ $(,)?) => { &[$((stringify!($case), $case)),+] };
}
use cases;
