//! Signed workflows, as an executor opens them.

use std::slice::from_ref;

use super::{
    WORKFLOW,
    stage::{Task, call, document, entries, one, slot, task, with},
};
use crate::{
    Topic, case,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL, MALLORY, Person},
    token::{Delegation, Invocation, Token},
    value::Value,
};

/// The time of all cases.
const NOW: i64 = 1_767_225_600;
const RUN: &str = "/ipvm/workflow/run";

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-workflow",
        "open",
        "Signed workflows: one signature over many tasks, each proven by its own chain, and the \
         exception handler, proven again with the failure in it.",
        WORKFLOW,
        [tasks(), whole(), handlers(), called()].concat(),
    )
}

/// Of `/image` on what is Alice's.
fn image(issuer: Person, audience: Person) -> Delegation {
    Delegation::new(issuer, audience, ALICE).with("cmd", "/image")
}

/// Bob signs this document, on what is his own.
fn signed(document: Value) -> Invocation {
    Invocation::new(BOB, BOB).with("cmd", RUN).with("args", document)
}

/// A case that opens the workflow with these proofs at hand.
fn open(slug: &str, invocation: &Invocation, proofs: &[Token]) -> CaseBuilder {
    at_hand(case(slug).operation("workflow.open"), invocation, proofs).ruling("O1")
}

fn at_hand(case: CaseBuilder, invocation: &Invocation, proofs: &[Token]) -> CaseBuilder {
    let proofs = proofs.iter().map(|token| token.bytes().into()).collect::<Vec<Value>>();
    case.input("invocation", invocation.sign().bytes()).input("proofs", proofs).input("now", NOW)
}

/// Every task with the commands that are proven for it.
fn opened(tasks: &[(&str, &Task, &str)], handler: Value) -> Value {
    let tasks = tasks.iter().map(|(label, task, command)| {
        (*label, map! { "id" => task.id(), "issuer" => BOB.did(), "command" => *command })
    });
    map! { "tasks" => entries(tasks), "handler" => handler }
}

fn crop() -> Task {
    task("/image/crop", map! { "x" => 1 })
}

fn own() -> Task {
    task("/text/reverse", map! { "text" => "abc" })
}

const EACH: &str = "One signature stands for many tasks, and not one authority.";

fn tasks() -> Vec<CaseBuilder> {
    let root = image(ALICE, BOB).sign();
    let chain = [image(ALICE, CAROL).sign(), image(CAROL, BOB).sign()];
    let proven = crop().on(ALICE).proofs(from_ref(&root));
    let by_chain = crop().on(ALICE).proofs(&chain);
    let bad = |slug: &str, tasks: &[(&str, &Task)], proofs: &[Token], title: &str| {
        open(slug, &signed(document(tasks)), proofs).title(title).why(EACH).rules(["open.tasks"])
    };
    let late = image(ALICE, BOB).with("exp", NOW - 3600).sign();
    let waits = task("/image/crop", map! { "in" => proven.ok() });
    let waits = waits.on(ALICE).proofs(from_ref(&root));
    vec![
        open("own", &signed(document(&[("a", &own())])), &[])
            .title("A task on the issuer's own subject needs no proof.")
            .why("Everybody has full authority over what is their own.")
            .expect_value(opened(&[("a", &own(), "/")], Value::Null)),
        open(
            "each-by-its-own",
            &signed(document(&[("a", &own()), ("b", &proven), ("c", &by_chain), ("d", &waits)])),
            &[from_ref(&root), &chain].concat(),
        )
        .title("Each task is proven by its own chain.")
        .why(EACH)
        .expect_value(opened(
            &[
                ("a", &own(), "/"),
                ("b", &proven, "/image"),
                ("c", &by_chain, "/image"),
                ("d", &waits, "/image"),
            ],
            Value::Null,
        ))
        .rules(["open.tasks", "open.command"]),
        bad(
            "no-proof",
            &[("a", &own()), ("b", &crop().on(ALICE))],
            from_ref(&root),
            "A proof that is at hand and not named proves nothing.",
        )
        .expect_error("InvalidClaim"),
        bad(
            "proof-of-another-task",
            &[("a", &proven), ("b", &task("/image/blur", one("in", proven.ok())).on(ALICE))],
            from_ref(&root),
            "A proof that one task names proves nothing for another.",
        )
        .expect_error("InvalidClaim"),
        bad(
            "proof-not-at-hand",
            &[("a", &proven)],
            &[],
            "A proof that is named and not at hand is missing.",
        )
        .expect_error("UnavailableProof"),
        bad(
            "chain-too-short",
            &[("a", &crop().on(ALICE).proofs(&chain[..1]))],
            &chain,
            "A chain leads to the workflow's issuer.",
        )
        .expect_error("InvalidAudience"),
        bad(
            "another-subject",
            &[("a", &crop().on(MALLORY).proofs(from_ref(&root)))],
            from_ref(&root),
            "A chain begins with the subject of the task.",
        )
        .expect_error("InvalidSubject"),
        bad(
            "another-command",
            &[("a", &task("/text/reverse", map! { "x" => 1 }).on(ALICE).proofs(from_ref(&root)))],
            from_ref(&root),
            "A chain covers the command of the task.",
        )
        .expect_error("ImpossibleAttenuation"),
        bad(
            "expired-proof",
            &[("a", &crop().on(ALICE).proofs(from_ref(&late)))],
            from_ref(&late),
            "A chain that has ended proves nothing.",
        )
        .expect_error("Expired"),
    ]
}

fn whole() -> Vec<CaseBuilder> {
    let run = |policy: Value| {
        Delegation::new(ALICE, BOB, ALICE).with("cmd", RUN).with("pol", policy).sign()
    };
    let policy = run(list![list!["==", ".meta.for", "alice"]]);
    let marked = |whose: &str| with(document(&[("a", &own())]), "meta", one("for", whose));
    let of_alice = |document: Value, proof: &Token| {
        Invocation::new(BOB, ALICE).with("cmd", RUN).with("args", document).proofs(from_ref(proof))
    };
    let on_tasks = run(list![list!["==", ".tasks.a.cmd", "/text/reverse"]]);
    let why = "Who may have workflows run could have any workflow run.";
    vec![
        open("policy-that-holds", &of_alice(marked("alice"), &policy), from_ref(&policy))
            .ruling("O2")
            .title("A policy on the workflow is judged on the document.")
            .why(why)
            .expect_value(opened(&[("a", &own(), "/")], Value::Null))
            .rules(["open.policy"]),
        open("policy-that-fails", &of_alice(marked("mallory"), &policy), from_ref(&policy))
            .ruling("O2")
            .title("A policy on the workflow that fails is a refusal.")
            .why(why)
            .expect_error("MatchError")
            .rules(["open.policy"]),
        open(
            "policy-on-a-task",
            &of_alice(document(&[("a", &own())]), &on_tasks),
            from_ref(&on_tasks),
        )
        .ruling("O2")
        .title("A policy on the workflow may look at its tasks.")
        .why(why)
        .expect_value(opened(&[("a", &own(), "/")], Value::Null)),
        open(
            "authority-of-the-whole",
            &of_alice(document(&[("a", &own().on(ALICE))]), &run(list![])),
            &[run(list![])],
        )
        .title("The proofs of the workflow prove none of its tasks.")
        .why(EACH)
        .expect_error("InvalidClaim")
        .rules(["open.tasks"]),
        open(
            "another-workflow-command",
            &signed(document(&[("a", &own())])).with("cmd", "/ipvm/workflow"),
            &[],
        )
        .title("An invocation of something else is no workflow.")
        .why("Another command may give the same arguments another meaning.")
        .expect_error("WorkflowCommand")
        .rules(["open.command"]),
        open("no-document", &signed(one("tasks", Value::List(Vec::new()))), &[])
            .title("Arguments that are no document are no workflow.")
            .why("Nobody knows what would be run.")
            .expect_error("FieldMissing"),
    ]
}

fn mend() -> Task {
    call("mend", list![7, slot()])
}

fn caught(handler: &Task) -> Value {
    with(document(&[("a", &own())]), "catch", handler.embedded())
}

fn handlers() -> Vec<CaseBuilder> {
    let wasm = Delegation::new(ALICE, BOB, ALICE).with("cmd", "/wasm").sign();
    let alices = mend().on(ALICE).proofs(from_ref(&wasm));
    let case = |slug: &str, handler: &Task, proofs: &[Token]| {
        open(slug, &signed(caught(handler)), proofs)
            .ruling("O45")
            .why("A handler runs on somebody's authority like any other task.")
    };
    vec![
        case("handler", &mend(), &[])
            .title("A handler on the issuer's own subject needs no proof.")
            .expect_value(opened(&[("a", &own(), "/")], mend().id())),
        case("handler-by-a-proof", &alices, from_ref(&wasm))
            .title("A handler is proven by its own chain.")
            .expect_value(opened(&[("a", &own(), "/")], alices.id()))
            .rules(["open.handler"]),
        case("handler-without-a-proof", &mend().on(ALICE), from_ref(&wasm))
            .title("A handler that is not proven is a refusal of the workflow.")
            .expect_error("InvalidClaim")
            .rules(["open.handler"]),
    ]
}

fn called() -> Vec<CaseBuilder> {
    let failure = map! {
        "label" => "a",
        "task" => own().id(),
        "name" => "Trap",
        "message" => "out of fuel",
        "value" => b"\xf6",
    };
    let call_of = |slug: &str, handler: &Task| {
        at_hand(case(slug).operation("workflow.handler.call"), &signed(caught(handler)), &[])
            .input("failure", failure.clone())
            .section("Exception Handler")
            .ruling("O45")
            .why("Two executors that ask in different ways get answers that do not compare.")
    };
    let filled = |params: Value| call("mend", params).id();
    let nested = one("in", list![slot()]);
    vec![
        call_of("called", &mend())
            .title(
                "A handler is called with the failure in its place, and has the ID of that call.",
            )
            .expect_value(map! {
                "id" => filled(list![7, failure.clone()]),
                "params" => list![7, failure.clone()],
            }),
        call_of("called-in-depth", &call("mend", list![nested]))
            .title("The failure is put in at any depth.")
            .expect_value(map! {
                "id" => filled(list![one("in", list![failure.clone()])]),
                "params" => list![one("in", list![failure.clone()])],
            }),
    ]
}
