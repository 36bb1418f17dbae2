//! Orders in which everything comes after what it awaits.

use alloc::{vec, vec::Vec};

use super::{
    Cycle, Graph,
    index::{number, place},
    ready::Ready,
};

impl<K: Ord + Clone> Graph<K> {
    /// The nodes in an order in which everything comes after what it awaits; of
    /// several that could come next, the least.
    ///
    /// # Errors
    ///
    /// [`Cycle`] with the nodes of one cycle.
    pub fn order(&self) -> Result<Vec<K>, Cycle<K>> {
        Ok(self.numbers()?.into_iter().map(|node| self.nodes[node].clone()).collect())
    }

    /// The nodes by level: on the first those that await no other node, on each further
    /// one those whose farthest way from there is so long. Each level is sorted; what
    /// stands on one can run side by side.
    ///
    /// # Errors
    ///
    /// As [`Graph::order`].
    pub fn levels(&self) -> Result<Vec<Vec<K>>, Cycle<K>> {
        let mut level = vec![0; self.nodes.len()];
        let mut levels: Vec<Vec<K>> = Vec::new();
        for node in self.numbers()? {
            let awaited = self.awaits.of(node).iter();
            level[node] = awaited.map(|other| level[place(*other)] + 1).max().unwrap_or(0);
        }
        for (node, level) in self.nodes.iter().zip(level) {
            if levels.len() <= level {
                levels.resize(level + 1, Vec::new());
            }
            levels[level].push(node.clone());
        }
        Ok(levels)
    }

    /// The numbers of the nodes in the order of [`Graph::order`].
    pub(super) fn numbers(&self) -> Result<Vec<usize>, Cycle<K>> {
        let count = self.nodes.len();
        let mut waiting: Vec<u32> =
            (0..count).map(|node| number(self.awaits.of(node).len())).collect();
        let mut ready = Ready::below(count);
        for (node, _) in waiting.iter().enumerate().filter(|(_, waiting)| **waiting == 0) {
            ready.insert(node);
        }
        let mut order = Vec::with_capacity(count);
        while let Some(node) = ready.pop_least() {
            order.push(node);
            for next in self.awaited_by.of(node).iter().copied().map(place) {
                waiting[next] -= 1;
                if waiting[next] == 0 {
                    ready.insert(next);
                }
            }
        }
        if order.len() == count { Ok(order) } else { Err(self.ring(&waiting)) }
    }
}
