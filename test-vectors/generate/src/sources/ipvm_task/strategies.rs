//! When a result counts: each strategy by itself.

use super::{
    judge::{accepts, because},
    stage::{Receipt, dids, judged, says},
};
use crate::{
    case::CaseBuilder,
    map,
    people::{ALICE, BOB, CAROL, DAN, ERIN, MALLORY, Person},
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [attestation(), oracles(), optimists(), majorities(), replays()].concat()
}

pub(super) fn consensus(agents: &[Person], threshold: u32) -> Value {
    map! { "consensus" => map! { "agents" => dids(agents), "threshold" => threshold } }
}

pub(super) fn optimistic(confirmations: u32, referee: Person) -> Value {
    map! { "optimistic" => map! {
        "confirmations" => confirmations,
        "referee" => referee.did(),
    } }
}

const WHY: &str = "Keys cost nothing, so that it must be clear whose word it takes.";

fn attestation() -> Vec<CaseBuilder> {
    let by = |receipts: Vec<Receipt>| judged("attestation", receipts).trusting(&[BOB, CAROL]);
    let case = |slug: &str, receipts: Vec<Receipt>| {
        by(receipts).accept(slug).ruling("O36").why(WHY).rules(["task.attestation"])
    };
    vec![
        case("trusted", vec![says(BOB, 1)]).title("One that is trusted is enough.").expect_valid(),
        case("nobody", vec![]).title("Nobody has said anything.").expect_error("VerdictPending"),
        case("stranger", vec![says(MALLORY, 1)])
            .title("A stranger is not heard.")
            .expect_error("VerdictPending"),
        case("two-trusted-disagree", vec![says(BOB, 1), says(CAROL, 2)])
            .title("Two that are trusted disagree.")
            .expect_error("VerdictDisputed"),
        by(vec![says(MALLORY, 2), says(BOB, 1)])
            .verdict("stranger-against", "accepted", accepts("ok", 1), &["no-part", "carries"])
            .ruling("O36")
            .title("A stranger contradicts nobody.")
            .why(WHY),
        by(vec![says(BOB, 1).about("other")])
            .verdict("other-task", "pending", vec![], &["other-task"])
            .ruling("O36")
            .title("A receipt for another task is left out.")
            .why(WHY),
        by(vec![says(BOB, 1), says(CAROL, 2)])
            .verdict("disagreement", "disputed", because("disagreement"), &["evidence", "evidence"])
            .ruling("O36")
            .title("Both words of a disagreement are evidence.")
            .why(WHY),
    ]
}

fn oracles() -> Vec<CaseBuilder> {
    let case = |slug: &str, receipts: Vec<Receipt>| {
        judged(map! { "oracle" => map! { "did" => DAN.did() } }, receipts)
            .trusting(&[BOB])
            .accept(slug)
            .ruling("O36")
            .why(WHY)
            .rules(["task.oracle"])
    };
    vec![
        case("oracle", vec![says(DAN, 1)])
            .title("The oracle need not be trusted by anybody else than who asks.")
            .expect_valid(),
        case("oracle-silent", vec![says(BOB, 1)])
            .title("Another that is trusted does not speak for the oracle.")
            .expect_error("VerdictPending"),
        case("oracle-against-trusted", vec![says(BOB, 2), says(DAN, 1)])
            .title("The oracle is right against another that is trusted.")
            .expect_valid(),
        case("oracle-two-words", vec![says(DAN, 2), says(DAN, 1)])
            .title("An oracle with two words has none.")
            .expect_error("VerdictDisputed"),
    ]
}

fn optimists() -> Vec<CaseBuilder> {
    let by =
        |receipts: Vec<Receipt>| judged(optimistic(2, DAN), receipts).trusting(&[BOB, CAROL, ERIN]);
    let case = |slug: &str, receipts: Vec<Receipt>| {
        by(receipts).accept(slug).ruling("O36").why(WHY).rules(["task.optimistic"])
    };
    vec![
        case("confirmed", vec![says(BOB, 1), says(CAROL, 1)])
            .title("Two confirmations are the first word and another.")
            .expect_valid(),
        case("not-confirmed", vec![says(BOB, 1)])
            .title("One word is not two.")
            .expect_error("VerdictPending"),
        case("confirmed-by-itself", vec![says(BOB, 1), says(BOB, 1).at(9)])
            .title("Nobody confirms their own word.")
            .expect_error("VerdictPending"),
        case("confirmed-by-a-stranger", vec![says(BOB, 1), says(MALLORY, 1)])
            .title("A stranger confirms nothing.")
            .expect_error("VerdictPending"),
        case("one-disagrees", vec![says(BOB, 1), says(CAROL, 1), says(ERIN, 2)])
            .title("One that disagrees is enough for a dispute.")
            .expect_error("VerdictDisputed"),
        case("referee-decides", vec![says(BOB, 1), says(ERIN, 2), says(DAN, 2)])
            .title("The referee ends a dispute.")
            .rules(["task.referee"])
            .expect_valid(),
        case("referee-two-words", vec![says(BOB, 1), says(CAROL, 1), says(DAN, 1), says(DAN, 2)])
            .title("A referee with two words decides nothing.")
            .rules(["task.referee"])
            .expect_error("VerdictDisputed"),
        by(vec![says(BOB, 1), says(CAROL, 1), says(DAN, 2)])
            .verdict(
                "referee-against-all",
                "accepted",
                accepts("ok", 2),
                &["dissents", "dissents", "carries"],
            )
            .ruling("O36")
            .title("The referee is right against all.")
            .why(WHY),
        by(vec![says(DAN, 2)])
            .verdict("referee-alone", "accepted", accepts("ok", 2), &["carries"])
            .ruling("O36")
            .title("The referee decides by itself.")
            .why(WHY),
    ]
}

fn majorities() -> Vec<CaseBuilder> {
    let by = |receipts: Vec<Receipt>| {
        judged(consensus(&[BOB, CAROL, DAN], 2), receipts).trusting(&[ALICE])
    };
    let case = |slug: &str, receipts: Vec<Receipt>| {
        by(receipts).accept(slug).ruling("O36").why(WHY).rules(["task.consensus"])
    };
    vec![
        case("majority", vec![says(BOB, 1), says(DAN, 1)])
            .title("Two of three agents agree.")
            .expect_valid(),
        case("minority", vec![says(BOB, 1)])
            .title("One of three agents has spoken.")
            .expect_error("VerdictPending"),
        case("split", vec![says(BOB, 1), says(CAROL, 2)])
            .title("Two agents disagree, and the third is still silent.")
            .expect_error("VerdictPending"),
        case("all-differ", vec![says(BOB, 1), says(CAROL, 2), says(DAN, 3)])
            .title("Three agents say three things.")
            .expect_error("VerdictDisputed"),
        case("trusted-is-no-agent", vec![says(BOB, 1), says(ALICE, 1)])
            .title("One that is trusted and no agent has no voice.")
            .expect_error("VerdictPending"),
        by(vec![says(BOB, 1), says(CAROL, 2), says(DAN, 1)])
            .verdict("dissent", "accepted", accepts("ok", 1), &["carries", "dissents", "carries"])
            .ruling("O36")
            .title("Who is outvoted is named.")
            .why(WHY),
        by(vec![says(BOB, 1), says(CAROL, 2), says(DAN, 3)])
            .verdict(
                "out-of-reach",
                "disputed",
                because("out-of-reach"),
                &["evidence", "evidence", "evidence"],
            )
            .ruling("O36")
            .title("No outcome can come to a majority any more.")
            .why(WHY),
    ]
}

fn replays() -> Vec<CaseBuilder> {
    let by = |receipts: Vec<Receipt>| judged("replay", receipts).trusting(&[BOB, CAROL]);
    let case = |slug: &str, receipts: Vec<Receipt>| {
        by(receipts).accept(slug).ruling("O36").why(WHY).rules(["task.replay"])
    };
    vec![
        case("replayed", vec![says(MALLORY, 1), says(BOB, 1)])
            .title("One that is trusted has come to the same as a stranger.")
            .expect_valid(),
        case("replay-by-strangers", vec![says(MALLORY, 1), says(DAN, 1)])
            .title("Two strangers are no replay.")
            .expect_error("VerdictPending"),
        case("replay-of-nothing", vec![says(BOB, 1)])
            .title("One that is trusted has run what nobody else has.")
            .expect_error("VerdictPending"),
        case("replay-refutes", vec![says(MALLORY, 2), says(BOB, 1)])
            .title("One that is trusted has come to something else.")
            .expect_error("VerdictDisputed"),
        case("replays-disagree", vec![says(MALLORY, 1), says(BOB, 1), says(CAROL, 2)])
            .title("Two that are trusted have come to two things.")
            .expect_error("VerdictDisputed"),
        by(vec![says(MALLORY, 2), says(DAN, 1), says(BOB, 1)])
            .verdict(
                "replay-finds-the-liar",
                "accepted",
                accepts("ok", 1),
                &["dissents", "carries", "carries"],
            )
            .ruling("O36")
            .title("A replay says which of two strangers lied.")
            .why(WHY),
    ]
}
