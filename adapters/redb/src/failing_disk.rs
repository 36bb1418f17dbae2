//! A disk in memory that fails, for tests.

use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use redb::StorageBackend;

/// A disk that is full for good after so many writes.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    pub(crate) written: Mutex<Vec<u8>>,
    /// What is there if the machine loses power.
    pub(crate) durable: Mutex<Vec<u8>>,
    pub(crate) left: AtomicUsize,
}

#[derive(Clone, Debug)]
pub(crate) struct Backend(pub(crate) Arc<Disk>);

impl Disk {
    pub(crate) fn with(bytes: Vec<u8>, left: usize) -> Backend {
        let (written, durable) = (Mutex::new(bytes.clone()), Mutex::new(bytes));
        Backend(Arc::new(Self { written, durable, left: AtomicUsize::new(left) }))
    }

    /// From now on.
    pub(crate) fn fail(&self) {
        self.left.store(0, Ordering::SeqCst);
    }

    fn may_write(&self) -> io::Result<()> {
        let less = |left: usize| left.checked_sub(1);
        let left = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
        left.map(drop).map_err(|_| io::ErrorKind::StorageFull.into())
    }
}

impl StorageBackend for Backend {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.written.lock().unwrap().len().try_into().unwrap())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).unwrap();
        out.copy_from_slice(&self.0.written.lock().unwrap()[start..start + out.len()]);
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.0.may_write()?;
        self.0.written.lock().unwrap().resize(length.try_into().unwrap(), 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.may_write()?;
        let written = self.0.written.lock().unwrap().clone();
        *self.0.durable.lock().unwrap() = written;
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.may_write()?;
        let start = usize::try_from(offset).unwrap();
        self.0.written.lock().unwrap()[start..start + data.len()].copy_from_slice(data);
        Ok(())
    }
}
