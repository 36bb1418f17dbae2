//! A bounded map that forgets what was not used for longest, or nearly so.

use alloc::{collections::BTreeMap, vec::Vec};

use cid::Cid;

/// Values by CID, bounded in number and in the sum of their weights.
///
/// When there is no room, a hand goes round: what was used since it last came by is
/// spared this once, and the first that was not makes room. What was used only
/// once never pushes out what is used again and again.
#[derive(Clone, Debug)]
pub(super) struct Clock<V> {
    places: BTreeMap<Cid, usize>,
    slots: Vec<Slot<V>>,
    hand: usize,
    weight: usize,
    limits: ClockLimits,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct ClockLimits {
    pub(super) entries: usize,
    pub(super) weight: usize,
}

#[derive(Clone, Debug)]
struct Slot<V> {
    cid: Cid,
    value: V,
    weight: usize,
    used: bool,
}

impl<V> Clock<V> {
    pub(super) const fn new(limits: ClockLimits) -> Self {
        Self { places: BTreeMap::new(), slots: Vec::new(), hand: 0, weight: 0, limits }
    }

    pub(super) const fn len(&self) -> usize {
        self.slots.len()
    }

    /// The value of `cid`, which counts as a use.
    pub(super) fn get(&mut self, cid: &Cid) -> Option<&V> {
        let slot = self.slots.get_mut(*self.places.get(cid)?)?;
        slot.used = true;
        Some(&slot.value)
    }

    /// Holds `value`, in the place of others if need be, or not at all if it is
    /// heavier than everything together may be.
    pub(super) fn insert(&mut self, cid: Cid, value: V, weight: usize) {
        self.remove(&cid);
        if weight > self.limits.weight || self.limits.entries == 0 {
            return;
        }
        while self.slots.len() >= self.limits.entries || self.weight > self.limits.weight - weight {
            self.evict();
        }
        self.places.insert(cid, self.slots.len());
        self.slots.push(Slot { cid, value, weight, used: false });
        self.weight += weight;
    }

    pub(super) fn remove(&mut self, cid: &Cid) -> Option<V> {
        let place = self.places.get(cid).copied()?;
        Some(self.take(place))
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new(self.limits);
    }

    /// The CIDs of the values that `matches` picks out.
    pub(super) fn find(&self, matches: impl Fn(&V) -> bool) -> Vec<Cid> {
        self.slots.iter().filter(|slot| matches(&slot.value)).map(|slot| slot.cid).collect()
    }

    /// Takes out one. There is one: no weight fits that is beyond the limit by itself.
    fn evict(&mut self) {
        loop {
            if self.hand >= self.slots.len() {
                self.hand = 0;
            }
            match self.slots.get_mut(self.hand) {
                None => return,
                Some(slot) if slot.used => {
                    slot.used = false;
                    self.hand += 1;
                }
                Some(_) => {
                    self.take(self.hand);
                    return;
                }
            }
        }
    }

    /// Takes out what stands at `place`, where the last one comes to stand instead.
    fn take(&mut self, place: usize) -> V {
        let slot = self.slots.swap_remove(place);
        self.places.remove(&slot.cid);
        if let Some(moved) = self.slots.get(place) {
            self.places.insert(moved.cid, place);
        }
        self.weight -= slot.weight;
        slot.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use varsig::Block;

    fn cid(name: u8) -> Cid {
        *Block::raw([name]).cid()
    }

    fn clock(entries: usize, weight: usize) -> Clock<u8> {
        Clock::new(ClockLimits { entries, weight })
    }

    #[test]
    fn spares_what_is_used_and_lets_go_of_what_is_not() {
        let mut clock = clock(3, 100);
        for name in 0..3 {
            clock.insert(cid(name), name, 1);
        }
        assert_eq!(clock.get(&cid(0)), Some(&0));
        assert_eq!(clock.get(&cid(2)), Some(&2));
        clock.insert(cid(3), 3, 1);
        assert_eq!(clock.get(&cid(1)), None);
        assert_eq!(
            [0, 2, 3].map(|name| clock.get(&cid(name)).copied()),
            [Some(0), Some(2), Some(3)]
        );
    }

    #[test]
    fn a_stream_of_strangers_leaves_what_is_in_use() {
        let mut clock = clock(4, 100);
        clock.insert(cid(0), 0, 1);
        for name in 1..=255 {
            assert_eq!(clock.get(&cid(0)), Some(&0), "{name}");
            clock.insert(cid(name), name, 1);
        }
        assert_eq!(clock.len(), 4);
    }

    #[test]
    fn does_not_hold_what_is_too_heavy() {
        let mut clock = clock(3, 10);
        clock.insert(cid(0), 0, 4);
        clock.insert(cid(1), 1, 11);
        assert_eq!((clock.len(), clock.get(&cid(0))), (1, Some(&0)));
        clock.insert(cid(2), 2, 10);
        assert_eq!((clock.len(), clock.get(&cid(2))), (1, Some(&2)));
    }

    #[test]
    fn one_without_room_holds_nothing() {
        let mut clock = clock(0, 10);
        clock.insert(cid(0), 0, 1);
        assert_eq!(clock.len(), 0);
    }

    proptest! {
        #[test]
        fn stays_within_its_limits_and_finds_what_it_holds(
            steps in proptest::collection::vec((0..20_u8, 0..6_usize, 0..3_u8), 0..200),
        ) {
            let mut clock = clock(5, 12);
            for (name, weight, action) in steps {
                match action {
                    0 => { clock.insert(cid(name), name, weight); }
                    1 => { clock.remove(&cid(name)); prop_assert_eq!(clock.get(&cid(name)), None); }
                    _ => if let Some(found) = clock.get(&cid(name)) { prop_assert_eq!(*found, name); },
                }
                prop_assert!(clock.slots.len() <= 5);
                prop_assert_eq!(clock.places.len(), clock.slots.len());
                let weight: usize = clock.slots.iter().map(|slot| slot.weight).sum();
                prop_assert_eq!(clock.weight, weight);
                prop_assert!(weight <= 12);
                for (place, slot) in clock.slots.iter().enumerate() {
                    prop_assert_eq!(clock.places.get(&slot.cid), Some(&place));
                }
            }
        }
    }
}
