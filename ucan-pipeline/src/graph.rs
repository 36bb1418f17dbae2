//! The dataflow graph.

mod cycle;
mod dot;
mod edges;
mod index;
mod json;
mod mermaid;
mod order;
mod path;
mod ready;

use alloc::{collections::VecDeque, vec::Vec};

pub use cycle::Cycle;
pub use path::CriticalPath;

use edges::Edges;
use index::{Index, number, place};

/// What depends on what. Nodes are labels or task IDs.
///
/// Nodes are numbered in the order of their keys, and both directions of every edge
/// stand in flat lists of numbers: memory and time grow with nodes and edges, up to the
/// sorting of the keys. Nothing here recurses, so that a chain may be of any length.
/// Two graphs of the same nodes and edges are equal, however they were put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph<K> {
    /// The nodes, sorted.
    nodes: Vec<K>,
    /// From each node to those that it awaits.
    awaits: Edges,
    /// From each node to those that await it.
    awaited_by: Edges,
    /// What is awaited and is no node: the number of the node that awaits it, and the
    /// key, in that order.
    outside: Vec<(u32, K)>,
}

impl<K: Ord + Clone> Graph<K> {
    /// A graph of nodes with the nodes that each awaits. What is awaited but is no
    /// node itself lies [outside](Self::outside) of the graph and orders nothing. A
    /// node that is given twice awaits what it awaits in either place.
    ///
    /// # Panics
    ///
    /// If there are 2^32 nodes or edges, or more.
    pub fn new<A: IntoIterator<Item = K>>(awaits: impl IntoIterator<Item = (K, A)>) -> Self {
        let (mut given, mut awaited) = (Vec::new(), Vec::new());
        for (place, (node, keys)) in awaits.into_iter().enumerate() {
            given.push((node, number(place)));
            awaited.extend(keys.into_iter().map(|key| (number(place), key)));
        }
        // Of keys in order already, which those of a map are, this is one pass.
        given.sort_unstable();
        let mut nodes: Vec<K> = Vec::with_capacity(given.len());
        let mut numbers = alloc::vec![0; given.len()];
        for (node, given_at) in given {
            if nodes.last() != Some(&node) {
                nodes.push(node);
            }
            numbers[place(given_at)] = number(nodes.len() - 1);
        }
        let index = Index::of(&nodes);
        let (mut inside, mut outside) = (Vec::with_capacity(awaited.len()), Vec::new());
        for (given_at, key) in awaited {
            let node = numbers[place(given_at)];
            match index.find(&key) {
                Some(other) => inside.push((node, number(other))),
                None => outside.push((node, key)),
            }
        }
        outside.sort_unstable();
        outside.dedup();
        let awaits = Edges::new(nodes.len(), &inside);
        let awaited_by = awaits.reversed();
        Self { nodes, awaits, awaited_by, outside }
    }

    /// The nodes, sorted.
    #[must_use]
    pub fn nodes(&self) -> &[K] {
        &self.nodes
    }

    /// The number of nodes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no nodes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The number of edges between nodes; what lies outside is not counted.
    #[must_use]
    pub const fn edge_count(&self) -> usize {
        self.awaits.count()
    }

    /// The nodes that `node` awaits, sorted; none if it is no node.
    pub fn awaits(&self, node: &K) -> impl ExactSizeIterator<Item = &K> {
        self.keys(self.number_of(node).map_or(&[], |number| self.awaits.of(number)))
    }

    /// The nodes that await `node`, sorted; none if it is no node.
    pub fn awaited_by(&self, node: &K) -> impl ExactSizeIterator<Item = &K> {
        self.keys(self.number_of(node).map_or(&[], |number| self.awaited_by.of(number)))
    }

    /// What is awaited and lies outside of the graph: the node that awaits, and what it
    /// awaits, sorted.
    pub fn outside(&self) -> impl ExactSizeIterator<Item = (&K, &K)> {
        self.outside.iter().map(|(node, key)| (&self.nodes[place(*node)], key))
    }

    /// The nodes that await no other node, sorted: they can start first. Whether they
    /// await something outside is not asked.
    pub fn roots(&self) -> impl Iterator<Item = &K> {
        self.nodes.iter().enumerate().filter(|(node, _)| self.awaits.of(*node).is_empty()).map(key)
    }

    /// The nodes that no other node awaits, sorted: they give what is wanted.
    pub fn leaves(&self) -> impl Iterator<Item = &K> {
        let awaited_by = &self.awaited_by;
        self.nodes.iter().enumerate().filter(|(node, _)| awaited_by.of(*node).is_empty()).map(key)
    }

    /// Everything that hangs on `node`, directly or not, sorted; without the node itself,
    /// unless it waits for itself in a ring. None if it is no node.
    #[must_use]
    pub fn downstream(&self, node: &K) -> Vec<K> {
        let mut found = alloc::vec![false; self.nodes.len()];
        let mut next: VecDeque<usize> = self.number_of(node).into_iter().collect();
        while let Some(current) = next.pop_front() {
            for other in self.awaited_by.of(current).iter().copied().map(place) {
                if !core::mem::replace(&mut found[other], true) {
                    next.push_back(other);
                }
            }
        }
        self.nodes.iter().zip(found).filter(|(_, found)| *found).map(|(it, _)| it.clone()).collect()
    }

    fn number_of(&self, node: &K) -> Option<usize> {
        self.nodes.binary_search(node).ok()
    }

    fn keys<'a>(&'a self, numbers: &'a [u32]) -> impl ExactSizeIterator<Item = &'a K> {
        numbers.iter().map(|number| &self.nodes[place(*number)])
    }
}

const fn key<K>((_, key): (usize, K)) -> K
where
    K: Copy,
{
    key
}

#[cfg(test)]
mod tests;
