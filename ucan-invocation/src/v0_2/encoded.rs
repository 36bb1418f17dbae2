//! Values with the bytes in which they came.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use varsig::{
    dag_cbor::{self, Limits},
    dag_json,
};

use super::{
    address::{self, address},
    dialect::Dialect,
    error::{ReadError, WriteError},
};

/// A value of this wire: what [`Encoded`] reads and writes.
pub trait Wire: Sized {
    /// Reads the value, strictly: unknown fields, and fields of another kind, are refused.
    ///
    /// # Errors
    ///
    /// [`ReadError`] as its variants say.
    fn read(value: Ipld) -> Result<Self, ReadError>;

    /// The value as `dialect` has it.
    ///
    /// # Errors
    ///
    /// [`WriteError::NoPlace`] if the dialect has no place for a part of it.
    fn write(&self, dialect: Dialect) -> Result<Ipld, WriteError>;
}

/// A value together with its canonical DAG-CBOR, as received or as written here.
///
/// What was left out stays left out in the bytes, over which addresses and signatures are.
/// Nothing in it has been verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoded<T> {
    value: T,
    bytes: Vec<u8>,
}

impl<T: Wire> Encoded<T> {
    /// Writes `value` as `dialect` has it.
    ///
    /// # Errors
    ///
    /// [`WriteError::NoPlace`], [`WriteError::Cbor`] if there is no DAG-CBOR of it, and
    /// [`WriteError::Unreadable`] if that is larger than what is read.
    pub fn new(value: T, dialect: Dialect) -> Result<Self, WriteError> {
        let bytes = dag_cbor::encode(&value.write(dialect)?).map_err(WriteError::Cbor)?;
        dag_cbor::check(&bytes, &Limits::default()).map_err(WriteError::Unreadable)?;
        Ok(Self { value, bytes })
    }

    /// Reads canonical DAG-CBOR in either dialect.
    ///
    /// # Errors
    ///
    /// [`ReadError::Cbor`] for bytes that are not canonical, and what [`Wire::read`] gives.
    pub fn decode(bytes: &[u8]) -> Result<Self, ReadError> {
        let value = dag_cbor::decode(bytes, &Limits::default()).map_err(ReadError::Cbor)?;
        Ok(Self { value: T::read(value)?, bytes: bytes.into() })
    }

    /// Reads DAG-JSON in either dialect and any layout. It becomes canonical DAG-CBOR once,
    /// which counts as what was received.
    ///
    /// # Errors
    ///
    /// [`ReadError::Json`], [`ReadError::Transcode`], and what [`Wire::read`] gives.
    pub fn decode_dag_json(text: &[u8]) -> Result<Self, ReadError> {
        let value = dag_json::decode(text, &Limits::default()).map_err(ReadError::Json)?;
        Self::of(value)
    }

    /// Reads a value that stands in another.
    pub(super) fn of(value: Ipld) -> Result<Self, ReadError> {
        let bytes = dag_cbor::encode(&value).map_err(ReadError::Transcode)?;
        dag_cbor::check(&bytes, &Limits::default()).map_err(ReadError::Cbor)?;
        Ok(Self { value: T::read(value)?, bytes })
    }

    /// The same bytes as DAG-JSON.
    ///
    /// # Errors
    ///
    /// [`WriteError::Json`] if some data in it has no DAG-JSON text.
    pub fn to_dag_json(&self) -> Result<String, WriteError> {
        let text = dag_json::encode(&self.to_ipld()).map_err(WriteError::Json)?;
        Ok(String::from_utf8(text).expect("DAG-JSON is written from strings"))
    }
}

impl<T> Encoded<T> {
    /// The bytes in canonical DAG-CBOR.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The value that was read.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// The address of these very bytes in the field. That of an instruction is
    /// [`Instruction::address`](super::Instruction::address), whatever was left out.
    #[must_use]
    pub fn address_of_bytes(&self) -> Cid {
        address(&self.bytes)
    }

    /// Whether `cid` is an address of these very bytes: DAG-CBOR with SHA3-256, as in the
    /// field, or with SHA2-256, as in the examples of the text.
    #[must_use]
    pub fn is_named_by(&self, cid: &Cid) -> bool {
        address::names(cid, &self.bytes)
    }

    /// The value, without its bytes.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// The data that the bytes stand for.
    pub(super) fn to_ipld(&self) -> Ipld {
        dag_cbor::decode(&self.bytes, &Limits::default()).expect("the bytes were read or written")
    }

    /// The data without these fields, as bytes: what a signature beside them is over.
    pub(super) fn bytes_without(&self, fields: &[&str]) -> Vec<u8> {
        let mut value = self.to_ipld();
        if let Ipld::Map(map) = &mut value {
            fields.iter().for_each(|field| drop(map.remove(*field)));
        }
        dag_cbor::encode(&value).expect("less than what was read or written")
    }
}

/// A value that stands where it is used, or a link to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference<T> {
    /// The value itself.
    Inline(T),
    /// Its address.
    Link(Cid),
}

impl<T> Reference<T> {
    /// Reads a link, or what `inline` makes of anything else.
    pub(super) fn read(
        value: Ipld,
        inline: impl FnOnce(Ipld) -> Result<T, ReadError>,
    ) -> Result<Self, ReadError> {
        match value {
            Ipld::Link(cid) => Ok(Self::Link(cid)),
            value => inline(value).map(Self::Inline),
        }
    }

    /// The value, if it stands here.
    pub const fn inline(&self) -> Option<&T> {
        match self {
            Self::Inline(value) => Some(value),
            Self::Link(_) => None,
        }
    }
}

/// A map of those fields that there are.
pub(super) fn map<const N: usize>(fields: [(&str, Option<Ipld>); N]) -> Ipld {
    let present = fields.into_iter().filter_map(|(name, value)| Some((name.into(), value?)));
    Ipld::Map(present.collect::<BTreeMap<String, Ipld>>())
}

/// A list of links.
pub(super) fn links(cids: &[Cid]) -> Ipld {
    Ipld::List(cids.iter().copied().map(Ipld::Link).collect())
}
