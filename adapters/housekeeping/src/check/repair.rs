//! Mending what can be mended.

use cid::Cid;
use ipvm_runtime::store::{Address, Damage, Inventory, StoreError};
use ucan_core::DidKeyCache;

use super::{CheckOptions, Trouble, session::Session};
use crate::{collect::is_mutation, pages};

/// Something that was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repaired {
    /// A row stands again as another record says.
    Row(Damage),
    /// A result of a pure task or a query was forgotten, since no receipt says it: the task
    /// is run when it is asked for again.
    Forgotten {
        /// Where it was remembered.
        address: Address,
        /// The receipt that was named there.
        receipt: Cid,
    },
}

/// Mends what [`check`](super::check()) tells with [`Remedy::Repair`](super::Remedy::Repair)
/// and [`Remedy::AskAgain`](super::Remedy::AskAgain), as far as the result can still be
/// read. Nothing that is lost is made up, and no mutation becomes free: what was begun
/// stays as it is.
///
/// # Errors
///
/// If the store fails; some of it may then be mended.
pub fn repair(
    store: &dyn Inventory,
    options: &CheckOptions<'_>,
    mended: &mut dyn FnMut(Repaired),
) -> Result<(), StoreError> {
    store.repair(&mut |damage| mended(Repaired::Row(damage)))?;
    let keys = DidKeyCache::new();
    let session = Session::begin(store, options, &keys)?;
    let mut wrong = Vec::new();
    pages::results(store, |page| {
        for entry in page {
            let (Trouble::Dangling { address, receipt, effect }
            | Trouble::Unanswered { address, receipt, effect }) =
                (match session.trouble_of(&entry)? {
                    Some(trouble) => trouble,
                    None => continue,
                })
            else {
                continue;
            };
            let is_begun = matches!(address, Address::Task(task) if session.is_begun(&task));
            if !is_mutation(effect) && !is_begun {
                wrong.push((address, receipt));
            }
        }
        Ok::<_, StoreError>(())
    })?;
    for (address, receipt) in wrong {
        store.forget(&address, &receipt)?;
        mended(Repaired::Forgotten { address, receipt });
    }
    Ok(())
}
