//! The test vectors against an implementation of one's own, in code.
//!
//! The implementation is that of an engineer who has just begun: commands of UCAN, with the mistake
//! that the text warns of by name. The vectors find it; mended, the implementation passes. What it
//! does not do is unsupported, and no failure.

use std::error::Error;

use ipvm_conformance::{
    Case, Conformance, Fault, InProcess, Kind, Outcome, Refusal, Run, Value, map,
};

/// The rules of a command, each with the neutral name of the error that breaks it.
fn parse(command: &str) -> Result<&str, Refusal> {
    let refuse =
        |name: &'static str| Err(Refusal::new(name, &format!("{command:?} is no command")));
    match command {
        "/" => Ok(command),
        _ if !command.starts_with('/') => refuse("CommandNoLeadingSlash"),
        _ if command.ends_with('/') => refuse("CommandTrailingSlash"),
        _ if command.contains("//") => refuse("CommandEmptySegment"),
        _ if command.to_lowercase() != command => refuse("CommandNotLowerCase"),
        _ => Ok(command),
    }
}

/// Whether one command covers the other: at first sight.
fn begins_with(prover: &str, wanted: &str) -> bool {
    wanted.starts_with(prover)
}

/// The same, segment by segment.
fn covers(prover: &str, wanted: &str) -> bool {
    let rest = wanted.strip_prefix(prover.trim_end_matches('/'));
    prover == "/" || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn run(case: &Case, proves: fn(&str, &str) -> bool) -> Run {
    Ok(match case.operation.as_str() {
        "ucan.command.parse" => {
            parse(case.text("text")?).map(|command| Outcome::Value(Value::Text(command.into())))
        }
        "ucan.command.proves" => {
            let both = (parse(case.text("prover")?), parse(case.text("wanted")?));
            match both {
                (Ok(prover), Ok(wanted)) => {
                    let proves = Value::Boolean(proves(prover, wanted));
                    Ok(Outcome::Value(map([("proves", proves)])))
                }
                (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
            }
        }
        other => return Err(Fault::UnknownOperation(other.into())),
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../test-vectors");
    let conformance = Conformance::read(vectors)?.of_cases("ucan-core/command/*");

    let mut first = InProcess::new("first-try", "0.1.0", |case| run(case, begins_with));
    let report = conformance.run(&mut first)?;
    println!("{}", report.human());
    let found = report.results.iter().filter(|it| it.verdict.kind() == Kind::Failed);
    assert!(found.clone().any(|it| it.id == "ucan-core/command/same-beginning"));
    assert!(!report.is_clean());

    let mut mended = InProcess::new("first-try", "0.1.1", |case| run(case, covers));
    let report = conformance.run(&mut mended)?;
    println!("{}", report.human());
    assert!(report.is_clean());
    assert!(report.counts().of(Kind::Unsupported) > 0);
    Ok(())
}
