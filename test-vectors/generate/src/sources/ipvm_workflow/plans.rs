//! What would come of a workflow.

use std::slice::from_ref;

use super::{
    WORKFLOW, costs,
    stage::{Task, call, document, link, one, slot, task, with},
};
use crate::{
    Topic, case,
    case::CaseBuilder,
    list, map,
    people::{ALICE, BOB, CAROL},
    token::{Delegation, Token},
    value::Value,
};

/// The time of all cases.
const NOW: i64 = 1_767_225_600;

pub(super) fn topic() -> Topic {
    Topic::new(
        "ipvm-workflow",
        "plan",
        "What would come of a workflow before anything runs: stages, warnings, authority, what \
         need not run, and what bounds the rest. Commands under /math are pure, under /get \
         queries, under /send mutations.",
        WORKFLOW,
        [stages(), warnings(), authority(), costs::cases()].concat(),
    )
}

pub(super) fn plan(operation: &'static str, slug: &str, args: Value) -> CaseBuilder {
    case(slug)
        .operation(operation)
        .ruling("O53")
        .input("args", args)
        .input("issuer", BOB.did())
        .input("classes", map! { "/math" => "pure", "/get" => "query", "/send" => "mutation" })
}

pub(super) fn math(value: impl Into<Value>) -> Task {
    task("/math", one("value", value))
}

pub(super) fn get(value: impl Into<Value>) -> Task {
    task("/get", one("value", value))
}

/// A mutation, which has a nonce.
pub(super) fn send(value: impl Into<Value>) -> Task {
    task("/send", one("value", value)).nonce(*b"twelve bytes")
}

fn stages() -> Vec<CaseBuilder> {
    let staged = |slug: &str, tasks: &[(&str, &Task)], stages: Value, title: &str| {
        plan("workflow.plan.stages", slug, document(tasks))
            .title(title)
            .why("Who plans otherwise changes the world before everything else has succeeded.")
            .expect_value(stages)
    };
    let stage = |kind: &str, tasks: Value, width: i32, length: i32| {
        map! { "kind" => kind, "tasks" => tasks, "width" => width, "length" => length }
    };
    let first = get(1);
    let second = math(first.ok());
    let third = send(second.ok());
    let computed = math(1);
    let asked = get(computed.ok());
    let last = math(list![asked.ok(), computed.ok()]);
    let sent = send(1);
    let (behind, read) = (math(sent.ok()), get(sent.any()));
    let again = send(behind.ok());
    let other = send(list![sent.ok()]);
    let wide = [math(list![1, computed.ok()]), math(list![2, computed.ok()])];
    let end = math(list![wide[0].ok(), wide[1].ok()]);
    let unknown = task("/new/thing", one("value", 1)).nonce(*b"twelve bytes");
    vec![
        staged(
            "three-stages",
            &[("a", &third), ("b", &second), ("c", &first)],
            list![
                stage("queries", list!["c"], 1, 1),
                stage("computation", list!["b"], 1, 1),
                stage("mutations", list!["a"], 1, 1),
            ],
            "Queries come first, then computation, then mutations.",
        ),
        staged(
            "query-behind-computation",
            &[("a", &computed), ("b", &asked), ("c", &last), ("d", &math(2))],
            list![
                stage("computation", list!["a", "d"], 2, 1),
                stage("queries", list!["b"], 1, 1),
                stage("computation", list!["c"], 1, 1),
            ],
            "A query that awaits a computation has a stage of its own.",
        ),
        staged(
            "after-mutations",
            &[("a", &sent), ("b", &behind), ("c", &read), ("d", &again), ("e", &other)],
            list![
                stage("mutations", list!["a", "e"], 1, 2),
                stage("after", list!["b", "c", "d"], 2, 2),
            ],
            "What hangs on a mutation comes after all of them; mutations behind each other do not.",
        ),
        staged(
            "width-and-length",
            &[("a", &computed), ("b", &wide[0]), ("c", &wide[1]), ("d", &end)],
            list![stage("computation", list!["a", "b", "c", "d"], 2, 3)],
            "A stage says how many of its tasks run side by side, and how many in a row.",
        ),
        staged(
            "unknown-command",
            &[("a", &unknown), ("b", &math(1))],
            list![stage("computation", list!["b"], 1, 1), stage("mutations", list!["a"], 1, 1),],
            "A command that no handler is declared for counts as a mutation.",
        ),
    ]
}

fn warnings() -> Vec<CaseBuilder> {
    let warned = |slug: &str, args: Value, warnings: Vec<(&str, bool)>, title: &str| {
        let warnings = warnings.into_iter().map(|(name, fatal)| list![name, fatal]);
        plan("workflow.plan.warnings", slug, args)
            .title(title)
            .why("Who is not warned learns of it when half of the work is done.")
            .expect_value(warnings.collect::<Vec<Value>>())
    };
    let tasks = |tasks: &[(&str, &Task)]| document(tasks);
    let (math_1, sent) = (math(1), send(1));
    let secret = math(1).config(one("secret", true));
    let open = math(secret.ok()).config(one("secret", false));
    let handler = call("catch", list![slot()]);
    vec![
        warned(
            "nothing",
            tasks(&[("a", &math_1), ("b", &send(math_1.ok()))]),
            vec![],
            "There is nothing to warn of.",
        ),
        warned(
            "undeclared",
            tasks(&[("a", &task("/new/thing", one("value", 1)).nonce(*b"x"))]),
            vec![("undeclared-command", true)],
            "A command without a handler is told.",
        ),
        warned(
            "empty-nonce",
            tasks(&[("a", &task("/send", one("value", 1)))]),
            vec![("empty-nonce", true)],
            "A mutation without a nonce is told.",
        ),
        warned(
            "hangs-on-a-mutation",
            tasks(&[("a", &sent), ("b", &math(sent.ok()))]),
            vec![("hangs-on-mutation", false)],
            "What hangs on a mutation is told.",
        )
        .section("Exception Handler"),
        warned(
            "query-behind",
            tasks(&[("a", &math_1), ("b", &get(math_1.ok()))]),
            vec![("query-behind-computation", false)],
            "A query behind a computation is told.",
        ),
        warned(
            "awaits-an-error",
            tasks(&[("a", &math_1), ("b", &math(math_1.error())), ("c", &sent)]),
            vec![("awaits-error", true)],
            "A task that only runs if another fails keeps the workflow from succeeding.",
        ),
        warned(
            "awaits-both",
            tasks(&[("a", &math_1), ("b", &math(list![math_1.ok(), math_1.error()]))]),
            vec![("never-kept", true)],
            "A task that awaits both branches of another is told.",
        ),
        warned(
            "twins",
            tasks(&[("a", &math_1), ("b", &math_1)]),
            vec![("same-task", false)],
            "One task under two labels is told.",
        ),
        warned(
            "declassified",
            tasks(&[("a", &secret), ("b", &open)]),
            vec![("declassified", false)],
            "What makes public what was secret is told.",
        ),
        warned(
            "handler-for-nobody",
            with(tasks(&[("a", &sent)]), "catch", handler.embedded()),
            vec![("handler-unused", false)],
            "A handler that is never asked is told.",
        ),
    ]
}

fn authority() -> Vec<CaseBuilder> {
    let judged = |slug: &str, tasks: &[(&str, &Task)], proofs: &[Token], title: &str| {
        let proofs = proofs.iter().map(|token| token.bytes().into()).collect::<Vec<Value>>();
        plan("workflow.plan.authority", slug, document(tasks))
            .input("proofs", proofs)
            .input("now", NOW)
            .input("label", "a")
            .title(title)
            .why("A proof that is missing is found when somebody is still there to fetch it.")
    };
    let said = |standing: Value, holding: i32, findings: Value| {
        map! { "standing" => standing, "holding" => holding, "findings" => findings }
    };
    let is = |word: &str| one("is", word);
    let proven = |command: &str| map! { "is" => "proven", "command" => command };
    let root = |policy: Value| {
        Delegation::new(ALICE, BOB, ALICE).with("cmd", "/math").with("pol", policy).sign()
    };
    let by = |proof: &Token, value: Value| math(value).on(ALICE).proofs(from_ref(proof));
    let plain = root(list![]);
    let next = Delegation::new(CAROL, BOB, ALICE).with("cmd", "/math").sign();
    let first = math(7);
    let outside = one("await/ok", link("elsewhere"));
    let policy = root(list![
        list!["==", ".value.x", 1],
        list!["<", ".value.a", 5],
        list!["==", ".value.x", 2],
        list![">", ".value.b", 0],
    ]);
    let caught = Delegation::new(ALICE, BOB, ALICE)
        .with("cmd", "/wasm")
        .with("pol", list![list!["==", ".fun", "catch"], list!["==", ".params[0].label", "b"]])
        .sign();
    let handler = call("catch", list![slot()]).on(ALICE).proofs(from_ref(&caught)).embedded();
    let handler = plan(
        "workflow.plan.authority",
        "handler",
        with(document(&[("a", &math(1))]), "catch", handler),
    )
    .input("now", NOW)
    .input("label", "ipvm/catch")
    .title("A policy on the exception handler waits for the failure that it reaches.")
    .why("What stands in the place of the failure is no data yet, and neither right nor wrong.");
    let finding = |statement: i32, is: &str, on: Value| {
        map! { "proof" => 0, "statement" => statement, "is" => is, "for" => on }
    };
    vec![
        judged("own", &[("a", &math(1))], &[], "One's own needs no proof.").expect_value(said(
            is("own"),
            0,
            list![],
        )),
        judged(
            "proven",
            &[("a", &by(&plain, 1.into()))],
            from_ref(&plain),
            "Proofs that are at hand carry the authority.",
        )
        .expect_value(said(proven("/math"), 0, list![])),
        judged(
            "missing",
            &[("a", &math(1).on(ALICE).proofs(&[plain.clone(), next.clone()]))],
            from_ref(&plain),
            "Proofs that are named and not at hand are missing, each with its place.",
        )
        .expect_value(said(map! { "is" => "missing", "proofs" => list![1] }, 0, list![])),
        judged(
            "refused",
            &[("a", &math(1).on(ALICE))],
            from_ref(&plain),
            "Without a proof there is no authority over another's.",
        )
        .expect_value(said(is("refused"), 0, list![])),
        judged(
            "policies",
            &[
                ("a", &by(&policy, map! { "x" => 1, "a" => first.ok(), "b" => outside })),
                ("b", &first),
            ],
            from_ref(&policy),
            "A policy holds, fails, or waits for the promise that it reaches.",
        )
        .expect_value(said(
            proven("/math"),
            1,
            list![
                finding(2, "fails", list![]),
                finding(1, "waits", list![one("label", "b")]),
                finding(3, "waits", list![one("task", link("elsewhere"))]),
            ],
        )),
        handler.input("proofs", list![caught.bytes()]).expect_value(said(
            proven("/wasm"),
            1,
            list![finding(1, "waits", list![one("failure", true)])],
        )),
    ]
}
