//! The records that a revocation service hands out, whole.

use alloc::{collections::BTreeMap, string::ToString, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    Check, DecodeError, Envelope, FieldError, Proofs, Resolver, TokenCid, VerifyError,
};
use varsig::{
    Block, VerifierSet,
    dag_json::{self, DagJsonError, EncodeError},
    multicodec::DAG_CBOR,
};

use super::{
    accept::{Revocation, RevocationError, read},
    compact::{self, CompactRevocationRecord},
    recorded_at::{RecordedAt, RecordedAtError},
};
use crate::invocation::Invocation;

/// The most bytes of DAG-JSON that are read of one record: a path of 64 delegations of
/// 12 KiB each.
pub const MAX_RECORD_LENGTH: usize = 1 << 20;

/// The record of a revocation with all that it takes to verify it (Revocation Checking, Get
/// Revocation Record Schema).
///
/// It was read and not believed: see [`RevocationRecord::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevocationRecord {
    /// `revoke`: the CID of the revoked delegation.
    pub revoke: Cid,
    /// `path`: the delegations of the path witness in DAG-CBOR, root first.
    pub path: Vec<Vec<u8>>,
    /// `cause`: the invocation of `/ucan/revoke` in DAG-CBOR.
    pub cause: Vec<u8>,
    /// `recorded_at`: when the service recorded it.
    pub recorded_at: RecordedAt,
}

impl RevocationRecord {
    /// The record of a revocation that a service has accepted; `None` if that has no path
    /// witness, which a record must have.
    #[must_use]
    pub fn of(revocation: &Revocation, recorded_at: RecordedAt) -> Option<Self> {
        let path = revocation.witness()?.path().iter();
        Some(Self {
            revoke: *revocation.revoked(),
            path: path.map(|delegation| delegation.envelope().bytes().to_vec()).collect(),
            cause: revocation.block().bytes().to_vec(),
            recorded_at,
        })
    }

    /// Reads a record from DAG-JSON in any layout, of [`MAX_RECORD_LENGTH`] at most.
    ///
    /// # Errors
    ///
    /// [`RecordDecodeError`] for the first rule that is broken.
    pub fn decode(text: &[u8]) -> Result<Self, RecordDecodeError> {
        let mut fields = compact::read(text)?;
        let record = Self {
            revoke: fields.link("revoke")?,
            path: compact::list_of_bytes(&mut fields, "path")?,
            cause: fields.bytes("cause")?,
            recorded_at: compact::recorded_at(&mut fields)?,
        };
        fields.finish()?;
        Ok(record)
    }

    /// Writes the record in canonical DAG-JSON.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if the CID has no text.
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        let path = self.path.iter().cloned().map(Ipld::Bytes).collect();
        dag_json::encode(&Ipld::Map(BTreeMap::from([
            ("revoke".into(), Ipld::Link(self.revoke)),
            ("path".into(), Ipld::List(path)),
            ("cause".into(), Ipld::Bytes(self.cause.clone())),
            ("recorded_at".into(), Ipld::String(self.recorded_at.to_string())),
        ])))
    }

    /// The same with links in place of tokens, as it streams to those who follow.
    #[must_use]
    pub fn to_compact(&self) -> CompactRevocationRecord {
        CompactRevocationRecord {
            revoke: self.revoke,
            path: self.path.iter().map(|bytes| *block(bytes).cid()).collect(),
            cause: *block(&self.cause).cid(),
            recorded_at: self.recorded_at.clone(),
        }
    }

    /// Verifies the record: its cause is a revocation of what the record says, that
    /// [`Revocation::accept`] accepts, and its path is a witness for it. If the cause names a
    /// path itself, it is this one.
    ///
    /// **The time** is that at which the service recorded it, but not later than that of
    /// `check`: a revocation that was accepted is for ever, also for those who learn of it
    /// when it, or the authority of a delegate, has long expired. The service could lie about
    /// the time; with that it could only bring up what the revoker has signed.
    ///
    /// `proofs` has the delegations by which somebody revokes in another's name, as the
    /// record does not carry them; it is empty for all others.
    ///
    /// # Errors
    ///
    /// In this order: [`RecordError::Cause`] and [`RecordError::CauseSignature`] if the cause
    /// is no invocation or not signed by its issuer; [`RecordError::Revoke`] if it revokes
    /// something else; [`RecordError::Path`] if it names another path; and
    /// [`RecordError::Revocation`] as [`Revocation::accept`].
    pub fn verify(
        &self,
        proofs: &Proofs,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
        check: &Check<'_>,
    ) -> Result<Revocation, RecordError> {
        let verified = Envelope::<Invocation>::decode_block(block(&self.cause))
            .map_err(RecordError::Cause)?
            .verify(resolver, verifiers)
            .map_err(RecordError::CauseSignature)?;
        let arguments = read(&verified).map_err(RecordError::Revocation)?;
        if arguments.revoke != self.revoke {
            return Err(RecordError::Revoke { record: self.revoke, cause: arguments.revoke });
        }
        let mut proofs = proofs.clone();
        let mut path = Vec::with_capacity(self.path.len());
        for delegation in self.path.iter().map(|bytes| block(bytes)) {
            proofs.add(&delegation, resolver, verifiers);
            path.push(*delegation.cid());
        }
        if let Some(named) = &arguments.path {
            let same = |(named, carried): (&Cid, &Cid)| {
                named == carried || proofs.get(carried).is_some_and(|it| it.twins().contains(named))
            };
            let alike = named.iter().zip(&path).take_while(|both| same(*both)).count();
            if alike < named.len().max(path.len()) {
                return Err(RecordError::Path { index: alike });
            }
        }
        let then = self.recorded_at.timestamp().min(check.now());
        let check =
            Check::at(then).with_leeway(check.leeway()).with_revocations(check.revocations());
        Revocation::judge(&verified, &arguments, Some(&path), &proofs, &check)
            .map_err(RecordError::Revocation)
    }
}

fn block(bytes: &[u8]) -> Block {
    Block::new(DAG_CBOR, bytes)
}

/// Why a text is no record of a revocation.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordDecodeError {
    /// A field breaks a rule.
    #[error(transparent)]
    Field(FieldError),
    /// The text is not DAG-JSON.
    #[error(transparent)]
    Json(DagJsonError),
    /// The value is not a map.
    #[error("a record is a map")]
    NotAMap,
    /// The time is not in the form of RFC 3339.
    #[error("field `recorded_at`: {0}")]
    RecordedAt(RecordedAtError),
}

impl From<FieldError> for RecordDecodeError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

/// Why a record is not believed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The cause is no invocation.
    #[error("the cause is not an invocation: {0}")]
    Cause(DecodeError),
    /// The cause is not signed by its issuer.
    #[error("the cause: {0}")]
    CauseSignature(VerifyError),
    /// The cause names another path than the record carries.
    #[error("the cause names another path than the record carries, from delegation {index} on")]
    Path {
        /// The first place at which they differ.
        index: usize,
    },
    /// The cause is no revocation that counts, or the path no witness for it.
    #[error(transparent)]
    Revocation(RevocationError),
    /// The cause revokes something else.
    #[error("the record is about {} and its cause revokes {}", TokenCid(record), TokenCid(cause))]
    Revoke {
        /// What the record says is revoked.
        record: Cid,
        /// What the cause revokes.
        cause: Cid,
    },
}
