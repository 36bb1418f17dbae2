//! When a result counts: what holds for every strategy.

use super::{
    WORKFLOW,
    stage::{Receipt, address, address_joining, failed, fault, judged, says},
    strategies,
    strategies::{consensus, optimistic},
};
use crate::{
    Topic,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, DAN, MALLORY},
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-task",
        "judge",
        "When the result of a task counts, by the receipts of one executor or of several.",
        WORKFLOW,
        [strategies::cases(), classes(), outcomes(), faults(), times(), taken(), twice(), once()]
            .concat(),
    )
}

/// What is accepted, on this branch.
pub(super) fn accepts(branch: &str, value: impl Into<Value>) -> Vec<(&'static str, Value)> {
    vec![("outcome", address(branch, value)), ("fault", false.into())]
}

pub(super) fn because(why: &str) -> Vec<(&'static str, Value)> {
    vec![("why", why.into())]
}

fn classes() -> Vec<CaseBuilder> {
    let why = "Who compares what cannot be the same calls honest executors liars.";
    let checks = || {
        [
            ("attestation", Value::from("attestation")),
            ("oracle", map! { "oracle" => map! { "did" => BOB.did() } }),
            ("consensus", consensus(&[BOB], 1)),
            ("optimistic", optimistic(1, DAN)),
            ("replay", "replay".into()),
        ]
    };
    let mut cases = Vec::new();
    for (class, possible) in [("pure", 5), ("query", 3), ("mutation", 2)] {
        for (index, (name, check)) in checks().into_iter().enumerate() {
            let stage = judged(check, [says(BOB, 1), says(ALICE, 1)])
                .class(class)
                .trusting(if name == "attestation" { &[BOB] } else { &[BOB, ALICE] });
            let case = stage
                .accept(&format!("{class}-by-{name}"))
                .ruling("O35")
                .why(why)
                .rules(["task.class"]);
            cases.push(if index < possible {
                case.title(format!("Of the class {class} a result can be verified by {name}."))
                    .expect_valid()
            } else {
                case.title(format!("Of the class {class} no result can be verified by {name}."))
                    .expect_error("VerdictRefused")
            });
        }
    }
    cases.push(
        judged(map! { "zkp" => "nova" }, [says(BOB, 1)])
            .trusting(&[BOB])
            .verdict("proof", "refused", because("proof"), &["unjudged"])
            .ruling("O35")
            .title("A proof of zero knowledge is asked for, and there is nobody to verify it.")
            .why("A check that is not made must not pass."),
    );
    cases.push(
        judged("replay", [says(BOB, 1)])
            .class("mutation")
            .trusting(&[BOB])
            .verdict("mutation-again", "refused", because("class"), &["unjudged"])
            .ruling("O35")
            .title("A mutation is not done again to see whether it comes to the same.")
            .why(why),
    );
    cases
}

fn outcomes() -> Vec<CaseBuilder> {
    let why = "Outcomes are compared by their address, as receipts are never the same.";
    let two = |slug: &str, receipts: [Receipt; 2], same: Option<Vec<(&str, Value)>>| {
        let stage = judged(consensus(&[BOB, CAROL], 2), receipts);
        match same {
            Some(fields) => stage.verdict(slug, "accepted", fields, &["carries", "carries"]),
            None => {
                stage.verdict(slug, "disputed", because("out-of-reach"), &["evidence", "evidence"])
            }
        }
        .section("Verification Strategy")
        .why(why)
    };
    vec![
        two("same-value", [says(BOB, 1), says(CAROL, 1).at(9)], Some(accepts("ok", 1)))
            .title("The same value at another time is the same outcome."),
        two(
            "same-beside",
            [says(BOB, 1).meta("ipvm/fuel", 7), says(CAROL, 1).meta("ipvm/fuel", 8)],
            Some(accepts("ok", 1)),
        )
        .title("What stands beside an outcome is no part of it."),
        two("same-error", [failed(BOB, "no"), failed(CAROL, "no")], Some(accepts("error", "no")))
            .title("The same error of the task is the same outcome."),
        two("other-value", [says(BOB, 1), says(CAROL, 2)], None)
            .title("Another value is another outcome."),
        two("other-branch", [says(BOB, 1), failed(CAROL, 1)], None)
            .title("The same value on another branch is another outcome."),
        two(
            "same-effects",
            [says(BOB, 1).joining("next"), says(CAROL, 1).joining("next")],
            Some(vec![("outcome", address_joining(1, "next")), ("fault", false.into())]),
        )
        .ruling("O66")
        .title("What is asked for is part of the outcome, and the same here."),
        two("other-effects", [says(BOB, 1).joining("next"), says(CAROL, 1).joining("other")], None)
            .ruling("O66")
            .title("The same value that asks for something else is another outcome."),
        two("effects-of-one", [says(BOB, 1).joining("next"), says(CAROL, 1)], None)
            .ruling("O66")
            .title("The same value that asks for nothing is another outcome."),
        two("other-kind", [failed(BOB, list![1]), failed(CAROL, map! { "0" => 1 })], None)
            .title("A list and a map are two outcomes, whatever is in them."),
    ]
}

fn faults() -> Vec<CaseBuilder> {
    let why = "A fault of one executor is no result, and one of the task is.";
    let trap = |executor, message| fault(executor, "Trap", message);
    let both = |receipts: [Receipt; 2]| judged(consensus(&[BOB, CAROL], 2), receipts);
    let outcome =
        || vec![("outcome", address("error", map! { "name" => "Trap" })), ("fault", true.into())];
    let alone = |slug: &str, name: &str| {
        judged("attestation", [fault(BOB, name, "It failed.")])
            .trusting(&[BOB])
            .accept(slug)
            .ruling("O40")
            .why(why)
            .rules(["task.fault"])
    };
    vec![
        both([trap(BOB, "one text"), trap(CAROL, "another text")])
            .verdict("trap-in-other-words", "accepted", outcome(), &["carries", "carries"])
            .ruling("O40")
            .title("Two executors report one trap in different words.")
            .why(why),
        both([trap(BOB, "text"), failed(CAROL, map! { "name" => "Trap" })])
            .verdict(
                "trap-of-a-guest",
                "disputed",
                because("out-of-reach"),
                &["evidence", "evidence"],
            )
            .ruling("O40")
            .title("An error that a task returned itself cannot pass for a trap.")
            .why(why),
        both([failed(BOB, map! { "message" => "a" }), failed(CAROL, map! { "message" => "b" })])
            .verdict(
                "message-of-a-task",
                "disputed",
                because("out-of-reach"),
                &["evidence", "evidence"],
            )
            .ruling("O40")
            .title("The message of a task's own error is part of its result.")
            .why(why),
        alone("fault-trap", "Trap").title("A trap is a result.").expect_valid(),
        alone("fault-unrepresentable", "UnrepresentableOutput")
            .title("A value without a form in IPLD is a result.")
            .expect_valid(),
        alone("fault-effects", "InvalidEffects")
            .title("Effects that nobody could ask for are a result.")
            .expect_valid(),
        alone("fault-limit", "LimitReached")
            .title("A limit that was reached is that of one executor.")
            .expect_error("VerdictPending"),
        alone("fault-branch", "BranchMismatch")
            .title("A promise that was not kept may be kept later.")
            .expect_error("VerdictPending"),
        alone("fault-engine", "EngineGaveUp")
            .title("An engine that gave up says nothing about the task.")
            .expect_error("VerdictPending"),
        alone("fault-unknown", "Weather")
            .title("A fault of a name that is not known says nothing.")
            .expect_error("VerdictPending"),
        judged("attestation", [fault(BOB, "LimitReached", "time"), says(CAROL, 1)])
            .trusting(&[BOB, CAROL])
            .verdict("fault-and-result", "accepted", accepts("ok", 1), &["passing", "carries"])
            .ruling("O40")
            .title("A fault that passes does not contradict a result.")
            .why(why),
    ]
}

fn times() -> Vec<CaseBuilder> {
    let case = |slug: &str, class, seconds| {
        judged("attestation", [says(BOB, 1).until(10)])
            .class(class)
            .trusting(&[BOB])
            .later(seconds)
            .accept(slug)
            .ruling("I2")
            .why("What was read from the world long ago may not be so any more.")
            .rules(["task.fresh"])
    };
    vec![
        case("query-fresh", "query", 10)
            .title("A query is believed in the last second of its receipt.")
            .expect_valid(),
        case("query-stale", "query", 3600)
            .title("A query is not believed long after the end of its receipt.")
            .expect_error("VerdictPending"),
        case("mutation-stale", "mutation", 3600)
            .title("A mutation is not believed long after the end of its receipt.")
            .expect_error("VerdictPending"),
        case("pure-for-ever", "pure", 3600)
            .title("What a pure task came to stays true.")
            .expect_valid(),
    ]
}

fn taken() -> Vec<CaseBuilder> {
    let why = "Whoever repeats an answer has not checked it.";
    let source = says(ALICE, 1);
    let own = says(CAROL, 1);
    let case = |slug: &str, receipts: Vec<Receipt>| {
        judged(consensus(&[BOB, CAROL], 2), receipts)
            .accept(slug)
            .ruling("O37")
            .why(why)
            .rules(["task.own-work"])
    };
    vec![
        case("own-work", vec![says(BOB, 1), own.clone()])
            .title("Two that have computed it themselves are two.")
            .expect_valid(),
        case(
            "taken-from-a-stranger",
            vec![source.clone(), says(BOB, 1).from(&source), own.clone()],
        )
        .title("An answer that was taken from another is no answer of one's own.")
        .expect_error("VerdictPending"),
        case("taken-from-each-other", vec![own.clone(), says(BOB, 1).from(&own)])
            .title("One that repeats the other does not confirm it.")
            .expect_error("VerdictPending"),
        case(
            "taken-from-oneself",
            vec![says(BOB, 1), own.clone(), says(CAROL, 1).from(&own).at(9)],
        )
        .title("An answer from one's own earlier receipt is one's own.")
        .expect_valid(),
        case("taken-from-what-is-not-shown", vec![says(BOB, 1), own.clone().from(&says(CAROL, 7))])
            .title("A source that is not shown is no work of one's own.")
            .expect_error("VerdictPending"),
        judged("attestation", [says(BOB, 1).from(&source)])
            .trusting(&[BOB])
            .accept("taken-and-attested")
            .ruling("O37")
            .title("Who attests vouches, wherever the answer is from.")
            .why(why)
            .rules(["task.attestation"])
            .expect_valid(),
        judged(consensus(&[BOB, CAROL], 2), [own.clone(), says(BOB, 1).from(&own)])
            .verdict("taken-said", "pending", vec![], &["heard", "taken"])
            .ruling("O37")
            .title("An answer that was taken is left out.")
            .why(why),
    ]
}

fn twice() -> Vec<CaseBuilder> {
    let why = "Who says two things is believed neither, whoever shows them in which order.";
    let both = || [says(BOB, 1), says(BOB, 2).at(9)];
    let case = |slug: &str, check: Value, receipts: Vec<Receipt>, class| {
        judged(check, receipts)
            .class(class)
            .trusting(&[BOB, CAROL])
            .accept(slug)
            .ruling("O38")
            .why(why)
            .rules(["task.one-word"])
    };
    vec![
        case("said-again", "attestation".into(), vec![says(BOB, 1), says(BOB, 1).at(9)], "pure")
            .title("To say the same again is to say it once.")
            .expect_valid(),
        case("two-words", "attestation".into(), both().into(), "pure")
            .title("Who says two things has no word.")
            .expect_error("VerdictDisputed"),
        case("anew", "attestation".into(), both().into(), "query")
            .title("Of a query one executor may say something new later.")
            .expect_valid(),
        case("anew-as-agent", consensus(&[BOB], 1), both().into(), "query")
            .title("An agent of a consensus may not, even of a query.")
            .expect_error("VerdictDisputed"),
        judged("attestation", both())
            .class("query")
            .trusting(&[BOB])
            .verdict("latest", "accepted", accepts("ok", 2), &["heard", "carries"])
            .ruling("O38")
            .title("Of a query the latest word counts.")
            .why(why),
        judged("attestation", [says(BOB, 1), says(CAROL, 1), says(BOB, 2)])
            .trusting(&[BOB, CAROL])
            .verdict(
                "evidence",
                "disputed",
                because("equivocation"),
                &["evidence", "evidence", "evidence"],
            )
            .ruling("O38")
            .title("All that was said is evidence.")
            .why(why),
        judged(
            consensus(&[BOB, CAROL, DAN], 2),
            [says(BOB, 1), says(BOB, 2), says(CAROL, 1), says(DAN, 1)],
        )
        .verdict(
            "majority-beside",
            "accepted",
            accepts("ok", 1),
            &["dissents", "dissents", "carries", "carries"],
        )
        .ruling("O38")
        .title("A majority of the others counts, and both words are dissent.")
        .why(why),
    ]
}

fn once() -> Vec<CaseBuilder> {
    let why = "What was done twice has to be seen by somebody.";
    let by = |receipts: Vec<Receipt>| {
        judged("attestation", receipts).class("mutation").trusting(&[BOB, CAROL])
    };
    let case = |slug: &str, receipts: Vec<Receipt>| {
        by(receipts).accept(slug).ruling("O39").why(why).rules(["task.once"])
    };
    vec![
        case("done-once", vec![says(BOB, 1)])
            .title("What one executor has done is done.")
            .expect_valid(),
        case("done-twice", vec![says(BOB, 1), says(CAROL, 1)])
            .title("Two have done what is done once, though they say the same.")
            .expect_error("VerdictDisputed"),
        case("done-by-a-stranger", vec![says(BOB, 1), says(MALLORY, 1)])
            .title("What a stranger says to have done changes nothing.")
            .expect_valid(),
        by(vec![says(BOB, 1), says(CAROL, 1)])
            .verdict("ran-twice", "disputed", because("ran-twice"), &["evidence", "evidence"])
            .ruling("O39")
            .title("That it was done twice is what the dispute is about.")
            .why(why),
    ]
}
