//! From keys to numbers.

use alloc::vec::Vec;

/// Every how many nodes a key stands in the outline.
const STRIDE: usize = 16;

/// Finds keys among sorted ones: first in an outline of copies that stand side by side, then
/// in one short run. A plain binary search through many keys misses the cache at every step.
pub(super) struct Index<'a, K> {
    nodes: &'a [K],
    /// The first key of each run but the first.
    outline: Vec<K>,
}

impl<'a, K: Ord + Clone> Index<'a, K> {
    pub(super) fn of(nodes: &'a [K]) -> Self {
        Self { nodes, outline: nodes.iter().step_by(STRIDE).skip(1).cloned().collect() }
    }

    /// The place of a key.
    pub(super) fn find(&self, key: &K) -> Option<usize> {
        let start = self.outline.partition_point(|first| first <= key) * STRIDE;
        let end = self.nodes.len().min(start + STRIDE);
        let found = self.nodes.get(start..end)?.binary_search(key);
        found.ok().map(|offset| start + offset)
    }
}

/// The number of the node at a place.
pub(super) fn number(place: usize) -> u32 {
    u32::try_from(place).expect("fewer than 2^32 nodes and edges")
}

/// The place of the node with this number.
pub(super) fn place(number: u32) -> usize {
    usize::try_from(number).expect("a number was a place before")
}
