//! A task of a batch, before it starts.

use std::slice::from_ref;

use super::{ALICE, BOB, Judged, NOW, batch, from, judged, task};
use crate::{
    case::CaseBuilder,
    list, map,
    people::CAROL,
    sources::ucan_invocation::{invocation::elsewhere, judged::given},
    token::{Delegation, Invocation, Token},
    value::Value,
};

/// A case that authorises the task `one`, at the time and with the revocations of `later`.
fn case(slug: &str, batch: &Judged, later: &Judged) -> CaseBuilder {
    later
        .second_look(batch.case(slug, "ucan.batch.authorize", "invocation"))
        .ruling("P5")
        .input("path", list!["tasks"])
        .input("label", "one")
        .input("limit", 10)
        .rules(["batch.later"])
}

/// The task of [`task`] with these arguments.
fn with_args(args: &Value, proofs: &[Token]) -> Value {
    let Value::Map(mut fields) = task(ALICE, proofs) else { return Value::Null };
    for (name, value) in &mut fields {
        if name == "args" {
            *value = args.clone();
        }
    }
    Value::Map(fields)
}

fn authorized(written: &Value, resolved: &Value) -> Value {
    let id = |args: &Value| {
        let task = Invocation::new(ALICE, ALICE).with("nonce", *b"one").with("args", args.clone());
        Value::link(task.task())
    };
    map! { "task" => id(written), "resolved" => id(resolved) }
}

pub(super) fn cases() -> Vec<CaseBuilder> {
    let to = |name: &str| map! { "to" => name };
    let promise = map! { "to" => map! { "await/ok" => elsewhere("awaited") } };
    let policy = list![list!["==", ".to", "dan"]];
    let proof = from(ALICE, BOB).with("pol", policy).with("exp", NOW + 20).sign();
    let of = |args: &Value| {
        let whole = batch(with_args(args, from_ref(&proof))).with("exp", NOW + 10);
        given(&whole.sign(), from_ref(&proof))
    };
    let dan = of(&to("dan"));
    let around =
        Delegation::new(CAROL, BOB, CAROL).with("cmd", "/batch").with("exp", NOW + 5).sign();
    let delegated = judged(
        &batch(with_args(&to("dan"), from_ref(&proof))).with("sub", CAROL.did()),
        from_ref(&around),
    )
    .and_at_hand(&proof);
    let whole = "Whoever may no longer ask for the whole may not ask for a part of it.";
    vec![
        case("later-still-valid", &dan, &dan.clone().at(NOW + 10))
            .title("A task of a batch starts in the last second of the whole.")
            .why("The last second is part of it, as with any token.")
            .expect_value(authorized(&to("dan"), &to("dan"))),
        case("later-whole-expired", &dan, &dan.clone().at(NOW + 11))
            .title("When the whole has expired since, its tasks do not start.")
            .why(whole)
            .expect_error("Expired"),
        case("later-whole-revoked", &dan, &dan.clone().itself_revoked(BOB))
            .title("When the whole was revoked since, its tasks do not start.")
            .why(whole)
            .expect_error("Revoked"),
        case("later-proof-of-the-whole-in-time", &delegated, &delegated.clone().at(NOW + 5))
            .title("While the proof of the whole is valid, its tasks start.")
            .why(whole)
            .expect_value(authorized(&to("dan"), &to("dan"))),
        case("later-proof-of-the-whole-expired", &delegated, &delegated.clone().at(NOW + 6))
            .title("When the proof of the whole has expired since, its tasks do not start.")
            .why(whole)
            .expect_error_of("Expired", 0),
        case(
            "later-proof-of-the-whole-revoked",
            &delegated,
            &delegated.clone().revoked(&around, CAROL),
        )
        .title("When the proof of the whole was revoked since, its tasks do not start.")
        .why(whole)
        .expect_error_of("Revoked", 0),
        case("later-own-proof-revoked", &dan, &dan.clone().revoked(&proof, ALICE))
            .title("When the proof of a task was revoked since, the task does not start.")
            .why("What Alice gave she has taken back.")
            .expect_error_of("Revoked", 0),
        case("policy-of-the-task-broken", &of(&to("eve")), &dan)
            .title("A task whose arguments break the policy of its own proof does not start.")
            .why("Each task is held to the policies of its own proofs.")
            .expect_error_of("MatchError", 0),
        case("promise-resolved", &of(&promise), &dan)
            .input("args", to("dan"))
            .title("A promise in a task is resolved before it starts.")
            .why("The policies of its proofs hold for what will be done.")
            .expect_value(authorized(&promise, &to("dan"))),
        case("promise-resolved-against-the-policy", &of(&promise), &dan)
            .input("args", to("eve"))
            .title("A task whose promise turns out against the policy does not start.")
            .why("The policies of its proofs hold for what will be done.")
            .expect_error_of("MatchError", 0),
        case("promise-left", &of(&promise), &dan)
            .title("A task with a promise that is left does not start.")
            .why("While a promise is left, nobody knows what would be done.")
            .expect_error("PromiseLeft"),
    ]
}
