//! When a chain holds.

use super::{NOW, carol, chain, from, proven, proven_within};
use crate::{
    Topic, Value,
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL},
    sources::DELEGATION,
    token::Delegation,
};

const LARGEST: i64 = (1 << 53) - 1;

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-core",
        "chain-time-bounds",
        "When a chain holds: the bounds of the claim and of every proof, to the second, with and \
         without leeway.",
        DELEGATION,
        [claims(), proofs(), leeway(), extremes(), intersections(), epoch()].concat(),
    )
}

/// A case whose chain is as it is said to be, or refused with this error.
fn case(
    case: CaseBuilder,
    title: String,
    why: &'static str,
    outcome: Result<Value, (&'static str, Option<u32>)>,
) -> CaseBuilder {
    let case = case.section("Time Bounds").ruling("P6").title(title).why(why);
    match outcome {
        Ok(value) => case.expect_value(value),
        Err((error, None)) => case.expect_error(error),
        Err((error, Some(place))) => case.expect_error_of(error, place),
    }
}

/// The bounds of the claim itself.
fn claims() -> Vec<CaseBuilder> {
    [
        ("exp-now", "expiration", 0, true),
        ("exp-a-second-ago", "expiration", -1, false),
        ("exp-in-a-second", "expiration", 1, true),
        ("nbf-now", "not-before", 0, true),
        ("nbf-in-a-second", "not-before", 1, false),
        ("nbf-a-second-ago", "not-before", -1, true),
    ]
    .into_iter()
    .map(|(slug, field, away, valid)| {
        let (name, error, rule) = match field {
            "expiration" => ("exp", "Expired", "chain.expiration"),
            _ => ("nbf", "TooEarly", "chain.not-before"),
        };
        let bound = NOW + away;
        let value = match field {
            "expiration" => proven_within("/", Value::Null, bound),
            _ => proven_within("/", bound, Value::Null),
        };
        case(
            chain(ALICE, ALICE, &[]).claiming(field, bound).prove(format!("claim-{slug}")),
            format!("A claim with {name} {} now is {}.", sign(away), verdict(valid)),
            "Both ends belong to the time in which a token is valid.",
            if valid { Ok(value) } else { Err((error, None)) },
        )
        .rules([rule])
    })
    .collect()
}

fn sign(away: i64) -> &'static str {
    match away {
        0 => "=",
        1.. => "= 1 +",
        _ => "= -1 +",
    }
}

const fn verdict(valid: bool) -> &'static str {
    if valid { "proven" } else { "refused" }
}

/// The bounds of each proof.
fn proofs() -> Vec<CaseBuilder> {
    let mut cases = Vec::new();
    for place in [0, 1] {
        for (slug, field, away, valid) in [
            ("exp-now", "exp", 0, true),
            ("exp-a-second-ago", "exp", -1, false),
            ("nbf-now", "nbf", 0, true),
            ("nbf-in-a-second", "nbf", 1, false),
        ] {
            let bound = NOW + away;
            let change = |number: u32, delegation: Delegation| {
                if number == place { delegation.with(field, bound) } else { delegation }.sign()
            };
            let tokens = [change(0, from(ALICE, BOB)), change(1, from(BOB, CAROL))];
            let (error, rule) = match field {
                "exp" => ("Expired", "chain.expiration"),
                _ => ("TooEarly", "chain.not-before"),
            };
            let value = match field {
                "exp" => proven_within("/msg/send", Value::Null, bound),
                _ => proven_within("/msg/send", bound, Value::Null),
            };
            cases.push(
                case(
                    carol(&tokens).prove(format!("proof-{place}-{slug}")),
                    format!(
                        "A chain whose proof {place} has {field} {} now is {}.",
                        sign(away),
                        verdict(valid)
                    ),
                    "Every proof has to be valid at the time of execution, and not only the claim.",
                    if valid { Ok(value) } else { Err((error, Some(place))) },
                )
                .rules([rule]),
            );
        }
    }
    cases
}

fn leeway() -> Vec<CaseBuilder> {
    let expired = |seconds: i64| chain(ALICE, ALICE, &[]).claiming("expiration", NOW - seconds);
    let early = |seconds: i64| chain(ALICE, ALICE, &[]).claiming("not-before", NOW + seconds);
    let until = |seconds: i64| proven_within("/", Value::Null, NOW - seconds);
    let since = |seconds: i64| proven_within("/", NOW + seconds, Value::Null);
    let why = "Clocks differ; how much of that is forgiven must be said, and no more.";
    let with = |case: CaseBuilder| case.rules(["chain.leeway"]);
    let proof =
        |seconds: i64| chain(BOB, ALICE, &[from(ALICE, BOB).with("exp", NOW - seconds).sign()]);
    vec![
        with(case(
            expired(60).leeway(60).prove("leeway-60-expired-60"),
            "With a leeway of 60, what expired 60 seconds ago is proven.".to_owned(),
            why,
            Ok(until(60)),
        )),
        with(case(
            expired(61).leeway(60).prove("leeway-60-expired-61"),
            "With a leeway of 60, what expired 61 seconds ago is refused.".to_owned(),
            why,
            Err(("Expired", None)),
        )),
        with(case(
            early(60).leeway(60).prove("leeway-60-early-60"),
            "With a leeway of 60, what begins in 60 seconds is proven.".to_owned(),
            why,
            Ok(since(60)),
        )),
        with(case(
            early(61).leeway(60).prove("leeway-60-early-61"),
            "With a leeway of 60, what begins in 61 seconds is refused.".to_owned(),
            why,
            Err(("TooEarly", None)),
        )),
        with(case(
            expired(60).default_leeway().prove("default-leeway-expired-60"),
            "Where no leeway is given, what expired 60 seconds ago is proven.".to_owned(),
            "The text recommends 60 seconds.",
            Ok(until(60)),
        )),
        with(case(
            expired(61).default_leeway().prove("default-leeway-expired-61"),
            "Where no leeway is given, what expired 61 seconds ago is refused.".to_owned(),
            "The text recommends 60 seconds.",
            Err(("Expired", None)),
        )),
        with(case(
            proof(60).leeway(60).prove("leeway-60-proof-expired-60"),
            "With a leeway of 60, a proof that expired 60 seconds ago is valid.".to_owned(),
            "The leeway is for every token of the chain.",
            Ok(proven_within("/msg/send", Value::Null, NOW - 60)),
        )),
        with(case(
            proof(61).leeway(60).prove("leeway-60-proof-expired-61"),
            "With a leeway of 60, a proof that expired 61 seconds ago is refused.".to_owned(),
            "The leeway is for every token of the chain.",
            Err(("Expired", Some(0))),
        )),
    ]
}

/// The ends of the range of 53 bits.
fn extremes() -> Vec<CaseBuilder> {
    let claim = || chain(ALICE, ALICE, &[]);
    let why = "Arithmetic that wraps at the end of the range turns early into late.";
    let refused = |error| Err((error, None));
    [
        (
            "exp-largest-now-largest",
            claim().claiming("expiration", LARGEST).at(LARGEST),
            "An exp of 2^53 - 1 holds at 2^53 - 1.",
            Ok(proven_within("/", Value::Null, LARGEST)),
            "chain.expiration",
        ),
        (
            "exp-largest-with-leeway",
            claim().claiming("expiration", LARGEST).at(LARGEST).leeway(60),
            "An exp of 2^53 - 1 holds at 2^53 - 1 with a leeway.",
            Ok(proven_within("/", Value::Null, LARGEST)),
            "chain.leeway",
        ),
        (
            "nbf-smallest-now-smallest",
            claim().claiming("not-before", -LARGEST).at(-LARGEST),
            "An nbf of -(2^53 - 1) holds at -(2^53 - 1).",
            Ok(proven_within("/", -LARGEST, Value::Null)),
            "chain.not-before",
        ),
        (
            "nbf-smallest-with-leeway",
            claim().claiming("not-before", -LARGEST).at(-LARGEST).leeway(60),
            "An nbf of -(2^53 - 1) holds at -(2^53 - 1) with a leeway.",
            Ok(proven_within("/", -LARGEST, Value::Null)),
            "chain.leeway",
        ),
        (
            "exp-smallest-now-largest",
            claim().claiming("expiration", -LARGEST).at(LARGEST),
            "An exp of -(2^53 - 1) has expired at 2^53 - 1.",
            refused("Expired"),
            "chain.expiration",
        ),
        (
            "nbf-largest-now-smallest",
            claim().claiming("not-before", LARGEST).at(-LARGEST),
            "An nbf of 2^53 - 1 is too early at -(2^53 - 1).",
            refused("TooEarly"),
            "chain.not-before",
        ),
        (
            "exp-smallest-with-leeway",
            claim().claiming("expiration", -LARGEST).at(NOW).leeway(60),
            "An exp of -(2^53 - 1) with a leeway has expired now.",
            refused("Expired"),
            "chain.leeway",
        ),
        (
            "exp-before-the-epoch",
            claim().claiming("expiration", -1),
            "An exp before the epoch has expired now.",
            refused("Expired"),
            "chain.expiration",
        ),
        (
            "exp-zero",
            claim().claiming("expiration", 0),
            "An exp of zero has expired now.",
            refused("Expired"),
            "chain.expiration",
        ),
    ]
    .into_iter()
    .map(|(slug, chain, title, outcome, rule)| {
        case(chain.prove(slug), title.to_owned(), why, outcome).ruling("T5").rules([rule])
    })
    .collect()
}

/// The time in which the whole chain is valid.
fn intersections() -> Vec<CaseBuilder> {
    let tokens = [
        from(ALICE, BOB).with("nbf", NOW - 50).with("exp", NOW + 300).sign(),
        from(BOB, CAROL).with("nbf", NOW - 10).with("exp", NOW + 900).sign(),
    ];
    let window = |case: CaseBuilder| {
        case.text("UCAN Core").section("Validity Interval").rules(["chain.validity"])
    };
    let apart =
        [from(ALICE, BOB).with("exp", NOW).sign(), from(BOB, CAROL).with("nbf", NOW + 1).sign()];
    vec![
        window(carol(&tokens).prove("window"))
            .title("A chain is valid from the latest nbf to the earliest exp.")
            .why("Whoever remembers that a chain was proven must know for how long.")
            .expect_value(proven_within("/msg/send", NOW - 10, NOW + 300)),
        window(
            carol(&tokens)
                .claiming("not-before", NOW - 5)
                .claiming("expiration", NOW + 60)
                .prove("window-of-the-claim"),
        )
        .title("The bounds of the claim belong to the window.")
        .why("Whoever remembers that a chain was proven must know for how long.")
        .expect_value(proven_within("/msg/send", NOW - 5, NOW + 60)),
        window(carol(&tokens).leeway(60).prove("window-with-leeway"))
            .title("A leeway is no part of the window.")
            .why("It is about clocks, and is added once by whoever judges.")
            .expect_value(proven_within("/msg/send", NOW - 10, NOW + 300)),
        window(carol(&[from(ALICE, BOB).sign(), from(BOB, CAROL).sign()]).prove("no-window"))
            .title("A chain without bounds is valid without bounds.")
            .why("What is not said is not there.")
            .expect_value(proven("/msg/send")),
        window(carol(&apart).prove("windows-apart-at-the-first"))
            .title("Proofs whose times do not meet are never a chain: the second is too early.")
            .why("All proofs have to be valid at one time.")
            .expect_error_of("TooEarly", 1),
        window(carol(&apart).at(NOW + 1).prove("windows-apart-at-the-second"))
            .title("Proofs whose times do not meet are never a chain: the first has expired.")
            .why("All proofs have to be valid at one time.")
            .expect_error_of("Expired", 0),
    ]
}

/// A token without nbf is valid from the epoch on.
fn epoch() -> Vec<CaseBuilder> {
    let case =
        |case: CaseBuilder| case.text("UCAN Core").section("Time Bounds").rules(["chain.epoch"]);
    vec![
        case(chain(ALICE, ALICE, &[]).at(0).prove("no-nbf-at-the-epoch"))
            .title("A claim without nbf is proven at the epoch.")
            .why("From then on it is valid, that second included.")
            .expect_value(proven("/")),
        case(chain(ALICE, ALICE, &[]).at(-1).prove("no-nbf-before-the-epoch"))
            .title("A claim without nbf is too early a second before the epoch.")
            .why("The text says from when a token without nbf is valid.")
            .expect_error("TooEarly"),
        case(
            chain(BOB, ALICE, &[from(ALICE, BOB).sign()])
                .claiming("not-before", -10)
                .at(-1)
                .prove("no-nbf-of-a-proof-before-the-epoch"),
        )
        .title("A proof without nbf is too early a second before the epoch.")
        .why("The text says from when a token without nbf is valid.")
        .expect_error_of("TooEarly", 0),
    ]
}
