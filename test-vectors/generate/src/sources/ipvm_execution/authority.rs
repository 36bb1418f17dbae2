//! Who may have something run.

use std::slice::from_ref;

use super::stage::{HELLO, NOW, asks, asks_on, attested, run, run_with};
use crate::{
    Topic,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, DAN, MALLORY, Person},
    sources::INVOCATION,
    token::{Delegation, Invocation},
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-execution",
        "authority",
        "What is judged before a task starts. Erin runs what others ask of her, and has the program.",
        INVOCATION,
        [chains(), tokens()].concat(),
    )
}

/// Bob has `shout` called on what is Alice's.
fn on_alice() -> Invocation {
    asks_on(BOB, ALICE, &HELLO.link(), "shout", vec!["hello".into()])
}

fn delegation(audience: Person) -> Delegation {
    Delegation::new(ALICE, audience, ALICE).with("cmd", "/wasm/run")
}

fn chains() -> Vec<CaseBuilder> {
    let only = |function: &str| -> Value { list![list!["==", ".fun", function]] };
    let asked = |slug: &str, proof: Delegation| {
        let proof = proof.sign();
        let invocation = on_alice().proofs(from_ref(&proof));
        let case = run_with(slug, &invocation.sign(), &[proof], &[HELLO])
            .section("Proof Chains")
            .rules(["execution.authority"]);
        (case, invocation.task())
    };
    let fine = |slug: &str, proof: Delegation| {
        let (case, task) = asked(slug, proof);
        case.expect_value(attested(&task, "ok", &"HELLO".into()))
    };
    let refused = |slug: &str, proof: Delegation, error: &'static str| {
        asked(slug, proof).0.expect_error(error)
    };
    let first = |slug: &str, proof: Delegation, error: &'static str| {
        asked(slug, proof).0.expect_error_of(error, 0)
    };
    let policy = "Policies are judged on the arguments as they are run.";
    let nobody = "Nothing is run that nobody had to say.";
    let bare = on_alice();
    vec![
        fine("delegated", delegation(BOB))
            .title("A task on somebody else's subject is run with a chain of proofs.")
            .why("That is what delegations are for."),
        fine("delegated-with-a-policy", delegation(BOB).with("pol", only("shout")))
            .title("A task that a policy allows is run.")
            .why(policy),
        fine("delegated-in-its-last-second", delegation(BOB).with("exp", NOW))
            .title("A task is run in the last second of its proof.")
            .why("Both bounds are included."),
        run("without-proofs", &bare.sign(), &[HELLO])
            .section("Proof Chains")
            .title("A task on somebody else's subject is not run without proofs.")
            .why(nobody)
            .expect_error("InvalidClaim")
            .rules(["execution.authority"]),
        refused("delegated-to-another", delegation(CAROL), "InvalidAudience")
            .title("A delegation to somebody else runs nothing.")
            .why(nobody),
        first(
            "another-command",
            delegation(BOB).with("cmd", "/wasm/stop"),
            "ImpossibleAttenuation",
        )
        .title("A delegation of another command runs nothing.")
        .why(nobody),
        first("expired-proof", delegation(BOB).with("exp", NOW - 1), "Expired")
            .title("A delegation that has ended runs nothing.")
            .why("It is judged at the moment at which the task would start."),
        first("forged-proof", delegation(BOB).signed_by(MALLORY), "InvalidSignature")
            .title("A delegation that the subject did not sign runs nothing.")
            .why(nobody),
        first(
            "policy-on-another-function",
            delegation(BOB).with("pol", only("divide")),
            "MatchError",
        )
        .title("A task that a policy does not allow is not run.")
        .why(policy),
    ]
}

fn tokens() -> Vec<CaseBuilder> {
    let shout = || asks(HELLO, "shout", vec!["hello".into()]);
    let refused = |slug: &str, invocation: Invocation, error: &'static str| {
        run(slug, &invocation.sign(), &[HELLO])
            .section("Invocation Payload")
            .expect_error(error)
            .rules(["execution.token"])
    };
    let own = shout().with("exp", NOW);
    let promise = map! { "await/ok" => HELLO.link() };
    vec![
        run("in-its-last-second", &own.sign(), &[HELLO])
            .section("Expiration")
            .title("A task on one's own subject is run until the end of its token.")
            .why("It needs no proof, and both bounds are included.")
            .expect_value(attested(&own.task(), "ok", &"HELLO".into()))
            .rules(["execution.token"]),
        refused("expired", shout().with("exp", NOW - 1), "Expired")
            .section("Expiration")
            .title("A token that has expired runs nothing.")
            .why("Somebody may have kept it."),
        refused("forged", shout().signed_by(MALLORY), "InvalidSignature")
            .section("Issuer")
            .title("A token that its issuer did not sign runs nothing.")
            .why("Anybody can write any name."),
        refused("for-another-executor", shout().with("aud", DAN.did()), "InvalidAudience")
            .section("Audience")
            .title("What is meant for another executor is not run.")
            .why("Both would run it."),
        refused("no-audience", shout().without("aud"), "InvalidAudience")
            .section("Audience")
            .title("Without an audience the subject is to execute, and nobody else.")
            .why("Whoever passes a token on would choose who runs it."),
        refused("unknown-command", shout().with("cmd", "/wasm/walk"), "NoHandler")
            .section("Command")
            .title("A command that nothing runs is refused.")
            .why("There is no receipt for what was not tried."),
        refused("promise-of-the-unknown", asks(HELLO, "shout", vec![promise]), "PromiseOfUnknown")
            .text("UCAN Promise")
            .section("Resolution")
            .title("A promise of what is not known here is refused.")
            .why("It would wait for ever."),
    ]
}
