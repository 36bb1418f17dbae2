//! Configurations, with the names that only examples have.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use ipvm_task::ConfigLayer;

use super::{error::ReadError, one_of};
use crate::{document::ConfigPlace, draft::DraftPlace};

/// The same configuration as it is written now, read once to see that it is right.
pub(super) fn convert(value: Ipld, place: ConfigPlace) -> Result<Ipld, ReadError> {
    let value = match value {
        Ipld::Map(map) => Ipld::Map(rename(map, &place)?),
        other => other,
    };
    match ConfigLayer::read(&value) {
        Ok(_) => Ok(value),
        Err(error) => Err(ReadError::Config { place, error }),
    }
}

fn rename(
    map: BTreeMap<String, Ipld>,
    place: &ConfigPlace,
) -> Result<BTreeMap<String, Ipld>, ReadError> {
    let at = || match place {
        ConfigPlace::Task(label) => DraftPlace::Task(label.clone()),
        _ => DraftPlace::Workflow,
    };
    let mut map = map;
    for names @ [new, old] in [["time", "timeout"], ["check", "verification"]] {
        let taken = [new, old].map(|name| (name.to_owned(), map.remove(name)));
        let present = taken.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let mut fields = ucan_core::Fields::new(present.collect());
        if let Some((_, value)) = one_of(&mut fields, at(), names)? {
            map.insert(new.into(), value);
        }
    }
    if let Some(check) = map.remove("check") {
        map.insert("check".into(), strategy(check));
    }
    Ok(map)
}

/// `{"optimistic": 17, "referee": did}`, as the examples of tasks have it.
fn strategy(check: Ipld) -> Ipld {
    match check {
        Ipld::Map(mut map) if matches!(map.get("optimistic"), Some(Ipld::Integer(_))) => {
            if let Some(confirmations) = map.remove("optimistic") {
                map.insert("confirmations".into(), confirmations);
            }
            Ipld::Map(BTreeMap::from([("optimistic".into(), Ipld::Map(map))]))
        }
        other => other,
    }
}
