//! What came of a run.

mod human;
mod json;
mod junit;
mod tap;

use std::{collections::BTreeMap, time::Duration};

use crate::{
    implementation::Description,
    verdict::{Kind, Verdict},
};

/// What came of all cases that were put to one implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Who it is.
    pub description: Description,
    /// The cases, in the order of the vectors.
    pub results: Vec<CaseResult>,
    /// Exceptions that are not needed.
    pub stale: Vec<Stale>,
    /// How long it took.
    pub time: Duration,
}

/// What came of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseResult {
    /// The id of the case.
    pub id: String,
    /// Its operation.
    pub operation: String,
    /// What happens in it.
    pub title: String,
    /// What came of it.
    pub verdict: Verdict,
    /// Why that is excused, if it is.
    pub excuse: Option<String>,
    /// How long it took.
    pub time: Duration,
}

impl CaseResult {
    /// The layer, the first part of the id.
    #[must_use]
    pub fn layer(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// Whether it is against the implementation and nothing excuses it.
    #[must_use]
    pub const fn counts_against(&self) -> bool {
        self.verdict.kind().is_against() && self.excuse.is_none()
    }

    /// What is to be said of the verdict, in lines.
    fn details(&self) -> Vec<String> {
        match &self.verdict {
            Verdict::Passed => Vec::new(),
            Verdict::WrongReason { expected, got } | Verdict::Failed { expected, got } => {
                vec![format!("expected {expected}"), format!("got      {got}")]
            }
            Verdict::Unsupported { why } => vec![why.clone()],
            Verdict::Broken(broken) => vec![broken.to_string()],
        }
    }
}

/// An exception that is not needed: none of its cases needs an excuse, or it names none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stale {
    /// Its pattern.
    pub cases: String,
    /// Its reason.
    pub reason: String,
    /// It names no case of the vectors.
    pub unknown: bool,
}

/// How many results there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    of: [usize; Kind::ALL.len()],
    excused: usize,
}

impl Counts {
    /// How many of this kind, excused or not.
    #[must_use]
    pub fn of(&self, kind: Kind) -> usize {
        let place = Kind::ALL.iter().position(|it| *it == kind);
        place.and_then(|place| self.of.get(place)).copied().unwrap_or_default()
    }

    /// How many are excused.
    #[must_use]
    pub const fn excused(&self) -> usize {
        self.excused
    }

    /// How many there are.
    #[must_use]
    pub fn all(&self) -> usize {
        self.of.iter().sum()
    }

    /// How many got no answer: timed out, crashed, garbage, not run.
    #[must_use]
    pub fn broken(&self) -> usize {
        [Kind::TimedOut, Kind::Crashed, Kind::Garbage, Kind::NotRun]
            .map(|it| self.of(it))
            .iter()
            .sum()
    }

    fn add(&mut self, result: &CaseResult) {
        let kind = result.verdict.kind();
        for (count, _) in self.of.iter_mut().zip(Kind::ALL).filter(|(_, it)| *it == kind) {
            *count += 1;
        }
        self.excused += usize::from(result.excuse.is_some());
    }
}

impl Report {
    /// Whether nothing is against the implementation that is not excused, and no exception
    /// is stale.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.stale.is_empty() && !self.results.iter().any(CaseResult::counts_against)
    }

    /// How many results of each kind there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.results.iter().for_each(|it| counts.add(it));
        counts
    }

    /// The same, layer by layer.
    #[must_use]
    pub fn layers(&self) -> BTreeMap<&str, Counts> {
        let mut layers = BTreeMap::<_, Counts>::new();
        for result in &self.results {
            layers.entry(result.layer()).or_default().add(result);
        }
        layers
    }

    /// For people.
    #[must_use]
    pub fn human(&self) -> String {
        human::write(self)
    }

    /// As JUnit's XML: a suite for each layer.
    #[must_use]
    pub fn junit(&self) -> String {
        junit::write(self)
    }

    /// In the Test Anything Protocol, version 14.
    #[must_use]
    pub fn tap(&self) -> String {
        tap::write(self)
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> String {
        json::write(self)
    }
}
