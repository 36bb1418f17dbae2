//! The types of the mapping.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// A WIT type that has IPLD data.
///
/// Aliases are looked through: this is the structure, without the names that an interface gives to
/// types. `Display` writes it in the manner of WIT, `list<record { name: string }>`.
///
/// Not every such tree is a type: [`Type::check`] says which are, and whatever converts checks
/// first. Resources, streams, futures and error contexts have no place here. Maps and lists of fixed
/// length have one, and are accepted in signatures only where a [`Profile`](crate::Profile) says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Type {
    /// `bool`
    Bool,
    /// `u8`
    U8,
    /// `s8`
    S8,
    /// `u16`
    U16,
    /// `s16`
    S16,
    /// `u32`
    U32,
    /// `s32`
    S32,
    /// `u64`
    U64,
    /// `s64`
    S64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `char`
    Char,
    /// `string`
    String,
    /// `list<T>`; with `u8` elements, bytes.
    List(Box<Self>),
    /// `list<T, N>`, at least one element; with `u8` elements, bytes.
    FixedLengthList(Box<Self>, u32),
    /// `map<K, V>`, first the keys: a bool, an integer, a `char` or a `string`.
    Map(Box<Self>, Box<Self>),
    /// `tuple<…>`, at least one element.
    Tuple(Vec<Self>),
    /// `record { … }`, at least one field. Build it with [`Type::record`], which knows a link when
    /// it sees one.
    Record(Vec<Field>),
    /// `variant { … }`, at least one case.
    Variant(Vec<Case>),
    /// `enum { … }`, at least one label.
    Enum(Vec<String>),
    /// `flags { … }`, 1 to [`Type::MAX_FLAGS`] labels.
    Flags(Vec<String>),
    /// `option<T>`
    Option(Box<Self>),
    /// `result<O, E>`
    Result {
        /// The payload of success, if it has one.
        ok: Option<Box<Self>>,
        /// The payload of failure, if it has one.
        error: Option<Box<Self>>,
    },
    /// An IPLD Link: in WIT the record `record { ipld-cid: list<u8> }`, whose bytes are those of a
    /// binary CID. It is recognised by this exact shape, whatever its name.
    Link,
}

/// A field of a [`Type::Record`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field {
    /// The kebab-case name.
    pub name: String,
    /// The type.
    pub ty: Type,
}

impl Field {
    /// A field of this name and type.
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        Self { name: name.into(), ty }
    }
}

/// A case of a [`Type::Variant`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Case {
    /// The kebab-case name.
    pub name: String,
    /// The type of the payload, if the case carries one.
    pub payload: Option<Type>,
}

impl Case {
    /// A case of this name, with or without a payload.
    pub fn new(name: impl Into<String>, payload: Option<Type>) -> Self {
        Self { name: name.into(), payload }
    }
}

impl Type {
    /// How many levels a type may have: `u8` is one, `list<u8>` two.
    ///
    /// A value has one level of data more at most (`{"ok": {}}` of a `result`), and a receipt has
    /// five around it. All of them together stay below the 64 that DAG-CBOR is read with (ruling
    /// O8): a result that could not be written down is refused before anything runs.
    pub const MAX_DEPTH: usize = 48;

    /// How many types, fields, cases and labels a signature may have, counted as a tree: a
    /// component can name a few types that expand to billions.
    pub const MAX_NODES: usize = 1 << 16;

    /// How many bytes the name of a field, a case or a label may have.
    pub const MAX_NAME_BYTES: usize = 256;

    /// How many labels the component model allows in one `flags`.
    pub const MAX_FLAGS: usize = 32;

    /// The name of the only field of a link.
    pub const LINK_FIELD: &str = "ipld-cid";

    /// `list<element>`
    #[must_use]
    pub fn list(element: Self) -> Self {
        Self::List(Box::new(element))
    }

    /// `list<element, length>`
    #[must_use]
    pub fn fixed_length_list(element: Self, length: u32) -> Self {
        Self::FixedLengthList(Box::new(element), length)
    }

    /// `map<key, value>`
    #[must_use]
    pub fn map(key: Self, value: Self) -> Self {
        Self::Map(Box::new(key), Box::new(value))
    }

    /// `option<inner>`
    #[must_use]
    pub fn option(inner: Self) -> Self {
        Self::Option(Box::new(inner))
    }

    /// `result<ok, error>`
    #[must_use]
    pub fn result(ok: Option<Self>, error: Option<Self>) -> Self {
        Self::Result { ok: ok.map(Box::new), error: error.map(Box::new) }
    }

    /// The record of these fields, which is [`Type::Link`] if it has the exact shape of one.
    ///
    /// ```
    /// use ipld_wit::{Field, Type};
    ///
    /// let bytes = Type::list(Type::U8);
    /// assert_eq!(Type::record(vec![Field::new("ipld-cid", bytes.clone())]), Type::Link);
    /// assert_ne!(Type::record(vec![Field::new("cid", bytes)]), Type::Link);
    /// ```
    #[must_use]
    pub fn record(fields: Vec<Field>) -> Self {
        if is_link(&fields) { Self::Link } else { Self::Record(fields) }
    }

    /// Whether this is `list<u8>`, which is Bytes in IPLD.
    #[must_use]
    pub fn is_bytes(&self) -> bool {
        matches!(self, Self::List(element) if **element == Self::U8)
    }

    /// Whether the keys of a map may be of this type.
    #[must_use]
    pub const fn is_map_key(&self) -> bool {
        matches!(
            self,
            Self::Bool
                | Self::U8
                | Self::S8
                | Self::U16
                | Self::S16
                | Self::U32
                | Self::S32
                | Self::U64
                | Self::S64
                | Self::Char
                | Self::String
        )
    }
}

/// Whether these are the fields of a link.
pub(crate) fn is_link(fields: &[Field]) -> bool {
    matches!(fields, [field] if field.name == Type::LINK_FIELD && field.ty.is_bytes())
}
