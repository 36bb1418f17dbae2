//! Results: what came out of an instruction.

use alloc::{string::String, vec};

use ipld_core::ipld::Ipld;

use super::{
    dialect::Dialect,
    encoded::{Wire, map},
    error::{ReadError, WriteError},
};

const OK: &str = "ok";
const ERROR: &str = "error";
const JUST: &str = "just";

/// The result of an instruction (UCAN Invocation 0.2, section 6): `{"ok": value}` in the
/// text, `["ok", value]` in the field.
///
/// It is read where a result stands, and nowhere else: a list in an input that begins with
/// `"ok"` is a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// The value of a success.
    Ok(Ipld),
    /// What is to be said of a failure.
    Error(Ipld),
    /// A value on neither branch, which the field alone has.
    Just(Ipld),
}

impl Output {
    /// The value, without its tag.
    #[must_use]
    pub const fn value(&self) -> &Ipld {
        match self {
            Self::Ok(value) | Self::Error(value) | Self::Just(value) => value,
        }
    }

    const fn tag(&self) -> &'static str {
        match self {
            Self::Ok(_) => OK,
            Self::Error(_) => ERROR,
            Self::Just(_) => JUST,
        }
    }
}

impl Wire for Output {
    /// Reads both forms, of which each can only be one.
    fn read(value: Ipld) -> Result<Self, ReadError> {
        match value {
            Ipld::Map(mut map) => match (map.pop_first(), map.is_empty()) {
                (Some((tag, value)), true) if tag == OK => Ok(Self::Ok(value)),
                (Some((tag, value)), true) if tag == ERROR => Ok(Self::Error(value)),
                _ => Err(ReadError::Output),
            },
            Ipld::List(items) => {
                let [Ipld::String(tag), value] =
                    <[Ipld; 2]>::try_from(items).map_err(|_| ReadError::Output)?
                else {
                    return Err(ReadError::Output);
                };
                match tag.as_str() {
                    OK => Ok(Self::Ok(value)),
                    ERROR => Ok(Self::Error(value)),
                    JUST => Ok(Self::Just(value)),
                    _ => Err(ReadError::Output),
                }
            }
            _ => Err(ReadError::Output),
        }
    }

    fn write(&self, dialect: Dialect) -> Result<Ipld, WriteError> {
        match (self, dialect) {
            (Self::Just(_), Dialect::Text) => Err(WriteError::NoPlace { field: JUST, dialect }),
            (_, Dialect::Text) => Ok(map([(self.tag(), Some(self.value().clone()))])),
            (_, Dialect::Field) => {
                let tag = Ipld::String(String::from(self.tag()));
                Ok(Ipld::List(vec![tag, self.value().clone()]))
            }
        }
    }
}
