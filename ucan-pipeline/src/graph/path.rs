//! The longest way through the graph.

use alloc::{vec, vec::Vec};

use super::{Cycle, Graph, index::place};

/// The nodes that bound how soon everything can be done: each awaits the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriticalPath<K> {
    /// The nodes, from the first to run to the last.
    pub nodes: Vec<K>,
    /// The sum of their weights; no more than `u64::MAX`, where the sum stops.
    pub weight: u64,
}

impl<K: Ord + Clone> Graph<K> {
    /// The way of the most nodes, by [`Graph::critical_path_by`] with the weight 1.
    ///
    /// # Errors
    ///
    /// As [`Graph::order`].
    pub fn critical_path(&self) -> Result<CriticalPath<K>, Cycle<K>> {
        self.critical_path_by(|_| 1)
    }

    /// The way of the greatest weight that starts at a node that awaits no other. Of
    /// several, the one whose last node is the least, and before it again the least.
    /// An empty graph has an empty one.
    ///
    /// # Errors
    ///
    /// As [`Graph::order`].
    pub fn critical_path_by(
        &self,
        mut weight: impl FnMut(&K) -> u64,
    ) -> Result<CriticalPath<K>, Cycle<K>> {
        // For each node, the weight of the heaviest way that ends there, and the node
        // before it on that way.
        let mut heaviest: Vec<(u64, Option<usize>)> = vec![(0, None); self.nodes.len()];
        for node in self.numbers()? {
            let awaited = self.awaits.of(node).iter().copied().map(place);
            let before = greatest(awaited.map(|other| (other, heaviest[other].0)));
            let reached = before.map_or(0, |(_, weight)| weight);
            heaviest[node] =
                (reached.saturating_add(weight(&self.nodes[node])), before.map(|(other, _)| other));
        }
        let last = greatest(heaviest.iter().enumerate().map(|(node, (weight, _))| (node, *weight)));
        let mut nodes = Vec::new();
        let mut node = last.map(|(node, _)| node);
        while let Some(current) = node {
            nodes.push(self.nodes[current].clone());
            node = heaviest[current].1;
        }
        nodes.reverse();
        Ok(CriticalPath { nodes, weight: last.map_or(0, |(_, weight)| weight) })
    }
}

/// The first of those with the greatest weight.
fn greatest(mut all: impl Iterator<Item = (usize, u64)>) -> Option<(usize, u64)> {
    let first = all.next()?;
    Some(all.fold(first, |best, next| if next.1 > best.1 { next } else { best }))
}
