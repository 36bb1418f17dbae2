//! What is asserted of a text, and values to assert it with.

use cid::Cid;
use ipld_core::ipld::Ipld;
use varsig::{
    Path, PathSegment,
    dag_cbor::Limits,
    dag_json::{DagJsonErrorKind as Kind, Expected, check, decode, decode_canonical, encode},
};

/// CIDv1, raw, the SHA-256 of nothing.
pub(crate) const CID_V1: &str = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
/// CIDv0 of the public fixtures (`ipld/codec-fixtures`).
pub(crate) const CID_V0: &str = "QmQg1v4o9xdT3Q14wh4S7dxZkDjyZ9ssFzFzyep1YrVJBY";

/// The limits that all use.
pub(crate) fn limits() -> Limits {
    Limits::default()
}

/// Refused by every reader, for one reason at one place.
#[track_caller]
pub(crate) fn refused(text: impl AsRef<[u8]>, offset: usize, kind: Kind) {
    let text = text.as_ref();
    let error = decode(text, &limits()).unwrap_err();
    assert_eq!((error.offset, error.kind), (offset, kind), "decode");
    let error = check(text, &limits()).unwrap_err();
    assert_eq!((error.offset, error.kind), (offset, kind), "check");
    assert_eq!(decode_canonical(text, &limits()), Err(error), "decode_canonical");
}

/// Read as `value`, but refused as canonical text.
#[track_caller]
pub(crate) fn not_canonical(text: &str, value: Ipld, offset: usize, kind: Kind) {
    assert_eq!(decode(text.as_bytes(), &limits()), Ok(value), "decode");
    let error = check(text.as_bytes(), &limits()).unwrap_err();
    assert_eq!((error.offset, error.kind), (offset, kind), "check");
    assert_eq!(decode_canonical(text.as_bytes(), &limits()), Err(error), "decode_canonical");
}

/// The one text of `value`.
#[track_caller]
pub(crate) fn canonical(text: &str, value: Ipld) {
    assert_eq!(check(text.as_bytes(), &limits()), Ok(()), "check");
    assert_eq!(decode(text.as_bytes(), &limits()).as_ref(), Ok(&value), "decode");
    assert_eq!(decode_canonical(text.as_bytes(), &limits()).as_ref(), Ok(&value));
    assert_eq!(String::from_utf8(encode(&value).unwrap()).unwrap(), text, "encode");
}

/// A string.
pub(crate) fn text(text: &str) -> Ipld {
    Ipld::String(text.into())
}

/// A list.
pub(crate) fn list<const N: usize>(items: [Ipld; N]) -> Ipld {
    Ipld::List(items.into())
}

/// A map.
pub(crate) fn map<const N: usize>(entries: [(&str, Ipld); N]) -> Ipld {
    Ipld::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// A link.
pub(crate) fn link(cid: &str) -> Ipld {
    Ipld::Link(cid.parse::<Cid>().unwrap())
}

/// A byte that cannot stand where it does.
pub(crate) const fn unexpected(expected: Expected, found: u8) -> Kind {
    Kind::Unexpected { expected, found }
}

/// Refused as canonical text only, whatever it says.
#[track_caller]
pub(crate) fn refused_only_by_check(text: &str, offset: usize, kind: Kind) {
    let value = decode(text.as_bytes(), &limits()).unwrap();
    not_canonical(text, value, offset, kind);
}

/// A step into a map.
pub(crate) fn key(key: &str) -> PathSegment {
    PathSegment::key(key)
}

/// The way to a part of a value.
pub(crate) fn path<const N: usize>(segments: [PathSegment; N]) -> Path {
    segments.into_iter().collect()
}
