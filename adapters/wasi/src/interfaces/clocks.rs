//! `wasi:clocks`: a clock that stands still until the guest waits.

use wasmtime::{
    Result,
    component::{ComponentType, Lift, Lower},
};

use super::io::Pollable;
use crate::{definitions::Definitions, state::State};

/// A moment, since 1970.
#[derive(ComponentType, Lift, Lower)]
#[component(record)]
struct Datetime {
    seconds: u64,
    nanoseconds: u32,
}

/// How fine both clocks are, in nanoseconds.
const RESOLUTION: u32 = 1;

pub(super) fn define(definitions: &mut Definitions<'_>) -> Result<()> {
    definitions
        .interface("wasi:clocks/monotonic-clock")?
        .function("now", |mut store, ()| Ok((State::of(&mut store)?.clock.now(),)))?
        .function("resolution", |_, ()| Ok((u64::from(RESOLUTION),)))?
        .function("subscribe-instant", |store, (moment,): (u64,)| Pollable::at(store, |_| moment))?
        .function("subscribe-duration", |store, (duration,): (u64,)| {
            Pollable::at(store, |state| state.clock.after(duration))
        })?;
    definitions
        .interface("wasi:clocks/wall-clock")?
        .function("now", |mut store, ()| {
            let (seconds, nanoseconds) = State::of(&mut store)?.clock.wall();
            Ok((Datetime { seconds, nanoseconds },))
        })?
        .function("resolution", |_, ()| Ok((Datetime { seconds: 0, nanoseconds: RESOLUTION },)))?;
    Ok(())
}
