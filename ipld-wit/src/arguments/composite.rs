//! Values that are made of others.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use super::{ArgumentError, ArgumentFault, Parsed, Parser, fault_at};
use crate::display::brief;
use crate::map_key::MapKey;
use crate::path::{Here, Step};
use crate::types::{Case, Field, Type};

impl<'f> Parser<'_, 'f> {
    pub(super) fn list(
        &mut self,
        element: &'f Type,
        length: Option<u32>,
        ty: &Type,
        here: &Here<'_>,
    ) -> Parsed {
        let offset = self.cursor.offset();
        let is_bytes = *element == Type::U8;
        let list = if is_bytes && self.cursor.rest().starts_with('{') {
            self.dag_json(ty, here)?
        } else {
            self.token("[", ty, here)?;
            let mut items = Vec::new();
            while self.another("]", items.is_empty(), ty, here)? {
                items.push(self.value(element, &here.inside(Step::Index(items.len())))?);
            }
            if is_bytes { Ipld::Bytes(octets(&items)) } else { Ipld::List(items) }
        };
        let found = match &list {
            Ipld::List(items) => items.len(),
            Ipld::Bytes(bytes) => bytes.len(),
            _ => return Ok(list),
        };
        match length.and_then(|length| usize::try_from(length).ok()) {
            Some(elements) if elements != found => {
                Err(fault_at(offset, ArgumentFault::Length { elements, found }, ty, here))
            }
            _ => Ok(list),
        }
    }

    pub(super) fn tuple(&mut self, types: &'f [Type], ty: &Type, here: &Here<'_>) -> Parsed {
        let offset = self.cursor.offset();
        let end = if self.cursor.eat("(") { ")" } else { "]" };
        if end == "]" {
            self.token("[", ty, here)?;
        }
        let elements = types.len();
        let mut items = Vec::new();
        while self.another(end, items.is_empty(), ty, here)? {
            let Some(element) = types.get(items.len()) else {
                let fault = ArgumentFault::Length { elements, found: items.len() + 1 };
                return Err(fault_at(offset, fault, ty, here));
            };
            items.push(self.value(element, &here.inside(Step::Index(items.len())))?);
        }
        let found = items.len();
        if found < elements {
            return Err(fault_at(offset, ArgumentFault::Length { elements, found }, ty, here));
        }
        Ok(Ipld::List(items))
    }

    pub(super) fn map(
        &mut self,
        key: &'f Type,
        value: &'f Type,
        ty: &Type,
        here: &Here<'_>,
    ) -> Parsed {
        let mut pairs: Vec<(Ipld, Ipld)> = Vec::new();
        let mut offsets = Vec::new();
        let is_text = *key == Type::String;
        if is_text && self.cursor.rest().starts_with('{') {
            self.token("{", ty, here)?;
            while self.another("}", pairs.is_empty(), ty, here)? {
                let entry = here.inside(Step::Index(pairs.len()));
                self.space();
                offsets.push(self.cursor.offset());
                let of_key = Ipld::String(self.quoted(key, &entry)?);
                self.token(":", ty, here)?;
                pairs.push((of_key, self.value(value, &entry)?));
            }
        } else {
            self.token("[", ty, here)?;
            while self.another("]", pairs.is_empty(), ty, here)? {
                let entry = here.inside(Step::Index(pairs.len()));
                self.space();
                offsets.push(self.cursor.offset());
                let end = if self.cursor.eat("(") { ")" } else { "]" };
                if end == "]" {
                    self.token("[", ty, &entry)?;
                }
                let of_key = self.value(key, &entry.inside(Step::Index(0)))?;
                self.token(",", ty, &entry)?;
                let of_value = self.value(value, &entry.inside(Step::Index(1)))?;
                self.eat(",");
                self.token(end, ty, &entry)?;
                pairs.push((of_key, of_value));
            }
        }
        let mut order: Vec<usize> = (0..pairs.len()).collect();
        order.sort_by(|a, b| MapKey::of_ipld(&pairs[*a].0).cmp(&MapKey::of_ipld(&pairs[*b].0)));
        for neighbours in order.windows(2) {
            if pairs[neighbours[0]].0 == pairs[neighbours[1]].0 {
                let second = neighbours[0].max(neighbours[1]);
                return Err(fault_at(offsets[second], ArgumentFault::Twice, ty, here));
            }
        }
        if is_text {
            let entries = pairs.into_iter().filter_map(|(key, value)| match key {
                Ipld::String(key) => Some((key, value)),
                _ => None,
            });
            return Ok(Ipld::Map(entries.collect()));
        }
        let mut pairs: Vec<Option<(Ipld, Ipld)>> = pairs.into_iter().map(Some).collect();
        let sorted = order.into_iter().filter_map(|index| pairs[index].take());
        Ok(Ipld::List(sorted.map(|(key, value)| Ipld::List([key, value].into())).collect()))
    }

    pub(super) fn record(&mut self, fields: &'f [Field], ty: &Type, here: &Here<'_>) -> Parsed {
        let start = self.cursor.offset();
        self.token("{", ty, here)?;
        let mut map = BTreeMap::new();
        let mut all_bare = true;
        // In WAVE, a record of which everything is left out.
        let nothing = self.eat(":");
        if nothing {
            self.token("}", ty, here)?;
        }
        let mut first = true;
        while !nothing && self.another("}", first, ty, here)? {
            first = false;
            self.space();
            let offset = self.cursor.offset();
            all_bare &= !self.cursor.rest().starts_with('"');
            let name = self.name(ty, here)?;
            let position = self.names.position(fields, &name);
            let Some(field) = position.and_then(|position| fields.get(position)) else {
                let fault = ArgumentFault::UnknownName { name: brief(&name) };
                return Err(fault_at(offset, fault, ty, here));
            };
            if map.contains_key(&name) {
                return Err(fault_at(offset, ArgumentFault::Twice, ty, here));
            }
            self.token(":", ty, here)?;
            let value = self.value(&field.ty, &here.inside(Step::Name(&field.name)))?;
            map.insert(name, value);
        }
        for field in fields {
            if map.contains_key(&field.name) {
                continue;
            }
            if !all_bare || !matches!(field.ty, Type::Option(_)) {
                let fault = ArgumentFault::MissingField { name: brief(&field.name) };
                return Err(fault_at(start, fault, ty, here));
            }
            map.insert(field.name.clone(), Ipld::Null);
        }
        Ok(Ipld::Map(map))
    }

    pub(super) fn variant(&mut self, cases: &'f [Case], ty: &Type, here: &Here<'_>) -> Parsed {
        let json = self.eat("{");
        self.space();
        let offset = self.cursor.offset();
        let name = if json { self.quoted(ty, here)? } else { self.name(ty, here)? };
        let position = self.names.position(cases, &name);
        let Some(case) = position.and_then(|position| cases.get(position)) else {
            let fault = ArgumentFault::UnknownName { name: brief(&name) };
            return Err(fault_at(offset, fault, ty, here));
        };
        let inside = here.inside(Step::Name(&case.name));
        let value = if json {
            self.token(":", ty, here)?;
            let value = match &case.payload {
                Some(payload) => self.value(payload, &inside)?,
                None if self.keyword("null") => Ipld::Null,
                None => return Err(self.unexpected(ty, &inside)),
            };
            self.eat(",");
            self.token("}", ty, here)?;
            value
        } else {
            self.payload(case.payload.as_ref(), &case.name, ty, &inside)?.unwrap_or(Ipld::Null)
        };
        Ok(Ipld::Map(BTreeMap::from([(name, value)])))
    }

    /// `(…)` behind a name, if it carries something.
    fn payload(
        &mut self,
        payload: Option<&'f Type>,
        name: &str,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Option<Ipld>, ArgumentError> {
        self.space();
        let offset = self.cursor.offset();
        let found = self.cursor.eat("(");
        let (Some(payload), true) = (payload, found) else {
            if payload.is_none() && !found {
                return Ok(None);
            }
            let fault = ArgumentFault::Payload { name: brief(name), found };
            return Err(fault_at(offset, fault, ty, here));
        };
        let value = self.value(payload, here)?;
        self.eat(",");
        self.token(")", ty, here)?;
        Ok(Some(value))
    }

    pub(super) fn flags(&mut self, labels: &'f [String], ty: &Type, here: &Here<'_>) -> Parsed {
        let end = if self.cursor.eat("{") { "}" } else { "]" };
        if end == "]" {
            self.token("[", ty, here)?;
        }
        let mut set = vec![false; labels.len()];
        let mut first = true;
        while self.another(end, first, ty, here)? {
            first = false;
            self.space();
            let offset = self.cursor.offset();
            let label = self.label(labels, ty, here)?;
            let position = labels.iter().position(|known| *known == label);
            let Some(flag) = position.and_then(|position| set.get_mut(position)) else { continue };
            if core::mem::replace(flag, true) {
                return Err(fault_at(offset, ArgumentFault::Twice, ty, here));
            }
        }
        let labels = labels.iter().zip(set).filter(|(_, is_set)| *is_set);
        Ok(Ipld::List(labels.map(|(label, _)| Ipld::String(label.clone())).collect()))
    }

    pub(super) fn option(&mut self, inner: &'f Type, ty: &Type, here: &Here<'_>) -> Parsed {
        let offset = self.cursor.offset();
        if self.keyword("none") {
            return Ok(Ipld::Null);
        }
        if self.keyword("null") {
            if has_case(inner, "null") {
                return Err(fault_at(offset, ArgumentFault::AmbiguousNull, ty, here));
            }
            return Ok(Ipld::Null);
        }
        let is_nested = matches!(inner, Type::Option(_));
        let end = if self.keyword("some") {
            self.token("(", ty, here)?;
            ")"
        } else if is_nested {
            self.token("[", ty, here)?;
            "]"
        } else {
            return self.value(inner, &here.inside(Step::Through));
        };
        let step = if is_nested { Step::Index(0) } else { Step::Through };
        let value = self.value(inner, &here.inside(step))?;
        self.eat(",");
        self.token(end, ty, here)?;
        Ok(if is_nested { Ipld::List([value].into()) } else { value })
    }

    pub(super) fn result(
        &mut self,
        ok: Option<&'f Type>,
        error: Option<&'f Type>,
        ty: &Type,
        here: &Here<'_>,
    ) -> Parsed {
        let before = self.cursor;
        let json = self.eat("{") && {
            self.space();
            self.cursor.rest().starts_with('"')
        };
        if json {
            let offset = self.cursor.offset();
            let branch = self.quoted(ty, here)?;
            let payload = match branch.as_str() {
                "ok" => ok,
                "error" => error,
                _ => {
                    let fault = ArgumentFault::UnknownName { name: brief(&branch) };
                    return Err(fault_at(offset, fault, ty, here));
                }
            };
            self.token(":", ty, here)?;
            let value = match payload {
                Some(payload) => self.value(payload, &here.inside(Step::Name(&branch)))?,
                None => {
                    self.token("{", ty, here)?;
                    self.token("}", ty, here)?;
                    unit()
                }
            };
            self.eat(",");
            self.token("}", ty, here)?;
            return Ok(Ipld::Map(BTreeMap::from([(branch, value)])));
        }
        self.cursor = before;
        let (branch, value) = if self.keyword("ok") {
            ("ok", self.payload(ok, "ok", ty, &here.inside(Step::Name("ok")))?)
        } else if self.keyword("err") {
            ("error", self.payload(error, "err", ty, &here.inside(Step::Name("error")))?)
        } else {
            match ok {
                Some(ok) if !matches!(ok, Type::Option(_) | Type::Result { .. }) => {
                    ("ok", Some(self.value(ok, &here.inside(Step::Name("ok")))?))
                }
                _ => return Err(self.unexpected(ty, here)),
            }
        };
        Ok(Ipld::Map(BTreeMap::from([(branch.into(), value.unwrap_or_else(unit))])))
    }

    /// Whether another part comes before the end, which is taken.
    fn another(
        &mut self,
        end: &str,
        first: bool,
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<bool, ArgumentError> {
        if self.eat(end) {
            return Ok(false);
        }
        if !first {
            self.token(",", ty, here)?;
            if self.eat(end) {
                return Ok(false);
            }
        }
        self.space();
        if self.cursor.rest().is_empty() {
            return Err(self.unexpected(ty, here));
        }
        Ok(true)
    }
}

/// Whether a bare word can be a case of the type.
fn has_case(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Enum(labels) => labels.iter().any(|label| label == name),
        Type::Variant(cases) => cases.iter().any(|case| case.name == name),
        Type::Result { ok: Some(ok), .. } => has_case(ok, name),
        _ => false,
    }
}

fn unit() -> Ipld {
    Ipld::Map(BTreeMap::new())
}

/// The bytes of integers that were read as `u8`.
fn octets(items: &[Ipld]) -> Vec<u8> {
    let octet = |item: &Ipld| match item {
        Ipld::Integer(integer) => u8::try_from(*integer).ok(),
        _ => None,
    };
    items.iter().filter_map(octet).collect()
}
