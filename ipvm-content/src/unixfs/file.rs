//! The reader, step by step.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    sync::Arc,
    vec,
    vec::Vec,
};
use core::{fmt, ops::Range};

use cid::Cid;
use varsig::Block;

use super::{
    FileError, FileLimits, ReadError,
    error::FileErrorKind as Kind,
    node::{Part, check, entry_of},
};
use crate::reference::ContentPath;

/// A file that is being read, without I/O.
///
/// [`File::step`] says what comes next: blocks that are needed, to be given to
/// [`File::supply`]; a piece of the content, in order; or the end. Of blocks that were given
/// no more are held than are asked for at a time, and one.
///
/// ```
/// use ipvm_content::{ContentPath, unixfs::{File, FileLimits, Step}};
/// use varsig::Block;
///
/// let hello = Block::raw(*b"hello");
/// let mut file = File::new(*hello.cid(), &ContentPath::default(), FileLimits::default());
/// let mut content = Vec::new();
/// loop {
///     match file.step()? {
///         Step::Need(cids) => {
///             assert_eq!(cids, [*hello.cid()]);
///             file.supply(hello.clone())?;
///         }
///         Step::Content(chunk) => content.extend_from_slice(chunk.bytes()),
///         Step::Done => break,
///     }
/// }
/// assert_eq!(content, b"hello");
/// # Ok::<(), ipvm_content::unixfs::FileError>(())
/// ```
#[derive(Clone, Debug)]
pub struct File {
    limits: FileLimits,
    /// The names that are left of the path.
    path: vec::IntoIter<String>,
    /// What comes next, the first of it last.
    stack: Vec<Pending>,
    /// What was given and is still to come.
    held: BTreeMap<Cid, Block>,
    /// What was asked for and not given.
    asked: BTreeSet<Cid>,
    visited: usize,
    found: Option<(Cid, u64)>,
}

/// A block to come.
#[derive(Clone, Copy, Debug)]
struct Pending {
    cid: Cid,
    /// How many bytes it has to have, where it is a part of a file.
    expected: Option<u64>,
    depth: usize,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// These blocks are needed: the first of them now, the others soon. They may be given
    /// one by one and in any order.
    Need(Vec<Cid>),
    /// The next piece of the content. It is not empty.
    Content(Chunk),
    /// There is no more.
    Done,
}

/// A piece of the content: bytes of a block, without a copy.
#[derive(Clone, PartialEq, Eq)]
pub struct Chunk {
    block: Arc<[u8]>,
    range: Range<usize>,
}

impl Chunk {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.block.get(self.range.clone()).unwrap_or_default()
    }
}

impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chunk({} bytes)", self.range.len())
    }
}

impl File {
    /// Begins at `root`, from where `path` leads to the file.
    #[must_use]
    pub fn new(root: Cid, path: &ContentPath, limits: FileLimits) -> Self {
        Self {
            limits,
            path: path.segments().to_vec().into_iter(),
            stack: vec![Pending { cid: root, expected: None, depth: 0 }],
            held: BTreeMap::new(),
            asked: BTreeSet::new(),
            visited: 0,
            found: None,
        }
    }

    /// Goes as far as it can with the blocks at hand.
    ///
    /// # Errors
    ///
    /// [`FileError`] with the block at which the file cannot be read. It stays so.
    pub fn step(&mut self) -> Result<Step, FileError> {
        while let Some(next) = self.stack.last().copied() {
            let fail = |kind| FileError { cid: next.cid, kind };
            check(&next.cid).map_err(fail)?;
            let Some(block) = self.held.get(&next.cid).cloned() else {
                let needed = self.needed(next.cid);
                self.asked = needed.iter().copied().collect();
                return Ok(Step::Need(needed));
            };
            if self.visited == self.limits.blocks {
                return Err(fail(Kind::TooManyBlocks { limit: self.limits.blocks }));
            }
            let content = self.visit(next, &block).map_err(fail)?;
            if !content.is_empty() {
                return Ok(Step::Content(Chunk { block: block.shared_bytes(), range: content }));
            }
        }
        Ok(Step::Done)
    }

    /// Takes a block that was asked for.
    ///
    /// # Errors
    ///
    /// [`Kind::NotAsked`](super::FileErrorKind::NotAsked), if it was not, or was given
    /// before. Then nothing has changed.
    pub fn supply(&mut self, block: Block) -> Result<(), FileError> {
        let cid = *block.cid();
        if !self.asked.remove(&cid) {
            return Err(FileError { cid, kind: Kind::NotAsked });
        }
        self.held.insert(cid, block);
        Ok(())
    }

    /// The CID of the file itself, at the end of the path, once that is known.
    #[must_use]
    pub fn cid(&self) -> Option<&Cid> {
        self.found.as_ref().map(|(cid, _)| cid)
    }

    /// How many bytes the file has, once that is known: before any of its content is given.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.found.map(|(_, size)| size)
    }

    /// Reads all of the file, from whoever gives the blocks.
    ///
    /// ```
    /// use ipvm_content::{ContentPath, unixfs::{File, FileLimits}};
    /// use varsig::Block;
    ///
    /// let hello = Block::raw(*b"hello");
    /// let file = File::new(*hello.cid(), &ContentPath::default(), FileLimits::default());
    /// let content = file.read(|_| Ok::<_, &str>(hello.clone()))?;
    /// assert_eq!(content, b"hello");
    /// # Ok::<(), ipvm_content::unixfs::ReadError<&str>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ReadError::Block`] as `block` says, [`ReadError::File`] as [`File::step`] does, or
    /// for a block that is another one than was asked for.
    pub fn read<E>(
        mut self,
        mut block: impl FnMut(&Cid) -> Result<Block, E>,
    ) -> Result<Vec<u8>, ReadError<E>> {
        let mut content = Vec::new();
        loop {
            match self.step().map_err(ReadError::File)? {
                Step::Need(cids) => {
                    for cid in cids {
                        let given = block(&cid).map_err(|error| ReadError::Block { cid, error })?;
                        self.supply(given).map_err(ReadError::File)?;
                    }
                }
                Step::Content(chunk) => content.extend_from_slice(chunk.bytes()),
                Step::Done => return Ok(content),
            }
        }
    }

    /// The first CID, and what of those behind it is not here, as far as is looked ahead.
    fn needed(&self, first: Cid) -> Vec<Cid> {
        let room = self.limits.ahead.saturating_sub(self.held.len()).max(1);
        let mut needed = vec![first];
        for pending in self.stack.iter().rev().take(self.limits.ahead) {
            let cid = pending.cid;
            if needed.len() == room {
                break;
            }
            let is_wanted = !needed.contains(&cid) && !self.held.contains_key(&cid);
            if is_wanted && check(&cid).is_ok() {
                needed.push(cid);
            }
        }
        needed
    }

    /// Puts what is behind the block in its place, and gives where its own content is.
    fn visit(&mut self, next: Pending, block: &Block) -> Result<Range<usize>, Kind> {
        if let Some(name) = self.path.as_slice().first() {
            let entry = entry_of(block, name)?;
            self.path.next();
            self.leave(&next.cid);
            self.stack.push(Pending { cid: entry, expected: None, depth: 0 });
            return Ok(0..0);
        }
        // Those that are visited, this one, and those that are to come by now.
        let limit = self.limits.blocks;
        let room = limit.saturating_sub(self.visited + self.stack.len());
        let part = Part::read(block, room, limit)?;
        match next.expected {
            Some(expected) if expected != part.size => {
                return Err(Kind::PartSize { expected, found: part.size });
            }
            Some(_) => {}
            None if part.size > self.limits.bytes => {
                return Err(Kind::TooLarge { limit: self.limits.bytes, found: part.size });
            }
            None => self.found = Some((next.cid, part.size)),
        }
        let depth = next.depth + 1;
        if !part.parts.is_empty() && depth > self.limits.depth {
            return Err(Kind::TooDeep { limit: self.limits.depth });
        }
        self.leave(&next.cid);
        let parts = part.parts.into_iter().rev();
        self.stack.extend(parts.map(|(cid, size)| Pending { cid, expected: Some(size), depth }));
        Ok(part.content)
    }

    /// The block on top is done with. It is held on to if it comes again soon and
    /// there is room.
    fn leave(&mut self, cid: &Cid) {
        self.visited += 1;
        self.stack.pop();
        let mut soon = self.stack.iter().rev().take(self.limits.ahead);
        if self.held.len() > self.limits.ahead || !soon.any(|pending| pending.cid == *cid) {
            self.held.remove(cid);
        }
    }
}
