//! One call in a fresh instance.

use ipld_wit::{
    Budget, EncodeError, NoContents,
    wasmtime::{CallError as Uncalled, DirectFunction, EncodedOutput},
};
use wasmtime::{Error, Store, Trap, UpdateDeadline};

use super::{
    Engine,
    component::{Component, Function},
    config::Limits,
    error::CallError,
    guest::Guest,
    host::{HostEnd, HostReport},
    limiter::{HANDLES, Limiter},
    output::CapturedOutput,
    ticker::TICK,
    watch::Watch,
};
use crate::Cancellation;

/// The most host-call fuel that any call gets. Byte lists, strings and numbers of the whole
/// default budget take less; dynamic values, each of which is charged as much memory as it
/// takes, could otherwise be given ten times as much.
const HOST_CALL_FUEL: usize = 1 << 30;

/// How a call ended and what it took.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Execution {
    /// How it ended.
    pub ended: Ended,
    /// The fuel that was used. Only known of a call that returned, since a trap loses
    /// the part of it that was not written back; and only in a [profile](super::Profile)
    /// that counts fuel.
    pub fuel: Option<u64>,
    /// What the guest wrote, if the [host](super::host::Host) lets it.
    pub output: CapturedOutput,
    /// Whether the guest got anything from the host that was made from the
    /// [seed](CallOptions::with_seed). If not, it ends so with any other seed.
    pub drew: bool,
}

impl Execution {
    /// Of a call that was never begun, or did not return.
    fn of(ended: Ended, report: HostReport) -> Self {
        Self { ended, fuel: None, output: report.output, drew: report.drew }
    }
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
    /// A limit stopped it, or somebody did; another time it may end otherwise (ruling I8).
    Stopped(Stop),
}

/// What stopped a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stop {
    /// It was [called off](CallOptions::with_cancellation); no limit was reached.
    Cancelled,
    /// The fuel was used up.
    Fuel,
    /// The guest held handles of more than 100,000 of its own resources.
    Handles,
    /// The component is made of more than 1,000 instances of core modules, or they have
    /// more than 100 memories or 1,000 tables.
    Instances,
    /// The memory was not enough for all memories and tables together, or one table was to
    /// have more than 1,048,576 elements.
    Memory,
    /// The guest's stack overflowed.
    Stack,
    /// The time was up.
    Time,
    /// Too many bytes of values for one call.
    Values,
}

impl Stop {
    /// The name of the limit, as the error of a receipt has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Fuel => "fuel",
            Self::Handles => "handles",
            Self::Instances => "instances",
            Self::Memory => "memory",
            Self::Stack => "stack",
            Self::Time => "time",
            Self::Values => "values",
        }
    }
}

/// What a call may use, and how it is called off. Made from [`Limits`].
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    limits: Limits,
    cancellation: Option<Cancellation>,
    seed: Vec<u8>,
}

impl CallOptions {
    /// A call within these limits that nobody calls off.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self { limits, cancellation: None, seed: Vec::new() }
    }

    /// A call with randomness that is made from `seed`, if the component
    /// [imports](super::host::Host) any; from no bytes at all unless set. An executor takes
    /// the bytes of the CID of the task as resolved.
    #[must_use]
    pub fn with_seed(mut self, seed: impl Into<Vec<u8>>) -> Self {
        self.seed = seed.into();
        self
    }

    /// A call that ends with [`Stop::Cancelled`] soon after `cancellation` is
    /// [used](Cancellation::cancel), unless it has ended by then.
    #[must_use]
    pub fn with_cancellation(mut self, cancellation: Cancellation) -> Self {
        self.cancellation = Some(cancellation);
        self
    }
}

impl From<Limits> for CallOptions {
    fn from(limits: Limits) -> Self {
        Self::new(limits)
    }
}

impl Engine {
    /// Calls `function` of `component` in a fresh instance, within `limits` and the
    /// engine's own. `params` is the DAG-CBOR of the list of arguments, with bytes where
    /// bytes are expected, as [`Function::canonical`] gives it.
    ///
    /// A guest cannot make this fail: whatever it does is an [`Ended`]. More calls at once than
    /// [`EngineConfig::parallelism`](super::EngineConfig::parallelism) wait for each other, and
    /// the wait is part of a call's time.
    ///
    /// The stack of the thread needs room for that of a guest, half a mebibyte, and as much
    /// again for the engine.
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
        self.call_with(component, function, params, &CallOptions::new(*limits))
    }

    /// [Calls](Self::call) a function so that the call can be called off.
    ///
    /// # Errors
    ///
    /// [`CallError`], as from [`call`](Self::call).
    pub fn call_with(
        &self,
        component: &Component,
        function: &Function,
        params: &[u8],
        options: &CallOptions,
    ) -> Result<Execution, CallError> {
        let CallOptions { limits, cancellation, seed } = options;
        let ours = &self.config.limits;
        let fuel = limits.fuel.min(ours.fuel);
        let memory = limits.memory.min(ours.memory);
        let budget = self.value_budget();
        let function = function.encoded();

        let watch = Watch::new(limits.time.min(ours.time), cancellation.clone());
        let stopped = |stop| Execution::of(Ended::Stopped(stop), HostReport::default());
        if let Some(stop) = watch.look() {
            return Ok(stopped(stop));
        }
        let _slot = match self.slots.take(TICK, || watch.look()) {
            Ok(slot) => slot,
            Err(stop) => return Ok(stopped(stop)),
        };

        let counts_fuel = self.config.profile.counts_fuel();
        let host = self.host.as_ref().filter(|_| component.has_imports);
        let guest = Guest {
            limiter: Limiter::new(memory),
            watch,
            interrupted: None,
            counts_fuel,
            largest: memory.min(u64::try_from(self.config.value_bytes).unwrap_or(u64::MAX)),
            host: host.map(|host| host.state(seed)),
        };
        let mut store = Store::new(component.pre.engine(), guest);
        store.limiter(|guest| &mut guest.limiter);
        store.set_max_component_handles(HANDLES);
        store.set_hostcall_fuel(host_call_fuel(function, &budget, memory));
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|mut store| {
            let guest = store.data_mut();
            guest.interrupted = guest.watch.look();
            Ok(match guest.interrupted {
                Some(_) => UpdateDeadline::Interrupt,
                None => UpdateDeadline::Continue(1),
            })
        });

        // The engine looks at the fuel now and then, and so takes a little more than there is.
        // With one unit to spare it shows: a call that returns has used what there was, or is
        // stopped, and what it used does not depend on how much it was given.
        let given = fuel.saturating_add(1);
        let fuelled = if counts_fuel { store.set_fuel(given) } else { Ok(()) };
        let returned = fuelled
            .and_then(|()| component.pre.instantiate(&mut store))
            .map_err(Uncalled::Engine)
            .and_then(|instance| {
                function.call(&mut store, &instance, params, &NoContents, &budget)
            });
        let returned = match returned {
            Ok(output) => Ok(Ended::Returned(output)),
            Err(Uncalled::Encode(error)) => Ok(Ended::Unrepresentable { error }),
            Err(Uncalled::Arguments(error)) => return Err(CallError::Arguments(error)),
            Err(Uncalled::NoFunction) => return Err(CallError::NoFunction),
            Err(Uncalled::Engine(error)) => Err(classify(&error, store.data())),
            Err(other) => Err(Ended::GaveUp { reason: other.to_string() }),
        };
        let left = if counts_fuel { store.get_fuel().ok() } else { None };
        let report = store.into_data().finish();
        let ended = match returned {
            Ok(ended) => ended,
            Err(ended) => return Ok(Execution::of(ended, report)),
        };
        let used = left.map(|left| given.saturating_sub(left));
        if used.is_some_and(|used| used > fuel) {
            return Ok(Execution::of(Ended::Stopped(Stop::Fuel), report));
        }
        Ok(Execution { fuel: used, ..Execution::of(ended, report) })
    }

    /// What the arguments of one call may take, and what its result may: each for itself.
    #[must_use]
    pub(crate) const fn value_bytes(&self) -> usize {
        self.config.value_bytes
    }

    /// What a program may have.
    #[must_use]
    pub(crate) const fn component_bytes(&self) -> usize {
        self.config.component_bytes
    }

    /// What a call may take and give, beside its bytes.
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

/// What the engine has no code for, and what it says instead.
const SAID: [(&str, Stop); 3] = [
    ("fuel allocated for hostcalls has been exhausted", Stop::Values),
    ("store handle limit exceeded", Stop::Handles),
    ("resource limit exceeded: ", Stop::Instances),
];

fn classify(error: &Error, guest: &Guest) -> Ended {
    if guest.limiter.is_out_of_memory {
        return Ended::Stopped(Stop::Memory);
    }
    match error.downcast_ref() {
        Some(HostEnd::Stopped(stop)) => return Ended::Stopped(*stop),
        Some(HostEnd::Trapped(reason)) => return Ended::Trapped { reason: reason.clone() },
        None => {}
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Ended::Stopped(Stop::Fuel),
        Some(Trap::Interrupt) => Ended::Stopped(guest.interrupted.unwrap_or(Stop::Time)),
        Some(Trap::StackOverflow) => Ended::Stopped(Stop::Stack),
        Some(Trap::AllocationTooLarge) => Ended::Stopped(Stop::Memory),
        Some(trap) => Ended::Trapped { reason: trap.to_string() },
        None => {
            let reason = format!("{error:#}");
            match SAID.iter().find(|(said, _)| reason.contains(said)) {
                Some((_, stop)) => Ended::Stopped(*stop),
                None => Ended::GaveUp { reason },
            }
        }
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Cancelled => "the call was cancelled",
            Self::Fuel => "the fuel was used up",
            Self::Handles => "the guest held too many handles",
            Self::Instances => "the component has too many instances, memories or tables",
            Self::Memory => "the memory limit was reached",
            Self::Stack => "the stack of the guest overflowed",
            Self::Time => "the time limit was reached",
            Self::Values => "the values of one call were too large",
        })
    }
}
