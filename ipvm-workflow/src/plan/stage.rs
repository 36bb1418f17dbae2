//! The parts of a workflow that run one after the other.

use std::{collections::BTreeMap, fmt};

use ipvm_task::EffectClass;

/// A part of a workflow. Its tasks await each other or those of stages before it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stage {
    /// What its tasks do.
    pub kind: StageKind,
    /// The labels, each after those that it awaits.
    pub tasks: Vec<String>,
    /// How many tasks run side by side at the most, if all take the same time.
    pub width: usize,
    /// The most tasks of the stage of which each awaits the one before.
    pub length: usize,
}

/// What the tasks of a stage do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum StageKind {
    /// They read the world.
    Queries,
    /// They compute.
    Computation,
    /// They change the world, once all before them have succeeded or been mended.
    Mutations,
    /// They hang on what changed the world, outside of the transaction.
    After,
}

impl StageKind {
    /// Whether its tasks are part of the transaction, without whose success nothing in the
    /// world is changed.
    #[must_use]
    pub const fn is_transaction(self) -> bool {
        matches!(self, Self::Queries | Self::Computation)
    }
}

impl fmt::Display for StageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Queries => "queries",
            Self::Computation => "computation",
            Self::Mutations => "mutations",
            Self::After => "after mutations",
        })
    }
}

/// Where a task stands. The order is that of the stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Queries have even numbers and computations odd ones.
    Transaction(usize),
    Mutations,
    After,
}

impl Rank {
    const fn kind(self) -> StageKind {
        match self {
            Self::Transaction(level) if level % 2 == 0 => StageKind::Queries,
            Self::Transaction(_) => StageKind::Computation,
            Self::Mutations => StageKind::Mutations,
            Self::After => StageKind::After,
        }
    }

    /// The first rank for a task of this class that awaits one of `self`.
    fn behind(self, awaits: EffectClass, class: EffectClass) -> Self {
        match (self, class) {
            (Self::After, _) => Self::After,
            (Self::Mutations, EffectClass::Mutation) => Self::Mutations,
            (Self::Mutations, _) => Self::After,
            (Self::Transaction(level), EffectClass::Pure | EffectClass::Query) => {
                Self::Transaction(if awaits == class { level } else { level + 1 })
            }
            (Self::Transaction(_), _) => Self::Mutations,
        }
    }

    /// The rank of a task of this class that awaits none.
    const fn first(class: EffectClass) -> Self {
        match class {
            EffectClass::Query => Self::Transaction(0),
            EffectClass::Pure => Self::Transaction(1),
            _ => Self::Mutations,
        }
    }
}

/// The tasks of a stage by their numbers.
pub(super) struct Staged {
    pub(super) kind: StageKind,
    pub(super) tasks: Vec<usize>,
    pub(super) width: usize,
    pub(super) length: usize,
}

/// Puts tasks into stages, as few as their order allows; gives the stages, and for each
/// task the number of its own.
pub(super) fn stages(
    order: &[usize],
    classes: &[EffectClass],
    awaits: &[Vec<usize>],
) -> (Vec<Staged>, Vec<usize>) {
    let mut ranks: Vec<Rank> = classes.iter().map(|class| Rank::first(*class)).collect();
    let mut by_rank = BTreeMap::<Rank, Vec<usize>>::new();
    for &task in order {
        let class = classes[task];
        for &other in &awaits[task] {
            ranks[task] = ranks[task].max(ranks[other].behind(classes[other], class));
        }
        by_rank.entry(ranks[task]).or_default().push(task);
    }
    let mut stage_of = vec![0; order.len()];
    let mut stages = Vec::with_capacity(by_rank.len());
    let mut depths = vec![0_usize; order.len()];
    for (rank, tasks) in by_rank {
        let mut at_depth: Vec<usize> = Vec::new();
        for &task in &tasks {
            stage_of[task] = stages.len();
            let inside = awaits[task].iter().filter(|other| ranks[**other] == rank);
            let depth = inside.map(|other| depths[*other] + 1).max().unwrap_or(0);
            depths[task] = depth;
            if at_depth.len() <= depth {
                at_depth.resize(depth + 1, 0);
            }
            at_depth[depth] += 1;
        }
        let width = at_depth.iter().copied().max().unwrap_or(0);
        stages.push(Staged { kind: rank.kind(), tasks, width, length: at_depth.len() });
    }
    (stages, stage_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: EffectClass = EffectClass::Pure;
    const Q: EffectClass = EffectClass::Query;
    const M: EffectClass = EffectClass::Mutation;

    /// The kinds with their tasks, widths and lengths.
    fn staged(tasks: &[(EffectClass, &[usize])]) -> Vec<(StageKind, Vec<usize>, usize, usize)> {
        let classes: Vec<_> = tasks.iter().map(|(class, _)| *class).collect();
        let awaits: Vec<_> = tasks.iter().map(|(_, awaits)| awaits.to_vec()).collect();
        let order: Vec<_> = (0..tasks.len()).collect();
        let (stages, stage_of) = stages(&order, &classes, &awaits);
        for (number, stage) in stages.iter().enumerate() {
            assert!(stage.tasks.iter().all(|task| stage_of[*task] == number));
        }
        stages.into_iter().map(|it| (it.kind, it.tasks, it.width, it.length)).collect()
    }

    #[test]
    fn queries_come_first_then_computation_then_mutations() {
        assert_eq!(
            staged(&[(M, &[]), (P, &[]), (Q, &[]), (P, &[2]), (M, &[1, 3])]),
            [
                (StageKind::Queries, vec![2], 1, 1),
                (StageKind::Computation, vec![1, 3], 2, 1),
                (StageKind::Mutations, vec![0, 4], 2, 1),
            ]
        );
    }

    #[test]
    fn queries_behind_computation_alternate_with_it() {
        assert_eq!(
            staged(&[(P, &[]), (Q, &[0]), (Q, &[1]), (P, &[2, 0]), (P, &[])]),
            [
                (StageKind::Computation, vec![0, 4], 2, 1),
                (StageKind::Queries, vec![1, 2], 1, 2),
                (StageKind::Computation, vec![3], 1, 1),
            ]
        );
    }

    #[test]
    fn what_hangs_on_a_mutation_comes_after_all_of_them() {
        assert_eq!(
            staged(&[(M, &[]), (P, &[0]), (M, &[0]), (M, &[1]), (Q, &[]), (Q, &[3])]),
            [
                (StageKind::Queries, vec![4], 1, 1),
                (StageKind::Mutations, vec![0, 2], 1, 2),
                (StageKind::After, vec![1, 3, 5], 1, 3),
            ]
        );
    }
}
