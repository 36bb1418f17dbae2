//! DAG-JSON data, as far as vector files use it.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

use crate::base64;

/// The largest integer that a file may hold, 2^53 − 1, and with a minus the smallest.
const LARGEST: i64 = (1 << 53) - 1;

/// Data of a vector file: IPLD data without floats, integers within ±(2^53 − 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Boolean(bool),
    /// `{"/": {"bytes": "…"}}`.
    Bytes(Vec<u8>),
    /// An integer.
    Integer(i64),
    /// `{"/": "…"}`: the text of a CID, as it stands there.
    Link(String),
    /// A list.
    List(Vec<Self>),
    /// A map.
    Map(BTreeMap<String, Self>),
    /// `null`.
    Null,
    /// A string.
    Text(String),
}

/// A kind of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whatever it is.
    Any,
    /// `true` or `false`.
    Boolean,
    /// Bytes.
    Bytes,
    /// An integer.
    Integer,
    /// A link.
    Link,
    /// A list.
    List,
    /// A map.
    Map,
    /// A string.
    Text,
}

impl Kind {
    /// The kind with this name in `operations.json`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "any" => Self::Any,
            "boolean" => Self::Boolean,
            "bytes" => Self::Bytes,
            "integer" => Self::Integer,
            "link" => Self::Link,
            "list" => Self::List,
            "map" => Self::Map,
            "text" => Self::Text,
            _ => return None,
        })
    }

    /// Whether `value` is of this kind.
    #[must_use]
    pub const fn fits(self, value: &Value) -> bool {
        matches!(
            (self, value),
            (Self::Any, _)
                | (Self::Boolean, Value::Boolean(_))
                | (Self::Bytes, Value::Bytes(_))
                | (Self::Integer, Value::Integer(_))
                | (Self::Link, Value::Link(_))
                | (Self::List, Value::List(_))
                | (Self::Map, Value::Map(_))
                | (Self::Text, Value::Text(_))
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "data",
            Self::Boolean => "true or false",
            Self::Bytes => "bytes",
            Self::Integer => "an integer",
            Self::Link => "a link",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Text => "a string",
        })
    }
}

/// Text that is not the DAG-JSON of a vector file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
#[non_exhaustive]
pub struct ValueError {
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

/// Reads the DAG-JSON of a vector file, white space and order of keys aside.
///
/// # Errors
///
/// [`ValueError`] for what is no JSON, for a key that stands twice, a number that is
/// no integer of 53 bits, and a map with the key `/` that is neither a link nor bytes.
pub fn parse(text: &str) -> Result<Value, ValueError> {
    serde_json::from_str(text).map_err(|error| ValueError {
        line: error.line(),
        column: error.column(),
        message: error.to_string(),
    })
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DAG-JSON without floats")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        if (-LARGEST..=LARGEST).contains(&value) {
            Ok(Value::Integer(value))
        } else {
            Err(E::custom("an integer of more than 53 bits"))
        }
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((key, item)) = access.next_entry::<String, Value>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the key {key:?} stands twice")));
            }
            map.insert(key, item);
        }
        if map.contains_key("/") {
            return reserved(map).ok_or_else(|| {
                A::Error::custom("a map with the key \"/\" that is neither a link nor bytes")
            });
        }
        Ok(Value::Map(map))
    }
}

fn reserved(mut map: BTreeMap<String, Value>) -> Option<Value> {
    let content = map.remove("/")?;
    if !map.is_empty() {
        return None;
    }
    match content {
        Value::Text(cid) => Some(Value::Link(cid)),
        Value::Map(mut inner) => match (inner.remove("bytes")?, inner.is_empty()) {
            (Value::Text(text), true) => base64::decode(&text).map(Value::Bytes),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_links_and_bytes() {
        assert_eq!(parse(r#"{"/": {"bytes": "/w"}}"#), Ok(Value::Bytes(vec![0xff])));
        assert_eq!(parse(r#"{"/": "bafy"}"#), Ok(Value::Link("bafy".into())));
    }

    #[test]
    fn refuses_what_readers_would_take_differently() {
        for text in [
            r#"{"a": 1, "a": 1}"#,
            r#"{"a": 1, "\u0061": 1}"#,
            "1.0",
            "1e3",
            "9007199254740992",
            "-9007199254740992",
            "18446744073709551616",
            r#"{"/": 1}"#,
            r#"{"/": {"bytes": "/w=="}}"#,
            r#"{"/": {"bytes": "/x"}}"#,
            r#"{"/": {"bytes": "/w", "more": 1}}"#,
            r#"{"/": "bafy", "more": 1}"#,
            "{} {}",
            "[1,]",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("9007199254740991"), Ok(Value::Integer(LARGEST)));
    }

    #[test]
    fn refuses_deep_nesting_instead_of_running_out_of_stack() {
        assert!(parse(&"[".repeat(1_000_000)).is_err());
    }
}
