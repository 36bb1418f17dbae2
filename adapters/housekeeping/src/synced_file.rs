//! A file that is on the disk soon after it is written.

use std::{
    fs::File,
    io::{self, BufWriter, Seek, SeekFrom, Write},
    sync::mpsc::{self, SyncSender},
    thread::{self, JoinHandle},
};

/// How many bytes are written at a time, and behind how many the disk is asked again.
const BUFFER: usize = 1 << 20;
const APART: usize = 8 << 20;

/// A file for [`export()`](crate::export()) that is brought to the disk while it is written, on a
/// thread of its own: whoever exports neither waits for the disk until the end, nor leaves all of
/// the archive in memory until then.
///
/// ```
/// use std::fs::{self, File};
///
/// use ipvm_housekeeping::{ExportOptions, SyncedFile, export};
/// use ipvm_runtime::store::MemoryStore;
///
/// let store = MemoryStore::new();
/// let path = std::env::temp_dir().join(format!("export-{}.car", std::process::id()));
/// let file = SyncedFile::new(File::create_new(&path)?)?;
/// let (exported, file) = export(&store, &ExportOptions::default(), file, &mut |_| {})?;
/// file.finish()?;
/// assert_eq!(exported.blocks, 0);
/// # fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SyncedFile {
    file: BufWriter<File>,
    /// How many bytes were written since the disk was asked last.
    written: usize,
    /// Asks the thread for the disk. It goes on when this is gone.
    ask: SyncSender<()>,
    syncing: JoinHandle<io::Result<()>>,
}

impl SyncedFile {
    /// A file that is open for writing.
    ///
    /// # Errors
    ///
    /// If it cannot be had a second time, or there can be no thread.
    pub fn new(file: File) -> io::Result<Self> {
        let same = file.try_clone()?;
        // One that waits is enough: it takes in whatever was written until then.
        let (ask, asked) = mpsc::sync_channel(1);
        let syncing = thread::Builder::new()
            .name("ipvm-housekeeping sync".to_owned())
            .spawn(move || asked.iter().try_for_each(|()| same.sync_data()))?;
        Ok(Self { file: BufWriter::with_capacity(BUFFER, file), written: 0, ask, syncing })
    }

    /// Returns when all of it is on the disk.
    ///
    /// # Errors
    ///
    /// What the operating system says if something is not, whenever it was written.
    ///
    /// # Panics
    ///
    /// If the thread has panicked.
    pub fn finish(self) -> io::Result<()> {
        let Self { file, ask, syncing, .. } = self;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        drop(ask);
        // A failure is told only once, to whoever asks first.
        match syncing.join() {
            Ok(synced) => synced?,
            Err(panic) => std::panic::resume_unwind(panic),
        }
        file.sync_all()
    }
}

impl Write for SyncedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.written += written;
        if self.written >= APART {
            self.written = 0;
            // If it does not wait for this one it is about to look, or has failed, of which
            // `finish` tells.
            let _ = self.ask.try_send(());
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for SyncedFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_written_is_there_wherever_it_goes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        let mut file = SyncedFile::new(File::create_new(&path).unwrap()).unwrap();
        let parts: Vec<Vec<u8>> = (0..30_u8).map(|number| vec![number; 700_001]).collect();
        parts.iter().for_each(|part| file.write_all(part).unwrap());
        file.seek(SeekFrom::Start(5)).unwrap();
        file.write_all(b"here").unwrap();
        file.finish().unwrap();
        let mut expected = parts.concat();
        expected[5..9].copy_from_slice(b"here");
        assert!(fs::read(&path).unwrap() == expected);
    }

    /// Nothing stays in a terminal, a pipe or this.
    #[cfg(unix)]
    #[test]
    fn a_disk_that_does_not_keep_it_is_told() {
        for length in [1, 3 * APART] {
            let device = File::options().write(true).open("/dev/null").unwrap();
            let mut file = SyncedFile::new(device).unwrap();
            file.write_all(&vec![7; length]).unwrap();
            assert_eq!(file.finish().unwrap_err().kind(), io::ErrorKind::InvalidInput);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_disk_that_is_full_is_told() {
        let device = File::options().write(true).open("/dev/full").unwrap();
        let mut file = SyncedFile::new(device).unwrap();
        let full = io::ErrorKind::StorageFull;
        assert_eq!(file.write_all(&vec![7; 2 * BUFFER]).unwrap_err().kind(), full);
        let device = File::options().write(true).open("/dev/full").unwrap();
        let mut file = SyncedFile::new(device).unwrap();
        file.write_all(&[7]).unwrap();
        assert_eq!(file.finish().unwrap_err().kind(), full);
    }
}
