//! What an answer is worth.

use std::fmt;

use ipvm_vectors_loader::{Case, Expected};

use crate::{
    implementation::{Answer, Broken},
    outcome::{Outcome, Refusal, agrees, agrees_but_for_places},
    protocol::compact,
};

/// What a refusal must be called that leaves out an algorithm.
const LEFT_OUT: [&str; 3] =
    ["SecretKeyUnsupportedType", "UnsupportedAlgorithm", "UnsupportedKeyType"];

/// What came of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// What must come out did.
    Passed,
    /// It must be refused and was, under another name or at another place.
    WrongReason {
        /// What is expected.
        expected: String,
        /// What came.
        got: String,
    },
    /// It was accepted and must be refused, the other way round, or something else came out.
    Failed {
        /// What is expected.
        expected: String,
        /// What came.
        got: String,
    },
    /// The implementation does not do that.
    Unsupported {
        /// What is missing.
        why: String,
    },
    /// There was no answer.
    Broken(Broken),
}

/// The kinds of verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// [`Verdict::Passed`]
    Passed,
    /// [`Verdict::WrongReason`]
    WrongReason,
    /// [`Verdict::Failed`]
    Failed,
    /// [`Verdict::Unsupported`]
    Unsupported,
    /// [`Broken::TimedOut`]
    TimedOut,
    /// [`Broken::Crashed`]
    Crashed,
    /// [`Broken::Garbage`]
    Garbage,
    /// [`Broken::NotAsked`]
    NotRun,
}

impl Kind {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 8] = [
        Self::Passed,
        Self::WrongReason,
        Self::Failed,
        Self::Unsupported,
        Self::TimedOut,
        Self::Crashed,
        Self::Garbage,
        Self::NotRun,
    ];

    /// Its name in reports and in files of exceptions.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::WrongReason => "wrong reason",
            Self::Failed => "failed",
            Self::Unsupported => "unsupported",
            Self::TimedOut => "timed out",
            Self::Crashed => "crashed",
            Self::Garbage => "garbage",
            Self::NotRun => "not run",
        }
    }

    /// Whether a run with such a result is not clean, if nothing excuses it.
    #[must_use]
    pub const fn is_against(self) -> bool {
        !matches!(self, Self::Passed | Self::Unsupported)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Verdict {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Passed => Kind::Passed,
            Self::WrongReason { .. } => Kind::WrongReason,
            Self::Failed { .. } => Kind::Failed,
            Self::Unsupported { .. } => Kind::Unsupported,
            Self::Broken(Broken::TimedOut { .. }) => Kind::TimedOut,
            Self::Broken(Broken::Crashed { .. }) => Kind::Crashed,
            Self::Broken(Broken::Garbage { .. }) => Kind::Garbage,
            Self::Broken(Broken::NotAsked { .. }) => Kind::NotRun,
        }
    }

    /// What an answer to a case is worth.
    pub(crate) fn of(case: &Case, answer: Answer, places: bool) -> Self {
        let got = match answer {
            Answer::Unsupported(why) => return Self::Unsupported { why },
            Answer::Value(value) => Ok(Outcome::Value(value)),
            Answer::Cid(cid) => Ok(Outcome::Cid(cid)),
            Answer::Refused(refusal) => Err(refusal),
        };
        let agrees = if places { agrees } else { agrees_but_for_places };
        if agrees(&case.expected, &got) {
            return Self::Passed;
        }
        if let Err(Refusal { name, message, .. }) = &got
            && LEFT_OUT.contains(&name.as_ref())
            && case.tags.iter().any(|tag| tag.starts_with("feature:"))
        {
            return Self::Unsupported { why: format!("{name}: {message}") };
        }
        let (expected, told) = (wanted(&case.expected), given(&got));
        match (&case.expected, got) {
            (Expected::Error { .. }, Err(_)) => Self::WrongReason { expected, got: told },
            _ => Self::Failed { expected, got: told },
        }
    }
}

/// The most that is told of a value.
const EXCERPT: usize = 400;

fn wanted(expected: &Expected) -> String {
    match expected {
        Expected::Value(value) => excerpt(&compact(value), EXCERPT),
        Expected::Cid(cid) => cid.clone(),
        Expected::Error { name, offset, index } => placed(name, *offset, *index),
    }
}

fn given(got: &Result<Outcome, Refusal>) -> String {
    match got {
        Ok(Outcome::Value(value)) => excerpt(&compact(value), EXCERPT),
        Ok(Outcome::Cid(cid)) => cid.clone(),
        Err(Refusal { name, offset, index, message }) => {
            let mut told = placed(name, *offset, *index);
            if !message.is_empty() {
                told = format!("{told}: {}", excerpt(message, EXCERPT));
            }
            told
        }
    }
}

fn placed(name: &str, offset: Option<u64>, index: Option<u64>) -> String {
    let mut told = format!("refused as {name}");
    if let Some(offset) = offset {
        told.push_str(&format!(" at byte {offset}"));
    }
    if let Some(index) = index {
        told.push_str(&format!(" of entry {index}"));
    }
    told
}

/// The beginning of a text in one line.
pub(crate) fn excerpt(text: &str, most: usize) -> String {
    let mut line: String =
        text.chars().take(most).map(|it| if it.is_control() { ' ' } else { it }).collect();
    if line.len() < text.len() {
        line.push('…');
    }
    line
}
