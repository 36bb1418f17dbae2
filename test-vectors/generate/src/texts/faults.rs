//! The report of the seeded faults, which a script writes and this only lays out.

use std::{fs, io, path::Path};

use serde::{Deserialize, de::Error as _};

use super::CoverageError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    format: String,
    version: String,
    date: String,
    cases: u64,
    caught: usize,
    total: usize,
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
    /// How it ended when it was seeded first, if that was otherwise.
    first: Option<First>,
    /// How it ended, if no case was there to fail.
    how: Option<How>,
    /// What was changed in the fault since it was written down.
    corrected: Option<String>,
    /// Why no case can notice.
    equivalent: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum First {
    Lived,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum How {
    Crashes,
    DoesNotCompile,
    Hangs,
}

impl How {
    const fn words(&self) -> &'static str {
        match self {
            Self::Crashes => "the program with the cases crashes",
            Self::DoesNotCompile => "it does not compile",
            Self::Hangs => "the program with the cases hangs",
        }
    }
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
    let Report { format, version, date, cases, caught, total, faults } = report;
    let counted = faults.iter().filter(|fault| fault.caught).count();
    if format != "1.0" || (caught, total) != (counted, faults.len()) {
        let found = format!("{counted} of {} faults in format {format}", faults.len());
        return Err(serde_json::Error::custom(found));
    }
    let lived = faults.iter().filter(|fault| fault.caught && fault.first.is_some()).count();
    let mut out = format!(
        "\n## Seeded faults\n\nMistakes that were put into our own code, one at a time, to see whether \
         the cases notice. They were written down before the first run. Of {total} faults {caught} \
         were caught by {cases} cases ({date}, version {version}); {lived} of these had lived until \
         a case was added.\n\n| Fault | What was changed | Family | Caught | Cases that fail |\n\
         |---|---|---|---|---|\n",
    );
    for fault in &faults {
        let by = fault.by.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let by = match (fault.count, by.is_empty(), &fault.how) {
            (_, _, Some(how)) => how.words().to_owned(),
            (0, ..) => "none".to_owned(),
            (count, true, None) => count.to_string(),
            (count, false, None) => format!("{count}: {by}"),
        };
        let caught = match (fault.caught, &fault.first) {
            (false, _) => "**no**",
            (true, None) => "yes",
            (true, Some(First::Lived)) => "yes, not at first",
        };
        let remarks = [&fault.corrected, &fault.equivalent].into_iter().flatten();
        let what = remarks.fold(fault.what.clone(), |what, remark| format!("{what} {remark}"));
        let what = cell(&what);
        let (id, family) = (&fault.id, cell(&fault.family));
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
        let report = r#"{"format": "1.0", "version": "0.1.0", "date": "2026-10-01", "cases": 7,
            "caught": 3, "total": 4, "faults": [
            {"id": "audience", "what": "skips a | check", "family": "chains", "caught": true,
             "by": ["a/b/c"], "count": 4},
            {"id": "order", "what": "sorts", "family": "codecs", "caught": false, "by": [], "count": 0},
            {"id": "end", "what": "goes on.", "family": "graph", "caught": true, "by": [], "count": 0,
             "how": "hangs", "corrected": "Once it went further."},
            {"id": "cost", "what": "is free", "family": "policy", "caught": true, "by": ["a/b/d"],
             "count": 1, "first": "lived"}
        ]}"#;
        let section = section(report).unwrap();
        assert!(
            section
                .contains("Of 4 faults 3 were caught by 7 cases (2026-10-01, version 0.1.0); 1 of")
        );
        assert!(
            section.contains("| `audience` | skips a \\| check | chains | yes | 4: `a/b/c` |\n")
        );
        assert!(section.contains("| `order` | sorts | codecs | **no** | none |\n"));
        let end = "| `end` | goes on. Once it went further. | graph | yes | the program with the cases hangs |\n";
        assert!(section.contains(end));
        assert!(
            section.ends_with("| `cost` | is free | policy | yes, not at first | 1: `a/b/d` |\n")
        );
    }

    #[test]
    fn refuses_a_report_in_another_form() {
        let Err(error) = section(r#"{"version": "0.1.0", "date": "", "faults": []}"#) else {
            panic!("there is no count of cases");
        };
        assert!(error.to_string().contains("missing field `format`"), "{error}");
        let report = r#"{"format": "1.0", "version": "0.1.0", "date": "", "cases": 7, "caught": 1,
            "total": 1, "faults": []}"#;
        let Err(error) = section(report) else { panic!("the counts are wrong") };
        assert!(error.to_string().contains("0 of 0 faults"), "{error}");
    }

    #[test]
    fn without_a_report_there_is_no_section() {
        assert_eq!(markdown(Path::new("no such folder/report.json")), Ok(String::new()));
    }
}
