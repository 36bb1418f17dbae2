//! A whole store as one stream (ruling O80).

mod reader;
mod writer;

use std::{
    io::{self, Seek, Write},
    sync::mpsc,
    thread,
};

use cid::Cid;
use ipvm_runtime::store::{Damage, Inventory, StoreError};
use varsig::{car::CarStreamWriter, dag_cbor::EncodeError};

use crate::{
    archive::unfinished,
    progress::{Counter, Progress, Stage},
};
use reader::{Read, Stopped};
use writer::Writer;

/// What goes into an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportOptions {
    /// Whether receipts of secret tasks go into it too. What they link to is content like
    /// any other, and goes into it anyway: secrets that are to stay are kept in a store
    /// apart.
    pub secrets: bool,
    /// Whether to go on past what the store cannot read, as of
    /// [`Inventory::salvage`]. Without it such a store has no export: what is left out of one
    /// is named.
    pub salvage: bool,
}

impl ExportOptions {
    /// With the receipts of secret tasks.
    #[must_use]
    pub const fn with_secrets(mut self) -> Self {
        self.secrets = true;
        self
    }

    /// Past what the store cannot read.
    #[must_use]
    pub const fn with_salvage(mut self) -> Self {
        self.salvage = true;
        self
    }
}

/// What an export holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exported {
    /// The root, which stands for all of it; `None` until it is written.
    pub root: Option<Cid>,
    /// How many blocks it holds.
    pub blocks: u64,
    /// How many bytes blocks and receipts have.
    pub bytes: u64,
    /// How many receipts.
    pub receipts: u64,
    /// How many mutations that were begun.
    pub begun: u64,
    /// How many remembered results.
    pub results: u64,
    /// How many pins.
    pub pins: u64,
    /// How many secret receipts were left out; results that name one were too.
    pub secret: u64,
    /// Blocks and receipts that are damaged, or that are kept as receipts and are none.
    /// They were left out, and so were results that name one.
    pub damaged: Vec<Cid>,
    /// Remembered results that are damaged, or whose receipts are not in the export.
    pub without_receipt: u64,
    /// Rows that could not be read, if that was asked for; what they said and no other row
    /// says is not in the export. Where mutations may be among it, whoever takes the export in
    /// can run them a second time.
    pub unreadable: Vec<Damage>,
}

/// Why an export was not written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stream could not be written.
    #[error("the export could not be written: {kind}")]
    Write {
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// Something in the store has no form in DAG-CBOR.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Write { kind: error.kind() }
    }
}

/// Writes everything that a store holds: blocks with who may read them, receipts with what
/// finds them, mutations that were begun, remembered results, pins. Values by name are not
/// among it.
///
/// The root is known at the end, so that the sink has to seek; until then the header names
/// none, and what is not finished is seen to be. Memory does not grow with the store. What
/// is written meanwhile may be left out. One thread more reads the store, ahead of this one
/// that writes it down. For a file as the sink there is [`SyncedFile`](crate::SyncedFile).
///
/// # Errors
///
/// [`ExportError::Store`] if the store fails, [`ExportError::Write`] if the sink does.
/// Damaged entries are left out and told; where the store cannot read what is there that is
/// [`StoreError::Corrupted`], unless [`ExportOptions::salvage`] has it go on.
pub fn export<W: Write + Seek>(
    store: &dyn Inventory,
    options: &ExportOptions,
    sink: W,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Exported, W), ExportError> {
    let archive = CarStreamWriter::new(sink, &[unfinished()])?;
    let counter = Counter::new(Stage::Exporting, progress);
    let mut writer = Writer::new(store, options, archive, counter);
    if options.salvage {
        write(store, &mut writer, reader::salvaged)?;
        return writer.finish();
    }
    write(store, &mut writer, reader::content)?;
    if writer.has_left_out() {
        write(store, &mut writer, reader::left_out)?;
    }
    write(store, &mut writer, reader::rest)?;
    writer.finish()
}

/// How much is read ahead of what is written down.
const AHEAD: usize = 2;

/// Writes down what another thread reads.
fn write<W: Write + Seek>(
    store: &dyn Inventory,
    writer: &mut Writer<'_, W>,
    read: Read,
) -> Result<(), ExportError> {
    let (send, entries) = mpsc::sync_channel(AHEAD);
    thread::scope(|scope| {
        let reader = scope.spawn(move || read(store, &send));
        let written = entries.into_iter().try_for_each(|entries| writer.write(entries));
        let read = match reader.join() {
            Ok(read) => read,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        match (written, read) {
            (Err(error), _) => Err(error),
            (Ok(()), Ok(())) => Ok(()),
            (Ok(()), Err(Stopped::Store(error))) => Err(error.into()),
            // Nobody but the end of the writing ends it so.
            (Ok(()), Err(Stopped::Unread)) => Err(StoreError::Closed.into()),
        }
    })
}
