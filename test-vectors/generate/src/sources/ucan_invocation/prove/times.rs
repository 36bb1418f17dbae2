//! When an invocation is used.

use super::{Judged, NOW, carol, from, judged, proven, two_hops};
use crate::{
    case::CaseBuilder,
    people::{ALICE, BOB, CAROL},
    token::Invocation,
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let proofs = two_hops();
    let bounded = |field: &str, time: i64| judged(&carol().with(field, time), &proofs);
    let case = |judged: &Judged, slug: &str| {
        judged.prove(slug).section("Expiration").ruling("P6").rules(["invocation.time-bounds"])
    };
    let until = |time: i64| proven(&carol()).within(Value::Null, time);
    let since = |time: i64| proven(&carol()).within(time, Value::Null);
    let late =
        "The smaller the time in which it can be used, the less an intercepted token is worth.";
    let early = "Who says tomorrow does not mean today.";
    let leeway = "Clocks differ, by about this much and no more.";
    let claim = "It is the word of the invoker on the invoker's clock.";
    let windows = [
        from(ALICE, BOB).with("nbf", NOW - 50).with("exp", NOW + 30).sign(),
        from(BOB, CAROL).with("nbf", NOW - 40).with("exp", NOW + 40).sign(),
    ];
    let window = carol().with("nbf", NOW - 60).with("exp", NOW + 20);
    vec![
        case(&bounded("exp", NOW), "last-second")
            .title("An invocation holds in its last second.")
            .why(late)
            .expect_value(until(NOW)),
        case(&bounded("exp", NOW - 1), "expired")
            .title("An invocation has expired a second later.")
            .why(late)
            .expect_error("Expired"),
        case(&bounded("exp", 0), "expired-at-the-epoch")
            .title("An expiration of zero is the epoch, and no way to say never.")
            .why("A number that means something else in one reader opens what another has closed.")
            .expect_error("Expired"),
        case(&judged(&carol(), &proofs).at(4_000_000_000), "never-expires")
            .section("Attestation")
            .title("An invocation whose expiration is null never expires.")
            .why("An attestation stays true.")
            .expect_value(proven(&carol())),
        case(&bounded("exp", NOW - 60).default_leeway(), "expired-within-the-leeway")
            .title("Within the leeway, an invocation holds after its end.")
            .why(leeway)
            .expect_value(until(NOW - 60)),
        case(&bounded("exp", NOW - 61).default_leeway(), "expired-beyond-the-leeway")
            .title("Beyond the leeway, an invocation has expired.")
            .why(leeway)
            .expect_error("Expired"),
        case(&bounded("nbf", NOW), "first-second")
            .title("An invocation holds in its first second.")
            .why(early)
            .expect_value(since(NOW)),
        case(&bounded("nbf", NOW + 1), "too-early")
            .title("An invocation is too early a second before.")
            .why(early)
            .expect_error("TooEarly"),
        case(&bounded("nbf", NOW + 60).default_leeway(), "early-within-the-leeway")
            .title("Within the leeway, an invocation holds before its beginning.")
            .why(leeway)
            .expect_value(since(NOW + 60)),
        case(&bounded("nbf", NOW + 61).default_leeway(), "early-beyond-the-leeway")
            .title("Beyond the leeway, an invocation is too early.")
            .why(leeway)
            .expect_error("TooEarly"),
        case(&bounded("iat", NOW + 1_000_000), "issued-in-the-future")
            .section("Issued At")
            .title("A time of issue in the future is no hindrance.")
            .why(claim)
            .expect_value(proven(&carol())),
        case(&bounded("iat", 0), "issued-long-ago")
            .section("Issued At")
            .title("A time of issue long ago is no hindrance.")
            .why(claim)
            .expect_value(proven(&carol())),
        case(
            &judged(&carol().with("iat", NOW).with("exp", NOW - 1), &proofs),
            "issued-after-its-end",
        )
        .section("Issued At")
        .title("A time of issue does not put off the end.")
        .why(claim)
        .expect_error("Expired"),
        case(&judged(&window, &windows), "intersection")
            .title("An invocation is proven from the latest beginning to the earliest end.")
            .why("Nothing lasts longer than the shortest of its proofs, nor than itself.")
            .expect_value(proven(&carol()).within(NOW - 40, NOW + 20)),
        case(&judged(&window, &windows).at(NOW + 21), "own-end-before-those-of-the-proofs")
            .title("An invocation that has expired is not kept alive by its proofs.")
            .why(late)
            .expect_error("Expired"),
        case(&judged(&carol().with("exp", NOW + 100), &windows).at(NOW + 31), "proof-expired")
            .title("An invocation whose root has expired is refused.")
            .why("Nothing lasts longer than the shortest of its proofs.")
            .expect_error_of("Expired", 0),
        case(
            &judged(&Invocation::new(ALICE, ALICE).with("exp", NOW - 1), &[]),
            "own-subject-expired",
        )
        .title("The subject's own invocation expires like any other.")
        .why(late)
        .expect_error("Expired"),
    ]
}
