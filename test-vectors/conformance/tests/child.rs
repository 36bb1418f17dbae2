//! Programs that answer, and programs that do not: all of it is a result.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    fs,
    time::{Duration, Instant},
};

use ipvm_conformance::{
    Broken, Child, Conformance, Garbage, Implementation as _, Kind, Report, StartError, Verdict,
};

const DESCRIBE: &str = r#"read -r line; case "$line" in *describe*) echo '{"id":0,"describe":{"protocol":"1.0","name":"unruly","version":"7","operations":["ucan.command.parse"]}}'; read -r line;; esac"#;

/// A shell that describes itself if it is asked to, reads the first request, and then does
/// this.
fn unruly(then: &str) -> Child {
    shell(&format!("{DESCRIBE}\n{then}")).with_timeout(Duration::from_secs(5))
}

/// A shell that answers every request with this, behind the id.
fn answering(answer: &str) -> Child {
    let answer = answer.replace('"', "\\\"");
    unruly(&format!(
        r#"while true; do id=${{line#*\"id\":}}; id=${{id%%,*}}; echo "{{\"id\":$id,{answer}}}"; read -r line || exit; done"#
    ))
}

fn shell(script: &str) -> Child {
    Child::new("sh", ["-c", script])
}

fn conformance(cases: &str) -> Conformance {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let conformance = Conformance::read(vectors).unwrap().of_cases(cases);
    assert!(conformance.chosen().next().is_some(), "{cases} names no case");
    conformance
}

fn run(child: &mut Child) -> Report {
    conformance("ucan-core/command/*").run(child).unwrap()
}

fn first(child: &mut Child) -> Verdict {
    let report = run(child);
    let asked = |it: &&ipvm_conformance::CaseResult| it.operation == "ucan.command.parse";
    report.results.iter().find(asked).unwrap().verdict.clone()
}

#[test]
fn a_program_that_answers_is_judged_by_its_answers() {
    // It refuses everything, for one reason.
    let mut child = answering(r#""error":"CommandNoLeadingSlash""#);
    let report = run(&mut child);
    assert_eq!(report.description.name, "unruly");
    let counts = report.counts();
    assert!(counts.of(Kind::Passed) > 0 && counts.of(Kind::Failed) > 0, "{counts:?}");
    assert!(counts.of(Kind::WrongReason) > 0, "{counts:?}");
    // What is not among its operations was not asked for.
    assert!(counts.of(Kind::Unsupported) > 0, "{counts:?}");
    assert_eq!(counts.broken(), 0, "{counts:?}");
}

#[test]
fn a_program_that_hangs_is_ended_and_started_again() {
    let mut child = unruly("sleep 100").with_timeout(Duration::from_millis(300));
    let begun = Instant::now();
    let report = conformance("ucan-core/command/*").run(&mut child).unwrap();
    let kinds: Vec<_> = report
        .results
        .iter()
        .filter(|it| it.operation == "ucan.command.parse")
        .map(|it| it.verdict.kind())
        .collect();
    // Twenty times in a row, and then it is not asked any more.
    assert!(kinds.len() > 20, "{}", kinds.len());
    assert!(kinds[..20].iter().all(|it| *it == Kind::TimedOut), "{kinds:?}");
    assert!(kinds[20..].iter().all(|it| *it == Kind::NotRun), "{kinds:?}");
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert!(!report.is_clean());
}

#[test]
fn all_that_it_started_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alive");
    let script =
        format!("(while true; do echo x >> {}; sleep 0.05; done) & sleep 100", file.display());
    let mut child = unruly(&script).with_timeout(Duration::from_millis(500));
    child.describe().unwrap();
    let case = conformance("ucan-core/command/*");
    let (case, blocks) = case.chosen().next().unwrap();
    assert!(matches!(child.answer(case, blocks), Err(Broken::TimedOut { .. })));
    std::thread::sleep(Duration::from_millis(200));
    let before = fs::metadata(&file).unwrap().len();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(fs::metadata(&file).unwrap().len(), before, "it goes on");
}

#[test]
fn a_program_that_crashes_says_how_and_what_it_wrote_last() {
    let mut child = unruly("echo 'out of cheese' >&2; exit 7");
    let Verdict::Broken(Broken::Crashed { status, stderr }) = first(&mut child) else {
        panic!("it did not crash")
    };
    assert!(status.contains('7'), "{status}");
    assert_eq!(stderr, "out of cheese");
}

#[test]
fn a_line_that_is_no_answer_is_garbage() {
    for (line, what) in [
        ("hello", "no DAG-JSON"),
        (r#"{"id":1}"#, "exactly one of"),
        (r#"{"id":2,"value":null}"#, "the id is not 1"),
        (r#"{"id":1,"value":null,"error":"CommandEmptySegment"}"#, "exactly one of"),
        (r#"{"id":1,"value":0.5}"#, "no DAG-JSON"),
        (r#"{"id":1,"error":"MadeUp"}"#, "none of errors.json"),
    ] {
        let mut child = unruly(&format!("echo '{line}'; sleep 100"));
        let Verdict::Broken(Broken::Garbage { what: found, .. }) = first(&mut child) else {
            panic!("{line} was taken")
        };
        assert!(found.to_string().contains(what), "{line}: {found}");
    }
}

#[test]
fn a_refusal_without_a_name_is_never_the_right_one() {
    let mut child = answering(r#""error":"Unnamed","message":"no""#);
    let counts = run(&mut child).counts();
    assert_eq!(counts.of(Kind::Passed), 0, "{counts:?}");
    assert!(counts.of(Kind::WrongReason) > 0 && counts.of(Kind::Failed) > 0, "{counts:?}");
}

#[test]
fn a_line_without_end_takes_no_memory_without_end() {
    let mut child = unruly("cat /dev/zero").with_timeout(Duration::from_secs(60));
    let Verdict::Broken(Broken::Garbage { what, .. }) = first_only(&mut child) else {
        panic!("it was taken")
    };
    assert_eq!(what, Garbage::TooLong { limit: 64 << 20 });
}

/// Puts one case only.
fn first_only(child: &mut Child) -> Verdict {
    let conformance = conformance("ucan-core/command/*");
    let (case, _) =
        conformance.chosen().find(|(case, _)| case.operation == "ucan.command.parse").unwrap();
    let one = self::conformance(&case.id);
    one.run(child).unwrap().results.remove(0).verdict
}

#[test]
fn bytes_that_are_no_text_are_garbage() {
    let mut child = unruly(r"printf '\377\376\n'; sleep 100");
    assert!(matches!(
        first_only(&mut child),
        Verdict::Broken(Broken::Garbage { what: Garbage::NotJson(_), .. })
    ));
}

#[test]
fn a_program_that_never_reads_holds_nobody_up() {
    // The request is larger than any pipe.
    let mut child = unruly("sleep 100").with_timeout(Duration::from_millis(300));
    child.describe().unwrap();
    let input = [("bytes".to_owned(), ipvm_conformance::Value::Bytes(vec![7; 8 << 20]))];
    let case = ipvm_conformance::Case::asked("large".into(), "dag-cbor.check".into(), input.into());
    let begun = Instant::now();
    assert!(matches!(child.answer(&case, &[]), Err(Broken::TimedOut { .. })));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_program_that_cannot_be_asked_is_told_before_the_first_case() {
    let conformance = conformance("ucan-core/command/*");
    let mut missing = Child::new("no-such-program-anywhere", [""; 0]);
    assert!(matches!(conformance.run(&mut missing), Err(StartError::Spawn { .. })));
    let mut silent = shell("exit 0");
    let silent = conformance.run(&mut silent);
    assert!(matches!(silent, Err(StartError::Describe(Broken::Crashed { .. }))), "{silent:?}");
    let mut older = shell(
        r#"read -r line; echo '{"id":0,"describe":{"protocol":"0.9","name":"a","version":"1"}}'; sleep 9"#,
    );
    let older = conformance.run(&mut older);
    assert_eq!(older, Err(StartError::Protocol { found: "0.9".into() }));
    let mut nameless =
        shell(r#"read -r line; echo '{"id":0,"describe":{"protocol":"1.0"}}'; sleep 9"#);
    let nameless = conformance.run(&mut nameless);
    assert!(matches!(nameless, Err(StartError::Describe(Broken::Garbage { .. }))));
}
