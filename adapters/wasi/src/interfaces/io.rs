//! `wasi:io`: errors, streams, and waiting.

use ipvm_runtime::engine::{
    Guest,
    host::{self, Resource},
};
use wasmtime::{
    Result, StoreContextMut,
    component::{ComponentType, Lift, Lower, WasmList},
};

use crate::{
    definitions::Definitions,
    state::{State, Stream},
};

/// What went wrong with a stream. Nothing does, so that there is none.
pub(crate) struct IoError;

/// The end of standard input.
pub(crate) struct InputStream;

/// Standard output, or standard error: which of the two the handle says.
pub(crate) struct OutputStream;

/// A moment to wait for.
pub(crate) struct Pollable {
    moment: u64,
}

/// Why nothing can be read or written.
#[derive(ComponentType, Lift, Lower)]
#[component(variant)]
enum StreamError {
    #[component(name = "last-operation-failed")]
    LastOperationFailed(Resource<IoError>),
    #[component(name = "closed")]
    Closed,
}

/// How many bytes may be written at once: no number that says anything about this machine.
const PERMIT: u64 = 65_536;

/// How many bytes may be written at once by who waits for it, as WASI has it.
const PERMIT_WAITING: u64 = 4_096;

/// What one handle that is waited for costs, in fuel.
const WAITED: u64 = 10;

impl Stream {
    pub(crate) fn handle(self) -> Resource<OutputStream> {
        Resource::new_own(match self {
            Self::Stdout => 1,
            Self::Stderr => 2,
        })
    }

    fn of(handle: &Resource<OutputStream>) -> Self {
        if handle.rep() == 2 { Self::Stderr } else { Self::Stdout }
    }
}

impl Pollable {
    /// Something to wait for, which comes at that moment.
    pub(crate) fn at(
        mut store: StoreContextMut<'_, Guest>,
        moment: impl FnOnce(&State) -> u64,
    ) -> Result<(Resource<Self>,)> {
        let state = State::of(&mut store)?;
        let moment = moment(state);
        Ok((state.pollables.push(Self { moment })?,))
    }

    /// Something that has come.
    fn now<T>(store: StoreContextMut<'_, Guest>, _of: T) -> Result<(Resource<Self>,)> {
        Self::at(store, |_| 0)
    }
}

pub(super) fn define(definitions: &mut Definitions<'_>) -> Result<()> {
    definitions
        .interface("wasi:io/error")?
        .resource::<IoError>("error")?
        .never_called(&["[method]error.to-debug-string"])?;
    define_poll(definitions)?;
    define_streams(definitions)
}

fn define_poll(definitions: &mut Definitions<'_>) -> Result<()> {
    definitions
        .interface("wasi:io/poll")?
        .resource_with::<Pollable>("pollable", |mut store, handle| {
            State::of(&mut store)?.pollables.delete(Resource::<Pollable>::new_own(handle))?;
            Ok(())
        })?
        .function("[method]pollable.ready", |mut store, (one,): (Resource<Pollable>,)| {
            let state = State::of(&mut store)?;
            let moment = state.pollables.get(&one)?.moment;
            Ok((state.clock.has_come(moment),))
        })?
        .function("[method]pollable.block", |mut store, (one,): (Resource<Pollable>,)| {
            let state = State::of(&mut store)?;
            let moment = state.pollables.get(&one)?.moment;
            state.clock.wait(moment);
            Ok(())
        })?
        .function("poll", |store, (all,): (Vec<Resource<Pollable>>,)| {
            poll(store, &all).map(|ready| (ready,))
        })?;
    Ok(())
}

/// Those that have come; if there is none, the clock goes on to the first that will.
fn poll(mut store: StoreContextMut<'_, Guest>, all: &[Resource<Pollable>]) -> Result<Vec<u32>> {
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
    host::charge(&mut store, count.saturating_mul(WAITED))?;
    let state = State::of(&mut store)?;
    let mut moments = Vec::with_capacity(all.len());
    for one in all {
        moments.push(state.pollables.get(one)?.moment);
    }
    let Some(first) = moments.iter().min() else {
        return Err(host::trap("poll was called with nothing to wait for"));
    };
    state.clock.wait(*first);
    let indices = (0_u32..).zip(&moments);
    Ok(indices.filter(|(_, moment)| state.clock.has_come(**moment)).map(|(at, _)| at).collect())
}

type Read = (Result<Vec<u8>, StreamError>,);
type Counted = (Result<u64, StreamError>,);
type Written = (Result<(), StreamError>,);

fn define_streams(definitions: &mut Definitions<'_>) -> Result<()> {
    let mut streams = definitions.interface("wasi:io/streams")?;
    streams.resource::<InputStream>("input-stream")?;
    for name in ["[method]input-stream.read", "[method]input-stream.blocking-read"] {
        streams.function(name, |_, _: (Resource<InputStream>, u64)| -> Result<Read> {
            Ok((Err(StreamError::Closed),))
        })?;
    }
    for name in ["[method]input-stream.skip", "[method]input-stream.blocking-skip"] {
        streams.function(name, |_, _: (Resource<InputStream>, u64)| -> Result<Counted> {
            Ok((Err(StreamError::Closed),))
        })?;
    }
    streams
        .function("[method]input-stream.subscribe", Pollable::now::<(Resource<InputStream>,)>)?
        .resource::<OutputStream>("output-stream")?
        .function(
            "[method]output-stream.check-write",
            |_, _: (Resource<OutputStream>,)| -> Result<Counted> { Ok((Ok(PERMIT),)) },
        )?
        .function("[method]output-stream.subscribe", Pollable::now::<(Resource<OutputStream>,)>)?;
    for (name, permit) in [
        ("[method]output-stream.write", PERMIT),
        ("[method]output-stream.blocking-write-and-flush", PERMIT_WAITING),
    ] {
        streams.function(
            name,
            move |store, (to, bytes): (Resource<OutputStream>, WasmList<u8>)| {
                write(store, &to, &bytes, permit)
            },
        )?;
    }
    for (name, permit) in [
        ("[method]output-stream.write-zeroes", PERMIT),
        ("[method]output-stream.blocking-write-zeroes-and-flush", PERMIT_WAITING),
    ] {
        streams.function(name, move |store, (to, count): (Resource<OutputStream>, u64)| {
            write_zeroes(store, &to, count, permit)
        })?;
    }
    for name in ["[method]output-stream.flush", "[method]output-stream.blocking-flush"] {
        streams.function(name, |_, _: (Resource<OutputStream>,)| -> Result<Written> {
            Ok((Ok(()),))
        })?;
    }
    for name in ["[method]output-stream.splice", "[method]output-stream.blocking-splice"] {
        streams.function(
            name,
            |_, _: (Resource<OutputStream>, Resource<InputStream>, u64)| -> Result<Counted> {
                Ok((Err(StreamError::Closed),))
            },
        )?;
    }
    Ok(())
}

/// Charges for `count` bytes that are to be written.
fn take(store: &mut StoreContextMut<'_, Guest>, count: u64, permit: u64) -> Result<()> {
    if count > permit {
        let said = format!("{count} bytes were written at once, where {permit} are allowed");
        return Err(host::trap(said));
    }
    host::charge(store, count)
}

fn write(
    mut store: StoreContextMut<'_, Guest>,
    to: &Resource<OutputStream>,
    bytes: &WasmList<u8>,
    permit: u64,
) -> Result<Written> {
    take(&mut store, u64::try_from(bytes.len()).unwrap_or(u64::MAX), permit)?;
    let bytes = bytes.as_le_slice(&store).to_vec();
    State::of(&mut store)?.write(Stream::of(to), &bytes);
    Ok((Ok(()),))
}

fn write_zeroes(
    mut store: StoreContextMut<'_, Guest>,
    to: &Resource<OutputStream>,
    count: u64,
    permit: u64,
) -> Result<Written> {
    take(&mut store, count, permit)?;
    let zeroes = vec![0; usize::try_from(count).unwrap_or(0)];
    State::of(&mut store)?.write(Stream::of(to), &zeroes);
    Ok((Ok(()),))
}
