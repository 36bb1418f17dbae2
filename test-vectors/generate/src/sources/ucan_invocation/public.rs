//! What an executor lets anybody do.

use super::judged::{Judged, NOW, given, judged};
use crate::{
    Topic, Value,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, MALLORY},
    sources::INVOCATION,
    token::{Delegation, Invocation},
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-invocation",
        "public",
        "Invocations without proofs on what the executor lets anybody do. Nothing is public by \
         itself; the topic `prove` has the cases of that.",
        INVOCATION,
        cases(),
    )
}

/// A stranger asks Alice for `/msg/send` on what is hers.
fn stranger() -> Invocation {
    Invocation::new(MALLORY, ALICE)
}

/// A case that proves this where Alice lets anybody do `command` on what is hers.
fn case(slug: &str, judged: &Judged, command: &str) -> CaseBuilder {
    judged
        .clone()
        .by(ALICE.did())
        .case(slug, "ucan.invocation.authorize-public", "invocation")
        .section("Public Resources")
        .ruling("P9")
        .input("subject", ALICE.did())
        .input("command", command)
        .rules(["invocation.public"])
}

fn cases() -> Vec<CaseBuilder> {
    let of = |invocation: &Invocation| given(&invocation.sign(), &[]);
    let task = |invocation: &Invocation| {
        map! {
            "task" => Value::link(invocation.task()),
            "resolved" => Value::link(invocation.task()),
        }
    };
    let proofs = [Delegation::new(ALICE, MALLORY, ALICE).sign()];
    let to = |name: &str| stranger().with("args", map! { "to" => name });
    let policy = || list![list!["==", ".to", "dan"]];
    let why = "The executor said what is public, and no more is.";
    let ever = "That anybody may ask does not mean that anything goes.";
    vec![
        case("public", &of(&stranger()), "/msg/send")
            .title("What is public needs no proof.")
            .why("Whoever signs up has nothing to show yet.")
            .expect_value(task(&stranger())),
        case("below-what-is-public", &of(&stranger()), "/msg")
            .title("What is below a public command is public.")
            .why("A command covers those below it.")
            .expect_value(task(&stranger())),
        case("above-what-is-public", &of(&stranger().with("cmd", "/msg")), "/msg/send")
            .title("What is above a public command is not public.")
            .why(why)
            .expect_error("NotPublic"),
        case("another-command", &of(&stranger().with("cmd", "/msg/read")), "/msg/send")
            .title("Another command than the public one is not public.")
            .why(why)
            .expect_error("NotPublic"),
        case("begins-alike", &of(&stranger().with("cmd", "/msg/sendall")), "/msg/send")
            .ruling("T13")
            .title("A command that begins like a public one is not public.")
            .why("Authority goes by whole segments.")
            .expect_error("NotPublic"),
        case(
            "another-subject",
            &of(&stranger().with("sub", BOB.did()).with("aud", ALICE.did())),
            "/msg/send",
        )
        .title("Another subject than the public one is not public.")
        .why(why)
        .expect_error("NotPublic"),
        case("for-another-executor", &of(&stranger().with("aud", CAROL.did())), "/msg/send")
            .ruling("P3")
            .title("What is meant for another executor is refused.")
            .why(ever)
            .expect_error("InvalidAudience"),
        case("expired", &of(&stranger().with("exp", NOW - 1)), "/msg/send")
            .ruling("P6")
            .title("An invocation on what is public expires like any other.")
            .why(ever)
            .expect_error("Expired"),
        case("forged", &of(&stranger().signed_by(BOB)), "/msg/send")
            .title("An invocation on what is public is signed by its issuer.")
            .why(ever)
            .expect_error("InvalidSignature"),
        case("revoked", &of(&stranger()).itself_revoked(MALLORY), "/msg/send")
            .ruling("P10")
            .title("An invocation on what is public can be revoked.")
            .why(ever)
            .expect_error("Revoked"),
        case("proofs-named", &judged(&stranger(), &proofs), "/msg/send")
            .ruling("P7")
            .title("An invocation that names proofs is not judged as one without.")
            .why("Proofs that are listed are judged, needed or not.")
            .expect_error("ProofsNamed"),
        case("policy-holds", &of(&to("dan")), "/msg/send")
            .input("policy", policy())
            .ruling("P5")
            .title("Arguments that satisfy the executor's policy are authorised.")
            .why("The executor may say to what anybody may do.")
            .expect_value(task(&to("dan"))),
        case("policy-broken", &of(&to("eve")), "/msg/send")
            .input("policy", policy())
            .ruling("P5")
            .title("Arguments that break the executor's policy are refused.")
            .why("The executor may say to what anybody may do.")
            .expect_error("MatchError"),
        case(
            "promise-left",
            &of(&stranger().with(
                "args",
                map! {
                    "to" => map! { "await/ok" => super::invocation::elsewhere("awaited") },
                },
            )),
            "/msg/send",
        )
        .ruling("P5")
        .title("A promise that is left is refused here too.")
        .why(ever)
        .expect_error("PromiseLeft"),
    ]
}
