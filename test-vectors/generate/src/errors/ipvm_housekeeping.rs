//! Keeping a store.

use super::{ErrorName, error};

pub(super) const ALL: &[ErrorName] = &[
    error("StoreGarbage", "Nothing keeps it.", "ruling O79"),
    error("StoreArchiveCar", "It is no archive of whole blocks, or ends too early.", "ruling O80"),
    error("StoreArchiveUnfinished", "It was never written to its end.", "ruling O80"),
    error("StoreArchivePage", "What has to be a page is none.", "ruling O80"),
    error("StoreArchiveVersion", "The form has a version that is not read.", "ruling O80"),
    error("StoreArchiveRow", "A row is not what rows of its page are.", "ruling O80"),
    error("StoreArchiveOrder", "A page comes after one that comes later.", "ruling O80"),
    error("StoreArchivePrevious", "A page names another than the one before it.", "ruling O80"),
    error("StoreArchiveBlock", "Another block stands where that of a row is to be.", "ruling O80"),
    error("StoreArchiveCount", "Something else is counted than what came.", "ruling O80"),
    error("StoreArchiveRoot", "The root is not the last page.", "ruling O80"),
    error("StoreArchiveEnd", "The last page is missing, or not the last.", "ruling O80"),
    error("StoreArchiveReceipt", "A receipt is none, or nobody signed it.", "ruling O80"),
];
