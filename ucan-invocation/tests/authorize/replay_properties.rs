//! Whatever comes, in whatever order, and whatever the clock does.

use std::{collections::BTreeSet, sync::LazyLock};

use proptest::prelude::*;
use ucan_invocation::{Backing, ReplayKey, ReplayLimits, ReplayTable};

use crate::{parties::at, replay::message_key};

const CAPACITY: usize = 4;
const HORIZON: u32 = 30;

/// Four messages, each in four tokens that end at different times.
static KEYS: LazyLock<Vec<ReplayKey>> = LazyLock::new(|| {
    (0..16)
        .map(|number| message_key(number % 4, [10, 25, 40, 55][usize::from(number / 4)]))
        .collect()
});

proptest! {
    #[test]
    fn no_token_is_admitted_twice(
        moves in proptest::collection::vec((0..16usize, 0..60i64, any::<bool>()), 1..60),
    ) {
        let mut table = ReplayTable::new(ReplayLimits::new(CAPACITY, HORIZON));
        let mut admitted = BTreeSet::new();
        for (number, now, withdrawn) in moves {
            let key = &KEYS[number];
            let Ok(ticket) = table.admit(key, at(now), Backing::TableOnly) else { continue };
            // Under none of its addresses that only this token has.
            prop_assert!(admitted.insert(number), "token {} twice", number);
            prop_assert!(key.until() >= Some(at(now)));
            prop_assert!(key.until() <= Some(at(now + i64::from(HORIZON))));
            prop_assert!(table.len() <= CAPACITY);
            if withdrawn {
                admitted.remove(&number);
                table.withdraw(ticket);
            }
        }
    }

    #[test]
    fn with_a_clock_that_goes_on_new_work_is_admitted_while_there_is_room(
        mut moves in proptest::collection::vec((0..16usize, 0..60i64), 1..60),
    ) {
        moves.sort_by_key(|(_, now)| *now);
        let mut table = ReplayTable::new(ReplayLimits::new(CAPACITY, HORIZON));
        // What was admitted, with when it could be used until.
        let mut known: Vec<(usize, i64)> = Vec::new();
        for (number, now) in moves {
            let until = [10, 25, 40, 55][number / 4];
            known.retain(|(_, until)| *until >= now);
            let expected = now <= until
                && until <= now + i64::from(HORIZON)
                && known.len() < CAPACITY
                && known.iter().all(|(other, _)| other % 4 != number % 4);
            let admitted = table.admit(&KEYS[number], at(now), Backing::TableOnly).is_ok();
            prop_assert_eq!(admitted, expected, "{} at {}", number, now);
            if admitted {
                known.push((number, until));
            }
            prop_assert_eq!(table.len(), known.len());
        }
    }
}
