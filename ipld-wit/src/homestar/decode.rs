//! From data to values, forgiving as Homestar does.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use super::base64::base64;
use super::error::HomestarError;
use crate::display::brief;
use crate::function::FunctionType;
use crate::kind::Kind;
use crate::path::{Here, Step};
use crate::types::Type;
use crate::value::Value;

/// The values that Homestar makes of arguments. See the [module](super) for what is lost.
///
/// It takes time and memory in proportion to the data and the type.
///
/// # Errors
///
/// Any [`HomestarError`] but those of the way out and [`Type`](HomestarError::Type).
pub fn decode_params(
    function: &FunctionType,
    params: &[Ipld],
) -> Result<Vec<Value>, HomestarError> {
    let (expected, found) = (function.params().len(), params.len());
    if found < expected {
        return Err(HomestarError::TooFewArguments { expected, found });
    }
    let typed = function.params().iter().zip(params).enumerate();
    typed
        .map(|(index, (parameter, ipld))| {
            value(&parameter.ty, ipld, &Here::PARAMS.inside(Step::Index(index)))
        })
        .collect()
}

/// The value that Homestar makes of data.
///
/// # Errors
///
/// Those of [`decode_params`] for one argument, and [`Type`](HomestarError::Type) if `ty` is no
/// type.
pub fn decode(ty: &Type, ipld: &Ipld) -> Result<Value, HomestarError> {
    ty.check()?;
    value(ty, ipld, &Here::start("value"))
}

fn value(ty: &Type, ipld: &Ipld, here: &Here<'_>) -> Result<Value, HomestarError> {
    Ok(match ty {
        Type::Bool => match first(ipld) {
            Some(Ipld::Bool(bool)) => Value::Bool(*bool),
            None => Value::Bool(false),
            Some(other) => return Err(wrong_kind(ty, other, here)),
        },
        Type::U8 => Value::U8(integer(ty, ipld, |float| cast(float, u8::MIN, u8::MAX), here)?),
        Type::S8 => Value::S8(integer(ty, ipld, |float| cast(float, i8::MIN, i8::MAX), here)?),
        Type::U16 => Value::U16(integer(ty, ipld, |float| cast(float, u16::MIN, u16::MAX), here)?),
        Type::S16 => Value::S16(integer(ty, ipld, |float| cast(float, i16::MIN, i16::MAX), here)?),
        Type::U32 => Value::U32(integer(ty, ipld, |float| cast(float, u32::MIN, u32::MAX), here)?),
        Type::S32 => Value::S32(integer(ty, ipld, |float| cast(float, i32::MIN, i32::MAX), here)?),
        Type::U64 => Value::U64(integer(ty, ipld, |float| cast(float, u64::MIN, u64::MAX), here)?),
        Type::S64 => Value::S64(integer(ty, ipld, |_| None, here)?),
        Type::F32 => Value::F32(float32(ty, ipld, here)?),
        Type::F64 => Value::F64(float64(ty, ipld, here)?),
        Type::Char => match ipld {
            Ipld::String(text) => {
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(char), None) => Value::Char(char),
                    _ => return Err(incomplete(ty, here)),
                }
            }
            _ => return Err(wrong_kind(ty, ipld, here)),
        },
        Type::String => Value::String(text(ty, ipld, here)?),
        Type::List(element) => list(ty, element, ipld, here)?,
        Type::Tuple(types) => {
            let Ipld::List(items) = ipld else { return Err(wrong_kind(ty, ipld, here)) };
            if items.len() < types.len() {
                return Err(incomplete(ty, here));
            }
            Value::Tuple(each(types.iter().zip(items), here)?)
        }
        Type::Record(fields) => {
            let Ipld::Map(map) = ipld else { return Err(wrong_kind(ty, ipld, here)) };
            let mut values = Vec::with_capacity(fields.len());
            for field in fields {
                let ipld = map.get(&field.name).ok_or_else(|| incomplete(ty, here))?;
                values.push(value(&field.ty, ipld, &here.inside(Step::Name(&field.name)))?);
            }
            Value::Record(values)
        }
        Type::Variant(cases) => {
            let Ipld::Map(map) = ipld else { return Err(wrong_kind(ty, ipld, here)) };
            let least = map.iter().find_map(|(key, payload)| {
                let case = cases.iter().position(|case| case.name == *key)?;
                Some((case, payload))
            });
            let (case, ipld) = least.ok_or_else(|| incomplete(ty, here))?;
            let inside = here.inside(Step::Name(&cases[case].name));
            let payload = cases[case].payload.as_ref().map(|ty| value(ty, ipld, &inside));
            Value::Variant { case, payload: payload.transpose()?.map(Box::new) }
        }
        Type::Enum(labels) => match ipld {
            Ipld::String(label) => {
                let position = labels.iter().position(|known| known == label);
                Value::Enum(position.ok_or_else(|| incomplete(ty, here))?)
            }
            _ => return Err(wrong_kind(ty, ipld, here)),
        },
        Type::Flags(labels) => {
            let Ipld::List(items) = ipld else { return Err(wrong_kind(ty, ipld, here)) };
            let mut set = vec![false; labels.len()];
            for item in items {
                let Ipld::String(label) = item else { return Err(wrong_kind(ty, item, here)) };
                let position = labels.iter().position(|known| known == label);
                set[position.ok_or_else(|| incomplete(ty, here))?] = true;
            }
            Value::Flags(set)
        }
        Type::Option(_) if *ipld == Ipld::Null => Value::Option(None),
        Type::Option(inner) => {
            let inner = value(inner, ipld, &here.inside(Step::Through))?;
            Value::Option(Some(Box::new(inner)))
        }
        Type::Result { ok, error } => result(ty, ok.as_deref(), error.as_deref(), ipld, here)?,
        Type::Link => link(ty, ipld, here)?,
        Type::Map(..) | Type::FixedLengthList(..) => {
            return Err(HomestarError::Unsupported { path: here.path(), expected: brief(ty) });
        }
    })
}

/// What stands first in a list of lists, or nothing; anything else is itself.
fn first(mut ipld: &Ipld) -> Option<&Ipld> {
    while let Ipld::List(items) = ipld {
        ipld = items.first()?;
    }
    Some(ipld)
}

fn integer<T: TryFrom<i128>>(
    ty: &Type,
    ipld: &Ipld,
    cast: impl Fn(f64) -> Option<T>,
    here: &Here<'_>,
) -> Result<T, HomestarError> {
    match first(ipld) {
        Some(Ipld::Integer(integer)) => {
            let out_of_range =
                |_| HomestarError::IntegerRange { path: here.path(), expected: brief(ty) };
            T::try_from(*integer).map_err(out_of_range)
        }
        Some(other @ Ipld::Float(float)) => cast(*float).ok_or_else(|| wrong_kind(ty, other, here)),
        Some(other) => Err(wrong_kind(ty, other, here)),
        None => Err(wrong_kind(ty, ipld, here)),
    }
}

/// A float without its fraction, held to a range; what is no number is zero.
fn cast<T: TryFrom<i128> + Into<i128>>(float: f64, least: T, greatest: T) -> Option<T> {
    #[expect(
        clippy::as_conversions,
        reason = "this cast, with all it loses, is what is reproduced"
    )]
    let integer = float as i128;
    T::try_from(integer.clamp(least.into(), greatest.into())).ok()
}

fn float64(ty: &Type, ipld: &Ipld, here: &Here<'_>) -> Result<f64, HomestarError> {
    match ipld {
        Ipld::Float(float) => Ok(*float),
        #[expect(clippy::as_conversions, reason = "this rounding is what is reproduced")]
        Ipld::Integer(integer) => Ok(*integer as f64),
        _ => Err(wrong_kind(ty, ipld, here)),
    }
}

#[expect(clippy::as_conversions, reason = "this rounding is what is reproduced")]
fn float32(ty: &Type, ipld: &Ipld, here: &Here<'_>) -> Result<f32, HomestarError> {
    match ipld {
        Ipld::Float(float) => Ok(*float as f32),
        Ipld::Integer(integer) => Ok(*integer as f32),
        _ => Err(wrong_kind(ty, ipld, here)),
    }
}

fn text(ty: &Type, ipld: &Ipld, here: &Here<'_>) -> Result<String, HomestarError> {
    match first(ipld) {
        Some(Ipld::String(text)) => Ok(text.clone()),
        Some(Ipld::Null) => Ok("null".to_string()),
        Some(Ipld::Bytes(bytes)) => Ok(base64(bytes)),
        Some(Ipld::Link(cid)) => Ok(cid.to_string()),
        Some(other) => Err(wrong_kind(ty, other, here)),
        None => Err(wrong_kind(ty, ipld, here)),
    }
}

fn list(ty: &Type, element: &Type, ipld: &Ipld, here: &Here<'_>) -> Result<Value, HomestarError> {
    match (element, ipld) {
        (Type::U8, Ipld::Bytes(bytes)) => Ok(Value::Bytes(bytes.clone())),
        (Type::U8, Ipld::List(items)) => {
            let mut bytes = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                let here = here.inside(Step::Index(index));
                bytes.push(integer(element, item, |float| cast(float, u8::MIN, u8::MAX), &here)?);
            }
            Ok(Value::Bytes(bytes))
        }
        (_, Ipld::List(items)) => {
            Ok(Value::List(each(core::iter::repeat(element).zip(items), here)?))
        }
        (Type::Tuple(types), Ipld::Map(map)) => pairs(ty, types, map, here),
        _ => Err(wrong_kind(ty, ipld, here)),
    }
}

/// A map for a list of pairs. The values are read by the type of the keys, so that only pairs of
/// one type come out right.
fn pairs(
    ty: &Type,
    types: &[Type],
    map: &BTreeMap<String, Ipld>,
    here: &Here<'_>,
) -> Result<Value, HomestarError> {
    let [of_key, of_value] = types else { return Err(incomplete(ty, here)) };
    let mut pairs = Vec::with_capacity(map.len());
    for (index, (key, ipld)) in map.iter().enumerate() {
        let here = here.inside(Step::Index(index));
        let key = value(of_key, &Ipld::String(key.clone()), &here)?;
        let second = value(of_key, ipld, &here)?;
        if of_key != of_value {
            return Err(wrong_kind(of_value, ipld, &here));
        }
        pairs.push(Value::Tuple([key, second].into()));
    }
    Ok(Value::List(pairs))
}

fn each<'d>(
    typed: impl Iterator<Item = (&'d Type, &'d Ipld)>,
    here: &Here<'_>,
) -> Result<Vec<Value>, HomestarError> {
    typed
        .enumerate()
        .map(|(index, (ty, ipld))| value(ty, ipld, &here.inside(Step::Index(index))))
        .collect()
}

/// `[v, null]` or `[null, e]`; two nulls are a success.
fn result(
    ty: &Type,
    ok: Option<&Type>,
    error: Option<&Type>,
    ipld: &Ipld,
    here: &Here<'_>,
) -> Result<Value, HomestarError> {
    let Ipld::List(items) = ipld else { return Err(wrong_kind(ty, ipld, here)) };
    let payload = |ty: Option<&Type>, ipld, step| {
        let inside = here.inside(Step::Index(step));
        ty.map(|ty| value(ty, ipld, &inside).map(Box::new)).transpose()
    };
    match items.as_slice() {
        [it, Ipld::Null] => Ok(Value::Result(Ok(payload(ok, it, 0)?))),
        [Ipld::Null, it] => Ok(Value::Result(Err(payload(error, it, 1)?))),
        _ => Err(incomplete(ty, here)),
    }
}

/// There it is a record like any other.
fn link(ty: &Type, ipld: &Ipld, here: &Here<'_>) -> Result<Value, HomestarError> {
    let Ipld::Map(map) = ipld else { return Err(wrong_kind(ty, ipld, here)) };
    let bytes = map.get(Type::LINK_FIELD).ok_or_else(|| incomplete(ty, here))?;
    let Value::Bytes(bytes) = value(&Type::list(Type::U8), bytes, here)? else {
        return Err(incomplete(ty, here));
    };
    let cid = cid::Cid::try_from(bytes.as_slice()).map_err(|_| incomplete(ty, here))?;
    Ok(Value::Link(cid))
}

fn wrong_kind(ty: &Type, ipld: &Ipld, here: &Here<'_>) -> HomestarError {
    HomestarError::Kind { path: here.path(), expected: brief(ty), found: Kind::from(ipld) }
}

fn incomplete(ty: &Type, here: &Here<'_>) -> HomestarError {
    HomestarError::Incomplete { path: here.path(), expected: brief(ty) }
}
