//! Why something is kept.

use std::collections::{HashMap, VecDeque};

use cid::Cid;
use ipvm_runtime::store::{Inventory, StoreError};

use super::roots::{Root, Roots};
use crate::node::Node;

impl Roots {
    /// Why `cid` is kept: a root, and the way from it, the root first and `cid` last. One of
    /// the shortest. `None` if no root reaches it.
    ///
    /// What is reached but not here has a way too.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub fn why(
        &self,
        store: &dyn Inventory,
        cid: &Cid,
    ) -> Result<Option<(Root, Vec<Cid>)>, StoreError> {
        let mut roots = HashMap::new();
        self.each(store, &mut |root| {
            let kind = roots.entry(root.cid).or_insert(root.kind);
            *kind = root.kind.min(*kind);
        })?;
        let mut from: HashMap<Cid, Option<Cid>> = roots.keys().map(|root| (*root, None)).collect();
        let mut waiting: VecDeque<Cid> = roots.keys().copied().collect();
        while !from.contains_key(cid)
            && let Some(next) = waiting.pop_front()
        {
            for link in Node::look(store, &next)?.links {
                from.entry(link).or_insert_with(|| {
                    waiting.push_back(link);
                    Some(next)
                });
            }
        }
        let mut way = vec![*cid];
        while let Some(Some(parent)) = way.last().and_then(|last| from.get(last)) {
            way.push(*parent);
        }
        way.reverse();
        let first = way.first().and_then(|first| roots.get_key_value(first));
        Ok(first.map(|(cid, kind)| (Root { cid: *cid, kind: *kind }, way)))
    }
}
