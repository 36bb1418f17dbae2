//! The cases by id, by rule and by ruling.

use std::collections::{BTreeMap, BTreeSet};

use super::{CoverageError, row::Shown};
use crate::{SourceError, Topic, rules};

/// Where to find cases, and what they are.
pub(crate) struct Index {
    /// By id, whether it must be accepted.
    cases: BTreeMap<String, bool>,
    by_rule: BTreeMap<&'static str, Vec<String>>,
    by_ruling: BTreeMap<&'static str, Vec<String>>,
}

/// The ids of cases that show one thing.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) valid: BTreeSet<String>,
    pub(crate) invalid: BTreeSet<String>,
}

impl Index {
    pub(crate) fn new(topics: &[Topic]) -> Result<Self, SourceError> {
        let mut index =
            Self { cases: BTreeMap::new(), by_rule: BTreeMap::new(), by_ruling: BTreeMap::new() };
        for topic in topics {
            for case in topic.cases()? {
                let id = topic.id(&case);
                for rule in case.rules() {
                    index.by_rule.entry(rule).or_default().push(id.clone());
                }
                if let Some(ruling) = case.ruling {
                    index.by_ruling.entry(ruling).or_default().push(id.clone());
                }
                index.cases.insert(id, case.is_valid());
            }
        }
        Ok(index)
    }

    /// The cases of `shown`, and those that cite `ruling`.
    pub(crate) fn find(
        &self,
        place: &str,
        shown: &Shown,
        ruling: Option<&str>,
    ) -> Result<Found, CoverageError> {
        let mut found = Found::default();
        let cited = ruling.and_then(|id| self.by_ruling.get(id)).into_iter().flatten();
        let mut ids = cited.map(String::as_str).collect::<Vec<_>>();
        for rule in shown.rules {
            let known = rules::find(rule).and_then(|_| self.by_rule.get(rule));
            let cases = known.ok_or_else(|| CoverageError::UnknownRule {
                place: place.to_owned(),
                rule: (*rule).to_owned(),
            })?;
            ids.extend(cases.iter().map(String::as_str));
        }
        ids.extend(shown.cases);
        for id in ids {
            let side =
                if self.is_valid(place, id)? { &mut found.valid } else { &mut found.invalid };
            side.insert(id.to_owned());
        }
        for id in shown.told {
            self.is_valid(place, id)?;
            found.valid.remove(*id);
            found.invalid.insert((*id).to_owned());
        }
        Ok(found)
    }

    fn is_valid(&self, place: &str, id: &str) -> Result<bool, CoverageError> {
        self.cases.get(id).copied().ok_or_else(|| CoverageError::UnknownCase {
            place: place.to_owned(),
            id: id.to_owned(),
        })
    }
}
