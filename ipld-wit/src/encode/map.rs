//! Maps: a Map where the keys are strings, otherwise a List of pairs in the order of the keys.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use ipld_core::ipld::Ipld;

use super::{Encoder, mismatch};
use crate::error::EncodeError;
use crate::map_key::MapKey;
use crate::path::{Here, Step};
use crate::types::Type;
use crate::value::Value;

impl Encoder {
    pub(super) fn map(
        &mut self,
        key_type: &Type,
        value_type: &Type,
        mut pairs: Vec<(Value, Value)>,
        here: &Here<'_>,
    ) -> Result<Ipld, EncodeError> {
        self.elements(pairs.len().saturating_mul(2), here)?;
        pairs.sort_by(|(a, _), (b, _)| MapKey::of(a).cmp(&MapKey::of(b)));
        for (index, neighbours) in pairs.windows(2).enumerate() {
            let [(a, _), (b, _)] = neighbours else { continue };
            if MapKey::of(a) == MapKey::of(b) {
                let path = here.inside(Step::Index(index + 1)).path();
                return Err(EncodeError::DuplicateKey { path });
            }
        }
        if *key_type == Type::String {
            return self.text_map(value_type, pairs, here);
        }
        let mut items = Vec::with_capacity(pairs.len());
        for (index, (key, value)) in pairs.into_iter().enumerate() {
            let entry = here.inside(Step::Index(index));
            let key = self.value(key_type, key, &entry.inside(Step::Index(0)))?;
            let value = self.value(value_type, value, &entry.inside(Step::Index(1)))?;
            items.push(Ipld::List([key, value].into()));
        }
        Ok(Ipld::List(items))
    }

    fn text_map(
        &mut self,
        value_type: &Type,
        pairs: Vec<(Value, Value)>,
        here: &Here<'_>,
    ) -> Result<Ipld, EncodeError> {
        let mut map = BTreeMap::new();
        for (index, (key, value)) in pairs.into_iter().enumerate() {
            let entry = here.inside(Step::Index(index));
            let Value::String(key) = key else {
                return Err(mismatch(&Type::String, &key, &entry));
            };
            self.bytes(key.len(), &entry)?;
            let value = self.value(value_type, value, &entry)?;
            map.insert(key, value);
        }
        Ok(Ipld::Map(map))
    }
}
