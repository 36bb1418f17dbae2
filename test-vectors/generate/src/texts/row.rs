//! What a row of the coverage says.

/// A text of which every sentence that demands something has a row.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// The name of its copy in the folder of the texts.
    pub file: &'static str,
    /// Its name and version.
    pub name: &'static str,
    /// What it counts for, in a sentence.
    pub standing: &'static str,
    /// Its sections, in its order, as far as they demand something.
    pub sections: &'static [Section],
}

/// A section of a text.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its heading, without the brackets of links.
    pub heading: &'static str,
    /// Its sentences, in its order.
    pub rows: &'static [Row],
}

/// The sentences under one heading.
pub(super) const fn section(heading: &'static str, rows: &'static [Row]) -> Section {
    Section { heading, rows }
}

/// A sentence that demands something.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The digest of the sentence, see [`Sentence::digest`](super::Sentence::digest).
    pub digest: &'static str,
    /// What it demands, in words of ours.
    pub demand: &'static str,
    /// What shows it.
    pub shown: Shown,
}

/// The sentence with this digest, which demands this.
pub(super) const fn row(digest: &'static str, demand: &'static str, shown: Shown) -> Row {
    Row { digest, demand, shown }
}

/// A ruling that its own cases do not show from both sides.
#[derive(Clone, Copy, Debug)]
pub struct RulingRow {
    /// Its number.
    pub id: &'static str,
    /// What shows it beside the cases that cite it.
    pub shown: Shown,
}

/// The ruling with this number.
pub(super) const fn ruling(id: &'static str, shown: Shown) -> RulingRow {
    RulingRow { id, shown }
}

/// What shows that a sentence or a ruling is kept.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Rules, whose cases count.
    pub rules: &'static [&'static str],
    /// Ids of cases.
    pub cases: &'static [&'static str],
    /// Ids of cases that count as invalid whatever the operation gives.
    pub told: &'static [&'static str],
    /// Why cases of one kind, or of both, are not there.
    pub reason: Option<(Kind, &'static str)>,
}

/// The cases with any of these rules show it.
pub(super) const fn by(rules: &'static [&'static str]) -> Shown {
    Shown { rules, cases: &[], told: &[], reason: None }
}

/// Nothing shows it, for this reason.
pub(super) const fn because(kind: Kind, reason: &'static str) -> Shown {
    by(&[]).because(kind, reason)
}

impl Shown {
    /// So do these cases, by their ids.
    pub(super) const fn cases(mut self, cases: &'static [&'static str]) -> Self {
        self.cases = cases;
        self
    }

    /// These cases show it broken, though the operation gives a value: it says what was wrong.
    pub(super) const fn told(mut self, told: &'static [&'static str]) -> Self {
        self.told = told;
        self
    }

    /// Why there is no valid case, no invalid one, or neither.
    pub(super) const fn because(mut self, kind: Kind, reason: &'static str) -> Self {
        self.reason = Some((kind, reason));
        self
    }
}

/// Of what kind a reason is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Cases of one kind are all there can be.
    OneSided,
    /// It is about a state, a clock, an engine or a store that an operation does not have; tests
    /// beside the code hold it.
    Tests,
    /// A ruling decides otherwise.
    Ruled,
    /// It speaks to people, to services, or to the authors of other texts.
    Others,
    /// What it speaks of is not there.
    Missing,
}

impl Kind {
    /// All, in the order of the tables.
    pub const ALL: [Self; 5] =
        [Self::OneSided, Self::Tests, Self::Ruled, Self::Others, Self::Missing];

    /// A word or two.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OneSided => "one-sided",
            Self::Tests => "tests",
            Self::Ruled => "ruled otherwise",
            Self::Others => "for others",
            Self::Missing => "not there",
        }
    }
}
