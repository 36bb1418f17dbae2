//! From IPLD data to values.

mod map;

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;

use crate::budget::{Budget, Exceeded, Meter};
use crate::contents::Contents;
use crate::display::{brief, expected_null, expected_unit};
use crate::error::DecodeError;
use crate::float::{FloatFault, decode_f32, decode_f64};
use crate::kind::Kind;
use crate::names::Names;
use crate::path::{Here, Step};
use crate::types::{Case, Field, Type};
use crate::value::Value;

/// The value of type `ty` that `ipld` is the canonical form of, or one of its two relaxations: an
/// Integer for a float, or a Link for `list<u8>`, whose content is taken from `contents`.
///
/// # Errors
///
/// Any [`DecodeError`] but [`ArgumentCount`](DecodeError::ArgumentCount) and
/// [`NonFinite`](DecodeError::NonFinite), with a path that starts at `value`;
/// [`Type`](DecodeError::Type) if `ty` is no type.
pub fn decode(
    ty: &Type,
    ipld: &Ipld,
    contents: &dyn Contents,
    budget: &Budget,
) -> Result<Value, DecodeError> {
    ty.check()?;
    Decoder::new(Source::Contents(contents), budget).root(ty, ipld, &Here::start("value"))
}

/// What becomes of the Links that stand for bytes.
pub(crate) enum Source<'a> {
    /// They are replaced with their content.
    Contents(&'a dyn Contents),
    /// They are listed, once each and in the order they are met; no bytes are copied.
    Listing { seen: BTreeSet<Cid>, listed: Vec<Cid> },
}

/// Decodes against types that were checked.
pub(crate) struct Decoder<'a> {
    source: Source<'a>,
    meter: Meter,
    names: Names<'a>,
    finite: bool,
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(source: Source<'a>, budget: &Budget) -> Self {
        Self { source, meter: Meter::new(*budget), names: Names::default(), finite: false }
    }

    /// Lists the content handles instead of reading them.
    pub(crate) fn listing() -> Self {
        let source = Source::Listing { seen: BTreeSet::new(), listed: Vec::new() };
        // Linear in data that is already in memory.
        Self::new(source, &Budget::UNBOUNDED)
    }

    /// Refuses NaN and infinities if `finite`.
    pub(crate) const fn finite(mut self, finite: bool) -> Self {
        self.finite = finite;
        self
    }

    /// What a [listing](Self::listing) found.
    pub(crate) fn listed(self) -> Vec<Cid> {
        match self.source {
            Source::Contents(_) => Vec::new(),
            Source::Listing { listed, .. } => listed,
        }
    }

    /// Decodes one argument, or a value that stands alone.
    pub(crate) fn root(
        &mut self,
        ty: &'a Type,
        ipld: &Ipld,
        here: &Here<'_>,
    ) -> Result<Value, DecodeError> {
        self.elements(1, here)?;
        self.value(ty, ipld, here)
    }

    /// Decodes a value that is counted already.
    fn value(&mut self, ty: &'a Type, ipld: &Ipld, here: &Here<'_>) -> Result<Value, DecodeError> {
        self.meter.level(here.depth()).map_err(|exceeded| over(exceeded, here))?;
        match (ty, ipld) {
            (Type::Bool, Ipld::Bool(bool)) => Ok(Value::Bool(*bool)),
            (Type::U8, Ipld::Integer(i)) => integer(*i, Value::U8, ty, here),
            (Type::S8, Ipld::Integer(i)) => integer(*i, Value::S8, ty, here),
            (Type::U16, Ipld::Integer(i)) => integer(*i, Value::U16, ty, here),
            (Type::S16, Ipld::Integer(i)) => integer(*i, Value::S16, ty, here),
            (Type::U32, Ipld::Integer(i)) => integer(*i, Value::U32, ty, here),
            (Type::S32, Ipld::Integer(i)) => integer(*i, Value::S32, ty, here),
            (Type::U64, Ipld::Integer(i)) => integer(*i, Value::U64, ty, here),
            (Type::S64, Ipld::Integer(i)) => integer(*i, Value::S64, ty, here),
            (Type::F32, _) => {
                let float = decode_f32(ipld).map_err(|fault| not_a_float(fault, ty, here))?;
                self.finite_only(float.is_finite(), ty, here)?;
                Ok(Value::F32(float))
            }
            (Type::F64, _) => {
                let float = decode_f64(ipld).map_err(|fault| not_a_float(fault, ty, here))?;
                self.finite_only(float.is_finite(), ty, here)?;
                Ok(Value::F64(float))
            }
            (Type::Char, Ipld::String(text)) => {
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(char), None) => Ok(Value::Char(char)),
                    _ => Err(DecodeError::NotOneChar { path: here.path() }),
                }
            }
            (Type::String, Ipld::String(text)) => {
                self.bytes(text.len(), here)?;
                Ok(Value::String(if self.is_listing() { String::new() } else { text.clone() }))
            }
            (Type::List(element), _) if **element == Type::U8 => {
                self.byte_list(None, ty, ipld, here)
            }
            (Type::FixedLengthList(element, length), _) if **element == Type::U8 => {
                self.byte_list(Some(*length), ty, ipld, here)
            }
            (Type::List(element), Ipld::List(items)) => {
                let element: &'a Type = element;
                let types = items.iter().map(|item| (element, item));
                self.items(items.len(), types, here).map(Value::List)
            }
            (Type::FixedLengthList(element, length), Ipld::List(items)) => {
                let element: &'a Type = element;
                exactly(count(*length), items.len(), ty, here)?;
                let types = items.iter().map(|item| (element, item));
                self.items(items.len(), types, here).map(Value::List)
            }
            (Type::Map(key, values), Ipld::Map(map)) if **key == Type::String => {
                self.text_map(values, map, here)
            }
            (Type::Map(key, values), Ipld::List(pairs)) if **key != Type::String => {
                self.pair_map(key, values, pairs, ty, here)
            }
            (Type::Tuple(types), Ipld::List(items)) => {
                exactly(types.len(), items.len(), ty, here)?;
                let types = types.iter().zip(items);
                self.items(items.len(), types, here).map(Value::Tuple)
            }
            (Type::Record(fields), Ipld::Map(map)) => self.record(fields, map, here),
            (Type::Variant(cases), Ipld::Map(map)) => self.variant(cases, map, ty, here),
            (Type::Enum(labels), Ipld::String(label)) => {
                let position = self.names.position(labels, label);
                position.map(Value::Enum).ok_or_else(|| unknown_label(ty, here))
            }
            (Type::Flags(labels), Ipld::List(items)) => flags(labels, items, ty, here),
            (Type::Option(_), Ipld::Null) => Ok(Value::Option(None)),
            (Type::Option(inner), _) => {
                let present = self.present(inner, ipld, ty, here)?;
                Ok(Value::Option(Some(Box::new(present))))
            }
            (Type::Result { ok, error }, Ipld::Map(map)) => {
                let (ok, error) = (ok.as_deref(), error.as_deref());
                self.result(ok, error, map, ty, here)
            }
            (Type::Link, Ipld::Link(cid)) => Ok(Value::Link(*cid)),
            _ => Err(wrong_kind(brief(ty), ipld, here)),
        }
    }

    /// The elements of a list or a tuple.
    fn items<'i>(
        &mut self,
        count: usize,
        items: impl Iterator<Item = (&'a Type, &'i Ipld)>,
        here: &Here<'_>,
    ) -> Result<Vec<Value>, DecodeError> {
        // Counted as a whole, before any room is made for them.
        self.elements(count, here)?;
        let mut values = Vec::with_capacity(count);
        for (index, (ty, item)) in items.enumerate() {
            values.push(self.value(ty, item, &here.inside(Step::Index(index)))?);
        }
        Ok(values)
    }

    /// `list<u8>`, or `list<u8, N>` if there is a length.
    fn byte_list(
        &mut self,
        length: Option<u32>,
        ty: &Type,
        ipld: &Ipld,
        here: &Here<'_>,
    ) -> Result<Value, DecodeError> {
        let bytes: &[u8] = match (ipld, &mut self.source) {
            (Ipld::Bytes(bytes), _) => bytes,
            (Ipld::Link(cid), Source::Listing { seen, listed }) => {
                if seen.insert(*cid) {
                    listed.push(*cid);
                }
                // Its length shows when the content is here.
                return Ok(Value::Bytes(Vec::new()));
            }
            (Ipld::Link(cid), Source::Contents(contents)) => {
                let unavailable =
                    || DecodeError::ContentUnavailable { cid: *cid, path: here.path() };
                contents.content(cid).ok_or_else(unavailable)?
            }
            _ => return Err(wrong_kind(brief(ty), ipld, here)),
        };
        if let Some(length) = length {
            exactly(count(length), bytes.len(), ty, here)?;
        }
        self.bytes(bytes.len(), here)?;
        Ok(Value::Bytes(if self.is_listing() { Vec::new() } else { bytes.to_vec() }))
    }

    fn record(
        &mut self,
        fields: &'a [Field],
        map: &BTreeMap<String, Ipld>,
        here: &Here<'_>,
    ) -> Result<Value, DecodeError> {
        self.elements(fields.len(), here)?;
        let mut values = Vec::with_capacity(fields.len());
        for Field { name, ty } in fields {
            let missing = || DecodeError::MissingField { path: here.path(), name: brief(name) };
            let ipld = map.get(name).ok_or_else(missing)?;
            values.push(self.value(ty, ipld, &here.inside(Step::Name(name)))?);
        }
        if map.len() > fields.len() {
            let known: BTreeSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            let unexpected = map.keys().find(|key| !known.contains(key.as_str()));
            let name = unexpected.map(brief).unwrap_or_default();
            return Err(DecodeError::UnexpectedField { path: here.path(), name });
        }
        Ok(Value::Record(values))
    }

    fn variant(
        &mut self,
        cases: &'a [Case],
        map: &BTreeMap<String, Ipld>,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Value, DecodeError> {
        let (name, ipld) = only_entry(map, ty, here)?;
        let position = self.names.position(cases, name);
        let case = position.ok_or_else(|| unknown_case(name, ty, here))?;
        let inside = here.inside(Step::Name(name));
        let payload = match (&cases[case].payload, ipld) {
            (Some(ty), _) => Some(Box::new(self.root(ty, ipld, &inside)?)),
            (None, Ipld::Null) => None,
            (None, _) => return Err(wrong_kind(expected_null(), ipld, &inside)),
        };
        Ok(Value::Variant { case, payload })
    }

    /// What an option holds. Where it holds an option in turn, a List of one keeps "nothing" and "a
    /// present nothing" apart; everything else is never Null.
    fn present(
        &mut self,
        inner: &'a Type,
        ipld: &Ipld,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Value, DecodeError> {
        match (inner, ipld) {
            (Type::Option(_), Ipld::List(items)) => {
                exactly(1, items.len(), ty, here)?;
                self.root(inner, &items[0], &here.inside(Step::Index(0)))
            }
            (Type::Option(_), _) => Err(wrong_kind(brief(ty), ipld, here)),
            _ => self.root(inner, ipld, &here.inside(Step::Through)),
        }
    }

    fn result(
        &mut self,
        ok: Option<&'a Type>,
        error: Option<&'a Type>,
        map: &BTreeMap<String, Ipld>,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Value, DecodeError> {
        let (branch, ipld) = only_entry(map, ty, here)?;
        let inside = here.inside(Step::Name(branch));
        match branch {
            "ok" => Ok(Value::Result(Ok(self.branch(ok, ipld, &inside)?))),
            "error" => Ok(Value::Result(Err(self.branch(error, ipld, &inside)?))),
            _ => Err(unknown_case(branch, ty, here)),
        }
    }

    fn branch(
        &mut self,
        payload: Option<&'a Type>,
        ipld: &Ipld,
        here: &Here<'_>,
    ) -> Result<Option<Box<Value>>, DecodeError> {
        match (payload, ipld) {
            (Some(ty), _) => Ok(Some(Box::new(self.root(ty, ipld, here)?))),
            (None, Ipld::Map(map)) if map.is_empty() => Ok(None),
            (None, _) => Err(wrong_kind(expected_unit(), ipld, here)),
        }
    }

    const fn is_listing(&self) -> bool {
        matches!(self.source, Source::Listing { .. })
    }

    fn finite_only(&self, is_finite: bool, ty: &Type, here: &Here<'_>) -> Result<(), DecodeError> {
        if self.finite && !is_finite {
            return Err(DecodeError::NonFinite { path: here.path(), expected: brief(ty) });
        }
        Ok(())
    }

    fn elements(&mut self, count: usize, here: &Here<'_>) -> Result<(), DecodeError> {
        self.meter.elements(count).map_err(|exceeded| over(exceeded, here))
    }

    fn bytes(&mut self, count: usize, here: &Here<'_>) -> Result<(), DecodeError> {
        self.meter.bytes(count).map_err(|exceeded| over(exceeded, here))
    }
}

/// A length of a type as one of memory; none that is too large for it can be met.
fn count(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

fn integer<T: TryFrom<i128>>(
    integer: i128,
    value: fn(T) -> Value,
    ty: &Type,
    here: &Here<'_>,
) -> Result<Value, DecodeError> {
    let out_of_range = |_| DecodeError::IntegerRange { path: here.path(), expected: brief(ty) };
    T::try_from(integer).map(value).map_err(out_of_range)
}

fn flags(
    labels: &[String],
    items: &[Ipld],
    ty: &Type,
    here: &Here<'_>,
) -> Result<Value, DecodeError> {
    let mut set = vec![false; labels.len()];
    let mut next = 0;
    for (index, item) in items.iter().enumerate() {
        let here = here.inside(Step::Index(index));
        let Ipld::String(label) = item else {
            return Err(wrong_kind(brief(ty), item, &here));
        };
        let position = labels.iter().position(|known| known == label);
        let position = position.ok_or_else(|| unknown_label(ty, &here))?;
        if position < next {
            return Err(DecodeError::FlagOrder { path: here.path(), expected: brief(ty) });
        }
        set[position] = true;
        next = position + 1;
    }
    Ok(Value::Flags(set))
}

fn only_entry<'m>(
    map: &'m BTreeMap<String, Ipld>,
    ty: &Type,
    here: &Here<'_>,
) -> Result<(&'m str, &'m Ipld), DecodeError> {
    match map.first_key_value() {
        Some((name, ipld)) if map.len() == 1 => Ok((name, ipld)),
        _ => {
            let (path, expected) = (here.path(), brief(ty));
            Err(DecodeError::EntryCount { path, expected, found: map.len() })
        }
    }
}

fn exactly(elements: usize, found: usize, ty: &Type, here: &Here<'_>) -> Result<(), DecodeError> {
    if elements != found {
        let (path, expected) = (here.path(), brief(ty));
        return Err(DecodeError::Length { path, expected, elements, found });
    }
    Ok(())
}

fn not_a_float(fault: FloatFault, ty: &Type, here: &Here<'_>) -> DecodeError {
    let (path, expected) = (here.path(), brief(ty));
    match fault {
        FloatFault::Kind(found) => DecodeError::Kind { path, expected, found },
        FloatFault::Inexact(found) => DecodeError::Inexact { path, expected, found },
        FloatFault::NotCanonical => DecodeError::FloatNotCanonical { path, expected },
    }
}

fn wrong_kind(expected: String, ipld: &Ipld, here: &Here<'_>) -> DecodeError {
    DecodeError::Kind { path: here.path(), expected, found: Kind::from(ipld) }
}

fn unknown_case(name: &str, ty: &Type, here: &Here<'_>) -> DecodeError {
    DecodeError::UnknownCase { path: here.path(), expected: brief(ty), name: brief(name) }
}

fn unknown_label(ty: &Type, here: &Here<'_>) -> DecodeError {
    DecodeError::UnknownLabel { path: here.path(), expected: brief(ty) }
}

fn over(exceeded: Exceeded, here: &Here<'_>) -> DecodeError {
    DecodeError::Budget { path: here.path(), exceeded }
}
