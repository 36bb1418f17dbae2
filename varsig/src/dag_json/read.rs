//! The readers.

use ipld_core::ipld::Ipld;

use super::{
    cursor::Style,
    error::{DagJsonError, DagJsonErrorKind as Kind},
    scanner::scan,
    tree::{Discard, Tree},
};
use crate::{dag_cbor::Limits, path::Path};

/// Checks that `bytes` are exactly one value in canonical DAG-JSON, as [`super::encode`]
/// writes it (Varsig, Safety). Takes linear time and holds nothing of the value, only a
/// few words for each open list and map.
///
/// # Errors
///
/// [`DagJsonError`] with the first broken rule, its offset and its path.
pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), DagJsonError> {
    scan(bytes, limits, Style::Canonical, &mut Discard)
}

/// Reads exactly one value of DAG-JSON in any layout: whitespace, any order of keys, any
/// escape and any spelling of a float. All else is as strict as [`check`].
///
/// # Errors
///
/// As [`check`], except for `NonCanonicalEscape`, `NonCanonicalFloat`, `UnsortedKeys` and
/// `Whitespace` of [`DagJsonErrorKind`](super::DagJsonErrorKind), which are no errors here.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Ipld, DagJsonError> {
    tree(bytes, limits, Style::Lenient)
}

/// Reads exactly one value of canonical DAG-JSON: [`check`] and [`decode`] in one.
///
/// # Errors
///
/// As [`check`].
pub fn decode_canonical(bytes: &[u8], limits: &Limits) -> Result<Ipld, DagJsonError> {
    tree(bytes, limits, Style::Canonical)
}

fn tree(bytes: &[u8], limits: &Limits, style: Style) -> Result<Ipld, DagJsonError> {
    let mut tree = Tree::default();
    scan(bytes, limits, style, &mut tree)?;
    // A scan without error has read one value, so there always is a root.
    tree.into_root().ok_or_else(|| DagJsonError {
        offset: bytes.len(),
        kind: Kind::UnexpectedEnd,
        path: Path::default(),
    })
}
