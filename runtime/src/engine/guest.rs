//! What belongs to one instance.

use std::any::Any;

use wasmtime::Result;

use super::{
    call::Stop,
    host::{HostReport, HostState, trap},
    limiter::Limiter,
    watch::Watch,
};

/// What the engine keeps for one instance: the data of its store. Of interest to a
/// [`Host`](super::host::Host) only.
pub struct Guest {
    pub(super) limiter: Limiter,
    pub(super) watch: Watch,
    /// Why the clock stopped it.
    pub(super) interrupted: Option<Stop>,
    pub(super) counts_fuel: bool,
    /// How many bytes a host may give it at once.
    pub(super) largest: u64,
    pub(super) host: Option<Box<dyn HostState>>,
}

impl Guest {
    /// What the host keeps for this instance.
    ///
    /// # Errors
    ///
    /// A trap if it is of another type: then the functions are of another host.
    pub fn host<S: HostState>(&mut self) -> Result<&mut S> {
        self.host
            .as_deref_mut()
            .and_then(|state| {
                let state: &mut dyn Any = state;
                state.downcast_mut()
            })
            .ok_or_else(|| trap("the function was called without its host"))
    }

    /// Ends the part of the host.
    pub(super) fn finish(self) -> HostReport {
        self.host.map(HostState::finish).unwrap_or_default()
    }
}

impl std::fmt::Debug for Guest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guest")
            .field("limiter", &self.limiter)
            .field("interrupted", &self.interrupted)
            .finish_non_exhaustive()
    }
}
