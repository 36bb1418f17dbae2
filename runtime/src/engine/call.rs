//! One call in a fresh instance.

use ipld_wit::{
    Budget, EncodeError, NoContents,
    wasmtime::{ArgumentsError, CallError as Uncalled, DirectFunction, EncodedOutput},
};
use wasmtime::{Error, Store, Trap};

use super::{
    Engine,
    component::{Component, Function},
    config::Limits,
    limiter::Limiter,
    ticker::TICK,
};

/// The most host-call fuel that any call gets. Byte lists, strings and numbers of the whole
/// default budget take less; dynamic values, each of which is charged as much memory as it
/// takes, could otherwise be given ten times as much.
const HOST_CALL_FUEL: usize = 1 << 30;

/// How a call ended and what it took.
#[derive(Clone, Debug, PartialEq)]
pub struct Execution {
    /// How it ended.
    pub ended: Ended,
    /// The fuel that was used. Only known of a call that returned: a trap loses
    /// the part of it that was not written back.
    pub fuel: Option<u64>,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// The function returned; this is the DAG-CBOR of the branch of its receipt.
    Returned(EncodedOutput),
    /// The function returned what has no IPLD data, or more of it than the
    /// [budget](Engine::value_budget) allows.
    Unrepresentable {
        /// What is wrong with it.
        error: EncodeError,
    },
    /// The guest trapped, as it will every time.
    Trapped {
        /// What the engine says of it.
        reason: String,
    },
    /// The engine gave up without a trap: the guest broke the calling convention, or
    /// this machine has no room for an instance. Which of the two cannot be told, so
    /// it counts as passing.
    GaveUp {
        /// What the engine says of it.
        reason: String,
    },
    /// A limit stopped it; with more room it may end otherwise (ruling I8).
    Stopped(Stop),
}

/// The limit that stopped a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stop {
    /// The fuel was used up.
    Fuel,
    /// The memory was not enough.
    Memory,
    /// The time was up.
    Time,
    /// The guest's stack overflowed.
    Stack,
    /// Too many bytes of values for one call.
    Values,
}

/// What belongs to one instance.
#[derive(Debug)]
pub(super) struct Guest {
    limiter: Limiter,
}

impl Engine {
    /// Calls `function` of `component` in a fresh instance, within `limits` and the
    /// engine's own. `params` is the DAG-CBOR of the list of arguments, with bytes where
    /// bytes are expected, as [`Function::canonical`] gives it.
    ///
    /// A guest cannot make this fail: whatever it does is an [`Ended`].
    ///
    /// # Errors
    ///
    /// [`CallError`] if the arguments are none of the function, or the function is none of
    /// the component. Neither is looked at before there is an instance: a guest that cannot
    /// even be instantiated is an [`Ended`] whatever the arguments are.
    pub fn call(
        &self,
        component: &Component,
        function: &Function,
        params: &[u8],
        limits: &Limits,
    ) -> Result<Execution, CallError> {
        let ours = &self.config.limits;
        let fuel = limits.fuel.min(ours.fuel);
        let time = limits.time.min(ours.time);
        let memory = limits.memory.min(ours.memory);
        let budget = self.value_budget();
        let function = function.encoded();

        let guest = Guest { limiter: Limiter::new(memory) };
        let mut store = Store::new(component.pre.engine(), guest);
        store.limiter(|guest| &mut guest.limiter);
        store.set_hostcall_fuel(host_call_fuel(function, &budget, memory));
        let ticks = time.as_nanos().div_ceil(TICK.as_nanos());
        // One more, since the first tick may come at once.
        store.set_epoch_deadline(u64::try_from(ticks).unwrap_or(u64::MAX - 1).saturating_add(1));

        let returned = store
            .set_fuel(fuel)
            .and_then(|()| component.pre.instantiate(&mut store))
            .map_err(Uncalled::Engine)
            .and_then(|instance| {
                function.call(&mut store, &instance, params, &NoContents, &budget)
            });
        let ended = match returned {
            Ok(output) => Ended::Returned(output),
            Err(Uncalled::Encode(error)) => Ended::Unrepresentable { error },
            Err(Uncalled::Arguments(error)) => return Err(CallError::Arguments(error)),
            Err(Uncalled::NoFunction) => return Err(CallError::NoFunction),
            Err(Uncalled::Engine(error)) => {
                let ended = classify(&error, &store.data().limiter);
                return Ok(Execution { ended, fuel: None });
            }
            Err(other) => {
                let ended = Ended::GaveUp { reason: other.to_string() };
                return Ok(Execution { ended, fuel: None });
            }
        };
        let left = store.get_fuel().ok();
        Ok(Execution { ended, fuel: left.map(|left| fuel.saturating_sub(left)) })
    }

    /// What the arguments of one call may take, and what its result may: each for itself.
    #[must_use]
    pub fn value_budget(&self) -> Budget {
        Budget::default().with_bytes(self.config.value_bytes)
    }
}

/// What a guest of so much memory may return, unless it returns the same memory over and over.
fn host_call_fuel(function: &DirectFunction, budget: &Budget, memory: u64) -> usize {
    let memory = usize::try_from(memory).unwrap_or(usize::MAX);
    let within = budget
        .with_bytes(budget.bytes().min(memory))
        // None takes less than a byte.
        .with_elements(budget.elements().min(memory));
    function.host_call_fuel(&within).min(HOST_CALL_FUEL)
}

fn classify(error: &Error, limiter: &Limiter) -> Ended {
    if limiter.out_of_memory {
        return Ended::Stopped(Stop::Memory);
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Ended::Stopped(Stop::Fuel),
        Some(Trap::Interrupt) => Ended::Stopped(Stop::Time),
        Some(Trap::StackOverflow) => Ended::Stopped(Stop::Stack),
        Some(Trap::AllocationTooLarge) => Ended::Stopped(Stop::Memory),
        Some(trap) => Ended::Trapped { reason: trap.to_string() },
        None => {
            // The engine gives no code to this one.
            let reason = format!("{error:#}");
            if reason.contains("fuel allocated for hostcalls has been exhausted") {
                Ended::Stopped(Stop::Values)
            } else {
                Ended::GaveUp { reason }
            }
        }
    }
}

/// Why a call was not made: a mistake of the host, never of the guest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The arguments are none of the function.
    #[error(transparent)]
    Arguments(ArgumentsError),
    /// The function is of another component.
    #[error("the component does not have the function")]
    NoFunction,
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Fuel => "the fuel was used up",
            Self::Memory => "the memory limit was reached",
            Self::Time => "the time limit was reached",
            Self::Stack => "the stack of the guest overflowed",
            Self::Values => "the values of one call were too large",
        })
    }
}
