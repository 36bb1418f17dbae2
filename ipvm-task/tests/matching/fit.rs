//! What fits, how well, and why not.

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    ConfigLayer, LimitKind, Locality, Matching, Mismatch, Needs, Offer, Price, SiPrefix,
    TaskConfig, Terms, VerificationKind, WorkLimit,
};
use ucan_core::Check;
use ucan_pipeline::Trust;

use crate::stage::{NOW, at, config, did, link, needs, now, offer, task, terms, wasm};

fn reasons(needs: &Needs, offer: &Offer) -> Vec<Mismatch> {
    offer.fit(needs, &now()).expect_err("it does not fit")
}

fn fits(needs: &Needs, terms: Terms) -> bool {
    offer(1, terms).fit(needs, &now()).is_ok()
}

#[test]
fn needs_are_read_from_the_task_and_a_promise_is_no_content() {
    let needs = needs();
    assert_eq!(needs.command, wasm());
    assert_eq!(needs.module, Some(link("module")));
    let mut data = vec![link("mask"), link("photo")];
    data.sort();
    assert_eq!(needs.data, data);
}

#[test]
fn a_program_that_comes_with_the_task_need_not_be_there() {
    let inline = ipld!({ "mod": (Ipld::Bytes(vec![0])), "fun": "f", "params": [] });
    let Ipld::Map(args) = inline else { panic!("a map") };
    let inline = task().with_args(args).unwrap();
    let needs = Needs::of_task(&inline, TaskConfig::system_default());
    assert_eq!((needs.module, needs.data), (None, vec![]));
}

#[test]
fn only_the_very_command_is_run() {
    for command in ["/wasm", "/", "/wasm/run/fast"] {
        let offer = offer(1, Terms::new([command.parse().unwrap()]));
        let wanted = wasm();
        assert_eq!(reasons(&needs(), &offer), [Mismatch::Command { wanted }], "{command}");
    }
}

#[test]
fn an_offer_fits_while_it_is_valid() {
    let offer = offer(1, terms());
    let fit = |seconds| offer.fit(&needs(), &Check::at(at(seconds)).with_leeway(now().leeway()));
    assert!(fit(NOW + 60).is_ok());
    let not_valid = Mismatch::NotValid { now: at(NOW + 61) };
    assert_eq!(fit(NOW + 61).unwrap_err(), [not_valid]);
}

#[test]
fn every_limit_that_is_too_small_is_named_with_both_numbers() {
    let granted = ipld!({
        "gas": 1, "time": [1, "nano", "seconds"], "memory": [7, "bits"], "disk": [9, "bytes"]
    });
    let small = offer(1, terms().with_limits(ConfigLayer::read(&granted).unwrap()));
    let limit = |limit, needed, offered| Mismatch::Limit { limit, needed, offered };
    assert_eq!(
        reasons(&needs(), &small),
        [
            limit(LimitKind::Time, 300_000_000_000, 1),
            limit(LimitKind::Memory, 1_000_000_000, 0),
            limit(LimitKind::Disk, 10_000_000, 9),
            limit(LimitKind::Fuel, 500_000_000_000, 1_000_000),
        ]
    );
    // What is not named is as the system has it, and equal is enough.
    assert!(fits(&needs(), terms()));
    let more = config(ipld!({ "memory": [1_000_000_001, "bytes"] }));
    let needs = Needs::of_task(&task(), more);
    let memory = limit(LimitKind::Memory, 1_000_000_001, 1_000_000_000);
    assert_eq!(reasons(&needs, &offer(1, terms())), [memory]);
    let fuel = terms().with_limits(ConfigLayer::EMPTY.with_work(WorkLimit::of_fuel(5)));
    let needs = Needs::of_task(&task(), config(ipld!({ "gas": 0 })));
    assert!(fits(&needs, fuel));
}

#[test]
fn a_strategy_needs_somebody_who_takes_part_and_whom_it_names() {
    let with = |check| Needs::of_task(&task(), config(ipld!({ "check": check })));
    let replay = with(ipld!("replay"));
    let wanted = VerificationKind::Replay;
    assert_eq!(reasons(&replay, &offer(1, terms())), [Mismatch::Check { wanted }]);
    assert!(fits(&replay, terms().with_checks([VerificationKind::Replay])));
    // Who names strategies offers those and no other.
    let wanted = VerificationKind::Attestation;
    let only_replay = offer(1, terms().with_checks([VerificationKind::Replay]));
    assert_eq!(reasons(&needs(), &only_replay), [Mismatch::Check { wanted }]);

    let every = || terms().with_checks(VerificationKind::ALL);
    let agents = with(ipld!({ "consensus": { "agents": [did(1).as_str(), did(2).as_str()] } }));
    assert!(fits(&agents, every()));
    let check = VerificationKind::Consensus;
    assert_eq!(reasons(&agents, &offer(3, every())), [Mismatch::NoPart { check }]);
    let oracle = with(ipld!({ "oracle": { "did": did(2).as_str() } }));
    let check = VerificationKind::Oracle;
    assert_eq!(reasons(&oracle, &offer(1, every())), [Mismatch::NoPart { check }]);
    assert!(offer(2, every()).fit(&oracle, &now()).is_ok());
    let wanted = VerificationKind::ZeroKnowledge;
    let proof = with(ipld!({ "zkp": "nova" }));
    assert_eq!(reasons(&proof, &offer(1, every())), [Mismatch::Check { wanted }]);
}

#[test]
fn secret_work_goes_to_the_trusted_only_and_so_does_what_one_word_settles() {
    let trust = Trust::new([did(1)]);
    let open = needs().with_trust(trust.clone());
    assert!(offer(1, terms()).fit(&open, &now()).is_ok());
    assert_eq!(reasons(&open, &offer(2, terms())), [Mismatch::NotTrusted { secret: false }]);
    let every = || terms().with_checks(VerificationKind::ALL);
    let replay = Needs::of_task(&task(), config(ipld!({ "check": "replay" })));
    assert!(offer(2, every()).fit(&replay.with_trust(trust.clone()), &now()).is_ok());
    let secret = config(ipld!({ "check": "replay", "secret": true }));
    let secret = Needs::of_task(&task(), secret).with_trust(trust);
    assert_eq!(reasons(&secret, &offer(2, every())), [Mismatch::NotTrusted { secret: true }]);
}

#[test]
fn the_referee_of_a_task_needs_no_trust_and_other_confirmers_do() {
    let referee = did(1).to_string();
    let check = ipld!({ "check": { "optimistic": { "confirmations": 1, "referee": referee } } });
    let needs = Needs::of_task(&task(), config(check)).with_trust(Trust::new([did(3)]));
    let offers = |seed| offer(seed, terms().with_checks([VerificationKind::Optimistic]));
    assert!(offers(1).fit(&needs, &now()).is_ok());
    assert_eq!(reasons(&needs, &offers(2)), [Mismatch::NotTrusted { secret: false }]);
}

#[test]
fn labels_and_prices_are_as_the_task_wants_them() {
    let needs = || needs().with_label("region", "north");
    let label = |found: Option<&str>| Mismatch::Label {
        key: "region".into(),
        wanted: "north".into(),
        found: found.map(Into::into),
    };
    assert_eq!(reasons(&needs(), &offer(1, terms())), [label(None)]);
    let south = offer(1, terms().with_label("region", "south"));
    assert_eq!(reasons(&needs(), &south), [label(Some("south"))]);
    let north = || terms().with_label("region", "north").with_label("arch", "x");
    assert!(fits(&needs(), north()));

    let price = |n, unit: &str| Price::new(n, Some(SiPrefix::Nano), unit).unwrap();
    let paid = needs().with_price(price(5, "eur"));
    assert!(fits(&paid, north()));
    assert!(fits(&paid, north().with_price(price(5, "eur"))));
    let (limit, found) = (price(5, "eur"), price(6, "eur"));
    let dear = offer(1, north().with_price(found.clone()));
    assert_eq!(reasons(&paid, &dear), [Mismatch::Price { limit, found }]);
    let unit = Mismatch::PriceUnit { wanted: "eur".into(), found: "usd".into() };
    assert_eq!(reasons(&paid, &offer(1, north().with_price(price(1, "usd")))), [unit]);
}

#[test]
fn computing_moves_to_the_data() {
    let needs = needs()
        .with_size(link("photo"), 2_000_000)
        .with_size(link("mask"), 10)
        .with_size(link("module"), 300);
    let all = [link("photo"), link("mask")];
    let price = |n| Price::new(n, None, "eur").unwrap();
    let offers = [
        offer(1, terms()),
        offer(2, terms().with_data(all).with_price(price(9))),
        offer(3, terms().with_data([link("mask")])),
        offer(4, terms().with_data([link("photo")]).with_modules([link("module")])),
    ];
    let matching = Matching::rank(&needs, &offers, &now());
    let ranked: Vec<_> =
        matching.matches.iter().map(|it| (it.executor.clone(), it.fit.bytes_moved)).collect();
    assert_eq!(ranked, [(did(4), 10), (did(2), 300), (did(3), 2_000_300), (did(1), 2_000_310)]);
    assert_eq!(matching.best().map(|it| &it.offer), Some(offers[3].cid()));

    let stays = needs.with_locality(Locality::Required);
    let matching = Matching::rank(&stays, &offers, &now());
    assert_eq!(matching.matches.len(), 1);
    assert_eq!(matching.matches[0].executor, did(2));
    let reasons = |seed| {
        let unfit = matching.unfit.iter().find(|it| it.executor == did(seed)).unwrap();
        unfit.reasons.clone()
    };
    assert_eq!(reasons(3), [Mismatch::DataElsewhere { missing: vec![link("photo")] }]);
}

#[test]
fn what_is_of_unknown_size_is_moved_last_and_the_price_decides_between_equals() {
    let needs = needs().with_size(link("photo"), 1 << 40).with_size(link("module"), 0);
    let price = |n| Price::new(n, Some(SiPrefix::Pico), "eur").unwrap();
    let offers = [
        offer(1, terms().with_data([link("photo")])),
        offer(2, terms().with_data([link("mask")]).with_price(price(3))),
        offer(3, terms().with_data([link("mask")]).with_price(price(2))),
    ];
    let matching = Matching::rank(&needs, &offers, &now());
    let ranked: Vec<_> = matching
        .matches
        .iter()
        .map(|it| (it.executor.clone(), it.fit.unknown_moved, it.fit.price))
        .collect();
    // The 500,000 gas of the system, at two and at three trillionths.
    assert_eq!(ranked, [(did(3), 0, 1_000_000), (did(2), 0, 1_500_000), (did(1), 1, 0)]);
}

#[test]
fn every_reason_is_given_and_reads_as_a_clause() {
    let needs = Needs::of_task(&task(), config(ipld!({ "gas": 600_000, "check": "replay" })))
        .with_label("region", "north")
        .with_price(Price::new(5, None, "eur").unwrap())
        .with_locality(Locality::Required);
    let command = "/crud/read".parse().unwrap();
    let bad = Terms::new([command]).with_price(Price::new(6, None, "eur").unwrap());
    let bad = offer(1, bad);
    let late = Check::at(at(NOW + 99)).with_leeway(now().leeway());
    let shown: Vec<String> =
        bad.fit(&needs, &late).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "the offer is not valid at 1767225699",
            "it does not run /wasm/run",
            "it grants 500000000000 fuel; the task asks for 600000000000",
            "it takes no part in verification by replay",
            "its region is not said, not north",
            "it costs 6 eur per gas; the task pays up to 5 eur per gas",
            "it does not hold 2 of the contents, which may not be moved",
        ]
    );
    let matching = Matching::rank(&needs, &[bad], &late);
    assert!(matching.best().is_none());
    assert_eq!(matching.to_string().lines().count(), 8);
}
