//! Content handles: from a CID to content that is here.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cid::Cid;
use ipvm_content::{
    ContentPath,
    unixfs::{File, FileLimits, ReadError},
};
use ipvm_task::{ContentHandle, Custodian, LostContent, ResolutionError, Unresolved};
use varsig::{Block, multicodec::DAG_PB};

use super::{ContentError, Fetched, Reader, Unavailable};
use crate::{executor::Core, handler::KeepError, store::CidKey};

/// The executor as the keeper of content for one task.
///
/// What it has given a handle for, it holds until the task has ended: a handle that exists
/// can be counted on (IPVM Effects, Content Handles).
pub struct Custody<'a> {
    core: &'a Core,
    reader: Reader<'a>,
    held: Mutex<Held>,
    /// How many bytes of content it gives, and of all blocks that these are read from.
    content_bytes: usize,
    block_bytes: usize,
    /// How many bytes may be kept in all.
    kept_bytes: u64,
    /// Whether what is kept is held only until the task has ended.
    is_trial: bool,
}

#[derive(Default)]
struct Held {
    blocks: HashMap<CidKey, Block>,
    bytes: usize,
    kept: Kept,
    /// Why the last content that was asked for was not had.
    failure: Option<ContentError>,
}

/// What was kept for the task, each block once.
#[derive(Default)]
struct Kept {
    blocks: HashSet<CidKey>,
    bytes: u64,
}

impl<'a> Custody<'a> {
    /// For what a task is called with, which the engine bounds as the arguments of one call.
    pub(in crate::executor) fn new(core: &'a Core, reader: Reader<'a>) -> Self {
        let bytes = core.engine.value_bytes();
        Self {
            core,
            reader,
            held: Mutex::default(),
            content_bytes: bytes,
            block_bytes: bytes,
            kept_bytes: u64::try_from(bytes).unwrap_or(u64::MAX),
            is_trial: false,
        }
    }

    /// For a task of which nothing is kept but until it has ended (ruling O71).
    pub(in crate::executor) fn on_trial(core: &'a Core, reader: Reader<'a>) -> Self {
        Self { is_trial: true, ..Self::new(core, reader) }
    }

    /// For a task that may add so many bytes to the store.
    pub(in crate::executor) const fn with_disk(mut self, bytes: u64) -> Self {
        self.kept_bytes = bytes;
        self
    }

    /// For the program of a task: no argument, so that the engine bounds it as a component. The
    /// engine says itself that a block is too large for one; the parts of a file are counted.
    pub(in crate::executor) fn of_program(core: &'a Core, reader: Reader<'a>, cid: &Cid) -> Self {
        let bytes = core.engine.component_bytes();
        let block_bytes = if cid.codec() == DAG_PB { bytes.saturating_mul(2) } else { usize::MAX };
        let held = Mutex::default();
        let (kept_bytes, is_trial) = (0, false);
        Self { core, reader, held, content_bytes: bytes, block_bytes, kept_bytes, is_trial }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Content that is looked at and not held.
    pub(crate) fn look(&self, cid: &Cid) -> Result<Block, ContentError> {
        match self.held().blocks.get(&cid.into()) {
            Some(block) => Ok(block.clone()),
            None => self.core.content(cid, &self.reader),
        }
    }

    /// A handle of content that this task may read.
    pub(crate) fn handle(&self, cid: &Cid) -> Result<ContentHandle<'_, Self>, ResolutionError> {
        ContentHandle::resolve(self, cid, &())
    }

    /// Keeps a block for the subject of the task, as far as the task may add to the store.
    pub(crate) fn keep(&self, block: &Block) -> Result<(), KeepError> {
        let Some(subject) = self.reader.subject else { return Ok(()) };
        {
            let held = &mut *self.held();
            let kept = &mut held.kept;
            let is_new = !kept.blocks.contains(&block.cid().into());
            let more =
                if is_new { u64::try_from(block.bytes().len()).unwrap_or(u64::MAX) } else { 0 };
            let bytes = kept.bytes.saturating_add(more);
            if bytes > self.kept_bytes {
                return Err(KeepError::Disk { bytes, limit: self.kept_bytes });
            }
            kept.bytes = bytes;
            kept.blocks.insert(block.cid().into());
            if self.is_trial {
                held.blocks.insert(block.cid().into(), block.clone());
                return Ok(());
            }
        }
        let blocks = self.core.stores.blocks_of(self.reader.secret);
        blocks.put_for(std::slice::from_ref(block), subject).map_err(KeepError::Store)
    }

    /// How many bytes were kept.
    pub(in crate::executor) fn kept(&self) -> u64 {
        self.held().kept.bytes
    }

    /// All content that a call needs, through its handles: none, or every one.
    pub(in crate::executor) fn fetch(
        &self,
        links: impl IntoIterator<Item = Cid>,
    ) -> Result<Fetched, ContentError> {
        let mut fetched = BTreeMap::new();
        for cid in links {
            fetched.insert(cid, self.bytes(&cid)?);
        }
        Ok(Fetched(fetched))
    }

    /// The bytes that a CID stands for, through handles: of a block, or of a file of UnixFS.
    pub(in crate::executor) fn bytes(&self, cid: &Cid) -> Result<Arc<[u8]>, ContentError> {
        if cid.codec() != DAG_PB {
            return Ok(self.held_block(cid)?.shared_bytes());
        }
        let left = u64::try_from(self.content_bytes).unwrap_or(u64::MAX);
        let limits = FileLimits::default().with_bytes(left);
        let file = File::new(*cid, &ContentPath::default(), limits);
        file.read(|cid| self.held_block(cid)).map(Arc::from).map_err(|error| match error {
            ReadError::Block { error, .. } => error,
            ReadError::File(error) => ContentError::File(error),
            _ => ContentError::Unavailable { cid: *cid, reason: Unavailable::Unreachable },
        })
    }

    /// A block through a handle.
    pub(in crate::executor) fn held_block(&self, cid: &Cid) -> Result<Block, ContentError> {
        let handle = self.handle(cid).map_err(|error| self.failure(cid, &error))?;
        handle.content().map_err(|error| self.failure(cid, &error))
    }

    fn failure(&self, cid: &Cid, error: &ResolutionError) -> ContentError {
        let reason = match error {
            ResolutionError::WrongBlock { .. } => Unavailable::Untrue,
            _ => Unavailable::Missing,
        };
        let told = self.held().failure.take();
        told.unwrap_or(ContentError::Unavailable { cid: *cid, reason })
    }
}

impl Custodian for Custody<'_> {
    /// It keeps content for one task, by which everything is judged.
    type Reader = ();

    fn find(&self, cid: &Cid, (): &()) -> Result<Block, Unresolved> {
        if let Some(block) = self.held().blocks.get(&cid.into()) {
            return Ok(block.clone());
        }
        let found = self.core.content(cid, &self.reader);
        let mut held = self.held();
        let found = found.and_then(|block| {
            let bytes = held.bytes.saturating_add(block.bytes().len());
            if bytes > self.block_bytes {
                let reason = Unavailable::TooLarge;
                return Err(ContentError::Unavailable { cid: *cid, reason });
            }
            held.bytes = bytes;
            Ok(block)
        });
        match found {
            Ok(block) => {
                held.blocks.insert(cid.into(), block.clone());
                Ok(block)
            }
            Err(error) => {
                let reason = unresolved(&error);
                held.failure = Some(error);
                Err(reason)
            }
        }
    }

    fn load(&self, handle: &ContentHandle<'_, Self>) -> Result<Block, LostContent> {
        self.held().blocks.get(&handle.cid().into()).cloned().ok_or(LostContent::Gone)
    }
}

fn unresolved(error: &ContentError) -> Unresolved {
    match error {
        ContentError::Store(_) | ContentError::File(_) => Unresolved::Unreachable,
        ContentError::Unavailable { reason, .. } => match reason {
            Unavailable::Missing => Unresolved::NotHere,
            Unavailable::Damaged => Unresolved::Damaged,
            Unavailable::NotPermitted => Unresolved::NotPermitted,
            Unavailable::TimedOut => Unresolved::TimedOut,
            Unavailable::Untrue => Unresolved::Untrue,
            Unavailable::TooLarge => Unresolved::TooLarge,
            Unavailable::Unreachable => Unresolved::Unreachable,
            Unavailable::UnsupportedHash => Unresolved::UnsupportedHash,
        },
    }
}

impl std::fmt::Debug for Custody<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Custody").field("held", &self.held().blocks.len()).finish_non_exhaustive()
    }
}
