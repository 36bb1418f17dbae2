//! For people.

use std::fmt::Write as _;

use super::{Counts, Report};
use crate::verdict::Kind;

/// What is printed of one result that is against the implementation.
const CASES: usize = 200;

pub(super) fn write(report: &Report) -> String {
    let mut out = String::new();
    // A string takes whatever is written to it.
    print(report, &mut out).unwrap_or_default();
    out
}

fn print(report: &Report, out: &mut String) -> std::fmt::Result {
    let against: Vec<_> = report.results.iter().filter(|it| it.counts_against()).collect();
    for result in against.iter().take(CASES) {
        writeln!(out, "{}: {}", result.verdict.kind(), result.id)?;
        writeln!(out, "    {}", result.title)?;
        for line in result.details() {
            writeln!(out, "    {line}")?;
        }
    }
    if let Some(more) = against.len().checked_sub(CASES).filter(|it| *it > 0) {
        writeln!(out, "and {more} more; --format json has them all")?;
    }
    for stale in &report.stale {
        let what = if stale.unknown { "names no case of the vectors" } else { "is not needed" };
        writeln!(out, "stale exception: {} {what} ({})", stale.cases, stale.reason)?;
    }
    if !against.is_empty() || !report.stale.is_empty() {
        writeln!(out)?;
    }
    let about = &report.description;
    writeln!(out, "{} {}", about.name, about.version)?;
    if let Some(notes) = &about.notes {
        writeln!(out, "{notes}")?;
    }
    if !about.places {
        writeln!(out, "its errors say no places, so that only their names are compared")?;
    }
    let layers = report.layers();
    let width = layers.keys().map(|it| it.len()).max().unwrap_or_default().max(5);
    let row = |out: &mut String, name: &str, cells: [&str; 7]| {
        let [cases, passed, reason, failed, unsupported, broken, excused] = cells;
        writeln!(
            out,
            "{name:width$}  {cases:>6}  {passed:>6}  {reason:>12}  {failed:>6}  {unsupported:>11}  \
             {broken:>9}  {excused:>7}"
        )
    };
    let titles =
        ["cases", "passed", "wrong reason", "failed", "unsupported", "no answer", "excused"];
    row(out, "layer", titles)?;
    let total = report.counts();
    let rows = layers.iter().map(|(name, counts)| (*name, *counts));
    for (name, counts) in rows.chain([("all", total)]) {
        row(out, name, cells(&counts).each_ref().map(String::as_str))?;
    }
    let seconds = report.time.as_secs_f64();
    let verdict = if report.is_clean() { "clean" } else { "not clean" };
    writeln!(out, "{verdict}, in {seconds:.1} s")
}

fn cells(counts: &Counts) -> [String; 7] {
    [
        counts.all(),
        counts.of(Kind::Passed),
        counts.of(Kind::WrongReason),
        counts.of(Kind::Failed),
        counts.of(Kind::Unsupported),
        counts.broken(),
        counts.excused(),
    ]
    .map(|it| it.to_string())
}
