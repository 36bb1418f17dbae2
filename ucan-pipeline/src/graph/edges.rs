//! Edges between numbered nodes.

use alloc::{vec, vec::Vec};

use super::index::{number, place};

/// The edges from each node, one behind the other in a single list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edges {
    /// Where the edges of each node start, and at the end where the last ones end.
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Edges {
    /// The edges between `nodes` nodes, given in any order; one that is given twice is one.
    pub(super) fn new(nodes: usize, pairs: &[(u32, u32)]) -> Self {
        let mut all = vec![0_u32; nodes + 1];
        // That there are not too many is seen before they are counted.
        number(pairs.len());
        for (from, _) in pairs {
            all[place(*from) + 1] += 1;
        }
        add_up(&mut all);
        let mut free = all.clone();
        let mut sorted = vec![0; pairs.len()];
        for (from, to) in pairs {
            let slot = &mut free[place(*from)];
            sorted[place(*slot)] = *to;
            *slot += 1;
        }
        let (mut starts, mut ends) = (vec![0], Vec::with_capacity(pairs.len()));
        for bounds in all.windows(2) {
            let own = &mut sorted[place(bounds[0])..place(bounds[1])];
            own.sort_unstable();
            let first = ends.len();
            for to in own {
                if ends.len() == first || ends.last() != Some(to) {
                    ends.push(*to);
                }
            }
            starts.push(number(ends.len()));
        }
        Self { starts, ends }
    }

    /// The same edges from end to start; those of one node are sorted again.
    pub(super) fn reversed(&self) -> Self {
        let mut starts = vec![0_u32; self.starts.len()];
        for to in &self.ends {
            starts[place(*to) + 1] += 1;
        }
        add_up(&mut starts);
        let mut free = starts.clone();
        let mut ends = vec![0; self.ends.len()];
        for node in 0..self.nodes() {
            for to in self.of(node) {
                let slot = &mut free[place(*to)];
                ends[place(*slot)] = number(node);
                *slot += 1;
            }
        }
        Self { starts, ends }
    }

    /// Where the edges from a node end.
    pub(super) fn of(&self, node: usize) -> &[u32] {
        &self.ends[place(self.starts[node])..place(self.starts[node + 1])]
    }

    pub(super) const fn count(&self) -> usize {
        self.ends.len()
    }

    pub(super) const fn nodes(&self) -> usize {
        self.starts.len() - 1
    }
}

/// From how many to where each starts.
fn add_up(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}
