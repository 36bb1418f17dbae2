//! What belongs to one instance.

use ipvm_runtime::engine::{
    CapturedOutput, CapturedStream, Guest,
    host::{HostReport, HostState, ResourceTable},
};
use wasmtime::{Result, StoreContextMut};

use crate::{clock::Clock, generator::Generator};

/// More than a guest may have handles, which the engine counts: what is full has a leak.
const POLLABLES: usize = 1 << 17;

/// What the functions share in one instance.
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) random: Generator,
    pub(crate) insecure: Generator,
    /// What the guest waits for.
    pub(crate) pollables: ResourceTable,
    stdout: CapturedStream,
    stderr: CapturedStream,
    /// How many bytes of each stream are kept.
    limit: usize,
}

/// Which stream something is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

impl State {
    pub(crate) fn new(seed: &[u8], limit: usize) -> Self {
        let mut pollables = ResourceTable::new();
        pollables.set_max_capacity(POLLABLES);
        Self {
            clock: Clock::default(),
            random: Generator::new("random", seed),
            insecure: Generator::new("insecure", seed),
            pollables,
            stdout: CapturedStream::default(),
            stderr: CapturedStream::default(),
            limit,
        }
    }

    /// That of the instance that calls.
    pub(crate) fn of<'s>(store: &'s mut StoreContextMut<'_, Guest>) -> Result<&'s mut Self> {
        store.data_mut().host()
    }

    pub(crate) fn write(&mut self, stream: Stream, bytes: &[u8]) {
        match stream {
            Stream::Stdout => self.stdout.write(bytes, self.limit),
            Stream::Stderr => self.stderr.write(bytes, self.limit),
        }
    }
}

impl HostState for State {
    fn finish(self: Box<Self>) -> HostReport {
        HostReport {
            drew: self.random.was_used() || self.insecure.was_used(),
            output: CapturedOutput::new(self.stdout, self.stderr),
        }
    }
}
