//! Bounds on what a guest may hold, as it grows.

use wasmtime::{Error, ResourceLimiter, Result};

/// The most entries that the tables of a component may have together.
const TABLE_ENTRIES: usize = 1 << 20;

/// Counts the memory of one instance.
///
/// Growth beyond the executor's limit traps, so that no guest can branch on a
/// limit that it was not told of. Growth beyond the module's own maximum fails as
/// the WebAssembly text says.
#[derive(Debug)]
pub(super) struct Limiter {
    memory_left: u64,
    tables_left: usize,
    /// Whether the memory limit stopped the guest.
    pub(super) out_of_memory: bool,
}

impl Limiter {
    pub(super) const fn new(memory: u64) -> Self {
        Self { memory_left: memory, tables_left: TABLE_ENTRIES, out_of_memory: false }
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        let growth = u64::try_from(desired.saturating_sub(current)).unwrap_or(u64::MAX);
        match self.memory_left.checked_sub(growth) {
            Some(left) => {
                self.memory_left = left;
                Ok(true)
            }
            None => {
                self.out_of_memory = true;
                Err(Error::msg("the memory limit of the task was reached"))
            }
        }
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        match self.tables_left.checked_sub(desired.saturating_sub(current)) {
            Some(left) => {
                self.tables_left = left;
                Ok(true)
            }
            None => {
                self.out_of_memory = true;
                Err(Error::msg("the table limit of the task was reached"))
            }
        }
    }
}
