//! Tokens by two keys and their CID.

use alloc::{collections::BTreeMap, sync::Arc};
use core::ops::ControlFlow;

use cid::Cid;

use super::Visitor;
use crate::{delegation::Delegation, envelope::Verified};

type Tokens = BTreeMap<Cid, Arc<Verified<Delegation>>>;

/// Tokens by a first and a second key. No key is kept for which there is no token.
#[derive(Clone, Debug)]
pub(super) struct Index<First, Second>(BTreeMap<First, BTreeMap<Second, Tokens>>);

impl<First, Second> Default for Index<First, Second> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<First: Ord, Second: Ord> Index<First, Second> {
    pub(super) fn insert(
        &mut self,
        first: First,
        second: Second,
        token: &Arc<Verified<Delegation>>,
    ) {
        let tokens = self.0.entry(first).or_default().entry(second).or_default();
        tokens.insert(*token.cid(), Arc::clone(token));
    }

    pub(super) fn remove(&mut self, first: &First, second: &Second, cid: &Cid) {
        let Some(seconds) = self.0.get_mut(first) else { return };
        if let Some(tokens) = seconds.get_mut(second) {
            tokens.remove(cid);
            if tokens.is_empty() {
                seconds.remove(second);
            }
        }
        if seconds.is_empty() {
            self.0.remove(first);
        }
    }

    /// Shows the tokens under `first`, and under `second` if that is given.
    pub(super) fn visit(
        &self,
        first: &First,
        second: Option<&Second>,
        visit: &mut Visitor<'_>,
    ) -> ControlFlow<()> {
        let Some(seconds) = self.0.get(first) else { return ControlFlow::Continue(()) };
        match second {
            Some(second) => seconds
                .get(second)
                .into_iter()
                .try_for_each(|tokens| tokens.values().try_for_each(&mut *visit)),
            None => seconds.values().flat_map(BTreeMap::values).try_for_each(visit),
        }
    }
}
