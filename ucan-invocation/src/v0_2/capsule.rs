//! Maps with one key, which says what stands in them and in which version.

use alloc::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::Fields;

use super::{
    dialect::Dialect,
    encoded::Wire,
    error::{ReadError, WriteError},
    invocation::Invocation,
    receipt::Receipt,
};

const INVOCATION: &str = "ucan/invoke@0.2.0";
const RECEIPT: &str = "ucan/receipt@0.2.0";
const FIELD_RECEIPT: &str = "ipvm/receipt";
const VERSION: &str = "0.2.0";

/// `{"ucan/invoke@0.2.0": invocation}` (UCAN Invocation 0.2, section 5.3).
#[derive(Clone, Debug, PartialEq)]
pub struct InvocationCapsule(pub Invocation);

/// `{"ucan/receipt@0.2.0": link}` (UCAN Invocation 0.2, section 8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiptCapsule(pub Cid);

/// `{"ipvm/receipt": receipt}`, with the version among the fields of the receipt: how
/// receipts travel in the field. The receipt's own address is without the version.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldReceiptCapsule(pub Receipt);

fn open(value: Ipld, expected: &'static str) -> Result<Ipld, ReadError> {
    match value {
        Ipld::Map(mut map) if map.len() == 1 => map.remove(expected),
        _ => None,
    }
    .ok_or(ReadError::Capsule { expected })
}

fn close(key: &str, value: Ipld) -> Ipld {
    Ipld::Map(BTreeMap::from([(key.into(), value)]))
}

impl Wire for InvocationCapsule {
    fn read(value: Ipld) -> Result<Self, ReadError> {
        Invocation::read(open(value, INVOCATION)?).map(Self)
    }

    fn write(&self, dialect: Dialect) -> Result<Ipld, WriteError> {
        Ok(close(INVOCATION, self.0.write(dialect)?))
    }
}

impl Wire for ReceiptCapsule {
    fn read(value: Ipld) -> Result<Self, ReadError> {
        let mut link = Fields::new([(RECEIPT.into(), open(value, RECEIPT)?)].into());
        Ok(Self(link.link(RECEIPT)?))
    }

    /// The same in both dialects.
    fn write(&self, _: Dialect) -> Result<Ipld, WriteError> {
        Ok(close(RECEIPT, Ipld::Link(self.0)))
    }
}

impl Wire for FieldReceiptCapsule {
    fn read(value: Ipld) -> Result<Self, ReadError> {
        let mut receipt = open(value, FIELD_RECEIPT)?;
        if let Ipld::Map(map) = &mut receipt {
            let version = map.remove("version").into_iter().map(|it| ("version".into(), it));
            let found = Fields::new(version.collect()).string("version")?;
            if found != VERSION {
                return Err(ReadError::Version { found });
            }
        }
        Receipt::read(receipt).map(Self)
    }

    fn write(&self, dialect: Dialect) -> Result<Ipld, WriteError> {
        if dialect == Dialect::Text {
            return Err(WriteError::NoPlace { field: FIELD_RECEIPT, dialect });
        }
        let mut receipt = self.0.write(dialect)?;
        if let Ipld::Map(map) = &mut receipt {
            map.insert("version".into(), Ipld::String(VERSION.into()));
        }
        Ok(close(FIELD_RECEIPT, receipt))
    }
}
