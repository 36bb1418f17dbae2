//! Whether what is remembered is what a receipt says.

use ipvm_runtime::store::{MemoEntry, Receipts, Remembered, StoreError};

use super::{
    Finding, Trouble,
    session::{Session, whole},
};
use crate::{collect::is_mutation, pages, progress::Counter, receipt::answers};

impl Session<'_> {
    pub(super) fn results(
        &self,
        counter: &mut Counter<'_>,
        found: &mut dyn FnMut(Finding),
    ) -> Result<(), StoreError> {
        pages::results(self.store, |page| {
            for entry in page {
                counter.step();
                if let Some(trouble) = self.trouble_of(&entry)? {
                    let effect = entry.result.map(|result| is_mutation(result.effect));
                    let remedy = self.remedy_of_result(&entry.address, effect)?;
                    found(Finding { trouble, remedy });
                }
            }
            Ok(())
        })
    }

    /// What is wrong with a result. One that cannot be read was told with the rows, and so
    /// was a receipt that is whole and that nobody vouches for.
    pub(super) fn trouble_of(&self, entry: &MemoEntry) -> Result<Option<Trouble>, StoreError> {
        let Some(Remembered { receipt, effect }) = entry.result else { return Ok(None) };
        let address = entry.address;
        let Some(token) = whole(Receipts::get(self.store, &receipt))?.flatten() else {
            return Ok(Some(Trouble::Dangling { address, receipt, effect }));
        };
        let Ok(read) = self.verification.accept(token)? else { return Ok(None) };
        let right = answers(&read, &address);
        Ok((!right).then_some(Trouble::Unanswered { address, receipt, effect }))
    }
}
