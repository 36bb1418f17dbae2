//! From values to IPLD data, in canonical form.

mod map;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use crate::budget::{Budget, Exceeded, Meter};
use crate::display::brief;
use crate::error::EncodeError;
use crate::float::encode_f64;
use crate::path::{Here, Step};
use crate::types::{Case, Field, Type};
use crate::value::Value;

/// The canonical IPLD data of `value`, a value of type `ty`.
///
/// # Errors
///
/// * [`Type`](EncodeError::Type) if `ty` is no type;
/// * [`Mismatch`](EncodeError::Mismatch), [`Length`](EncodeError::Length),
///   [`UnknownCase`](EncodeError::UnknownCase) or [`Payload`](EncodeError::Payload) if `value` is no
///   value of it, with a path that starts at `value`;
/// * [`DuplicateKey`](EncodeError::DuplicateKey) if a map in it has a key twice;
/// * [`Budget`](EncodeError::Budget) if it is larger than `budget` allows.
pub fn encode(ty: &Type, value: &Value, budget: &Budget) -> Result<Ipld, EncodeError> {
    ty.check()?;
    Encoder::new(budget).root(ty, value.clone(), &Here::start("value"))
}

/// Encodes against types that were checked. Takes values as they are, so that bytes move.
pub(crate) struct Encoder {
    meter: Meter,
    finite: bool,
}

impl Encoder {
    pub(crate) const fn new(budget: &Budget) -> Self {
        Self { meter: Meter::new(*budget), finite: false }
    }

    /// Refuses NaN and infinities if `finite`.
    pub(crate) const fn finite(mut self, finite: bool) -> Self {
        self.finite = finite;
        self
    }

    /// Encodes one argument, a result, or a value that stands alone.
    pub(crate) fn root(
        &mut self,
        ty: &Type,
        value: Value,
        here: &Here<'_>,
    ) -> Result<Ipld, EncodeError> {
        self.elements(1, here)?;
        self.value(ty, value, here)
    }

    /// Encodes the payload of a branch of a result.
    pub(crate) fn branch(
        &mut self,
        payload: Option<&Type>,
        value: Option<Box<Value>>,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Ipld, EncodeError> {
        let payload = self.payload(payload, value, ty, here)?;
        Ok(payload.unwrap_or_else(|| Ipld::Map(BTreeMap::new())))
    }

    /// Encodes a value that is counted already.
    fn value(&mut self, ty: &Type, value: Value, here: &Here<'_>) -> Result<Ipld, EncodeError> {
        self.meter.level(here.depth()).map_err(|exceeded| over(exceeded, here))?;
        match (ty, value) {
            (Type::Bool, Value::Bool(bool)) => Ok(Ipld::Bool(bool)),
            (Type::U8, Value::U8(integer)) => Ok(Ipld::Integer(integer.into())),
            (Type::S8, Value::S8(integer)) => Ok(Ipld::Integer(integer.into())),
            (Type::U16, Value::U16(integer)) => Ok(Ipld::Integer(integer.into())),
            (Type::S16, Value::S16(integer)) => Ok(Ipld::Integer(integer.into())),
            (Type::U32, Value::U32(integer)) => Ok(Ipld::Integer(integer.into())),
            (Type::S32, Value::S32(integer)) => Ok(Ipld::Integer(integer.into())),
            (Type::U64, Value::U64(integer)) => Ok(Ipld::Integer(integer.into())),
            (Type::S64, Value::S64(integer)) => Ok(Ipld::Integer(integer.into())),
            (Type::F32, Value::F32(float)) => self.float(float.into(), ty, here),
            (Type::F64, Value::F64(float)) => self.float(float, ty, here),
            (Type::Char, Value::Char(char)) => self.text(char.into(), here),
            (Type::String, Value::String(text)) => self.text(text, here),
            (Type::List(_), Value::Bytes(bytes)) if ty.is_bytes() => {
                self.bytes(bytes.len(), here)?;
                Ok(Ipld::Bytes(bytes))
            }
            (Type::List(element), Value::List(values)) if !ty.is_bytes() => {
                let types = core::iter::repeat(&**element);
                self.items(types, values, here)
            }
            (Type::FixedLengthList(element, length), Value::Bytes(bytes))
                if **element == Type::U8 =>
            {
                exactly(count(*length), bytes.len(), ty, here)?;
                self.bytes(bytes.len(), here)?;
                Ok(Ipld::Bytes(bytes))
            }
            (Type::FixedLengthList(element, length), Value::List(values))
                if **element != Type::U8 =>
            {
                exactly(count(*length), values.len(), ty, here)?;
                self.items(core::iter::repeat(&**element), values, here)
            }
            (Type::Map(key, values), Value::Map(pairs)) => self.map(key, values, pairs, here),
            (Type::Tuple(types), Value::Tuple(values)) => {
                exactly(types.len(), values.len(), ty, here)?;
                self.items(types.iter(), values, here)
            }
            (Type::Record(fields), Value::Record(values)) => {
                exactly(fields.len(), values.len(), ty, here)?;
                self.record(fields, values, here)
            }
            (Type::Variant(cases), Value::Variant { case, payload }) => {
                self.variant(cases, case, payload, ty, here)
            }
            (Type::Enum(labels), Value::Enum(label)) => {
                let known = labels.get(label).ok_or_else(|| unknown_case(label, ty, here))?;
                self.text(known.clone(), here)
            }
            (Type::Flags(labels), Value::Flags(set)) => {
                exactly(labels.len(), set.len(), ty, here)?;
                let mut names = Vec::new();
                for (label, _) in labels.iter().zip(set).filter(|(_, is_set)| *is_set) {
                    names.push(self.text(label.clone(), here)?);
                }
                Ok(Ipld::List(names))
            }
            (Type::Option(_), Value::Option(None)) => Ok(Ipld::Null),
            (Type::Option(inner), Value::Option(Some(value))) => match **inner {
                Type::Option(_) => {
                    let value = self.root(inner, *value, &here.inside(Step::Index(0)))?;
                    Ok(Ipld::List([value].into()))
                }
                _ => self.root(inner, *value, &here.inside(Step::Through)),
            },
            (Type::Result { ok, .. }, Value::Result(Ok(value))) => {
                let inside = here.inside(Step::Name("ok"));
                let value = self.branch(ok.as_deref(), value, ty, &inside)?;
                Ok(single("ok", value))
            }
            (Type::Result { error, .. }, Value::Result(Err(value))) => {
                let inside = here.inside(Step::Name("error"));
                let value = self.branch(error.as_deref(), value, ty, &inside)?;
                Ok(single("error", value))
            }
            (Type::Link, Value::Link(cid)) => Ok(Ipld::Link(cid)),
            (_, value) => Err(mismatch(ty, &value, here)),
        }
    }

    /// The elements of a list or a tuple.
    fn items<'t>(
        &mut self,
        types: impl Iterator<Item = &'t Type>,
        values: Vec<Value>,
        here: &Here<'_>,
    ) -> Result<Ipld, EncodeError> {
        self.elements(values.len(), here)?;
        let mut items = Vec::with_capacity(values.len());
        for (index, (ty, value)) in types.zip(values).enumerate() {
            items.push(self.value(ty, value, &here.inside(Step::Index(index)))?);
        }
        Ok(Ipld::List(items))
    }

    fn record(
        &mut self,
        fields: &[Field],
        values: Vec<Value>,
        here: &Here<'_>,
    ) -> Result<Ipld, EncodeError> {
        self.elements(values.len(), here)?;
        let mut map = BTreeMap::new();
        for (Field { name, ty }, value) in fields.iter().zip(values) {
            self.bytes(name.len(), here)?;
            let ipld = self.value(ty, value, &here.inside(Step::Name(name)))?;
            map.insert(name.clone(), ipld);
        }
        Ok(Ipld::Map(map))
    }

    fn variant(
        &mut self,
        cases: &[Case],
        case: usize,
        payload: Option<Box<Value>>,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Ipld, EncodeError> {
        let known = cases.get(case).ok_or_else(|| unknown_case(case, ty, here))?;
        self.bytes(known.name.len(), here)?;
        let inside = here.inside(Step::Name(&known.name));
        let payload = self.payload(known.payload.as_ref(), payload, ty, &inside)?;
        Ok(single(&known.name, payload.unwrap_or(Ipld::Null)))
    }

    fn payload(
        &mut self,
        payload: Option<&Type>,
        value: Option<Box<Value>>,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Option<Ipld>, EncodeError> {
        match (payload, value) {
            (Some(payload), Some(value)) => self.root(payload, *value, here).map(Some),
            (None, None) => Ok(None),
            (_, value) => {
                let (path, expected) = (here.path(), brief(ty));
                Err(EncodeError::Payload { path, expected, found: value.is_some() })
            }
        }
    }

    fn float(&self, float: f64, ty: &Type, here: &Here<'_>) -> Result<Ipld, EncodeError> {
        if self.finite && !float.is_finite() {
            return Err(EncodeError::NonFinite { path: here.path(), expected: brief(ty) });
        }
        Ok(encode_f64(float))
    }

    fn text(&mut self, text: String, here: &Here<'_>) -> Result<Ipld, EncodeError> {
        self.bytes(text.len(), here)?;
        Ok(Ipld::String(text))
    }

    fn elements(&mut self, count: usize, here: &Here<'_>) -> Result<(), EncodeError> {
        self.meter.elements(count).map_err(|exceeded| over(exceeded, here))
    }

    fn bytes(&mut self, count: usize, here: &Here<'_>) -> Result<(), EncodeError> {
        self.meter.bytes(count).map_err(|exceeded| over(exceeded, here))
    }
}

/// A length of a type as one of memory; none that is too large for it can be met.
fn count(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

fn single(name: &str, ipld: Ipld) -> Ipld {
    Ipld::Map(BTreeMap::from([(name.into(), ipld)]))
}

fn exactly(elements: usize, found: usize, ty: &Type, here: &Here<'_>) -> Result<(), EncodeError> {
    if elements != found {
        let (path, expected) = (here.path(), brief(ty));
        return Err(EncodeError::Length { path, expected, elements, found });
    }
    Ok(())
}

fn mismatch(ty: &Type, value: &Value, here: &Here<'_>) -> EncodeError {
    EncodeError::Mismatch { path: here.path(), expected: brief(ty), found: value.kind() }
}

fn unknown_case(found: usize, ty: &Type, here: &Here<'_>) -> EncodeError {
    EncodeError::UnknownCase { path: here.path(), expected: brief(ty), found }
}

fn over(exceeded: Exceeded, here: &Here<'_>) -> EncodeError {
    EncodeError::Budget { path: here.path(), exceeded }
}
