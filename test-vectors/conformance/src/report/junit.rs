//! JUnit's XML, as CI systems read it.

use std::fmt::Write as _;

use super::{CaseResult, Report};
use crate::verdict::{Kind, Verdict};

pub(super) fn write(report: &Report) -> String {
    let mut out = String::new();
    // A string takes whatever is written to it.
    print(report, &mut out).unwrap_or_default();
    out
}

fn print(report: &Report, out: &mut String) -> std::fmt::Result {
    let about = &report.description;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let name = format!("{} {}", about.name, about.version);
    let seconds = report.time.as_secs_f64();
    writeln!(out, "<testsuites name=\"{}\" time=\"{seconds:.3}\">", escaped(&name))?;
    for layer in report.layers().keys() {
        let results = || report.results.iter().filter(|it| it.layer() == *layer);
        let count = |of: fn(&&CaseResult) -> bool| results().filter(of).count();
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
            escaped(layer),
            results().count(),
            count(|it| it.counts_against() && !is_error(it)),
            count(|it| it.counts_against() && is_error(it)),
            count(|it| is_skipped(it)),
        )?;
        for result in results() {
            case(result, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    if !report.stale.is_empty() {
        let count = report.stale.len();
        writeln!(out, "  <testsuite name=\"exceptions\" tests=\"{count}\" failures=\"{count}\">")?;
        for stale in &report.stale {
            let (cases, reason) = (escaped(&stale.cases), escaped(&stale.reason));
            writeln!(
                out,
                "    <testcase classname=\"exceptions\" name=\"{cases}\"><failure type=\"stale \
                 exception\" message=\"{reason}\"/></testcase>"
            )?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn case(result: &CaseResult, out: &mut String) -> std::fmt::Result {
    let (class, name) = result.id.rsplit_once('/').unwrap_or(("", &result.id));
    let class = escaped(&class.replace('/', "."));
    let seconds = result.time.as_secs_f64();
    write!(
        out,
        "    <testcase classname=\"{class}\" name=\"{}\" time=\"{seconds:.6}\"",
        escaped(name)
    )?;
    let details = escaped(&result.details().join("; "));
    let kind = result.verdict.kind();
    if let Some(reason) = &result.excuse {
        let reason = escaped(reason);
        writeln!(out, "><skipped message=\"excused, {kind}: {reason}\"/></testcase>")
    } else if is_skipped(result) {
        writeln!(out, "><skipped message=\"{details}\"/></testcase>")
    } else if result.counts_against() {
        let element = if is_error(result) { "error" } else { "failure" };
        writeln!(out, "><{element} type=\"{kind}\" message=\"{details}\"/></testcase>")
    } else {
        writeln!(out, "/>")
    }
}

const fn is_skipped(result: &CaseResult) -> bool {
    result.excuse.is_some() || matches!(result.verdict, Verdict::Unsupported { .. })
}

const fn is_error(result: &CaseResult) -> bool {
    matches!(result.verdict.kind(), Kind::TimedOut | Kind::Crashed | Kind::Garbage | Kind::NotRun)
}

/// For an attribute between double quotes. XML 1.0 has no spelling at all for most control
/// characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(' '),
            other if other < ' ' || matches!(other, '\u{fffe}' | '\u{ffff}') => {
                out.push('\u{fffd}');
            }
            other => out.push(other),
        }
    }
    out
}
