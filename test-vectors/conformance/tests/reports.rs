//! Exceptions, choices, and the forms of a report.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use ipvm_conformance::{
    Case, Conformance, Exceptions, ExceptionsError, Fault, InProcess, Kind, Outcome, Refusal,
    Report, Run, Value,
};

fn conformance() -> Conformance {
    Conformance::read(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap()
}

/// Right about two cases of patterns, wrong about the others, in every way there is.
fn careless(case: &Case) -> Run {
    match (case.operation.as_str(), case.id.as_str()) {
        ("ucan.pattern.matches", _) => Ok(Ok(Outcome::Value(Value::Boolean(true)))),
        ("ucan.command.parse", id) if id.ends_with("/two-segments") => {
            panic!("<out> of \"cheese\" & so on")
        }
        ("ucan.command.parse", _) => Ok(Err(Refusal::new("CommandEmptySegment", &"no\n# no"))),
        (other, _) => Err(Fault::UnknownOperation(other.into())),
    }
}

fn report(conformance: &Conformance) -> Report {
    conformance.run(&mut InProcess::new("careless", "0.1", careless)).unwrap()
}

fn commands() -> Conformance {
    conformance().of_cases("ucan-core/command/*").of_cases("ucan-core/pattern/*")
}

fn exceptions(entries: &str) -> Exceptions {
    Exceptions::parse(&format!("{{\"format\":\"1.0\",\"exceptions\":[{entries}]}}")).unwrap()
}

#[test]
fn what_is_wrong_is_told_apart() {
    let counts = report(&commands()).counts();
    for kind in [Kind::Passed, Kind::WrongReason, Kind::Failed, Kind::Unsupported, Kind::Crashed] {
        assert!(counts.of(kind) > 0, "{kind}: {counts:?}");
    }
    assert_eq!(counts.all(), commands().chosen().count());
}

#[test]
fn an_exception_excuses_what_it_names_and_nothing_else() {
    let all = r#"{"cases":["ucan-core/command/*","ucan-core/pattern/*"],"reason":"not yet"}"#;
    let excused = report(&commands().with_exceptions(exceptions(all)));
    assert!(excused.is_clean(), "{}", excused.human());
    let against = report(&commands()).results.iter().filter(|it| it.counts_against()).count();
    assert_eq!(excused.counts().excused(), against);

    let some = r#"{"cases":["ucan-core/*"],"results":["wrong reason"],"reason":"not yet"}"#;
    let excused = report(&commands().with_exceptions(exceptions(some)));
    assert!(!excused.is_clean());
    let of = |it: &&ipvm_conformance::CaseResult| it.excuse.is_some();
    assert!(excused.results.iter().filter(of).all(|it| it.verdict.kind() == Kind::WrongReason));
}

#[test]
fn an_exception_that_is_not_needed_is_stale_and_fails() {
    let passes = report(&commands());
    let passes = passes.results.iter().find(|it| it.verdict.kind() == Kind::Passed).unwrap();
    for (pattern, unknown) in [(passes.id.as_str(), false), ("ucan-core/command/no-such", true)] {
        let all = format!(
            r#"{{"cases":["ucan-core/command/*","ucan-core/pattern/*"],"reason":"a"}},
               {{"cases":["{pattern}"],"reason":"once it failed"}}"#
        );
        let report = report(&commands().with_exceptions(exceptions(&all)));
        assert!(!report.is_clean());
        assert_eq!(report.stale.len(), 1, "{:?}", report.stale);
        assert_eq!((report.stale[0].cases.as_str(), report.stale[0].unknown), (pattern, unknown));
    }
}

#[test]
fn nothing_is_stale_among_cases_that_were_not_put() {
    let other = exceptions(r#"{"cases":["varsig/*"],"reason":"of another layer"}"#);
    let report = report(&conformance().of_cases("ucan-core/pattern/*").with_exceptions(other));
    assert_eq!(report.stale, []);
}

#[test]
fn an_exception_has_cases_and_a_reason() {
    let parse = |entry: &str| {
        let text = format!("{{\"format\":\"1.0\",\"exceptions\":[{entry}]}}");
        Exceptions::parse(&text).unwrap_err()
    };
    assert!(matches!(
        parse(r#"{"cases":["a/*"],"reason":" "}"#),
        ExceptionsError::NoReason { cases } if cases == "a/*"
    ));
    assert!(matches!(
        parse(r#"{"cases":[],"reason":"why"}"#),
        ExceptionsError::NoCases { reason } if reason == "why"
    ));
    for result in ["passed", "unsupported", "odd"] {
        let entry = format!(r#"{{"cases":["a"],"results":["{result}"],"reason":"b"}}"#);
        assert!(matches!(parse(&entry), ExceptionsError::Result { found } if found == result));
    }
    assert!(matches!(parse(r#"{"cases":["a"]}"#), ExceptionsError::Shape(_)));
    assert!(matches!(parse(r#"{"cases":["a"],"reason":"b","c":1}"#), ExceptionsError::Shape(_)));
    let other = Exceptions::parse(r#"{"format":"2.0","exceptions":[]}"#);
    assert!(matches!(other, Err(ExceptionsError::Format { found }) if found == "2.0"));
    let missing = Exceptions::read("no/such/file");
    assert!(matches!(missing, Err(ExceptionsError::Read { .. })));
}

#[test]
fn what_stands_for_no_case_is_told() {
    let conformance = conformance().of_layer("varsig").of_layer("vasig").with_tag("rule:nothing.*");
    assert_eq!(conformance.chosen_in_vain(), ["vasig", "rule:nothing.*"]);
    let tagged = self::conformance().with_tag("rule:varsig.*");
    assert_eq!(tagged.chosen_in_vain(), [""; 0]);
    assert!(
        tagged
            .chosen()
            .all(|(case, _)| { case.tags.iter().any(|tag| tag.starts_with("rule:varsig.")) })
    );
}

#[test]
fn for_people_it_names_case_expected_and_found() {
    let report = report(&commands());
    let text = report.human();
    let failed = report.results.iter().find(|it| it.verdict.kind() == Kind::Failed).unwrap();
    for expected in [failed.id.as_str(), failed.title.as_str(), "expected ", "not clean"] {
        assert!(text.contains(expected), "{expected} is not in:\n{text}");
    }
}

#[test]
fn tap_has_one_line_for_each_case_and_a_plan() {
    let report = report(&commands());
    let text = report.tap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("TAP version 14"));
    assert_eq!(lines.next(), Some(format!("1..{}", report.results.len()).as_str()));
    let of = |start: &str| text.lines().filter(|it| it.starts_with(start)).count();
    let counts = report.counts();
    assert_eq!(of("ok "), counts.of(Kind::Passed) + counts.of(Kind::Unsupported));
    assert_eq!(of("not ok "), counts.all() - of("ok "));
    assert_eq!(text.matches("# SKIP").count(), counts.of(Kind::Unsupported));
}

#[test]
fn junit_is_well_formed_and_counts_what_it_holds() {
    let text = report(&commands()).junit();
    // Every element that is opened is closed, and no text breaks out of an attribute.
    let mut open = Vec::new();
    for element in text.split('<').skip(1) {
        let (inside, _) = element.split_once('>').expect("it ends");
        let name = inside.split([' ', '/']).next().unwrap();
        assert_eq!(inside.matches('"').count() % 2, 0, "{inside}");
        match inside {
            inside if inside.starts_with('?') || inside.ends_with('/') => {}
            inside if inside.starts_with('/') => {
                assert_eq!(open.pop(), Some(&inside[1..]), "{inside}");
            }
            _ => open.push(name),
        }
    }
    assert_eq!(open, [""; 0]);
    assert!(text.contains("&lt;out&gt; of &quot;cheese&quot; &amp; so on"));
    let number = |name: &str| {
        let (_, rest) = text.split_once(&format!(" {name}=\"")).unwrap();
        rest.split('"').next().unwrap().parse::<usize>().unwrap()
    };
    assert_eq!(number("tests"), text.matches("<testcase").count());
    assert_eq!(number("failures"), text.matches("<failure").count());
    assert_eq!(number("errors"), text.matches("<error").count());
    assert_eq!(number("skipped"), text.matches("<skipped").count());
}

#[test]
fn json_has_every_result() {
    let report = report(&commands());
    let value: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
    assert_eq!(value["clean"], false);
    assert_eq!(value["results"].as_array().unwrap().len(), report.results.len());
    assert_eq!(value["counts"]["passed"], report.counts().of(Kind::Passed));
    assert_eq!(value["layers"]["ucan-core"]["cases"], report.results.len());
}
