//! Panics of the storage engine, which become errors.

use std::{
    cell::Cell,
    env,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::Once,
    thread,
};

thread_local! {
    /// How deep this thread is in what turns a panic into an error.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// How deep in what tries pages, and expects some of them to be damaged.
    static TRYING: Cell<usize> = const { Cell::new(0) };
}

/// Runs something whose panic is an error.
pub(crate) fn caught<T>(act: impl FnOnce() -> T) -> thread::Result<T> {
    DEPTH.set(DEPTH.get() + 1);
    let result = catch_unwind(AssertUnwindSafe(act));
    DEPTH.set(DEPTH.get() - 1);
    result
}

/// The same of something that may well panic, a thousand times over.
pub(crate) fn tried<T>(act: impl FnOnce() -> T) -> thread::Result<T> {
    TRYING.set(TRYING.get() + 1);
    let result = caught(act);
    TRYING.set(TRYING.get() - 1);
    result
}

/// Has panics of the storage engine no longer told on standard error, when they become errors of
/// the store anyway.
///
/// The engine panics on pages that are damaged. Whoever calls the store gets
/// [`StoreError::Corrupted`], and the hook for panics has told of it by then, which alarms the
/// people who use a program. A program calls this once, when it begins; the hook that is in place
/// goes on telling of every other panic, and of these too where `RUST_BACKTRACE` asks for more,
/// but for those of [`Inventory::check`] and [`Inventory::salvage`], which try pages until they are past
/// what is damaged.
///
/// ```
/// ipvm_redb::hush_engine_panics();
/// ```
///
/// # Panics
///
/// If the thread that calls it panics already.
///
/// [`Inventory::check`]: ipvm_runtime::store::Inventory::check
/// [`Inventory::salvage`]: ipvm_runtime::store::Inventory::salvage
/// [`StoreError::Corrupted`]: ipvm_runtime::store::StoreError::Corrupted
pub fn hush_engine_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let is_in = |depth: &Cell<usize>| depth.get() > 0;
            let is_caught = DEPTH.try_with(is_in).unwrap_or(false);
            let is_tried = TRYING.try_with(is_in).unwrap_or(false);
            if !is_caught || (!is_tried && is_more_asked_for()) {
                tell(panic);
            }
        }));
    });
}

fn is_more_asked_for() -> bool {
    env::var_os("RUST_BACKTRACE").is_some_and(|asked| asked != "0")
}
