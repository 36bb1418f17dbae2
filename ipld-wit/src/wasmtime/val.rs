//! Values to and from wasmtime's dynamic ones.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use ::wasmtime::component::Val;
use cid::Cid;

use crate::check::TypeError;
use crate::display::brief;
use crate::float::{canonical_f32, canonical_f64};
use crate::names::Names;
use crate::path::{Here, Path, Step};
use crate::types::{Case, Field, Type};
use crate::value::Value;

/// The greatest number that a varint may hold, and so a CID.
const GREATEST_CODE: u64 = (1 << 63) - 1;

/// Why a value, of this crate or of wasmtime, is none of the expected type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueMismatch {
    /// A value of another type, or one that lacks something the type has.
    #[error("{path}: the value is no {expected}")]
    Type {
        /// Where it stands, from `value`.
        path: Path,
        /// The type, as text.
        expected: String,
    },
    /// A link whose bytes are not exactly those of one CID: the one fault of a value that a guest
    /// can make and no type excludes.
    #[error("{path}: the bytes of the link are no CID")]
    NotACid {
        /// Where it stands, from `value`.
        path: Path,
    },
    /// What was given as a type is none.
    #[error(transparent)]
    NoType(#[from] TypeError),
}

/// The dynamic value for an argument of type `ty`.
///
/// All NaNs become the canonical one and minus zero becomes zero, so that the guest sees what the
/// canonical form of the arguments says.
///
/// # Errors
///
/// [`ValueMismatch::Type`] if `value` is no value of `ty`, which no decoded one is;
/// [`ValueMismatch::NoType`] if `ty` is no type.
pub fn to_val(ty: &Type, value: Value) -> Result<Val, ValueMismatch> {
    ty.check()?;
    lower(ty, value, &Here::start("value"))
}

/// The value of type `ty` that wasmtime returned.
///
/// # Errors
///
/// [`ValueMismatch::NotACid`] if the guest made a link of other bytes; [`ValueMismatch::Type`] if
/// `val` is no value of `ty`, which no result of a function of that type is;
/// [`ValueMismatch::NoType`] if `ty` is no type.
pub fn from_val(ty: &Type, val: Val) -> Result<Value, ValueMismatch> {
    ty.check()?;
    Lifting::default().value(ty, val, &Here::start("value"))
}

fn lower(ty: &Type, value: Value, here: &Here<'_>) -> Result<Val, ValueMismatch> {
    Ok(match (ty, value) {
        (Type::Bool, Value::Bool(bool)) => Val::Bool(bool),
        (Type::U8, Value::U8(integer)) => Val::U8(integer),
        (Type::S8, Value::S8(integer)) => Val::S8(integer),
        (Type::U16, Value::U16(integer)) => Val::U16(integer),
        (Type::S16, Value::S16(integer)) => Val::S16(integer),
        (Type::U32, Value::U32(integer)) => Val::U32(integer),
        (Type::S32, Value::S32(integer)) => Val::S32(integer),
        (Type::U64, Value::U64(integer)) => Val::U64(integer),
        (Type::S64, Value::S64(integer)) => Val::S64(integer),
        (Type::F32, Value::F32(float)) => Val::Float32(canonical_f32(float)),
        (Type::F64, Value::F64(float)) => Val::Float64(canonical_f64(float)),
        (Type::Char, Value::Char(char)) => Val::Char(char),
        (Type::String, Value::String(text)) => Val::String(text),
        (Type::List(_), Value::Bytes(bytes)) if ty.is_bytes() => bytes_val(bytes),
        (Type::List(element), Value::List(values)) if !ty.is_bytes() => {
            let types = core::iter::repeat(&**element);
            Val::List(lower_each(types, values, here)?)
        }
        (Type::FixedLengthList(element, length), Value::Bytes(bytes))
            if **element == Type::U8 && is_length(*length, bytes.len()) =>
        {
            Val::FixedLengthList(bytes.into_iter().map(Val::U8).collect())
        }
        (Type::FixedLengthList(element, length), Value::List(values))
            if **element != Type::U8 && is_length(*length, values.len()) =>
        {
            Val::FixedLengthList(lower_each(core::iter::repeat(&**element), values, here)?)
        }
        (Type::Map(key, value), Value::Map(pairs)) => {
            let mut vals = Vec::with_capacity(pairs.len());
            for (index, (of_key, of_value)) in pairs.into_iter().enumerate() {
                let entry = here.inside(Step::Index(index));
                vals.push((lower(key, of_key, &entry)?, lower(value, of_value, &entry)?));
            }
            Val::Map(vals)
        }
        (Type::Tuple(types), Value::Tuple(values)) if types.len() == values.len() => {
            Val::Tuple(lower_each(types.iter(), values, here)?)
        }
        (Type::Record(fields), Value::Record(values)) if fields.len() == values.len() => {
            let mut vals = Vec::with_capacity(values.len());
            for (Field { name, ty }, value) in fields.iter().zip(values) {
                vals.push((name.clone(), lower(ty, value, &here.inside(Step::Name(name)))?));
            }
            Val::Record(vals)
        }
        (Type::Variant(cases), Value::Variant { case, payload }) => {
            let Some(Case { name, payload: ty_of_payload }) = cases.get(case) else {
                return Err(mismatch(ty, here));
            };
            let inside = here.inside(Step::Name(name));
            let payload = lower_payload(ty_of_payload.as_ref(), payload, ty, &inside)?;
            Val::Variant(name.clone(), payload)
        }
        (Type::Enum(labels), Value::Enum(label)) => {
            Val::Enum(labels.get(label).ok_or_else(|| mismatch(ty, here))?.clone())
        }
        (Type::Flags(labels), Value::Flags(set)) if labels.len() == set.len() => {
            let set = labels.iter().zip(set).filter(|(_, is_set)| *is_set);
            Val::Flags(set.map(|(label, _)| label.clone()).collect())
        }
        (Type::Option(_), Value::Option(None)) => Val::Option(None),
        (Type::Option(inner), Value::Option(Some(value))) => {
            let val = lower(inner, *value, &here.inside(Step::Through))?;
            Val::Option(Some(Box::new(val)))
        }
        (Type::Result { ok, .. }, Value::Result(Ok(value))) => {
            let inside = here.inside(Step::Name("ok"));
            Val::Result(Ok(lower_payload(ok.as_deref(), value, ty, &inside)?))
        }
        (Type::Result { error, .. }, Value::Result(Err(value))) => {
            let inside = here.inside(Step::Name("error"));
            Val::Result(Err(lower_payload(error.as_deref(), value, ty, &inside)?))
        }
        (Type::Link, Value::Link(cid)) => {
            Val::Record(vec![(Type::LINK_FIELD.to_string(), bytes_val(cid.to_bytes()))])
        }
        _ => return Err(mismatch(ty, here)),
    })
}

fn lower_each<'t>(
    types: impl Iterator<Item = &'t Type>,
    values: Vec<Value>,
    here: &Here<'_>,
) -> Result<Vec<Val>, ValueMismatch> {
    let mut vals = Vec::with_capacity(values.len());
    for (index, (ty, value)) in types.zip(values).enumerate() {
        vals.push(lower(ty, value, &here.inside(Step::Index(index)))?);
    }
    Ok(vals)
}

fn lower_payload(
    payload: Option<&Type>,
    value: Option<Box<Value>>,
    ty: &Type,
    here: &Here<'_>,
) -> Result<Option<Box<Val>>, ValueMismatch> {
    match (payload, value) {
        (Some(payload), Some(value)) => Ok(Some(Box::new(lower(payload, *value, here)?))),
        (None, None) => Ok(None),
        _ => Err(mismatch(ty, here)),
    }
}

/// Takes dynamic values, in which names stand for positions.
#[derive(Default)]
struct Lifting<'t> {
    names: Names<'t>,
}

impl<'t> Lifting<'t> {
    fn value(&mut self, ty: &'t Type, val: Val, here: &Here<'_>) -> Result<Value, ValueMismatch> {
        Ok(match (ty, val) {
            (Type::Bool, Val::Bool(bool)) => Value::Bool(bool),
            (Type::U8, Val::U8(integer)) => Value::U8(integer),
            (Type::S8, Val::S8(integer)) => Value::S8(integer),
            (Type::U16, Val::U16(integer)) => Value::U16(integer),
            (Type::S16, Val::S16(integer)) => Value::S16(integer),
            (Type::U32, Val::U32(integer)) => Value::U32(integer),
            (Type::S32, Val::S32(integer)) => Value::S32(integer),
            (Type::U64, Val::U64(integer)) => Value::U64(integer),
            (Type::S64, Val::S64(integer)) => Value::S64(integer),
            (Type::F32, Val::Float32(float)) => Value::F32(canonical_f32(float)),
            (Type::F64, Val::Float64(float)) => Value::F64(canonical_f64(float)),
            (Type::Char, Val::Char(char)) => Value::Char(char),
            (Type::String, Val::String(text)) => Value::String(text),
            (Type::List(_), Val::List(vals)) if ty.is_bytes() => {
                Value::Bytes(val_bytes(vals).ok_or_else(|| mismatch(ty, here))?)
            }
            (Type::List(element), Val::List(vals)) => {
                let types = core::iter::repeat(&**element);
                Value::List(self.each(types, vals, here)?)
            }
            (Type::FixedLengthList(element, length), Val::FixedLengthList(vals))
                if is_length(*length, vals.len()) =>
            {
                if **element == Type::U8 {
                    Value::Bytes(val_bytes(vals).ok_or_else(|| mismatch(ty, here))?)
                } else {
                    Value::List(self.each(core::iter::repeat(&**element), vals, here)?)
                }
            }
            (Type::Map(key, value), Val::Map(vals)) => {
                let mut pairs = Vec::with_capacity(vals.len());
                for (index, (of_key, of_value)) in vals.into_iter().enumerate() {
                    let entry = here.inside(Step::Index(index));
                    let of_key = self.value(key, of_key, &entry)?;
                    pairs.push((of_key, self.value(value, of_value, &entry)?));
                }
                Value::Map(pairs)
            }
            (Type::Tuple(types), Val::Tuple(vals)) if types.len() == vals.len() => {
                Value::Tuple(self.each(types.iter(), vals, here)?)
            }
            (Type::Record(fields), Val::Record(vals)) if fields.len() == vals.len() => {
                let mut values = Vec::with_capacity(vals.len());
                for (field, (name, val)) in fields.iter().zip(vals) {
                    if field.name != name {
                        return Err(mismatch(ty, here));
                    }
                    values.push(self.value(&field.ty, val, &here.inside(Step::Name(&name)))?);
                }
                Value::Record(values)
            }
            (Type::Variant(cases), Val::Variant(name, payload)) => {
                let position = self.names.position(cases, &name);
                let case = position.ok_or_else(|| mismatch(ty, here))?;
                let inside = here.inside(Step::Name(&name));
                let payload = self.payload(cases[case].payload.as_ref(), payload, ty, &inside)?;
                Value::Variant { case, payload }
            }
            (Type::Enum(labels), Val::Enum(name)) => {
                let position = self.names.position(labels, &name);
                Value::Enum(position.ok_or_else(|| mismatch(ty, here))?)
            }
            (Type::Flags(labels), Val::Flags(names)) => {
                let mut set = vec![false; labels.len()];
                for name in names {
                    let position = labels.iter().position(|label| *label == name);
                    set[position.ok_or_else(|| mismatch(ty, here))?] = true;
                }
                Value::Flags(set)
            }
            (Type::Option(_), Val::Option(None)) => Value::Option(None),
            (Type::Option(inner), Val::Option(Some(val))) => {
                let value = self.value(inner, *val, &here.inside(Step::Through))?;
                Value::Option(Some(Box::new(value)))
            }
            (Type::Result { ok, .. }, Val::Result(Ok(val))) => {
                let inside = here.inside(Step::Name("ok"));
                Value::Result(Ok(self.payload(ok.as_deref(), val, ty, &inside)?))
            }
            (Type::Result { error, .. }, Val::Result(Err(val))) => {
                let inside = here.inside(Step::Name("error"));
                Value::Result(Err(self.payload(error.as_deref(), val, ty, &inside)?))
            }
            (Type::Link, Val::Record(fields)) => Value::Link(link(fields, here)?),
            _ => return Err(mismatch(ty, here)),
        })
    }

    fn each(
        &mut self,
        types: impl Iterator<Item = &'t Type>,
        vals: Vec<Val>,
        here: &Here<'_>,
    ) -> Result<Vec<Value>, ValueMismatch> {
        let mut values = Vec::with_capacity(vals.len());
        for (index, (ty, val)) in types.zip(vals).enumerate() {
            values.push(self.value(ty, val, &here.inside(Step::Index(index)))?);
        }
        Ok(values)
    }

    fn payload(
        &mut self,
        payload: Option<&'t Type>,
        val: Option<Box<Val>>,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Option<Box<Value>>, ValueMismatch> {
        match (payload, val) {
            (Some(payload), Some(val)) => Ok(Some(Box::new(self.value(payload, *val, here)?))),
            (None, None) => Ok(None),
            _ => Err(mismatch(ty, here)),
        }
    }
}

fn is_length(length: u32, found: usize) -> bool {
    usize::try_from(length) == Ok(found)
}

fn bytes_val(bytes: Vec<u8>) -> Val {
    Val::List(bytes.into_iter().map(Val::U8).collect())
}

fn val_bytes(vals: Vec<Val>) -> Option<Vec<u8>> {
    let byte = |val| match val {
        Val::U8(byte) => Some(byte),
        _ => None,
    };
    vals.into_iter().map(byte).collect()
}

fn link(fields: Vec<(String, Val)>, here: &Here<'_>) -> Result<Cid, ValueMismatch> {
    let no_link = || mismatch(&Type::Link, here);
    let [(name, val)] = <[_; 1]>::try_from(fields).map_err(|_| no_link())?;
    let (true, Val::List(vals)) = (name == Type::LINK_FIELD, val) else {
        return Err(no_link());
    };
    let bytes = val_bytes(vals).ok_or_else(no_link)?;
    // The parser stops at the end of the CID; what it read must be all, in its only form.
    // Nor may its numbers be greater than varints are.
    match Cid::try_from(bytes.as_slice()) {
        Ok(cid)
            if cid.to_bytes() == bytes && cid.codec().max(cid.hash().code()) <= GREATEST_CODE =>
        {
            Ok(cid)
        }
        _ => Err(ValueMismatch::NotACid { path: here.path() }),
    }
}

fn mismatch(ty: &Type, here: &Here<'_>) -> ValueMismatch {
    ValueMismatch::Type { path: here.path(), expected: brief(ty) }
}
