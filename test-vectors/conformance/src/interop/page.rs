//! The page that says what came of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write as _},
};

use ipvm_vectors_loader::{Case, Corpus};

use super::{
    exchange::{Exchanged, Outcome, SCENARIOS},
    peers::Peer,
};
use crate::{
    implementation::Description,
    report::{CaseResult, Counts, Report},
    verdict::Kind,
};

/// All that is told on one page.
#[derive(Clone, Debug)]
#[must_use]
pub struct Page<'a> {
    /// The day, such as `2026-01-31`.
    pub date: &'a str,
    /// The vectors.
    pub corpus: &'a Corpus,
    /// This implementation, and the peers that took part.
    pub participants: Vec<Participant<'a>>,
    /// Peers that did not take part, and why.
    pub absent: Vec<(&'a Peer, String)>,
    /// What was exchanged.
    pub exchanges: Vec<Exchanges>,
}

/// Who took part.
#[derive(Clone, Debug)]
pub struct Participant<'a> {
    /// How it is installed, if it is a peer.
    pub peer: Option<&'a Peer>,
    /// What it made of the cases.
    pub report: Report,
}

/// What one made and another judged.
#[derive(Clone, Debug)]
pub struct Exchanges {
    /// The name of who made it.
    pub maker: String,
    /// The name of who judged it.
    pub judge: String,
    /// What came of it.
    pub exchanged: Vec<Exchanged>,
}

impl Participant<'_> {
    /// Its name on the page.
    #[must_use]
    pub fn name(&self) -> &str {
        self.peer.map_or(&self.report.description.name, |peer| &peer.title)
    }
}

impl fmt::Display for Page<'_> {
    /// The page in Markdown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# Interoperability\n")?;
        let cases = self.corpus.cases().count();
        writeln!(
            f,
            "Written by `ipvm conformance matrix` on {}: what implementations make of the {cases} \
             cases of [test-vectors](../test-vectors), and of what the others sign. The adapters \
             are in [test-vectors/peers](../test-vectors/peers).\n",
            self.date
        )?;
        writeln!(
            f,
            "A case is *passed* if exactly what it expects came out; a refusal counts under the \
             right name only, and under another it is *wrong reason*: the right verdict, but \
             nobody can rely on why. *Failed*: accepted in place of refused, the other way \
             round, or something else. *Unsupported*: the implementation has nothing for that. \
             Many of the cases are about points that the texts leave open and \
             [rulings](rulings.md) of this project decide: there a peer may have decided \
             otherwise with as good reasons, so these are told apart.\n"
        )?;
        self.who(f)?;
        self.layers(f)?;
        self.exchanged(f)?;
        for participant in &self.participants {
            self.failures(participant, f)?;
        }
        Ok(())
    }
}

impl Page<'_> {
    fn who(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## Who\n\n| Implementation | Package | Speaks | Notes |\n|---|---|---|---|")?;
        for it in &self.participants {
            let Description { version, places, .. } = &it.report.description;
            let names = if *places { "" } else { "Errors are compared by their names only. " };
            match it.peer {
                Some(peer) => writeln!(
                    f,
                    "| {} {version} | {} {} | {} | {names}{} |",
                    peer.title,
                    peer.package,
                    peer.version,
                    peer.speaks,
                    cell(&peer.notes)
                )?,
                None => writeln!(f, "| {} {version} | this repository | | |", it.name())?,
            }
        }
        for (peer, why) in &self.absent {
            let (package, version) = (&peer.package, &peer.version);
            writeln!(
                f,
                "| {} | {package} {version} | {} | did not take part: {} |",
                peer.title,
                peer.speaks,
                cell(why)
            )?;
        }
        writeln!(f)
    }

    fn layers(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "## Layers\n\nPassed / wrong reason / failed / unsupported. Crashes and time-outs are \
             among what failed. `–`: nothing of the layer is supported.\n"
        )?;
        write!(f, "| Layer | Cases |")?;
        for it in &self.participants {
            write!(f, " {} |", it.name())?;
        }
        writeln!(f, "\n|---|---|{}", "---|".repeat(self.participants.len()))?;
        let layers: BTreeSet<_> = self.corpus.cases().map(Case::layer).collect();
        for layer in layers {
            write!(f, "| {layer} | {} |", self.corpus.layer(layer).count())?;
            for it in &self.participants {
                let counts = it.report.layers().get(layer).copied().unwrap_or_default();
                write!(f, " {} |", told(&counts))?;
            }
            writeln!(f)?;
        }
        write!(f, "| all | {} |", self.corpus.cases().count())?;
        for it in &self.participants {
            write!(f, " {} |", told(&it.report.counts()))?;
        }
        writeln!(f, "\n")
    }

    fn exchanged(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.exchanges.is_empty() {
            return Ok(());
        }
        writeln!(
            f,
            "## Made by one, judged by another\n\nA tick: judged as it must be. `–`: the first \
             does not make it, or the other does not judge it.\n"
        )?;
        write!(f, "| What |")?;
        for it in &self.exchanges {
            write!(f, " {} → {} |", it.maker, it.judge)?;
        }
        writeln!(f, "\n|---|{}", "---|".repeat(self.exchanges.len()))?;
        let mut told = Vec::new();
        for scenario in SCENARIOS {
            let must = if scenario.valid { "accept" } else { "refuse" };
            write!(f, "| {}: {must} |", scenario.name)?;
            for pair in &self.exchanges {
                let found = pair.exchanged.iter().find(|it| it.scenario == scenario);
                match found.map(|it| &it.outcome) {
                    Some(Outcome::Agreed) => write!(f, " ✓ |")?,
                    Some(Outcome::Disagreed(how)) => {
                        told.push(format!(
                            "{} → {}, {}: {how}",
                            pair.maker, pair.judge, scenario.name
                        ));
                        write!(f, " **{}** |", told.len())?;
                    }
                    Some(Outcome::NotMade(why) | Outcome::NotJudged(why))
                        if !why.starts_with("it does not do") =>
                    {
                        let from = (&pair.maker, &pair.judge, scenario.name);
                        told.push(format!("{} → {}, {}: {why}", from.0, from.1, from.2));
                        write!(f, " – ({}) |", told.len())?;
                    }
                    _ => write!(f, " – |")?,
                }
            }
            writeln!(f)?;
        }
        writeln!(f)?;
        for (number, how) in told.iter().enumerate() {
            writeln!(f, "{}. {}", number + 1, cell(how))?;
        }
        if told.is_empty() { Ok(()) } else { writeln!(f) }
    }

    fn failures(&self, it: &Participant<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let against: Vec<_> =
            it.report.results.iter().filter(|it| it.verdict.kind().is_against()).collect();
        if against.is_empty() {
            return Ok(());
        }
        writeln!(f, "## What {} does otherwise\n", it.name())?;
        let cases: BTreeMap<&str, &Case> =
            self.corpus.cases().map(|case| (case.id.as_str(), case)).collect();
        let ruling = |it: &CaseResult| {
            cases.get(it.id.as_str()).and_then(|case| case.spec.ruling.as_deref())
        };
        let (decided, stated): (Vec<&CaseResult>, Vec<_>) =
            against.into_iter().partition(|it| ruling(it).is_some());
        let mut topics = BTreeMap::<_, Vec<_>>::new();
        for it in stated {
            topics.entry(topic(&it.id).to_owned()).or_default().push(it);
        }
        listed("By the texts", topics, f)?;
        let mut rulings = BTreeMap::<_, Vec<_>>::new();
        for it in decided {
            let name = format!("{} (ruling {})", topic(&it.id), ruling(it).unwrap_or_default());
            rulings.entry(name).or_default().push(it);
        }
        listed("Where a ruling decides", rulings, f)
    }
}

/// How many of a layer came out how.
fn told(counts: &Counts) -> String {
    let unsupported = counts.of(Kind::Unsupported);
    if unsupported == counts.all() {
        return "–".to_owned();
    }
    let (passed, reason) = (counts.of(Kind::Passed), counts.of(Kind::WrongReason));
    let failed = counts.of(Kind::Failed) + counts.broken();
    format!("{passed} / {reason} / {failed} / {unsupported}")
}

fn listed(
    title: &str,
    groups: BTreeMap<String, Vec<&CaseResult>>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(f, "{title}:\n\n| Topic | Failed | Wrong reason |\n|---|---|---|")?;
    for (topic, results) in groups {
        let of = |wanted: bool| {
            let kind = |it: &&CaseResult| (it.verdict.kind() == Kind::WrongReason) == wanted;
            let mut told = String::new();
            for it in results.iter().copied().filter(|it| kind(it)) {
                let comma = if told.is_empty() { "" } else { ", " };
                let slug = it.id.rsplit('/').next().unwrap_or_default();
                // A string takes whatever is written to it.
                let how = match it.verdict.kind() {
                    Kind::TimedOut | Kind::Crashed | Kind::Garbage | Kind::NotRun => {
                        format!(" ({})", it.verdict.kind())
                    }
                    _ => String::new(),
                };
                write!(told, "{comma}`{slug}`{how}").unwrap_or_default();
            }
            told
        };
        writeln!(f, "| {topic} | {} | {} |", of(false), of(true))?;
    }
    writeln!(f)
}

/// Layer and topic of a case.
fn topic(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(topic, _)| topic)
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ").replace('<', "&lt;")
}
