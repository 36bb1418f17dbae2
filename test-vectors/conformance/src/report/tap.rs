//! The Test Anything Protocol, version 14.

use std::fmt::Write as _;

use super::{CaseResult, Report};
use crate::verdict::Verdict;

pub(super) fn write(report: &Report) -> String {
    let mut out = String::new();
    // A string takes whatever is written to it.
    print(report, &mut out).unwrap_or_default();
    out
}

fn print(report: &Report, out: &mut String) -> std::fmt::Result {
    writeln!(out, "TAP version 14")?;
    writeln!(out, "1..{}", report.results.len() + report.stale.len())?;
    for (number, result) in report.results.iter().enumerate() {
        let ok = if result.verdict.kind().is_against() { "not ok" } else { "ok" };
        writeln!(out, "{ok} {} - {}{}", number + 1, result.id, directive(result))?;
        if result.counts_against() {
            writeln!(out, "  ---")?;
            writeln!(out, "  result: {}", result.verdict.kind())?;
            writeln!(out, "  message: {}", quoted(&result.details().join("; ")))?;
            writeln!(out, "  ...")?;
        }
    }
    for (number, stale) in report.stale.iter().enumerate() {
        let number = report.results.len() + number + 1;
        writeln!(out, "not ok {number} - stale exception: {}", escaped(&stale.cases))?;
    }
    Ok(())
}

fn directive(result: &CaseResult) -> String {
    match (&result.verdict, &result.excuse) {
        (Verdict::Unsupported { why }, _) => format!(" # SKIP {}", escaped(why)),
        (_, Some(reason)) => format!(" # TODO {}", escaped(reason)),
        _ => String::new(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#").replace(['\n', '\r'], " ")
}

/// As a string of YAML between double quotes, which JSON's are too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
