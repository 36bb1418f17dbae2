//! The neutral names of errors.

use ipvm_conformance::{Fault, Refusal};
use ipvm_housekeeping::{FormError, ImportError, ImportFault};

pub(crate) fn of_import(error: &ImportError) -> Result<Refusal, Fault> {
    let name = match &error.fault {
        ImportFault::Car(_) => "StoreArchiveCar",
        ImportFault::Receipt { .. } => "StoreArchiveReceipt",
        ImportFault::Form(form) => match form {
            FormError::Unfinished => "StoreArchiveUnfinished",
            FormError::NotAPage { .. }
            | FormError::Page(_)
            | FormError::Field(_)
            | FormError::Kind { .. } => "StoreArchivePage",
            FormError::Version { .. } => "StoreArchiveVersion",
            FormError::Row { .. } => "StoreArchiveRow",
            FormError::Order { .. } => "StoreArchiveOrder",
            FormError::Previous { .. } => "StoreArchivePrevious",
            FormError::Block { .. } => "StoreArchiveBlock",
            FormError::Count { .. } => "StoreArchiveCount",
            FormError::Root { .. } => "StoreArchiveRoot",
            FormError::AfterTheEnd | FormError::NoEnd => "StoreArchiveEnd",
            _ => return Err(Fault::Invariant("an error that no case can show")),
        },
        _ => return Err(Fault::Invariant("an error that no case can show")),
    };
    Ok(Refusal::new(name, error).at(error.offset))
}
