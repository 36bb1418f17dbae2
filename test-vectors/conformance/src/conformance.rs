//! A run: which cases, put to whom.

use std::{collections::BTreeSet, path::Path, time::Instant};

use ipvm_vectors_loader::{Block, Case, Corpus, LoadError};

use crate::{
    exceptions::Exceptions,
    implementation::{Answer, Broken, Garbage, Implementation, StartError},
    outcome::UNNAMED,
    pattern::matches,
    report::{CaseResult, Report, Stale},
    verdict::{Kind, Verdict, excerpt},
};

/// How often an implementation may fail to answer without a break before it is not asked
/// any more.
const FAILURES: u32 = 20;

/// The cases that are put to implementations, and what is excused.
#[derive(Clone, Debug)]
#[must_use]
pub struct Conformance {
    corpus: Corpus,
    layers: Vec<String>,
    tags: Vec<String>,
    cases: Vec<String>,
    exceptions: Exceptions,
}

/// Whoever watches a run.
pub trait Observer {
    /// So many cases will be put.
    fn begins(&mut self, cases: usize);
    /// This came of the next.
    fn is_judged(&mut self, result: &CaseResult);
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn begins(&mut self, _: usize) {}
    fn is_judged(&mut self, _: &CaseResult) {}
}

impl Conformance {
    /// All cases of the folder `vectors`.
    ///
    /// # Errors
    ///
    /// [`LoadError`] if that is no folder of vectors of our format.
    pub fn read(vectors: impl AsRef<Path>) -> Result<Self, LoadError> {
        Ok(Self::new(Corpus::read(vectors)?))
    }

    /// All cases of `corpus`.
    pub fn new(corpus: Corpus) -> Self {
        let (layers, tags, cases) = (Vec::new(), Vec::new(), Vec::new());
        Self { corpus, layers, tags, cases, exceptions: Exceptions::default() }
    }

    /// Only cases of this layer, or of one of those that were named so.
    pub fn of_layer(mut self, layer: impl Into<String>) -> Self {
        self.layers.push(layer.into());
        self
    }

    /// Only cases with this tag, or one of those that were named so. `rule:ucan.command.*` is
    /// every tag that begins so.
    pub fn with_tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// Only cases of this id, in which `*` stands for any characters, or of one of those.
    pub fn of_cases(mut self, pattern: impl Into<String>) -> Self {
        self.cases.push(pattern.into());
        self
    }

    /// What is known to come out otherwise.
    pub fn with_exceptions(mut self, exceptions: Exceptions) -> Self {
        self.exceptions = exceptions;
        self
    }

    /// The vectors.
    #[must_use]
    pub const fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    /// The cases that are chosen, with the content that their inputs may link to.
    pub fn chosen(&self) -> impl Iterator<Item = (&Case, &[Block])> {
        let files = self.corpus.files.iter();
        let cases =
            files.flat_map(|file| file.cases.iter().map(|case| (case, file.blocks.as_slice())));
        cases.filter(|(case, _)| self.chooses(case))
    }

    fn chooses(&self, case: &Case) -> bool {
        let named =
            |patterns: &[String], text: &str| patterns.iter().any(|pattern| matches(pattern, text));
        (self.layers.is_empty() || self.layers.iter().any(|it| it == case.layer()))
            && (self.tags.is_empty() || case.tags.iter().any(|tag| named(&self.tags, tag)))
            && (self.cases.is_empty() || named(&self.cases, &case.id))
    }

    /// Layers and patterns that were named and stand for no case at all: mistakes of whoever
    /// named them.
    #[must_use]
    pub fn chosen_in_vain(&self) -> Vec<&str> {
        let cases = || self.corpus.cases();
        let layers = self.layers.iter().filter(|it| !cases().any(|case| case.layer() == *it));
        let tags = self.tags.iter().filter(|pattern| {
            !cases().any(|case| case.tags.iter().any(|tag| matches(pattern, tag)))
        });
        let ids = self.cases.iter().filter(|it| !cases().any(|case| matches(it, &case.id)));
        layers.chain(tags).chain(ids).map(String::as_str).collect()
    }

    /// Puts the cases that are chosen to an implementation.
    ///
    /// # Errors
    ///
    /// [`StartError`] if it does not say who it is. All that it does after that is a result.
    pub fn run(&self, implementation: &mut impl Implementation) -> Result<Report, StartError> {
        self.observed(implementation, &mut Unobserved)
    }

    /// As [`Conformance::run`], watched.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn observed(
        &self,
        implementation: &mut (impl Implementation + ?Sized),
        observer: &mut impl Observer,
    ) -> Result<Report, StartError> {
        let started = Instant::now();
        let description = implementation.describe()?;
        observer.begins(self.chosen().count());
        let (mut results, mut failures) = (Vec::new(), 0);
        for (case, blocks) in self.chosen() {
            let begun = Instant::now();
            let verdict = if !description.does(&case.operation) {
                let why = format!("it does not do {}", case.operation);
                Verdict::Unsupported { why }
            } else if failures >= FAILURES {
                Verdict::Broken(Broken::NotAsked { failures })
            } else {
                let answer = implementation.answer(case, blocks);
                failures = if answer.is_ok() { 0 } else { failures + 1 };
                self.judge(case, answer, description.places)
            };
            let excuse = self.exceptions.excuse(&case.id, verdict.kind()).map(ToOwned::to_owned);
            let result = CaseResult {
                id: case.id.clone(),
                operation: case.operation.clone(),
                title: case.title.clone(),
                verdict,
                excuse,
                time: begun.elapsed(),
            };
            observer.is_judged(&result);
            results.push(result);
        }
        let stale = self.stale(&results);
        Ok(Report { description, results, stale, time: started.elapsed() })
    }

    fn judge(&self, case: &Case, answer: Result<Answer, Broken>, places: bool) -> Verdict {
        match answer {
            Err(broken) => Verdict::Broken(broken),
            // A name that nobody knows cannot be compared: the adapter has a slip.
            Ok(Answer::Refused(refusal))
                if refusal.name != UNNAMED
                    && !self.corpus.tables.errors.contains_key(refusal.name.as_ref()) =>
            {
                let name = excerpt(&refusal.name, 80);
                let what = Garbage::UnknownError { name };
                Verdict::Broken(Broken::Garbage { what, excerpt: excerpt(&refusal.message, 200) })
            }
            Ok(answer) => Verdict::of(case, answer, places),
        }
    }

    /// Exceptions that nothing needs, among the cases that were put.
    fn stale(&self, results: &[CaseResult]) -> Vec<Stale> {
        let ids: BTreeSet<_> = self.corpus.cases().map(|case| case.id.as_str()).collect();
        let mut stale = Vec::new();
        for (pattern, exception) in self.exceptions.patterns() {
            let told = |unknown| Stale {
                cases: pattern.to_owned(),
                reason: exception.reason().to_owned(),
                unknown,
            };
            if !ids.iter().any(|id| matches(pattern, id)) {
                stale.push(told(true));
                continue;
            }
            let mut put = results.iter().filter(|it| matches(pattern, &it.id)).peekable();
            // Nothing is known of cases that were not put.
            let needed = |it: &CaseResult| {
                let kind = it.verdict.kind();
                exception.excuses(kind) || kind == Kind::NotRun
            };
            if put.peek().is_some() && !put.any(needed) {
                stale.push(told(false));
            }
        }
        stale
    }
}
