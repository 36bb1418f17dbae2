//! The dataflow graph.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::fmt;

/// What depends on what. Nodes are labels or task IDs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph<K> {
    /// Each node with the nodes that it awaits.
    awaits: BTreeMap<K, BTreeSet<K>>,
}

impl<K: Ord + Clone> Graph<K> {
    /// A graph of nodes with the nodes that each awaits. What is awaited but is no
    /// node itself lies outside of the graph and orders nothing.
    pub fn new(awaits: impl IntoIterator<Item = (K, BTreeSet<K>)>) -> Self {
        Self { awaits: awaits.into_iter().collect() }
    }

    /// The nodes in an order in which everything comes after what it awaits; of
    /// several that could come next, the least.
    ///
    /// # Errors
    ///
    /// [`Cycle`] with the nodes of one cycle.
    pub fn order(&self) -> Result<Vec<K>, Cycle<K>> {
        let mut waiting: BTreeMap<&K, usize> = BTreeMap::new();
        let mut awaited_by: BTreeMap<&K, Vec<&K>> = BTreeMap::new();
        for (node, awaited) in &self.awaits {
            let inside = awaited.iter().filter(|other| self.awaits.contains_key(other));
            waiting.insert(node, inside.clone().count());
            for other in inside {
                awaited_by.entry(other).or_default().push(node);
            }
        }
        let mut ready: BTreeSet<&K> =
            waiting.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
        let mut order = Vec::with_capacity(self.awaits.len());
        while let Some(node) = ready.pop_first() {
            order.push(node.clone());
            waiting.remove(node);
            for next in awaited_by.get(node).into_iter().flatten() {
                if let Some(count) = waiting.get_mut(next) {
                    *count -= 1;
                    if *count == 0 {
                        ready.insert(next);
                    }
                }
            }
        }
        if waiting.is_empty() { Ok(order) } else { Err(self.cycle(&waiting)) }
    }

    /// A cycle among the nodes that could not be ordered: each of them awaits
    /// another, so walking along must come back.
    fn cycle(&self, left: &BTreeMap<&K, usize>) -> Cycle<K> {
        let mut path: Vec<K> = Vec::new();
        let mut node = left.keys().next().copied();
        while let Some(current) = node {
            if let Some(start) = path.iter().position(|seen| seen == current) {
                return Cycle(path.split_off(start));
            }
            path.push(current.clone());
            node = self
                .awaits
                .get(current)
                .and_then(|awaited| awaited.iter().find(|other| left.contains_key(other)));
        }
        Cycle(path)
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec};
    use proptest::prelude::*;

    #[test]
    fn orders_by_need_and_then_by_name() {
        let graph = Graph::new([
            ("blur", BTreeSet::from(["rotate"])),
            ("crop", BTreeSet::new()),
            ("gray", BTreeSet::from(["rotate", "elsewhere"])),
            ("rotate", BTreeSet::from(["crop"])),
        ]);
        assert_eq!(graph.order(), Ok(vec!["crop", "rotate", "blur", "gray"]));
    }

    #[test]
    fn names_the_ring_and_nothing_that_only_leads_to_it() {
        let graph = Graph::new([
            ("a", BTreeSet::from(["b"])),
            ("b", BTreeSet::from(["c"])),
            ("c", BTreeSet::from(["b"])),
        ]);
        let cycle = graph.order().unwrap_err();
        assert_eq!(cycle, Cycle(vec!["b", "c"]));
        assert_eq!(cycle.to_string(), "b awaits c awaits b");
        let own = Graph::new([("a", BTreeSet::from(["a"]))]);
        assert_eq!(own.order(), Err(Cycle(vec!["a"])));
    }

    proptest! {
        #[test]
        fn every_node_comes_after_what_it_awaits(
            edges in proptest::collection::vec((0_u8..12, 0_u8..12), 0..40)
        ) {
            let mut awaits: BTreeMap<u8, BTreeSet<u8>> = BTreeMap::new();
            for (a, b) in &edges {
                awaits.entry(*a.max(b)).or_default().extend((a != b).then_some(*a.min(b)));
            }
            let graph = Graph::new(awaits.clone());
            let order = graph.order().unwrap();
            prop_assert_eq!(order.len(), awaits.len());
            for (node, awaited) in awaits {
                let place = order.iter().position(|other| *other == node).unwrap();
                for other in awaited {
                    if let Some(before) = order.iter().position(|o| *o == other) {
                        prop_assert!(before < place);
                    }
                }
            }
        }
    }
}
