//! Tasks that wait for each other.

use super::flat::index;

/// A task whose edges are being followed, and how many of them were.
struct Visit {
    task: u32,
    followed: usize,
}

/// The tasks in rings, of those that can be come to from `starts`: every task from which
/// a way leads back to it. `next` gives the edges of a task, one after the other.
///
/// These are the strongly connected components of more than one task (Tarjan, 1972),
/// without recursion: what is given may be as deep as there are tasks. A task that waits
/// for itself is not looked for. Time and memory grow with tasks and edges.
pub(super) fn in_rings(
    tasks: usize,
    starts: &[u32],
    next: impl Fn(u32, usize) -> Option<u32>,
) -> Vec<u32> {
    let mut found = Vec::new();
    // When each was come to, from 1 on; 0 if it was not.
    let mut met = vec![0_u32; tasks];
    // The earliest that can be come to from each, among those that belong nowhere yet.
    let mut low = vec![0_u32; tasks];
    let mut belongs = vec![false; tasks];
    let mut pending: Vec<u32> = Vec::new();
    let mut clock = 0;
    for start in starts {
        if met[index(*start)] != 0 {
            continue;
        }
        let mut visits: Vec<Visit> = Vec::new();
        let mut enter = Some(*start);
        loop {
            if let Some(task) = enter.take() {
                clock += 1;
                (met[index(task)], low[index(task)]) = (clock, clock);
                pending.push(task);
                visits.push(Visit { task, followed: 0 });
            }
            let Some(visit) = visits.last_mut() else { break };
            let task = index(visit.task);
            if let Some(other) = next(visit.task, visit.followed) {
                visit.followed += 1;
                if met[index(other)] == 0 {
                    enter = Some(other);
                } else if !belongs[index(other)] {
                    low[task] = low[task].min(met[index(other)]);
                }
                continue;
            }
            visits.pop();
            if let Some(before) = visits.last() {
                let before = index(before.task);
                low[before] = low[before].min(low[task]);
            }
            if low[task] == met[task] {
                let first = pending.iter().rposition(|other| index(*other) == task).unwrap_or(0);
                let ring = pending.split_off(first);
                for other in &ring {
                    belongs[index(*other)] = true;
                }
                if ring.len() > 1 {
                    found.extend(ring);
                }
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::flat::number, *};

    fn of(edges: &[Vec<u32>], starts: &[u32]) -> Vec<u32> {
        in_rings(edges.len(), starts, |task, at| edges[index(task)].get(at).copied())
    }

    #[test]
    fn a_task_between_two_rings_is_in_neither() {
        let edges = [vec![1], vec![0, 2], vec![3], vec![4], vec![3]];
        assert_eq!(of(&edges, &[0]), [0, 1, 3, 4]);
        assert_eq!(of(&edges, &[2]), [3, 4]);
        assert!(of(&[vec![1], vec![2], vec![]], &[0]).is_empty());
    }

    #[test]
    fn rings_that_share_a_task_are_found_whole() {
        assert_eq!(of(&[vec![1, 2], vec![0], vec![0]], &[1]), [0, 1, 2]);
    }

    #[test]
    fn a_ring_of_a_hundred_thousand_needs_no_deep_stack() {
        let count = 100_000;
        let next = |task: u32, at| (at == 0).then(|| (task + 1) % number(count));
        assert_eq!(in_rings(count, &[7], next).len(), count);
    }

    proptest! {
        #[test]
        fn a_task_is_in_a_ring_if_a_way_leads_back_to_it(
            edges in prop::collection::vec(prop::collection::vec(0_u32..9, 0..4), 9),
        ) {
            let edges: Vec<Vec<u32>> = edges
                .into_iter()
                .enumerate()
                .map(|(task, to)| to.into_iter().filter(|to| index(*to) != task).collect())
                .collect();
            let leads_back = |task: u32| {
                let (mut seen, mut left) = ([false; 9], edges[index(task)].clone());
                while let Some(other) = left.pop() {
                    if !std::mem::replace(&mut seen[index(other)], true) {
                        left.extend(&edges[index(other)]);
                    }
                }
                seen[index(task)]
            };
            let starts: Vec<u32> = (0..9).collect();
            let expected: Vec<u32> = (0..9).filter(|task| leads_back(*task)).collect();
            prop_assert_eq!(of(&edges, &starts), expected);
        }
    }
}
