//! Maps whose fields are known: each is taken, and what is left over is refused.

use std::collections::BTreeMap;

use crate::{
    error::LoadErrorKind as Kind,
    value::{Kind as ValueKind, Value},
};

/// A map of which the fields are taken one by one.
pub(crate) struct Record(BTreeMap<String, Value>);

impl Record {
    /// `value`, which must be a map; `name` says what it is.
    pub(crate) fn new(name: &str, value: Value) -> Result<Self, Kind> {
        match value {
            Value::Map(map) => Ok(Self(map)),
            _ => Err(wrong(name, ValueKind::Map)),
        }
    }

    pub(crate) fn optional(&mut self, field: &str) -> Option<Value> {
        self.0.remove(field)
    }

    pub(crate) fn value(&mut self, field: &str) -> Result<Value, Kind> {
        self.optional(field).ok_or_else(|| Kind::Missing { field: field.into() })
    }

    pub(crate) fn text(&mut self, field: &str) -> Result<String, Kind> {
        match self.value(field)? {
            Value::Text(text) if !text.is_empty() => Ok(text),
            _ => Err(wrong(field, ValueKind::Text)),
        }
    }

    pub(crate) fn optional_text(&mut self, field: &str) -> Result<Option<String>, Kind> {
        if self.0.contains_key(field) { self.text(field).map(Some) } else { Ok(None) }
    }

    pub(crate) fn boolean(&mut self, field: &str) -> Result<bool, Kind> {
        match self.value(field)? {
            Value::Boolean(value) => Ok(value),
            _ => Err(wrong(field, ValueKind::Boolean)),
        }
    }

    pub(crate) fn list(&mut self, field: &str) -> Result<Vec<Value>, Kind> {
        match self.value(field)? {
            Value::List(items) => Ok(items),
            _ => Err(wrong(field, ValueKind::List)),
        }
    }

    pub(crate) fn record(&mut self, field: &str) -> Result<Self, Kind> {
        let value = self.value(field)?;
        Self::new(field, value)
    }

    pub(crate) fn into_map(self) -> BTreeMap<String, Value> {
        self.0
    }

    /// Refuses what was not taken.
    pub(crate) fn finish(self) -> Result<(), Kind> {
        match self.0.into_keys().next() {
            Some(field) => Err(Kind::UnknownField { field }),
            None => Ok(()),
        }
    }
}

pub(crate) fn wrong(field: &str, expected: ValueKind) -> Kind {
    Kind::Type { field: field.into(), expected }
}
