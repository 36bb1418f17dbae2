//! The records that stream from a revocation service.

use alloc::{collections::BTreeMap, string::ToString, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, FieldRule, Fields};
use varsig::{
    dag_cbor::Limits,
    dag_json::{self, EncodeError},
};

use super::{
    record::{MAX_RECORD_LENGTH, RecordDecodeError},
    recorded_at::RecordedAt,
};

/// The record of a revocation with links in place of tokens (Revocation Checking, Firehose
/// Record Schema). It is a hint: nothing of it is signed, and what it links to has to be
/// fetched and verified, as a [`RevocationRecord`](super::RevocationRecord) or otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompactRevocationRecord {
    /// `revoke`: the CID of the revoked delegation.
    pub revoke: Cid,
    /// `path`: the CIDs of the delegations of the path witness, root first.
    pub path: Vec<Cid>,
    /// `cause`: the CID of the invocation of `/ucan/revoke`.
    pub cause: Cid,
    /// `recorded_at`: when the service recorded it.
    pub recorded_at: RecordedAt,
}

impl CompactRevocationRecord {
    /// A record of these links.
    #[must_use]
    pub const fn new(revoke: Cid, path: Vec<Cid>, cause: Cid, recorded_at: RecordedAt) -> Self {
        Self { revoke, path, cause, recorded_at }
    }

    /// Reads a record from DAG-JSON in any layout, of [`MAX_RECORD_LENGTH`] at most.
    ///
    /// # Errors
    ///
    /// [`RecordDecodeError`] for the first rule that is broken.
    pub fn decode(text: &[u8]) -> Result<Self, RecordDecodeError> {
        let mut fields = read(text)?;
        let record = Self {
            revoke: fields.link("revoke")?,
            path: fields.links("path")?,
            cause: fields.link("cause")?,
            recorded_at: recorded_at(&mut fields)?,
        };
        fields.finish()?;
        Ok(record)
    }

    /// Writes the record in canonical DAG-JSON.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if a CID has no text.
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        let path = self.path.iter().copied().map(Ipld::Link).collect();
        dag_json::encode(&Ipld::Map(BTreeMap::from([
            ("revoke".into(), Ipld::Link(self.revoke)),
            ("path".into(), Ipld::List(path)),
            ("cause".into(), Ipld::Link(self.cause)),
            ("recorded_at".into(), Ipld::String(self.recorded_at.to_string())),
        ])))
    }
}

/// The fields of a record.
pub(super) fn read(text: &[u8]) -> Result<Fields, RecordDecodeError> {
    let limits = Limits::default().with_bytes(MAX_RECORD_LENGTH);
    let value = dag_json::decode(text, &limits).map_err(RecordDecodeError::Json)?;
    match value {
        Ipld::Map(map) => Ok(Fields::new(map)),
        _ => Err(RecordDecodeError::NotAMap),
    }
}

/// Takes the time out of the fields of a record.
pub(super) fn recorded_at(fields: &mut Fields) -> Result<RecordedAt, RecordDecodeError> {
    fields.string("recorded_at")?.parse().map_err(RecordDecodeError::RecordedAt)
}

/// Takes a list of bytes out of the fields of a record.
pub(super) fn list_of_bytes(
    fields: &mut Fields,
    name: &str,
) -> Result<Vec<Vec<u8>>, RecordDecodeError> {
    match fields.required(name)? {
        Ipld::List(items) => items
            .into_iter()
            .map(|item| Ok(Fields::new(BTreeMap::from([(name.into(), item)])).bytes(name)?))
            .collect(),
        _ => Err(FieldError::new(name, FieldRule::Value { expected: "a list of bytes" }).into()),
    }
}
