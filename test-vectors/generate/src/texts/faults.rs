//! The report of the seeded faults, which a script writes and this only lays out.

use std::{fs, io, path::Path};

use serde::Deserialize;

use super::CoverageError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    version: String,
    date: String,
    cases: u64,
    faults: Vec<Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    id: String,
    what: String,
    family: String,
    caught: bool,
    by: Vec<String>,
    count: u64,
}

/// The section on the report at `path`, or nothing if there is none.
pub(super) fn markdown(path: &Path) -> Result<String, CoverageError> {
    let refuse = |reason: String| CoverageError::Faults { reason };
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(refuse(error.to_string())),
    };
    section(&text).map_err(|error| refuse(error.to_string()))
}

fn section(text: &str) -> Result<String, serde_json::Error> {
    let report = serde_json::from_str::<Report>(text)?;
    let caught = report.faults.iter().filter(|fault| fault.caught).count();
    let mut out = format!(
        "\n## Seeded faults\n\nMistakes that were put into our own code, one at a time, to see whether \
         the cases notice. They were written down before the first run. Of {} faults {caught} were \
         caught by {} cases ({}, version {}).\n\n| Fault | What was changed | Family | Caught | Cases \
         that fail |\n|---|---|---|---|---|\n",
        report.faults.len(),
        report.cases,
        report.date,
        report.version,
    );
    for fault in report.faults {
        let by = fault.by.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let by = match (fault.count, by.is_empty()) {
            (0, _) => "none".to_owned(),
            (count, true) => count.to_string(),
            (count, false) => format!("{count}: {by}"),
        };
        let caught = if fault.caught { "yes" } else { "**no**" };
        let (id, what, family) = (fault.id, cell(&fault.what), cell(&fault.family));
        out.push_str(&format!("| `{id}` | {what} | {family} | {caught} | {by} |\n"));
    }
    Ok(out)
}

/// Text that stays within its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lays_out_what_was_caught_and_what_was_not() {
        let report = r#"{"version": "0.1.0", "date": "2026-10-01", "cases": 7, "faults": [
            {"id": "audience", "what": "skips a | check", "family": "chains", "caught": true,
             "by": ["a/b/c"], "count": 4},
            {"id": "order", "what": "sorts", "family": "codecs", "caught": false, "by": [], "count": 0}
        ]}"#;
        let section = section(report).unwrap();
        assert!(
            section.contains("Of 2 faults 1 were caught by 7 cases (2026-10-01, version 0.1.0).")
        );
        assert!(
            section.contains("| `audience` | skips a \\| check | chains | yes | 4: `a/b/c` |\n")
        );
        assert!(section.ends_with("| `order` | sorts | codecs | **no** | none |\n"));
    }

    #[test]
    fn refuses_a_report_in_another_form() {
        let Err(error) = section(r#"{"version": "0.1.0", "date": "", "faults": []}"#) else {
            panic!("there is no count of cases");
        };
        assert!(error.to_string().contains("missing field `cases`"), "{error}");
    }

    #[test]
    fn without_a_report_there_is_no_section() {
        assert_eq!(markdown(Path::new("no such folder/report.json")), Ok(String::new()));
    }
}
