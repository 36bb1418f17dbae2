//! Lists of numbered things, one behind the other.

/// What belongs to each of many numbered tasks, in a single list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flat<T> {
    /// Where the items of each task start, and at the end where the last ones end.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Flat<T> {
    /// The items of `tasks` tasks, given with the task that each belongs to. Those of
    /// one task stay in the order in which they are given.
    pub(super) fn new(tasks: usize, given: &[(u32, T)]) -> Self {
        let mut starts = vec![0_u32; tasks + 1];
        if given.is_empty() {
            return Self { starts, items: Vec::new() };
        }
        for (task, _) in given {
            starts[index(*task) + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut free = starts.clone();
        let mut order = vec![0_usize; given.len()];
        for (at, (task, _)) in given.iter().enumerate() {
            let slot = &mut free[index(*task)];
            order[index(*slot)] = at;
            *slot += 1;
        }
        Self { starts, items: order.into_iter().map(|at| given[at].1).collect() }
    }

    /// The items of a task.
    pub(super) fn of(&self, task: u32) -> &[T] {
        let task = index(task);
        &self.items[index(self.starts[task])..index(self.starts[task + 1])]
    }
}

/// The number of the task at an index. That there are few enough is seen when a
/// [`Flow`](super::Flow) is made.
pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).expect("a flow has fewer than 2^32 tasks and edges")
}

/// The index of the task with a number.
pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).expect("a number was an index before")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_each_task_its_own_items_in_the_order_given() {
        let flat = Flat::new(4, &[(2, 'c'), (0, 'z'), (2, 'a'), (3, 'q')]);
        let rows: Vec<&[char]> = (0..4).map(|task| flat.of(task)).collect();
        assert_eq!(rows, [&['z'][..], &[], &['c', 'a'], &['q']]);
    }
}
