//! Content handles: content that is known to be here.

mod error;

use core::fmt;

use cid::Cid;
use ipvm_content::Reference;
use ucan_core::Command;
use varsig::Block;

pub use self::error::{AtFault, LostContent, ResolutionError, Unresolved};

/// The command whose delegation lets somebody read content of the subject (ruling I11). It
/// takes the argument `cid`, a link to what is read.
pub const CONTENT_READ: &str = "/content/read";

/// [`CONTENT_READ`] as a command.
#[must_use]
pub fn content_read() -> Command {
    CONTENT_READ.parse().expect("the constant is a command")
}

/// Whoever keeps content and answers for it: an executor.
///
/// Handles bear the type of their custodian, and only the crate that defines a type can
/// make it one: a handle of an executor's type comes from that executor's code, and from
/// nowhere else.
pub trait Custodian: Sized {
    /// On whose behalf content is asked for: the evidence that the custodian judges
    /// permission by (ruling I11).
    type Reader: ?Sized;

    /// Finds content that `reader` may read, and gives it as a block, whose bytes have
    /// been hashed.
    ///
    /// # Errors
    ///
    /// [`Unresolved`] if the content is not to be had, or not by this reader.
    fn find(&self, cid: &Cid, reader: &Self::Reader) -> Result<Block, Unresolved>;

    /// Gives the content of a handle again. The reader was judged when the handle was
    /// made, and the handle is what shows it.
    ///
    /// # Errors
    ///
    /// [`LostContent`] if it is not here any more.
    fn load(&self, handle: &ContentHandle<'_, Self>) -> Result<Block, LostContent>;
}

/// Content that was here, hashed to its CID, and may be read (IPVM Effects, Content
/// Handles). It may be counted on as if it were a value: that it cannot be had later is
/// a failure of whoever made the handle.
///
/// Only [`ContentHandle::resolve`] makes one. It has no form outside of the program and
/// does not outlive its custodian, so that it cannot be sent to where the content may
/// not be.
///
/// ```
/// use cid::Cid;
/// use ipvm_task::{AtFault, ContentHandle, Custodian, LostContent, Unresolved};
/// use varsig::Block;
///
/// struct Library(Block);
///
/// impl Custodian for Library {
///     type Reader = str;
///
///     fn find(&self, cid: &Cid, reader: &str) -> Result<Block, Unresolved> {
///         match (cid == self.0.cid(), reader) {
///             (false, _) => Err(Unresolved::NotHere),
///             (true, "member") => Ok(self.0.clone()),
///             (true, _) => Err(Unresolved::NotPermitted),
///         }
///     }
///
///     fn load(&self, _: &ContentHandle<'_, Self>) -> Result<Block, LostContent> {
///         Ok(self.0.clone())
///     }
/// }
///
/// let library = Library(Block::raw(*b"a book"));
/// let handle = ContentHandle::resolve(&library, library.0.cid(), "member")?;
/// assert_eq!(handle.size(), 6);
/// let error = ContentHandle::resolve(&library, library.0.cid(), "guest").unwrap_err();
/// assert_eq!(error.at_fault(), AtFault::Requestor);
/// # Ok::<(), ipvm_task::ResolutionError>(())
/// ```
pub struct ContentHandle<'c, C> {
    custodian: &'c C,
    cid: Cid,
    size: u64,
}

impl<'c, C: Custodian> ContentHandle<'c, C> {
    /// Resolves a CID: the content is here, has been hashed, and this reader may read it.
    ///
    /// # Errors
    ///
    /// [`ResolutionError::Unresolved`] as the custodian gives it, and
    /// [`ResolutionError::WrongBlock`] if it gives other content than was asked for.
    pub fn resolve(
        custodian: &'c C,
        cid: &Cid,
        reader: &C::Reader,
    ) -> Result<Self, ResolutionError> {
        let block = custodian
            .find(cid, reader)
            .map_err(|reason| ResolutionError::Unresolved { cid: *cid, reason })?;
        if block.cid() != cid {
            return Err(ResolutionError::WrongBlock { cid: *cid, found: *block.cid() });
        }
        let size = u64::try_from(block.bytes().len()).unwrap_or(u64::MAX);
        Ok(Self { custodian, cid: *cid, size })
    }

    /// As [`ContentHandle::resolve`], from a text that names one block: a CID, or one behind
    /// `cid:` or `ipfs://` (ruling O81).
    ///
    /// # Errors
    ///
    /// The same, and [`ResolutionError::MalformedCid`] for any other text. What a path leads
    /// to and what stands in a `data:` URI is no block of a custodian.
    pub fn resolve_text(
        custodian: &'c C,
        text: &str,
        reader: &C::Reader,
    ) -> Result<Self, ResolutionError> {
        match Reference::parse(text) {
            Ok(Reference::Cid(cid)) => Self::resolve(custodian, &cid, reader),
            Ok(Reference::Ipfs { cid, path }) if path.is_empty() => {
                Self::resolve(custodian, &cid, reader)
            }
            _ => Err(ResolutionError::MalformedCid { found: crate::kind::shown(text) }),
        }
    }

    /// The content.
    ///
    /// # Errors
    ///
    /// [`ResolutionError::Lost`] if it is not here any more, and
    /// [`ResolutionError::WrongBlock`] if it is other content now.
    pub fn content(&self) -> Result<Block, ResolutionError> {
        let lost = |reason| ResolutionError::Lost { cid: self.cid, reason };
        let block = self.custodian.load(self).map_err(lost)?;
        if *block.cid() != self.cid {
            return Err(ResolutionError::WrongBlock { cid: self.cid, found: *block.cid() });
        }
        Ok(block)
    }
}

impl<C> ContentHandle<'_, C> {
    /// The CID.
    #[must_use]
    pub const fn cid(&self) -> &Cid {
        &self.cid
    }

    /// How many bytes the content has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }
}

impl<C> Clone for ContentHandle<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for ContentHandle<'_, C> {}

impl<C> fmt::Debug for ContentHandle<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHandle({}, {} bytes)", self.cid, self.size)
    }
}
