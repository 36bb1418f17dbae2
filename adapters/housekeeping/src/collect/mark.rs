//! What is reached.

use std::collections::HashSet;

use cid::Cid;
use ipvm_content::Reach;
use ipvm_runtime::store::Inventory;

use super::{
    error::CollectError,
    report::{Planned, Unread},
};
use crate::{
    node::{Node, is_address, stands_in_a_receipt},
    progress::Counter,
};

/// What was reached so far.
#[derive(Debug, Default)]
pub(super) struct Marks(HashSet<Cid>);

impl Marks {
    pub(super) fn contains(&self, cid: &Cid) -> bool {
        self.0.contains(cid)
    }

    /// Adds all that is reached from these roots, and reports what is amiss on the way.
    pub(super) fn add(
        &mut self,
        store: &dyn Inventory,
        roots: Vec<Cid>,
        report: &mut Planned,
        counter: &mut Counter<'_>,
    ) -> Result<(), CollectError> {
        let mut reach = Reach::new(roots.into_iter().filter(|root| !self.contains(root)));
        while let Some(cid) = reach.next() {
            counter.step();
            if self.contains(&cid) {
                // All that it names was looked at before.
                reach.visit(&cid, [])?;
                continue;
            }
            let node = Node::look(store, &cid)?;
            if !node.is_here {
                reach.missing(&cid)?;
                continue;
            }
            if node.is_damaged {
                report.damaged.push(cid);
            }
            if let Some(reason) = node.unread {
                report.unread.push(Unread { cid, reason });
            }
            reach.visit(&cid, node.links)?;
        }
        let reached = reach.finish()?;
        self.0.extend(reached.reached());
        for cid in reached.missing() {
            let is_known = is_address(store, cid)? || stands_in_a_receipt(store, cid)?;
            if !is_known && !report.missing.contains(cid) {
                report.missing.push(*cid);
            }
        }
        Ok(())
    }
}
