//! What a receipt asks for.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Fields};

const FORK: &str = "fork";
const JOIN: &str = "join";

/// Tasks that a receipt asks to be run next: `{fork, join}`. A request, never authority
/// (rulings I2, O66).
///
/// There is one form for what is asked for, so that two executors that come to the same
/// write the same: the forks, which are a set, stand in the order of the bytes of their
/// CIDs; no task stands twice, be it in both fields; and what is empty is not written.
///
/// ```
/// use ucan_invocation::{Effects, RequestedTwice};
/// use varsig::Block;
///
/// let [a, b] = [*Block::raw(*b"a").cid(), *Block::raw(*b"b").cid()];
/// assert_eq!(Effects::new([a, b], None)?, Effects::new([b, a], None)?);
/// assert_eq!(Effects::new([a], Some(a)), Err(RequestedTwice { task: a }));
/// # Ok::<(), RequestedTwice>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Effects {
    fork: Vec<Cid>,
    join: Option<Cid>,
}

/// A task that is asked for twice in one place. Tasks that are asked for are a set: they
/// have no order in which a second time could come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("task {task} is asked for twice")]
pub struct RequestedTwice {
    /// The task.
    pub task: Cid,
}

impl Effects {
    /// These effects, the forks in any order.
    ///
    /// # Errors
    ///
    /// [`RequestedTwice`] for a task that is asked for twice.
    pub fn new(
        fork: impl IntoIterator<Item = Cid>,
        join: Option<Cid>,
    ) -> Result<Self, RequestedTwice> {
        let mut fork: Vec<Cid> = fork.into_iter().collect();
        fork.sort_by_cached_key(Cid::to_bytes);
        let effects = Self { fork, join };
        match effects.repeated() {
            Some(task) => Err(RequestedTwice { task }),
            None => Ok(effects),
        }
    }

    /// A task that stands twice, where the forks are sorted.
    fn repeated(&self) -> Option<Cid> {
        let twice = self.fork.windows(2).find_map(|pair| match pair {
            [one, other] if one == other => Some(*one),
            _ => None,
        });
        twice.or_else(|| self.join.filter(|join| self.fork.contains(join)))
    }

    /// Tasks that may run side by side, and beside whatever comes next; in the order of
    /// the bytes of their CIDs.
    #[must_use]
    pub fn fork(&self) -> &[Cid] {
        &self.fork
    }

    /// The task that carries on with the result.
    #[must_use]
    pub const fn join(&self) -> Option<&Cid> {
        self.join.as_ref()
    }

    /// All of them: the forks, and then the one to join.
    pub fn tasks(&self) -> impl Iterator<Item = &Cid> {
        self.fork.iter().chain(&self.join)
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.fork.is_empty() && self.join.is_none()
    }

    /// The map, if anything is asked for.
    #[must_use]
    pub fn to_ipld(&self) -> Option<Ipld> {
        let mut map = BTreeMap::new();
        if !self.fork.is_empty() {
            let fork = self.fork.iter().copied().map(Ipld::Link).collect();
            map.insert(FORK.into(), Ipld::List(fork));
        }
        if let Some(join) = self.join {
            map.insert(JOIN.into(), Ipld::Link(join));
        }
        (!map.is_empty()).then_some(Ipld::Map(map))
    }

    /// Reads the map, which has to have the one form.
    pub(crate) fn read(map: BTreeMap<String, Ipld>) -> Result<Self, FieldError> {
        let value = |field, expected| FieldError::new(field, FieldRule::Value { expected });
        if map.is_empty() {
            return Err(value("fx", "`fork`, `join`, or no `fx` at all"));
        }
        let mut fields = Fields::new(map);
        let fork = fields.optional_links(FORK)?;
        let join = fields.optional_link(JOIN)?;
        fields.finish()?;
        if fork.as_ref().is_some_and(Vec::is_empty) {
            return Err(value(FORK, "at least one task, or no `fork` at all"));
        }
        let fork = fork.unwrap_or_default();
        if !fork.is_sorted_by_key(Cid::to_bytes) {
            return Err(value(FORK, "tasks in the order of the bytes of their CIDs"));
        }
        let effects = Self { fork, join };
        match effects.repeated() {
            None => Ok(effects),
            Some(task) if effects.join == Some(task) => {
                Err(value(JOIN, "a task that is not among the forks"))
            }
            Some(_) => Err(value(FORK, "each task once")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use ipld_core::ipld;
    use varsig::Block;

    fn link(name: &str) -> Cid {
        *Block::raw(name.as_bytes()).cid()
    }

    /// Three tasks in their order.
    fn three() -> [Cid; 3] {
        let mut three = [link("a"), link("b"), link("c")];
        three.sort_by_key(Cid::to_bytes);
        three
    }

    fn read(value: Ipld) -> Result<Effects, FieldError> {
        let Ipld::Map(map) = value else { panic!("effects are a map") };
        Effects::read(map)
    }

    #[test]
    fn one_set_of_tasks_has_one_form() {
        let [a, b, c] = three();
        let effects = Effects::new([c, a, b], None).unwrap();
        assert_eq!(effects.fork(), [a, b, c]);
        assert_eq!(effects, Effects::new([b, c, a], None).unwrap());
        assert_eq!(effects.to_ipld(), Some(ipld!({ "fork": [a, b, c] })));
        assert_eq!(Effects::default().to_ipld(), None);
    }

    #[test]
    fn what_is_written_is_read() {
        let [a, b, c] = three();
        for (fork, join) in [(vec![a, b], Some(c)), (vec![a], None), (vec![], Some(a))] {
            let effects = Effects::new(fork, join).unwrap();
            assert_eq!(read(effects.to_ipld().unwrap()), Ok(effects));
        }
    }

    #[test]
    fn a_task_is_asked_for_once() {
        let [a, b, _] = three();
        for (fork, join) in [(vec![b, a, b], None), (vec![b, a], Some(b))] {
            assert_eq!(Effects::new(fork, join), Err(RequestedTwice { task: b }));
        }
    }

    #[test]
    fn no_other_form_is_read() {
        let [a, b, _] = three();
        let refused = |value: Ipld, field: &str, expected| {
            let rule = FieldRule::Value { expected };
            assert_eq!(read(value), Err(FieldError::new(field, rule)));
        };
        refused(ipld!({}), "fx", "`fork`, `join`, or no `fx` at all");
        refused(ipld!({ "fork": [] }), "fork", "at least one task, or no `fork` at all");
        let expected = "tasks in the order of the bytes of their CIDs";
        refused(ipld!({ "fork": [b, a] }), "fork", expected);
        refused(ipld!({ "fork": [a, a] }), "fork", "each task once");
        let expected = "a task that is not among the forks";
        refused(ipld!({ "fork": [a, b], "join": a }), "join", expected);
    }
}
