//! Records: the fields by their names, in the order of their declaration.

use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use super::{Fault, Guest, Lowering, Place};
use crate::display::brief;
use crate::error::DecodeError;
use crate::path::{Here, Step};
use crate::types::Field;
use crate::wasmtime::direct::layout::Parts;

impl<'a, G: Guest> Lowering<'a, G> {
    pub(super) fn record(
        &mut self,
        fields: &'a [Field],
        parts: &'a Parts,
        count: usize,
        at: Place,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        self.elements(fields.len(), here)?;
        if count != fields.len() {
            return self.record_by_name(fields, parts, 0, count, at, here);
        }
        if parts.is_ordered {
            for (index, (field, part)) in fields.iter().zip(&parts.parts).enumerate() {
                if !self.reader.passes(&part.key) {
                    return self.record_by_name(fields, parts, index, count - index, at, here);
                }
                let here = here.inside(Step::Name(&field.name));
                self.value(&field.ty, &part.layout, at.part(part), &here)?;
            }
            return Ok(());
        }
        let first = self.reader;
        let (mut few, mut many) = ([0; 16], Vec::new());
        let places = match few.get_mut(..count) {
            Some(few) => few,
            None => {
                many.resize(count, 0);
                &mut many
            }
        };
        for index in &parts.order {
            if !self.reader.passes(&parts.parts[*index].key) {
                self.reader = first;
                return self.record_by_name(fields, parts, 0, count, at, here);
            }
            places[*index] = self.reader.offset();
            self.reader.skip()?;
        }
        let end = self.reader.offset();
        for ((field, part), place) in fields.iter().zip(&parts.parts).zip(places) {
            self.reader = self.reader.at(*place);
            let here = here.inside(Step::Name(&field.name));
            self.value(&field.ty, &part.layout, at.part(part), &here)?;
        }
        self.reader = self.reader.at(end);
        Ok(())
    }

    /// The fields from `first` on, among `left` entries that are not these fields: which of them are
    /// missing, or too many, and what else is wrong before that comes out.
    #[cold]
    fn record_by_name(
        &mut self,
        fields: &'a [Field],
        parts: &'a Parts,
        first: usize,
        left: usize,
        at: Place,
        here: &Here<'_>,
    ) -> Result<(), Fault> {
        let known = fields.iter().enumerate().map(|(index, field)| (field.name.as_str(), index));
        let known: BTreeMap<&str, usize> = known.collect();
        let mut places = vec![None; fields.len()];
        let mut unexpected: Option<&str> = None;
        for _ in 0..left {
            let key = self.reader.key()?;
            match known.get(key) {
                Some(index) => places[*index] = Some(self.reader.offset()),
                None => unexpected = Some(unexpected.map_or(key, |other| other.min(key))),
            }
            self.reader.skip()?;
        }
        let rest = fields.iter().zip(&parts.parts).zip(places).skip(first);
        for ((field, part), place) in rest {
            let Some(place) = place else {
                let name = brief(&field.name);
                return Err(DecodeError::MissingField { path: here.path(), name }.into());
            };
            self.reader = self.reader.at(place);
            let here = here.inside(Step::Name(&field.name));
            self.value(&field.ty, &part.layout, at.part(part), &here)?;
        }
        match unexpected {
            Some(name) => {
                let (path, name) = (here.path(), brief(name));
                Err(DecodeError::UnexpectedField { path, name }.into())
            }
            // All fields, but not in their order.
            None => Err(Fault::Malformed),
        }
    }
}
