//! The one thread that writes.
//!
//! Forcing a transaction to the disk costs the same for one change as for a
//! hundred. So changes queue up while the disk is busy, and go into the next
//! transaction together.

use std::{fmt, path::PathBuf, sync::Arc};

use ipvm_runtime::store::{Operation, StoreError};
use redb::WriteTransaction;

use crate::{
    engine::{Engine, engine_error, guarded, io_error},
    snapshot::Snapshots,
    sync::{
        mpsc::{self, Receiver, Sender, SyncSender},
        thread::{self, JoinHandle},
    },
};

/// At most this many changes share a transaction, so that the first of them
/// does not wait for ever while others keep coming.
const LARGEST_BATCH: usize = 256;

/// The queue to the writing thread. Dropping it writes what is queued and waits
/// for the thread to end.
pub(crate) struct Writer {
    queue: Option<Sender<Box<dyn Change>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread for the open database, whose file is at `path`.
    pub(crate) fn start(
        engine: Arc<Engine>,
        snapshots: Arc<Snapshots>,
        path: PathBuf,
    ) -> Result<Self, StoreError> {
        let (queue, changes) = mpsc::channel();
        let file = path.clone();
        let thread = thread::Builder::new()
            .name("ipvm-redb writer".to_owned())
            .spawn(move || Target { engine, snapshots, path, broken: None }.serve(&changes))
            .map_err(|error| io_error(Operation::Start, &file, &error))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Makes a change, and returns when it is durable.
    ///
    /// `change` may be run more than once: when another change in the same
    /// transaction fails, that transaction is given up, and each of its changes
    /// gets one of its own.
    pub(crate) fn write<T, F>(&self, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Target, &WriteTransaction) -> Result<T, StoreError> + Send + 'static,
    {
        let queue = self.queue.as_ref().ok_or(StoreError::Closed)?;
        let (reply, answer) = mpsc::sync_channel(1);
        queue
            .send(Box::new(Pending { change, outcome: None, reply }))
            .map_err(|_| StoreError::Closed)?;
        answer.recv().map_err(|_| StoreError::Closed)?
    }
}

impl Writer {
    /// Writes what is queued, and ends.
    pub(crate) fn close(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // Whoever waited for a thread that panicked was told so already.
            drop(thread.join());
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

/// A queued change whose result type is its own affair.
trait Change: Send {
    fn apply(&mut self, target: &Target, transaction: &WriteTransaction) -> Result<(), StoreError>;
    /// Wakes the caller.
    fn finish(self: Box<Self>, written: Result<(), StoreError>);
}

struct Pending<T, F> {
    change: F,
    outcome: Option<T>,
    reply: SyncSender<Result<T, StoreError>>,
}

impl<T, F> Change for Pending<T, F>
where
    T: Send,
    F: Fn(&Target, &WriteTransaction) -> Result<T, StoreError> + Send,
{
    fn apply(&mut self, target: &Target, transaction: &WriteTransaction) -> Result<(), StoreError> {
        self.outcome = Some((self.change)(target, transaction)?);
        Ok(())
    }

    fn finish(self: Box<Self>, written: Result<(), StoreError>) {
        let Self { change, outcome, reply } = *self;
        // What it holds is let go before the caller goes on.
        drop(change);
        let answer = written.and_then(|()| outcome.ok_or(StoreError::Closed));
        // A caller always waits for its answer, unless its thread has ended.
        drop(reply.send(answer));
    }
}

/// What the thread writes to.
pub(crate) struct Target {
    engine: Arc<Engine>,
    snapshots: Arc<Snapshots>,
    path: PathBuf,
    /// Why nothing is written any more.
    broken: Option<StoreError>,
}

impl Target {
    /// An error of the engine during a change.
    pub(crate) fn failed(&self, error: impl Into<redb::Error>) -> StoreError {
        engine_error(Operation::Write, &self.path, error.into())
    }

    fn serve(mut self, changes: &Receiver<Box<dyn Change>>) {
        while let Ok(first) = changes.recv() {
            let mut batch = vec![first];
            while batch.len() < LARGEST_BATCH
                && let Ok(next) = changes.try_recv()
            {
                batch.push(next);
            }
            match self.write(&mut batch) {
                Err(_) if batch.len() > 1 => {
                    for change in batch {
                        let mut alone = [change];
                        let written = self.write(&mut alone);
                        alone.into_iter().for_each(|change| change.finish(written.clone()));
                    }
                }
                written => batch.into_iter().for_each(|change| change.finish(written.clone())),
            }
        }
    }

    fn write(&mut self, batch: &mut [Box<dyn Change>]) -> Result<(), StoreError> {
        if let Some(reason) = &self.broken {
            return Err(reason.clone());
        }
        let written = guarded(&self.path, || {
            let transaction = self.engine.begin_write().map_err(|error| self.failed(error))?;
            for change in batch {
                change.apply(self, &transaction)?;
            }
            transaction.commit().map_err(|error| self.failed(error))
        });
        // A commit that failed may have been one all the same.
        self.snapshots.pass();
        if let Err(error @ StoreError::Corrupted { .. }) = &written {
            // Writing on could spread the damage. What is committed can still
            // be read.
            self.broken = Some(error.clone());
        }
        written
    }
}
