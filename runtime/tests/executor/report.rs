//! What a report says to people.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{Call, HandlerError, JobReport, Registration, Subjects};
use ipvm_workflow::{Draft, awaits, awaits_error};
use serde::Deserialize;
use ucan_core::TokenCid;

use crate::stage::{Stage, number};

/// The line on a task, behind its receipt.
fn line(report: &JobReport, label: &str) -> String {
    let text = report.to_string();
    let line = text.lines().find(|line| line.starts_with(&format!("{label}: "))).unwrap();
    match report.task(label).unwrap().receipt() {
        Some(receipt) => line.split_once(&TokenCid(receipt).to_string()).unwrap().1.to_owned(),
        None => line.to_owned(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fail {
    error: Ipld,
}

/// A query that fails as it is told to.
fn fail() -> Registration {
    let fail = |Fail { error }: Fail, _: &Call<'_>| Err::<(), _>(HandlerError::Failed(error));
    Registration::query("/fail".parse().unwrap(), Subjects::Own, fail)
}

/// A run of one query that fails with this error, beside the one labelled `fails`.
fn failed_with(stage: &Stage, error: Ipld) -> JobReport {
    let (own, numbers) = (stage.lent("/fail"), stage.delegation());
    let draft = Draft::new()
        .with_task("fails", stage.task(&numbers, "half", vec![number(7)]))
        .with_task("told", stage.effect(&own, "/fail", ipld!({ "error": error }), b""));
    stage.run_with(draft, &[&own, &numbers])
}

#[test]
fn each_task_that_failed_says_why_and_names_the_label_that_broke_its_promise() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let draft = Draft::new()
        .with_task("well", stage.task(&proof, "add-one", vec![number(1)]))
        .with_task("fails", stage.task(&proof, "half", vec![number(7)]))
        .with_task("more", stage.task(&proof, "add-one", vec![awaits("fails")]))
        .with_task("none", stage.task(&proof, "add-one", vec![awaits_error("well")]))
        .with_task("last", stage.task(&proof, "add-one", vec![awaits("more")]))
        .with_task("trap", stage.task(&proof, "trap", vec![]));
    let report = stage.run(draft, &proof);
    assert_eq!(report.to_string().lines().count(), 6);
    assert_eq!(line(&report, "well"), "");
    assert_eq!(line(&report, "fails"), ": 3");
    assert_eq!(line(&report, "more"), ": it awaits the ok of `fails`");
    assert_eq!(line(&report, "none"), ": it awaits the error of `well`");
    assert_eq!(line(&report, "last"), ": it awaits the ok of `more`");
    let trap =
        r#": {"message":"wasm trap: wasm `unreachable` instruction executed","name":"Trap"}"#;
    assert_eq!(line(&report, "trap"), trap);

    let broken_by = |label| report.broken_by(label).map(|task| task.label.as_str());
    let labels = ["more", "none", "last", "fails", "well", "trap", "nobody"].map(broken_by);
    let expected = [Some("fails"), Some("well"), Some("more"), None, None, None, None];
    assert_eq!(labels, expected);
}

#[test]
fn a_task_without_a_receipt_says_why_too() {
    let stage = Stage::with(|it| it.with_handler(mutation()));
    let (own, numbers) = (stage.lent("/change"), stage.delegation());
    let draft = Draft::new()
        .with_task("fails", stage.task(&numbers, "half", vec![number(7)]))
        .with_task("change", stage.effect(&own, "/change", ipld!({}), b"once"));
    let report = stage.run_with(draft, &[&own, &numbers]);
    let expected = "change: no receipt, since the tasks before it failed, so that it was not begun";
    assert_eq!(line(&report, "change"), expected);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

fn mutation() -> Registration {
    let change = |_: Nothing, _: &Call<'_>| Ok::<_, HandlerError>(1);
    Registration::mutation("/change".parse().unwrap(), Subjects::Own, change)
}

#[test]
fn a_tasks_own_error_cannot_pass_for_a_broken_promise() {
    let stage = Stage::with(|it| it.with_handler(fail()));
    let receipt = |report: &JobReport| *report.task("fails").unwrap().receipt().unwrap();
    let from: Cid = receipt(&failed_with(&stage, ipld!(null)));
    let forged = ipld!({
        "name": "BranchMismatch", "message": "", "expected": "ok", "got": "error", "from": from,
    });
    let report = failed_with(&stage, forged);
    assert_eq!(receipt(&report), from);
    assert_eq!(report.broken_by("told"), None);
    assert!(line(&report, "told").starts_with(r#": {"expected":"ok","from":{"/":""#));
}

#[test]
fn what_is_secret_is_not_said() {
    let stage = Stage::new();
    let proof = stage.delegation();
    let secret = stage
        .task(&proof, "half", vec![number(7)])
        .with_config(Ipld::Map([("secret".to_owned(), Ipld::Bool(true))].into()));
    let draft = Draft::new()
        .with_task("fails", secret)
        .with_task("more", stage.task(&proof, "add-one", vec![awaits("fails")]));
    let report = stage.run(draft, &proof);
    assert_eq!(["fails", "more"].map(|label| line(&report, label)), ["", ""]);
    assert_eq!(report.broken_by("more"), None);
}

#[test]
fn an_error_is_shown_on_its_line_and_as_far_as_two_hundred_characters() {
    let stage = Stage::with(|it| it.with_handler(fail()));
    let report = failed_with(&stage, ipld!("two\nlines"));
    assert_eq!(line(&report, "told"), r#": "two\nlines""#);
    let shown = |length| line(&failed_with(&stage, "ü".repeat(length).into()), "told");
    assert_eq!(shown(198), format!(r#": "{}""#, "ü".repeat(198)));
    assert_eq!(shown(199), format!(r#": "{}…"#, "ü".repeat(199)));
}
