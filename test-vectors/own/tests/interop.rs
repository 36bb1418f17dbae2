//! This implementation on both ends of the protocol, and of an exchange.

use std::io::Cursor;

use ipvm_conformance::{
    Case, Conformance, Description, Fault, Implementation as _, InProcess, Kind, Outcome, Refusal,
    Run, Value,
    interop::{self, Exchanged, Page, Participant, Party, exchange},
    map, serve,
};

fn ours() -> InProcess {
    InProcess::new("ours", "0.1", ipvm_vectors_own::run)
}

fn exchanged(maker: fn(&Case) -> Run, judge: fn(&Case) -> Run) -> Vec<Exchanged> {
    let [mut maker, mut judge] = [maker, judge].map(|run| InProcess::new("one", "1", run));
    let all = Description::new("one", "1");
    exchange(
        Party { implementation: &mut maker, description: &all },
        Party { implementation: &mut judge, description: &all },
    )
}

#[test]
fn what_we_make_we_take() {
    for it in exchanged(ipvm_vectors_own::run, ipvm_vectors_own::run) {
        assert_eq!(it.outcome, interop::Outcome::Agreed, "{}", it.scenario.name);
    }
}

/// Judges as we do, but for one thing.
fn without_signatures(case: &Case) -> Run {
    match ipvm_vectors_own::run(case)? {
        Err(refusal) if refusal.name == "InvalidSignature" => {
            Ok(Ok(Outcome::Value(map([("cid", Value::Null)]))))
        }
        other => Ok(other),
    }
}

#[test]
fn a_judge_that_takes_what_is_forged_disagrees() {
    let exchanged = exchanged(ipvm_vectors_own::run, without_signatures);
    let of: Vec<_> = exchanged.iter().filter(|it| it.outcome != interop::Outcome::Agreed).collect();
    assert_eq!(of.len(), 1);
    assert!(!of[0].scenario.valid);
    assert_eq!(of[0].outcome, interop::Outcome::Disagreed("accepted".into()));
}

fn refuses(_: &Case) -> Run {
    Ok(Err(Refusal::new("InvalidSignature", &"no")))
}

#[test]
fn a_judge_that_refuses_everything_is_not_right_about_anything() {
    for it in exchanged(ipvm_vectors_own::run, refuses) {
        assert_ne!(it.outcome, interop::Outcome::Agreed, "{}", it.scenario.name);
    }
}

fn nothing(case: &Case) -> Run {
    Err(Fault::UnknownOperation(case.operation.clone()))
}

#[test]
fn who_makes_nothing_is_said_to() {
    for it in exchanged(nothing, ipvm_vectors_own::run) {
        assert!(matches!(it.outcome, interop::Outcome::NotMade(_)), "{:?}", it.outcome);
    }
}

#[test]
fn what_is_served_is_what_is_answered_here() {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let requests = "{\"id\":0,\"operation\":\"describe\",\"protocol\":\"1.0\"}\n\
         {\"id\":1,\"operation\":\"ucan.command.parse\",\"input\":{\"text\":\"/crud\"}}\n\
         {\"id\":2,\"operation\":\"ucan.command.parse\",\"input\":{\"text\":\"crud\"}}\n\
         {\"id\":3,\"operation\":\"no.such\",\"input\":{}}\n";
    let mut answers = Vec::new();
    serve(&mut ours(), Cursor::new(requests), &mut answers).unwrap();
    let answers = String::from_utf8(answers).unwrap();
    let lines: Vec<serde_json::Value> =
        answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["describe"]["name"], "ours");
    assert_eq!(lines[1]["value"], "/crud");
    assert_eq!(lines[2]["error"], "CommandNoLeadingSlash");
    assert!(lines[3]["unsupported"].is_string());
    for wrong in ["no json\n", "{\"id\":1}\n", "[]\n", "{\"id\":1,\"operation\":\"a\"}\n"] {
        let refused = serve(&mut ours(), Cursor::new(wrong), Vec::new()).unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::InvalidData, "{wrong}");
    }
    assert!(Conformance::read(vectors).is_ok());
}

#[test]
fn the_page_names_who_and_what_failed() {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let conformance = Conformance::read(vectors).unwrap().of_layer("ucan-core");
    let careless = conformance.run(&mut InProcess::new("careless", "9", without_signatures));
    let careless = careless.unwrap();
    let failed: Vec<_> =
        careless.results.iter().filter(|it| it.verdict.kind() == Kind::Failed).collect();
    assert!(!failed.is_empty());
    let slug = failed[0].id.rsplit('/').next().unwrap().to_owned();
    let own = conformance.run(&mut ours()).unwrap();
    assert!(ours().describe().is_ok());
    let page = Page {
        date: "2026-01-31",
        corpus: conformance.corpus(),
        participants: vec![
            Participant { peer: None, report: own },
            Participant { peer: None, report: careless },
        ],
        absent: Vec::new(),
        exchanges: Vec::new(),
    };
    let text = page.to_string();
    assert!(text.contains("2026-01-31") && text.contains("## What careless does otherwise"));
    assert!(text.contains(&format!("`{slug}`")), "{slug} is not in:\n{text}");
    assert!(!text.contains("## What ours does otherwise"));
}
