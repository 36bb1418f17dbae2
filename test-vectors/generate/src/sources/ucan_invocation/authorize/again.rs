//! Time and revocations, judged once more.

use super::{Judged, NOW, as_written, asks, authorized, judged, promise};
use crate::{
    case::CaseBuilder,
    map,
    people::{ALICE, BOB, CAROL, MALLORY, PAULA},
    sources::{ucan_core::high, ucan_invocation::judged::given},
    token::{Delegation, Invocation, Token},
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    let proofs = [
        Delegation::new(ALICE, BOB, ALICE).with("exp", NOW + 10).sign(),
        Delegation::new(BOB, CAROL, ALICE).with("exp", NOW + 20).sign(),
    ];
    let asked = asks(&map! { "to" => "dan" });
    let short = asked.clone().with("nbf", NOW - 5).with("exp", NOW + 5);
    let bounded = || judged(&short, &proofs);
    let open = || judged(&asked, &proofs);
    let paula = Invocation::new(PAULA, PAULA);
    let case = |slug: &str, judged: &Judged, later: &Judged| {
        judged
            .authorize_later(slug, later)
            .section("Expiration")
            .ruling("P5")
            .rules(["authorize.again"])
    };
    let when = "Between the moment a task is proven and the one it starts, hours may pass.";
    let revoked = |token: &Token, by| open().revoked(token, by);
    let promised = asks(&map! { "to" => promise("ok") });
    let dan = map! { "to" => "dan" };
    let p256 = |later: &Token| given(&paula.sign(), &[]).revoked(later, PAULA);
    vec![
        case("later-still-valid", &bounded(), &bounded().at(NOW + 5))
            .title("A task that starts in its last second is authorised.")
            .why(when)
            .expect_value(as_written(&short)),
        case("later-expired", &bounded(), &bounded().at(NOW + 6))
            .title("A task whose invocation has expired since it was proven does not start.")
            .why(when)
            .expect_error("Expired"),
        case("later-proof-expired", &open(), &open().at(NOW + 11))
            .title("A task whose root has expired since it was proven does not start.")
            .why(when)
            .expect_error_of("Expired", 0),
        case("later-second-proof-expired", &open(), &open().at(NOW + 21))
            .title("Where both proofs have expired since, the root is reported.")
            .why("The order is from the root.")
            .expect_error_of("Expired", 0),
        case("later-within-the-leeway", &bounded().default_leeway(), &bounded().at(NOW + 65))
            .ruling("P6")
            .title("The second look has the leeway of the first.")
            .why("Clocks differ by the same in both.")
            .expect_value(as_written(&short)),
        case("later-beyond-the-leeway", &bounded().default_leeway(), &bounded().at(NOW + 66))
            .ruling("P6")
            .title("Beyond the leeway, a task does not start.")
            .why("Clocks differ by the same in both.")
            .expect_error("Expired"),
        case("clock-set-back", &bounded(), &bounded().at(NOW - 6))
            .title("A clock that was set back finds the task too early.")
            .why("The second look is as thorough as the first.")
            .expect_error("TooEarly"),
        case("later-proof-revoked", &open(), &revoked(&proofs[1], ALICE))
            .title("A task with a proof that was revoked since does not start.")
            .why(when)
            .expect_error_of("Revoked", 1),
        case("later-invocation-revoked", &open(), &open().itself_revoked(CAROL))
            .title("A task whose invocation was revoked since does not start.")
            .why(when)
            .expect_error("Revoked"),
        case("later-twin-revoked", &given(&paula.sign(), &[]), &p256(&high(&paula.sign())))
            .ruling("T10")
            .title("A task whose invocation was revoked since under its twin does not start.")
            .why("Anybody can turn one form into the other, and would dodge the revocation.")
            .expect_error("Revoked"),
        case("later-revoked-by-a-stranger", &open(), &revoked(&proofs[0], MALLORY))
            .title("A revocation that came since from whoever may not changes nothing.")
            .why("Anybody could stop anything.")
            .expect_value(as_written(&asked)),
        case("resolved-and-later-expired", &judged(&promised, &proofs), &open().at(NOW + 11))
            .input("args", dan.clone())
            .title("A task that waited for its promises too long does not start.")
            .why(when)
            .expect_error_of("Expired", 0),
        case("resolved-in-time", &judged(&promised, &proofs), &open().at(NOW + 10))
            .input("args", dan.clone())
            .title("A task whose promises came in time starts.")
            .why(when)
            .expect_value(authorized(&promised, &Value::clone(&dan))),
        case("promise-left-and-later-expired", &judged(&promised, &proofs), &open().at(NOW + 11))
            .title("Where a promise is left and the time is up, the promise is reported.")
            .why("Time is judged last, for the moment in which the task would start.")
            .expect_error("PromiseLeft"),
    ]
}
