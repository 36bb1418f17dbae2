//! One call in a fresh instance.

use ipld_wit::{
    Value,
    wasmtime::{ValueMismatch, from_val, to_val},
};
use wasmtime::{Error, Store, Trap, component::Val};

use super::{
    Engine,
    component::{Component, Function},
    config::Limits,
    limiter::Limiter,
    ticker::TICK,
};

/// What the engine charges for one element of a list in the dynamic value interface.
const ELEMENT: usize = 40;

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
    /// The function returned, with a value if its type has one.
    Returned(Option<Value>),
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
    /// Calls `function` of `component` in a fresh instance, with values of its
    /// parameter types, within `limits` and the engine's own.
    ///
    /// A guest cannot make this fail: whatever it does is an [`Ended`].
    ///
    /// # Errors
    ///
    /// [`CallError`] if the values are not those of the parameters.
    pub fn call(
        &self,
        component: &Component,
        function: &Function,
        params: Vec<Value>,
        limits: &Limits,
    ) -> Result<Execution, CallError> {
        let expected = function.ty().params().len();
        if params.len() != expected {
            return Err(CallError::Arity { expected, found: params.len() });
        }
        let types = function.ty().params().iter();
        let vals = types
            .zip(params)
            .map(|(parameter, value)| to_val(&parameter.ty, value))
            .collect::<Result<Vec<Val>, _>>()
            .map_err(CallError::Value)?;
        let ours = &self.config.limits;
        let fuel = limits.fuel.min(ours.fuel);
        let time = limits.time.min(ours.time);
        let memory = limits.memory.min(ours.memory);

        let guest = Guest { limiter: Limiter::new(memory) };
        let mut store = Store::new(component.pre.engine(), guest);
        store.limiter(|guest| &mut guest.limiter);
        store.set_hostcall_fuel(self.config.value_bytes.saturating_mul(ELEMENT));
        let ticks = time.as_nanos().div_ceil(TICK.as_nanos());
        // One more, since the first tick may come at once.
        store.set_epoch_deadline(u64::try_from(ticks).unwrap_or(u64::MAX - 1).saturating_add(1));

        let returned =
            store.set_fuel(fuel).and_then(|()| run(component, function, &vals, &mut store));
        Ok(match returned {
            Ok(value) => Execution {
                ended: value,
                fuel: store.get_fuel().ok().map(|left| fuel.saturating_sub(left)),
            },
            Err(error) => Execution { ended: classify(&error, &store.data().limiter), fuel: None },
        })
    }
}

fn run(
    component: &Component,
    function: &Function,
    params: &[Val],
    store: &mut Store<Guest>,
) -> wasmtime::Result<Ended> {
    let instance = component.pre.instantiate(&mut *store)?;
    let callee = instance
        .get_func(&mut *store, function.export)
        .ok_or_else(|| Error::msg("the function is not of this component"))?;
    let mut results = function.ty().result().map(|_| vec![Val::Bool(false)]).unwrap_or_default();
    callee.call(&mut *store, params, &mut results)?;
    match (function.ty().result(), results.pop()) {
        (Some(ty), Some(val)) => from_val(ty, val)
            .map(|value| Ended::Returned(Some(value)))
            .map_err(|mismatch| Error::msg(mismatch.to_string())),
        _ => Ok(Ended::Returned(None)),
    }
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
    /// There are more or fewer values than parameters.
    #[error("the function takes {expected} parameters, not {found}")]
    Arity {
        /// How many it takes.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A value is not of its parameter's type.
    #[error(transparent)]
    Value(ValueMismatch),
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
