//! What stops an import.

use std::io;

use cid::Cid;
use ipvm_runtime::store::StoreError;
use ucan_core::TokenCid;
use varsig::car::CarErrorKind;

use crate::{archive::FormError, receipt::ReceiptFault};

/// Why an archive was not taken in to its end, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("byte {offset}: {fault}")]
#[non_exhaustive]
pub struct ImportError {
    /// Offset in bytes of the section at fault, from the start of the archive; of a failure
    /// of the store, the end of what was being taken in together.
    pub offset: usize,
    /// What is wrong.
    pub fault: ImportFault,
}

/// What is wrong with an archive, or with taking it in.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportFault {
    /// It is no archive of whole blocks, or it ends too early.
    #[error(transparent)]
    Car(CarErrorKind),
    /// It cannot be read.
    #[error("the archive could not be read: {kind}")]
    Read {
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// The blocks are whole, and do not have the form of an export.
    #[error(transparent)]
    Form(FormError),
    /// What stands there as a receipt is none, or not signed by who it says.
    #[error("receipt {}: {fault}", TokenCid(receipt))]
    Receipt {
        /// The receipt.
        receipt: Cid,
        /// What is wrong with it.
        fault: Box<ReceiptFault>,
    },
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}
