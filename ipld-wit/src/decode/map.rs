//! Maps: a Map where the keys are strings, otherwise a List of pairs in the order of the keys.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use super::{Decoder, exactly, wrong_kind};
use crate::display::brief;
use crate::error::DecodeError;
use crate::map_key::MapKey;
use crate::path::{Here, Step};
use crate::types::Type;
use crate::value::Value;

impl<'a> Decoder<'a> {
    pub(super) fn text_map(
        &mut self,
        ty: &'a Type,
        map: &BTreeMap<String, Ipld>,
        here: &Here<'_>,
    ) -> Result<Value, DecodeError> {
        self.elements(map.len().saturating_mul(2), here)?;
        let mut entries: Vec<(&String, &Ipld)> = map.iter().collect();
        // The guest sees the entries as a list, so that their order must be one.
        entries.sort_by_key(|(key, _)| key.len());
        let mut pairs = Vec::with_capacity(entries.len());
        for (index, (key, ipld)) in entries.into_iter().enumerate() {
            let entry = here.inside(Step::Index(index));
            self.bytes(key.len(), &entry)?;
            let value = self.value(ty, ipld, &entry)?;
            let key = if self.is_listing() { String::new() } else { key.clone() };
            pairs.push((Value::String(key), value));
        }
        Ok(Value::Map(pairs))
    }

    pub(super) fn pair_map(
        &mut self,
        key_type: &'a Type,
        value_type: &'a Type,
        items: &[Ipld],
        ty: &Type,
        here: &Here<'_>,
    ) -> Result<Value, DecodeError> {
        self.elements(items.len().saturating_mul(2), here)?;
        let mut pairs: Vec<(Value, Value)> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let entry = here.inside(Step::Index(index));
            let Ipld::List(pair) = item else {
                return Err(wrong_kind(brief(ty), item, &entry));
            };
            exactly(2, pair.len(), ty, &entry)?;
            let key = self.value(key_type, &pair[0], &entry.inside(Step::Index(0)))?;
            match pairs.last().map(|(last, _)| MapKey::of(last).cmp(&MapKey::of(&key))) {
                None | Some(core::cmp::Ordering::Less) => {}
                Some(core::cmp::Ordering::Equal) => {
                    return Err(DecodeError::DuplicateKey { path: entry.path() });
                }
                Some(core::cmp::Ordering::Greater) => {
                    return Err(DecodeError::KeyOrder { path: entry.path() });
                }
            }
            let value = self.value(value_type, &pair[1], &entry.inside(Step::Index(1)))?;
            pairs.push((key, value));
        }
        Ok(Value::Map(pairs))
    }
}
