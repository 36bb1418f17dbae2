//! Limits, which stand in `meta` itself in the field.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ucan_core::Meta;

/// The limits of the field.
const NAMES: [&str; 3] = ["fuel", "memory", "time"];

/// Where they stand here.
const LIMITS: &str = "limits";

/// Moves the limits into `limits`. `None` if there are such already.
pub(super) fn inwards(mut meta: Meta) -> Option<Meta> {
    if meta.contains_key(LIMITS) {
        return None;
    }
    let limits: BTreeMap<String, Ipld> =
        NAMES.into_iter().filter_map(|name| Some((name.into(), meta.remove(name)?))).collect();
    if !limits.is_empty() {
        meta.insert(LIMITS.into(), Ipld::Map(limits));
    }
    Some(meta)
}

/// Moves them out again; others stay.
///
/// # Errors
///
/// The name of a limit that stands in both places.
pub(super) fn outwards(mut meta: Meta) -> Result<Meta, &'static str> {
    if let Some(Ipld::Map(limits)) = meta.get_mut(LIMITS) {
        let taken = NAMES.map(|name| (name, limits.remove(name)));
        if limits.is_empty() {
            meta.remove(LIMITS);
        }
        for (name, limit) in taken {
            if let Some(limit) = limit
                && meta.insert(name.into(), limit).is_some()
            {
                return Err(name);
            }
        }
    }
    Ok(meta)
}
