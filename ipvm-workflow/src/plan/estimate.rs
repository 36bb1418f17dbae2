//! What a workflow costs, as far as can be said.

use ucan_pipeline::Graph;

/// How long a workflow takes, in fuel, as far as earlier receipts tell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Estimate {
    /// The fuel that all tasks that run are likely to use; no more than `u64::MAX`.
    pub fuel: u64,
    /// How many tasks run of which nothing is known.
    pub unknown: usize,
    /// The tasks that bound how soon everything can be done.
    pub critical_path: PlannedPath,
}

/// Tasks that run one after the other.
///
/// Each awaits the one before, directly or through what does not run, save that the first
/// mutation awaits all of the transaction, and so the end of the longest path there.
/// Longest is the most fuel, and of equal ones the most tasks; a task of which nothing is
/// known counts as no fuel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedPath {
    /// The labels.
    pub tasks: Vec<String>,
    /// The sum of the fuel that is known; no more than `u64::MAX`.
    pub fuel: u64,
    /// How many of the tasks run of which nothing is known.
    pub unknown: usize,
}

/// The limits of all tasks that run together. What need not run is not counted, nor is one
/// task under several labels counted twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// How many tasks run, or may.
    pub tasks: usize,
    /// The sum of their limits of fuel; no more than `u64::MAX`.
    pub fuel: u64,
    /// The greatest limit of memory of any, in bytes.
    pub memory: u64,
    /// The sum of what they may add to the store, in bytes; no more than `u64::MAX`.
    pub disk: u64,
}

/// What a task costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cost {
    /// It does not run.
    None,
    /// It runs, and is likely to use so much fuel.
    Fuel(u64),
    /// It runs, and nothing is known.
    Unknown,
}

impl Estimate {
    /// The estimate for tasks by their numbers, some of which are in the transaction.
    pub(super) fn of(
        costs: &[Cost],
        awaits: &[Vec<usize>],
        in_transaction: &dyn Fn(usize) -> bool,
        label: &dyn Fn(usize) -> String,
    ) -> Self {
        let weight = |task: &usize| match costs.get(*task) {
            Some(Cost::Fuel(fuel)) => fuel.saturating_add(1),
            Some(Cost::Unknown) => 1,
            Some(Cost::None) | None => 0,
        };
        let longest = |part: bool| {
            let tasks = (0..costs.len()).filter(|task| in_transaction(*task) == part);
            let graph = Graph::new(tasks.map(|task| (task, awaits[task].iter().copied())));
            // A document has no ring.
            graph.critical_path_by(weight).map(|path| path.nodes).unwrap_or_default()
        };
        let mut path = longest(true);
        path.extend(longest(false));
        path.retain(|task| costs.get(*task).is_some_and(|cost| *cost != Cost::None));
        let (fuel, unknown) = sum(costs.iter());
        let (path_fuel, path_unknown) = sum(path.iter().filter_map(|task| costs.get(*task)));
        let tasks = path.into_iter().map(label).collect();
        let critical_path = PlannedPath { tasks, fuel: path_fuel, unknown: path_unknown };
        Self { fuel, unknown, critical_path }
    }
}

fn sum<'a>(costs: impl Iterator<Item = &'a Cost>) -> (u64, usize) {
    costs.fold((0, 0), |(fuel, unknown), cost| match cost {
        Cost::Fuel(more) => (fuel.saturating_add(*more), unknown),
        Cost::Unknown => (fuel, unknown + 1),
        Cost::None => (fuel, unknown),
    })
}

impl Totals {
    /// Counts one more task in.
    pub(super) fn add(&mut self, limits: &super::Limits) {
        self.tasks += 1;
        self.fuel = self.fuel.saturating_add(limits.work.fuel());
        self.memory = self.memory.max(limits.memory.to_bytes());
        self.disk = self.disk.saturating_add(limits.disk.to_bytes());
    }
}
