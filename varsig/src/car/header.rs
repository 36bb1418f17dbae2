//! The header: version and roots (CARv1, Header).

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use cid::Cid;
use ipld_core::ipld::Ipld;

use super::error::{CarError, CarErrorKind as Kind};
use crate::dag_cbor::{self, Limits};

const ROOTS: &str = "roots";
const VERSION: &str = "version";

/// The header block with its length, as every archive of version 2 begins.
pub(super) const PRAGMA_OF_VERSION_2: &[u8] = b"\x0a\xa1\x67version\x02";

/// Reads the roots from a header block that starts at `offset` of the archive.
pub(super) fn read(header: &[u8], offset: usize) -> Result<Vec<Cid>, CarError> {
    let value = dag_cbor::decode(header, &Limits::default())
        .map_err(|error| Kind::Header(error.kind).at(offset.saturating_add(error.offset)))?;
    fields(value).map_err(|kind| kind.at(offset))
}

fn fields(header: Ipld) -> Result<Vec<Cid>, Kind> {
    let Ipld::Map(mut fields) = header else { return Err(Kind::HeaderNotAMap) };
    match fields.remove(VERSION) {
        None => return Err(Kind::HeaderFieldMissing { name: VERSION }),
        Some(Ipld::Integer(1)) => {}
        Some(Ipld::Integer(found)) => return Err(Kind::UnsupportedVersion { found }),
        Some(_) => return Err(Kind::VersionNotAnInteger),
    }
    let roots = match fields.remove(ROOTS) {
        None => return Err(Kind::HeaderFieldMissing { name: ROOTS }),
        Some(Ipld::List(roots)) => roots,
        Some(_) => return Err(Kind::RootsNotLinks),
    };
    if let Some((name, _)) = fields.pop_first() {
        return Err(Kind::HeaderFieldUnknown { name });
    }
    roots
        .into_iter()
        .map(|root| match root {
            Ipld::Link(cid) => Ok(cid),
            _ => Err(Kind::RootsNotLinks),
        })
        .collect()
}

/// The header block of an archive with these roots.
pub(super) fn write(roots: &[Cid]) -> Vec<u8> {
    let roots = roots.iter().copied().map(Ipld::Link).collect();
    let fields: BTreeMap<String, Ipld> = BTreeMap::from([
        (ROOTS.to_string(), Ipld::List(roots)),
        (VERSION.to_string(), Ipld::Integer(1)),
    ]);
    dag_cbor::encode(&Ipld::Map(fields)).expect("links and a one have a DAG-CBOR form")
}
