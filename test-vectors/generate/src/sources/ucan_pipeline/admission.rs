//! Which receipts settle which tasks.

use super::{
    PROMISE,
    stage::{Stage, await_ok, ended, failed, given, one, task},
};
use crate::{
    Topic,
    case::CaseBuilder,
    list, map,
    people::{BOB, CAROL, DAN, ERIN, MALLORY},
    value::Value,
};

pub(super) fn topic() -> Topic {
    Topic::new(
        "ucan-pipeline",
        "admission",
        "Whose receipts settle a promise, under which addresses, for how long, and what becomes of \
         a receipt for a task that is settled.",
        PROMISE,
        [executors(), addresses(), times(), again(), votes(), confirmed(), across()].concat(),
    )
}

/// All of the receipts come in and do this.
fn does(stage: &Stage, slug: &str, standings: Vec<Value>) -> CaseBuilder {
    stage.admit(slug).expect_value(standings)
}

fn executors() -> Vec<CaseBuilder> {
    let why = "A promise is kept by those whose word counts, or anybody could put in any value.";
    let counts = |stage: Stage, slug: &str, title: &str| {
        does(&stage, slug, vec![list!["settles"]])
            .ruling("I7")
            .title(title)
            .why(why)
            .rules(["receipt.counts"])
    };
    let refused = |stage: Stage, slug: &str, title: &str| {
        stage
            .admit(slug)
            .ruling("I7")
            .title(title)
            .why(why)
            .expect_error_of("ReceiptNotTrusted", 0)
            .rules(["receipt.counts"])
    };
    vec![
        counts(given([ended("a", 1)]), "ours", "A receipt of this executor counts."),
        counts(
            given([ended("a", 1).by(BOB)]).trusting(BOB),
            "trusted",
            "A receipt of an executor that is trusted explicitly counts.",
        ),
        counts(
            given([ended("a", 1).by(CAROL)]).naming(CAROL),
            "named",
            "A receipt of the executor that the waiting invocation names counts.",
        ),
        refused(
            given([ended("a", 1).by(MALLORY)]).trusting(BOB).naming(CAROL),
            "stranger",
            "A receipt of anybody else does not count.",
        ),
        refused(
            given([ended("a", 1).by(DAN)]).demanding("b", 1, &[DAN]),
            "panel-of-another-task",
            "A vote on one task is none on another.",
        ),
    ]
}

fn addresses() -> Vec<CaseBuilder> {
    let resolved = || ended("a", 1).meta("ipvm/resolved", task("a resolved"));
    let keyed = || ended("a", 1).meta("ipvm/computation", task("a computed"));
    let both = map! { "x" => await_ok("a"), "y" => await_ok("a resolved") };
    vec![
        does(&given([resolved()]), "resolved", vec![list!["settles", "settles"]])
            .ruling("I6")
            .title("A receipt settles its task as written and as resolved.")
            .why("Both are input addresses of one result."),
        does(
            &given([ended("a", 1).meta("ipvm/resolved", task("a"))]),
            "resolved-as-written",
            vec![list!["settles"]],
        )
        .ruling("I6")
        .title("A task that is resolved as it is written has one address.")
        .why("One result is not two."),
        given([resolved()])
            .resolve("awaited-as-resolved", both)
            .ruling("I6")
            .title("A task is awaited by either address.")
            .why("Who knows the task with its values need not know how it was written.")
            .expect_value(one("ready", map! { "x" => 1, "y" => 1 })),
        given([keyed()])
            .resolve("awaited-by-computation", map! { "x" => await_ok("a computed") })
            .ruling("I6")
            .title("A computation key is not the ID of a task.")
            .why("What is found so has to be attested anew before it settles a task.")
            .expect_value(one("need", list![task("a computed")])),
        given([ended("a", 1).meta("ipvm/from", task("another receipt"))])
            .resolve("attested-anew", map! { "x" => await_ok("a") })
            .ruling("I6")
            .title("A result that was attested anew settles its task.")
            .why("The executor vouches for it with its own receipt.")
            .expect_value(one("ready", map! { "x" => 1 })),
    ]
}

fn times() -> Vec<CaseBuilder> {
    let why = "The end of a receipt ends its use for promises of what is not pure.";
    let until = |seconds: i64| given([ended("a", 1).until(seconds)]);
    vec![
        does(&until(10).later(10), "last-second", vec![list!["settles"]])
            .ruling("I2")
            .title("A receipt settles in its last second.")
            .why(why)
            .rules(["promise.time"]),
        until(10)
            .later(11)
            .admit("expired")
            .ruling("I2")
            .title("A receipt does not settle after its last second, without any leeway.")
            .why(why)
            .expect_error_of("ReceiptExpired", 0)
            .rules(["promise.time"]),
        given([ended("a", 1)])
            .later(1_000_000_000)
            .resolve("for-ever", map! { "x" => await_ok("a") })
            .ruling("I2")
            .title("A receipt without an end settles for ever.")
            .why("What is pure does not get old.")
            .expect_value(one("ready", map! { "x" => 1 })),
        until(10)
            .later(11)
            .resolve("awaited-after-the-end", map! { "x" => await_ok("a") })
            .ruling("I2")
            .title("What is known from a receipt past its end is needed again.")
            .why(why)
            .expect_value(one("need", list![task("a")])),
        given([ended("a", 1).until(10).by(MALLORY)])
            .later(11)
            .admit("expired-of-a-stranger")
            .ruling("I2")
            .title("Of a stranger's receipt that has expired the end is reported.")
            .why("It is seen before anybody is asked who that is.")
            .expect_error_of("ReceiptExpired", 0),
    ]
}

fn again() -> Vec<CaseBuilder> {
    let why = "A task that is settled stays as it is, or its dependents would differ.";
    vec![
        does(
            &given([ended("a", 1), ended("a", 1)]),
            "known",
            vec![list!["settles"], list!["known"]],
        )
        .section("ActID")
        .title("The same receipt again changes nothing.")
        .why(why),
        does(
            &given([ended("a", 1), ended("a", 1).by(BOB)]).trusting(BOB),
            "known-of-another",
            vec![list!["settles"], list!["known"]],
        )
        .section("ActID")
        .title("Another executor that says the same changes nothing.")
        .why(why),
        does(
            &given([ended("a", 1), ended("a", 2)]),
            "differs",
            vec![list!["settles"], list!["differs"]],
        )
        .section("ActID")
        .title("A receipt that says something else is told, and changes nothing.")
        .why(why),
        does(
            &given([ended("a", 1), failed("a", 1)]),
            "differs-in-branch",
            vec![list!["settles"], list!["differs"]],
        )
        .section("ActID")
        .title("The same value on the other branch is something else.")
        .why(why),
        does(
            &given([failed("a", 1).fault().by(BOB), ended("a", 1)]).trusting(BOB),
            "replaces",
            vec![list!["settles"], list!["replaces"]],
        )
        .ruling("I8")
        .title("A result takes the place of another executor's fault.")
        .why("A fault that passes is never remembered."),
        does(
            &given([failed("a", 1).fault(), ended("a", 1)]),
            "own-fault-stays",
            vec![list!["settles"], list!["differs"]],
        )
        .ruling("I8")
        .title("A fault of this executor that is not said to pass lasts.")
        .why("It knows its own faults."),
        does(
            &given([ended("a", 1), failed("a", 1).fault().by(BOB)]).trusting(BOB),
            "fault-does-not-replace",
            vec![list!["settles"], list!["differs"]],
        )
        .ruling("I8")
        .title("A fault does not take the place of a result.")
        .why(why),
    ]
}

fn votes() -> Vec<CaseBuilder> {
    const PANEL: [crate::people::Person; 3] = [CAROL, DAN, ERIN];
    let vote = |person, value: i64| ended("a", value).by(person);
    let two = |receipts: Vec<super::stage::Receipt>| given(receipts).demanding("a", 2, &PANEL);
    let why = "As many as the strategy demands, each by itself, or one would do for all.";
    let agreed = |slug: &str, receipts, standings, title: &str| {
        does(&two(receipts), slug, standings)
            .ruling("I7")
            .title(title)
            .why(why)
            .rules(["receipt.quorum"])
    };
    let refused = |slug: &str, receipts, error, index, title: &str| {
        two(receipts)
            .admit(slug)
            .ruling("I7")
            .title(title)
            .why(why)
            .expect_error_of(error, index)
            .rules(["receipt.quorum"])
    };
    vec![
        agreed(
            "two-of-three",
            vec![vote(CAROL, 1), vote(DAN, 1)],
            vec![list!["vote"], list!["settles"]],
            "Two of a panel of three that agree settle a task of which two are demanded.",
        ),
        agreed(
            "same-voice-twice",
            vec![vote(CAROL, 1), vote(CAROL, 1)],
            vec![list!["vote"], list!["vote"]],
            "One executor that says it twice has one vote.",
        ),
        agreed(
            "they-disagree",
            vec![vote(CAROL, 1), vote(DAN, 2), vote(ERIN, 2)],
            vec![list!["vote"], list!["vote"], list!["settles"]],
            "Only those who say the same are counted together.",
        ),
        agreed(
            "branches-disagree",
            vec![vote(CAROL, 1), failed("a", 1).by(DAN)],
            vec![list!["vote"], list!["vote"]],
            "The same value on different branches is not the same.",
        ),
        refused(
            "not-on-the-panel",
            vec![vote(CAROL, 1), vote(MALLORY, 1)],
            "ReceiptNotTrusted",
            1,
            "Who is not on the panel has no vote.",
        ),
        refused(
            "two-outcomes",
            vec![vote(CAROL, 1), vote(CAROL, 2)],
            "VotedTwice",
            1,
            "Who votes for two outcomes has no vote.",
        ),
        refused(
            "fault-as-vote",
            vec![failed("a", 1).fault().by(CAROL)],
            "FaultAsVote",
            0,
            "An executor's own error is no vote.",
        ),
        refused(
            "cited-as-vote",
            vec![vote(CAROL, 1).meta("ipvm/from", task("another receipt"))],
            "CitedAsVote",
            0,
            "A result taken from another receipt is no vote.",
        ),
    ]
}

fn confirmed() -> Vec<CaseBuilder> {
    let why = "Who has run it again need not trust anybody.";
    let confirm = |slug: &str, receipt, ours: Value, title: &str| {
        given([receipt])
            .admit(slug)
            .input("re-executed", ours)
            .ruling("I7")
            .title(title)
            .why(why)
            .rules(["receipt.re-executed"])
    };
    vec![
        confirm(
            "confirmed",
            ended("a", 1).by(MALLORY),
            one("ok", 1),
            "A stranger's receipt counts if running the task again gives the same.",
        )
        .expect_value(list![list!["settles"]]),
        confirm(
            "refuted",
            ended("a", 1).by(MALLORY),
            one("ok", 2),
            "A stranger's receipt does not count if running the task again gives another value.",
        )
        .expect_error_of("ReceiptRefuted", 0),
        confirm(
            "refuted-branch",
            ended("a", 1).by(MALLORY),
            one("error", 1),
            "A stranger's receipt does not count if running the task again ends on another branch.",
        )
        .expect_error_of("ReceiptRefuted", 0),
        confirm(
            "fault-not-confirmed",
            failed("a", 1).fault().by(MALLORY),
            one("error", 1),
            "A stranger's own error is not confirmed by the same error.",
        )
        .expect_error_of("ReceiptRefuted", 0),
    ]
}

fn across() -> Vec<CaseBuilder> {
    vec![
        given([ended("a", 1), ended("b", 2).by(BOB), ended("c", 3).by(CAROL)])
            .trusting(BOB)
            .naming(CAROL)
            .resolve(
                "across-executors",
                map! { "x" => list![await_ok("a"), await_ok("b"), await_ok("c")] },
            )
            .section("Resolution")
            .title("One task awaits results of three executors.")
            .why("A promise names a task, not who runs it.")
            .expect_value(one("ready", map! { "x" => list![1, 2, 3] })),
        given([ended("a", 1), ended("b", 2).by(MALLORY)])
            .resolve("not-of-a-stranger", map! { "x" => list![await_ok("a"), await_ok("b")] })
            .ruling("I7")
            .title("What only a stranger attests to is still needed.")
            .why("A receipt that does not count settles nothing.")
            .expect_value(one("need", list![task("b")])),
    ]
}
