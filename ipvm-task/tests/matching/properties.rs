//! What holds of every matching.

use std::{collections::BTreeSet, sync::LazyLock};

use ipld_core::ipld;
use ipvm_task::{ConfigLayer, Locality, Matching, Needs, Offer, Price, Terms, VerificationKind};
use proptest::prelude::*;

use crate::stage::{config, link, needs, now, offer, task, terms};

/// Offers of four executors that differ in all that is compared.
static OFFERS: LazyLock<Vec<Offer>> = LazyLock::new(|| {
    let limits = |gas: i128| ConfigLayer::read(&ipld!({ "gas": gas })).unwrap();
    let price = |n, unit: &str| Price::new(n, None, unit).unwrap();
    let variants = |seed: u8| {
        [
            terms(),
            terms().with_data([link("photo")]),
            terms().with_data([link("photo"), link("mask")]).with_price(price(3, "eur")),
            terms().with_modules([link("module")]).with_limits(limits(1_000)),
            terms().with_price(price(seed.into(), "usd")).with_label("region", "north"),
            terms().with_checks([VerificationKind::Replay]),
            Terms::new(["/crud/read".parse().unwrap()]),
        ]
        .map(|terms| offer(seed, terms))
    };
    (1..=4).flat_map(variants).collect()
});

fn offers() -> impl Strategy<Value = Vec<Offer>> {
    proptest::collection::vec(proptest::sample::select(OFFERS.as_slice()), 0..10)
}

fn wants() -> impl Strategy<Value = Needs> {
    (0..4_u8, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(which, stays, label, paid)| {
            let mut needs = match which {
                0 => needs(),
                1 => Needs::of_task(&task(), config(ipld!({ "check": "replay" }))),
                2 => Needs::of_task(&task(), config(ipld!({ "gas": 1_000 }))),
                _ => needs().with_size(link("photo"), 5).with_size(link("module"), 7),
            };
            if stays {
                needs = needs.with_locality(Locality::Required);
            }
            if label {
                needs = needs.with_label("region", "north");
            }
            if paid {
                needs = needs.with_price(Price::new(2, None, "usd").unwrap());
            }
            needs
        },
    )
}

proptest! {
    #[test]
    fn every_offer_is_on_one_side_once(needs in wants(), offers in offers()) {
        let matching = Matching::rank(&needs, &offers, &now());
        let shown: BTreeSet<_> = offers.iter().map(|offer| *offer.cid()).collect();
        let sides: Vec<_> = matching
            .matches
            .iter()
            .map(|it| it.offer)
            .chain(matching.unfit.iter().map(|it| it.offer))
            .collect();
        prop_assert_eq!(sides.len(), shown.len());
        prop_assert_eq!(sides.into_iter().collect::<BTreeSet<_>>(), shown);
        prop_assert!(matching.unfit.iter().all(|it| !it.reasons.is_empty()));
    }

    #[test]
    fn neither_order_nor_repetition_matters(
        needs in wants(),
        (offers, again) in offers().prop_flat_map(|offers| {
            let doubled: Vec<Offer> = offers.iter().chain(&offers).cloned().collect();
            (Just(offers), Just(doubled).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(
            Matching::rank(&needs, &offers, &now()),
            Matching::rank(&needs, &again, &now())
        );
    }

    #[test]
    fn the_better_stands_before_the_worse(needs in wants(), offers in offers()) {
        let matching = Matching::rank(&needs, &offers, &now());
        for pair in matching.matches.windows(2) {
            prop_assert!((&pair[0].fit, &pair[0].executor) <= (&pair[1].fit, &pair[1].executor));
        }
    }

    #[test]
    fn another_offer_changes_nothing_about_those_that_were_made(
        needs in wants(), offers in offers(), more in proptest::sample::select(OFFERS.as_slice()),
    ) {
        let before = Matching::rank(&needs, &offers, &now());
        let all: Vec<Offer> = offers.iter().chain([&more]).cloned().collect();
        let mut after = Matching::rank(&needs, &all, &now());
        if !offers.iter().any(|offer| offer.cid() == more.cid()) {
            after.matches.retain(|it| it.offer != *more.cid());
            after.unfit.retain(|it| it.offer != *more.cid());
        }
        prop_assert_eq!(before, after);
    }

    #[test]
    fn who_holds_more_of_the_data_is_never_ranked_worse_for_it(needs in wants()) {
        let some = offer(1, terms().with_data([link("photo")]));
        let more = offer(1, terms().with_data([link("photo"), link("mask")]));
        match (some.fit(&needs, &now()), more.fit(&needs, &now())) {
            (Ok(some), Ok(more)) => prop_assert!(more <= some),
            (Ok(_), Err(_)) => prop_assert!(false, "more data made it unfit"),
            _ => {}
        }
    }
}
