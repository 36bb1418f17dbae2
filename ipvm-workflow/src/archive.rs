//! A workflow with all that belongs to it in one file.

mod builder;
mod error;
mod index;
mod named;
mod progress;
mod read;
mod receipts;

use std::collections::BTreeMap;

use cid::Cid;
use ucan_core::{Delegation, Envelope};
use ucan_invocation::Invocation;
use varsig::{
    Block,
    car::{CarLimits, CarWriter},
};

use self::index::Index;
pub use self::{
    builder::ArchiveBuilder,
    error::ArchiveError,
    named::Missing,
    progress::{Progress, Told},
};
use crate::document::Document;

/// The version of the archive that is written and read.
pub const ARCHIVE_VERSION: &str = "0.1.0";

/// A workflow with its tokens, the programs and inputs of its tasks, and the receipts so
/// far: all that it takes to suspend it, to move it, and to go on elsewhere.
///
/// As a file it is a content-addressed archive of version 1 ([`varsig::car`]). Its one root
/// is a block of DAG-CBOR that says which block is what:
///
/// ```text
/// {"v": "0.1.0", "workflow": &token, "delegations": [&token, …], "receipts": [&token, …],
///  "content": [&block, …]}
/// ```
///
/// Every list is in the order of its CIDs, and no CID stands in it twice. The blocks follow
/// in the same order, the root first: the same parts make the same bytes, whatever the order
/// in which they were given, and there is one file for one root.
///
/// # What reading proves
///
/// That every block is the content of its CID, that the file has all blocks that its root
/// names and no other, that the tokens are tokens of their kinds, that the workflow's has a
/// sound [`Document`], and that each receipt is said to be one of a task of this workflow: a
/// task in the document, the workflow's own, or a call of its exception handler with a
/// failure that a receipt in the archive tells of.
///
/// It proves no signature and no authority. A file comes from somebody: its tokens count
/// once they are verified and proven, as those that come by any other way.
///
/// ```
/// use ipld_core::ipld::Ipld;
/// use ipvm_workflow::{Archive, Draft, TaskDraft};
/// use ucan_core::{Did, Envelope, Nonce, Timestamp};
/// use ucan_invocation::{Attestation, Outcome};
/// use varsig::{Ed25519Signer, car::CarLimits};
///
/// let (bob, carol) = (Ed25519Signer::from_seed(&[2; 32]), Ed25519Signer::from_seed(&[3; 32]));
/// let task = TaskDraft::new(Did::from_signer(&bob), "/wasm/run".parse()?, [].into());
/// let sealed = Draft::new().with_task("first", task).seal()?;
/// let (issuer, executor) = (Did::from_signer(&bob), Did::from_signer(&carol));
/// let workflow = Envelope::sign(sealed.invocation(issuer, executor, Nonce::new([7; 12]))?, &bob)?;
///
/// let (ran, now) = (*sealed.task("first").unwrap().id(), Timestamp::EPOCH);
/// let receipt = Attestation::new(ran, Outcome::Ok(Ipld::Integer(42)), now).sign(&carol)?;
/// let archive = Archive::builder(workflow.block().clone())
///     .with_receipt(receipt.block().clone())
///     .build()?;
///
/// let file = archive.write();
/// let archive = Archive::read(&file, &CarLimits::default())?;
/// let progress = archive.progress();
/// assert_eq!(progress.with_receipt().collect::<Vec<_>>(), ["first"]);
/// assert_eq!(progress.without_receipt().count(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Archive {
    index: Block,
    workflow: Envelope<Invocation>,
    document: Document,
    delegations: BTreeMap<Cid, Envelope<Delegation>>,
    receipts: BTreeMap<Cid, Envelope<Invocation>>,
    content: BTreeMap<Cid, Block>,
    progress: Progress,
}

/// What a block is in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ArchivePart {
    /// The signed workflow.
    Workflow,
    /// A delegation.
    Delegation,
    /// A receipt.
    Receipt,
    /// A program, an input, or a part of a result.
    Content,
}

impl std::fmt::Display for ArchivePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Workflow => "workflow",
            Self::Delegation => "delegation",
            Self::Receipt => "receipt",
            Self::Content => "content",
        })
    }
}

impl Archive {
    /// The most bytes that are gone through to tell which receipts are those of the exception
    /// handler: for each failure that a receipt tells of, and for each label of its task,
    /// those of the handler's arguments, of the error and of the label. 256 MiB.
    pub const MAX_CAUGHT_BYTES: u64 = 1 << 28;

    /// An archive in the making, of the signed workflow in `workflow`.
    #[must_use]
    pub fn builder(workflow: Block) -> ArchiveBuilder {
        ArchiveBuilder::new(workflow)
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Car`] for what is no archive, the variants about the index and about
    /// blocks for one that is none of these, and for the parts as
    /// [`ArchiveBuilder::build`].
    pub fn read(bytes: &[u8], limits: &CarLimits) -> Result<Self, ArchiveError> {
        read::read(bytes, limits)
    }

    /// The same archive under another token of the same workflow: signed anew, for another
    /// executor to go on with it. Whoever issued the workflow can do that, and nobody else:
    /// an invocation names its executor (ruling P3), and one moves away from an executor by
    /// naming another.
    ///
    /// Receipts of the workflow as a whole stay behind if the token names another task, which
    /// it does if its nonce is another.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::OtherDocument`] if the token has another document, and for what is no
    /// token of a workflow as [`ArchiveBuilder::build`].
    pub fn addressed_anew(&self, workflow: Block) -> Result<Self, ArchiveError> {
        let mut builder = Self::builder(workflow.clone());
        for delegation in self.delegations.values() {
            builder = builder.with_delegation(delegation.block().clone());
        }
        for content in self.content.values() {
            builder = builder.with_content(content.clone());
        }
        let other = builder.clone().build()?;
        let task = |archive: &Self| archive.workflow.unverified_payload().task().clone();
        let (ours, theirs) = (task(self), task(&other));
        if ours.args() != theirs.args() {
            return Err(ArchiveError::OtherDocument);
        }
        let of_workflow = |cid: &Cid| self.progress.workflow.iter().any(|it| it.receipt == *cid);
        for (cid, receipt) in &self.receipts {
            if ours.id() == theirs.id() || !of_workflow(cid) {
                builder = builder.with_receipt(receipt.block().clone());
            }
        }
        builder.build()
    }

    /// The file.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut writer = CarWriter::new(&[*self.root()]);
        writer.extend(self.blocks());
        writer.finish()
    }

    /// The CID of the root, which names this archive and no other.
    #[must_use]
    pub const fn root(&self) -> &Cid {
        self.index.cid()
    }

    /// The blocks in the order of the file, the root first.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        [&self.index, self.workflow.block()]
            .into_iter()
            .chain(self.delegations.values().map(Envelope::block))
            .chain(self.receipts.values().map(Envelope::block))
            .chain(self.content.values())
    }

    /// The block that `cid` names, whatever it is in the archive.
    #[must_use]
    pub fn get(&self, cid: &Cid) -> Option<&Block> {
        let own = [&self.index, self.workflow.block()].into_iter().find(|it| it.cid() == cid);
        own.or_else(|| self.delegations.get(cid).map(Envelope::block))
            .or_else(|| self.receipts.get(cid).map(Envelope::block))
            .or_else(|| self.content.get(cid))
    }

    /// The invocation of the workflow. Its signature was not verified.
    #[must_use]
    pub const fn workflow(&self) -> &Envelope<Invocation> {
        &self.workflow
    }

    /// The document of the workflow.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The delegations. No signature of them was verified.
    #[must_use]
    pub const fn delegations(&self) -> &BTreeMap<Cid, Envelope<Delegation>> {
        &self.delegations
    }

    /// The receipts, as invocations: each is one once
    /// [`Receipt::accept`](ucan_invocation::Receipt::accept) takes it for one. No signature
    /// of them was verified.
    #[must_use]
    pub const fn receipts(&self) -> &BTreeMap<Cid, Envelope<Invocation>> {
        &self.receipts
    }

    /// Programs, inputs and parts of results, each the content of its CID.
    #[must_use]
    pub const fn content(&self) -> &BTreeMap<Cid, Block> {
        &self.content
    }

    /// Which tasks have receipts, as far as these can be believed.
    #[must_use]
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }
}

/// The blocks of an archive that nobody has looked at.
struct Parts {
    workflow: Block,
    delegations: BTreeMap<Cid, Block>,
    receipts: BTreeMap<Cid, Block>,
    content: BTreeMap<Cid, Block>,
}

impl Parts {
    fn index(&self) -> Index {
        let list = |blocks: &BTreeMap<Cid, Block>| blocks.keys().copied().collect();
        Index {
            workflow: *self.workflow.cid(),
            delegations: list(&self.delegations),
            receipts: list(&self.receipts),
            content: list(&self.content),
        }
    }
}
