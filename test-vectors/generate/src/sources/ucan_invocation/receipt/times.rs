//! How long a receipt is of use.

use super::{ISSUED, Judged, NOW, accepted, given, judge, ok, plain};
use crate::{case::CaseBuilder, token::Invocation, value::Value};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let at = |receipt: &Invocation, now: i64| given(&receipt.sign(), &[]).at(now);
    let until = |exp: i64| plain().with("exp", exp);
    let case = |slug: &str, judged: &Judged| {
        judge(slug, judged).section("Receipt Expiry").ruling("I2").rules(["receipt.time"])
    };
    let says =
        |exp: i64, current: bool| accepted(ok(42)).with("expiration", exp).with("current", current);
    let undone = "That this was the result stays true; only its use ends.";
    let leeway = "Clocks differ, by about this much and no more.";
    vec![
        case("for-ever", &at(&plain(), 4_000_000_000))
            .title("A receipt whose expiration is null is of use for ever.")
            .why("A pure computation gives the same for ever.")
            .expect_value(accepted(ok(42))),
        case("last-second", &at(&until(NOW), NOW))
            .title("A receipt is of use in its last second.")
            .why("The last second is part of it, as with any token.")
            .expect_value(says(NOW, true)),
        case("expired", &at(&until(NOW), NOW + 1))
            .title("A receipt that has expired is accepted, and of no further use.")
            .why(undone)
            .expect_value(says(NOW, false)),
        case("expired-long-ago", &at(&until(ISSUED + 1), 4_000_000_000))
            .text("UCAN Specification Extensions")
            .section("Receipt Expiration")
            .title("A receipt that has expired long ago is accepted.")
            .why(undone)
            .expect_value(says(ISSUED + 1, false)),
        case("expired-within-the-leeway", &at(&until(NOW), NOW + 60).default_leeway())
            .ruling("P6")
            .title("Within the leeway, a receipt is of use after its end.")
            .why(leeway)
            .expect_value(says(NOW, true)),
        case("expired-beyond-the-leeway", &at(&until(NOW), NOW + 61).default_leeway())
            .ruling("P6")
            .title("Beyond the leeway, a receipt is of no further use.")
            .why(leeway)
            .expect_value(says(NOW, false)),
        case("too-early", &at(&plain().with("nbf", NOW + 1), NOW))
            .ruling("P6")
            .title("A receipt that is not valid yet is refused.")
            .why("Its executor does not stand by it yet.")
            .expect_error("TooEarly"),
        case("first-second", &at(&plain().with("nbf", NOW), NOW))
            .ruling("P6")
            .title("A receipt is accepted from its first second on.")
            .why("The first second is part of it, as with any token.")
            .expect_value(accepted(ok(42))),
        case("early-within-the-leeway", &at(&plain().with("nbf", NOW + 60), NOW).default_leeway())
            .ruling("P6")
            .title("Within the leeway, a receipt is accepted before its beginning.")
            .why(leeway)
            .expect_value(accepted(ok(42))),
        case("issued-in-the-future", &at(&plain().with("iat", NOW + 1_000_000), NOW))
            .title("A time of issue in the future is no hindrance.")
            .why("It is a claim, and proves nothing.")
            .expect_value(accepted(ok(42)).with("issued-at", NOW + 1_000_000)),
        case("issued-at-absent", &at(&plain().without("iat"), NOW))
            .title("A receipt need not say when it was issued.")
            .why("It is a claim, and proves nothing.")
            .expect_value(accepted(ok(42)).with("issued-at", Value::Null)),
        case("expiration-missing", &at(&plain().without("exp"), NOW))
            .ruling("T4")
            .title("A receipt that leaves out its expiration is refused.")
            .why("For ever is said by null, and not by saying nothing.")
            .expect_error("FieldMissing"),
    ]
}
