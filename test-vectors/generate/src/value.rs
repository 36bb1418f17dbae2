//! The data that inputs and expected values are made of.

use std::collections::BTreeSet;

/// IPLD data without floats: what a vector file may hold.
///
/// Floats are left out, and integers are bounded to 53 bits ([`outputs`](crate::outputs) refuses
/// others), so that every JSON parser in every language reads the files without loss.
/// Numbers that need more stand in the files as text or as encoded bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// Bytes, written `{"/": {"bytes": "…"}}`.
    Bytes(Vec<u8>),
    /// An integer within ±(2^53 − 1).
    Integer(i64),
    /// A CID in its text form, written `{"/": "…"}`.
    Link(String),
    /// A list.
    List(Vec<Self>),
    /// A map; the order of the entries is kept in the file.
    Map(Vec<(String, Self)>),
    /// `null`.
    Null,
    /// A string.
    Text(String),
}

impl Value {
    /// A link to the CID with this text.
    #[must_use]
    pub fn link(cid: impl Into<String>) -> Self {
        Self::Link(cid.into())
    }

    /// Whether every reader of JSON takes the value for what it is.
    pub(crate) fn is_portable(&self) -> bool {
        match self {
            Self::Integer(value) => value.unsigned_abs() < 1 << 53,
            Self::List(items) => items.iter().all(Self::is_portable),
            Self::Map(entries) => {
                let keys = entries.iter().map(|(key, _)| key).collect::<BTreeSet<_>>();
                keys.len() == entries.len()
                    && entries.iter().all(|(key, value)| key != "/" && value.is_portable())
            }
            Self::Bool(_) | Self::Bytes(_) | Self::Link(_) | Self::Null | Self::Text(_) => true,
        }
    }
}

/// A map, in the order written: `map! { "valid" => true }`.
#[macro_export]
macro_rules! map {
    ($($key:literal => $value:expr),* $(,)?) => {
        $crate::Value::Map(vec![$((String::from($key), $crate::Value::from($value))),*])
    };
}

/// A list: `list!["0xed", "0x13"]`.
#[macro_export]
macro_rules! list {
    ($($value:expr),* $(,)?) => {
        $crate::Value::List(vec![$($crate::Value::from($value)),*])
    };
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Integer(i64::from(value))
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Integer(i64::from(value))
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(value: &[u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<Vec<Self>> for Value {
    fn from(value: Vec<Self>) -> Self {
        Self::List(value)
    }
}
