//! JSON.

use serde_json::{Map, Value, json};

use super::{CaseResult, Counts, Report};
use crate::verdict::{Kind, Verdict};

pub(super) fn write(report: &Report) -> String {
    let about = &report.description;
    let layers: Map<String, Value> =
        report.layers().iter().map(|(name, it)| ((*name).to_owned(), counts(it))).collect();
    let stale = report
        .stale
        .iter()
        .map(|it| json!({"cases": it.cases, "reason": it.reason, "unknown": it.unknown}));
    let stale: Vec<_> = stale.collect();
    let report = json!({
        "format": "1.0",
        "implementation": {"name": about.name, "version": about.version, "places": about.places, "notes": about.notes},
        "clean": report.is_clean(),
        "seconds": report.time.as_secs_f64(),
        "counts": counts(&report.counts()),
        "layers": layers,
        "stale-exceptions": stale,
        "results": report.results.iter().map(result).collect::<Vec<_>>(),
    });
    format!("{report:#}\n")
}

fn counts(counts: &Counts) -> Value {
    let mut of: Map<String, Value> =
        Kind::ALL.iter().map(|it| (it.name().to_owned(), counts.of(*it).into())).collect();
    of.insert("excused".into(), counts.excused().into());
    of.insert("cases".into(), counts.all().into());
    of.into()
}

fn result(result: &CaseResult) -> Value {
    let mut told = json!({
        "id": result.id,
        "operation": result.operation,
        "result": result.verdict.kind().name(),
        "microseconds": u64::try_from(result.time.as_micros()).unwrap_or(u64::MAX),
    });
    let mut put = |key: &str, value: Value| told[key] = value;
    match &result.verdict {
        Verdict::Passed => {}
        Verdict::WrongReason { expected, got } | Verdict::Failed { expected, got } => {
            put("expected", expected.as_str().into());
            put("got", got.as_str().into());
        }
        Verdict::Unsupported { why } => put("why", why.as_str().into()),
        Verdict::Broken(broken) => put("why", broken.to_string().into()),
    }
    if let Some(reason) = &result.excuse {
        put("excused", reason.as_str().into());
    }
    told
}
