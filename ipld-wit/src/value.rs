//! The values of the mapping.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use cid::Cid;

use crate::map_key::MapKey;

/// A value of a [`Type`](crate::Type), which is needed to read it: names of fields, cases and
/// labels stand in the type alone, here are their positions.
///
/// Two values are equal when their encodings are: all NaNs are one, minus zero is zero, and maps are
/// sets of pairs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Value {
    /// `bool`
    Bool(bool),
    /// `u8`
    U8(u8),
    /// `s8`
    S8(i8),
    /// `u16`
    U16(u16),
    /// `s16`
    S16(i16),
    /// `u32`
    U32(u32),
    /// `s32`
    S32(i32),
    /// `u64`
    U64(u64),
    /// `s64`
    S64(i64),
    /// `f32`
    F32(f32),
    /// `f64`
    F64(f64),
    /// `char`
    Char(char),
    /// `string`
    String(String),
    /// `list<u8>` and `list<u8, N>`, and nothing else is.
    Bytes(Vec<u8>),
    /// `list<T>` and `list<T, N>` of any other T.
    List(Vec<Self>),
    /// `map<K, V>`: keys and values. A guest may give them in any order; decoding gives them in the
    /// order of the keys' DAG-CBOR bytes.
    Map(Vec<(Self, Self)>),
    /// `tuple<…>`
    Tuple(Vec<Self>),
    /// `record { … }`, the values in the order of the fields.
    Record(Vec<Self>),
    /// `variant { … }`
    Variant {
        /// The position of the case in the type.
        case: usize,
        /// What the case carries, if it carries something.
        payload: Option<Box<Self>>,
    },
    /// `enum { … }`, the position of the label in the type.
    Enum(usize),
    /// `flags { … }`, one answer for each label of the type, in its order.
    Flags(Vec<bool>),
    /// `option<T>`
    Option(Option<Box<Self>>),
    /// `result<O, E>`
    Result(Result<Option<Box<Self>>, Option<Box<Self>>>),
    /// A link.
    Link(Cid),
}

impl Value {
    /// What this is, for errors: a kind of value, never the value.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Bool(_) => "bool",
            Self::U8(_) => "u8",
            Self::S8(_) => "s8",
            Self::U16(_) => "u16",
            Self::S16(_) => "s16",
            Self::U32(_) => "u32",
            Self::S32(_) => "s32",
            Self::U64(_) => "u64",
            Self::S64(_) => "s64",
            Self::F32(_) => "f32",
            Self::F64(_) => "f64",
            Self::Char(_) => "char",
            Self::String(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Tuple(_) => "tuple",
            Self::Record(_) => "record",
            Self::Variant { .. } => "variant",
            Self::Enum(_) => "enum",
            Self::Flags(_) => "flags",
            Self::Option(_) => "option",
            Self::Result(_) => "result",
            Self::Link(_) => "link",
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::U8(a), Self::U8(b)) => a == b,
            (Self::S8(a), Self::S8(b)) => a == b,
            (Self::U16(a), Self::U16(b)) => a == b,
            (Self::S16(a), Self::S16(b)) => a == b,
            (Self::U32(a), Self::U32(b)) => a == b,
            (Self::S32(a), Self::S32(b)) => a == b,
            (Self::U64(a), Self::U64(b)) => a == b,
            (Self::S64(a), Self::S64(b)) => a == b,
            (Self::F32(a), Self::F32(b)) => a == b || (a.is_nan() && b.is_nan()),
            (Self::F64(a), Self::F64(b)) => a == b || (a.is_nan() && b.is_nan()),
            (Self::Char(a), Self::Char(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::List(a), Self::List(b))
            | (Self::Tuple(a), Self::Tuple(b))
            | (Self::Record(a), Self::Record(b)) => a == b,
            (Self::Map(a), Self::Map(b)) => same_pairs(a, b),
            (
                Self::Variant { case, payload },
                Self::Variant { case: other_case, payload: other_payload },
            ) => case == other_case && payload == other_payload,
            (Self::Enum(a), Self::Enum(b)) => a == b,
            (Self::Flags(a), Self::Flags(b)) => a == b,
            (Self::Option(a), Self::Option(b)) => a == b,
            (Self::Result(a), Self::Result(b)) => a == b,
            (Self::Link(a), Self::Link(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

/// Whether two maps hold the same pairs, in whatever order.
fn same_pairs(a: &[(Value, Value)], b: &[(Value, Value)]) -> bool {
    fn sorted(pairs: &[(Value, Value)]) -> Vec<&(Value, Value)> {
        let mut sorted: Vec<_> = pairs.iter().collect();
        sorted.sort_by_key(|(key, _)| MapKey::of(key));
        sorted
    }
    a.len() == b.len() && sorted(a) == sorted(b)
}
