//! Two receipts that do not fit together, or do.

use super::stage::{
    bytes, check, fault, finding, in_order, link, ok, pair, says, task, task_of, with, word,
    word_on,
};
use crate::{
    case,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, MALLORY, Person},
    token::{Delegation, Token},
    value::Value,
};

pub(super) fn cases() -> Vec<CaseBuilder> {
    [equivocations(), contradictions(), mutations(), tasks(), faults(), signatures()].concat()
}

fn equivocation(one: &Token, other: &Token) -> Value {
    pair("equivocation", task(), [one, other])
}

fn contradiction(one: &Token, other: &Token) -> Value {
    pair("contradiction", task(), [one, other])
}

fn equivocations() -> Vec<CaseBuilder> {
    let why = "Who says two things of what can be but one is shown to be wrong by their own hand.";
    let valid = |slug: &str, said: [(Token, Value); 2], title: &str| {
        let [(one, first), (other, second)] = said;
        check(slug, &equivocation(&one, &other))
            .title(title)
            .why(why)
            .expect_value(finding(
                "equivocation",
                &task(),
                [(BOB, &one, first), (BOB, &other, second)],
            ))
            .rules(["task.evidence-form", "task.evidence-outcomes", "task.evidence-executors"])
    };
    let bad = |slug: &str, one: &Token, other: &Token, error, rule, title: &str| {
        check(slug, &equivocation(one, other))
            .title(title)
            .why(why)
            .expect_error(error)
            .rules([rule])
    };
    let later = |number, seconds: i64| {
        word(BOB, ok(number)).with("iat", super::super::stage::NOW + seconds).sign()
    };
    let computation = |executor, number, key: &str| {
        let key = link(&Value::from(key));
        word(executor, ok(number)).with("meta", map! { "ipvm/computation" => key }).sign()
    };
    let trap = map! { "error" => map! { "name" => "Trap" } };
    vec![
        valid(
            "equivocation",
            [(says(BOB, 42), ok(42)), (says(BOB, 13), ok(13))],
            "One executor attests to two outcomes.",
        ),
        valid(
            "equivocation-of-branches",
            [
                (says(BOB, 42), ok(42)),
                (word(BOB, map! { "error" => 42 }).sign(), map! { "error" => 42 }),
            ],
            "The same value on two branches is two outcomes.",
        ),
        valid(
            "equivocation-about-a-trap",
            [(says(BOB, 42), ok(42)), (fault(BOB, "Trap", "It failed."), trap)],
            "A trap is an outcome like any other.",
        ),
        valid(
            "equivocation-expired",
            [
                (says(BOB, 42), ok(42)),
                (word(BOB, ok(13)).with("exp", super::super::stage::NOW - 3600).sign(), ok(13)),
            ],
            "What was said stays said when its receipt expires.",
        ),
        valid(
            "one-names-the-computation",
            [(says(BOB, 42), ok(42)), (computation(BOB, 13, "one"), ok(13))],
            "A receipt need not name the computation.",
        ),
        bad(
            "said-again",
            &later(42, 0),
            &later(42, 9),
            "EvidenceSameOutcome",
            "task.evidence-outcomes",
            "To say the same twice is to say one thing.",
        ),
        bad(
            "trap-in-other-words",
            &fault(BOB, "Trap", "one text"),
            &fault(BOB, "Trap", "another text"),
            "EvidenceSameOutcome",
            "task.evidence-outcomes",
            "A trap in other words is the same trap.",
        ),
        bad(
            "equivocation-of-two",
            &says(BOB, 42),
            &says(CAROL, 13),
            "EvidenceExecutors",
            "task.evidence-executors",
            "What two executors say is no equivocation.",
        ),
        bad(
            "two-computations",
            &computation(BOB, 42, "one"),
            &computation(BOB, 13, "other"),
            "EvidenceComputation",
            "task.evidence-computation",
            "Under two profiles a task may come to two outcomes.",
        ),
        check(
            "one-computation",
            &equivocation(&computation(BOB, 42, "one"), &computation(BOB, 13, "one")),
        )
        .title("Under one profile it may not.")
        .why(why)
        .expect_value(finding(
            "equivocation",
            &task(),
            [
                (BOB, &computation(BOB, 42, "one"), ok(42)),
                (BOB, &computation(BOB, 13, "one"), ok(13)),
            ],
        ))
        .rules(["task.evidence-computation"]),
    ]
}

fn contradictions() -> Vec<CaseBuilder> {
    let why =
        "Of two that contradict each other one is wrong; who is, shows whoever runs it again.";
    let source = says(MALLORY, 13);
    let taken = word(CAROL, ok(13)).with("meta", map! { "ipvm/from" => source.link() }).sign();
    vec![
        check("contradiction", &contradiction(&says(BOB, 42), &says(CAROL, 13)))
            .title("Two executors attest to two outcomes, and neither is accused by that alone.")
            .why(why)
            .expect_value(finding(
                "contradiction",
                &task(),
                [(BOB, &says(BOB, 42), ok(42)), (CAROL, &says(CAROL, 13), ok(13))],
            ))
            .rules(["task.evidence-executors", "task.evidence-own-work"]),
        check("contradiction-of-one", &contradiction(&says(BOB, 42), &says(BOB, 13)))
            .title("What one executor says is no contradiction of two.")
            .why(why)
            .expect_error("EvidenceExecutors")
            .rules(["task.evidence-executors"]),
        check("contradiction-in-agreement", &contradiction(&says(BOB, 42), &says(CAROL, 42)))
            .title("Two that agree do not contradict each other.")
            .why(why)
            .expect_error("EvidenceSameOutcome")
            .rules(["task.evidence-outcomes"]),
        check("taken-from-another", &contradiction(&says(BOB, 42), &taken))
            .title("Who repeats an answer in good faith is not accused of it.")
            .why("The receipt from which it was taken is where to look.")
            .expect_error("EvidenceTaken")
            .rules(["task.evidence-own-work"]),
    ]
}

fn mutations() -> Vec<CaseBuilder> {
    let why = "What is to be done once was done twice, though each may have done it in good faith.";
    let on = |command: &str| task_of(command, map! { "amount" => 5 });
    let done = |command: &str, executor: Person, number| {
        word_on(&on(command), executor, ok(number)).sign()
    };
    let case = |slug: &str, command: &str, one: (Person, i32), other: (Person, i32)| {
        let receipts = [done(command, one.0, one.1), done(command, other.0, other.1)];
        check(slug, &pair("ran-twice", on(command), [&receipts[0], &receipts[1]])).why(why)
    };
    let found = |one: (Person, i32), other: (Person, i32)| {
        let receipts = [done("/count/do", one.0, one.1), done("/count/do", other.0, other.1)];
        finding(
            "ran-twice",
            &on("/count/do"),
            [(one.0, &receipts[0], ok(one.1)), (other.0, &receipts[1], ok(other.1))],
        )
    };
    vec![
        case("ran-twice", "/count/do", (BOB, 1), (CAROL, 2))
            .title("Two executors have done one mutation.")
            .expect_value(found((BOB, 1), (CAROL, 2)))
            .rules(["task.evidence-once"]),
        case("ran-twice-alike", "/count/do", (BOB, 1), (CAROL, 1))
            .title("It is no matter that they came to the same.")
            .expect_value(found((BOB, 1), (CAROL, 1)))
            .rules(["task.evidence-once"]),
        case("ran-twice-by-one", "/count/do", (BOB, 1), (BOB, 2))
            .title("One executor may tell of one mutation twice.")
            .expect_error("EvidenceExecutors")
            .rules(["task.evidence-executors"]),
        case("ran-twice-idempotent", "/count/set", (BOB, 1), (CAROL, 1))
            .title("What may be repeated does no harm twice.")
            .expect_error("EvidenceNotOnce")
            .rules(["task.evidence-once"]),
        case("ran-twice-pure", "/count/pure", (BOB, 1), (CAROL, 1))
            .title("A pure task may be done twice.")
            .expect_error("EvidenceNotOnce")
            .rules(["task.evidence-once"]),
    ]
}

fn tasks() -> Vec<CaseBuilder> {
    let why = "Only of what comes to the same each time can be said that it did not.";
    let on = |command: &str| task_of(command, map! {});
    let both = |slug: &str, command: &str| {
        let said = |number| word_on(&on(command), BOB, ok(number)).sign();
        check(slug, &pair("equivocation", on(command), [&said(1), &said(2)])).why(why)
    };
    let said = |number| word_on(&on("/count/pure"), BOB, ok(number)).sign();
    let promised = {
        let promise = map! { "await/ok" => link(&task()) };
        task_of(
            "/wasm/run",
            map! { "mod" => link(&task()), "fun" => "f", "params" => list![promise] },
        )
    };
    let of_promise = |number| word_on(&promised, BOB, ok(number)).sign();
    let resolved = |number, to: &Value| {
        word_on(&promised, BOB, ok(number))
            .with("meta", map! { "ipvm/resolved" => link(to) })
            .sign()
    };
    vec![
        both("declared-pure", "/count/pure")
            .title("A command that is declared to be pure comes to the same each time.")
            .expect_value(finding(
                "equivocation",
                &on("/count/pure"),
                [(BOB, &said(1), ok(1)), (BOB, &said(2), ok(2))],
            ))
            .rules(["task.evidence-class"]),
        both("of-a-query", "/count/query")
            .title("The world may have changed between two answers to a query.")
            .expect_error("EvidenceNotReproducible")
            .rules(["task.evidence-class"]),
        both("of-a-mutation", "/count/do")
            .title("A mutation may be settled anew.")
            .expect_error("EvidenceNotReproducible")
            .rules(["task.evidence-class"]),
        both("not-declared", "/count/other")
            .title("Of a command of which nothing is declared nobody is accused.")
            .expect_error("EvidenceNotDeclared")
            .rules(["task.evidence-class"]),
        check("other-task", &pair("equivocation", on("/count/pure"), [&said(1), &says(BOB, 2)]))
            .title("A receipt for another task is no evidence about this one.")
            .why("Every executor says different things of different tasks.")
            .expect_error("EvidenceAnotherTask")
            .rules(["task.evidence-task"]),
        check(
            "open-promise",
            &pair("equivocation", promised.clone(), [&of_promise(1), &of_promise(2)]),
        )
        .title("A task with promises comes to what they come to.")
        .why("What it awaits may have been two things in good faith.")
        .expect_error("EvidenceOpenPromise")
        .rules(["task.evidence-task"]),
        check("as-resolved", &pair("equivocation", task(), [&resolved(1, &task()), &says(BOB, 2)]))
            .title("Receipts are about one task if it is one as resolved.")
            .why("What a receipt says that a task came to is what its outcome is of.")
            .expect_value(finding(
                "equivocation",
                &task(),
                [(BOB, &resolved(1, &task()), ok(1)), (BOB, &says(BOB, 2), ok(2))],
            ))
            .rules(["task.evidence-task"]),
        check(
            "resolved-otherwise",
            &pair(
                "equivocation",
                task(),
                [&resolved(1, &on("/count/pure")), &resolved(2, &task())],
            ),
        )
        .title("One task as written that was resolved in two ways is two tasks.")
        .why("What it awaits may have been two things in good faith.")
        .expect_error("EvidenceAnotherTask")
        .rules(["task.evidence-task"]),
    ]
}

fn faults() -> Vec<CaseBuilder> {
    let why = "A fault of one executor says nothing about the task.";
    let beside = |slug: &str, name: &str, title: &str| {
        check(slug, &equivocation(&says(BOB, 42), &fault(BOB, name, "It failed.")))
            .title(title)
            .why(why)
            .expect_error("EvidenceFault")
            .rules(["task.evidence-fault"])
    };
    let limit = map! { "name" => "LimitReached", "message" => "It failed." };
    let own = word(BOB, map! { "error" => limit.clone() }).sign();
    vec![
        beside("fault-of-a-limit", "LimitReached", "A limit may be another one the next time."),
        beside("fault-of-the-engine", "EngineGaveUp", "Why an engine gave up nobody knows."),
        beside("fault-unknown", "OutOfLuck", "A fault of a name that is not known is passed over."),
        check("error-of-the-task", &equivocation(&says(BOB, 42), &own))
            .title("An error that the task returned is an outcome, whatever it is called.")
            .why(why)
            .expect_value(finding(
                "equivocation",
                &task(),
                [(BOB, &says(BOB, 42), ok(42)), (BOB, &own, map! { "error" => limit })],
            ))
            .rules(["task.evidence-fault"]),
    ]
}

fn signatures() -> Vec<CaseBuilder> {
    let why = "Whoever hands evidence over need not be believed.";
    let forged = word(BOB, ok(13)).signed_by(MALLORY).sign();
    let request = crate::token::Invocation::new(BOB, BOB).sign();
    let lent = Delegation::new(BOB, CAROL, BOB).with("cmd", "/ucan/assert/receipt").sign();
    let by_carol = word(BOB, ok(13))
        .with("iss", CAROL.did())
        .signed_by(CAROL)
        .proofs(std::slice::from_ref(&lent))
        .sign();
    let garbage = {
        let mut receipts = in_order([&says(BOB, 42), &says(BOB, 13)]);
        receipts[0] = vec![0xa0];
        receipts.sort_by_key(|bytes| {
            use sha2::{Digest, Sha256};
            Sha256::digest(bytes).to_vec()
        });
        with(equivocation(&says(BOB, 42), &says(BOB, 13)), "receipts", bytes(&receipts))
    };
    vec![
        check("forged", &equivocation(&says(BOB, 42), &forged))
            .title("A receipt that its executor did not sign is no word of theirs.")
            .why(why)
            .expect_error("InvalidSignature")
            .rules(["task.evidence-signed"]),
        check("no-token", &garbage)
            .title("What is no token is no receipt.")
            .why(why)
            .expect_error("EvidenceToken")
            .rules(["task.evidence-signed"]),
        check("no-receipt", &equivocation(&says(BOB, 42), &request))
            .title("An invocation of something else is no receipt.")
            .why(why)
            .expect_error("EvidenceNotAReceipt")
            .rules(["task.evidence-signed"]),
        check("by-a-delegate-without-proof", &equivocation(&says(BOB, 42), &by_carol))
            .title("The delegation by which somebody else signed has to be there.")
            .why(why)
            .expect_error("EvidenceNotAReceipt")
            .rules(["task.evidence-signed"]),
        check(
            "by-a-delegate",
            &with(equivocation(&says(BOB, 42), &by_carol), "proofs", bytes(&[lent.bytes()])),
        )
        .title("An executor answers for whom it lets sign.")
        .why(why)
        .expect_value(finding(
            "equivocation",
            &task(),
            [(BOB, &says(BOB, 42), ok(42)), (BOB, &by_carol, ok(13))],
        ))
        .rules(["task.evidence-signed"]),
    ]
}

/// Who is wrong, if one word is believed.
pub(super) fn blamed() -> Vec<CaseBuilder> {
    let why = "Whoever has run the task again, or believes a referee, knows who is wrong.";
    let blame = |slug: &str, evidence: Value, by: Token, expected: Value, title: &str| {
        case(slug)
            .operation("task.evidence.refute")
            .input("evidence", crate::dag_cbor::encode(&evidence))
            .input("by", by.bytes())
            .input("now", super::super::stage::NOW)
            .ruling("O71")
            .title(title)
            .why(why)
            .expect_value(map! { "refuted" => expected })
    };
    let between = || contradiction(&says(BOB, 42), &says(CAROL, 13));
    let both = || {
        let mut said = [(says(BOB, 42), BOB), (says(CAROL, 13), CAROL)];
        said.sort_by_key(|(token, _)| {
            use sha2::{Digest, Sha256};
            Sha256::digest(token.bytes()).to_vec()
        });
        Value::List(said.iter().map(|(_, person)| person.did().into()).collect())
    };
    vec![
        blame(
            "refuted-the-one",
            between(),
            says(ALICE, 42),
            list![CAROL.did()],
            "Whoever says something else than the referee is wrong.",
        ),
        blame(
            "refuted-the-other",
            between(),
            says(ALICE, 13),
            list![BOB.did()],
            "It may be the other one.",
        ),
        blame("refuted-both", between(), says(ALICE, 7), both(), "Both may be wrong."),
        blame(
            "refuted-in-one-word",
            equivocation(&says(BOB, 42), &says(BOB, 13)),
            says(ALICE, 42),
            list![BOB.did()],
            "Of two words of one executor one may be right.",
        ),
    ]
}
