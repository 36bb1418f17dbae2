//! Rings.

use alloc::{vec, vec::Vec};
use core::fmt;

use super::{Graph, index::place};

/// Nodes that wait for each other in a ring; the last awaits the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle<K>(pub Vec<K>);

impl<K: fmt::Display> fmt::Display for Cycle<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for node in &self.0 {
            write!(f, "{node} awaits ")?;
        }
        self.0.first().map_or(Ok(()), |first| write!(f, "{first}"))
    }
}

impl<K: fmt::Debug + fmt::Display> core::error::Error for Cycle<K> {}

impl<K: Ord + Clone> Graph<K> {
    /// A ring among the nodes, if there is one. It is the one that is come to from the
    /// least node that cannot be ordered, going on to the least such node each time; it
    /// starts where it is come to.
    #[must_use]
    pub fn cycle(&self) -> Option<Cycle<K>> {
        self.numbers().err()
    }

    /// A ring among the nodes that could not be ordered, those for which `waiting` counts
    /// any: each of them awaits another such, so walking along must come back.
    pub(super) fn ring(&self, waiting: &[u32]) -> Cycle<K> {
        let left = |node: &usize| waiting.get(*node).is_some_and(|count| *count > 0);
        let mut step_of: Vec<Option<usize>> = vec![None; self.nodes.len()];
        let mut path = Vec::new();
        let mut node = (0..self.nodes.len()).find(left);
        while let Some(current) = node {
            if let Some(start) = step_of[current] {
                path.drain(..start);
                break;
            }
            step_of[current] = Some(path.len());
            path.push(current);
            node = self.awaits.of(current).iter().copied().map(place).find(left);
        }
        Cycle(path.into_iter().map(|node| self.nodes[node].clone()).collect())
    }
}
