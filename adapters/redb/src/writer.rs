//! The one thread that writes.
//!
//! Forcing a transaction to the disk costs the same for one change as for a
//! hundred. So changes queue up while the disk is busy, and go into the next
//! transaction together.
//!
//! A transaction of which nothing is due before a load ends does not wait for the
//! disk at all. The next one that does brings it there as well: what is on the disk
//! is always what was committed up to some transaction, whole and in order.

use std::{fmt, path::PathBuf, sync::Arc};

use ipvm_runtime::store::{Operation, StoreError};
use redb::WriteTransaction;

use crate::{
    engine::{Engine, guarded, io_error},
    flusher::Flusher,
    snapshot::Snapshots,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender, SyncSender},
        thread::{self, JoinHandle},
    },
};

/// At most this many changes share a transaction, so that the first of them
/// does not wait for ever while others keep coming.
const LARGEST_BATCH: usize = 256;

/// When so many bytes were loaded the disk is waited for as soon as it has nothing else to do,
/// which takes no time.
const ENOUGH_AHEAD: usize = 128 << 20;

/// So many bytes are loaded at the most before the disk is waited for: what is lost with the
/// process, what the engine remembers of the pages meanwhile, and what the operating system
/// holds for the disk have an end.
const MOST_AHEAD: usize = 512 << 20;

/// When a change has to be durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// When the caller is told that it is made.
    Now,
    /// When the load that it is part of ends.
    Later,
}

/// The queue to the writing thread. Dropping it writes what is queued and waits
/// for the thread to end.
pub(crate) struct Writer {
    queue: Option<Sender<Box<dyn Change>>>,
    thread: Option<JoinHandle<()>>,
    is_ahead: Arc<AtomicBool>,
}

impl Writer {
    /// Starts the thread for the open database, whose file is at `path`.
    pub(crate) fn start(
        engine: Arc<Engine>,
        snapshots: Arc<Snapshots>,
        path: PathBuf,
    ) -> Result<Self, StoreError> {
        let (queue, changes) = mpsc::channel();
        let (file, is_ahead) = (path.clone(), Arc::<AtomicBool>::default());
        let target = Target {
            engine,
            snapshots,
            path,
            ahead: 0,
            is_ahead: Arc::clone(&is_ahead),
            flusher: None,
            broken: None,
        };
        let thread = thread::Builder::new()
            .name("ipvm-redb writer".to_owned())
            .spawn(move || target.serve(&changes))
            .map_err(|error| io_error(Operation::Start, &file, &error))?;
        Ok(Self { queue: Some(queue), thread: Some(thread), is_ahead })
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
        self.enqueue(None, change)
    }

    /// Makes a change that brings so many bytes, and returns when it can be read. It is durable
    /// with the next one that [`write`](Self::write) makes, or sooner.
    pub(crate) fn load<T, F>(&self, bytes: usize, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Target, &WriteTransaction) -> Result<T, StoreError> + Send + 'static,
    {
        self.enqueue(Some(bytes), change)
    }

    /// Returns when whatever can be read is durable.
    pub(crate) fn sync(&self) -> Result<(), StoreError> {
        // What a reader has seen was committed, and this was set before that.
        if self.is_ahead.load(Ordering::SeqCst) { self.write(|_, _| Ok(())) } else { Ok(()) }
    }

    fn enqueue<T, F>(&self, ahead: Option<usize>, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&Target, &WriteTransaction) -> Result<T, StoreError> + Send + 'static,
    {
        let queue = self.queue.as_ref().ok_or(StoreError::Closed)?;
        let (reply, answer) = mpsc::sync_channel(1);
        queue
            .send(Box::new(Pending { change, ahead, outcome: None, reply }))
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
    /// How many bytes it brings if the disk need not be waited for; `None` if it must.
    fn ahead(&self) -> Option<usize>;
    fn apply(&mut self, target: &Target, transaction: &WriteTransaction) -> Result<(), StoreError>;
    /// Wakes the caller.
    fn finish(self: Box<Self>, written: Result<(), StoreError>);
}

struct Pending<T, F> {
    change: F,
    ahead: Option<usize>,
    outcome: Option<T>,
    reply: SyncSender<Result<T, StoreError>>,
}

impl<T, F> Change for Pending<T, F>
where
    T: Send,
    F: Fn(&Target, &WriteTransaction) -> Result<T, StoreError> + Send,
{
    fn ahead(&self) -> Option<usize> {
        self.ahead
    }

    fn apply(&mut self, target: &Target, transaction: &WriteTransaction) -> Result<(), StoreError> {
        self.outcome = Some((self.change)(target, transaction)?);
        Ok(())
    }

    fn finish(self: Box<Self>, written: Result<(), StoreError>) {
        let Self { change, outcome, reply, .. } = *self;
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
    /// How many bytes were loaded since the disk was waited for, and whether there may be
    /// something that was committed and is not durable.
    ahead: usize,
    is_ahead: Arc<AtomicBool>,
    /// Is there while something is.
    flusher: Option<Flusher>,
    /// Why nothing is written any more.
    broken: Option<StoreError>,
}

impl Target {
    /// An error of the engine during a change.
    pub(crate) fn failed(&self, error: impl Into<redb::Error>) -> StoreError {
        self.engine.error(Operation::Write, &self.path, error.into())
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
        if self.broken.is_none() && self.is_ahead.load(Ordering::SeqCst) {
            // Nobody has ended the load, and nobody waits for an answer.
            drop(self.commit(&mut [], Due::Now));
        }
    }

    fn write(&mut self, batch: &mut [Box<dyn Change>]) -> Result<(), StoreError> {
        if let Some(reason) = &self.broken {
            return Err(reason.clone());
        }
        let ahead = batch
            .iter()
            .try_fold(self.ahead, |sum, change| Some(sum.saturating_add(change.ahead()?)))
            .filter(|ahead| *ahead < ENOUGH_AHEAD || *ahead < MOST_AHEAD && self.is_flushing());
        let due = if ahead.is_some() { Due::Later } else { Due::Now };
        let written = self.commit(batch, due);
        // A commit that failed may have been one all the same.
        self.snapshots.pass();
        match &written {
            Ok(()) => self.ahead = ahead.unwrap_or(0),
            // Writing on could spread the damage. What is committed can still
            // be read.
            Err(error @ StoreError::Corrupted { .. }) => self.broken = Some(error.clone()),
            Err(_) => {}
        }
        written
    }

    /// Makes changes in one transaction, and waits for the disk if they are due.
    fn commit(&mut self, batch: &mut [Box<dyn Change>], due: Due) -> Result<(), StoreError> {
        if due == Due::Later {
            // Before anybody can read it.
            self.is_ahead.store(true, Ordering::SeqCst);
            self.flush_meanwhile()?;
        }
        guarded(&self.path, || {
            let transaction = self.engine.begin_write(due).map_err(|error| self.failed(error))?;
            for change in batch {
                change.apply(self, &transaction)?;
            }
            transaction.commit().map_err(|error| self.failed(error))
        })?;
        match (due, &self.flusher) {
            (Due::Later, Some(flusher)) => flusher.ask(),
            (Due::Later, None) => {}
            (Due::Now, _) => {
                self.end_flusher()?;
                self.is_ahead.store(false, Ordering::SeqCst);
            }
        }
        Ok(())
    }

    /// Sees to it that somebody brings to the disk what nobody waits for.
    fn flush_meanwhile(&mut self) -> Result<(), StoreError> {
        match &self.flusher {
            Some(flusher) if flusher.has_failed() => self.end_flusher(),
            Some(_) => Ok(()),
            None => {
                let flusher = Flusher::start(&self.path);
                let failed = |error| io_error(Operation::Write, &self.path, &error);
                self.flusher = Some(flusher.map_err(failed)?);
                Ok(())
            }
        }
    }

    fn is_flushing(&self) -> bool {
        self.flusher.as_ref().is_some_and(Flusher::is_busy)
    }

    fn end_flusher(&mut self) -> Result<(), StoreError> {
        let Some(flusher) = self.flusher.take() else { return Ok(()) };
        flusher.end().map_err(|error| {
            // What did not come to the disk may be gone from memory too: pages that later ones
            // count on.
            let error = io_error(Operation::Write, &self.path, &error);
            self.broken = Some(error.clone());
            error
        })
    }
}
