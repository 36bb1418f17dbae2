//! What a load has written goes to the disk while the next of it is prepared.

use std::{fs::File, io, path::Path, sync::Arc};

use crate::sync::{
    atomic::{AtomicBool, Ordering},
    mpsc::{self, SyncSender},
    thread::{self, JoinHandle},
};

/// A thread that brings a file to the disk whenever it is asked to.
///
/// It has opened the file for itself, so that the operating system tells a failure to the
/// engine as well, when that waits for the disk the next time.
pub(crate) struct Flusher {
    ask: SyncSender<()>,
    is_busy: Arc<AtomicBool>,
    thread: JoinHandle<io::Result<()>>,
}

impl Flusher {
    pub(crate) fn start(path: &Path) -> io::Result<Self> {
        let file = File::options().write(true).open(path)?;
        Self::with(move || file.sync_data())
    }

    fn with(mut flush: impl FnMut() -> io::Result<()> + Send + 'static) -> io::Result<Self> {
        // One that waits is enough: it takes in whatever was written until then.
        let (ask, asked) = mpsc::sync_channel(1);
        let is_busy = Arc::<AtomicBool>::default();
        let now_busy = Arc::clone(&is_busy);
        let work = move || {
            asked.iter().try_for_each(|()| {
                now_busy.store(true, Ordering::SeqCst);
                let flushed = flush();
                now_busy.store(false, Ordering::SeqCst);
                flushed
            })
        };
        let thread = thread::Builder::new().name("ipvm-redb flusher".to_owned()).spawn(work)?;
        Ok(Self { ask, is_busy, thread })
    }

    /// Has what is written by now brought to the disk, meanwhile.
    pub(crate) fn ask(&self) {
        // Whoever waits already is asked for this one too. After a failure nobody is there, and
        // the end tells of it.
        let _ = self.ask.try_send(());
    }

    /// Whether it waits for the disk right now.
    pub(crate) fn is_busy(&self) -> bool {
        self.is_busy.load(Ordering::SeqCst)
    }

    /// Whether something has not come to the disk.
    pub(crate) fn has_failed(&self) -> bool {
        self.thread.is_finished()
    }

    /// Waits for what was asked for.
    pub(crate) fn end(self) -> io::Result<()> {
        let Self { ask, thread, .. } = self;
        drop(ask);
        thread.join().unwrap_or_else(|_| Err(io::Error::other("the flusher panicked")))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[test]
    fn whatever_was_written_before_it_was_asked_is_on_the_disk_at_the_end() {
        let (written, flushed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let flusher = {
            let (written, flushed) = (Arc::clone(&written), Arc::clone(&flushed));
            Flusher::with(move || {
                flushed.store(written.load(Ordering::SeqCst), Ordering::SeqCst);
                Ok(())
            })
        };
        let flusher = flusher.expect("there are threads");
        for _ in 0..10_000 {
            written.fetch_add(1, Ordering::SeqCst);
            flusher.ask();
        }
        assert!(!flusher.has_failed());
        flusher.end().expect("nothing failed");
        assert_eq!(flushed.load(Ordering::SeqCst), 10_000);
    }

    #[test]
    fn a_failure_is_told_once_it_has_happened_and_at_the_end() {
        let flusher = Flusher::with(|| Err(io::ErrorKind::StorageFull.into()));
        let flusher = flusher.expect("there are threads");
        flusher.ask();
        while !flusher.has_failed() {
            thread::yield_now();
        }
        flusher.ask();
        assert_eq!(flusher.end().map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull));
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error() {
        let root = tempfile::tempdir().expect("there is a disk");
        let found = Flusher::start(&root.path().join("nothing")).map(drop);
        assert_eq!(found.map_err(|error| error.kind()), Err(io::ErrorKind::NotFound));
    }
}
