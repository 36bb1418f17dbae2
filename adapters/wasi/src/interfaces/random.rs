//! `wasi:random`: sequences that are made from the seed of the call.

use ipvm_runtime::engine::{Guest, host};
use wasmtime::{Result, StoreContextMut};

use crate::{definitions::Definitions, generator::Generator, state::State};

/// What one random byte costs, in fuel.
const BYTE: u64 = 16;

/// The one seed for what needs no good one. It does not depend on the task, so that hash maps
/// do not either.
const INSECURE_SEED: (u64, u64) = (1, 2);

/// Which of the two generators of an instance.
type Which = fn(&mut State) -> &mut Generator;

pub(super) fn define(definitions: &mut Definitions<'_>) -> Result<()> {
    let random: Which = |state| &mut state.random;
    let insecure: Which = |state| &mut state.insecure;
    for (interface, of_bytes, of_number, which) in [
        ("wasi:random/random", "get-random-bytes", "get-random-u64", random),
        ("wasi:random/insecure", "get-insecure-random-bytes", "get-insecure-random-u64", insecure),
    ] {
        definitions
            .interface(interface)?
            .function(of_bytes, move |store, (count,): (u64,)| bytes(store, count, which))?
            .function(of_number, move |mut store, ()| {
                host::charge(&mut store, 8 * BYTE)?;
                Ok((which(State::of(&mut store)?).next(),))
            })?;
    }
    definitions
        .interface("wasi:random/insecure-seed")?
        .function("insecure-seed", |_, ()| Ok((INSECURE_SEED,)))?;
    Ok(())
}

fn bytes(mut store: StoreContextMut<'_, Guest>, count: u64, which: Which) -> Result<(Vec<u8>,)> {
    // Before there is any of them.
    host::charge(&mut store, count.saturating_mul(BYTE))?;
    host::hand_over(&store, count)?;
    let mut bytes = vec![0; usize::try_from(count)?];
    which(State::of(&mut store)?).fill(&mut bytes);
    Ok((bytes,))
}
