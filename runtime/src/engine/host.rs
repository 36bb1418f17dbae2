//! What components may import, and how an adapter gives it to them.
//!
//! The engine by itself gives a guest nothing. A [`Host`] defines functions that a component
//! may import, under a name that becomes part of the computation key of whatever imports
//! them. The engine knows nothing of what they do; what they owe it is said here.
//!
//! # What a host owes
//!
//! - **The same for the same.** What a function answers depends on the component, the
//!   arguments, the seed, and what the guest called before; and on nothing else.
//! - **A word about the seed.** A result that depends on the seed must not be shared with who
//!   has another one: [`HostReport::drew`].
//! - **Its price.** The guest's limits hold for what is done for it: every function begins
//!   with [`charge`], and with [`hand_over`] if it gives bytes.
//! - **No waiting.** Nothing ends a call while it is in the host.

use std::{any::Any, sync::Arc};

use wasmtime::{Error, Result, StoreContextMut, Trap};

pub use wasmtime::component::{Linker, LinkerInstance, Resource, ResourceTable, ResourceType};

use super::{call::Stop, guest::Guest, output::CapturedOutput};

/// What components may import from an engine: given by an adapter.
pub trait Host: Send + Sync {
    /// The name and version of the profile that it keeps to, such as `wasi-1`. Behind a `+` it
    /// is added to that of the engine for components that import from it. Whatever changes an
    /// answer, or what is charged for it, changes the name.
    fn profile(&self) -> &str;

    /// Whether `import` is defined by [`define`](Self::define).
    fn offers(&self, import: &Import) -> bool;

    /// Defines everything that may be imported.
    ///
    /// # Errors
    ///
    /// Those of the linker.
    fn define(&self, linker: &mut Linker<Guest>) -> Result<()>;

    /// The state behind the functions for one instance, which `seed` belongs to.
    fn state(&self, seed: &[u8]) -> Box<dyn HostState>;
}

/// What a [`Host`] keeps for one instance. Its functions find it by [`Guest::host`].
pub trait HostState: Any + Send {
    /// What there is to tell when the call has ended, however it did.
    fn finish(self: Box<Self>) -> HostReport;
}

/// What a host tells of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostReport {
    /// What the guest wrote.
    pub output: CapturedOutput,
    /// Whether the guest got anything that was made from the seed. If it did not, the call
    /// goes the same way with any other seed.
    pub drew: bool,
}

/// A function, a resource or anything else but a type that a component imports.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Import {
    /// The interface with its version; none of what is imported by itself.
    pub interface: Option<Arc<str>>,
    /// The name as WebAssembly spells it, `[method]error.to-debug-string` for example.
    pub name: String,
}

impl std::fmt::Display for Import {
    /// `interface#name`, or the name alone.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.interface {
            Some(interface) => write!(f, "{interface}#{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Why a function of a host ends the call.
#[derive(Debug, thiserror::Error)]
pub(super) enum HostEnd {
    #[error("{0}")]
    Stopped(Stop),
    #[error("{0}")]
    Trapped(String),
}

/// The error that ends the call as a trap does: the same guest comes to it every time.
#[must_use]
pub fn trap(reason: impl Into<String>) -> Error {
    HostEnd::Trapped(reason.into()).into()
}

/// The error that ends the call because of a limit.
#[must_use]
pub fn stop(stop: Stop) -> Error {
    HostEnd::Stopped(stop).into()
}

/// Takes `fuel` from the guest for what is about to be done for it, and sees whether its time
/// is up or the call was called off. In a [profile](super::Profile) without fuel only the
/// latter.
///
/// # Errors
///
/// What ends the call; hand it on.
pub fn charge(store: &mut StoreContextMut<'_, Guest>, fuel: u64) -> Result<()> {
    if let Some(reason) = store.data().watch.look() {
        return Err(stop(reason));
    }
    if !store.data().counts_fuel {
        return Ok(());
    }
    match store.get_fuel()?.checked_sub(fuel) {
        Some(left) => store.set_fuel(left),
        None => {
            store.set_fuel(0)?;
            Err(Trap::OutOfFuel.into())
        }
    }
}

/// Sees whether `bytes` may be given to the guest at once: no more than its memory could hold,
/// or than a call may have of values. Charges nothing. The bytes need not exist yet.
///
/// # Errors
///
/// What ends the call; hand it on.
pub fn hand_over(store: &StoreContextMut<'_, Guest>, bytes: u64) -> Result<()> {
    if bytes > store.data().largest { Err(stop(Stop::Values)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wasmtime::{AsContextMut as _, Config, Engine, Store};

    use super::*;
    use crate::{
        Cancellation,
        engine::{limiter::Limiter, watch::Watch},
    };

    fn store(
        counts_fuel: bool,
        time: Duration,
        cancellation: Option<Cancellation>,
    ) -> Store<Guest> {
        let engine = Engine::new(Config::new().consume_fuel(counts_fuel)).unwrap();
        let guest = Guest {
            limiter: Limiter::new(0),
            watch: Watch::new(time, cancellation),
            interrupted: None,
            counts_fuel,
            largest: 10,
            host: None,
        };
        Store::new(&engine, guest)
    }

    fn stopped(charged: Result<()>) -> Option<Stop> {
        match charged.unwrap_err().downcast_ref() {
            Some(HostEnd::Stopped(stop)) => Some(*stop),
            _ => None,
        }
    }

    #[test]
    fn a_charge_takes_what_it_says_and_no_more_than_there_is() {
        let mut store = store(true, Duration::MAX, None);
        store.set_fuel(10).unwrap();
        charge(&mut store.as_context_mut(), 4).unwrap();
        assert_eq!(store.get_fuel().unwrap(), 6);
        charge(&mut store.as_context_mut(), 6).unwrap();
        assert_eq!(store.get_fuel().unwrap(), 0);
        store.set_fuel(5).unwrap();
        let over = charge(&mut store.as_context_mut(), 6).unwrap_err();
        assert_eq!(over.downcast_ref(), Some(&Trap::OutOfFuel));
        assert_eq!(store.get_fuel().unwrap(), 0);
    }

    /// Code without a loop would otherwise be looked at only when it calls something of its own.
    #[test]
    fn a_charge_looks_at_the_clock_and_whether_the_call_was_called_off() {
        for counts_fuel in [true, false] {
            let mut late = store(counts_fuel, Duration::ZERO, None);
            assert_eq!(stopped(charge(&mut late.as_context_mut(), 0)), Some(Stop::Time));
            let cancellation = Cancellation::new();
            cancellation.cancel();
            let mut off = store(counts_fuel, Duration::MAX, Some(cancellation));
            assert_eq!(stopped(charge(&mut off.as_context_mut(), 0)), Some(Stop::Cancelled));
        }
    }

    #[test]
    fn what_is_handed_over_has_to_fit() {
        let mut store = store(false, Duration::MAX, None);
        hand_over(&store.as_context_mut(), 10).unwrap();
        assert_eq!(stopped(hand_over(&store.as_context_mut(), 11)), Some(Stop::Values));
    }
}
