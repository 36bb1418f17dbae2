//! Bounds on what a guest may hold, as it grows.

use wasmtime::{Error, ResourceLimiter, Result};

/// The most entries that the tables of a component may have together.
const TABLE_ENTRIES: u64 = 1 << 20;

/// Counts the memory of one instance.
///
/// Growth beyond the executor's limit traps, so that no guest can branch on a
/// limit that it was not told of. Growth beyond the module's own maximum fails as
/// the WebAssembly text says.
#[derive(Debug)]
pub(super) struct Limiter {
    memory_left: u64,
    tables_left: u64,
    /// Whether the memory limit stopped the guest.
    pub(super) out_of_memory: bool,
}

impl Limiter {
    pub(super) const fn new(memory: u64) -> Self {
        Self { memory_left: memory, tables_left: TABLE_ENTRIES, out_of_memory: false }
    }
}

/// Takes the growth from `current` to `desired` out of what is left. Beyond the
/// guest's own maximum the answer is no; beyond ours there is none.
fn grow(
    left: &mut u64,
    out_of_memory: &mut bool,
    current: usize,
    desired: usize,
    maximum: Option<usize>,
) -> Result<bool> {
    if maximum.is_some_and(|maximum| desired > maximum) {
        return Ok(false);
    }
    let growth = u64::try_from(desired.saturating_sub(current)).unwrap_or(u64::MAX);
    let Some(rest) = left.checked_sub(growth) else {
        *out_of_memory = true;
        return Err(Error::msg("the memory limit of the task was reached"));
    };
    *left = rest;
    Ok(true)
}

impl ResourceLimiter for Limiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        grow(&mut self.memory_left, &mut self.out_of_memory, current, desired, maximum)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        grow(&mut self.tables_left, &mut self.out_of_memory, current, desired, maximum)
    }
}
