//! One task that waits.

use alloc::boxed::Box;

use cid::Cid;
use ucan_core::Did;
use ucan_invocation::Arguments;

/// A task that waits.
#[derive(Clone, Debug)]
pub(super) struct Waiting<K> {
    pub(super) key: K,
    pub(super) args: Arguments,
    pub(super) executor: Option<Did>,
    /// The tasks that it awaits, sorted, and whether each is settled for it.
    pub(super) awaits: Box<[(Cid, bool)]>,
    pub(super) missing: usize,
}

impl<K> Waiting<K> {
    /// Whether a task is settled for this one; `None` if it is not awaited.
    pub(super) fn knows(&self, task: &Cid) -> Option<bool> {
        let place = self.awaits.binary_search_by(|(awaited, _)| awaited.cmp(task)).ok()?;
        self.awaits.get(place).map(|(_, known)| *known)
    }

    /// Notes whether a task is settled. Gives whether that was new.
    pub(super) fn learn(&mut self, task: &Cid, known: bool) -> bool {
        let place = self.awaits.binary_search_by(|(awaited, _)| awaited.cmp(task));
        let Some(entry) = place.ok().and_then(|place| self.awaits.get_mut(place)) else {
            return false;
        };
        if entry.1 == known {
            return false;
        }
        entry.1 = known;
        if known {
            self.missing -= 1;
        } else {
            self.missing += 1;
        }
        true
    }
}
