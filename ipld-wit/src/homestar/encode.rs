//! From values to data, guessing as Homestar does.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;

use super::decimal::seven_digits;
use super::error::HomestarError;
use crate::display::brief;
use crate::path::{Here, Step};
use crate::types::Type;
use crate::value::Value;

/// The data that Homestar makes of a value. See the [module](super) for what is lost.
///
/// It takes memory in proportion to the value and the names of its type.
///
/// # Errors
///
/// [`NoDecimal`](HomestarError::NoDecimal), [`NoPairs`](HomestarError::NoPairs),
/// [`Unsupported`](HomestarError::Unsupported), or [`Type`](HomestarError::Type) if `ty` is no type.
pub fn encode(ty: &Type, value: &Value) -> Result<Ipld, HomestarError> {
    ty.check()?;
    data(ty, value, &Here::start("value"))
}

fn data(ty: &Type, value: &Value, here: &Here<'_>) -> Result<Ipld, HomestarError> {
    let payload = |ty: &Type, value: &Value, name| data(ty, value, &here.inside(Step::Name(name)));
    Ok(match (ty, value) {
        (Type::Bool, Value::Bool(bool)) => Ipld::Bool(*bool),
        (Type::U8, Value::U8(integer)) => Ipld::Integer((*integer).into()),
        (Type::S8, Value::S8(integer)) => Ipld::Integer((*integer).into()),
        (Type::U16, Value::U16(integer)) => Ipld::Integer((*integer).into()),
        (Type::S16, Value::S16(integer)) => Ipld::Integer((*integer).into()),
        (Type::U32, Value::U32(integer)) => Ipld::Integer((*integer).into()),
        (Type::S32, Value::S32(integer)) => Ipld::Integer((*integer).into()),
        (Type::U64, Value::U64(integer)) => Ipld::Integer((*integer).into()),
        (Type::S64, Value::S64(integer)) => Ipld::Integer((*integer).into()),
        (Type::F32, Value::F32(float)) => {
            let none = || HomestarError::NoDecimal { path: here.path() };
            Ipld::Float(seven_digits(*float).ok_or_else(none)?)
        }
        (Type::F64, Value::F64(float)) => Ipld::Float(*float),
        (Type::Char, Value::Char(char)) => Ipld::String(char.to_string()),
        (Type::String, Value::String(text)) => guess(text),
        (Type::List(_), Value::Bytes(bytes)) if ty.is_bytes() => match bytes.as_slice() {
            [] => Ipld::List(Vec::new()),
            bytes => Ipld::Bytes(bytes.to_vec()),
        },
        (Type::List(element), Value::List(values)) if !ty.is_bytes() => match &**element {
            Type::Tuple(types) => pairs(types, values, here)?,
            element => each(core::iter::repeat(element), values, here)?,
        },
        (Type::Tuple(types), Value::Tuple(values)) if types.len() == values.len() => {
            each(types.iter(), values, here)?
        }
        (Type::Record(fields), Value::Record(values)) if fields.len() == values.len() => {
            let mut map = BTreeMap::new();
            for (field, value) in fields.iter().zip(values) {
                map.insert(field.name.clone(), payload(&field.ty, value, &field.name)?);
            }
            Ipld::Map(map)
        }
        (Type::Variant(cases), Value::Variant { case, payload: inner }) => {
            let case = cases.get(*case).ok_or_else(|| unsupported(ty, here))?;
            let value = match (&case.payload, inner) {
                (Some(ty), Some(value)) => payload(ty, value, &case.name)?,
                _ => Ipld::Null,
            };
            Ipld::Map(BTreeMap::from([(case.name.clone(), value)]))
        }
        (Type::Enum(labels), Value::Enum(label)) => {
            Ipld::String(labels.get(*label).ok_or_else(|| unsupported(ty, here))?.clone())
        }
        (Type::Flags(labels), Value::Flags(set)) if labels.len() == set.len() => {
            let set = labels.iter().zip(set).filter(|(_, is_set)| **is_set);
            Ipld::List(set.map(|(label, _)| Ipld::String(label.clone())).collect())
        }
        (Type::Option(_), Value::Option(None)) => Ipld::Null,
        (Type::Option(inner), Value::Option(Some(value))) => {
            data(inner, value, &here.inside(Step::Through))?
        }
        (Type::Result { ok, .. }, Value::Result(Ok(value))) => {
            Ipld::List([branch(ok.as_deref(), value.as_deref(), here)?, Ipld::Null].into())
        }
        (Type::Result { error, .. }, Value::Result(Err(value))) => {
            Ipld::List([Ipld::Null, branch(error.as_deref(), value.as_deref(), here)?].into())
        }
        // There it is a record like any other.
        (Type::Link, Value::Link(cid)) => {
            let bytes = Ipld::Bytes(cid.to_bytes());
            Ipld::Map(BTreeMap::from([(Type::LINK_FIELD.to_string(), bytes)]))
        }
        _ => return Err(unsupported(ty, here)),
    })
}

/// What a string looks like.
fn guess(text: &str) -> Ipld {
    if text == "null" {
        return Ipld::Null;
    }
    // The parser looks for `/ipfs/` itself, and takes what is behind it.
    Cid::try_from(text).map_or_else(|_| Ipld::String(text.into()), Ipld::Link)
}

fn each<'t>(
    types: impl Iterator<Item = &'t Type>,
    values: &[Value],
    here: &Here<'_>,
) -> Result<Ipld, HomestarError> {
    let mut items = Vec::with_capacity(values.len());
    for (index, (ty, value)) in types.zip(values).enumerate() {
        items.push(data(ty, value, &here.inside(Step::Index(index)))?);
    }
    Ok(Ipld::List(items))
}

/// A list of tuples, which is a map whatever the tuples are.
fn pairs(types: &[Type], values: &[Value], here: &Here<'_>) -> Result<Ipld, HomestarError> {
    let mut map: BTreeMap<String, Ipld> = BTreeMap::new();
    for (index, value) in values.iter().enumerate() {
        let here = here.inside(Step::Index(index));
        match (types, value) {
            ([Type::String, ty], Value::Tuple(pair)) if pair.len() == 2 => {
                let (Value::String(key), value) = (&pair[0], &pair[1]) else {
                    return Err(unsupported(&Type::String, &here));
                };
                map.insert(key.clone(), data(ty, value, &here.inside(Step::Index(1)))?);
            }
            _ => {
                let found = brief(&Type::Tuple(types.to_vec()));
                return Err(HomestarError::NoPairs { path: here.path(), found });
            }
        }
    }
    Ok(Ipld::Map(map))
}

fn branch(
    ty: Option<&Type>,
    value: Option<&Value>,
    here: &Here<'_>,
) -> Result<Ipld, HomestarError> {
    match (ty, value) {
        (Some(ty), Some(value)) => data(ty, value, &here.inside(Step::Through)),
        // There must be something beside the null, and it is this.
        _ => Ok(Ipld::Integer(1)),
    }
}

fn unsupported(ty: &Type, here: &Here<'_>) -> HomestarError {
    HomestarError::Unsupported { path: here.path(), expected: brief(ty) }
}
