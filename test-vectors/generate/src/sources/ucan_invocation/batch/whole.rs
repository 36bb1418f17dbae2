//! The invocation around the tasks.

use std::slice::from_ref;

use super::{Judged, NOW, batch, from, id, judged, prove, prove_at, proven, task, whole};
use crate::{
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, MALLORY},
    sources::ucan_invocation::{invocation::elsewhere, judged::given},
    token::{Delegation, Invocation, Token},
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [around(), document(), places()].concat()
}

/// Bob's batch of two tasks on what is his own.
fn own() -> Invocation {
    batch(task(BOB, &[]))
}

fn of(invocation: &Invocation) -> Judged {
    given(&invocation.sign(), &[])
}

/// What proving its first task gives.
fn own_proven() -> Value {
    proven(id(BOB), "/", Value::Null, Value::Null)
}

fn case(slug: &str, judged: &Judged) -> CaseBuilder {
    prove(slug, judged).rules(["batch.whole"])
}

fn around() -> Vec<CaseBuilder> {
    let why = "Whoever may not ask for the whole may not ask for a part of it.";
    let root = from(ALICE, BOB).with("nbf", NOW - 40).with("exp", NOW + 40).sign();
    let bounded = batch(task(ALICE, from_ref(&root))).with("nbf", NOW - 50).with("exp", NOW + 20);
    let chain: [Token; 2] = [
        from(ALICE, CAROL).with("cmd", "/batch").sign(),
        Delegation::new(CAROL, BOB, None).with("cmd", "/batch/run").sign(),
    ];
    vec![
        case("two-tasks", &of(&own()))
            .title("One signature stands for the tasks in the arguments.")
            .why("The issuer signed each of them, in the place where it stands.")
            .expect_value(own_proven()),
        case("forged", &of(&own().signed_by(MALLORY)))
            .title("Where the signature on the whole does not hold, no task is proven.")
            .why(why)
            .expect_error("InvalidSignature"),
        case("expired", &of(&own().with("exp", NOW - 1)))
            .ruling("P6")
            .title("When the whole has expired, so have its tasks.")
            .why(why)
            .expect_error("Expired"),
        case("too-early", &of(&own().with("nbf", NOW + 1)))
            .ruling("P6")
            .title("While the whole is too early, so are its tasks.")
            .why(why)
            .expect_error("TooEarly"),
        case("intersection", &given(&bounded.sign(), from_ref(&root)))
            .ruling("P6")
            .title("A task is proven within the time of the whole and of its own proofs.")
            .why("Nothing lasts longer than the shortest of its parts.")
            .expect_value(proven(id(ALICE), "/msg/send", NOW - 40, NOW + 20)),
        case("revoked", &of(&own()).itself_revoked(BOB))
            .ruling("P10")
            .title("When the whole was revoked, so were its tasks.")
            .why(why)
            .expect_error("Revoked"),
        case("for-another-executor", &of(&own().with("aud", CAROL.did())).by(ALICE.did()))
            .ruling("P3")
            .title("The tasks of a batch for another executor are not ours.")
            .why("What was meant for one executor would be done by two.")
            .expect_error("InvalidAudience"),
        case("not-proven", &of(&own().with("sub", ALICE.did())))
            .ruling("P7")
            .title("Where the whole is not proven, no task is.")
            .why(why)
            .expect_error("InvalidClaim"),
        case("delegated-whole", &judged(&own().with("sub", ALICE.did()), &chain))
            .title("The whole is proven by a chain like any invocation.")
            .why("Asking for a batch is one command, and each task another.")
            .expect_value(own_proven()),
    ]
}

/// Policies, on the document as it was signed.
fn document() -> Vec<CaseBuilder> {
    let held_to = |command: &str| {
        let policy = list![list!["==", ".tasks.one.cmd", command]];
        let proof = from(ALICE, BOB).with("cmd", "/batch").with("pol", policy).sign();
        judged(&own().with("sub", ALICE.did()), &[proof])
    };
    let promise = map! { "to" => map! { "await/ok" => elsewhere("awaited") } };
    let promising = map! {
        "sub" => BOB.did(),
        "cmd" => "/msg/send",
        "args" => promise.clone(),
        "nonce" => *b"one",
        "prf" => list![],
    };
    let written = Invocation::new(BOB, BOB).with("nonce", *b"one").with("args", promise).task();
    let why = "Whoever lets others ask for batches may say of what.";
    vec![
        case("policy-on-the-whole", &held_to("/msg/send"))
            .ruling("O2")
            .title("A policy on the whole holds for the document as it was signed.")
            .why(why)
            .expect_value(own_proven()),
        case("policy-on-the-whole-broken", &held_to("/msg/read"))
            .ruling("O2")
            .title("A policy on the whole that does not hold refuses the batch.")
            .why(why)
            .expect_error_of("MatchError", 0),
        case("promise-in-a-task", &of(&whole(map! { "one" => promising })))
            .ruling("O2")
            .title("A promise in a task is no hindrance to the whole.")
            .why("It belongs to the task, and is resolved before that starts.")
            .expect_value(proven(Value::link(written), "/", Value::Null, Value::Null)),
    ]
}

/// Where the tasks stand.
fn places() -> Vec<CaseBuilder> {
    let limit = "One token must not ask for more than an executor can hold.";
    let signed = "What was not signed must not be done in the issuer's name.";
    vec![
        prove_at("at-the-limit", &of(&own()), "one", 2)
            .ruling("O13")
            .title("A batch of as many tasks as are considered is opened.")
            .why(limit)
            .expect_value(own_proven())
            .rules(["batch.whole"]),
        prove_at("beyond-the-limit", &of(&own()), "one", 1)
            .ruling("O13")
            .title("A batch of more tasks than are considered is refused.")
            .why(limit)
            .expect_error("BatchTooManyTasks")
            .rules(["batch.whole"]),
        case("no-tasks", &of(&whole(map! {})))
            .title("A batch without tasks is refused.")
            .why("There is nothing to do.")
            .expect_error("BatchNoTasks"),
        case("a-list", &of(&whole(list![task(BOB, &[])])))
            .title("A list of tasks is no batch.")
            .why("Each task has a label by which others name it.")
            .expect_error("BatchNotThere"),
        case("nothing-there", &of(&Invocation::new(BOB, BOB)))
            .title("Where nothing stands, there is no batch.")
            .why(signed)
            .expect_error("BatchNotThere"),
        prove_at("no-such-label", &of(&own()), "three", 10)
            .title("A label that nobody gave names no task.")
            .why(signed)
            .expect_error("BatchNoSuchTask")
            .rules(["batch.whole"]),
    ]
}
