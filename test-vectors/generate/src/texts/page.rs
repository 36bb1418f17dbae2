//! `docs/coverage.md`: every sentence and every ruling, and what shows it.

use std::{collections::BTreeMap, path::Path};

use super::{
    ALL, CoverageError, faults,
    index::{Found, Index},
    row::{Kind, Shown, by},
    rulings,
};
use crate::{OutputError, Topic};

/// The page.
pub(crate) fn markdown(topics: &[Topic]) -> Result<String, OutputError> {
    let index = Index::new(topics)?;
    let mut at_a_glance = String::new();
    let mut body = String::new();
    for text in ALL {
        let mut tally = Tally::default();
        let mut lines = String::new();
        for section in text.sections {
            for (ordinal, row) in section.rows.iter().enumerate() {
                let place = format!("{}, {}, sentence {}", text.file, section.heading, ordinal + 1);
                let found = index.find(&place, &row.shown, None)?;
                tally.count(&place, &found, &row.shown)?;
                let heading = if ordinal == 0 { section.heading } else { "" };
                lines.push_str(&format!(
                    "| {heading} | {} | {} | {} |\n",
                    row.demand,
                    counts(&found),
                    shown(&row.shown)
                ));
            }
        }
        let (name, anchor) = (text.name, anchor(text.name));
        at_a_glance.push_str(&format!("| [{name}](#{anchor}) | {} |\n", tally.cells()));
        body.push_str(&format!("\n### {name}\n\n{}\n", text.standing));
        if !lines.is_empty() {
            body.push_str(
                "\n| Section | What it demands | Cases | Shown by |\n|---|---|---|---|\n",
            );
            body.push_str(&lines);
        }
    }
    let (rulings, tally) = rulings(&index)?;
    at_a_glance.push_str(&format!("| [Rulings](#rulings) | {} |\n", tally.cells()));
    let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("../faults/report.json");
    let faults = faults::markdown(&report)?;
    let kinds = Kind::ALL.map(Kind::name).join(" | ");
    Ok(format!(
        "{INTRODUCTION}\n## At a glance\n\n| Text | Rows | both kinds of case | {kinds} |\n|---|\
         ---|---|---|---|---|---|---|\n{at_a_glance}\n## Texts\n{body}\n## Rulings\n\nThe questions \
         are those of [rulings.md](rulings.md), which has the answers. The number of a ruling leads to \
         its cases.\n\n| # | Question | Cases | Shown by |\n|---|---|---|---|\n{rulings}{faults}"
    ))
}

const INTRODUCTION: &str = "# Coverage

Written by `cargo run -p ipvm-vectors-generate` from `test-vectors/generate/src/texts`.

What of the texts and of our rulings the [test vectors](../test-vectors) pin. Each sentence of a text
with MUST, MUST NOT, REQUIRED, SHALL or SHALL NOT has a row, which says in other words what it demands.
A row has at least one case that must be accepted and one that must be refused, or says why not. The
column \"Cases\" counts them: `12 + 3` are twelve valid ones and three invalid ones. They are found by the
rules named last, each of which leads to its cases, and those that stand alone by their ids; a case may
stand in several rows. A case in which an operation answers that something was wrong counts as invalid.

That no sentence is missing is a test: each row bears a digest of its sentence, and `cargo test -p
ipvm-vectors-generate --test texts` reads the texts from the folder that `IPVM_SPECS` names. Their
commits are in [specs.md](specs.md). The texts of DAG-CBOR, DAG-JSON, DAG-PB, UnixFS, DIDs and Semantic
Versioning are not held sentence by sentence but by rules, which
[coverage.md](../test-vectors/coverage.md) of the vectors lists with all cases by ruling, by rule and by
section.

Why a row has no case of one kind, or none at all, or has both and they do not show all of it (a row with
a reason is counted below its reason):

- **one-sided**: there can only be cases of one kind, as when something is left to whoever asks;
- **tests**: it is about a store, an engine or a clock, which no operation on data has; tests beside the
  code hold it;
- **ruled otherwise**: a ruling decides something else, and says why;
- **for others**: it speaks to people, to services, or to the authors of other texts;
- **not there**: what it is about is not implemented.
";

/// The table of the rulings.
fn rulings(index: &Index) -> Result<(String, Tally), OutputError> {
    let questions = rulings::questions();
    let rows = rulings::ALL.iter().map(|row| (row.id, row.shown)).collect::<BTreeMap<_, _>>();
    for id in rows.keys() {
        if questions.iter().all(|(known, _)| known != id) {
            return Err(CoverageError::UnknownRuling { id: (*id).to_owned() }.into());
        }
    }
    let mut tally = Tally::default();
    let mut out = String::new();
    for (id, question) in questions {
        let place = format!("ruling {id}");
        let row = rows.get(id).copied().unwrap_or(by(&[]));
        let found = index.find(&place, &row, Some(id))?;
        tally.count(&place, &found, &row)?;
        let cites = index.find(&place, &by(&[]), Some(id))?;
        let number = if cites.valid.is_empty() && cites.invalid.is_empty() {
            id.to_owned()
        } else {
            format!("[{id}](../test-vectors/coverage.md#{})", id.to_lowercase())
        };
        out.push_str(&format!(
            "| {number} | {question} | {} | {} |\n",
            counts(&found),
            shown(&row)
        ));
    }
    Ok((out, tally))
}

#[derive(Default)]
struct Tally {
    all: usize,
    both: usize,
    reasons: BTreeMap<Kind, usize>,
}

impl Tally {
    fn count(&mut self, place: &str, found: &Found, shown: &Shown) -> Result<(), CoverageError> {
        self.all += 1;
        if let Some((kind, _)) = shown.reason {
            *self.reasons.entry(kind).or_default() += 1;
        } else if !found.valid.is_empty() && !found.invalid.is_empty() {
            self.both += 1;
        } else {
            return Err(CoverageError::Bare {
                place: place.to_owned(),
                valid: found.valid.len(),
                invalid: found.invalid.len(),
            });
        }
        Ok(())
    }

    fn cells(&self) -> String {
        let reasons = Kind::ALL.map(|kind| number(self.reasons.get(&kind).copied().unwrap_or(0)));
        format!("{} | {} | {}", self.all, number(self.both), reasons.join(" | "))
    }
}

fn number(count: usize) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}

fn counts(found: &Found) -> String {
    match (found.valid.len(), found.invalid.len()) {
        (0, 0) => "–".to_owned(),
        (valid, invalid) => format!("{valid} + {invalid}"),
    }
}

/// Rules and cases with links, and the reason.
fn shown(shown: &Shown) -> String {
    let rules = shown.rules.iter().map(|rule| {
        format!("[`{rule}`](../test-vectors/coverage.md#{})", anchor(&format!("`{rule}`")))
    });
    let cases = shown.cases.iter().chain(shown.told).map(|id| match id.rsplit_once('/') {
        Some((topic, _)) => format!("[`{id}`](../test-vectors/{topic}.json)"),
        None => format!("`{id}`"),
    });
    let mut parts = vec![rules.chain(cases).collect::<Vec<_>>().join(", ")];
    parts.retain(|part| !part.is_empty());
    parts.extend(shown.reason.map(|(kind, reason)| format!("*{}:* {reason}", kind.name())));
    parts.join("; ")
}

/// Where a heading is found within its page.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|it| it.is_alphanumeric() || matches!(it, '-' | '_' | ' '));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
