//! Values by name in memory.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry as Slot},
    ops::Bound,
    sync::PoisonError,
};

use cid::Cid;
use varsig::Block;

use super::{
    Change, Condition, Key, KeyValue, KeyValueError, Listed, Namespace, Outcome, Previous,
};
use crate::store::MemoryStore;

/// The values of the in-memory store, and what each task has done to them.
#[derive(Debug, Default)]
pub(in crate::store) struct KeyValueTables {
    values: HashMap<Namespace, BTreeMap<Key, Block>>,
    /// The fingerprint of the change, and what came of it, by resolved task.
    outcomes: HashMap<Cid, (Cid, Outcome)>,
}

impl KeyValue for MemoryStore {
    fn get(&self, namespace: &Namespace, key: &Key) -> Result<Option<Block>, KeyValueError> {
        let tables = self.key_values.read().unwrap_or_else(PoisonError::into_inner);
        Ok(tables.values.get(namespace).and_then(|values| values.get(key)).cloned())
    }

    fn list(
        &self,
        namespace: &Namespace,
        prefix: &str,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<Listed>, KeyValueError> {
        let tables = self.key_values.read().unwrap_or_else(PoisonError::into_inner);
        let Some(values) = tables.values.get(namespace) else { return Ok(Vec::new()) };
        let start = match after {
            Some(after) if after.as_str() >= prefix => Bound::Excluded(after.as_str()),
            _ => Bound::Included(prefix),
        };
        Ok(values
            .range::<str, _>((start, Bound::Unbounded))
            .take_while(|(key, _)| key.as_str().starts_with(prefix))
            .take(limit)
            .map(|(key, value)| Listed { key: key.clone(), value: *value.cid() })
            .collect())
    }

    fn apply(
        &self,
        task: &Cid,
        namespace: &Namespace,
        change: &Change,
    ) -> Result<Outcome, KeyValueError> {
        let mut tables = self.key_values.write().unwrap_or_else(PoisonError::into_inner);
        let KeyValueTables { values, outcomes } = &mut *tables;
        let fingerprint = change.fingerprint(namespace);
        let slot = match outcomes.entry(*task) {
            Slot::Occupied(slot) => {
                let (made, outcome) = *slot.get();
                return if made == fingerprint {
                    Ok(outcome)
                } else {
                    Err(KeyValueError::OtherChange { task: *task })
                };
            }
            Slot::Vacant(slot) => slot,
        };
        let values = values.entry(namespace.clone()).or_default();
        let found = values.get(change.key()).map(|value| *value.cid());
        let holds = match change.condition() {
            Condition::Any => true,
            Condition::Absent => found.is_none(),
            Condition::Equals(expected) => found == Some(expected),
        };
        let outcome = if holds {
            match change.value() {
                Some(value) => values.insert(change.key().clone(), value.clone()),
                None => values.remove(change.key()),
            };
            Outcome::Made { previous: found.map_or(Previous::Absent, Previous::Value) }
        } else {
            Outcome::Conflict { found }
        };
        slot.insert((fingerprint, outcome));
        Ok(outcome)
    }
}
