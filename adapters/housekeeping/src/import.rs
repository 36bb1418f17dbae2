//! Taking in a whole store from one stream (ruling O80).

mod batch;
mod error;
mod judge;
mod keeper;
mod line;
mod options;
mod parallel;
mod report;
mod session;
mod take;
mod work;

use std::io::Read;

use ipvm_runtime::store::Inventory;

pub use error::{ImportError, ImportFault};
pub use options::ImportOptions;
pub use report::Imported;

use crate::progress::{Counter, Progress, Stage};

/// Takes in what [`export`](crate::export()) has written, into an empty store or a filled
/// one.
///
/// Every block is held against its CID, and the signature of every receipt is verified.
/// Nothing that stands is replaced: results that are remembered here stay, who a receipt is
/// about stays as it was said first, and what is public stays public. Of a receipt of
/// somebody who is not trusted only what its token says is believed; results are taken only
/// on the word of executors that are trusted. Mutations that were begun there are begun
/// here: settled if a trusted executor's receipt says what became of them, or else
/// indeterminate. So nothing that may have been done becomes free to be done again.
///
/// What was taken in is durable when this returns, with an error too unless it is one of the
/// store. If the process ends before that, a first part of it is there. Content that receipts
/// of a first part name may be behind it, since both take turns in an archive: until the whole
/// is taken in, a [check](crate::check()) tells that it is not here. Results come last.
///
/// Memory does not grow with the archive. The archive is read on this thread; signatures are
/// verified, and the store is written to, on others meanwhile.
///
/// # Errors
///
/// [`ImportError`] with the offset in the archive: the first one in its order. Whatever
/// stands before it stays, and each piece of it is whole: a block, a receipt with what finds
/// it, a result with its receipt. If the store fails, what it was given last may be missing
/// though it stands before the offset, half a gigabyte of it at the most, and blocks that
/// follow may be there. To take in the same archive again, or a whole one, changes nothing
/// about what is there.
pub fn import<R: Read>(
    store: &dyn Inventory,
    options: &ImportOptions<'_>,
    source: R,
    progress: &mut dyn FnMut(Progress),
) -> Result<Imported, ImportError> {
    let counter = Counter::new(Stage::Importing, progress);
    let taker = take::Taker::new(store, options);
    session::Session::begin(options, source, counter)?.run(&taker)
}
