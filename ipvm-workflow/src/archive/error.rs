//! What can be wrong with an archive.

use cid::Cid;
use ucan_core::{Command, DecodeError, FieldError, TokenCid};
use varsig::{car::CarError, dag_cbor::DagCborError};

use super::{ARCHIVE_VERSION, ArchivePart};
use crate::{WORKFLOW_RUN, document::DocumentError};

/// Why something is not the archive of a workflow.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// A block does not stand in its place.
    #[error("block {found} stands where {expected} should: blocks follow in the index's order")]
    BlockOrder {
        /// The CID that should stand there.
        expected: Cid,
        /// The CID that does.
        found: Cid,
    },
    /// A block stands in the file twice.
    #[error("byte {offset}: block {cid} stands in the file before")]
    BlockTwice {
        /// The CID.
        cid: Cid,
        /// Where the second one starts, in bytes from the start of the file.
        offset: usize,
    },
    /// The file has a block that its index does not name.
    #[error("the index does not name block {cid}")]
    BlockUnknown {
        /// The CID.
        cid: Cid,
    },
    /// The file has not all blocks that its index names: it was cut short, maybe.
    #[error("{} blocks that the index names are missing, first {}", missing.len(),
        missing.first().map_or_else(String::new, ToString::to_string))]
    BlocksMissing {
        /// Their CIDs, in the order of the index.
        missing: Vec<Cid>,
    },
    /// The file is no content-addressed archive, or a block is not the content of its CID.
    #[error(transparent)]
    Car(CarError),
    /// The token of the workflow is one of something else.
    #[error("a workflow is an invocation of {WORKFLOW_RUN}, not of {found}")]
    Command {
        /// The command found.
        found: Command,
    },
    /// The document of the workflow is malformed.
    #[error("the workflow: {0}")]
    Document(DocumentError),
    /// A receipt is not one of a task of this workflow.
    #[error("receipt {} is of {ran}, which is no task of this workflow", TokenCid(receipt))]
    ForeignReceipt {
        /// The receipt.
        receipt: Cid,
        /// The task that it is of.
        ran: Cid,
    },
    /// A field of the index is missing, malformed or unknown.
    #[error("the index: {0}")]
    Index(FieldError),
    /// The root is no CIDv1 with codec DAG-CBOR.
    #[error("{cid} is not the address of an index, which is a CIDv1 with codec dag-cbor")]
    IndexAddress {
        /// The root.
        cid: Cid,
    },
    /// The index is not canonical DAG-CBOR.
    #[error("the index: {0}")]
    IndexEncoding(DagCborError),
    /// Something is listed twice in the index.
    #[error("the index: {cid} is listed twice")]
    ListedTwice {
        /// The CID.
        cid: Cid,
    },
    /// A list of the index is not in the order of the CIDs.
    #[error("the index: in the list of kind `{part}`, {cid} is out of order")]
    ListOrder {
        /// Of what the list is.
        part: ArchivePart,
        /// The first CID that comes after a larger one.
        cid: Cid,
    },
    /// The file has no block for its root.
    #[error("the root {root} has no block")]
    NoIndex {
        /// The root.
        root: Cid,
    },
    /// A token that is to stand in the place of the workflow's has another document.
    #[error("the token has another document than the workflow in the archive")]
    OtherDocument,
    /// A field of a receipt is missing or malformed.
    #[error("receipt {}: {error}", TokenCid(receipt))]
    Receipt {
        /// The receipt.
        receipt: Cid,
        /// What is wrong with it.
        error: FieldError,
    },
    /// A token under the receipts is an invocation of something else.
    #[error("receipt {}: it is an invocation of {found}, which is no receipt", TokenCid(receipt))]
    ReceiptCommand {
        /// The token.
        receipt: Cid,
        /// Its command.
        found: Command,
    },
    /// The file has not exactly one root.
    #[error("an archive of a workflow has one root, not {found}")]
    Roots {
        /// The number of roots.
        found: usize,
    },
    /// A token is none of its kind.
    #[error("{part} {cid}: {error}")]
    Token {
        /// As what it is in the archive.
        part: ArchivePart,
        /// The CID.
        cid: Cid,
        /// What is wrong with it.
        error: DecodeError,
    },
    /// It would take too long to tell which receipts are those of the exception handler.
    #[error("its failures make calls of the handler of more than {limit} bytes together")]
    TooMuchCaught {
        /// The limit in bytes: [`Archive::MAX_CAUGHT_BYTES`](super::Archive::MAX_CAUGHT_BYTES).
        limit: u64,
    },
    /// The index has another version.
    #[error("version `{found}` of the archive is not read; `{ARCHIVE_VERSION}` is")]
    Version {
        /// The version found.
        found: String,
    },
}
