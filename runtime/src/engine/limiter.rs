//! Bounds on what a guest may hold, as it grows.

use wasmtime::{Error, ResourceLimiter, Result};

/// What an element of a table counts for, in bytes: a pointer, on every machine.
const TABLE_ELEMENT: u64 = 8;

/// The most elements that any one table may have.
pub(super) const TABLE_ELEMENTS: usize = 1 << 20;

/// The most core instances, memories and tables of one call.
///
/// What compilers make has a handful; composed components have a few for each part.
const INSTANCES: usize = 1_000;
const MEMORIES: usize = 100;
const TABLES: usize = 1_000;

/// The most resources that a guest may have handles of at one time.
pub(super) const HANDLES: usize = 100_000;

/// Counts what one call holds: all memories and all tables of all instances in it.
///
/// Growth beyond the executor's limit traps, so that no guest can branch on a
/// limit that it was not told of. Growth beyond the module's own maximum fails as
/// the WebAssembly text says. So the same call goes the same way wherever it is not
/// stopped.
#[derive(Debug)]
pub(super) struct Limiter {
    left: u64,
    /// Whether the memory limit stopped the guest.
    pub(super) is_out_of_memory: bool,
}

impl Limiter {
    /// For one call with so many bytes.
    pub(super) const fn new(bytes: u64) -> Self {
        Self { left: bytes, is_out_of_memory: false }
    }

    fn take(&mut self, bytes: Option<u64>) -> Result<bool> {
        match bytes.and_then(|bytes| self.left.checked_sub(bytes)) {
            Some(left) => {
                self.left = left;
                Ok(true)
            }
            None => self.stop(),
        }
    }

    fn stop(&mut self) -> Result<bool> {
        self.is_out_of_memory = true;
        Err(Error::msg("the memory limit of the task was reached"))
    }
}

fn growth(current: usize, desired: usize) -> Option<u64> {
    u64::try_from(desired.checked_sub(current)?).ok()
}

impl ResourceLimiter for Limiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        // The maximum is the module's own, or all that 32 bits can address.
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.take(growth(current, desired))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        // A maximum above ours is the module's own or the pool's; which of the two must not
        // matter, so it is none.
        let own = maximum.filter(|maximum| *maximum <= TABLE_ELEMENTS);
        if own.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        if desired > TABLE_ELEMENTS {
            return self.stop();
        }
        self.take(growth(current, desired).and_then(|elements| elements.checked_mul(TABLE_ELEMENT)))
    }

    // What was allowed here and failed all the same failed for want of room on this machine,
    // which no guest may learn of.
    fn memory_grow_failed(&mut self, error: Error) -> Result<()> {
        Err(error.context("this machine has no room for the guest's memory"))
    }

    fn table_grow_failed(&mut self, error: Error) -> Result<()> {
        Err(error.context("this machine has no room for the guest's table"))
    }

    fn instances(&self) -> usize {
        INSTANCES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }

    fn tables(&self) -> usize {
        TABLES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: usize = 65_536;

    #[test]
    fn memories_and_tables_draw_on_one_account() {
        let mut limiter = Limiter::new(131_072 + 80);
        assert!(limiter.memory_growing(0, PAGE, None).unwrap());
        assert!(limiter.table_growing(0, 10, None).unwrap());
        // Another memory of the same instance, or of another.
        assert!(limiter.memory_growing(0, PAGE, None).unwrap());
        assert!(!limiter.is_out_of_memory);
        assert!(limiter.table_growing(10, 11, None).is_err());
        assert!(limiter.is_out_of_memory);
    }

    #[test]
    fn what_the_module_forbids_itself_takes_nothing() {
        let mut limiter = Limiter::new(131_072);
        assert!(!limiter.memory_growing(PAGE, 3 * PAGE, Some(2 * PAGE)).unwrap());
        assert!(!limiter.table_growing(1, 9, Some(8)).unwrap());
        assert!(limiter.memory_growing(0, 2 * PAGE, Some(2 * PAGE)).unwrap());
    }

    #[test]
    fn a_table_ends_in_the_same_way_whatever_the_room_in_the_pool() {
        for maximum in [None, Some(TABLE_ELEMENTS + 1), Some(TABLE_ELEMENTS * 2)] {
            let mut limiter = Limiter::new(u64::MAX);
            assert!(limiter.table_growing(0, TABLE_ELEMENTS, maximum).unwrap());
            assert!(limiter.table_growing(0, TABLE_ELEMENTS + 1, maximum).is_err());
            assert!(limiter.table_growing(0, TABLE_ELEMENTS * 4, maximum).is_err());
            assert!(limiter.is_out_of_memory);
        }
        let mut limiter = Limiter::new(u64::MAX);
        let own = Some(TABLE_ELEMENTS);
        assert!(!limiter.table_growing(0, TABLE_ELEMENTS + 1, own).unwrap());
    }

    #[test]
    fn no_size_is_too_large_to_be_counted() {
        let mut limiter = Limiter::new(u64::MAX);
        assert!(limiter.table_growing(0, usize::MAX, None).is_err());
        let mut limiter = Limiter::new(1 << 40);
        assert!(limiter.memory_growing(0, usize::MAX, None).is_err());
        assert!(limiter.is_out_of_memory);
    }

    #[test]
    fn a_machine_without_room_never_answers_the_guest() {
        let mut limiter = Limiter::new(u64::MAX);
        assert!(limiter.memory_grow_failed(Error::msg("no")).is_err());
        assert!(limiter.table_grow_failed(Error::msg("no")).is_err());
        // Nor is it the task's limit that was reached.
        assert!(!limiter.is_out_of_memory);
    }
}
