//! Places that an issuer leaves open for the executor.

use alloc::{borrow::ToOwned, collections::BTreeMap, string::String};

use ipld_core::ipld::Ipld;

use crate::task::Arguments;

/// A place in signed arguments that the issuer leaves for the executor to fill: the map
/// with one key, the slot's name, and `null`.
///
/// A promise is such a place for the result of one certain task. A slot is for what no
/// task gives, as the failure that an exception handler is called with. What is put in
/// is not looked through for slots or promises again. Only
/// [`Proven::embedded_filled`](crate::Proven::embedded_filled) fills slots of what was
/// signed, so that nothing gets in but where the issuer asked for it.
///
/// ```
/// use ipld_core::ipld;
/// use ucan_invocation::Slot;
///
/// let slot = Slot::new("ipvm/failure");
/// assert_eq!(slot.to_ipld(), ipld!({ "ipvm/failure": null }));
/// assert_eq!(slot.count(&ipld!([1, { "ipvm/failure": null }])), 1);
/// assert_eq!(slot.count(&ipld!([1, { "ipvm/failure": 2 }])), 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    name: String,
}

impl Slot {
    /// The slot of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The slot as it stands in arguments.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        Ipld::Map(BTreeMap::from([(self.name.clone(), Ipld::Null)]))
    }

    /// Whether `value` is this slot.
    #[must_use]
    pub fn is(&self, value: &Ipld) -> bool {
        match value {
            Ipld::Map(map) => map.len() == 1 && map.get(&self.name) == Some(&Ipld::Null),
            _ => false,
        }
    }

    /// How often this slot stands in `value`, at any depth.
    #[must_use]
    pub fn count(&self, value: &Ipld) -> usize {
        match value {
            _ if self.is(value) => 1,
            Ipld::List(items) => items.iter().map(|item| self.count(item)).sum(),
            Ipld::Map(map) => map.values().map(|item| self.count(item)).sum(),
            _ => 0,
        }
    }

    /// `args` with `value` in every place of this slot.
    #[must_use]
    pub fn fill(&self, args: &Arguments, value: &Ipld) -> Arguments {
        args.iter().map(|(key, item)| (key.to_owned(), self.filled(item, value))).collect()
    }

    fn filled(&self, at: &Ipld, value: &Ipld) -> Ipld {
        match at {
            _ if self.is(at) => value.clone(),
            Ipld::List(items) => {
                Ipld::List(items.iter().map(|item| self.filled(item, value)).collect())
            }
            Ipld::Map(map) => Ipld::Map(self.fill(map, value)),
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ipld_core::ipld;

    #[test]
    fn fills_every_place_and_nothing_else() {
        let slot = Slot::new("hole");
        let value = ipld!({ "hole": null, "other": 1 });
        let Ipld::Map(args) = ipld!({
            "a": { "hole": null },
            "b": [{ "hole": null }, { "hole": 1 }, { "hole": null, "x": 1 }],
        }) else {
            panic!("a map");
        };
        let expected = ipld!({
            "a": value.clone(),
            "b": [value.clone(), { "hole": 1 }, { "hole": null, "x": 1 }],
        });
        assert_eq!(slot.count(&Ipld::Map(args.clone())), 2);
        assert_eq!(Ipld::Map(slot.fill(&args, &value)), expected);
    }

    #[test]
    fn does_not_look_through_what_it_put_in() {
        let slot = Slot::new("hole");
        let value = ipld!([{ "hole": null }]);
        let args = Arguments::from([("a".into(), slot.to_ipld())]);
        assert_eq!(slot.fill(&args, &value).get("a"), Some(&value));
    }
}
